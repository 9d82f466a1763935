"""A job's files: what it reported is only ever a place, and opened only where that can do no harm."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk.ui.detail.files import JobFile, Refusal, is_safe, list_files, look_again
from jobdesk.ui.detail.files_pane import folder_to_show


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "run_logs" / "1"
    folder.mkdir(parents=True)
    (folder / "job.log").write_text("log")
    (folder / "lock").write_text("")
    return folder


def report(folder: Path, *paths: object) -> None:
    lines = [json.dumps({"type": "artifact", "path": path}) for path in paths]
    (folder / "events.jsonl").write_text("\n".join(["not json", '{"type": "artifact"}', "[" * 5000, *lines, '{"tor']))


def refusals(folder: Path, cwd: Path | str = "") -> dict[str, str]:
    return {file.name: file.why_not for file in list_files(folder / "job.log", str(cwd)) if file.is_reported}


def test_files_of_the_folder_show_without_its_books(folder: Path) -> None:
    (folder / "out.csv").write_text("1,2")
    for book in ("run.json", "run_summary.json", "spec.json", "refused"):
        (folder / f"{book}.tmp").write_text("half of it")
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("/etc/passwd")

    assert [(file.name, file.size) for file in list_files(folder / "job.log", "")] == [("job.log", 3), ("out.csv", 3)]


def test_what_is_inside_may_be_opened(folder: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "deep").mkdir(parents=True)
    (work / "deep" / "a.png").write_text("x")
    (folder / "b.pdf").write_text("x")
    report(folder, "deep/a.png", str(folder / "b.pdf"), "deep/../deep/a.png")

    assert refusals(folder, work) == {"a.png": "", "b.pdf": ""}


def test_what_is_outside_missing_or_no_file_is_not_opened(folder: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    outside = tmp_path / "secret.txt"
    outside.write_text("x")
    (work / "way_out").symlink_to(outside)
    os.mkfifo(work / "fifo")
    report(folder, "../secret.txt", "way_out", "fifo", "none.txt", ".")

    assert refusals(folder, work) == {
        "secret.txt": Refusal.OUTSIDE,
        "way_out": Refusal.OUTSIDE,
        "fifo": Refusal.NOT_PLAIN,
        "none.txt": Refusal.MISSING,
        "work": Refusal.NOT_PLAIN,
    }


@pytest.mark.parametrize(
    "address", ["smb://host/x", "javascript:alert(1)", "file:///etc/passwd", "http://x", "//host/x", "\\\\host\\x"]
)
def test_addresses_are_not_opened(folder: Path, address: str) -> None:
    report(folder, address)

    assert refusals(folder) == {address: Refusal.ADDRESS}


@pytest.mark.parametrize(
    "name",
    [
        *("a.desktop", "a.LNK", "a.exe", "a.bat", "x.command", ".desktop", "a.txt.exe", "a.exe. ", "a.ps1", "a.js"),
        *("a.msc", "a.appref-ms", "a.inetloc", "a.mobileconfig", "a.ksh", "a.tcsh", "a.pyc", "a.flatpakref", "a.xlam"),
        *(
            "x.exe::$DATA",
            "x.png:y.exe",
            "a.png.",
            "a.png ",
            ".png",
            "png",
            "a.png\u202eexe",
            "a.html",
            "a.svg",
            "a.ipynb",
        ),
        *("a.iso", "a.xlsm", "Makefile", "a."),
    ],
)
def test_what_may_run_is_not_opened(folder: Path, name: str) -> None:
    assert not is_safe(name)
    (folder / name).write_text("x")
    (folder / "harmless.txt").symlink_to(folder / name)
    report(folder, name, "harmless.txt")

    # What looks like an address is refused as one, before it is taken for a file.
    assert refusals(folder)[name] in {Refusal.DANGEROUS, Refusal.ADDRESS}
    assert refusals(folder)["harmless.txt"] == Refusal.DANGEROUS


def test_program_is_not_opened_whatever_it_is_called(folder: Path) -> None:
    (folder / "a.png").write_text("#!/bin/sh")
    (folder / "a.png").chmod(0o755)
    report(folder, "a.png")

    assert refusals(folder) == {"a.png": Refusal.DANGEROUS}


def test_names_with_a_colon_are_refused_where_it_names_a_part_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_safe("at 12:30.PNG")
    monkeypatch.setattr("sys.platform", "win32")
    assert not is_safe("x.exe:a.png")


def swap_for_program(path: Path) -> None:
    path.chmod(0o755)


def swap_for_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def swap_for_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def swap_for_link_to_script(path: Path) -> None:
    path.unlink()
    path.with_name("run.sh").write_text("")
    path.symlink_to("run.sh")


@pytest.mark.parametrize(
    ("swap", "why_not"),
    [
        (swap_for_program, Refusal.DANGEROUS),
        (swap_for_pipe, Refusal.NOT_PLAIN),
        (swap_for_link, Refusal.OUTSIDE),
        (swap_for_link_to_script, Refusal.DANGEROUS),
        (Path.unlink, Refusal.MISSING),
    ],
)
def test_what_took_the_place_of_a_listed_file_is_not_opened(
    folder: Path, swap: Callable[[Path], None], why_not: str
) -> None:
    path = folder / "plot.png"
    path.write_text("x")
    report(folder, "plot.png")
    listed = list_files(folder / "job.log", "")[0]
    assert listed.why_not == ""

    swap(path)

    assert look_again(listed).why_not == why_not


def test_folder_of_a_job_that_is_a_link_lists_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "run_logs" / "2").symlink_to("/etc")

    assert list_files(tmp_path / "run_logs" / "2" / "job.log", "") == []


def test_a_folder_that_may_run_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    file = JobFile("/w.d/deep/evil.app/in/x.png", "x.png", roots=("/w.d",))
    assert folder_to_show(file) == Path("/w.d/deep/evil.app/in")
    monkeypatch.setattr("sys.platform", "darwin")
    assert folder_to_show(file) == Path("/w.d/deep")
    assert folder_to_show(JobFile("/a/evil.app/x.png", "x.png", roots=("/w",))) == Path("/a")


def test_a_folder_at_the_root_opens_nothing_more(folder: Path) -> None:
    report(folder, "/etc/hostname")

    assert refusals(folder, "/") == {"hostname": Refusal.OUTSIDE}


def test_nothing_at_all_is_said_in_no_files(tmp_path: Path) -> None:
    assert list_files(tmp_path / "none" / "job.log", "") == []


def test_wrong_kinds_of_reports_are_passed_over(folder: Path) -> None:
    report(folder, 7, None, ["x"], "", "a\0b", "x" * 5000)

    assert refusals(folder) == {}
