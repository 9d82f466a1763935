"""What a job's state is called and looks like: always icon, word and colour, so that it reads in grey too."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from jobdesk.core.job import Job, JobStatus, ReasonCode
from jobdesk.core.limits import QueueState
from jobdesk.ui.text.plain_text import literal


class JobState(msgspec.Struct, frozen=True):
    """How one state is shown.

    Attributes:
        title: For people, in English.
        icon: Name for `Icons`.
        token: Colour of the icon, and of the word unless `word_token` says otherwise.
        word_token: See `token`.
    """

    title: str
    icon: str
    token: str
    word_token: str = ""

    @property
    def word(self) -> str:
        """The title in the language of the window."""
        return QCoreApplication.translate("JobState", self.title)

    @property
    def text_token(self) -> str:
        """Colour of the word."""
        return self.word_token or self.token


def _state(title: object, icon: str, token: str, word_token: str = "") -> JobState:
    return JobState(str(title), icon, token, word_token)


NEEDS_YOU: Final = _state(QT_TRANSLATE_NOOP("JobState", "Needs you"), "hand-stop", "need")
RUNNING: Final = _state(QT_TRANSLATE_NOOP("JobState", "Running"), "filled/player-play", "run")
PAUSED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Paused"), "filled/player-pause", "wait")
STOPPING: Final = _state(QT_TRANSLATE_NOOP("JobState", "Stopping"), "filled/player-stop", "wait")
SILENT: Final = _state(QT_TRANSLATE_NOOP("JobState", "Silent"), "zzz", "need")
QUEUED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Queued"), "hourglass-empty", "wait")
SCHEDULED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Scheduled"), "calendar-clock", "sched")
RETRY_WAITS: Final = _state(QT_TRANSLATE_NOOP("JobState", "Retry waits"), "refresh-alert", "need")
PARKED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Parked"), "clock", "sched")
COMPLETED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Completed"), "filled/circle-check", "done", "text2")
FAILED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Failed"), "filled/alert-circle", "fail")
INTERRUPTED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Interrupted"), "plug-connected-x", "fail")
MISSED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Missed"), "calendar-clock", "need")
SKIPPED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Skipped"), "calendar-clock", "cancel")
CANCELLED: Final = _state(QT_TRANSLATE_NOOP("JobState", "Cancelled"), "ban", "cancel")

QUEUE_ICONS: Final = {
    QueueState.OPEN: "stack-2",
    QueueState.PAUSED: "filled/player-pause",
    QueueState.DRAINING: "arrow-bar-to-down",
}
KIND_ICONS: Final = {
    "command": "terminal-2",
    "python": "brand-python",
    "agent": "sparkles",
    "external": "plug",
    "array": "stack-2",
}

NOT_OF_A_KIND: Final = (
    str(QT_TRANSLATE_NOOP("Kinds", "Array")),
    str(QT_TRANSLATE_NOOP("Kinds", "External")),
)
"""What jobs are called that run nothing by themselves."""

# What later engines say of a job; the state is known before anything can bring it about, so that its row stands still.
_NEEDS_YOU_CODE: Final = "needs_you"

GROUP_STATES: Final[dict[str, JobState]] = {
    "needs": NEEDS_YOU,
    "running": RUNNING,
    "queued": QUEUED,
    "scheduled": SCHEDULED,
    "failed": FAILED,
    "completed": COMPLETED,
    "cancelled": CANCELLED,
}
"""The groups that people filter by, in the order in which they stand; each job is in exactly one."""

STATE_GROUPS: Final = tuple(GROUP_STATES)


def state_group(job: Job) -> str:
    """Return the group of `GROUP_STATES` that a job is in."""
    status = job.status
    if job.reason is not None:
        if status is JobStatus.RUNNING and job.reason.code == _NEEDS_YOU_CODE:
            return "needs"
        if status is JobStatus.QUEUED and job.reason.code == ReasonCode.RESOURCE_MISSING:
            return "needs"  # Waiting is no help: somebody must change the job, or the limits.
        if status is JobStatus.QUEUED and job.reason.code == ReasonCode.SCHEDULED:
            return "scheduled"
    return status.value


def state_of(job: Job) -> JobState:
    """Return the state that a job shows: its status, or something finer."""
    code = job.reason.code if job.reason is not None else None
    match job.status:
        case JobStatus.QUEUED:
            states: dict[str, JobState] = {
                ReasonCode.SCHEDULED: SCHEDULED,
                ReasonCode.RETRY_WAITS: RETRY_WAITS,
                ReasonCode.PARKED: PARKED,
                ReasonCode.RESOURCE_MISSING: NEEDS_YOU,
            }
            return states.get(code or "", QUEUED)
        case JobStatus.RUNNING if job.cancelled:
            return STOPPING
        case JobStatus.RUNNING:
            states = {
                ReasonCode.NOT_RESPONDING: SILENT,
                ReasonCode.SILENT: SILENT,
                ReasonCode.PAUSED: PAUSED,
                ReasonCode.QUEUE_PAUSED: PAUSED,
                _NEEDS_YOU_CODE: NEEDS_YOU,
            }
            return states.get(code or "", RUNNING)
        case JobStatus.COMPLETED:
            return COMPLETED
        case JobStatus.FAILED:
            return INTERRUPTED if code in {ReasonCode.INTERRUPTED, ReasonCode.SESSION_END} else FAILED
        case _:
            ends: dict[str, JobState] = {ReasonCode.MISSED: MISSED, ReasonCode.SKIPPED: SKIPPED}
            return ends.get(code or "", CANCELLED)


def is_kept_back(job: Job) -> bool:
    """Tell whether a job waits for somebody to start it; of an array, whether all its tasks do."""
    codes = {ReasonCode.TASKS, ReasonCode.SCHEDULED}
    return job.is_held and not (job.is_array and job.reason is not None and job.reason.code in codes)


def is_to_be_tried(job: Job) -> bool:
    """Tell whether a job waits for a moment to be tried again."""
    code = job.reason.code if job.reason is not None else ""
    is_waiting = job.is_waiting and job.not_before is not None
    return is_waiting and code in {ReasonCode.RETRY_WAITS, ReasonCode.PARKED}


def queue_title(queue: str) -> str:
    """Return what a queue is called in the window."""
    return QCoreApplication.translate("Queues", "Default") if queue == "default" else literal(queue)
