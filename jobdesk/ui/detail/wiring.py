"""Connects the details of the main window: what they wish for, and who does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from jobdesk.core.jobs.link import JobLink
from jobdesk.ui.dialogs.compare.comparisons import Comparisons

if TYPE_CHECKING:
    from jobdesk.ui.window.main_window import MainWindow

_ACTION_OF = {"start": "start", "resume": "hold", "try_now": "try_now", "compare_good": "compare_good"}


def connect_detail(window: MainWindow) -> None:
    """Connect what belongs to the details."""
    detail, actions, deeds = window.detail, window.actions_, window.deeds
    detail.fold_requested.connect(lambda is_folded: actions["details"].setChecked(not is_folded))
    detail.menu_requested.connect(window.table.menu_requested)
    detail.deed_requested.connect(lambda key: actions[_ACTION_OF[key]].trigger())
    detail.job_requested.connect(lambda job_id: _show_job(window, job_id))
    detail.notes_edited.connect(lambda job_id, notes: _keep_notes(window, job_id, notes))
    detail.copy_requested.connect(deeds.copy_text)
    detail.told.connect(deeds.told)
    detail.left.connect(window.table.setFocus)
    actions["copy_link"].triggered.connect(lambda: _copy_links(window))
    Comparisons(window)


def _show_job(window: MainWindow, job_id: str) -> None:
    """Show another job, on the tab that its kind was last shown with."""
    if window.model.row_of(job_id) is not None:
        window.table.select_job(job_id)
    else:
        window.open_job(job_id)


def _copy_links(window: MainWindow) -> None:
    window.deeds.copy_text("\n".join(JobLink(job.id).text for job in window.table.selected_jobs()))


def _keep_notes(window: MainWindow, job_id: str, notes: str) -> None:
    job = window.model.roster.get(job_id)
    if job is not None:
        text = QCoreApplication.translate("JobDetail", "Edit Notes of #%1").replace("%1", str(job.number))
        window.deeds.change([job], text, notes=notes)
