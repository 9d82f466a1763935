"""What is to come: from progress and history, said in the rows, the status bar and the details; nothing is made up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from PySide6.QtWidgets import QToolButton

from jobdesk.core.job import RELEASED, Job, JobStatus, Reason, ReasonCode
from jobdesk.core.limits import Limits, QueueRules
from jobdesk.core.output.progress import Progress
from jobdesk.core.timing.times import format_time
from jobdesk.ui.model.bridge import JobBatch
from jobdesk.ui.model.queue_forecast import Forecast, make_forecast
from jobdesk.ui.model.run_history import Usual
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.status_text import job_sentence
from jobdesk.ui.text.time_text import clock_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import MakeJob, OpenDesk

NOW = datetime.fromisoformat("2026-01-31T10:00:00.000Z")


@pytest.fixture
def model(qtbot: QtBot) -> JobTableModel:
    return JobTableModel()


def running(make_job: MakeJob, number: int, left_min: float | None, **fields: Any) -> Job:
    finishes = None if left_min is None else format_time(NOW + timedelta(minutes=left_min))
    progress = Progress(0.5, finishes=finishes)
    return make_job(number, JobStatus.RUNNING, started=format_time(NOW), progress=progress, **fields)


def waiting(make_job: MakeJob, number: int, **fields: Any) -> Job:
    return make_job(number, reason=RELEASED, **fields)


def foresee(model: JobTableModel, *jobs: Job, takes_min: float | None = 10, limit: int = 1) -> dict[str, Any]:
    """Return the starts and ends in minutes from now by number, and the end of all."""
    model.set_run_limit(limit)
    model.apply(JobBatch({job.id: job for job in jobs}))
    usual = None if takes_min is None else Usual(takes_min * 60, takes_min * 60, takes_min * 60, 3)
    forecast = make_forecast(
        model.roster, lambda job: job.progress.finishes if job.progress else None, lambda _: usual, NOW
    )

    def minutes(moments: dict[str, datetime]) -> dict[int, float]:
        return {int(job_id): (at - NOW).total_seconds() / 60 for job_id, at in moments.items()}

    done = None if forecast.done is None else (forecast.done - NOW).total_seconds() / 60
    return {"starts": minutes(forecast.starts), "ends": minutes(forecast.ends), "done": done}


def test_each_takes_the_place_that_is_free_first(model: JobTableModel, make_job: MakeJob) -> None:
    jobs = [running(make_job, 1, 4), running(make_job, 2, 20), waiting(make_job, 3), waiting(make_job, 4)]

    assert foresee(model, *jobs, limit=2) == {"starts": {3: 4, 4: 14}, "ends": {1: 4, 2: 20, 3: 14, 4: 24}, "done": 24}


def test_of_what_is_not_known_nothing_is_said(model: JobTableModel, make_job: MakeJob) -> None:
    jobs = [running(make_job, 1, 4), waiting(make_job, 2), waiting(make_job, 3)]

    assert foresee(model, *jobs, takes_min=None) == {"starts": {2: 4}, "ends": {1: 4}, "done": None}


@pytest.mark.parametrize(
    ("fields", "start"),
    [
        ({"after": ("000000000001",)}, 4),
        ({"needs": {"gpu": 1.0}}, None),
        ({"not_before": format_time(NOW + timedelta(minutes=30))}, 30),
    ],
)
def test_what_stands_against_it_counts(
    model: JobTableModel, make_job: MakeJob, fields: dict[str, Any], start: float | None
) -> None:
    starts = foresee(model, running(make_job, 1, 4), waiting(make_job, 2, **fields), limit=5)["starts"]

    assert starts.get(2) == start


def test_a_queue_has_places_of_its_own(model: JobTableModel, make_job: MakeJob) -> None:
    model.roster.limits = Limits(queues={"gpu": QueueRules(run_limit=1)})
    jobs = [running(make_job, 1, 30, queue="gpu"), waiting(make_job, 2, queue="gpu"), waiting(make_job, 3)]

    assert foresee(model, *jobs, limit=2)["starts"] == {2: 30, 3: 0}


def test_a_paused_queue_starts_nothing(model: JobTableModel, make_job: MakeJob) -> None:
    model.roster.is_paused = True

    assert foresee(model, running(make_job, 1, 4), waiting(make_job, 2)) == {"starts": {}, "ends": {1: 4}, "done": None}


def test_a_planned_run_keeps_nobody_waiting(model: JobTableModel, make_job: MakeJob) -> None:
    planned = make_job(2, reason=Reason(ReasonCode.SCHEDULED, "Starts later"), not_before="2026-02-01T10:00:00.000Z")

    assert foresee(model, running(make_job, 1, 4), planned)["done"] == 4


def test_rows_say_when_their_turn_comes(model: JobTableModel, make_job: MakeJob) -> None:
    jobs = [running(make_job, 1, 4), waiting(make_job, 2), waiting(make_job, 3)]
    foresee(model, *jobs)
    at = NOW + timedelta(minutes=4)
    model.set_starts({jobs[1].id: at, jobs[2].id: at})
    moment = msgspec.structs.replace(model.moment(), now=NOW)

    assert job_sentence(jobs[1], moment) == f"Next in Default, about {clock_text(at)}"
    assert job_sentence(jobs[2], moment) == f"1 of 1 running, 1 ahead, about {clock_text(at)}"


def say_progress(left_s: float) -> str:
    """A program that reports a pace by which it is done in so many seconds."""
    return (
        "import json, os, time\n"
        "def tell(step):\n"
        "    with open(os.environ['JOBDESK_EVENTS'], 'a') as file:\n"
        "        file.write(json.dumps({'type': 'progress', 'fraction': step / 1000}) + chr(10))\n"
        f"for step in range(1, 1000): tell(step); time.sleep({left_s / 1000})\n"
    )


def test_the_window_tells_what_is_to_come(desk: OpenDesk) -> None:
    desk.manager.change_setting("run_limit", 1)
    first = desk.run_python(say_progress(600), name="first")
    second = desk.run_python("pass", name="second")
    desk.wait_status(first.id, "running")
    done, window = desk.window.queue_counts.done_button, desk.window

    def foreseen() -> Forecast:
        window.forecast.look()
        return window.forecast.forecast

    desk.qtbot.waitUntil(lambda: first.id in foreseen().ends and second.id in foreseen().starts)

    assert done.isHidden()  # How long the second takes, nobody knows.
    assert "Next in Default, about " in desk.cell(second.id, "progress")
    window.table.clearSelection()
    pane = window.detail.forecast_pane
    assert not pane.isHidden()
    assert pane.texts()["All jobs"].startswith("When all is done cannot be told: of 1 job")
    links = {link.text(): link for link in pane.findChildren(QToolButton) if not link.isHidden()}
    assert list(links) == [f"#{first.number}  first", f"#{second.number}  second"]

    links[f"#{second.number}  second"].click()

    assert window.detail.job is not None
    assert window.detail.job.id == second.id
    assert pane.isHidden()
    desk.manager.cancel_job(second.id)
    desk.wait_status(second.id, "cancelled")
    assert foreseen().done is not None
    assert not done.isHidden()
    assert done.text().startswith("All done about ")

    done.click()

    assert window.table.selected_jobs() == []
    assert pane.texts()["All jobs"].startswith("All done about ")


def test_in_german(german: None, desk: OpenDesk) -> None:
    job = desk.run_python(say_progress(600))
    desk.wait_status(job.id, "running")

    def foreseen() -> bool:
        desk.window.forecast.look()
        return desk.window.forecast.forecast.done is not None

    desk.qtbot.waitUntil(foreseen)

    assert desk.window.queue_counts.done_button.text().startswith("Alles fertig etwa ")


def test_it_looks_no_more_than_once_in_five_seconds(model: JobTableModel, make_job: MakeJob, qtbot: QtBot) -> None:
    from jobdesk.ui.model.queue_forecast import QueueForecast

    forecast = QueueForecast(model)
    told: list[Forecast] = []
    forecast.changed.connect(told.append)
    model.apply(JobBatch({"1": running(make_job, 1, None)}))
    model.apply(JobBatch({"2": running(make_job, 2, None)}))

    assert [one.running for one in told] == [1]
