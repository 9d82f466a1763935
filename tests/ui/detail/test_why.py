"""Why a job does not run, and what takes that away: in the details, in the table, and as deeds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from jobdesk.core.events import QueueLooked
from jobdesk.core.job import JobStatus
from jobdesk.core.limits import Limits, Machine, QueueRules
from jobdesk.ui.detail.view import OVERVIEW
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.priority_text import priority_text
from jobdesk.ui.text.status_text import Moment, job_sentence
from tests.ui.commands.test_queue_commands import TICKING, queue, select

if TYPE_CHECKING:
    from jobdesk.core.job import Job
    from tests.ui.conftest import Hands, MakeJob, OpenDesk

__all__ = ["queue"]


def show(desk: OpenDesk, job: Job) -> None:
    select(desk, job)
    desk.window.show()
    desk.window.detail.show_tab(OVERVIEW)


def reasons(desk: OpenDesk) -> list[str]:
    return desk.window.detail.body.overview.why.texts()


def test_each_blocker_has_a_button_that_takes_just_it_away(desk: OpenDesk, queue: list[Job], hands: Hands) -> None:
    job = desk.run_python(
        "pass",
        name="picky",
        after=[queue[0].id],
        not_before=datetime.now(UTC) + timedelta(hours=2),
        needs={"gpu": 1},
    )
    desk.shown(job.id)
    show(desk, job)
    why = desk.window.detail.body.overview.why
    desk.qtbot.waitUntil(lambda: len(reasons(desk)) == 3)
    assert reasons(desk)[0] == "No GPU set up on this machine, needs 1"
    assert reasons(desk)[1].startswith("Starts in ")
    assert reasons(desk)[2] == "Waits for #1 job 0"
    assert [button.text() for button in why.buttons] == ["Do not ask for it", "Do not wait", "Do not wait for it"]
    assert all(button.accessibleName().endswith(text) for button, text in zip(why.buttons, reasons(desk), strict=True))

    why.buttons[1].setFocus()
    hands.press(why.buttons[1], Qt.Key.Key_Space)
    # Only who could start now is kept from it by those who run.
    desk.qtbot.waitUntil(lambda: "1 of 1 running (#1), 4 ahead" in reasons(desk))
    assert desk.shown(job.id).not_before is None
    assert why.buttons[1].hasFocus()
    why.buttons[0].click()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).needs == {})
    why.buttons[0].click()
    desk.qtbot.waitUntil(lambda: reasons(desk) == ["1 of 1 running (#1), 4 ahead"])
    for _ in range(3):
        desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: len(reasons(desk)) == 3 and reasons(desk)[1].startswith("Starts in "))
    assert desk.shown(job.id).after == (queue[0].id,)
    assert desk.shown(job.id).needs == {"gpu": 1}


def test_a_job_that_waits_for_one_in_the_trash_brings_it_back(desk: OpenDesk) -> None:
    held = desk.manager.create_job({"command": ["true"]}, name="prepare")
    job = desk.manager.submit_job({"command": ["true"]}, name="use", after=[held.id])
    desk.shown(job.id)
    show(desk, job)
    desk.qtbot.waitUntil(lambda: reasons(desk) == ["Waits for #1 prepare"])
    desk.manager.delete_job(held.id)
    desk.qtbot.waitUntil(lambda: reasons(desk)[1:] == ["#1 prepare is in the trash"])
    button = desk.window.detail.body.overview.why.buttons[1]
    assert button.text() == "Restore it"
    button.click()
    desk.qtbot.waitUntil(lambda: reasons(desk) == ["Waits for #1 prepare"])
    assert desk.shown(held.id).deleted is None
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(held.id).deleted is not None)


def test_what_another_program_changes_shows_at_once(desk: OpenDesk, queue: list[Job]) -> None:
    show(desk, queue[1])
    desk.qtbot.waitUntil(lambda: reasons(desk) == ["1 of 1 running (#1), next"])
    desk.manager.change_queue("default", run_limit=1)
    desk.qtbot.waitUntil(lambda: "Default: 1 of 1 running, #1" in reasons(desk))
    desk.manager.pause_queue("default", drain=True)
    desk.qtbot.waitUntil(lambda: "Default is draining" in reasons(desk))
    assert desk.cell(queue[1].id, "progress").startswith("Default is draining; ")
    desk.manager.resume_queue("default")
    desk.manager.change_queue("default", run_limit=None)
    desk.manager.change_setting("run_limit", 2)
    desk.wait_status(queue[1].id, "running")
    desk.qtbot.waitUntil(lambda: not desk.window.detail.body.overview.why.isVisible())


def test_a_paused_queue_is_resumed_from_the_job_that_it_holds_back(desk: OpenDesk) -> None:
    desk.manager.pause_queue("night")
    job = desk.run_python(TICKING, queue="night")
    desk.shown(job.id)
    show(desk, job)
    desk.qtbot.waitUntil(lambda: reasons(desk) == ["night is paused"])
    desk.window.detail.body.overview.why.buttons[0].click()
    desk.wait_status(job.id, "running")
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).is_paused)


def test_run_now_goes_over_the_limit_and_says_so(desk: OpenDesk, queue: list[Job]) -> None:
    select(desk, queue[3])
    desk.window.actions_["run_now"].trigger()
    desk.wait_status(queue[3].id, "running")
    desk.qtbot.waitUntil(lambda: bool(desk.window.toasts.shown))
    assert desk.window.toasts.shown[-1].text == "job 3 starts now  ·  over the limit: 2 of 1 running"

    dependent = desk.run_python("pass", after=[queue[0].id])
    desk.shown(dependent.id)
    select(desk, dependent)
    desk.window.actions_["run_now"].trigger()
    desk.qtbot.waitUntil(lambda: len(desk.window.toasts.shown) == 2)
    assert desk.window.toasts.shown[-1].text == "1 waiting for other jobs"
    assert desk.shown(dependent.id).status is JobStatus.QUEUED


def test_the_roster_counts_as_ahead_only_those_that_wait_for_their_turn(make_job: MakeJob) -> None:
    roster = Roster()
    running = make_job(1, JobStatus.RUNNING)
    jobs = [
        running,
        make_job(2, not_before="2099-01-01T00:00:00.000Z"),
        make_job(3, after=(running.id,)),
        make_job(4),
        make_job(5),
        make_job(6),
    ]
    for job in jobs:
        roster.put(job)
    assert [roster.count_ahead(job) for job in jobs[1:]] == [0, 0, 0, 1, 2]
    assert roster.blockers(jobs[5])[0].text == "1 of 1 running (#1), 2 ahead"
    roster.put(make_job(2))
    roster.put(make_job(3))
    assert [roster.count_ahead(job) for job in jobs[1:]] == [0, 1, 2, 3, 4]
    roster.remove(jobs[1].id)
    assert roster.count_ahead(jobs[5]) == 3


def test_the_roster_counts_nobody_as_ahead_that_can_never_start(make_job: MakeJob) -> None:
    roster = Roster()
    jobs = [make_job(1, JobStatus.RUNNING), make_job(2, needs={"gpu": 1.0}), make_job(3), make_job(4)]
    for job in jobs:
        roster.put(job)
    assert [roster.count_ahead(job) for job in jobs[1:]] == [0, 0, 1]
    assert roster.look(QueueLooked(1, False, Limits(resources={"gpu": 1.0}), Machine()))
    assert [roster.count_ahead(job) for job in jobs[1:]] == [0, 1, 2]
    roster.remove(jobs[1].id)
    assert [roster.count_ahead(job) for job in jobs[2:]] == [0, 1]


def test_a_row_names_neither_who_runs_nor_the_places_while_a_job_waits_for_others(make_job: MakeJob) -> None:
    roster = Roster()
    limits = Limits(resources={"gpu": 2.0}, queues={"gpu": QueueRules(run_limit=1)})
    assert roster.look(QueueLooked(1, False, limits, Machine()))
    running = make_job(1, JobStatus.RUNNING, needs={"gpu": 1.0}, queue="gpu")
    waiting = [make_job(2, needs={"gpu": 2.0}, queue="gpu"), make_job(3, after=(running.id,), queue="gpu")]
    for job in (running, *waiting):
        roster.put(job)
    moment = Moment(datetime.now(UTC), roster.blockers, lambda _: "")
    assert [job_sentence(job, moment) for job in waiting] == [
        "1 of 1 running, next; gpu: 1 of 1 running; Needs 2 gpu, 1 free",
        "Waits for #1 job 1",
    ]


def test_the_roster_reserves_what_those_ahead_need(make_job: MakeJob) -> None:
    roster = Roster()
    limits = Limits(resources={"gpu": 2.0}, queues={"gpu": QueueRules(run_limit=2)})
    assert roster.look(QueueLooked(8, False, limits, Machine()))
    assert not roster.look(QueueLooked(8, False, limits, Machine()))
    jobs = [
        make_job(1, JobStatus.RUNNING, needs={"gpu": 1.0}, queue="gpu"),
        make_job(2, needs={"gpu": 2.0}, queue="gpu"),
        make_job(3, needs={"gpu": 1.0}),
        make_job(4, queue="gpu"),
        make_job(5),
    ]
    for job in jobs:
        roster.put(job)

    def texts(job: Job) -> list[str]:
        return [blocker.text for blocker in roster.blockers(job)]

    for order in (jobs, jobs[::-1]):
        assert {job.number: texts(job) for job in order} == {
            1: [],
            2: ["Needs 2 gpu, 1 free (#1)"],
            3: ["Needs 1 gpu, 1 free (#1), kept for a job ahead"],
            4: ["gpu: 1 of 2 running, #1, the rest is kept for a job ahead"],
            5: [],
        }
    roster.put(make_job(2))
    assert texts(jobs[2]) == texts(jobs[3]) == []


def test_lifts_and_queues_in_german(german: None) -> None:
    assert engine_text("Resume default") == "Standard fortsetzen"
    assert engine_text("Do not wait for it") == "Nicht darauf warten"
    assert engine_text("default: 2 of 2 running, #12, #14") == "Standard: 2 von 2 laufen, #12, #14"
    assert engine_text("#1 cannot wait for #2: #2 waits for #1.") == "#1 kann nicht auf #2 warten: #2 wartet auf #1."
    assert priority_text(100) == "Höchste"
    assert priority_text(7) == "7"


def test_a_need_that_can_never_be_met_needs_somebody(desk: OpenDesk, queue: list[Job]) -> None:
    job = desk.run_python("pass", name="picky", needs={"gpu": 1})
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).reason is not None)
    says = "No GPU set up on this machine, needs 1; 1 of 1 running, 4 ahead"
    desk.qtbot.waitUntil(lambda: (desk.cell(job.id, "state"), desk.cell(job.id, "progress")) == ("Needs you", says))
    assert desk.window.model.roster.count_of(("state", "needs")) == 1

    desk.manager.change_limits(resources={"gpu": 2})
    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "state") == "Queued")
    assert desk.window.model.roster.count_of(("state", "needs")) == 0


def test_new_job_says_first_what_can_never_start(desk: OpenDesk) -> None:
    desk.window.show_form()
    form = desk.window.form
    assert form is not None
    form.field("command").set_raw("true")
    form.unfolded().needs.set_raw("gpu=1")
    says = "No GPU set up on this machine, needs 1 so the job can never start"
    desk.qtbot.waitUntil(lambda: form.summary.text.split("\n")[0] == says)
