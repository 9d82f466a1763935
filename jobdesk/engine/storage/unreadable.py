"""Jobs whose records this version does not understand: kept as they stand, and shown by jobs that cannot be changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.ids import is_job_id
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.text import without_surrogates
from jobdesk.core.timing.times import format_time, parse_time

_REASON = Reason(
    ReasonCode.UNREADABLE, "Unreadable: this JobDesk does not understand its record. A newer one may: update JobDesk"
)
_MOST_LETTERS = 300
_MOST_NUMBER = 1 << 53
_UNKNOWN_TIME = "1970-01-01T00:00:00.000Z"


def id_in(record: msgspec.Raw) -> str | None:
    """Return the id in a record; None if it has none."""
    found = _members(record).get("id")
    return found if isinstance(found, str) and is_job_id(found) else None


def stand_ins(records: Iterable[msgspec.Raw], run_logs: Path) -> list[Job]:
    """Return a job for each record that has an id, with as much of it as can be read.

    Such a job is queued and held: whatever it is in truth, nothing starts it, and what waits for it goes on waiting.
    """
    return [_stand_in(job_id, _members(record), run_logs) for record in records if (job_id := id_in(record))]


def _stand_in(job_id: str, members: dict[str, Any], run_logs: Path) -> Job:
    number, name, config = members.get("number"), members.get("name"), members.get("config")
    is_number = isinstance(number, int) and not isinstance(number, bool) and 0 < number < _MOST_NUMBER
    created = _time(members.get("created_at"))
    return Job(
        id=job_id,
        number=number if is_number else 0,  # type: ignore[arg-type]
        name=without_surrogates(name[:_MOST_LETTERS]) if isinstance(name, str) and name else "Unreadable job",
        kind="unreadable",
        status=JobStatus.QUEUED,
        raw_config=msgspec.Raw(msgspec.json.encode(config if isinstance(config, dict) else {})),
        created=created,
        updated=_time(members.get("updated_at"), created),
        logs_path=str(run_logs / job_id / "job.log"),
        reason=_REASON,
    )


def _members(record: msgspec.Raw) -> dict[str, Any]:
    try:
        return msgspec.json.decode(record, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return {}


def _time(value: Any, default: str = _UNKNOWN_TIME) -> str:
    try:
        moment = parse_time(value)
    except (TypeError, ValueError):
        return default
    return default if moment is None or moment.tzinfo is None else format_time(moment)
