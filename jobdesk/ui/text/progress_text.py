"""How far a running job is, in words: a whole sentence, and shorter ones for where that does not fit."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import Job
from jobdesk.core.output.progress import Progress
from jobdesk.core.timing.times import parse_time
from jobdesk.ui.text.time_text import spoken_duration

if TYPE_CHECKING:
    from jobdesk.ui.model.run_history import Usual

JOINT: Final = "  ·  "
_STEADY_S: Final = 5.0
_EVEN: Final = 1e-3
# The longer it takes, the less a small unit says.
_ROUNDING: Final = ((60, 5), (30 * 60, 60), (2 * 3600, 5 * 60))
_COARSEST_S: Final = 10 * 60
# Nearer to what is usual than this is as usual.
_NOTABLE: Final = 0.1
_NOTABLE_S: Final = 1.0


class SteadyEstimates:
    """Keeps what is shown of an estimate from jumping more than once in five seconds."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[str | None, float]] = {}

    def finishes(self, job: Job) -> str | None:
        """Return when a job will be done, as it should be shown now."""
        progress = job.progress
        newest = progress.finishes if progress is not None else None
        shown = self._shown.get(job.id)
        now = time.monotonic()
        # Of what cannot be told any more, an old estimate would be a lie.
        if shown is None or shown[0] is None or newest is None or (shown[0] != newest and now - shown[1] >= _STEADY_S):
            self._shown[job.id] = (newest, now)
            return newest
        return shown[0]

    def forget(self, job_id: str) -> None:
        """Drop what was kept of a job."""
        self._shown.pop(job_id, None)


def progress_texts(progress: Progress, finishes: str | None, now: datetime) -> tuple[str, ...]:
    """Say how far a job is, the longest text first, the shortest last.

    Args:
        progress: What it reported.
        finishes: When it will be done, as JobDesk writes times; None if nobody can tell.
        now: The present.
    """
    left, short_left = time_left(finishes, now, is_rough=progress.is_rough)
    whole, short, note = _steps(progress)
    if not whole:
        return (progress.text,) if progress.text else ()
    texts = [
        JOINT.join(part for part in (whole, left, note) if part),
        JOINT.join(part for part in (whole, left) if part),
    ]
    texts += [JOINT.join(part for part in (short, short_left) if part), short]
    if progress.fraction is not None:
        texts.append(f"{int(progress.fraction * 100)} %")
    return tuple(dict.fromkeys(texts))


def spoken_progress(progress: Progress, finishes: str | None, now: datetime) -> str:
    """Say the same for ears, in which signs are words."""
    texts = progress_texts(progress, finishes, now)
    text = texts[0] if texts else ""
    return text.replace(" %", " " + _tr("percent")).replace(JOINT, ", ")


def _steps(progress: Progress) -> tuple[str, str, str]:
    """Return how far it is, the same shortly, and what else it said."""
    note = progress.text
    if progress.step is not None and progress.total:
        # A single word is the name of what is counted: "Epoch 12 of 50".
        unit = note if note.isalpha() else _tr("Step")
        counted = _tr("%1 of %2").replace("%1", str(progress.step)).replace("%2", str(progress.total))
        whole = f"{unit} {counted}"
        if progress.fraction is not None and not _is_whole(progress.fraction * progress.total):
            whole = JOINT.join([whole, f"{int(progress.fraction * 100)} %"])  # It is within a step.
        return whole, counted, "" if note.isalpha() else note
    if progress.fraction is not None:
        percent = f"{int(progress.fraction * 100)} %"
        return percent, percent, note
    if progress.step is not None:
        step = _tr("Step %1").replace("%1", str(progress.step))
        return step, step, note
    return "", "", note


def _is_whole(steps: float) -> bool:
    return abs(steps - round(steps)) < _EVEN


def time_left(finishes: str | None, now: datetime, *, is_rough: bool) -> tuple[str, str]:
    """Return the time left, with and without saying how sure that is; never nothing, and never less."""
    moment = parse_time(finishes)
    if moment is None:
        return "", ""
    seconds = (moment - now).total_seconds()
    if seconds < -_STEADY_S:
        late = _tr("Longer than expected by %1").replace("%1", _rounded(-seconds))
        return late, late
    left = _tr("%1 left").replace("%1", _rounded(max(_STEADY_S, seconds)))
    return (_tr("about %1").replace("%1", left) if is_rough else left), left


def usual_text(seconds: float, usual: Usual) -> str:
    """Say of a job that runs for so long what is usual, or by how much it is over that."""
    if seconds > usual.most_s + max(_STEADY_S, _NOTABLE * usual.most_s):
        return _tr("Longer than usual by %1").replace("%1", _rounded(seconds - usual.most_s))
    return _tr("Usually %1").replace("%1", _range_text(usual.least_s, usual.most_s))


def compared_text(seconds: float, usual: Usual | None) -> str:
    """Say how a run compares with earlier ones; empty if it took as long as they did."""
    if usual is None:
        return ""
    if seconds < usual.least_s - max(_NOTABLE_S, _NOTABLE * usual.least_s):
        return _tr("faster than usual")
    return _tr("slower than usual") if seconds > usual.most_s + max(_NOTABLE_S, _NOTABLE * usual.most_s) else ""


def _range_text(least_s: float, most_s: float) -> str:
    """Say a range: "9–14 min" where one unit is enough, "50 s – 2 min" where it is not."""
    if most_s < _ROUNDING[0][1]:
        return _tr("less than %1").replace("%1", spoken_duration(_ROUNDING[0][1]))
    least, most = _rounded(least_s), _rounded(most_s)
    number, _, unit = least.partition(" ")
    if least == most:
        return most
    if most.partition(" ")[2] == unit:
        return f"{number}–{most}"
    return f"{least} – {most}"


def _rounded(seconds: float) -> str:
    unit = next((unit for limit, unit in _ROUNDING if seconds < limit), _COARSEST_S)
    return spoken_duration(max(1, round(seconds / unit)) * unit)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Progress", text)
