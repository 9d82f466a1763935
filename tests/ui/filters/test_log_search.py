"""Search in the logs of all jobs: from the search field to rows, and honest about what was left out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.jobs.policy import Policy, Retry
from jobdesk.ui.filters.log_search import MOST_BYTES, LogsSearch
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.patient_pool import PatientPool

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Hands, MakeJob, OpenDesk


def link(desk: OpenDesk, name: str) -> QPushButton | None:
    """Return a button of the filter bar that can be seen."""
    buttons = desk.window.filter_bar.findChildren(QPushButton)
    return next((one for one in buttons if one.isVisible() and one.accessibleName() == name), None)


def shown(desk: OpenDesk) -> list[str]:
    model = desk.window.model
    return [model.job_at(row).name for row in range(model.rowCount())]


def ended(desk: OpenDesk, name: str, text: str) -> Job:
    """Run a job that writes a text, which its command does not contain."""
    return desk.wait_status(desk.run_python(f"print({text[::-1]!r}[::-1])", name=name).id, "completed")


def search_for(desk: OpenDesk, hands: Hands, text: str) -> None:
    hands.type(desk.window.toolbar.search, text)
    desk.window.filters.search_now()
    button = link(desk, f"Search in Logs for “{text}”")
    assert button is not None
    button.click()
    desk.qtbot.waitUntil(lambda: not desk.window.filters.logs.is_busy)


def test_what_no_job_is_called_is_found_in_the_logs(desk: OpenDesk, hands: Hands) -> None:
    ended(desk, "first", "here is the Needle, code 77")
    ended(desk, "second", "nothing of it")
    assert link(desk, "Search in Logs for “needle, code”") is None
    hands.type(desk.window.toolbar.search, "needle, code")
    desk.window.filters.search_now()
    desk.qtbot.waitUntil(lambda: desk.window.table_words.text() == 'Nothing matches "needle, code"')
    desk.window.toolbar.search.clear()

    search_for(desk, hands, "needle, code")

    desk.qtbot.waitUntil(lambda: shown(desk) == ["first"])
    assert desk.window.toolbar.search.text() == ""
    assert desk.window.filter_bar.chip_texts() == ["Remove filter In logs: “needle, code”"]
    desk.window.table.select_job(desk.window.model.job_at(0).id)
    finding = desk.window.detail.body.log_view.finding
    desk.qtbot.waitUntil(lambda: len(finding.search.hits) == 1)

    desk.window.table.setFocus()
    hands.press(desk.window.table, Qt.Key.Key_Escape)

    assert sorted(shown(desk)) == ["first", "second"]


def test_who_has_selected_what_is_found_keeps_it(desk: OpenDesk, hands: Hands) -> None:
    job = ended(desk, "first", "needle")
    ended(desk, "second", "hay")
    desk.window.table.select_job(job.id)
    hands.type(desk.window.toolbar.search, "first")
    desk.window.filters.search_now()
    desk.window.toolbar.search.setText("needle")

    desk.window.filters.search_logs()

    desk.qtbot.waitUntil(lambda: desk.window.filter_bar.chip_texts() == ["Remove filter In logs: “needle”"])
    assert shown(desk) == ["first"]
    assert [one.id for one in desk.window.table.selected_jobs()] == [job.id]


def test_it_looks_only_among_the_jobs_that_are_chosen(desk: OpenDesk, hands: Hands) -> None:
    ended(desk, "good", "needle")
    bad = desk.run_python("print('needle'); raise SystemExit(3)", name="bad")
    desk.wait_status(bad.id, "failed")
    desk.window.filters.choose(("state", "failed"))

    search_for(desk, hands, "needle")

    desk.qtbot.waitUntil(lambda: shown(desk) == ["bad"])
    assert desk.window.filters.logs.total == 1


def test_nothing_found_says_so(desk: OpenDesk, hands: Hands) -> None:
    ended(desk, "first", "hay")

    search_for(desk, hands, "needle")

    desk.qtbot.waitUntil(lambda: desk.window.table_words.text() == 'No log with "needle" was found')


def test_in_german(german: None, desk: OpenDesk, hands: Hands) -> None:
    ended(desk, "first", "hay")
    hands.type(desk.window.toolbar.search, "nadel")
    desk.window.filters.search_now()

    assert link(desk, "In Protokollen nach „nadel“ suchen") is not None


def logs_of(make_job: MakeJob, folder: Path, count: int) -> list[Job]:
    jobs = []
    for number in range(1, count + 1):
        path = folder / f"{number}.log"
        path.write_bytes(b"a needle\n")
        jobs.append(make_job(number, JobStatus.COMPLETED, started="2026-01-31T10:00:00.000Z", logs_path=str(path)))
    return jobs


def test_of_a_huge_log_only_the_end_is_read_and_that_is_said(make_job: MakeJob, qtbot: QtBot, tmp_path: Path) -> None:
    jobs = logs_of(make_job, tmp_path, 3)
    with Path(jobs[0].logs_path).open("r+b") as file:
        file.seek(MOST_BYTES + 100)
        file.write(b"\nthe end\n")
    Path(jobs[1].logs_path).unlink()
    Path(jobs[1].logs_path).mkdir()
    search = LogsSearch(EngineBridge(PatientPool()))
    search.begin("needle", jobs)
    qtbot.waitUntil(lambda: not search.is_busy)

    assert (set(search.found), search.cut, search.read, search.total) == ({jobs[2].id}, 1, 3, 3)

    search.begin("the end", jobs)
    qtbot.waitUntil(lambda: not search.is_busy)

    assert set(search.found) == {jobs[0].id}


def test_it_can_be_stopped(make_job: MakeJob, qtbot: QtBot, tmp_path: Path) -> None:
    search = LogsSearch(EngineBridge(PatientPool()))
    search.begin("needle", logs_of(make_job, tmp_path, 3))
    search.stop()
    qtbot.wait(50)

    assert not search.is_busy
    assert not search.found


def retried(desk: OpenDesk, name: str, texts: list[str]) -> Job:
    """Run a job that fails at all but its last attempt, and writes another text at each."""
    code = f"import os; n = int(os.environ['JOBDESK_ATTEMPT']); print({[text[::-1] for text in texts]!r}[n - 1][::-1])"
    code += f"; raise SystemExit(n < {len(texts)})"
    policy = Policy(retry=Retry(limit=len(texts), delay_s=0.05))
    return desk.wait_status(desk.run_python(code, name=name, policy=policy).id, "completed")


def archive(desk: OpenDesk, *jobs: Job) -> None:
    for job in jobs:
        assert desk.manager.archive_job(job.id)
    gone = {job.id for job in jobs}
    desk.qtbot.waitUntil(lambda: not gone & {job.id for job in desk.window.model.roster.all()})


def test_earlier_attempts_are_searched_and_the_one_with_it_is_shown(desk: OpenDesk, hands: Hands) -> None:
    job = retried(desk, "retried", ["a needle", "hay"])
    desk.window.table.select_job(ended(desk, "other", "hay").id)

    search_for(desk, hands, "needle")

    desk.qtbot.waitUntil(lambda: shown(desk) == ["retried"])
    assert desk.window.filters.logs.total == 3
    desk.window.table.select_job(job.id)
    log_view = desk.window.detail.body.log_view
    desk.wait_log("a needle")
    assert log_view.attempts.button.text() == "Attempt 1 of 2"
    desk.qtbot.waitUntil(lambda: len(log_view.finding.search.hits) == 1)


def test_who_looks_at_the_newest_attempt_is_shown_the_one_with_it_once(desk: OpenDesk) -> None:
    job = retried(desk, "retried", ["a needle", "hay"])
    desk.window.table.select_job(job.id)
    desk.wait_log("hay")

    desk.window.toolbar.search.setText("needle")
    desk.window.filters.search_logs()

    desk.wait_log("a needle")
    attempts = desk.window.detail.body.log_view.attempts
    attempts.choose(2)
    desk.wait_log("hay")
    attempts.wish({job.id: 1})
    assert attempts.button.text() == "Attempt 2 of 2"


def test_of_what_the_newest_attempt_has_as_well_that_is_shown(desk: OpenDesk, hands: Hands) -> None:
    job = retried(desk, "retried", ["a needle", "needle again"])

    search_for(desk, hands, "needle")

    desk.qtbot.waitUntil(lambda: shown(desk) == ["retried"])
    desk.window.table.select_job(job.id)
    desk.wait_log("needle again")


def test_the_archive_is_searched_and_shown(desk: OpenDesk, hands: Hands) -> None:
    archive(desk, ended(desk, "old", "before\na needle\nafter"), retried(desk, "older", ["a needle too", "hay"]))
    ended(desk, "listed", "hay")

    search_for(desk, hands, "Needle")

    desk.qtbot.waitUntil(lambda: desk.window.table_words.text() == 'Only logs of archived jobs have "Needle"')
    button = link(desk, "Show 2 Archived Jobs")
    assert button is not None
    button.click()
    window = desk.window.dialogs.archive
    assert window is not None
    desk.qtbot.waitUntil(lambda: [job.name for job in window.model.jobs] == ["older", "old"])
    assert window.found.accessibleName() == "Remove filter In logs: “Needle”"
    desk.qtbot.waitUntil(lambda: window.log.toPlainText() == "a needle too\n")
    window.table.selectRow(1)
    desk.qtbot.waitUntil(lambda: window.log.toPlainText() == "a needle\nafter\n")
    assert window.log.textCursor().selectedText() == "needle"
    archive(desk, ended(desk, "another", "hay"))

    window.found.click()

    desk.qtbot.waitUntil(lambda: [job.name for job in window.model.jobs] == ["another", "older", "old"])
    assert not window.found.isVisible()


def test_a_filter_holds_for_the_archive_too(desk: OpenDesk, hands: Hands) -> None:
    bad = desk.run_python("print('needle'); raise SystemExit(3)", name="bad")
    archive(desk, ended(desk, "good", "a needle"), desk.wait_status(bad.id, "failed"))
    desk.window.filters.choose(("state", "failed"))

    search_for(desk, hands, "needle")

    assert list(desk.window.filters.logs.archived) == [bad.id]


def test_a_task_in_the_archive_is_told_by_its_array(desk: OpenDesk, hands: Hands) -> None:
    command = [sys.executable, "-c", "import sys; print('eldeen'[::-1], sys.argv[1])", "{i}"]
    array = desk.manager.submit_array({"command": command}, "1-2", name="both")
    desk.wait_status(array.id, "completed")
    archive(desk, array)

    search_for(desk, hands, "needle")

    assert list(desk.window.filters.logs.archived) == [array.id]
    assert desk.window.filters.logs.archive_read == 2


def test_what_can_be_searched_is_what_the_field_says(desk: OpenDesk) -> None:
    search = desk.window.toolbar.search

    assert search.placeholderText() == search.accessibleName() == "Search jobs and logs"
