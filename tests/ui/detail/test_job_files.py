"""A job's files: what it reported is only ever a place, and opened only where that can do no harm."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from jobdesk.ui.detail.job_files import Refusal, is_dangerous, list_files


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
    "name", ["a.desktop", "a.LNK", "a.exe", "a.bat", "x.command", ".desktop", "a.txt.exe", "a.exe. ", "a.ps1", "a.js"]
)
def test_what_may_run_is_not_opened(folder: Path, name: str) -> None:
    assert is_dangerous(name)
    (folder / name).write_text("x")
    (folder / "harmless.txt").symlink_to(folder / name)
    report(folder, name, "harmless.txt")

    assert set(refusals(folder).values()) == {Refusal.DANGEROUS}


def test_a_folder_at_the_root_opens_nothing_more(folder: Path) -> None:
    report(folder, "/etc/hostname")

    assert refusals(folder, "/") == {"hostname": Refusal.OUTSIDE}


def test_nothing_at_all_is_said_in_no_files(tmp_path: Path) -> None:
    assert list_files(tmp_path / "none" / "job.log", "") == []


def test_wrong_kinds_of_reports_are_passed_over(folder: Path) -> None:
    report(folder, 7, None, ["x"], "", "a\0b", "x" * 5000)

    assert refusals(folder) == {}
