"""The thread that watches the folders of running jobs."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.core.events import Event, LogAppended
from jobdesk.engine.execution.watcher import FolderWatcher
from jobdesk.engine.manager import JobManager
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.jobdir.folder import JobFolder
from tests import programs

PATIENCE_S = 20.0


def refuse(path: str, mode: int = 0o666) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM), path)


class Growth:
    """Hears of logs that grew."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.heard = threading.Event()

    def __call__(self, event: Event) -> None:
        if isinstance(event, LogAppended):
            self.sizes.append(event.size_bytes)
            self.heard.set()


@pytest.fixture
def make_watcher(tmp_path: Path) -> Iterator[Callable[[EventBus], FolderWatcher]]:
    made: list[FolderWatcher] = []

    def make(bus: EventBus) -> FolderWatcher:
        made.append(FolderWatcher(tmp_path / "hints", bus))
        made[-1].start()
        return made[-1]

    yield make
    for watcher in made:
        watcher.close()


@pytest.mark.parametrize("has_pipes", [True, False])
def test_a_log_that_grows_is_told_of_though_no_supervisor_says_a_word(
    make_watcher: Callable[[EventBus], FolderWatcher],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_pipes: bool,
) -> None:
    if not has_pipes:
        if sys.platform == "win32":
            pytest.skip("there are bells")
        monkeypatch.setattr(os, "mkfifo", refuse)
    bus, growth = EventBus(), Growth()
    bus.subscribe(growth)
    watcher = make_watcher(bus)
    assert watcher.has_hints == has_pipes
    folder = JobFolder(tmp_path)
    watcher.watch("job", folder)
    for text in ("one\n", "one\ntwo\n"):
        growth.heard.clear()
        folder.log.write_bytes(text.encode())
        assert growth.heard.wait(PATIENCE_S)
    watcher.unwatch("job")
    assert growth.sizes[-1] == 8


def test_more_output_wakes_who_reads_it_and_is_no_other_news(
    make_watcher: Callable[[EventBus], FolderWatcher], tmp_path: Path
) -> None:
    watcher, folder = make_watcher(EventBus()), JobFolder(tmp_path)
    watch = watcher.watch("job", folder)
    folder.log.write_text("one\n")
    watch.reads_log = True
    assert watch.wake.wait(PATIENCE_S)
    assert not watch.has_news
    watch.reads_log = False
    watch.wake.clear()
    folder.log.write_text("one\ntwo\n")
    folder.events.write_text("{}\n")
    assert watch.wake.wait(PATIENCE_S)
    assert watch.has_news, "the job has reported something"
    watcher.unwatch("job")


def test_the_next_engine_tells_what_a_job_writes_that_it_found_running(tmp_path: Path) -> None:
    state, go = tmp_path / "home" / "jobs_state.json", tmp_path / "go"
    growth = Growth()
    with JobManager(state) as manager:
        code = "wait_for(sys.argv[1]); say('word'); time.sleep(60)"
        job = manager.submit_job({"command": programs.script(code, str(go))})
        folder = JobFolder(Path(job.logs_path).parent)
        while not folder.started.exists():
            time.sleep(0.02)
        manager.close(hand_over=False)
    with JobManager(state) as manager:
        manager.subscribe(growth)
        go.touch()
        assert growth.heard.wait(PATIENCE_S)
        manager.cancel_job(job.id, force=True)
        manager.wait_job(job.id, PATIENCE_S)
        manager.close(hand_over=False)


@pytest.mark.skipif(sys.platform == "win32", reason="a bell is rung there, and no pipe read")
def test_a_close_that_comes_while_an_earlier_call_is_read_ends_the_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = FolderWatcher(tmp_path / "hints", EventBus())
    closing = threading.Thread(target=watcher.close, daemon=True)
    read = os.read

    def read_late(descriptor: int, count: int) -> bytes:
        if descriptor == watcher._call_read and closing.ident is None:
            closing.start()
            while not watcher._is_closing:
                time.sleep(0.001)
            with watcher._lock:  # Until the call is in the pipe too.
                pass
        return read(descriptor, count)

    monkeypatch.setattr(os, "read", read_late)
    watcher.start()
    watcher.watch("0123456789ab", JobFolder(tmp_path / "job"))
    watcher.unwatch("0123456789ab")
    while closing.ident is None:
        time.sleep(0.001)
    closing.join(PATIENCE_S)
    is_ended = not closing.is_alive()
    if not is_ended:
        watcher._call()
    assert is_ended
