"""What the command line does to jobs, one at a time: stop, hold, repeat, put first, put away, bring back."""

from __future__ import annotations

from jobdesk.cli.tables import refusal
from jobdesk.core.text import show_literally
from jobdesk.engine.remote import RemoteEngine

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

    Answer = tuple[int, Any, str]
    """Exit code, the document for ``--json``, and the text for people."""

_VERBS = {"now": "run_now", "next": "run_next", "rerun": "rerun_job"}
_REFUSALS = {
    "pause": "there is nothing to pause",
    "resume": "it is neither paused nor held",
    "archive": "only what has ended, and what no other job waits for, can go to the archive; a task with its array",
    "delete": "only what has ended, or is held, can go to the trash; a task with its array",
    "restore": "it is neither in the trash nor in the archive",
    "next": "it does not wait",
}


def do_deed(options: Namespace, engine: RemoteEngine, job: dict[str, Any]) -> Answer:
    """Do to one job what the verb says; an engine is started only if it could do something.

    Raises:
        JobDeskError: It was refused.
    """
    if options.verb == "cancel":
        return _cancel(options, engine, job)
    if options.verb == "rerun":
        return _rerun(options, engine, job)
    is_done = engine.ask(_VERBS.get(options.verb, f"{options.verb}_job"), job_id=job["id"])
    is_gone = is_done and options.verb == "delete" and job["archived_at"]
    after = job if is_gone else engine.ask("find_job", job_ref=job["id"])
    if is_done:
        return 0, after, ""
    return 1, after, refusal(after, _why_not_now(engine, job) if options.verb == "now" else _REFUSALS[options.verb])


def _cancel(options: Namespace, engine: RemoteEngine, job: dict[str, Any]) -> Answer:
    is_asked = job["status"] in {"queued", "running"} and engine.ask(
        "cancel_job", job_id=job["id"], force=options.force
    )
    if is_asked:
        return 0, engine.ask("find_job", job_ref=job["id"]), ""
    text = f"job #{job['number']} has ended already ({job['status']}); there is nothing to cancel"
    return 1, job, text


def _rerun(options: Namespace, engine: RemoteEngine, job: dict[str, Any]) -> Answer:
    from jobdesk.core.ids import new_job_id  # Late: no other deed makes a job.

    verb = "rerun_failed" if options.failed else "rerun_job"
    # The id is made here, so that asking a second engine after the first one died makes no second job.
    repeated = engine.ask(verb, job_id=job["id"], start=True, new_id=new_job_id())
    return 0, repeated, repeated["id"]


def _why_not_now(engine: RemoteEngine, job: dict[str, Any]) -> str:
    blockers = engine.ask("blockers", job_id=job["id"])
    return show_literally("; ".join(one["text"] for one in blockers) or "only a queued job can be started")
