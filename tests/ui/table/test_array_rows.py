"""Arrays in the table: one row with counts, their tasks right below it once it is open, whatever order and filter."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.array import TaskCounts
from jobdesk.ui.detail.view import OVERVIEW
from jobdesk.ui.filters.job_filter import JobFilter
from jobdesk.ui.model.bridge import JobBatch
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.table.order import JobOrder, SortBy
from jobdesk.ui.text.status_text import job_sentence, tasks_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Hands, MakeJob, OpenDesk

TASKS = Reason(ReasonCode.TASKS, "Its tasks wait their turn")
TURN = Reason(ReasonCode.WAITING_LIMIT, "Waits its turn")


class Rows:
    """A model with an array of four tasks between two jobs."""

    def __init__(self, make_job: MakeJob) -> None:
        self.make = make_job
        self.model = JobTableModel()
        self.tester = QAbstractItemModelTester(self.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.array = make_job(
            2, name="encode", kind="array", status=JobStatus.QUEUED, reason=TASKS, tasks=TaskCounts(waiting=4)
        )
        self.jobs = [make_job(1, name="before", reason=TURN), self.array, make_job(9, name="zz after", reason=TURN)]
        self.put(*self.jobs, *(self.task(index) for index in range(4)))

    def task(self, index: int, status: JobStatus = JobStatus.QUEUED, **fields: Any) -> Job:
        fields = {"reason": TURN if status is JobStatus.QUEUED else None, "name": f"encode [{index + 1}]"} | fields
        return self.make(3 + index, status, parent=self.array.id, index=index, **fields)

    def put(self, *jobs: Job) -> None:
        self.model.apply(JobBatch({job.id: job for job in jobs}))

    def names(self) -> list[str]:
        return [self.model.job_at(row).name for row in range(self.model.rowCount())]

    def open(self, *, is_open: bool = True) -> None:
        self.model.set_open(self.array.id, is_open=is_open)


@pytest.fixture
def rows(make_job: MakeJob) -> Rows:
    return Rows(make_job)


OPEN = ["before", "encode", "encode [1]", "encode [2]", "encode [3]", "encode [4]", "zz after"]


def test_tasks_show_below_their_array_while_it_is_open(rows: Rows) -> None:
    assert rows.names() == ["before", "encode", "zz after"]
    rows.open()
    assert rows.names() == OPEN
    rows.open(is_open=False)
    assert rows.names() == ["before", "encode", "zz after"]


@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("column", ["name", "number", "state", "elapsed", "progress"])
def test_tasks_stay_below_their_array_in_any_order(rows: Rows, column: str, is_descending: bool) -> None:
    rows.open()
    rows.model.sort_as(JobOrder(SortBy(column, is_descending)))
    names = rows.names()
    at = names.index("encode")

    assert sorted(names[at + 1 : at + 5]) == OPEN[2:6]
    assert sorted(names) == sorted(OPEN)
    for job in [*rows.jobs, *rows.model.roster.tasks_of(rows.array.id)]:
        row = rows.model.row_of(job.id)
        assert row is not None
        assert rows.model.job_at(row).id == job.id


def test_tasks_move_with_their_array(rows: Rows) -> None:
    rows.open()
    held = QPersistentModelIndex(rows.model.index(3, 0))
    ended = rows.make(1, JobStatus.COMPLETED, name="before", finished="2026-01-31T10:00:00.000Z")
    rows.put(ended)
    assert rows.names() == [*OPEN[1:], "before"]
    done = TaskCounts(done=4)
    finished = "2026-01-31T09:00:00.000Z"
    array = rows.make(2, JobStatus.COMPLETED, name="encode", kind="array", tasks=done, finished=finished)
    rows.put(array, *(rows.task(index, JobStatus.COMPLETED, finished=finished) for index in range(4)))

    assert rows.names() == ["zz after", "before", *OPEN[1:6]]
    assert rows.model.job_at(held.row()).name == "encode [2]"


def test_a_filter_finds_tasks_and_shows_their_array(rows: Rows) -> None:
    rows.put(rows.task(2, JobStatus.FAILED))
    rows.model.show_only(JobFilter((("state", "failed"),)))
    assert rows.names() == ["encode"]
    rows.open()
    assert rows.names() == ["encode", "encode [3]"]
    rows.put(rows.task(0, JobStatus.FAILED))
    assert rows.names() == ["encode", "encode [1]", "encode [3]"]
    rows.model.show_only(JobFilter())
    assert rows.names() == OPEN


def test_an_array_comes_and_goes_with_the_tasks_that_a_filter_finds(rows: Rows) -> None:
    rows.model.show_only(JobFilter((("state", "running"),)))
    assert rows.names() == []
    rows.put(rows.task(1, JobStatus.RUNNING))
    assert rows.names() == ["encode"]
    rows.put(rows.task(1, JobStatus.COMPLETED))
    assert rows.names() == []


def test_a_search_opens_the_arrays_of_what_it_finds(rows: Rows) -> None:
    rows.model.search("[3]")
    assert rows.names() == ["encode", "encode [3]"]
    rows.model.search("encode")
    assert rows.names() == ["encode"]
    rows.model.search("")
    assert rows.names() == ["before", "encode", "zz after"]


def test_what_counts_is_what_runs(rows: Rows) -> None:
    roster = rows.model.roster
    rows.put(rows.task(0, JobStatus.RUNNING), rows.task(1, JobStatus.FAILED))

    assert (roster.count(JobStatus.QUEUED), roster.count(JobStatus.RUNNING), roster.count(JobStatus.FAILED)) == (
        4,
        1,
        1,
    )
    assert roster.count_of(("state", "queued")) == 4
    assert roster.count_of(("kind", "array")) == 1
    assert roster.line() == [rows.jobs[0].id, rows.array.id, rows.jobs[2].id]


def test_an_array_that_is_gone_takes_its_tasks_along(rows: Rows) -> None:
    rows.open()
    gone = frozenset([rows.array.id, *(task.id for task in rows.model.roster.tasks_of(rows.array.id))])
    rows.model.apply(JobBatch({}, gone))

    assert rows.names() == ["before", "zz after"]
    assert not rows.model.roster.has_tasks


def test_the_trash_takes_an_array_with_its_tasks(rows: Rows) -> None:
    rows.open()
    deleted = "2026-01-31T10:00:00.000Z"
    array = rows.make(
        2, JobStatus.CANCELLED, name="encode", kind="array", tasks=TaskCounts(cancelled=4), deleted=deleted
    )
    rows.put(array, *(rows.task(index, JobStatus.CANCELLED, deleted=deleted) for index in range(4)))

    assert rows.names() == ["before", "zz after"]
    assert rows.model.roster.count_of(("trash", "")) == 1


def test_any_events_in_any_order_keep_the_rows_whole(rows: Rows, make_job: MakeJob) -> None:
    chance = random.Random(7)
    statuses = list(JobStatus)
    orders = [JobOrder(), JobOrder(SortBy("name")), JobOrder(SortBy("state", is_descending=True), SortBy("number"))]
    filters = [
        JobFilter(),
        JobFilter((("state", "failed"),)),
        JobFilter((("state", "queued"),)),
        JobFilter().with_text("[2]"),
    ]
    for step in range(600):
        what = chance.randrange(10)
        if what == 0:
            rows.model.sort_as(chance.choice(orders))
        elif what == 1:
            rows.model.show_only(chance.choice(filters))
        elif what == 2:
            rows.open(is_open=chance.random() < 0.6)
        elif what == 3:
            rows.put(make_job(1, chance.choice(statuses), name="before", priority=chance.randrange(3)))
        elif what == 4:
            status = chance.choice(statuses)
            rows.put(
                make_job(
                    2, status, name="encode", kind="array", tasks=TaskCounts(waiting=4), priority=chance.randrange(3)
                )
            )
        elif what == 5:
            rows.model.hold_jobs([rows.array.id] if chance.random() < 0.5 else [])
        else:
            rows.put(
                rows.task(
                    chance.randrange(4), chance.choice(statuses), finished=f"2026-01-31T10:{step % 60:02}:00.000Z"
                )
            )
        names = rows.names()
        assert len(names) == len(set(names))
        tasks = [at for at, name in enumerate(names) if name.startswith("encode [")]
        if tasks:
            at = names.index("encode")
            assert tasks == list(range(at + 1, at + 1 + len(tasks)))
    rows.model.show_only(JobFilter())
    rows.model.sort_as(JobOrder(SortBy("number")))
    rows.open()
    assert rows.names() == OPEN


def test_of_how_many_jobs_some_are_shown_counts_rows_as_people_see_them(rows: Rows) -> None:
    model = rows.model
    assert model.roster.count_tops(are_in_trash=False) == 3

    model.show_only(JobFilter((("kind", "command"),)))
    assert model.count_tops() == 3
    rows.open()
    assert (model.count_tops(), model.rowCount()) == (3, 7)
    model.show_only(JobFilter().with_text('"encode [3]"'))
    assert model.count_tops() == 1
    rows.put(rows.make(1, name="before", reason=TURN, deleted="2026-01-31T10:00:00.000Z"))
    assert model.roster.count_tops(are_in_trash=False) == 2
    assert model.roster.count_tops(are_in_trash=True) == 1


def test_the_counts_are_said(rows: Rows) -> None:
    counts = TaskCounts(done=97, failed=2, running=1)
    array = rows.make(2, JobStatus.RUNNING, name="encode", kind="array", tasks=counts)

    assert tasks_text(counts) == "97 of 100 done, 2 failed, 1 running"
    assert job_sentence(array, rows.model.moment()) == "97 of 100 done, 2 failed, 1 running"


def test_why_an_array_waits_is_why_its_next_task_does(rows: Rows) -> None:
    roster = rows.model.roster
    rows.put(rows.make(20, JobStatus.RUNNING, name="running"))

    assert roster.blockers(rows.array)[0].text == "1 of 1 running (#20), 1 ahead"


# -- with a real engine


def test_a_whole_array_in_the_window(desk: OpenDesk, hands: Hands, qtbot: QtBot) -> None:
    desk.manager.change_setting("run_limit", 4)
    fails_for_2 = "import sys; sys.exit(sys.argv[1] == '2')"
    array = desk.manager.submit_array({"command": [sys.executable, "-c", fails_for_2, "{i}"]}, "1-3", name="try")
    desk.wait_status(array.id, "failed")
    window, table = desk.window, desk.window.table
    table.select_job(array.id)
    table.setFocus()
    assert window.model.rowCount() == 1
    assert desk.cell(array.id, "progress") == "1 of 3 tasks failed"
    hands.press(table, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.model.rowCount() == 4)
    hands.press(table, Qt.Key.Key_Right)
    assert [job.name for job in table.selected_jobs()] == ["try [1] i=1"]
    hands.press(table, Qt.Key.Key_Left)
    hands.press(table, Qt.Key.Key_Left)
    assert window.model.rowCount() == 1
    row = window.model.row_of(array.id)
    assert row is not None
    hands.click(table.viewport(), table._painter.chevron_rect(table, row).center())
    assert window.model.rowCount() == 4
    assert window.actions_["rerun_failed"].isEnabled()
    window.actions_["rerun_failed"].trigger()
    qtbot.waitUntil(lambda: len(desk.manager.list_jobs(tasks=False)) == 2)
    again = desk.manager.list_jobs(tasks=False)[0]
    assert again.config["over"] == [{"i": "2"}]


def test_cancel_and_undo_concern_all_tasks(time_to_undo: None, desk: OpenDesk, qtbot: QtBot) -> None:
    desk.manager.change_setting("run_limit", 1)
    array = desk.manager.submit_array({"command": [sys.executable, "-c", "import time; time.sleep(60)"]}, "1-3")
    desk.wait_status(array.id, "running")
    desk.window.table.select_job(array.id)
    desk.window.actions_["cancel"].trigger()
    qtbot.waitUntil(lambda: desk.shown(array.id).is_paused)
    desk.window.history.undo()
    qtbot.waitUntil(lambda: not desk.shown(array.id).is_paused)
    desk.window.actions_["cancel"].trigger()
    desk.window.actions_["cancel"].trigger()
    desk.wait_status(array.id, "cancelled")
    counts = desk.shown(array.id).tasks
    assert counts is not None
    assert counts.cancelled == 3


def test_a_task_is_found_from_elsewhere(desk: OpenDesk, qtbot: QtBot) -> None:
    array = desk.manager.submit_array({"command": ["true"]}, "1-3")
    desk.wait_status(array.id, "completed")
    task = next(job for job in desk.manager.list_jobs(array=array.id) if job.index == 1)
    desk.shown(task.id)
    desk.window.open_job(task.id)

    assert [job.id for job in desk.window.table.selected_jobs()] == [task.id]
    desk.window.detail.show_tab(OVERVIEW)
    qtbot.waitUntil(lambda: "Part of" in desk.window.detail.body.overview.texts())
