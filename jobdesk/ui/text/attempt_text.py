"""What is said of an earlier attempt: how it ended, when, and why another one came after it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import Attempt, JobStatus
from jobdesk.core.timing.times import parse_time
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.status_text import JOINT
from jobdesk.ui.text.time_text import date_text, spoken_duration


def attempt_words(past: Attempt) -> str:
    """Say in short how an attempt ended, and how long it took."""
    parts = [_verdict(past)]
    if past.duration_s is not None:
        parts.append(spoken_duration(past.duration_s))
    return JOINT.join(parts)


def attempt_story(past: Attempt) -> str:
    """Tell of an attempt in full: its times, how it ended, and why the next one came."""
    started, finished = parse_time(past.started), parse_time(past.finished)
    lines = []
    if started is not None and finished is not None:
        took = "" if past.duration_s is None else f" ({spoken_duration(past.duration_s)})"
        lines.append(f"{_clock(started)} \N{EN DASH} {_clock(finished)}{took}")
    next_one = _tr("then parked, which is no failure") if past.was_parked else _tr("then tried again")
    return "\n".join([JOINT.join([_verdict(past), next_one]), *lines, *map(engine_text, past.notices)])


def _clock(moment: datetime) -> str:
    return f"{date_text(moment)} {moment.astimezone():%H:%M:%S}"


def _verdict(past: Attempt) -> str:
    if past.reason is not None:
        return engine_text(past.reason.text)
    return _tr("Completed") if past.status is JobStatus.COMPLETED else _tr("Failed")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Attempts", text)
