"""The pool of daemon threads: everything runs at once, and threads are used again."""

import threading

import pytest

from jobdesk.engine.pool import DaemonPool


def test_work_never_waits_for_other_work() -> None:
    pool = DaemonPool()
    together = threading.Barrier(60, timeout=20)
    done = threading.Semaphore(0)

    def work() -> None:
        together.wait()
        done.release()

    for _ in range(60):
        pool.start(work)
    for _ in range(60):
        assert done.acquire(timeout=20)


def test_idle_threads_are_used_again() -> None:
    pool = DaemonPool()
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


def test_work_for_which_the_system_has_no_thread_is_done_when_one_gets_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = DaemonPool()
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
