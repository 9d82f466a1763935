"""The pool of daemon threads: everything runs at once, and threads are used again."""

import threading

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
