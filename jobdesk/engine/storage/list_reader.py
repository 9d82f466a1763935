"""A quick look at the list of jobs, for a command line that must start quickly: plain JSON and no checks of meaning.

It answers only where nothing is unusual: both checksums right, all jobs ended or held. In any other case it leaves the
question to those who know what to do about it.
"""

from __future__ import annotations

import json
import zlib

from jobdesk.core.ids import is_job_id
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.unlisted import folder_names, unlisted
from jobdesk.jobdir.folder import read_own

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

_SCHEMAS = frozenset({1, 2})
_FINAL = frozenset({"completed", "failed", "cancelled"})
_HELD = frozenset({"not_started", "external", "held"})


def glance(
    folder: DataFolder,
    *,
    status: str | None,
    limit: int | None,
    trash: bool,
    tasks: bool = True,
    array: str | None = None,
) -> list[dict[str, Any]] | None:
    """Return the jobs that `JobManager.list_jobs` would, as JSON values; None if only it can tell."""
    if limit is not None and limit < 0:
        return None
    try:
        jobs = _read(folder)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if jobs is None or not all(map(_is_settled, jobs.values())):
        return None
    listed = [job for job in jobs.values() if job.get("parent") == array or (tasks and array is None)]
    chosen = [job for job in listed if bool(job["deleted_at"]) == trash and status in {None, job["status"]}]
    chosen.sort(key=lambda job: job["number"], reverse=True)
    return chosen if limit is None else chosen[:limit]


def _read(folder: DataFolder) -> dict[str, dict[str, Any]] | None:
    if not folder.exists():
        return {}
    names = folder_names(folder.run_logs)
    document = _sealed(read_own(folder.state))
    if document is None or document["schema"] not in _SCHEMAS or document["run_logs"] != str(folder.run_logs):
        return None
    jobs = {job["id"]: job for job in document["jobs"]}
    for generation, path in folder.journals():
        if generation >= document["generation"] and not _replay(path, jobs):
            return None
    if not all(map(is_job_id, jobs)) or unlisted(names, jobs, folder.archive)[0]:
        return None
    return jobs


def _sealed(data: bytes) -> dict[str, Any] | None:
    """Read a snapshot whose checksum is right."""
    import hashlib

    body, seal, rest = data.rpartition(b',"sha256":"')
    if not seal or hashlib.sha256(body).hexdigest().encode() != rest[:64]:
        return None
    document = json.loads(data)
    return document if isinstance(document, dict) else None


def _replay(path: Path, jobs: dict[str, dict[str, Any]]) -> bool:
    """Apply a journal; False if any of it is damaged."""
    *lines, torn = read_own(path).split(b"\n")
    if torn:
        return False
    for line in lines:
        body = line[9:]
        if line[:8] != b"%08x" % zlib.crc32(body):
            return False
        record = json.loads(body)
        if record.get("schema", 0) > max(_SCHEMAS):
            return False
        if "put" in record:
            jobs[record["put"]["id"]] = record["put"]
        elif "remove" in record:
            jobs.pop(record["remove"], None)
        elif record["schema"] not in _SCHEMAS:
            return False
    return True


def _is_settled(job: dict[str, Any]) -> bool:
    """Whether a job's record is the whole truth about it."""
    if job["status"] in _FINAL:
        # What is to follow its end may still have to be started.
        return job.get("triggered") is not None or not (job.get("policy") or {}).get("triggers")
    return job["status"] == "queued" and bool(job["reason"]) and job["reason"]["code"] in _HELD
