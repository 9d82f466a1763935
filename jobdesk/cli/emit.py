"""The verb `emit`: from within a job, lines for its event file."""

from __future__ import annotations

import json
import os
import sys

# Only for the checker: a job may call this a thousand times, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any


def emit(options: Namespace) -> str:
    """Report what the options say, and return what was wrong; empty if nothing was.

    Raises:
        InvalidValueError: A time cannot be read.
        OSError: The file cannot be written.
        SystemExit: There is nothing to report.
    """
    path = os.environ.get("JOBDESK_EVENTS")
    if not path:
        return "emit works within a job only: there is no JOBDESK_EVENTS"
    events = _events(options)
    if not events:
        print("jobdesk: say what to report, for example: jobdesk emit --step 3 --total 10", file=sys.stderr)
        raise SystemExit(2)
    lines = "".join(json.dumps(event) + "\n" for event in events).encode()
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, lines)  # One write: two processes of a job may report at the same time.
    finally:
        os.close(descriptor)
    return ""


def _events(options: Namespace) -> list[dict[str, Any]]:
    parking = _parking(options)
    names = ("step", "total", "fraction") if parking else ("step", "total", "fraction", "text")
    progress = {name: value for name in names if (value := getattr(options, name)) is not None}
    events: list[dict[str, Any]] = [{"type": "progress", **progress}] if progress else []
    if options.cost is not None:
        events.append({"type": "cost", "usd": options.cost})
    if options.result is not None:
        try:
            value = json.loads(options.result)
        except (ValueError, RecursionError):
            value = options.result
        events.append({"type": "result", "value": value})
    return [*events, parking] if parking else events


def _parking(options: Namespace) -> dict[str, Any] | None:
    """Build the event that asks for a parking, with a moment that means the same to whoever reads it later."""
    if options.no_park:
        return {"type": "park", "until": None}
    if options.park_until is None and options.park_for is None:
        return None
    from datetime import UTC, datetime, timedelta

    from jobdesk.core.errors import InvalidValueError
    from jobdesk.core.timing.durations import parse_duration
    from jobdesk.core.timing.times import format_time, parse_moment

    now = datetime.now(UTC)
    try:
        if options.park_for is not None:
            moment = now + timedelta(seconds=parse_duration(options.park_for, "--park-for"))
        else:
            moment = parse_moment("--park-until", options.park_until, now)
    except OverflowError:
        raise InvalidValueError("--park-for", "is longer than there are dates") from None
    event = {"type": "park", "until": format_time(moment)}
    return event if options.text is None else {**event, "text": options.text}
