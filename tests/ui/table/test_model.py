"""Rows in an order of their own: never a reset, the smallest change told, and every row found from its job."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot

from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.output.progress import Progress
from jobdesk.ui.model.bridge import JobBatch
from jobdesk.ui.table.columns import COLUMN_INDEX, JOB_COLUMNS
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.table.order import JobOrder, SortBy

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob

WAITS = Reason(ReasonCode.WAITING_LIMIT, "Waits its turn")
HELD = Reason(ReasonCode.NOT_STARTED, "Held")


@pytest.fixture
def model(qtbot: QtBot) -> JobTableModel:
    return JobTableModel()


def put(model: JobTableModel, *jobs: Job, removed: tuple[str, ...] = ()) -> None:
    model.apply(JobBatch({job.id: job for job in jobs}, frozenset(removed)))


def numbers(model: JobTableModel) -> list[int]:
    return [model.job_at(row).number for row in range(model.rowCount())]


def text(model: JobTableModel, row: int, column: str) -> str:
    return str(model.index(row, COLUMN_INDEX[column]).data())


def sort(model: JobTableModel, column: str, *, is_descending: bool = False, then: SortBy | None = None) -> None:
    model.sort_as(JobOrder(SortBy(column, is_descending), then))


def test_activity_order(model: JobTableModel, make_job: MakeJob) -> None:
    put(
        model,
        make_job(1, JobStatus.COMPLETED, finished="2026-01-31T10:00:01.000Z"),
        make_job(2, JobStatus.FAILED, finished="2026-01-31T10:00:09.000Z"),
        make_job(3, reason=WAITS),
        make_job(4, reason=HELD),
        make_job(5, reason=WAITS, priority=5),
        make_job(6, JobStatus.RUNNING),
        make_job(7, JobStatus.RUNNING),
    )

    assert numbers(model) == [6, 7, 5, 3, 4, 2, 1]
    assert [model.begins_group(row) for row in range(7)] == [False, False, True, False, False, True, False]


def test_activity_order_shows_what_needs_you_before_what_runs(model: JobTableModel, make_job: MakeJob) -> None:
    missing = Reason(ReasonCode.RESOURCE_MISSING, "No GPU set up on this machine, needs 1")
    asking = Reason("needs_you", "Asks a question")
    jobs = [
        make_job(1, JobStatus.RUNNING),
        make_job(2, reason=WAITS),
        make_job(3, reason=missing),
        make_job(4, JobStatus.RUNNING, reason=asking),
    ]
    put(model, *jobs)
    assert numbers(model) == [3, 4, 1, 2]
    put(model, msgspec.structs.replace(jobs[2], reason=WAITS), msgspec.structs.replace(jobs[1], reason=missing))
    assert numbers(model) == [2, 4, 1, 3]


def test_a_finished_job_moves_and_its_selection_goes_with_it(model: JobTableModel, make_job: MakeJob) -> None:
    put(model, *(make_job(number, JobStatus.RUNNING) for number in range(1, 6)))
    held = QPersistentModelIndex(model.index(0, 2))
    resets, moves = QSignalSpy(model.modelReset), QSignalSpy(model.rowsMoved)

    put(model, make_job(1, JobStatus.COMPLETED, finished="2026-01-31T10:00:01.000Z"))

    assert numbers(model) == [2, 3, 4, 5, 1]
    assert held.row() == 4
    assert (resets.count(), moves.count()) == (0, 1)


def test_many_that_move_are_sorted_in_one_step_and_stay_with_whoever_holds_them(
    model: JobTableModel, make_job: MakeJob
) -> None:
    jobs = [make_job(number, reason=WAITS) for number in range(1, 601)]
    put(model, *jobs)
    chosen = jobs[300:400]
    held = QPersistentModelIndex(model.index(model.row_of(chosen[0].id) or 0, 3))
    model.hold_jobs([job.id for job in chosen])
    moves, layouts = QSignalSpy(model.rowsMoved), QSignalSpy(model.layoutChanged)
    put(model, *[msgspec.structs.replace(job, rank=float(place) - 500) for place, job in enumerate(chosen)])

    assert (moves.count(), layouts.count()) == (0, 1)
    assert numbers(model) == [*range(301, 401), *range(1, 301), *range(401, 601)]
    assert (held.row(), held.column()) == (0, 3)
    assert all(model.row_of(job.id) == row for row, job in enumerate(chosen))


def test_only_what_changed_is_told(model: JobTableModel, make_job: MakeJob) -> None:
    put(model, *(make_job(number, JobStatus.RUNNING) for number in range(1, 11)))
    told: list[tuple[int, int, int, int]] = []
    model.dataChanged.connect(lambda a, b, _roles: told.append((a.row(), a.column(), b.row(), b.column())))

    put(model, make_job(3, JobStatus.RUNNING, name="another"))

    column = COLUMN_INDEX["name"]
    assert told == [(2, column, 2, column)]


def test_neighbours_are_told_together(model: JobTableModel, make_job: MakeJob) -> None:
    put(model, *(make_job(number, JobStatus.RUNNING) for number in range(1, 11)))
    told: list[tuple[int, int]] = []
    progress = COLUMN_INDEX["progress"]
    model.dataChanged.connect(lambda a, b, _roles: told.append((a.row(), b.row())) if a.column() == progress else None)

    model.set_last_lines({make_job(number).id: "line" for number in (2, 3, 4, 8)})

    assert told == [(1, 3), (7, 7)]


def test_the_same_snapshot_again_tells_nothing(model: JobTableModel, make_job: MakeJob) -> None:
    job = make_job(1, JobStatus.RUNNING)
    put(model, job)
    spy = QSignalSpy(model.dataChanged)

    put(model, make_job(1, JobStatus.RUNNING))

    assert spy.count() == 0


def test_moves_wait_while_hands_are_on_the_table(model: JobTableModel, make_job: MakeJob) -> None:
    put(model, make_job(1, JobStatus.RUNNING), make_job(2, JobStatus.RUNNING))
    model.set_moves_held(True)
    put(model, make_job(1, JobStatus.FAILED, finished="2026-01-31T10:00:01.000Z"))

    assert numbers(model) == [1, 2]
    assert text(model, 0, "state") == "Failed"
    model.set_moves_held(False)
    assert numbers(model) == [2, 1]


def test_sorting_is_stable_and_the_earlier_column_breaks_ties(model: JobTableModel, make_job: MakeJob) -> None:
    names = ["b", "a", "b", "a", "C"]
    put(
        model,
        *(make_job(number, JobStatus.RUNNING, name=name, priority=-number) for number, name in enumerate(names, 1)),
    )

    sort(model, "name")
    assert numbers(model) == [2, 4, 1, 3, 5]
    sort(model, "name", is_descending=True)
    assert numbers(model) == [5, 1, 3, 2, 4]
    sort(model, "name", then=SortBy("priority"))
    assert numbers(model) == [4, 2, 3, 1, 5]


def test_missing_values_come_last_both_ways(model: JobTableModel, make_job: MakeJob) -> None:
    put(model, make_job(1, JobStatus.FAILED, exit_code=3), make_job(2), make_job(3, JobStatus.FAILED, exit_code=-9))

    sort(model, "exit_code")
    assert numbers(model) == [3, 1, 2]
    sort(model, "exit_code", is_descending=True)
    assert numbers(model) == [1, 3, 2]


def test_sorting_keeps_held_rows(model: JobTableModel, make_job: MakeJob) -> None:
    put(model, *(make_job(number, JobStatus.RUNNING, name=f"{99 - number}") for number in range(1, 50)))
    held = QPersistentModelIndex(model.index(7, 3))
    resets = QSignalSpy(model.modelReset)

    sort(model, "name")

    assert model.job_at(held.row()).number == 8
    assert held.column() == 3
    assert resets.count() == 0


def test_three_clicks_on_a_header() -> None:
    order = JobOrder().clicked("name")
    assert order == JobOrder(SortBy("name"))
    order = order.clicked("name")
    assert order == JobOrder(SortBy("name", is_descending=True))
    assert order.clicked("name") == JobOrder()
    assert order.clicked("state") == JobOrder(SortBy("state"), SortBy("name", is_descending=True))


def test_search_by_words_over_name_command_and_tags(model: JobTableModel, make_job: MakeJob) -> None:
    put(
        model,
        make_job(1, name="Encode Video"),
        make_job(2, tags=("video",)),
        make_job(3, raw_config=msgspec.Raw(b'{"command":["ffmpeg","video.mov"]}')),
        make_job(4),
    )
    model.search("VIDEO")
    assert numbers(model) == [1, 2, 3]
    model.search("video ffm")
    assert numbers(model) == [3]
    put(model, make_job(5, name="video by ffmpeg"), make_job(6))
    assert numbers(model) == [3, 5]
    model.search("")
    assert numbers(model) == [1, 2, 3, 4, 5, 6]


def test_why_a_job_waits_follows_what_runs(model: JobTableModel, make_job: MakeJob) -> None:
    model.set_run_limit(1)
    put(model, make_job(1, JobStatus.RUNNING), make_job(2, reason=WAITS), make_job(3, reason=WAITS))
    assert text(model, 1, "progress") == "1 of 1 running, next"
    assert text(model, 2, "progress") == "1 of 1 running, 1 ahead"

    put(model, make_job(1, JobStatus.COMPLETED, exit_code=0), make_job(2, JobStatus.RUNNING))

    assert numbers(model) == [2, 3, 1]
    assert text(model, 1, "progress") == "1 of 1 running, next"


def test_progress_is_sorted_by_how_far_jobs_are_not_by_its_letters(model: JobTableModel, make_job: MakeJob) -> None:
    fractions = {1: 0.24, 2: 0.09, 3: 1.0, 4: 0.5}
    running = [make_job(one, JobStatus.RUNNING, progress=Progress(far)) for one, far in fractions.items()]
    put(model, *running, make_job(5, JobStatus.COMPLETED, exit_code=0))
    model.sort_as(JobOrder(SortBy("progress")))
    assert numbers(model) == [2, 1, 4, 3, 5]


def test_progress_that_was_read_from_the_output_says_so(model: JobTableModel, make_job: MakeJob) -> None:
    read = Progress(0.63, text="<b>big</b>.bin", is_printed=True)
    put(model, make_job(1, JobStatus.RUNNING, progress=read), make_job(2, JobStatus.RUNNING, progress=Progress(0.63)))
    tips = [str(model.index(row, COLUMN_INDEX["progress"]).data(Qt.ItemDataRole.ToolTipRole)) for row in (0, 1)]

    says_so = ["Read from its output" in tip for tip in tips]
    assert dict(zip(numbers(model), says_so, strict=True)) == {1: True, 2: False}
    assert all("63 %" in tip and "<b>" not in tip for tip in tips)


def test_cells_show_names_literally_and_say_whole_phrases(model: JobTableModel, make_job: MakeJob) -> None:
    put(model, make_job(1, JobStatus.RUNNING, name="<b>x</b>\n\u202eevil \udc80"))
    index = model.index(0, COLUMN_INDEX["name"])

    assert index.data() == "<b>x</b>\\n\\u202eevil \\udc80"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Name: <b>x</b>\\n\\u202eevil \\udc80"
    assert "<b>" not in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.DecorationRole) is None


def test_numbers_and_durations_are_read_aloud_in_words(model: JobTableModel, make_job: MakeJob) -> None:
    put(model, make_job(7, JobStatus.COMPLETED, started="2026-01-31T10:00:00.000Z", duration_s=863.0, cpu_s=65.0))
    said = {key: model.index(0, COLUMN_INDEX[key]).data(Qt.ItemDataRole.AccessibleTextRole) for key in COLUMN_INDEX}
    assert said["number"] == "Number: 7"
    assert said["elapsed"] == "Elapsed: 14 min 23 s"
    assert said["cpu"] == "CPU: 1 min 5 s"
    assert said["silent_for"] == "Silent for: none"


def test_every_column_answers_for_every_state(model: JobTableModel, make_job: MakeJob) -> None:
    times = {"started": "2026-01-31T10:00:00.000Z"}
    jobs = [
        make_job(1, reason=WAITS),
        make_job(2, JobStatus.RUNNING, **times),
        make_job(3, JobStatus.COMPLETED, exit_code=0, duration_s=3.5, finished="2026-01-31T10:00:03.500Z", **times),
        make_job(4, JobStatus.FAILED, error="boom\nlines", reason=Reason(ReasonCode.EXIT_CODE, "Exit code 1")),
        make_job(5, JobStatus.CANCELLED, reason=Reason(ReasonCode.BY_USER, "Cancelled by you")),
        make_job(6, JobStatus.RUNNING, cancelled=True),
    ]
    put(model, *jobs)
    for column in JOB_COLUMNS:
        assert model.headerData(COLUMN_INDEX[column.key], Qt.Orientation.Horizontal) == column.title
        sort(model, column.key)
        for row in range(len(jobs)):
            index = model.index(row, COLUMN_INDEX[column.key])
            assert isinstance(index.data(), str)
            assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).startswith(
                f"{column.english_spoken_title or column.title}: "
            )
    progress = {model.job_at(row).number: text(model, row, "progress") for row in range(len(jobs))}
    assert progress[3] == "Exit code 0"
    assert progress[4] == "Exit code 1  ·  boom"
    assert progress[5] == "Cancelled by you"
    assert progress[6] == "Asked to stop"


@pytest.mark.parametrize("seed", range(5))
def test_any_history_leaves_rows_sorted_and_findable(model: JobTableModel, make_job: MakeJob, seed: int) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    chance = random.Random(seed)
    alive: set[int] = set()
    resets = QSignalSpy(model.modelReset)
    for step in range(150):
        batch = []
        for _ in range(chance.randrange(6)):
            number = chance.randrange(1, 60)
            alive.add(number)
            status = chance.choice(list(JobStatus))
            reason = chance.choice([WAITS, HELD]) if status is JobStatus.QUEUED else None
            finished = f"2026-01-31T10:{chance.randrange(60):02}:00.000Z" if status in {"failed", "completed"} else None
            batch.append(make_job(number, status, reason=reason, finished=finished, name=chance.choice("abc")))
        gone = {number for number in alive if chance.random() < 0.03}
        alive -= gone - {job.number for job in batch}
        put(model, *batch, removed=tuple(make_job(number).id for number in gone - {job.number for job in batch}))
        if step % 13 == 5:
            column = chance.choice(JOB_COLUMNS).key
            model.sort_as(chance.choice([JobOrder(), JobOrder(SortBy(column, is_descending=chance.random() < 0.5))]))
        if step % 17 == 3:
            model.search(chance.choice(["", "a", "b"]))
        model.set_moves_held(chance.random() < 0.3)
    model.set_moves_held(False)
    model.search("")

    assert set(numbers(model)) == alive == {job.number for job in model.roster.all()}
    assert all(model.row_of(model.job_at(row).id) == row for row in range(model.rowCount()))
    assert resets.count() == 0
    del tester
