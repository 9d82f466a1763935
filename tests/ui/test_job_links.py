"""Links to jobs and to lines of their logs: made in the window, and followed into it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QGuiApplication, QTextCursor

from jobdesk import app
from jobdesk.__main__ import main
from jobdesk.core.jobs.link import JobLink
from jobdesk.ui.form.job_form import JobForm
from jobdesk.ui.log.reading.steps import number_of_line, offset_of_line

if TYPE_CHECKING:
    from jobdesk.core.job import Job
    from tests.ui.conftest import OpenDesk

LINES = 'for number in range(1, 301): print("ERROR 7" if number == 7 else f"line {number}")'


def ended(desk: OpenDesk, code: str = LINES, status: str = "completed") -> Job:
    return desk.wait_status(desk.run_python(code, name="talks").id, status)


def clipboard(desk: OpenDesk, text: str) -> None:
    desk.qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == text)


def selected_line(desk: OpenDesk) -> str:
    return desk.window.detail.body.log_view.edit.textCursor().selectedText()


def link_entry(actions: list[QAction]) -> QAction:
    return next(action for action in actions if action.text() == "Copy Link to &Line")


# -- lines and their places


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_lines_are_found_by_number_and_numbers_by_place(tmp_path: Path, encoding: str) -> None:
    log = tmp_path / "job.log"
    texts = ["a", "", "\u0a0a\u0a00", "long" * 400_000, "x\ry", "last"]
    log.write_bytes("\n".join(texts).encode(encoding))
    whole = log.read_bytes()
    for number, text in enumerate(texts, 1):
        offset, found = offset_of_line(log, number)
        assert found == number
        assert number_of_line(log, offset) == number
        # The mark that tells how it is encoded is read away only at the start.
        read = whole[offset:] if number > 1 else whole
        decoder = encoding if number == 1 or encoding == "utf-8" else "utf-16-le"
        assert read.decode(decoder).split("\n")[0] == text


@pytest.mark.parametrize(
    ("content", "place"),
    [(b"a\nb\n", (2, 2)), (b"a\nb", (2, 2)), (b"\n\n", (1, 2)), (b"", (0, 1)), (b"x" * 3_000_000 + b"\n", (0, 1))],
)
def test_behind_the_end_is_the_last_line(tmp_path: Path, content: bytes, place: tuple[int, int]) -> None:
    log = tmp_path / "job.log"
    log.write_bytes(content)
    assert offset_of_line(log, 99) == place


# -- made


def test_the_job_menu_copies_links_to_the_selected_jobs(desk: OpenDesk) -> None:
    jobs = [ended(desk, "print('x')"), ended(desk, "print('x')")]
    desk.window.table.selectAll()
    desk.window.actions_["copy_link"].trigger()
    assert sorted(QGuiApplication.clipboard().text().split("\n")) == sorted(f"jobdesk:job/{job.id}" for job in jobs)


def test_the_log_menu_copies_a_link_to_the_line_that_is_pointed_at(desk: OpenDesk) -> None:
    job = ended(desk)
    desk.window.table.select_job(job.id)
    desk.wait_log("line 300")
    view = desk.window.detail.body.log_view
    view.go_to_start()
    desk.qtbot.waitUntil(lambda: view.edit.verticalScrollBar().value() == 0)
    third = view.edit.cursorRect(QTextCursor(view.edit.document().findBlockByNumber(2))).center()
    link_entry(view.export.menu(QPoint(third.x() + 5, third.y())).actions()).trigger()
    clipboard(desk, f"jobdesk:job/{job.id}#L3")

    view.edit.moveCursor(QTextCursor.MoveOperation.End)
    view.edit.moveCursor(QTextCursor.MoveOperation.Up)
    link_entry(view.export.menu().actions()).trigger()
    clipboard(desk, f"jobdesk:job/{job.id}#L300")


def test_of_an_earlier_attempt_no_link_is_made_and_it_says_why(desk: OpenDesk) -> None:
    retry = {"retry": {"limit": 1, "delay_s": 0}}
    job = desk.run_python("import os, sys; print('try', os.environ['JOBDESK_ATTEMPT']); sys.exit(1)", policy=retry)
    desk.wait_status(job.id, "failed")
    desk.window.table.select_job(job.id)
    desk.wait_log("try 2")
    view = desk.window.detail.body.log_view
    assert link_entry(view.export.menu().actions()).isEnabled()
    view.attempts.choose(1)
    desk.wait_log("try 1")
    entry = link_entry(view.export.menu().actions())
    assert not entry.isEnabled()
    assert entry.toolTip() == "Links lead to the log of the newest attempt only"


# -- followed


def test_a_link_shows_the_job_at_the_line(desk: OpenDesk) -> None:
    job, other = ended(desk, f"{LINES}\nraise SystemExit(1)", "failed"), ended(desk, "print('x')")
    desk.window.table.select_job(other.id)
    desk.window.toolbar.search.setText("nothing is called so")
    desk.desk.open_file(JobLink(job.id, 120).text)
    # Of a failed job that is opened otherwise, the first error is shown.
    desk.qtbot.waitUntil(lambda: selected_line(desk) == "line 120")
    assert [one.id for one in desk.window.table.selected_jobs()] == [job.id]
    assert not desk.window.detail.body.log_view.edit.is_following

    desk.desk.open_file(JobLink(other.id).text)
    desk.qtbot.waitUntil(lambda: [one.id for one in desk.window.table.selected_jobs()] == [other.id])
    assert desk.window.notices.text == ""


def test_a_search_that_was_just_typed_does_not_hide_the_job_of_a_link(desk: OpenDesk) -> None:
    job = ended(desk)
    desk.window.toolbar.search.setText("nothing is called so")
    desk.window.open_job(job.id)
    desk.qtbot.wait(2 * desk.window.filters._timer.interval())
    desk.qtbot.waitUntil(lambda: not desk.window.filters._timer.isActive())
    assert [one.id for one in desk.window.table.selected_jobs()] == [job.id]


def test_a_line_far_from_the_end_of_a_long_log_is_found(desk: OpenDesk) -> None:
    job = ended(desk, "for number in range(1, 200_001): print('line', number)")
    desk.desk.open_file(JobLink(job.id, 1234).text)
    desk.qtbot.waitUntil(lambda: selected_line(desk) == "line 1234")


def test_a_line_that_is_not_there_is_said(desk: OpenDesk) -> None:
    job = ended(desk)
    told: list[str] = []
    desk.window.deeds.told.connect(told.append)
    desk.desk.open_file(JobLink(job.id, 999).text)
    desk.qtbot.waitUntil(lambda: selected_line(desk) == "line 300")
    assert "This log has only 300 lines" in told


def test_a_job_that_was_just_made_elsewhere_is_waited_for(desk: OpenDesk) -> None:
    job = desk.manager.create_job({"command": [sys.executable, "-c", "pass"]}, name="new")
    desk.desk.open_file(JobLink(job.id).text)
    desk.qtbot.waitUntil(lambda: [one.id for one in desk.window.table.selected_jobs()] == [job.id])


def test_where_a_link_leads_to_nothing_the_window_says_so(desk: OpenDesk) -> None:
    notices = desk.window.notices
    desk.desk.open_file("jobdesk:job/zzzzzzzzzzzz")
    text = "There is no job zzzzzzzzzzzz here. If there was one, it has been deleted for good."
    desk.qtbot.waitUntil(lambda: notices.text == text)
    desk.desk.open_file("jobdesk:queue/default")
    assert notices.text.startswith("jobdesk:queue/default is no link to a job.")

    job = ended(desk, "print('x')")
    desk.manager.archive_job(job.id)
    desk.desk.open_file(JobLink(job.id, 1).text)
    desk.qtbot.waitUntil(lambda: "is in the archive" in notices.text)
    archive = desk.window.dialogs.archive
    assert archive is not None
    desk.qtbot.waitUntil(lambda: [one.id for one in archive.chosen] == [job.id])
    assert archive.isVisible()


def test_what_could_not_be_opened_is_past_once_a_file_opens(desk: OpenDesk, tmp_path: Path) -> None:
    notices, script = desk.window.notices, tmp_path / "run.sh"
    script.write_text("true")
    desk.desk.open_file(str(tmp_path / "nowhere.sh"))
    desk.qtbot.waitUntil(lambda: "cannot be opened" in notices.text)
    desk.desk.open_file(str(script))
    desk.qtbot.waitUntil(lambda: any(form.isVisible() for form in desk.window.findChildren(JobForm)))
    assert notices.text == ""


def test_a_job_in_the_trash_is_shown_there(desk: OpenDesk) -> None:
    job = ended(desk, "print('only line')")
    desk.manager.delete_job(job.id)
    desk.qtbot.waitUntil(lambda: bool(desk.shown(job.id).deleted))
    desk.desk.open_file(JobLink(job.id, 1).text)
    desk.qtbot.waitUntil(lambda: selected_line(desk) == "only line")
    assert desk.window.notices.text == f"#{job.number} talks is in the trash."


# -- on the command line


def test_a_link_alone_opens_the_desk_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def note(arguments: list[str]) -> int:
        seen.append(arguments)
        return 0

    monkeypatch.setattr(app, "main", note)
    monkeypatch.setattr(sys, "argv", ["jobdesk", "jobdesk:job/abcdefghijkl#L5"])
    assert main() == 0
    assert seen == [["--open", "jobdesk:job/abcdefghijkl#L5"]]
    assert app.parse_options(seen[0]).open == "jobdesk:job/abcdefghijkl#L5"
    assert app.parse_options(["--open", "jobs.json"]).open == str(Path("jobs.json").absolute())


@pytest.mark.parametrize("address", ["file:///tmp/a%20%C3%A4.jobdesk", "FILE://localhost/tmp/a%20%C3%A4.jobdesk"])
def test_the_address_of_a_file_alone_opens_the_desk_with_that_file(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    seen: list[list[str]] = []

    def note(arguments: list[str]) -> int:
        seen.append(arguments)
        return 0

    monkeypatch.setattr(app, "main", note)
    monkeypatch.setattr(sys, "argv", ["jobdesk", address])
    assert main() == 0
    assert app.parse_options(seen[0]).open == str(Path("/tmp/a ä.jobdesk").absolute())


def test_a_start_that_names_nothing_to_open_opens_nothing() -> None:
    assert app.parse_options(["--home", "elsewhere"]) == app.Options(home=Path("elsewhere").absolute())


def test_a_bad_link_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended_with:
        app.parse_options(["--open", "jobdesk:job/%s"])
    assert ended_with.value.code == 2
    assert "jobdesk:job/%s is no link to a job" in capsys.readouterr().err
