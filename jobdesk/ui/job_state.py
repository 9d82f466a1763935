"""What a job's state is called and looks like: always icon, word and colour, so that it reads in grey too."""

from __future__ import annotations

from typing import Final

import msgspec

from jobdesk.core.job import Job, JobStatus, ReasonCode


class JobState(msgspec.Struct, frozen=True):
    """How one state is shown.

    Attributes:
        word: For people.
        icon: Name for `Icons`.
        token: Colour of the icon, and of the word unless `word_token` says otherwise.
    """

    word: str
    icon: str
    token: str
    word_token: str = ""

    @property
    def text_token(self) -> str:
        """Colour of the word."""
        return self.word_token or self.token


RUNNING: Final = JobState("Running", "filled/player-play", "run")
STOPPING: Final = JobState("Stopping", "filled/player-stop", "wait")
NOT_RESPONDING: Final = JobState("Silent", "zzz", "need")
QUEUED: Final = JobState("Queued", "hourglass-empty", "wait")
COMPLETED: Final = JobState("Completed", "filled/circle-check", "done", "text2")
FAILED: Final = JobState("Failed", "filled/alert-circle", "fail")
INTERRUPTED: Final = JobState("Interrupted", "plug-connected-x", "fail")
CANCELLED: Final = JobState("Cancelled", "ban", "cancel")

KIND_ICONS: Final = {"command": "terminal-2", "python": "brand-python", "external": "plug"}


def state_of(job: Job) -> JobState:
    """Return the state that a job shows: its status, or something finer."""
    code = job.reason.code if job.reason is not None else None
    match job.status:
        case JobStatus.QUEUED:
            return QUEUED
        case JobStatus.RUNNING if job.cancelled:
            return STOPPING
        case JobStatus.RUNNING:
            return NOT_RESPONDING if code == ReasonCode.NOT_RESPONDING else RUNNING
        case JobStatus.COMPLETED:
            return COMPLETED
        case JobStatus.FAILED:
            return INTERRUPTED if code in {ReasonCode.INTERRUPTED, ReasonCode.SESSION_END} else FAILED
        case _:
            return CANCELLED
