"""The times of logs: written by the supervisor, read back, and never made up."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.engine.execution.log_times import LogTimes, read_times
from jobdesk.executors.supervisor.supervisor import supervise
from jobdesk.jobdir.attempt_files import make_way
from jobdesk.jobdir.folder import JobFolder, read_json
from jobdesk.jobdir.log_times import RECORD_BYTES, Record, TimesRecorder, decode, encode

START = 1_800_000_000.0


class Clocks:
    """A monotonic clock and a wall clock that tests set."""

    def __init__(self) -> None:
        self.monotonic_s = 1000.0
        self.wall_s = START

    def go_on(self, seconds: float) -> None:
        self.monotonic_s += seconds
        self.wall_s += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def folder(tmp_path: Path) -> JobFolder:
    folder = JobFolder(tmp_path)
    folder.log.touch()
    return folder


@pytest.fixture
def recorder(folder: JobFolder, clocks: Clocks) -> TimesRecorder:
    recorder = make_recorder(folder, clocks)
    recorder.sample()
    return recorder


def make_recorder(folder: JobFolder, clocks: Clocks, age_s: float = 0.0) -> TimesRecorder:
    return TimesRecorder(folder, age_s, lambda: clocks.monotonic_s, lambda: clocks.wall_s)


def records(folder: JobFolder) -> list[Record]:
    data = folder.times.read_bytes()
    assert len(data) % RECORD_BYTES == 0
    found = [decode(data[place : place + RECORD_BYTES]) for place in range(0, len(data), RECORD_BYTES)]
    assert None not in found
    return [record for record in found if record is not None]


def grow(folder: JobFolder, count: int) -> None:
    with folder.log.open("ab") as file:
        file.write(b"x" * count)


def times(folder: JobFolder) -> LogTimes:
    """The times by the records alone."""
    return LogTimes(folder.times.read_bytes())


def test_record_is_16_bytes_and_known_by_its_checksum() -> None:
    data = encode((5, 1_700_000_000_123))

    assert len(data) == RECORD_BYTES
    assert data[:14] == (5).to_bytes(8, "little") + (1_700_000_000_123).to_bytes(6, "little")
    assert decode(data) == (5, 1_700_000_000_123)
    assert decode(bytes(RECORD_BYTES)) is None
    assert decode(data[:-1]) is None
    assert decode(b"\1" + data[1:]) is None


def test_growth_is_recorded_with_the_last_sample_before(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder
) -> None:
    for _ in range(5):
        clocks.go_on(2.0)
        recorder.sample()
    grow(folder, 100)
    clocks.go_on(2.0)
    recorder.sample()

    assert records(folder) == [(0, int(START * 1000) + 10_000), (100, int(START * 1000) + 12_000)]
    assert times(folder).time_of(0) == times(folder).time_of(99) == START + 12.0
    assert times(folder).time_of(100) is None


def test_records_are_a_second_apart_and_farther_for_an_old_job(folder: JobFolder, clocks: Clocks) -> None:
    recorder = make_recorder(folder, clocks, age_s=200_000.0)
    for _ in range(100):
        recorder.sample()
        grow(folder, 1)
        clocks.go_on(0.2)

    found = records(folder)
    assert [after[1] - before[1] >= 4000 for before, after in itertools.pairwise(found)] == [True] * 4


def test_an_active_log_is_sampled_each_second_and_a_silent_one_when_the_supervisor_wakes(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder
) -> None:
    clocks.go_on(60.0)
    assert recorder.sample() == float("inf")
    grow(folder, 1)
    clocks.go_on(2.0)
    assert recorder.sample() == 1.0
    clocks.go_on(9.0)
    assert recorder.sample() == 1.0
    clocks.go_on(2.0)
    assert recorder.sample() == float("inf")


def test_a_job_of_less_than_two_seconds_has_no_file(folder: JobFolder, clocks: Clocks, recorder: TimesRecorder) -> None:
    grow(folder, 10)
    clocks.go_on(1.5)
    recorder.sample(is_last=True)

    assert not folder.times.exists()


def test_what_a_short_job_wrote_has_the_time_of_the_log_itself(folder: JobFolder) -> None:
    grow(folder, 10)
    ms = folder.log.stat().st_mtime_ns // 1_000_000
    folder.run.write_text(json.dumps({"started_at": "2026-01-31T10:00:00.000Z"}))
    assert read_times(folder.log).time_of(3) is None  # The log was changed long after that start.

    os.utime(folder.log, (START, START))
    began = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(START - 1))
    folder.run.write_text(json.dumps({"started_at": began}))
    assert ms != START * 1000
    assert read_times(folder.log).time_of(3) == START
    assert read_times(folder.log).has_any()


def test_a_change_that_the_file_system_dates_a_tick_early_has_its_time(folder: JobFolder) -> None:
    grow(folder, 10)
    folder.times.write_bytes(encode((5, int(START * 1000))))
    os.utime(folder.log, (START - 0.004, START - 0.004))

    assert read_times(folder.log).time_of(7) == START - 0.004


def test_the_last_words_of_a_silent_job_are_recorded(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder
) -> None:
    clocks.go_on(3600.0)
    recorder.sample()
    grow(folder, 5)
    clocks.go_on(0.3)
    recorder.sample(is_last=True)

    assert times(folder).time_of(4) == START + 3600.3


def test_what_came_while_no_supervisor_watched_has_no_time(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder
) -> None:
    clocks.go_on(2.0)
    grow(folder, 10)
    recorder.sample()
    clocks.go_on(600.0)
    grow(folder, 10)
    taken_over = make_recorder(folder, clocks, age_s=602.0)
    taken_over.sample()
    clocks.go_on(2.0)
    grow(folder, 10)
    taken_over.sample()

    known = times(folder)
    assert [known.time_of(offset) for offset in (0, 10, 20)] == [START + 2.0, None, START + 604.0]


def test_a_torn_record_is_cut_off_and_those_behind_it_are_read(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder
) -> None:
    clocks.go_on(2.0)
    grow(folder, 10)
    recorder.sample()
    with folder.times.open("ab") as file:
        file.write(encode((20, 7))[:15] + b"\0" * 3)

    clocks.go_on(2.0)
    grow(folder, 10)
    recorder.sample()

    assert [record[0] for record in records(folder)] == [0, 10, 20]
    assert times(folder).time_of(15) == START + 4.0


def test_damage_in_the_middle_gives_no_wrong_time(folder: JobFolder, clocks: Clocks, recorder: TimesRecorder) -> None:
    for _ in range(40):
        clocks.go_on(2.0)
        grow(folder, 10)
        recorder.sample()
    data = bytearray(folder.times.read_bytes())
    right = [LogTimes(bytes(data)).time_of(offset) for offset in range(400)]
    data[160:400] = bytes(240)

    seen = [LogTimes(bytes(data)).time_of(offset) for offset in range(400)]

    assert [time for time in right if time is None] == []
    assert all(time in {None, expected} for time, expected in zip(seen, right, strict=True))
    assert any(seen)


def test_a_clock_set_back_takes_back_the_times_that_it_contradicts(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder
) -> None:
    for _ in range(10):
        clocks.go_on(2.0)
        grow(folder, 10)
        recorder.sample()
    clocks.wall_s -= 11.0
    for _ in range(10):
        clocks.go_on(2.0)
        grow(folder, 10)
        recorder.sample()

    found = records(folder)
    assert sorted(found) == found
    assert sorted(ms for _, ms in found) == [ms for _, ms in found]
    known = times(folder)
    assert known.time_of(35) == START + 8.0
    assert [known.time_of(offset) for offset in (60, 85, 95, 109)] == [None] * 4
    assert known.time_of(110) == START + 13.0
    assert known.time_of(195) == START + 29.0


def test_a_clock_set_back_by_a_year_leaves_later_lines_their_times(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder
) -> None:
    for shift in (0.0, -3e7):
        clocks.wall_s += shift
        for _ in range(3):
            clocks.go_on(2.0)
            grow(folder, 10)
            recorder.sample()

    assert times(folder).time_of(5) is None
    assert times(folder).time_of(55) == START + 12.0 - 3e7


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_log_that_was_cut_or_replaced_begins_again(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder, is_replaced: bool
) -> None:
    for _ in range(3):
        clocks.go_on(2.0)
        grow(folder, 100)
        recorder.sample()
    if is_replaced:
        other = folder.path / "other"
        other.write_bytes(b"y" * 500)
        other.rename(folder.log)
    else:
        os.truncate(folder.log, 40)
    clocks.go_on(2.0)
    recorder.sample()
    size = folder.log.stat().st_size
    grow(folder, 10)
    clocks.go_on(2.0)
    recorder.sample()

    assert [record[0] for record in records(folder)] == [size, size + 10]
    assert times(folder).time_of(5) is None
    assert times(folder).time_of(size) == START + 10.0


def test_records_of_a_text_that_is_gone_are_not_read(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder
) -> None:
    clocks.go_on(2.0)
    grow(folder, 100)
    recorder.sample()
    os.truncate(folder.log, 40)

    assert read_times(folder.log).time_of(5) is None


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_link(path: Path) -> None:
    (path.parent / "elsewhere").touch()
    path.symlink_to(path.parent / "elsewhere")


@pytest.mark.skipif(sys.platform == "win32", reason="has no such files")
@pytest.mark.parametrize("make", [make_pipe, make_link, Path.mkdir], ids=["pipe", "link", "folder"])
def test_what_stands_in_the_place_of_the_file_is_left_alone(
    folder: JobFolder, clocks: Clocks, recorder: TimesRecorder, make: Callable[[Path], None]
) -> None:
    make(folder.times)
    clocks.go_on(2.0)
    grow(folder, 100)
    recorder.sample()

    assert not folder.times.is_file() or folder.times.stat().st_size == 0


if sys.platform != "win32":

    @pytest.fixture
    def place() -> Iterator[JobFolder]:
        place = Path(tempfile.mkdtemp())
        yield JobFolder(place)
        shutil.rmtree(place)

    def supervise_in_child(folder: JobFolder) -> int:
        pid = os.fork()
        if pid == 0:
            try:
                supervise(str(folder.path))
            finally:
                os._exit(0)
        return pid

    def write_launch(folder: JobFolder, script: str) -> None:
        launch = {"argv": ["/bin/sh", "-c", script], "env": {}, "cwd": "/", "grace_s": 1.0}
        folder.spec.write_text(json.dumps({"launch": launch}))

    def wait_until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def test_supervisor_records_while_the_job_runs_and_at_its_end(place: JobFolder) -> None:
        go = place.path / "go"
        write_launch(place, f"echo one; until [ -e '{go}' ]; do echo more; sleep 0.2; done; printf last")
        pid = supervise_in_child(place)
        wait_until(lambda: place.times.exists() and len(records(place)) >= 3)
        go.touch()
        os.waitpid(pid, 0)

        found = records(place)
        assert sorted(found) == found
        assert found[-1][0] == place.log.stat().st_size
        began = place.run.stat().st_mtime * 1000 - 1000
        assert all(began <= ms <= time.time() * 1000 for _, ms in found)

    def test_a_supervisor_that_takes_over_goes_on_with_the_file(place: JobFolder) -> None:
        go = place.path / "go"
        write_launch(place, f"until [ -e '{go}' ]; do echo more; sleep 0.1; done")
        first = supervise_in_child(place)
        wait_until(lambda: place.times.exists() and len(records(place)) >= 2)
        os.kill(first, signal.SIGKILL)
        os.waitpid(first, 0)
        before = records(place)
        second = supervise_in_child(place)
        wait_until(lambda: len(records(place)) >= len(before) + 2)
        go.touch()
        os.waitpid(second, 0)

        found = records(place)
        assert found[: len(before)] == before
        assert sorted(found) == found
        assert read_json(place.verdict) is not None

    def test_times_move_with_the_log_of_an_earlier_attempt(place: JobFolder) -> None:
        place.spec.write_text(json.dumps({"attempt": 1}))
        place.log.write_text("old\n")
        place.times.write_bytes(encode((4, 5000)))

        def write_spec() -> None:
            place.spec.write_text(json.dumps({"attempt": 2}))

        make_way(place, 2, write_spec)

        assert not place.times.exists()
        assert (place.attempts / "1" / "job.log.times").read_bytes() == encode((4, 5000))
