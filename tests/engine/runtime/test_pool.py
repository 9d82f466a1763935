"""The pool of daemon threads: everything runs at once, and threads are used again."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from jobdesk.engine.runtime.pool import DaemonPool
from tests.faults.desks import wait_until


@pytest.fixture
def pool() -> Iterator[DaemonPool]:
    """A pool of which no thread stays."""
    pool = DaemonPool()
    yield pool
    pool.close()


def test_work_never_waits_for_other_work(pool: DaemonPool) -> None:
    together = threading.Barrier(60, timeout=20)
    done = threading.Semaphore(0)

    def work() -> None:
        together.wait()
        done.release()

    for _ in range(60):
        pool.start(work)
    for _ in range(60):
        assert done.acquire(timeout=20)


def test_idle_threads_are_used_again(pool: DaemonPool) -> None:
    names: list[str] = []
    done = threading.Event()

    def work() -> None:
        names.append(threading.current_thread().name + str(threading.get_ident()))
        done.set()

    for _ in range(50):
        done.clear()
        pool.start(work)
        assert done.wait(20)
    assert len(set(names)) < 10


def test_work_for_which_the_system_has_no_thread_is_done_when_one_gets_idle(
    pool: DaemonPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, done = threading.Event(), threading.Semaphore(0)

    def work() -> None:
        assert go.wait(20)
        done.release()

    pool.start(work)

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as limited:
        limited.setattr(threading.Thread, "start", refuse)
        for _ in range(3):
            pool.start(work)
    go.set()
    for _ in range(4):
        assert done.acquire(timeout=20)
    pool.start(work)
    assert done.acquire(timeout=20)


def test_a_closed_pool_has_no_idle_threads_and_still_works(pool: DaemonPool) -> None:
    before = set(threading.enumerate())
    begin, go, done = threading.Event(), threading.Event(), threading.Semaphore(0)

    def work(signal: threading.Event) -> None:
        assert signal.wait(20)
        done.release()

    for signal in (begin, begin, go):
        pool.start(partial(work, signal))
    begin.set()
    wait_until(lambda: pool._free == 2, "two threads are idle")

    pool.close()
    wait_until(lambda: len(set(threading.enumerate()) - before) == 1, "idle threads end")
    go.set()
    pool.start(done.release)
    for _ in range(4):
        assert done.acquire(timeout=20)
    wait_until(lambda: set(threading.enumerate()) <= before, "all threads end")
