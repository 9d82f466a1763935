"""Sentences about requests whose answer was lost: they may have been carried out."""

from __future__ import annotations

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_READING = frozenset(
    {
        "activate",
        "blockers",
        "deadlines",
        "find_job",
        "find_jobs",
        "find_schedule",
        "get_job",
        "get_limits",
        "get_settings",
        "list_jobs",
        "list_schedules",
        "list_templates",
        "next_runs",
        "ping",
        "read_log",
        "reasons",
        "schedule_runs",
        "search_archive",
        "status",
        "wait_job",
        "why",
    }
)
_MOST_NAMED = 5


def say_lost(verb: str, args: dict[str, Any]) -> str:
    """Say that a request may have been carried out, and how to see whether it was; empty where it changes nothing.

    Args:
        verb: What was requested.
        args: Its arguments; those that create something name its id.
    """
    if verb in _READING:
        return ""
    if "schedule_id" in args and verb == "add_schedule":
        schedule_id = args["schedule_id"]
        return (
            f"The schedule may be stored, with the id {schedule_id}. See it with: jobdesk schedule show {schedule_id}"
        )
    own = args.get("job_id") if verb in {"create_job", "submit_job"} else args.get("new_id")
    ids = [own] if own else list(args.get("new_ids", ()))
    if not ids:
        return "The change may have been made. See it with: jobdesk list"
    shown = ", ".join(ids[:_MOST_NAMED]) + (", ..." if len(ids) > _MOST_NAMED else "")
    if len(ids) > 1:
        return f"The jobs may be stored and may run, with the ids {shown}. See them with: jobdesk list"
    return f"The job may be stored and may run, with the id {shown}. See it with: jobdesk show {shown}"
