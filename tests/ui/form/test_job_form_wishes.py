"""New Job beyond the command: when it starts, what it waits for, what it wants, and many of it at once."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from jobdesk.core.job import Job
from jobdesk.core.jobs.policy import After, Park, Policy, Retry, TimeLimit, Trigger
from jobdesk.core.jobs.template import Template
from jobdesk.core.timing.schedule import CatchUp, Overlap, Schedule
from jobdesk.ui.form.job_form import JobForm
from jobdesk.ui.form.mode import FormMode
from jobdesk.ui.form.rows.field import FormField
from jobdesk.ui.templates.editor import TemplateEditor

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, OpenDesk

SLEEPS = f'{sys.executable} -c "import time; time.sleep(60)"'


@pytest.fixture(autouse=True)
def two_gpus(desk: OpenDesk) -> None:
    """What jobs ask for is there."""
    desk.manager.change_limits(resources={"gpu": 2})
    desk.qtbot.waitUntil(lambda: desk.window.model.roster.limits.resources == {"gpu": 2})


@pytest.fixture
def form(desk: OpenDesk) -> JobForm:
    desk.window.show_form()
    assert desk.window.form is not None
    desk.window.form.field("command").set_raw("true")
    return desk.window.form


def fill(form: JobForm, **texts: str) -> None:
    form.fold.setChecked(True)
    for key, text in texts.items():
        form.field(key).set_raw(text)


def submit(form: JobForm, qtbot: QtBot) -> Job:
    with qtbot.waitSignal(form.submitted) as blocker:
        form.submit()
    job = blocker.args[0]
    assert isinstance(job, Job)
    return job


def labels(form: JobForm) -> str:
    return "\n".join(label.text() for label in form.findChildren(QLabel) if label.isVisible())


def test_all_that_is_wished_for_reaches_the_job(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    desk.manager.save_template(Template(name="deploy", config={"command": "true"}))
    first = desk.manager.create_job({"command": "true"})
    form.starting.choose("at")
    fill(
        form,
        at="tomorrow 06:30",
        after=f"#{first.number}",
        after_when="failed",
        after_any="any",
        hold_if_broken="hold",
        needs="1 gpu",
        run_time_warn="20m",
        run_time_stop="3x",
        silence_stop="90s",
        retry_limit="2",
        retry_codes="75",
        park="limit",
        then_0="deploy",
        then_0_on="ended",
        then_0_values="log={log}",
        notify="always",
    )
    form.priority.setCurrentIndex(form.priority.findData(100))
    job = submit(form, qtbot)

    assert (job.after, job.needs, job.notify, job.priority) == ((first.id,), {"gpu": 1}, "always", 100)
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    assert job.not_before is not None
    assert datetime.fromisoformat(job.not_before) == tomorrow.replace(hour=6, minute=30, second=0, microsecond=0)
    assert job.policy == Policy(
        after_when=After.FAILED,
        after_any=True,
        hold_if_broken=True,
        run_time=TimeLimit(warn_s=1200, stop_medians=3),
        silence=TimeLimit(stop_s=90),
        retry=Retry(limit=2, codes=(75,)),
        park=Park(),
        triggers=(Trigger(template="deploy", on=After.ENDED, values={"log": "{log}"}),),
    )


def test_what_is_not_used_costs_nothing_and_wishes_nothing(form: JobForm, qtbot: QtBot) -> None:
    assert form._folded is None
    job = submit(form, qtbot)

    assert (job.policy, job.needs, job.not_before) == (None, {}, None)


@pytest.mark.parametrize(
    ("start", "texts", "key", "problem"),
    [
        ("at", {}, "at", "Is empty; write a time such as 18:00."),
        ("at", {"at": "soon"}, "at", "Must be like 18:00, tomorrow 06:30 or 2026-01-31 18:00, not 'soon'."),
        ("at", {"at": "2020-01-31 18:00"}, "at", "Lies in the past."),
        ("every", {}, "every", "Is empty; write 2h, or a cron expression such as 0 3 * * *."),
        ("every", {"every": "often"}, "every", "Must be a duration such as 90s, 10m, 1h30m or 2d, not 'often'."),
        ("every", {"every": "2h", "zone": "Mars"}, "zone", "'Mars' is no time zone; give one such as Europe/Berlin."),
        ("every", {"every": "2h", "after": "1"}, "after", "Is for single jobs, not for schedules."),
        ("now", {"after": "1"}, "after", "Is not for a job that starts now; let it wait its turn."),
        ("turn", {"needs": "gpu"}, "needs", "Write an amount and a name, such as 2 gpu, not gpu."),
        ("turn", {"run_time_stop": "late"}, "run_time_stop", "Must be a duration such as"),
        ("turn", {"retry_limit": "1", "retry_pattern": "("}, "retry_pattern", "Is no regular expression"),
        ("turn", {"over": "values"}, "over_values", "Is empty; write values such as 1-100 or a, b, c."),
        (
            "turn",
            {"over": "values", "over_values": "1-3\n7"},
            "over_values",
            "Takes one line, such as 1-3, 7; or several",
        ),
        ("turn", {"over": "values", "over_values": "i=1\ni=2"}, "over_values", "'i' is there twice; write all its"),
        ("turn", {"over": "values", "over_values": "9-1"}, "over_values", "'9-1' counts to nowhere"),
        ("turn", {"over": "values", "over_values": "1-3"}, "over_values", "{i} stands nowhere in what is run"),
        ("turn", {"over": "lines", "over_file": "/no/such"}, "over_file", "Cannot be read: No such file"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    form: JobForm, qtbot: QtBot, start: str, texts: dict[str, str], key: str, problem: str
) -> None:
    form.starting.choose(start)
    fill(form, **texts)
    form.submit()
    qtbot.waitUntil(lambda: form.field(key).problem != "")

    assert form.field(key).problem.startswith(problem)
    assert form.field(key).isVisibleTo(form)


def test_a_limit_is_checked_when_its_field_is_left(form: JobForm) -> None:
    fill(form, silence_warn="9 lives")
    assert form.field("silence_warn").problem == ""
    form.field("silence_warn").left.emit()

    assert form.field("silence_warn").problem.startswith("Must be a duration")


def test_a_job_over_the_limit_starts_now(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    desk.manager.change_setting("run_limit", 1)
    desk.wait_status(desk.run_python("import time; time.sleep(60)").id, "running")
    form.field("command").set_raw(SLEEPS)
    qtbot.waitUntil(lambda: form.submit_button.text() == "Add to Queue")
    form.starting.choose("now")
    assert form.submit_button.text() == "Run Now"
    qtbot.waitUntil(lambda: form.summary.text.startswith("Starts now although: 1 of 1 running"))

    desk.wait_status(submit(form, qtbot).id, "running")


def test_a_schedule_shows_its_next_runs_and_is_made(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    form.starting.choose("every")
    fill(form, every="0 3 * * *", zone="Europe/Berlin", overlap="queue", catch_up="none", needs="1 gpu", name="nightly")
    qtbot.waitUntil(lambda: form.starting._preview.text().count("\n") == 4)
    assert form.submit_button.text() == "Schedule"
    assert "then daily" in form.summary.text
    with qtbot.waitSignal(form.scheduled) as blocker:
        form.submit()
    schedule = blocker.args[0]

    assert isinstance(schedule, Schedule)
    assert desk.manager.list_schedules() == [schedule]
    assert (schedule.cron, schedule.zone, schedule.name) == ("0 3 * * *", "Europe/Berlin", "nightly")
    assert (schedule.overlap, schedule.catch_up, schedule.needs) == (Overlap.QUEUE, CatchUp.NONE, {"gpu": 1})
    job = desk.shown(schedule.next_job or "")
    assert job.is_planned


def test_an_array_is_shown_before_it_is_made(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    form.field("command").set_raw(f"{sys.executable} -c pass {{size}} {{name}}")
    fill(form, over="values", over_values="size=1-3\nname=a, b c", at_once="2")
    qtbot.waitUntil(lambda: form.submit_button.text() == "Add 6 Jobs")
    assert "6 jobs:" in labels(form)
    assert "-c pass 1 a" in labels(form)
    job = submit(form, qtbot)

    assert job.is_array
    assert job.rules.at_once == 2
    array = desk.wait_status(job.id, "completed")
    assert array.tasks is not None
    assert array.tasks.done == 6


def test_each_line_of_a_file_is_a_job(form: JobForm, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("one\n\ntwo words\n", encoding="utf-8")
    form.field("command").set_raw("echo {line}")
    form.field("cwd").set_raw(str(tmp_path))
    fill(form, over="lines", over_file="list.txt")
    job = submit(form, qtbot)

    assert job.config["over"] == {"line": ["one", "two words"]}


@pytest.mark.parametrize("mode", [FormMode.COPY, FormMode.RERUN])
def test_a_new_job_begins_with_the_wishes_of_another(desk: OpenDesk, qtbot: QtBot, mode: FormMode) -> None:
    policy = Policy(retry=Retry(limit=2, jitter=0.5), silence=TimeLimit(warn_s=60), park=Park(codes=(75,)))
    old = desk.manager.create_job({"command": "true"}, policy=policy, needs={"gpu": 2}, notify="never")
    form = open_form(desk, desk.shown(old.id), mode)
    job = submit(form, qtbot)

    assert (job.policy, job.needs, job.notify) == (policy, {"gpu": 2}, "never")
    assert job.rerun_of == (old.id if mode is FormMode.RERUN else None)


def printing(name: str) -> list[str]:
    return [sys.executable, "-c", f"import os; print(os.environ.get({name!r}, 'unset'))"]


def environment_choice(form: JobForm) -> FormField | None:
    """Return the row that asks whose environment a rerun has, if it shows once the fold is open."""
    form.fold.setChecked(True)
    row = form.fields.get(("", "env_from"))
    return row if row is not None and form.form.isRowVisible(row) else None


@pytest.mark.parametrize(("choice", "printed"), [("", "first\n"), ("here", "now\n")])
def test_a_rerun_has_the_environment_of_the_first_run_or_of_the_window(
    desk: OpenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, choice: str, printed: str
) -> None:
    monkeypatch.setenv("WHOSE", "first")
    first = desk.manager.submit_job({"command": printing("WHOSE")})
    desk.wait_status(first.id, "completed")
    monkeypatch.setenv("WHOSE", "now")
    form = open_form(desk, desk.shown(first.id), FormMode.RERUN)
    row = environment_choice(form)
    assert row is not None
    assert row.raw() == ""
    row.set_raw(choice)
    again = submit(form, qtbot)
    desk.wait_status(again.id, "completed")
    assert desk.manager.read_log(again.id) == printed
    assert (again.environment == first.environment) == (choice == "")


def test_whose_environment_is_asked_only_where_there_is_a_choice(desk: OpenDesk, qtbot: QtBot) -> None:
    job = desk.manager.create_job({"command": ["true"]})
    engines = desk.manager.create_job({"command": ["true"]}, env_from="engine")
    assert environment_choice(open_form(desk, desk.shown(engines.id), FormMode.RERUN)) is None
    for mode in (FormMode.COPY, FormMode.EDIT):
        assert environment_choice(open_form(desk, desk.shown(job.id), mode)) is None
    form = open_form(desk, desk.shown(job.id), FormMode.RERUN)
    assert environment_choice(form) is not None
    form.starting.choose("every")  # A schedule has the environment of whoever saves it.
    assert environment_choice(form) is None
    form.starting.choose("turn")
    assert environment_choice(form) is not None
    for path in desk.manager.folder.environments.iterdir():
        path.unlink()
    gone = open_form(desk, desk.shown(job.id), FormMode.RERUN)
    qtbot.waitUntil(lambda: environment_choice(gone) is None)


def test_a_program_of_the_first_run_is_not_looked_for_in_this_window(
    desk: OpenDesk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "tool-of-the-first-run"
    tool.write_text("#!/bin/sh\necho found\n")
    tool.chmod(0o755)
    with monkeypatch.context() as first_path:
        first_path.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        first = desk.manager.create_job({"command": [tool.name]})
    form = open_form(desk, desk.shown(first.id), FormMode.RERUN)
    again = submit(form, qtbot)  # Without a question.
    desk.wait_status(again.id, "completed")
    form = open_form(desk, desk.shown(first.id), FormMode.RERUN)
    row = environment_choice(form)
    assert row is not None
    row.set_raw("here")
    form.submit()
    qtbot.waitUntil(lambda: form.field("command").problem != "")


def test_a_queued_job_is_edited_and_the_edit_undone(desk: OpenDesk, qtbot: QtBot) -> None:
    soon = datetime.now(UTC) + timedelta(hours=5)
    job = desk.manager.submit_job({"command": "true"}, not_before=soon, policy={"retry": {"limit": 1}})
    form = open_form(desk, desk.shown(job.id), FormMode.EDIT)
    assert form.starting.chosen == "at"
    assert form.field("retry_limit").raw() == "1"
    fill(form, retry_limit="4", needs="1 gpu", at="tomorrow 12:00")
    form.submit()
    qtbot.waitUntil(lambda: desk.shown(job.id).needs == {"gpu": 1})
    changed = desk.shown(job.id)
    assert changed.policy == Policy(retry=Retry(limit=4))
    assert changed.not_before != job.not_before
    desk.window.history.undo()
    qtbot.waitUntil(lambda: desk.shown(job.id).needs == {})
    undone = desk.shown(job.id)

    assert (undone.policy, undone.not_before) == (job.policy, job.not_before)


def test_an_array_is_rerun_with_changes(desk: OpenDesk, qtbot: QtBot) -> None:
    rows = [{"i": "1"}, {"i": "3"}]
    kept = desk.manager.submit_array({"command": ["echo", "{i}"]}, rows)
    listed = desk.manager.submit_array({"command": ["echo", "{i}"]}, "1-4")
    form = open_form(desk, desk.shown(kept.id), FormMode.RERUN)
    form.field("command").set_raw("echo again {i}")
    job = submit(form, qtbot)
    assert (job.config["over"], job.config["task"]["command"]) == (rows, ["echo", "again", "{i}"])

    assert open_form(desk, desk.shown(listed.id), FormMode.RERUN).field("over_values").raw() == "1-4"


def test_a_template_keeps_what_was_wished_for(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    fill(form, needs="1 gpu", retry_limit="2", name="kept", notify="always")
    form._on_template_requested()
    editor = desk.window.findChild(TemplateEditor)
    assert isinstance(editor, TemplateEditor)
    editor.save()
    qtbot.waitUntil(lambda: bool(desk.manager.list_templates()))
    job = desk.manager.run_template("kept")

    assert (job.needs, job.policy, job.notify) == ({"gpu": 1}, Policy(retry=Retry(limit=2)), "always")


def test_a_draft_keeps_what_lies_below_the_fold(desk: OpenDesk, form: JobForm) -> None:
    form.starting.choose("every")
    fill(form, every="2h", retry_limit="3", then_0_on="failed")
    form.close()
    again = JobForm(desk.window.dialogs._parts, desk.window)

    assert (again.starting.chosen, again.field("every").raw()) == ("every", "2h")
    assert (again.field("retry_limit").raw(), again.field("then_0_on").raw()) == ("3", "failed")
    again.deleteLater()


def test_tab_goes_from_above_to_below(desk: OpenDesk, form: JobForm, hands: Hands) -> None:
    fill(form, retry_limit="1", park="signs", over="values", after="1")
    form.starting.choose("every")
    desk.qtbot.waitUntil(form.isActiveWindow)
    form.field("command").editor.setFocus()
    body, passed = form._body, []
    for _ in range(80):
        focused = form.focusWidget()
        if focused is None or not body.isAncestorOf(focused):
            break
        passed.append(
            (
                focused.mapTo(body, focused.rect().topLeft()).y() // 12,
                focused.accessibleName() or getattr(focused, "text", str)(),
            )
        )
        hands.press(focused, Qt.Key.Key_Tab)

    assert "Notify me" in passed[-1][1]
    assert passed == sorted(passed, key=lambda one: one[0])
    assert all(name for _, name in passed)


def test_what_there_is_and_what_is_usual_is_said(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    desk.manager.change_limits(resources={"gpu": 2})
    for _ in range(2):
        desk.wait_status(desk.manager.submit_job({"command": ["true"]}).id, "completed")
    form.fold.setChecked(True)
    needs: Any = form.field("needs").editor
    qtbot.waitUntil(lambda: "2 gpu" in needs.placeholderText())
    qtbot.waitUntil(lambda: "the median of 2 runs" in labels(form))
    zone: Any = form.field("zone").editor
    assert zone.placeholderText()
    assert isinstance(form.field("notify").editor, QComboBox)


def open_form(desk: OpenDesk, job: Job, mode: FormMode) -> JobForm:
    desk.window.dialogs._open_for([job], mode)
    return next(
        form for form in reversed(desk.window.findChildren(JobForm)) if form._job is not None and form._job.id == job.id
    )
