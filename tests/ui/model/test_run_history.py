"""What is usual: found in the history of the same kind and name, and said in the rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.output.progress import Progress
from jobdesk.core.timing.times import format_time
from jobdesk.ui.model.bridge import JobBatch
from jobdesk.ui.table.columns import COLUMN_INDEX
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.status_text import Moment, job_sentence

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import MakeJob, OpenDesk

STARTED = "2026-01-31T10:00:00.000Z"
AT = datetime.fromisoformat(STARTED)


@pytest.fixture
def model(qtbot: QtBot) -> JobTableModel:
    return JobTableModel()


def runs(make_job: MakeJob, *seconds: float, name: str = "build", first: int = 1) -> list[Job]:
    """Completed runs, one a day, the last one an hour before `AT`."""
    return [
        make_job(
            first + at,
            JobStatus.COMPLETED,
            name=name,
            started=STARTED,
            finished=format_time(AT - timedelta(days=len(seconds) - at)),
            duration_s=took_s,
            exit_code=0,
        )
        for at, took_s in enumerate(seconds)
    ]


def put(model: JobTableModel, *jobs: Job) -> None:
    model.apply(JobBatch({job.id: job for job in jobs}))


def said(model: JobTableModel, qtbot: QtBot, job: Job, now: datetime) -> str:
    """Return what the row says at a moment, once the history was looked through."""
    with qtbot.waitSignal(model.history.found):
        model.history.usual(job)
    return job_sentence(job, msgspec.structs.replace(model.moment(), now=now))


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        ((540, 840, 600), "Usually 9–14 min"),
        ((50, 120, 60), "Usually 50 s – 2 min"),
        ((600, 605, 602), "Usually 10 min"),
        ((1, 2, 1), "Usually less than 5 s"),
        ((540, 840), "No output yet"),
    ],
)
def test_a_running_job_says_what_is_usual(
    model: JobTableModel, qtbot: QtBot, make_job: MakeJob, earlier: tuple[float, ...], words: str
) -> None:
    running = make_job(50, JobStatus.RUNNING, name="build", started=STARTED)
    put(model, *runs(make_job, *earlier), *runs(make_job, 5, 5, 5, name="other", first=20), running)

    assert said(model, qtbot, running, AT) == words


def test_past_what_is_usual_it_says_by_how_much(model: JobTableModel, qtbot: QtBot, make_job: MakeJob) -> None:
    running = make_job(50, JobStatus.RUNNING, name="build", started=STARTED)
    put(model, *runs(make_job, 540, 840, 600), running)

    assert said(model, qtbot, running, AT + timedelta(minutes=20)) == "Longer than usual by 6 min"


def test_what_it_wrote_last_stands_behind(model: JobTableModel, qtbot: QtBot, make_job: MakeJob) -> None:
    running = make_job(50, JobStatus.RUNNING, name="build", started=STARTED)
    put(model, *runs(make_job, 540, 840, 600), running)
    model.set_last_lines({running.id: "compiling"})

    assert said(model, qtbot, running, AT) == "Usually 9–14 min  ·  compiling"


def test_who_says_how_far_it_is_needs_no_history(model: JobTableModel, qtbot: QtBot, make_job: MakeJob) -> None:
    running = make_job(50, JobStatus.RUNNING, name="build", started=STARTED, progress=Progress(0.5))
    put(model, *runs(make_job, 540, 840, 600), running)

    assert said(model, qtbot, running, AT) == "50 %"


def test_an_ended_run_compares_with_those_before_it(model: JobTableModel, qtbot: QtBot, make_job: MakeJob) -> None:
    ended = runs(make_job, 540, 600, 840, 60, 560, 2000)
    put(model, *ended)
    with qtbot.waitSignal(model.history.found):
        model.history.usual(ended[0])
    texts = [str(model.index(row, COLUMN_INDEX["progress"]).data()) for row in range(model.rowCount())]

    assert texts == [  # The newest first; the first three have too little before them.
        "Exit code 0  ·  slower than usual",
        "Exit code 0",
        "Exit code 0  ·  faster than usual",
        "Exit code 0",
        "Exit code 0",
        "Exit code 0",
    ]


def test_a_run_that_ends_counts_from_then_on(model: JobTableModel, qtbot: QtBot, make_job: MakeJob) -> None:
    running = make_job(50, JobStatus.RUNNING, name="build", started=STARTED)
    put(model, *runs(make_job, 540, 840), running)
    assert said(model, qtbot, running, AT) == "No output yet"
    third = make_job(49, JobStatus.RUNNING, name="build", started=STARTED)
    put(model, third)
    put(model, msgspec.structs.replace(third, status=JobStatus.COMPLETED, finished=STARTED, duration_s=600.0))

    usual = model.history.usual(running)
    assert usual is not None
    assert usual.runs == 3


def test_a_job_asked_to_stop_says_when_force_ends_it(model: JobTableModel, make_job: MakeJob) -> None:
    job = make_job(1, JobStatus.RUNNING, started=STARTED, updated=STARTED, cancelled=True)
    model.graces[job.id] = 10.0

    def at(seconds: float) -> str:
        return job_sentence(job, msgspec.structs.replace(model.moment(), now=AT + timedelta(seconds=seconds)))

    assert at(2) == "Asked to stop, ends by force in 8 s"
    assert at(12) == "Asked to stop"


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (None, "Cancelled by you"),
        (Progress(None, 4, None, "edits"), "Cancelled by you at step 4"),
        (Progress(0.634), "Cancelled by you at 63 %"),
    ],
)
def test_a_cancelled_job_says_how_far_it_came(make_job: MakeJob, progress: Progress | None, words: str) -> None:
    reason = Reason(ReasonCode.BY_USER, "Cancelled by you")
    job = make_job(1, JobStatus.CANCELLED, started=STARTED, reason=reason, progress=progress)

    assert job_sentence(job, Moment(AT, lambda _: [], lambda _: "")) == words


def test_in_german(german: None, model: JobTableModel, qtbot: QtBot, make_job: MakeJob) -> None:
    running = make_job(50, JobStatus.RUNNING, name="build", started=STARTED)
    put(model, *runs(make_job, 540, 840, 600), running)

    assert said(model, qtbot, running, AT) == "Meist 9–14 min"
    model.graces[running.id] = 10.0
    stopping = msgspec.structs.replace(running, cancelled=True, updated=STARTED)
    moment = msgspec.structs.replace(model.moment(), now=AT)
    assert job_sentence(stopping, moment) == "Soll stoppen, in 10 s mit Gewalt"


def test_the_grace_is_that_with_which_the_job_began(desk: OpenDesk) -> None:
    desk.manager.change_setting("grace_s", 30.0)
    code = "import signal, time\nfor one in (2, 15): signal.signal(one, signal.SIG_IGN)\nprint('deaf'); time.sleep(60)"
    job = desk.run_python(code)
    desk.wait_status(job.id, "running")
    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "progress") == "deaf")
    desk.manager.change_setting("grace_s", 5.0)
    desk.manager.cancel_job(job.id)

    desk.qtbot.waitUntil(lambda: "ends by force in 2" in desk.cell(job.id, "progress"))
    desk.manager.cancel_job(job.id, force=True)
    desk.wait_status(job.id, "cancelled")
    desk.qtbot.waitUntil(lambda: job.id not in desk.window.model.graces)
