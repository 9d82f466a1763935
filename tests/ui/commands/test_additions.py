"""Many jobs at once: asked about, queued in slices with progress and Stop, and taken back by Undo."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from jobdesk.core.job import Job
from jobdesk.ui.commands import slices
from jobdesk.ui.commands.additions import Addition

if TYPE_CHECKING:
    from tests.ui.conftest import OpenDesk


def _question() -> QMessageBox | None:
    boxes = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]
    return next((box for box in boxes if box.windowTitle() == "Rerun"), None)


def _press(desk: OpenDesk, text: str) -> str:
    """Press a button of the question, and return what it asked."""
    desk.qtbot.waitUntil(lambda: _question() is not None)
    box = _question()
    assert box is not None
    buttons = {button.text().replace("&", ""): button for button in box.buttons()}
    buttons[text].click()
    desk.qtbot.waitUntil(lambda: _question() is None)
    return f"{box.text()} {box.informativeText()}"


def _many(desk: OpenDesk, count: int) -> list[Job]:
    """Make held jobs, and queue nothing: the queue is paused."""
    desk.manager.pause_queue()
    made = [desk.manager.create_job({"command": ["true"]}, name=f"one {number}") for number in range(count)]
    desk.qtbot.waitUntil(lambda: len(desk.window.model.roster) == count)
    return [desk.shown(job.id) for job in made]


def _toasts(desk: OpenDesk) -> list[str]:
    return [toast.text for toast in desk.window.toasts.shown]


def test_one_rerun_is_undone(desk: OpenDesk) -> None:
    desk.manager.pause_queue()
    job = desk.run_python("pass", name="again")
    desk.window.deeds.rerun([desk.shown(job.id)])
    desk.qtbot.waitUntil(lambda: _toasts(desk) == ["Queued #2 again"])
    assert desk.window.history.undo_text == "Rerun again"

    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: [one.id for one in desk.manager.list_jobs()] == [job.id])
    assert _toasts(desk) == []

    desk.window.history.redo()
    desk.qtbot.waitUntil(lambda: [one.is_waiting for one in desk.manager.list_jobs()] == [True, True])


def test_many_reruns_are_asked_about_first(desk: OpenDesk) -> None:
    jobs = _many(desk, 50)
    desk.window.deeds.rerun(jobs)
    asked = _press(desk, "Cancel")
    assert asked == "Rerun 50 jobs? How long they will run is not known."
    assert (len(desk.manager.list_jobs()), desk.window.history.undo_text) == (50, "")

    desk.window.deeds.rerun(jobs)
    _press(desk, "Rerun 50 Jobs")
    desk.qtbot.waitUntil(lambda: _toasts(desk) == ["Queued 50 reruns"])
    assert len(desk.manager.list_jobs()) == 100


def test_the_question_says_how_long_they_ran(desk: OpenDesk) -> None:
    desk.manager.change_setting("run_limit", 1)
    jobs = [desk.run_python("pass", name=f"short {number}") for number in range(2)]
    ended = [desk.wait_status(job.id, "completed") for job in jobs]
    seconds, is_partial = desk.window.deeds.additions.run_time(ended)
    assert seconds is not None
    assert (seconds > 0, is_partial) == (True, False)
    held = desk.manager.create_job({"command": ["true"]})
    assert desk.window.deeds.additions.run_time([*ended, desk.shown(held.id)]) == (seconds, True)


def test_undo_takes_back_a_rerun_and_not_an_older_pause_of_everything(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE", 10)
    jobs = _many(desk, 60)
    desk.manager.resume_queue()
    desk.qtbot.waitUntil(lambda: not desk.window.model.roster.is_paused)
    desk.window.limit_deeds.pause(None)
    desk.qtbot.waitUntil(lambda: desk.window.model.roster.is_paused)
    going, goes_on = threading.Event(), threading.Event()
    rerun = desk.manager.rerun_jobs

    def slow(ids: Sequence[str], **options: object) -> list[Job]:
        going.set()
        goes_on.wait(30)
        return rerun(ids, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.manager, "rerun_jobs", slow)
    desk.window.deeds.rerun(jobs)
    _press(desk, "Rerun 60 Jobs")
    desk.qtbot.waitUntil(going.is_set)
    assert desk.window.history.undo_text == "Rerun 60 jobs"
    desk.window.history.undo()
    goes_on.set()

    desk.qtbot.waitUntil(lambda: len(desk.manager.list_jobs(trash=True)) == 10)
    assert {job.id for job in desk.manager.list_jobs()} == {job.id for job in jobs}
    assert desk.window.model.roster.is_paused
    assert desk.window.history.undo_text == "Pause Everything"


def test_stop_leaves_the_rest_out(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE", 10)
    monkeypatch.setattr(slices, "_SHOWN_AFTER_MS", 0)
    jobs = _many(desk, 60)
    goes_on = threading.Event()
    rerun = desk.manager.rerun_jobs

    def slow(ids: Sequence[str], **options: object) -> list[Job]:
        made = rerun(ids, **options)  # type: ignore[arg-type]
        goes_on.wait(30)
        return made

    monkeypatch.setattr(desk.manager, "rerun_jobs", slow)
    desk.window.deeds.rerun(jobs)
    _press(desk, "Rerun 60 Jobs")
    desk.qtbot.waitUntil(lambda: _toasts(desk) == ["Rerun 60 jobs: 0 of 60"])
    button = desk.window.toasts.shown[0].button
    assert button is not None
    assert button.text() == "Stop"
    button.click()
    goes_on.set()
    desk.qtbot.waitUntil(lambda: _toasts(desk) == ["Queued 10 reruns  \N{MIDDLE DOT}  50 not queued"])

    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: len(desk.manager.list_jobs()) == 60)


def test_what_has_started_goes_on_when_its_rerun_is_undone(desk: OpenDesk, tmp_path: object) -> None:
    desk.manager.change_setting("run_limit", 1)
    job = desk.run_python("import time; time.sleep(600)", name="long")
    desk.wait_status(job.id, "running")
    desk.manager.cancel_job(job.id, force=True)
    desk.wait_status(job.id, "cancelled")
    desk.window.deeds.rerun([desk.shown(job.id), desk.shown(job.id)])
    desk.qtbot.waitUntil(lambda: "Queued 2 reruns" in _toasts(desk))
    first, second = sorted(desk.manager.list_jobs(), key=lambda one: one.number)[1:]
    desk.wait_status(first.id, "running")

    desk.window.history.undo()
    says = "Jobs taken out of the queue: 1  \N{MIDDLE DOT}  1 had started already"
    desk.qtbot.waitUntil(lambda: _toasts(desk) == [says])
    now = {one.id: one for one in desk.manager.list_jobs()}
    assert second.id not in now
    assert (now[first.id].status, now[first.id].is_paused) == ("running", False)


@pytest.mark.parametrize("is_stopped", [False, True])
def test_other_actions_on_many_jobs_go_slice_by_slice(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, is_stopped: bool
) -> None:
    monkeypatch.setattr(slices, "SLICE", 10)
    monkeypatch.setattr(slices, "_SHOWN_AFTER_MS", 0)
    jobs = _many(desk, 30)
    asked: list[int] = []
    goes_on = threading.Event()
    delete: Callable[..., list[str]] = desk.manager.delete_jobs

    def slow(ids: Sequence[str]) -> list[str]:
        asked.append(len(ids))
        done = delete(ids)
        goes_on.wait(30)
        return done

    monkeypatch.setattr(desk.manager, "delete_jobs", slow)
    desk.window.deeds.delete(jobs)
    desk.qtbot.waitUntil(lambda: _toasts(desk) == ["Move 30 jobs to Trash: 0 of 30"])
    if is_stopped:
        button = desk.window.toasts.shown[0].button
        assert button is not None
        button.click()
    goes_on.set()
    ends = {
        False: (["Moved 30 jobs to Trash"], [10, 10, 10]),
        True: (["Moved 10 jobs to Trash  \N{MIDDLE DOT}  20 left as they were"], [10]),
    }
    desk.qtbot.waitUntil(lambda: _toasts(desk) == ends[is_stopped][0])
    assert asked == ends[is_stopped][1]
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: len(desk.manager.list_jobs()) == 30)


def test_what_cannot_all_be_queued_keeps_its_undo(desk: OpenDesk) -> None:
    desk.manager.pause_queue()
    made: list[Job] = []

    def make(names: Sequence[str]) -> list[Job]:
        if made:
            raise OSError(28, "No space left on device")
        made.extend(desk.manager.submit_job({"command": ["true"]}, name=name) for name in names)
        return list(made)

    addition = Addition("Run many", [f"job {number}" for number in range(slices.SLICE + 1)], make)
    refused: list[str] = []
    desk.window.deeds.refused.connect(refused.append)
    desk.window.deeds.additions._begin(addition, lambda: None)
    desk.qtbot.waitUntil(lambda: _toasts(desk) == [f"Queued {slices.SLICE} jobs"])
    assert refused
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.manager.list_jobs() == [])
