"""Events from any thread arrive on the window's, in batches; answers come back there too."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QThread, QThreadPool, Signal
from pytestqt.qtbot import QtBot

from jobdesk.core.events import JobAdded, JobChanged, JobRemoved, Listener, LogAppended
from jobdesk.ui.model.bridge import EngineBridge, JobBatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobdesk.core.job import Job
    from jobdesk.core.timing.schedule import Schedule
    from jobdesk.engine.engine import Engine
    from tests.ui.conftest import MakeJob


class _Emitter(QObject):
    fired = Signal(bool)


def test_emitting_costs_no_references(qtbot: QtBot) -> None:
    # With PySide6 6.12.0 on Python 3.11 each emit drops one, until the process dies.
    emitter = _Emitter()
    received: list[bool] = []
    emitter.fired.connect(received.append)
    before = sys.getrefcount(True)

    for _ in range(1000):
        emitter.fired.emit(True)

    received.clear()
    assert abs(sys.getrefcount(True) - before) < 50


class _Scheduler:
    def all(self) -> list[Schedule]:
        return []


class _LosingEngine:
    """Hands out a list of jobs of which one is removed for good before the list arrives."""

    looked = None
    scheduler = _Scheduler()

    def __init__(self, jobs: list[Job], is_told: Callable[[], bool], qtbot: QtBot) -> None:
        self._jobs = jobs
        self._is_told = is_told
        self._qtbot = qtbot
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def unsubscribe(self, listener: Listener) -> None:
        self._listeners.remove(listener)

    def list_jobs(self, *, trash: bool = False) -> list[Job]:
        if trash:
            for listener in self._listeners:
                listener(JobRemoved(self._jobs[0]))
            self._qtbot.waitUntil(self._is_told)
        return [] if trash else self._jobs


def test_a_job_that_goes_while_the_list_of_all_is_on_its_way_stays_gone(qtbot: QtBot, make_job: MakeJob) -> None:
    bridge = EngineBridge(QThreadPool())
    batches: list[JobBatch] = []
    bridge.jobs_changed.connect(batches.append)
    gone, there = make_job(1), make_job(2)
    engine = _LosingEngine([gone, there], lambda: bool(batches), qtbot)

    bridge.attach(cast("Engine", engine))
    qtbot.waitUntil(lambda: any(there.id in batch.jobs for batch in batches))

    assert not any(gone.id in batch.jobs for batch in batches)


def test_events_of_many_threads_arrive_as_few_batches_on_the_windows_thread(qtbot: QtBot, make_job: MakeJob) -> None:
    bridge = EngineBridge(QThreadPool())
    batches: list[JobBatch] = []
    threads = set()

    def take(batch: JobBatch) -> None:
        batches.append(batch)
        threads.add(QThread.currentThread())

    bridge.jobs_changed.connect(take)
    old = make_job(1)

    def tell(worker: int) -> None:
        for number in range(200):
            job = make_job(worker * 1000 + number)
            bridge._on_event(JobAdded(job))
            bridge._on_event(JobChanged(make_job(worker * 1000 + number, name="newest"), old))

    workers = [threading.Thread(target=tell, args=(worker,)) for worker in range(1, 6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    qtbot.waitUntil(lambda: len({job for batch in batches for job in batch.jobs}) == 1000)

    assert len(batches) < 20
    assert all(job.name == "newest" for batch in batches[-1:] for job in batch.jobs.values())
    assert threads == {bridge.thread()}


def test_a_removed_job_is_told_as_removed_only(qtbot: QtBot, make_job: MakeJob) -> None:
    bridge = EngineBridge(QThreadPool())
    job = make_job(1)
    with qtbot.waitSignal(bridge.jobs_changed) as blocker:
        bridge._on_event(JobAdded(job))
        bridge._on_event(JobRemoved(job))

    assert blocker.args == [JobBatch({}, frozenset({job.id}))]


def test_of_a_growing_log_the_newest_size_is_told(qtbot: QtBot) -> None:
    bridge = EngineBridge(QThreadPool())
    with qtbot.waitSignal(bridge.logs_grew) as blocker:
        bridge._on_event(LogAppended("a", 1))
        bridge._on_event(LogAppended("a", 5))

    assert blocker.args == [{"a": 5}]


def test_answers_and_errors_come_back_on_the_windows_thread(qtbot: QtBot) -> None:
    bridge = EngineBridge(QThreadPool())
    got: list[object] = []

    def take(value: object) -> None:
        got.append((value, QThread.currentThread() is bridge.thread()))

    bridge.ask(lambda: QThread.currentThread() is bridge.thread(), take)
    qtbot.waitUntil(lambda: len(got) == 1)
    bridge.ask(lambda: int("x"), take, lambda error: take(type(error).__name__))
    qtbot.waitUntil(lambda: len(got) == 2)

    assert got == [(False, True), ("ValueError", True)]


def test_an_answer_for_a_widget_that_is_gone_is_dropped(qtbot: QtBot) -> None:
    import shiboken6

    class Asker(QObject):
        def take(self, value: object) -> None:
            raise AssertionError("it is gone")

    bridge = EngineBridge(QThreadPool())
    asker = Asker()
    gate = threading.Event()
    bridge.ask(gate.wait, asker.take)
    shiboken6.delete(asker)
    gate.set()
    done: list[object] = []
    bridge.ask(lambda: 1, done.append)

    qtbot.waitUntil(lambda: done == [1])


def test_after_the_end_an_answer_reaches_nobody_and_a_refusal_is_no_fault(qtbot: QtBot) -> None:
    pool = QThreadPool()
    bridge = EngineBridge(pool)
    answers: list[int] = []
    bridge.ask(lambda: 1, answers.append)
    bridge.detach()
    bridge.ask(lambda: 1 // 0)
    pool.waitForDone(5000)
    qtbot.wait(50)
    assert answers == []
