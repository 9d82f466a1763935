"""Workflows: each action is pinned, rights are the least, and no text from outside becomes part of a script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))

_USES = re.compile(r"^\s*(?:-\s+)?uses:\s*(.*)$")
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
_OWN = re.compile(r"\./\.github/workflows/[\w-]+\.yml")


def unpinned(text: str) -> list[str]:
    """Return what is used and neither pinned by a full commit with its tag beside it, nor in this repository."""
    used = [found[1].strip() for line in text.splitlines() if (found := _USES.match(line))]
    return [value for value in used if not _PINNED.fullmatch(value) and not _OWN.fullmatch(value)]


def scripts(text: str) -> list[str]:
    """Return the scripts of all steps: what follows ``run:`` in its line, and the deeper lines below."""
    found: list[str] = []
    depth = -1
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if depth >= 0 and (indent > depth or not line.strip()):
            found[-1] += line + "\n"
        elif (start := re.match(r"^(\s*(?:- )?)run:\s?(.*)$", line)) is not None:
            depth = len(start[1])
            found.append(start[2] + "\n")
        else:
            depth = -1
    return found


def test_there_are_the_two_workflows() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "release.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_action_is_pinned_by_a_commit_with_its_tag(path: Path) -> None:
    assert unpinned(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "- uses: actions/checkout@v7",
        "- uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
        "  uses: actions/checkout@3d3c42e # v7.0.1",
        "- uses: docker://alpine:3",
        "  uses: ../elsewhere/ci.yml",
    ],
)
def test_what_is_not_pinned_is_found(line: str) -> None:
    assert len(unpinned(line)) == 1


def test_one_action_has_one_commit() -> None:
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for name, pin in re.findall(r"uses: ([\w./-]+)@(.+)", path.read_text(encoding="utf-8")):
            pins.setdefault(name, set()).add(pin)

    assert pins
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_checkout_keeps_its_credentials(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.count("uses: actions/checkout@") == text.count("persist-credentials: false") > 0


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_expression_stands_in_a_script(path: Path) -> None:
    found = scripts(path.read_text(encoding="utf-8"))

    assert len(found) > 3
    assert [script for script in found if "${{" in script] == []


def test_an_expression_in_a_script_is_found() -> None:
    text = (
        "    steps:\n      - run: |\n          echo ${{ github.ref }}\n      - name: ${{ matrix.a }}\n        run: ls\n"
    )

    assert scripts(text) == ["|\n          echo ${{ github.ref }}\n", "ls\n"]


def test_only_the_job_that_drafts_the_release_may_write() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert re.search(r"^permissions:\n  contents: read\n\n", text, re.MULTILINE)
    before, _, publish = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8").partition("\n  publish:")

    assert re.findall(r"[\w-]+: write", before) == []
    assert sorted(re.findall(r"[\w-]+: write", publish)) == [
        "attestations: write",
        "contents: write",
        "id-token: write",
    ]


def test_a_release_takes_nothing_from_a_cache() -> None:
    assert "cache" not in re.sub(r"#.*", "", (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
