"""Jobs as text for a terminal."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from jobdesk.core.text import show_literally
from jobdesk.core.timing.durations import format_duration

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HEADINGS = ("#", "ID", "STATUS", "NAME", "STARTED", "ELAPSED", "DETAIL")


def refusal(job: dict[str, Any], otherwise: str) -> str:
    """Say why something cannot be done to a job: because of where it is, or else as the deed says it."""
    place = "in the trash" if job.get("deleted_at") else "in the archive" if job.get("archived_at") else ""
    if not place:
        return f"job #{job['number']} is {job['status']}: {otherwise}"
    return f"job #{job['number']} is {place}; to bring it back: jobdesk restore {job['number']}"


def job_table(jobs: list[dict[str, Any]], reasons: dict[str, str]) -> str:
    """Lay jobs out in columns; on a terminal, lines are cut to its width.

    Args:
        jobs: The jobs, in the order to show.
        reasons: By id, what holds queued jobs back.
    """
    now = datetime.now(UTC)
    rows = [_HEADINGS, *(_row(job, now, reasons.get(job["id"])) for job in jobs)]
    widths = [min(40, max(len(row[column]) for row in rows)) for column in range(len(_HEADINGS) - 1)]
    lines = []
    for row in rows:
        cells = [_cut(cell, width).ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join([cells[0].strip().rjust(widths[0]), *cells[1:], row[-1]]).rstrip())
    if sys.stdout.isatty():
        import shutil

        columns = shutil.get_terminal_size().columns
        lines = [_cut(line, columns) for line in lines]
    return "\n".join(lines)


def job_facts(job: dict[str, Any]) -> str:
    """Write all about one job, one fact a line."""
    now = datetime.now(UTC)
    facts = [
        ("Job", f"#{job['number']} {job['id']}"),
        ("Name", show_literally(job["name"])),
        ("Status", job["status"] + (f" ({_detail(job)})" if _detail(job) else "")),
        ("Kind", job["kind"]),
        (
            "Queue",
            show_literally(job["queue"]) + (f", priority {job['priority']}" if job["priority"] else ""),
        ),
        ("Tags", show_literally(", ".join(job["tags"]))),
        ("After", ", ".join(job["after"])),
        ("Needs", ", ".join(f"{amount:g} {name}" for name, amount in job.get("needs", {}).items())),
        ("Not before", _local(job.get("not_before"))),
        ("Notes", show_literally(job["notes"])),
        ("Policy", _compact(job["policy"]) if job.get("policy") else ""),
        ("Created", _local(job["created_at"])),
        ("Started", _local(job["started_at"])),
        ("Ended", _local(job["finished_at"])),
        ("Elapsed", _elapsed(job, now)),
        (
            "Exit code",
            "unknown" if _is_code_unknown(job) else "" if job["exit_code"] is None else str(job["exit_code"]),
        ),
        ("Processor", "" if job.get("cpu_s") is None else f"{job['cpu_s']:.2f} s"),
        ("Memory", f"{memory / 1e6:.1f} MB at most" if (memory := job.get("peak_memory_bytes")) else ""),
        (
            "Progress",
            _progress(job) + (", read from its output" if (job.get("progress") or {}).get("is_printed") else ""),
        ),
        ("Cost", "" if job["cost_usd"] is None else f"{job['cost_mark']} ${job['cost_usd']:.2f}".strip()),
        ("Error", show_literally(job["error"] or "")),
        ("Result", "" if job["result_summary"] is None else _compact(job["result_summary"])),
        *_attempts(job),
        ("Rerun of", job["rerun_of"] or ""),
        *(("Notice", show_literally(notice)) for notice in job["notices"]),
        ("Config", _compact(job["config"])),
        ("Archived", _local(job.get("archived_at"))),
        ("Task of", job.get("parent") or ""),
        ("Log", "" if job["kind"] == "array" else job["logs_path"]),
    ]
    return "\n".join(f"{label + ':':<12}{value}" for label, value in facts if value)


def _attempts(job: dict[str, Any]) -> list[tuple[str, str]]:
    """Say of each earlier attempt how it ended, and how long it took."""
    facts = []
    for past in job.get("attempts", []):
        reason = show_literally(past["reason"]["text"]) if past.get("reason") else past.get("status", "failed")
        took = past.get("duration_s")
        facts.append((f"Attempt {past['number']}", reason + ("" if took is None else f", {format_duration(took)}")))
    return facts


def _row(job: dict[str, Any], now: datetime, why: str | None) -> tuple[str, ...]:
    return (
        str(job["number"]),
        job["id"],
        job["status"],
        show_literally(job["name"]),
        _local(job["started_at"]),
        _elapsed(job, now),
        _detail(job) if why is None or job.get("tasks") else show_literally(why),
    )


def _detail(job: dict[str, Any]) -> str:
    if job.get("tasks"):
        return ", ".join(f"{count} {name}" for name, count in job["tasks"].items() if count)
    if job["reason"]:
        return show_literally(job["reason"]["text"])
    if job["status"] != "running":
        return ""
    return "Stopping" if job["cancelled"] else _progress(job)


def _progress(job: dict[str, Any]) -> str:
    """Say how far a job is, as it reported or printed."""
    told = job.get("progress")
    if told is None:
        return ""
    if told["step"] is not None and told["total"]:
        amount = f"{told['step']} of {told['total']}"
    else:
        amount = "" if told["fraction"] is None else f"{told['fraction']:.0%}"
    return show_literally(", ".join(filter(None, (amount, told["text"]))))


def _is_code_unknown(job: dict[str, Any]) -> bool:
    has_started = job["reason"] is None or job["reason"]["code"] not in {"could_not_start", "attempt_not_started"}
    has_run = job["finished_at"] is not None and job["started_at"] is not None and job["kind"] != "array"
    return job["exit_code"] is None and has_run and has_started


def _elapsed(job: dict[str, Any], now: datetime) -> str:
    if job["duration_s"] is not None:
        return format_duration(job["duration_s"])
    if job["status"] == "running" and job["started_at"]:
        return format_duration((now - datetime.fromisoformat(job["started_at"])).total_seconds())
    return ""


def _local(moment: str | None) -> str:
    return "" if moment is None else datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _compact(value: Any) -> str:
    import json

    return show_literally(json.dumps(value, ensure_ascii=False))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "\N{HORIZONTAL ELLIPSIS}"
