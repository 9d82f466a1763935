"""Listens to the jobs and tells what is worth telling: always in the activity list, and outside if it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication

from jobdesk.core.job import Job, JobStatus, ReasonCode
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.ledger import utc_now
from jobdesk.ui.log.reading.last_lines import read_last_lines
from jobdesk.ui.model.activity import Activity, ActivityEntry
from jobdesk.ui.model.bridge import EngineBridge, JobBatch
from jobdesk.ui.notify.notifier import Notifier
from jobdesk.ui.notify.rate_limiter import Crowd
from jobdesk.ui.notify.rules import (
    Ended,
    Notification,
    all_done,
    is_all_done_wanted,
    is_silent,
    is_wanted,
    new_warning,
    notification_of,
)
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.time_text import spoken_duration

_News = tuple[Job, Notification]
_MOST_TOLD: Final = 2_000


class Teller(QObject):
    """Tells of jobs that end while the desk is open, and of what touches them all."""

    def __init__(
        self,
        manager: JobManager,
        bridge: EngineBridge,
        notifier: Notifier,
        activity: Activity,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._manager = manager
        self._bridge = bridge
        self._notifier = notifier
        self._activity = activity
        self._since = utc_now()
        self._unfinished: dict[str, Job] = {}
        self._unfinished_tasks: set[str] = set()
        self._told: dict[tuple[str, int], str] = {}
        self._busy: set[str] = set()
        self._done = Ended()
        self._is_save_failing = False
        self.crowd = Crowd(notifier.show, self)
        self._spoken = Crowd(_announce, self)
        bridge.jobs_changed.connect(self._on_jobs_changed)
        bridge.save_failed.connect(self._on_save_failed)

    def begin(self) -> None:
        """Count from now on what is news: what ended earlier was found, it did not happen."""
        self._since = utc_now()

    def tell(self, title: str, body: str = "", *, is_urgent: bool = False) -> None:
        """Tell of something that is about no single job."""
        self._notifier.show(Notification(job_id="", title=title, body=body, is_urgent=is_urgent))

    def _on_jobs_changed(self, batch: JobBatch) -> None:
        for job_id in batch.removed:
            self._unfinished.pop(job_id, None)
        self._busy -= batch.removed
        self._unfinished_tasks -= batch.removed
        news: list[_News] = []
        noted: list[ActivityEntry] = []
        for job in batch.jobs.values():
            self._mark_busy(job)
            if job.parent is not None:
                # Its array tells of all its tasks at once.
                if job.is_final and job.id in self._unfinished_tasks:
                    self._done.add(job)
                (self._unfinished_tasks.discard if job.is_final else self._unfinished_tasks.add)(job.id)
                continue
            old = self._unfinished.pop(job.id, None)
            if not job.is_final:
                self._unfinished[job.id] = job
                # What stood there at the first look was told by whoever was open then.
                if is_silent(job) or (old is not None and new_warning(job, old) is not None):
                    news += self._note(job, old, noted)
            elif (old is not None or self._is_new(job)) and (job.id, job.attempt) not in self._told:
                self._mark_told(job)
                told = self._note(job, old, noted)
                # What ended while no desk was open is noted only.
                if self._is_new(job):
                    news += told
                    if not job.is_array:
                        self._done.add(job)
        self._activity.add(*noted)
        done, self._done = (Ended(), self._done) if self._busy else (self._done, Ended())
        if news or done.total:
            logs = {job.id: job.logs_path for job, _ in news if job.status is JobStatus.FAILED}
            self._bridge.ask(
                lambda: (self._manager.get_settings(), read_last_lines(logs)), partial(self._show_wanted, news, done)
            )

    def _mark_busy(self, job: Job) -> None:
        """Know what runs or waits its turn; what is to start at some later time keeps nobody waiting."""
        is_planned = job.reason is not None and job.reason.code == ReasonCode.SCHEDULED
        if job.occupies_a_place or (job.is_waiting and not is_planned):
            self._busy.add(job.id)
        else:
            self._busy.discard(job.id)

    def _mark_told(self, job: Job) -> None:
        """Know what was told, also of jobs that are gone: one comes back from the archive as it went."""
        self._told[job.id, job.attempt] = job.finished or ""
        if len(self._told) > _MOST_TOLD:
            # What ended as long ago as the one that is forgotten is no news either.
            self._since = max(self._since, self._told.pop(next(iter(self._told))))

    def _is_new(self, job: Job) -> bool:
        # As texts, since the first batch may hold a hundred thousand jobs.
        return job.finished is not None and job.finished > self._since

    def _note(self, job: Job, old: Job | None, noted: list[ActivityEntry]) -> list[_News]:
        """Note for the activity list what happened to a job, and return what may be told outside."""
        told = notification_of(job, old)
        if told is not None:
            title, body = told.title, told.body
        elif job.status is JobStatus.CANCELLED:
            title = self.tr("{name} cancelled").format(name=literal(job.name))
            body = spoken_duration(job.duration_s) if job.duration_s is not None else ""
        else:
            return []
        state = state_of(job)
        is_urgent = told is not None and told.is_urgent
        noted.append(
            ActivityEntry(
                title=title,
                body=body,
                job_id=job.id,
                icon=state.icon,
                colour=state.token,
                at=job.finished_at or datetime.now(UTC),
                is_urgent=is_urgent,
                # What a person did, or sees happen, needs no attention.
                is_read=told is None or not (is_urgent or _is_nobody_there()),
            )
        )
        return [(job, told)] if told is not None else []

    def _show_wanted(self, news: list[_News], done: Ended, looked: tuple[dict[str, Any], dict[str, str]]) -> None:
        settings, last_lines = looked
        now = datetime.now().astimezone()
        is_alone = _is_nobody_there()
        if is_all_done_wanted(done, settings, is_window_hidden=is_alone, now=now):
            told = all_done(done)
            # The last ones are told with it, unless they ended badly.
            news = [(job, one) for job, one in news if one.is_urgent]
            self._activity.add(
                ActivityEntry(title=told.title, body=told.body, icon="filled/circle-check", colour="done")
            )
            self._notifier.show(told)
        for job, notification in news:
            if is_wanted(job, settings, is_window_hidden=is_alone, now=now):
                line = last_lines.get(job.id, "")
                self.crowd.offer(job, (line and notification_of(job, None, line)) or notification)
            elif is_wanted(job, settings, is_window_hidden=True, now=now):
                # Who looks at the window sees it there; who hears the window has to be told.
                self._spoken.offer(job, notification)

    def _on_save_failed(self, text: str) -> None:
        was_failing, self._is_save_failing = self._is_save_failing, bool(text)
        if text and not was_failing:
            title = self.tr("JobDesk cannot save its jobs")
            body = literal(text)
            self._activity.add(
                ActivityEntry(
                    title=title, body=body, icon="filled/alert-circle", colour="fail", is_urgent=True, is_read=False
                )
            )
            self.tell(title, body, is_urgent=True)
        elif was_failing and not text:
            self._activity.add(
                ActivityEntry(title=self.tr("Jobs can be saved again"), icon="filled/circle-check", colour="done")
            )


def note(activity: Activity) -> Callable[[str], None]:
    """Return what notes a sentence of the window, such as a toast's, in the activity list."""
    return lambda text: activity.add(ActivityEntry(title=literal(text))) if text else None


def _announce(notification: Notification) -> None:
    """Have a screen reader say a notification's title, in the window that is in front."""
    window = QApplication.activeWindow()
    if window is not None and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(window, notification.title))


def _is_nobody_there() -> bool:
    return QApplication.activeWindow() is None
