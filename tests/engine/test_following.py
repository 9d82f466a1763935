"""Following a job's log from attempt to attempt, however fast they follow each other: every byte once, in order."""

from __future__ import annotations

import json
import random
import threading
from pathlib import Path

from jobdesk.engine.following import Follower
from jobdesk.executors.attempt_files import make_way
from jobdesk.executors.folder import JobFolder, write_whole

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
