"""What people type into the search field: words, phrases, and terms such as ``status:failed cost:>1 -draft``.

A text is parsed once, and what comes of it is asked of many jobs: words are looked for in texts that were lower-cased
beforehand, terms look at the job itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import Job
from jobdesk.core.timing.times import format_time
from jobdesk.ui.text.job_state import STATE_GROUPS, state_group, state_of

Test = Callable[[Job], bool]
_TOKEN: Final = re.compile(r'(?P<minus>-?)(?:(?P<key>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))?')
_COMPARISON: Final = re.compile(r"(?P<sign>>=|<=|>|<|=|)\$?(?P<number>[-+]?\d+(?:[.,]\d+)?)\Z")
_AGE: Final = re.compile(r"(?P<count>\d+(?:\.\d+)?)(?P<unit>[smhdw])\Z")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MOST_TERMS: Final = 50


class Query(msgspec.Struct, frozen=True):
    """What a search asks.

    Attributes:
        words: Lower-cased texts that must all occur.
        without: Lower-cased texts that must not.
        tests: What must hold of the job itself.
        error: What cannot be understood, in words; the rest is searched all the same.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    tests: tuple[Test, ...] = ()
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether every job fits."""
        return not (self.words or self.without or self.tests)

    def fits(self, job: Job, haystack: str) -> bool:
        """Tell whether a job is what was asked for.

        Args:
            job: The job.
            haystack: Its texts, lower-cased.
        """
        for word in self.words:
            if word not in haystack:
                return False
        for word in self.without:
            if word in haystack:
                return False
        return all(test(job) for test in self.tests)


class _BadTermError(Exception):
    """A term whose value makes no sense; its text is for people."""


def parse_query(text: str, now: datetime | None = None) -> Query:
    """Understand a search as far as possible.

    Args:
        text: As typed; half a term is no error, as somebody may still be typing.
        now: The present, for terms such as ``since:7d``.
    """
    words: list[str] = []
    without: list[str] = []
    tests: list[Test] = []
    errors: list[str] = []
    for match in list(_TOKEN.finditer(text))[: 2 * _MOST_TERMS]:
        value = match["phrase"] if match["phrase"] is not None else match["word"] or ""
        key = (match["key"] or "").casefold()
        is_negative = bool(match["minus"])
        is_number = match["phrase"] is None and not key and re.fullmatch(r"#\d{1,15}", value) is not None
        if key in _MAKERS or is_number:
            if not value:
                continue
            try:
                test = (
                    _number_test(value[1:]) if is_number else _MAKERS[key](value.casefold(), now or datetime.now(UTC))
                )
            except _BadTermError as error:
                errors.append(str(error))
                continue
            tests.append(_negated(test) if is_negative else test)
        else:
            # A word with a colon that is no term of ours, such as a path or an address, is just a word.
            whole = f"{match['key']}:{value}" if key else value
            if whole:
                (without if is_negative else words).append(whole.casefold())
            if key and _is_slip(key):
                errors.append(
                    _tr('"%1:" is no key, and was searched as a word. There are %2.')
                    .replace("%1", str(match["key"]))
                    .replace("%2", ", ".join(_MAKERS))
                )
    return Query(tuple(words), tuple(without), tuple(tests), errors[0] if errors else "")


def _is_slip(key: str) -> bool:
    """Tell whether a key was probably meant to be one of ours; "error:" out of a message is just a word."""
    from difflib import get_close_matches  # Late: most searches need it never.

    return bool(get_close_matches(key, _MAKERS, 1, 0.7))


def _negated(test: Test) -> Test:
    return lambda job: not test(job)


def _status_test(value: str, _: datetime) -> Test:
    wanted = value.split(",")
    known = [*STATE_GROUPS, "paused", "held", "interrupted", "stopping"]
    for part in wanted:
        if not any(name.startswith(part) for name in known):
            raise _BadTermError(
                _tr('No status is called "%1". There are %2.')
                .replace("%1", part)
                .replace("%2", ", ".join(STATE_GROUPS))
            )
    parts = [part for part in wanted if part]

    def test(job: Job) -> bool:
        words = (state_group(job), job.status.value, state_of(job).word.casefold(), "held" if job.is_held else "")
        return any(word.startswith(part) for part in parts for word in words)

    return test


def _text_test(get: Callable[[Job], str]) -> Callable[[str, datetime], Test]:
    def make(value: str, _: datetime) -> Test:
        parts = [part for part in value.split(",") if part]
        return lambda job: any(get(job).casefold().startswith(part) for part in parts)

    return make


def _name_test(value: str, _: datetime) -> Test:
    parts = [part for part in value.split(",") if part]
    return lambda job: any(part in job.name.casefold() for part in parts)


def _tag_test(value: str, _: datetime) -> Test:
    parts = [part for part in value.split(",") if part]
    return lambda job: any(tag.casefold().startswith(part) for tag in job.tags for part in parts)


def _comparing_test(key: str, get: Callable[[Job], float | None]) -> Callable[[str, datetime], Test]:
    def make(value: str, _: datetime) -> Test:
        if value in {">", "<", "=", ">=", "<="}:
            return lambda _job: True
        match = _COMPARISON.match(value)
        if match is None:
            raise _BadTermError(_tr('"%1" needs a number, such as %1:>1.').replace("%1", key))
        number, sign = float(match["number"].replace(",", ".")), match["sign"] or "="

        def test(job: Job) -> bool:
            found = get(job)
            if found is None:
                return False
            return (
                (sign == "=" and found == number)
                or (">" in sign and found > number)
                or ("<" in sign and found < number)
                or (len(sign) == 2 and found == number)
            )

        return test

    return make


def _since_test(value: str, now: datetime) -> Test:
    match = _AGE.match(value)
    try:
        if match is not None:
            begin = now - timedelta(**{_UNITS[match["unit"]]: float(match["count"])})
        elif value.isdigit():
            return lambda _job: True  # The unit is yet to come.
        elif value == "today":
            begin = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        else:
            begin = datetime.fromisoformat(value).astimezone()
    except (ValueError, OverflowError):
        text = _tr('"since" needs an age or a day, such as since:7d, since:2h or since:2026-01-31.')
        raise _BadTermError(text) from None
    limit = format_time(begin.astimezone(UTC))
    # Times are written in one form, so that they compare as texts.
    return lambda job: (job.finished or job.started or job.created) >= limit


def _number_test(value: str) -> Test:
    number = int(value)
    return lambda job: job.number == number


def _tr(text: str) -> str:
    return QCoreApplication.translate("JobQuery", text)


_MAKERS: Final[dict[str, Callable[[str, datetime], Test]]] = {
    "status": _status_test,
    "state": _status_test,
    "kind": _text_test(lambda job: job.kind),
    "queue": _text_test(lambda job: job.queue),
    "name": _name_test,
    "id": _text_test(lambda job: job.id),
    "tag": _tag_test,
    "priority": _comparing_test("priority", lambda job: job.priority),
    "cost": _comparing_test("cost", lambda job: job.cost_usd),
    "exit": _comparing_test("exit", lambda job: job.exit_code),
    "since": _since_test,
}
