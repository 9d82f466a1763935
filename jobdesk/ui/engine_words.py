"""What the engine says of a job, in the language of the window.

The engine knows no Qt and no language: it writes English into files that outlive both. Its sentences are recognised
by their form, and what stands in their blanks (numbers, names) stays as it is. A sentence that is not known stays
English.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT: Final = "EngineWords"
_FORMS: Final = (
    QT_TRANSLATE_NOOP("EngineWords", "Starting"),
    QT_TRANSLATE_NOOP("EngineWords", "Waits its turn"),
    QT_TRANSLATE_NOOP("EngineWords", "The queue is paused"),
    QT_TRANSLATE_NOOP("EngineWords", "Held by you"),
    QT_TRANSLATE_NOOP("EngineWords", "Paused by you"),
    QT_TRANSLATE_NOOP("EngineWords", "Held: start it when you wish"),
    QT_TRANSLATE_NOOP("EngineWords", "Held: the list was rebuilt, start it when you wish"),
    QT_TRANSLATE_NOOP("EngineWords", "Imported; start it when you wish"),
    QT_TRANSLATE_NOOP("EngineWords", "Driven by a script"),
    QT_TRANSLATE_NOOP("EngineWords", "Cancelled by you"),
    QT_TRANSLATE_NOOP("EngineWords", "Cancelled by you before it started"),
    QT_TRANSLATE_NOOP("EngineWords", "Stopped because your session ended"),
    QT_TRANSLATE_NOOP("EngineWords", "It was running when the earlier system ended"),
    QT_TRANSLATE_NOOP("EngineWords", "It has ended; its exit code is unknown"),
    QT_TRANSLATE_NOOP("EngineWords", "Its folder was removed; how it ended is unknown"),
    QT_TRANSLATE_NOOP("EngineWords", "The disk was full when it ended; the end of its log may be missing"),
    QT_TRANSLATE_NOOP("EngineWords", "Exit code {code}"),
    QT_TRANSLATE_NOOP("EngineWords", "Ended by {signal}: the computer ran out of memory"),
    QT_TRANSLATE_NOOP("EngineWords", "Ended by {signal}: {meaning}"),
    QT_TRANSLATE_NOOP("EngineWords", "Ended by {signal}"),
    QT_TRANSLATE_NOOP("EngineWords", "Still running after its end: {names}"),
    QT_TRANSLATE_NOOP("EngineWords", "Waits for {jobs}"),
    QT_TRANSLATE_NOOP("EngineWords", "#{job} failed"),
    QT_TRANSLATE_NOOP("EngineWords", "#{job} cancelled"),
    QT_TRANSLATE_NOOP("EngineWords", "Job {job}, which it waited for, is gone"),
    QT_TRANSLATE_NOOP("EngineWords", "{count} of {limit} running ({jobs}), next"),
    QT_TRANSLATE_NOOP("EngineWords", "{count} of {limit} running ({jobs}), {ahead} ahead"),
    QT_TRANSLATE_NOOP("EngineWords", "{count} of {limit} running, next"),
    QT_TRANSLATE_NOOP("EngineWords", "{count} of {limit} running, {ahead} ahead"),
)
_BLANK: Final = re.compile(r"\{([a-z]+)\}")


def _pattern(form: str) -> re.Pattern[str]:
    parts = _BLANK.split(form)
    # Every second part is a blank's name.
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL
    )


_PATTERNS: Final = tuple((str(form), _pattern(str(form))) for form in _FORMS)


def engine_text(text: str) -> str:
    """Return a sentence of the engine in the language of the window."""
    found = _recognise(text)
    if found is None:
        return text
    form, blanks = found
    words = QCoreApplication.translate(_CONTEXT, form)
    return _BLANK.sub(lambda blank: blanks.get(blank[1], blank[0]), words)


@functools.lru_cache(maxsize=2048)
def _recognise(text: str) -> tuple[str, dict[str, str]] | None:
    for form, pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is not None:
            return form, match.groupdict()
    return None
