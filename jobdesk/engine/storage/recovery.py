"""The list of jobs from other sources than a snapshot: the job folders, or the replaced system's state file."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.ids import is_job_id, new_job_id
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.timing.times import format_time
from jobdesk.engine.storage.snapshot import read_job
from jobdesk.engine.storage.unlisted import folder_names
from jobdesk.jobdir.attempt_files import holds_earlier, is_permit_taken
from jobdesk.jobdir.folder import JobFolder, is_linked, read_json, read_own

_log = logging.getLogger(__name__)


def rebuild_from_folders(run_logs: Path) -> tuple[list[Job], list[msgspec.Raw]]:
    """Rebuild the list from the job folders.

    A job that had started comes back as running, so that its verdict is read, or its supervisor found, as after any
    restart. One that had not, or waited for another attempt, comes back held: nobody can know any more whether it was
    released.

    Returns:
        The jobs in the order of their numbers, and a record for each job whose folder does not tell what it is, as
        where it has spoiled its own files.
    """
    jobs = []
    unreadable = []
    for name in folder_names(run_logs):
        folder = JobFolder(run_logs / name)
        job = job_of_folder(folder)
        if job is not None:
            jobs.append(job)
        elif _is_spoiled(folder):
            unreadable.append(_spoiled_record(folder))
    return sorted(jobs, key=lambda job: job.number), unreadable


def _is_spoiled(folder: JobFolder) -> bool:
    """Tell whether a folder of which no job can be read is a job's all the same."""
    is_there = map(os.path.lexists, (folder.spec, folder.summary))
    return not is_linked(folder.path) and folder.path.is_dir() and any(is_there)


def _spoiled_record(folder: JobFolder) -> msgspec.Raw:
    """Return what can be told of a job by its folder; the rest is nobody's word any more."""
    found: dict[str, Any] = read_json(folder.summary) or read_json(folder.spec) or {}
    record: dict[str, Any] = {name: found[name] for name in ("number", "name") if name in found}
    record["id"] = folder.path.name
    return msgspec.Raw(json.dumps(record).encode())


def find_newer(run_logs: Path, names: list[str], next_number: int) -> tuple[list[Job], int]:
    """Find the jobs that a list has forgotten because it is older than the folders, as after a backup was put back.

    A folder without a place in list and archive may also be what is left of a deleted job, or of one whose creation was
    cut short and never acknowledged. The files tell them apart:

    - A job that runs comes back whatever its number is: only ended or held jobs are ever deleted.
    - Of all others only those come back whose number this list has not given yet: what was deleted had one of its own.
    - That the list is older is certain if one of these has run, since that is on record before, or if there is more
      than the one number that is given next: one alone that never ran is a creation that was cut short.

    Args:
        run_logs: Where the folders are.
        names: Names of the folders without a place.
        next_number: The number that the list would give next.

    Returns:
        The jobs that come back, the running ones first, and the highest number that was seen in any of the folders.
    """
    running: list[Job] = []
    others: list[Job] = []
    seen_number = 0
    is_older = False
    for name in names:
        folder = JobFolder(run_logs / name)
        job = job_of_folder(folder)
        if job is None:
            continue
        seen_number = max(seen_number, job.number)
        is_newer = job.number >= next_number
        if job.status is JobStatus.RUNNING and not folder.verdict.exists():
            running.append(job)
        elif is_newer:
            others.append(job)
        is_older = is_older or (is_newer and (job.number > next_number or has_begun(folder)))
    back = sorted(running, key=_number) + (sorted(others, key=_number) if is_older else [])
    return back, seen_number


def _number(job: Job) -> int:
    return job.number


def has_begun(folder: JobFolder) -> bool:
    """Tell whether more was done with a job than creating it, for which it must have been on record."""
    traces = (folder.run, folder.verdict, folder.summary, folder.started, folder.attempts)
    return any(path.exists() for path in traces) or is_permit_taken(folder, read_json(folder.spec))


def job_of_folder(folder: JobFolder) -> Job | None:
    """Return the job that a folder tells of, as `rebuild_from_folders` does; None if it tells of none."""
    try:
        return _read_folder(folder)
    except OSError as error:
        _log.warning("%s is passed over: %s", folder.path, error.strerror)
        return None


