"""Following a job's log from attempt to attempt, however fast they follow each other: every byte once, in order."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobdesk.engine.execution.log_follower import Follower
from jobdesk.jobdir.attempt_files import make_way
from jobdesk.jobdir.folder import JobFolder, write_whole
from tests.faults.desks import wait_until

ATTEMPTS = 8


def test_no_attempt_is_passed_over_and_no_byte_comes_twice(tmp_path: Path) -> None:
    for number in range(60):
        folder = JobFolder(tmp_path / str(number))
        folder.path.mkdir()
        is_over = threading.Event()
        written: list[bytes] = []
        writer = threading.Thread(target=run_attempts, args=(folder, number, written, is_over))
        follower = Follower(folder, is_over.is_set, attempt=1)
        writer.start()
        read = b"".join(follower.read())
        writer.join()
        assert read == b"".join(written)


def run_attempts(folder: JobFolder, seed: int, written: list[bytes], is_over: threading.Event) -> None:
    """Write the log of one attempt after another, and move each away at once, as an engine does."""
    choose = random.Random(seed)

    def write_spec(attempt: int) -> None:
        write_whole(folder.spec, json.dumps({"attempt": attempt}).encode())

    write_spec(1)
    for attempt in range(1, ATTEMPTS + 1):
        if attempt > 1:
            make_way(folder, attempt, lambda attempt=attempt: write_spec(attempt))  # type: ignore[misc]
        with folder.log.open("ab", buffering=0) as log:
            for line in range(choose.randint(0, 30)):
                written.append(f"{attempt}.{line}\n".encode() * 20)
                log.write(written[-1])
        folder.verdict.write_text("{}")
    is_over.set()


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    folder = JobFolder(tmp_path)
    folder.spec.write_text(json.dumps({"attempt": 1}))
    folder.log.write_bytes(b"")
    folder.run.write_text("{}")
    followed = Followed(folder)
    yield followed
    followed.is_over.set()
    followed.thread.join()


class Followed:
    """A log that a thread follows."""

    def __init__(self, folder: JobFolder) -> None:
        self.folder = folder
        self.is_over = threading.Event()
        self.read = b""
        self.losses: list[str] = []
        self.follower = Follower(folder, self.is_over.is_set, attempt=1, on_loss=self.losses.append)
        self.thread = threading.Thread(target=self._follow)
        self.thread.start()

    def _follow(self) -> None:
        for data in self.follower.read():
            self.read += data

    def wait_for(self, end: bytes) -> None:
        wait_until(lambda: self.read.endswith(end), f"{end[-20:]!r} was read")


def test_a_log_cut_and_longer_again_within_one_poll_is_read_from_its_start(followed: Followed) -> None:
    followed.folder.log.write_bytes(b"old %d\n" * 200)
    followed.wait_for(b"old %d\n" * 200)

    with followed.folder.log.open("r+b") as log:  # At no time is it shorter than what was read.
        log.write(b"".join(b"new %d\n" % number for number in range(1000)))
    followed.wait_for(b"new 999\n")

    assert followed.read == b"old %d\n" * 200 + b"".join(b"new %d\n" % number for number in range(1000))
    assert followed.losses == ["cut"]


def test_a_log_cut_to_less_is_read_from_its_start(followed: Followed) -> None:
    followed.folder.log.write_bytes(b"old\n" * 200)
    followed.wait_for(b"old\n" * 200)

    followed.folder.log.write_bytes(b"new\n")
    followed.wait_for(b"new\n")

    assert followed.losses == ["cut"]


def test_a_log_deleted_while_it_is_written_is_reported_once(followed: Followed) -> None:
    followed.folder.log.write_bytes(b"old\n")
    followed.wait_for(b"old\n")
    followed.folder.log.unlink()
    wait_until(lambda: followed.losses == ["deleted"], "it was reported")

    followed.folder.log.write_bytes(b"other\n")
    followed.wait_for(b"other\n")

    assert followed.losses == ["deleted", "cut"]


def test_a_log_cut_before_it_moves_away_is_read_to_its_end(followed: Followed) -> None:
    folder = followed.folder
    folder.log.write_bytes(b"old\n" * 200)
    followed.wait_for(b"old\n" * 200)
    other = folder.path / "other"
    other.write_bytes(b"new\n" * 300)

    def write_spec() -> None:
        write_whole(folder.spec, json.dumps({"attempt": 2}).encode())

    other.replace(folder.log)
    make_way(folder, 2, write_spec)
    folder.log.write_bytes(b"second\n")
    followed.wait_for(b"second\n")

    assert followed.read == b"old\n" * 200 + b"new\n" * 300 + b"second\n"
    assert followed.losses == ["cut"]
