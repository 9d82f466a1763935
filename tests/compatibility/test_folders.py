"""Data folders of the version before the redesign: today's opens them, and the old one opens what today's wrote."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.compatibility import golden
from tests.compatibility.trees import ROOT, CommandLine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the folders were made on a POSIX system, with sh")

EXPECTED = json.loads(golden.EXPECTED.read_text(encoding="utf-8"))


@pytest.fixture
def unpacked(home: Path) -> Path:
    """A data folder of the old version, whose engine was killed."""
    golden.unpack(golden.FOLDER, home)
    return home


def test_opens_what_the_old_version_left(unpacked: Path) -> None:
    found = golden.read(CommandLine(ROOT, unpacked))

    assert golden.differences(EXPECTED, found) == []
    assert {name: set(found[name]) for name in ("jobs", "trash", "archive", "schedules")} == {
        name: set(EXPECTED[name]) for name in ("jobs", "trash", "archive", "schedules")
    }


def test_old_version_opens_what_was_opened_here(unpacked: Path, old_tree: Path) -> None:
    today = CommandLine(ROOT, unpacked)
    with today.serving():
        added = today.read("submit", "--name", "added", "--tag", "new", "--hold", "--", "true")

    found = golden.read(CommandLine(old_tree, unpacked))

    assert golden.differences(EXPECTED, found) == []
    same = {name: added[name] for name in ("number", "name", "tags", "status", "config", "environment")}
    assert golden.differences(same, found["jobs"][added["id"]]) == []


def test_old_version_opens_what_was_made_here(tmp_path: Path, old_tree: Path) -> None:
    golden.make(ROOT, tmp_path / "made", tmp_path / "kept")
    found = {}
    for name, tree in (("old", old_tree), ("today", ROOT)):
        golden.unpack(tmp_path / "kept", tmp_path / name)
        found[name] = golden.read(CommandLine(tree, tmp_path / name))

    assert golden.differences(found["old"], found["today"]) == []
    assert len(found["old"]["jobs"]) == len(EXPECTED["jobs"])


@pytest.mark.parametrize("member", ["status", "config", "exit_code"])
def test_a_difference_is_found(member: str) -> None:
    changed = json.loads(json.dumps(EXPECTED))
    job = next(job for job in changed["jobs"].values() if job["name"] == "failed")
    job[member] = "other"

    assert [text.partition(":")[0] for text in golden.differences(EXPECTED, changed)] == [f"/jobs/{job['id']}/{member}"]
