"""What a column of the job table is, and the usual sorts of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

import msgspec
from PySide6.QtCore import QCoreApplication, Qt

from jobdesk.core.job import Job
from jobdesk.core.timing.times import parse_time
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.status_text import Moment
from jobdesk.ui.text.time_text import duration_text, full_text, moment_text, spoken_duration

SortKey = float | str | None
START: Final = Qt.AlignmentFlag.AlignLeading
END: Final = Qt.AlignmentFlag.AlignTrailing


class JobColumn(msgspec.Struct, frozen=True):
    """One column.

    Attributes:
        key: Stable name, in saved layouts.
        english_title: In the header, before it is translated.
        english_tooltip: Defines the value, before it is translated.
        text: What a cell says.
        sort_key: What a column sorts by: the raw value, None last.
        reads: Fields of a job that the text is made of: only if one of them changed is the cell painted again.
        width: At a font of 10 points; 0 takes what the others leave.
        alignment: Leading or trailing.
        is_hidden: Whether it is hidden until somebody shows it.
        cell_tooltip: What a cell's tooltip says; without it, the text if that does not fit.
        spoken: What is read aloud where the text has signs in it.
        english_spoken_title: What is read aloud before it where the title is a sign, before it is translated.
        is_live: Whether the text changes with the clock while a job runs.
        is_number: Whether digits should stand in line.
    """

    key: str
    english_title: str
    english_tooltip: str
    text: Callable[[Job, Moment], str]
    sort_key: Callable[[Job, Moment], SortKey]
    reads: tuple[str, ...]
    width: int
    alignment: Qt.AlignmentFlag = START
    is_hidden: bool = False
    cell_tooltip: Callable[[Job], str] | None = None
    spoken: Callable[[Job, Moment], str] | None = None
    english_spoken_title: str = ""
    is_live: bool = False
    is_number: bool = False

    @property
    def title(self) -> str:
        """What stands in the header."""
        return QCoreApplication.translate("JobColumns", self.english_title)

    @property
    def tooltip(self) -> str:
        """What defines the value."""
        return QCoreApplication.translate("JobColumns", self.english_tooltip)

    def accessible_text(self, job: Job, moment: Moment) -> str:
        """Return what a screen reader says of a cell: a full phrase."""
        text = (self.spoken or self.text)(job, moment)
        title = QCoreApplication.translate("JobColumns", self.english_spoken_title or self.english_title)
        return f"{title}: {literal(text) or QCoreApplication.translate('JobColumns', 'none')}"

    def is_changed(self, old: Job, new: Job) -> bool:
        """Tell whether a cell may say something else than before."""
        return any(getattr(old, name) != getattr(new, name) for name in self.reads)


@functools.lru_cache(maxsize=2048)
def _moment_text(text: str, today: date, now: datetime) -> str:
    moment = parse_time(text)
    return "" if moment is None else moment_text(moment, now)


def plain_column(
    key: str,
    title: object,
    tooltip: object,
    get: Callable[[Job], str],
    reads: tuple[str, ...],
    width: int,
    *,
    has_tooltip: bool = False,
) -> JobColumn:
    """A hidden column that says a text."""
    return JobColumn(
        key,
        str(title),
        str(tooltip),
        lambda job, _: get(job),
        lambda job, _: get(job).casefold() or None,
        reads,
        width,
        is_hidden=True,
        cell_tooltip=get if has_tooltip else None,
    )


def number_column(
    key: str,
    title: object,
    tooltip: object,
    get: Callable[[Job], int | None],
    reads: str,
    width: int,
    *,
    is_hidden: bool = True,
    spoken_title: object = "",
) -> JobColumn:
    """A column that says a whole number."""

    def text(job: Job, _: Moment) -> str:
        value = get(job)
        return "" if value is None else str(value)

    return JobColumn(
        key,
        str(title),
        str(tooltip),
        text,
        lambda job, _: get(job),
        (reads,),
        width,
        END,
        is_hidden,
        english_spoken_title=str(spoken_title),
        is_number=True,
    )


def measure_column(
    key: str,
    title: object,
    tooltip: object,
    get: Callable[[Job, Moment], float | None],
    write: Callable[[float], str],
    reads: tuple[str, ...],
    width: int,
) -> JobColumn:
    """A hidden column that says a measured amount; of jobs that nobody has measured it says nothing."""

    def text(job: Job, moment: Moment) -> str:
        value = get(job, moment)
        return "" if value is None else write(value)

    def spoken(job: Job, moment: Moment) -> str:
        value = get(job, moment)
        return "" if value is None else spoken_duration(value)

    return JobColumn(
        key,
        str(title),
        str(tooltip),
        text,
        get,
        reads,
        width,
        END,
        is_hidden=True,
        spoken=spoken if write is duration_text else None,
        is_number=True,
    )


def time_column(
    key: str, title: object, tooltip: object, get: Callable[[Job], str | None], reads: str, *, is_hidden: bool = True
) -> JobColumn:
    """A column that says a moment: shortly in the cell, in full in its tooltip."""

    def text(job: Job, moment: Moment) -> str:
        value = get(job)
        if not value:
            return ""
        # Midnight of the day is enough to choose the form, and lets the text be remembered.
        local = moment.now.astimezone()
        return _moment_text(value, local.date(), local.replace(hour=0, minute=0, second=0, microsecond=0))

    def cell_tooltip(job: Job) -> str:
        value = parse_time(get(job))
        return "" if value is None else full_text(value)

    return JobColumn(
        key,
        str(title),
        str(tooltip),
        text,
        # One form for all times: as texts they sort as they follow each other.
        lambda job, _: get(job) or None,
        (reads,),
        84,
        END,
        is_hidden,
        cell_tooltip=cell_tooltip,
        is_number=True,
    )
