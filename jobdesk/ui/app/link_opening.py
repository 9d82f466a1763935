"""Follows a link to a job: shows the job, and the line of its log, or says why there is nothing to show."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from jobdesk.core.errors import InvalidLinkError, JobDeskError
from jobdesk.core.job import Job
from jobdesk.core.jobs.link import JobLink, parse_link
from jobdesk.ui.detail.view import LOG
from jobdesk.ui.filters.job_filter import TRASH
from jobdesk.ui.text.error_text import refusal_text
from jobdesk.ui.text.plain_text import literal

if TYPE_CHECKING:
    from jobdesk.engine.manager import JobManager
    from jobdesk.ui.app.desk import Desk
    from jobdesk.ui.window.main_window import MainWindow


def open_link(desk: Desk, manager: JobManager, text: str) -> None:
    """Show what a link leads to; the list of the window must have begun to fill."""
    window = desk.window

    def tell(error: Exception) -> None:
        if not isinstance(error, JobDeskError | OSError):
            raise error
        window.notices.tell("open", refusal_text(error))

    try:
        link = parse_link(text)
    except InvalidLinkError as error:
        tell(error)
        return
    window.notices.tell("open", "")
    desk.bridge.ask(partial(manager.get_job, link.job_id), partial(_on_found, window, link), tell)


def _on_found(window: MainWindow, link: JobLink, job: Job | None) -> None:
    if job is None:
        words = _tr("There is no job {id} here. If there was one, it has been deleted for good.")
        window.notices.tell("open", words.format(id=link.job_id))
    elif job.archived:
        words = _tr("#{number} {name} is in the archive. Restore it there to see it in the list.")
        window.notices.tell("open", words.format(number=job.number, name=literal(job.name)))
        window.dialogs.show_archived(job.id)
    elif window.model.roster.get(job.id) is not None:
        _show(window, link)
    else:
        # It has just been made, or the list is still being read.
        def show() -> None:
            if window.model.roster.get(link.job_id) is not None:
                window.model.roster_changed.disconnect(waiting)
                _show(window, link)

        waiting = window.model.roster_changed.connect(show)


def _show(window: MainWindow, link: JobLink) -> None:
    job = window.model.roster.known(link.job_id)
    if job.deleted:
        window.filters.clear()
        window.filters.choose(TRASH)
        words = _tr("#{number} {name} is in the trash.")
        window.notices.tell("open", words.format(number=job.number, name=literal(job.name)))
    window.open_job(job.id)
    if link.line is not None:
        view = window.detail.body.log_view
        view.errors.forget_first()
        view.finding.bar.only.setChecked(False)
        window.detail.show_tab(LOG)
        view.links.go_to_line(link.line)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Desk", text)
