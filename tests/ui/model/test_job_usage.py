"""What running jobs use, in the table and in the overview: of whole trees, seen only while somebody looks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jobdesk.core.job import JobStatus, Reason
from jobdesk.engine.execution.usage import Use
from jobdesk.ui.detail.facts import overview_facts
from jobdesk.ui.detail.view import LOG, OVERVIEW
from jobdesk.ui.model.bridge import EngineBridge, JobBatch
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.model.job_usage import JobUsage, jobs_to_look_at
from jobdesk.ui.model.patient_pool import PatientPool
from jobdesk.ui.table.columns import COLUMN_INDEX, JOB_COLUMNS, USE_COLUMNS
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.table.order import JobOrder, SortBy
from tests.engine.execution.hog import HELD_BYTES

if TYPE_CHECKING:
    from jobdesk.core.job import Job
    from tests.ui.conftest import MakeJob, OpenDesk

HOG = str(Path(__file__).parents[2] / "engine" / "execution" / "hog.py")


def show_columns(desk: OpenDesk, *keys: str) -> None:
    for key in keys:
        desk.window.table.columns.show_column(key, is_shown=True)


def start_hog(desk: OpenDesk, tmp_path: Path) -> Job:
    job = desk.manager.submit_job({"command": [sys.executable, HOG, str(tmp_path)]}, name="hog")
    desk.qtbot.waitUntil(
        lambda: Path(job.logs_path).exists() and "ready" in Path(job.logs_path).read_text(), timeout=60_000
    )
    return desk.wait_status(job.id, "running")


def megabytes(text: str) -> float:
    return float(text.removesuffix(" MB"))


def test_columns_tell_what_the_whole_tree_of_a_running_job_uses(desk: OpenDesk, tmp_path: Path) -> None:
    job = start_hog(desk, tmp_path)
    assert [desk.cell(job.id, key) for key in sorted(USE_COLUMNS)] == [""] * len(USE_COLUMNS)

    show_columns(desk, *USE_COLUMNS)

    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "memory") != "")
    assert megabytes(desk.cell(job.id, "memory")) >= 2 * HELD_BYTES / 1e6
    assert desk.cell(job.id, "process") == Path(job.logs_path).read_text().split()[1]
    assert desk.cell(job.id, "cpu").startswith("0:0")
    assert ":" in desk.cell(job.id, "silent_for")

    (tmp_path / "end").touch()
    ended = desk.wait_status(job.id, "completed")
    assert [desk.cell(job.id, key) for key in ("process", "silent_for")] == ["", ""]
    assert ended.peak_memory_bytes is not None
    assert HELD_BYTES <= ended.peak_memory_bytes < 2 * HELD_BYTES
    assert round(megabytes(desk.cell(job.id, "memory"))) == round(ended.peak_memory_bytes / 1e6)


def test_the_overview_of_a_running_job_tells_what_it_uses(desk: OpenDesk, tmp_path: Path) -> None:
    job = start_hog(desk, tmp_path)
    desk.window.table.select_job(job.id)
    desk.window.detail.show_tab(OVERVIEW)
    overview = desk.window.detail.body.overview

    desk.qtbot.waitUntil(lambda: "of a processor" in overview.texts().get("Processor time", ""))

    assert overview.texts()["Process"] == Path(job.logs_path).read_text().split()[1]
    now, most = overview.texts()["Memory"].removesuffix(" so far").split(", at most ")
    assert megabytes(most) >= megabytes(now) >= 2 * HELD_BYTES / 1e6
    (tmp_path / "end").touch()
    desk.wait_status(job.id, "completed")
    desk.qtbot.waitUntil(lambda: "Most memory" in overview.texts())
    assert "Process" not in overview.texts()


def test_nothing_is_looked_at_that_nobody_sees(desk: OpenDesk) -> None:
    job = desk.run_python("import time; time.sleep(60)")
    other = desk.run_python("import time; time.sleep(60)")
    for one in (job, other):
        desk.wait_status(one.id, "running")
    window = desk.window
    window.table.select_job(job.id)
    window.detail.show_tab(LOG)

    def wanted() -> tuple[list[str], bool]:
        jobs, with_trees = jobs_to_look_at(window)
        return [one.id for one in jobs], with_trees

    assert wanted() == ([], False)
    window.detail.show_tab(OVERVIEW)
    assert wanted() == ([job.id], True)
    window.detail.show_tab(LOG)
    show_columns(desk, "process")
    assert wanted() == ([job.id, other.id], False)
    show_columns(desk, "cpu")
    assert wanted() == ([job.id, other.id], True)
    window.hide()
    assert wanted() == ([], True)
    # Where a row stands may depend on jobs that cannot be seen.
    window.table.sort_as(JobOrder(SortBy("memory")))
    assert sorted(wanted()[0]) == sorted([job.id, other.id])


def test_of_what_cannot_be_looked_at_nothing_is_told(qtbot: QtBot, make_job: MakeJob) -> None:
    bridge = EngineBridge(PatientPool())
    unreadable = make_job(1, JobStatus.RUNNING, logs_path="/\0/job.log")
    usage = JobUsage(bridge, Roster(), lambda: ([unreadable], True), bridge)
    with qtbot.waitSignal(usage.changed) as seen:
        usage.look()
    assert seen.args == [{}]


@pytest.fixture
def running(make_job: MakeJob) -> list[Job]:
    return [make_job(number, JobStatus.RUNNING, started="2026-01-31T10:00:00.000Z") for number in range(1, 6)]


def order_of(model: JobTableModel) -> list[int]:
    return [model.job_at(row).number for row in range(model.rowCount())]


def test_rows_sort_by_the_raw_values_and_follow_them(running: list[Job], make_job: MakeJob) -> None:
    model = JobTableModel()
    ended = make_job(6, JobStatus.COMPLETED, peak_memory_bytes=2_500_000_000, cpu_s=3.0)
    model.apply(JobBatch({job.id: job for job in [*running, ended]}))
    sizes = [9_000_000, 1_000_000_000, 80_000_000, 3_000_000_000]
    model.set_uses({job.id: Use(peak_memory_bytes=size) for job, size in zip(running, sizes, strict=False)})

    model.sort_as(JobOrder(SortBy("memory", is_descending=True)))
    assert order_of(model) == [4, 6, 2, 3, 1, 5]

    sizes[2] = 2_700_000_000
    model.set_uses({job.id: Use(peak_memory_bytes=size) for job, size in zip(running, sizes, strict=False)})
    assert order_of(model) == [4, 3, 6, 2, 1, 5]
    assert [model.row_of(job.id) for job in [*running, ended]] == [4, 3, 1, 0, 5, 2]

    model.set_uses({running[4].id: Use(peak_memory_bytes=1)})
    assert order_of(model) == [6, 5, 1, 2, 3, 4]


def test_who_has_been_silent_the_shortest_comes_first(running: list[Job]) -> None:
    model = JobTableModel()
    model.apply(JobBatch({job.id: job for job in running}))
    model.set_uses({job.id: Use(wrote_at=1000.0 + job.number) for job in running[:4]})
    model.sort_as(JobOrder(SortBy("silent_for")))
    assert order_of(model) == [4, 3, 2, 1, 5]


def test_while_rows_are_held_only_the_values_change(running: list[Job]) -> None:
    model = JobTableModel()
    model.apply(JobBatch({job.id: job for job in running}))
    model.sort_as(JobOrder(SortBy("process")))
    model.set_moves_held(True)

    model.set_uses({job.id: Use(pid=100 - job.number) for job in running})
    assert order_of(model) == [1, 2, 3, 4, 5]
    assert model.index(0, COLUMN_INDEX["process"]).data() == "99"

    model.set_moves_held(False)
    assert order_of(model) == [5, 4, 3, 2, 1]


def test_every_column_says_what_it_means_in_german_too(german: None) -> None:
    model = JobTableModel()
    role = Qt.ItemDataRole.ToolTipRole
    for index, column in enumerate(JOB_COLUMNS):
        if column.key in USE_COLUMNS:
            assert column.is_hidden
            text = str(model.headerData(index, Qt.Orientation.Horizontal, role))
            assert len(text) > 20
            assert text != column.english_tooltip


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": Reason("could_not_start", "Command not found: ffmpg")},
        {"reason": Reason("external", "Driven by a script")},
        {"kind": "array"},
        {"started": None},
    ],
)
def test_what_never_ran_has_no_exit_code_that_could_be_unknown(make_job: MakeJob, fields: dict[str, object]) -> None:
    values = {"started": "2026-01-31T10:00:00.000Z", **fields}
    job = make_job(1, JobStatus.FAILED, finished="2026-01-31T10:00:01.000Z", **values)
    labels = [fact.label for fact in overview_facts(job, JobTableModel().moment())]
    assert "Exit code" not in labels


def test_a_code_that_nobody_learned_is_unknown(make_job: MakeJob) -> None:
    reason = Reason("unsupervised", "Ended while nothing supervised it; exit code unknown")
    job = make_job(1, JobStatus.FAILED, started="2026-01-31T10:00:00.000Z", reason=reason)
    facts = {fact.label: fact.value for fact in overview_facts(job, JobTableModel().moment())}
    assert facts["Exit code"] == "Unknown"
