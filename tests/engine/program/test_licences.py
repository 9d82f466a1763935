"""The text of licences: what is shipped comes first, else it is made of what is installed."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from jobdesk.engine.program.licences import (
    SHIPPED,
    Component,
    installed_components,
    licences_text,
    resource_components,
    write_document,
)

RESOURCES = Path(__file__).parents[3] / "resources"


def test_in_a_clone_each_package_that_is_needed_stands_with_its_text() -> None:
    text = licences_text(RESOURCES)

    for name in ("cronsim", "msgspec", "psutil", "tzdata", "tzlocal", "Qt, PySide6 and Shiboken", "Tabler Icons"):
        assert text.count(f"\n{name}") == 1, name  # Its heading; its line in the list is indented.
        assert f"\n    {name}" in text
    for sentence in (
        "GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 3",
        "GNU GENERAL PUBLIC LICENSE\n                       Version 3",
        "Copyright (c) 2026 JobDesk contributors",
        "Paweł Kuna",
        "HarfBuzz: MIT-Modern-Variant",
    ):
        assert sentence in text, sentence


def test_packages_that_only_the_checks_need_do_not_stand_there() -> None:
    names = {component.name for component in installed_components(["jobdesk"])}

    assert metadata.version("pytest")
    assert "pytest" not in names
    assert names >= {"JobDesk", "cronsim", "msgspec"}


def test_each_package_that_is_needed_brings_a_text_itself_or_jobdesk_has_it() -> None:
    components = [*installed_components(["jobdesk"]), *resource_components(RESOURCES)]

    assert [component.name for component in components if not component.texts or not component.licence] == []


def test_a_packaged_program_shows_the_file_that_its_build_made(tmp_path: Path) -> None:
    (tmp_path / SHIPPED).write_text("Zürich\n", encoding="utf-8")

    assert licences_text(tmp_path) == "Zürich\n"


def test_a_requirement_of_an_extra_or_of_another_system_is_left_out() -> None:
    requirements = ["msgspec>=0.20", "pytest; extra == 'dev'", "no-such-package-anywhere>=1; sys_platform == 'plan9'"]

    assert [component.name for component in installed_components(requirements)] == ["msgspec"]


def test_the_document_lists_all_before_their_texts() -> None:
    text = write_document(
        [Component("A", "1.0", "MIT", ("first\n", "second")), Component("Longer", "", "Zlib", ("third",))]
    )

    head, first, second = text.split("\n\n\n")
    assert head.splitlines()[2:] == ["    A 1.0   MIT", "    Longer  Zlib"]
    assert first.splitlines()[1:] == ["A 1.0: MIT", "=" * 78, "", "first", "", "second"]
    assert second.endswith("\n\nthird\n")