def _read_folder(folder: JobFolder) -> Job | None:
    moving = folder.find_moving()
    places = [folder.summary, *([moving / folder.summary.name] if moving else []), folder.spec]
    found = [job for path in places if (job := _read_own(folder, path)) is not None]
    if not found:
        return None
    job = max(found, key=lambda job: job.attempt)  # The summary, if the attempt that spec.json was written for ended.
    job = msgspec.structs.replace(job, extra={name: job.extra[name] for name in job.extra if name != "launch"})
    if job.is_final:
        # Whether its triggers have fired is lost; what followed has a folder of its own.
        return msgspec.structs.replace(job, triggered=()) if job.rules.triggers else job
    folder.attempt = job.attempt
    has_started = any(path.exists() for path in (folder.run, folder.verdict, folder.started))
    has_started = has_started or is_permit_taken(folder, read_json(folder.spec))
    if has_started and not holds_earlier(folder, job.attempt):
        return msgspec.structs.replace(job, status=JobStatus.RUNNING, reason=None)
    return msgspec.structs.replace(
        job,
        status=JobStatus.QUEUED,
        reason=Reason(ReasonCode.NOT_STARTED, "Held: the list was rebuilt, start it when you wish"),
    )


def _read_own(folder: JobFolder, path: Path) -> Job | None:
    """Read a job from a file of its folder; None if there is none, or it is another folder's."""
    try:
        job = read_job(read_own(path))
    except OSError:
        return None
    return job if job is not None and job.id == folder.path.name else None


def import_foreign(document: Any, run_logs: Path) -> tuple[list[Job], list[str]]:
    """Take over the jobs of a state file without a schema number.

    Its jobs stand in a list or in an object by id, at the top or under "jobs". What was running is failed: the thread
    that ran it is gone.

    Returns:
        The jobs, and what a person should know about them.
    """
    found = document.get("jobs", document) if isinstance(document, dict) else document
    entries = list(found.items()) if isinstance(found, dict) else [(None, entry) for entry in found]
    jobs: list[Job] = []
    skipped = 0
    taken: set[str] = set()
    for key, entry in entries:
        if not isinstance(entry, dict):
            skipped += 1
            continue
        job = _import_job(entry.get("id") or entry.get("job_id") or key, entry, len(jobs) + 1, taken, run_logs)
        taken.add(job.id)
        jobs.append(job)
    notices = [f"{len(jobs)} jobs were imported from the earlier system; its file is kept as jobs_state.v0.json."]
    if skipped:
        notices.append(f"{skipped} entries of that file were no jobs; they stand in the kept file.")
    return jobs, notices


def _import_job(old_id: Any, entry: dict[str, Any], number: int, taken: set[str], run_logs: Path) -> Job:
    is_usable = isinstance(old_id, str) and is_job_id(old_id) and old_id not in taken
    job_id = old_id if is_usable else new_job_id(taken)
    try:
        status = JobStatus(entry.get("status", "failed"))
    except ValueError:
        status = JobStatus.FAILED
    reason = None
    error = _text(entry.get("error"))
    if status is JobStatus.RUNNING:
        status = JobStatus.FAILED
        reason = Reason(ReasonCode.INTERRUPTED, "It was running when the earlier system ended")
    elif status is JobStatus.QUEUED:
        reason = Reason(ReasonCode.NOT_STARTED, "Imported; start it when you wish")
    config = entry.get("config")
    known = {"id", "job_id", "status", "config", "error", "result_summary", "cancelled", "name"} | _TIMES
    created = _time(entry.get("created_at")) or format_time(datetime.now(UTC))
    result = entry.get("result_summary")
    return Job(
        id=job_id,
        number=number,
        name=_text(entry.get("name")) or f"Imported job {number}",
        kind="external",
        status=status,
        raw_config=msgspec.Raw(msgspec.json.encode(config if isinstance(config, dict) else {})),
        created=created,
        updated=_time(entry.get("updated_at")) or created,
        started=_time(entry.get("started_at")),
        finished=_time(entry.get("finished_at")),
        logs_path=str(run_logs / job_id / "job.log"),
        raw_result=msgspec.Raw(msgspec.json.encode(result)),
        error=error,
        cancelled=entry.get("cancelled") is True,
        reason=reason,
        extra={name: value for name, value in entry.items() if name not in known},
    )


_TIMES = {"created_at", "updated_at", "started_at", "finished_at"}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _time(value: Any) -> str | None:
    """Read a time as ISO text (without a zone: UTC) or as seconds since 1970."""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return format_time(datetime.fromtimestamp(value, UTC))
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return format_time(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
