"""What the command line does to jobs: stop, hold, repeat, put first, put away, bring back."""

from __future__ import annotations

from jobdesk.cli.tables import refusal
from jobdesk.core.errors import EngineStartError, EngineUnreachableError, JobDeskError, NotAllDoneError
from jobdesk.core.text import show_literally
from jobdesk.engine.ipc.plain_client import RemoteEngine

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

    Answer = tuple[int, Any, str]
    """Exit code, the document for ``--json``, and the text for people."""

_ONE_BY_ONE = {"now": "run_now", "next": "run_next"}
_REFUSALS = {
    "pause": "there is nothing to pause",
    "resume": "it is neither paused nor held",
    "archive": "only what has ended, and what no other job waits for, can go to the archive; a task with its array",
    "delete": "only what has ended, or is held, can go to the trash; a task with its array",
    "restore": "it is neither in the trash nor in the archive",
    "next": "it does not wait",
}
_GONE = "that job is gone"


def do_deeds(options: Namespace, engine: RemoteEngine, jobs: list[dict[str, Any]]) -> list[Answer]:
    """Do to jobs what the verb says, and answer for each; what cannot be done to one keeps nobody from the others.

    An engine is started only if it could do something.

    Raises:
        JobDeskError: It was done to none of several, or no engine answers.
    """
    if options.verb in _ONE_BY_ONE or (options.verb == "rerun" and options.failed):
        return [_do_to_one(options, engine, job) for job in jobs]
    if options.verb == "rerun":
        return _rerun(engine, jobs, options.env_from)
    able = [job["id"] for job in jobs if options.verb != "cancel" or job["status"] in {"queued", "running"}]
    force = {"force": options.force} if options.verb == "cancel" else {}
    done, problems = _ask_all(engine, f"{options.verb}_jobs", job_ids=list(dict.fromkeys(able)), **force)
    did = set(done)
    return [
        (1, None, problems[job["id"]]) if job["id"] in problems else _answer(options, engine, job, job["id"] in did)
        for job in jobs
    ]


def _ask_all(engine: RemoteEngine, verb: str, *, job_ids: list[str], **args: Any) -> tuple[list[Any], dict[str, str]]:
    """Ask for a verb on many jobs; returns what it returned, or to which jobs it was done, and what others refused."""
    try:
        return engine.ask(verb, job_ids=job_ids, **args) if job_ids else [], {}
    except NotAllDoneError as error:
        return error.done, error.problems


def _answer(options: Namespace, engine: RemoteEngine, job: dict[str, Any], is_done: bool) -> Answer:
    if options.verb == "cancel" and not is_done:
        return 1, job, f"job #{job['number']} has ended already ({job['status']}); there is nothing to cancel"
    is_gone = is_done and options.verb == "delete" and job["archived_at"]
    is_needed = not is_done or (options.json and not is_gone)
    after = engine.ask("find_job", job_ref=job["id"]) if is_needed else job
    if is_done:
        return 0, after, ""
    return 1, after, refusal(after, _why_not_now(engine, job) if options.verb == "now" else _REFUSALS[options.verb])


def _do_to_one(options: Namespace, engine: RemoteEngine, job: dict[str, Any]) -> Answer:
    try:
        if options.verb != "rerun":
            return _answer(options, engine, job, engine.ask(_ONE_BY_ONE[options.verb], job_id=job["id"]))
        repeated = engine.ask(
            "rerun_failed", job_id=job["id"], start=True, new_id=_new_id(), **_origin(options.env_from)
        )
    except (EngineStartError, EngineUnreachableError):
        raise
    except JobDeskError as error:
        return 1, None, str(error)
    return 0, repeated, repeated["id"]


def _rerun(engine: RemoteEngine, jobs: list[dict[str, Any]], env_from: str | None) -> list[Answer]:
    new_ids = [_new_id() for _ in jobs]
    made, problems = _ask_all(
        engine,
        "rerun_jobs",
        job_ids=[job["id"] for job in jobs],
        new_ids=new_ids,
        start=True,
        **_origin(env_from),
    )
    if problems:
        made = [engine.ask("get_job", job_id=new_id) for new_id in new_ids]
    repeated = {job["id"]: job for job in made if job is not None}
    return [
        (0, repeated[new_id], new_id) if new_id in repeated else (1, None, problems.get(job["id"], _GONE))
        for job, new_id in zip(jobs, new_ids, strict=True)
    ]


def _new_id() -> str:
    # Made here, so that asking a second engine after the first one died makes no second job.
    from jobdesk.core.ids import new_job_id  # Late: no other deed makes a job.

    return new_job_id()


def _origin(env_from: str | None) -> dict[str, Any]:
    """Return what a rerun is told of environments.

    Args:
        env_from: Whose the new job has; None is that of the job it repeats, and this process's where that is gone.
    """
    from jobdesk.cli.command import read_origin

    environment = None if env_from == "engine" else read_origin()["environment"]
    return {"environment": environment, **({"env_from": env_from} if env_from else {})}


def _why_not_now(engine: RemoteEngine, job: dict[str, Any]) -> str:
    blockers = engine.ask("blockers", job_id=job["id"])
    return show_literally("; ".join(one["text"] for one in blockers) or "only a queued job can be started")
