"""What the engine says of a job, in the language of the window.

The engine knows no Qt and no language: it writes English into files that outlive both. Its sentences are recognised
by their form, and what stands in their blanks (numbers, names) stays as it is. A sentence that is not known stays
English.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication

from jobdesk.core.blockers import Blocker
from jobdesk.ui.text.message_catalog import FORMS

_SENTENCES: Final = frozenset({"problem", "remedy"})
_LITERAL: Final = frozenset(FORMS)
_MORE: Final = re.compile(r" and (\d+) more$")
_OR: Final = re.compile(r" or (?=#\d+ )")
_BLANK: Final = re.compile(r"\{([a-z]+)\}")


@functools.cache
def _pattern(form: str) -> re.Pattern[str]:
    parts = _BLANK.split(form)
    # Every second part is a blank's name. A count is a number: "gpu: 2 of 2 running" begins with something else.
    blanks = (r"(?P<count>\d+)" if part == "count" else f"(?P<{part}>.+?)" for part in parts[1::2])
    return re.compile("".join(next(blanks) if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL)


@functools.cache
def _ends() -> tuple[tuple[str, str, str], ...]:
    """Return each form with what it begins and ends with: to make a pattern of all of them takes too long."""
    parted = ((form, _BLANK.split(form)) for form in FORMS)
    return tuple((form, parts[0], parts[-1]) for form, parts in parted)


def engine_text(text: str) -> str:
    """Return a sentence of the engine in the language of the window; may be called from any thread."""
    return _translated(text) or text


def why_text(blockers: Iterable[Blocker], *, is_brief: bool = False) -> str:
    """Put all that holds a job back into one line, in the language of the window.

    Args:
        blockers: What does.
        is_brief: Whether the jobs that have what it lacks are left out.
    """
    texts = (blocker.brief or blocker.text if is_brief else blocker.text for blocker in blockers)
    return "; ".join(map(engine_text, texts)) or engine_text("Starting")


def _translated(text: str) -> str | None:
    """Return a sentence in the language of the window, or None if it is not known."""
    if text not in _LITERAL:
        # Several reasons may stand in one text.
        parts = [_translated(part) for part in text.split("; ")] if "; " in text else [None]
        if None not in parts:
            return "; ".join(filter(None, parts))
    found = _recognise(text)
    if found is None:
        # It may say first what it is about: a field, or a queue.
        about, colon, rest = text.partition(": ")
        words = _translated(rest) if colon else None
        return None if words is None else _titled(about) + colon + words
    form, blanks = found
    return _BLANK.sub(lambda blank: _filled(blank[1], blanks[blank[1]]), _tr(form))


def _filled(name: str, text: str) -> str:
    """Return what stands in a blank: names and numbers stay, the few words between them do not."""
    if name in _SENTENCES:
        return engine_text(text)
    if name == "queue":
        return _titled(text)
    if name == "jobs":
        text = _MORE.sub(lambda more: _tr(" and {count} more").replace("{count}", more[1]), text)
        return _OR.sub(_tr(" or "), text)
    return text.replace(" waits for #", _tr(" waits for #")) if name == "way" else text


def _titled(queue: str) -> str:
    return _tr("Default") if queue == "default" else queue


def _tr(text: str) -> str:
    return QCoreApplication.translate("EngineWords", text)


@functools.lru_cache(maxsize=1024)
def _recognise(text: str) -> tuple[str, dict[str, str]] | None:
    for form, begin, end in _ends():
        if text.startswith(begin) and text.endswith(end):
            match = _pattern(form).fullmatch(text)
            if match is not None:
                return form, match.groupdict()
    return None
