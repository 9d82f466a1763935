"""What a form hands over: checked against the disk, then made into a job, an array, or a schedule. Runs on the pool."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.job import Job
from jobdesk.core.timing.schedule import Schedule
from jobdesk.core.timing.times import format_time
from jobdesk.engine.manager import JobManager
from jobdesk.ui.form.field_hints import check_on_disk
from jobdesk.ui.form.path_suggestions import closest_program, is_program_missing
from jobdesk.ui.form.preview.array_text import array_config
from jobdesk.ui.form.preview.start_text import AT, EVERY, HELD, NOW, read_at, schedule_fields
from jobdesk.ui.form.rows.field import unfilled_blank


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a form says.

    Attributes:
        config: What is run, or what each task of an array runs.
        wishes: As of `JobManager.create_job`; `after` holds what was typed.
        start: How it starts, of `start_text`.
        texts: What stands in the fields about start and values.
        folder: Where the path of a file begins.
        kept_over: Values of an array that no field could show.
        rerun_of: Id of the job that this one repeats.
        env_from: Whose environment such a job has: "here" for this window's; empty for that of the job it repeats.
        checks_program: Whether its program is one that can be looked for.
        schedule: Id of a schedule that is changed.
    """

    config: dict[str, Any]
    wishes: dict[str, Any]
    start: str
    texts: dict[str, str] = {}
    folder: str = ""
    kept_over: Any = None
    rerun_of: str | None = None
    env_from: str = ""
    checks_program: bool = True
    schedule: str | None = None


class Doubt(msgspec.Struct, frozen=True):
    """Something that will probably make a job fail, though it can be queued.

    Attributes:
        key: The field that it is about.
        kind: "program" for one that is not found, "blank" for braces that nobody fills, "need" for what will never be
            there.
        named: The program, the blank, or the need in words.
        fix: What was probably meant, if that can be told.
    """

    key: str
    kind: str
    named: str
    fix: str = ""


def doubts_about(manager: JobManager, said: Submission) -> list[Doubt]:
    """Look for what a job needs before it is queued; on the pool.

    A job whose turn comes at night would fail then, with nobody there.
    """
    command, is_shell = said.config.get("command"), bool(said.config.get("shell"))
    is_array = said.kept_over is not None or bool(said.texts.get("over", "").strip())
    doubts = []
    if isinstance(command, list) and command and not is_shell and "PATH" not in (said.config.get("env") or {}):
        name = str(command[0])
        path = manager.search_path()
        if said.checks_program and "{" not in name and is_program_missing(name, path):
            doubts.append(Doubt("command", "program", name, closest_program(name, path)))
    blank = "" if is_array else unfilled_blank(command)
    if blank:
        doubts.append(Doubt("command", "blank", blank))
    return doubts


def has_environment(manager: JobManager, job: Job) -> bool:
    """Tell whether the environment that a job was submitted with is still stored; on the pool."""
    return (manager.folder.environments / f"{job.environment}.json").is_file()


def submit(manager: JobManager, said: Submission) -> Job | Schedule:
    """Make what a form describes.

    Raises:
        JobDeskError: Something in it cannot be used; its field is the key of the field that is to blame.
    """
    config = _checked(said)
    is_array = config.get("kind") == "array"
    _refuse_contradictions(said, is_array=is_array)
    now = datetime.now(UTC)
    if said.start == EVERY or said.schedule is not None:
        return _schedule(manager, said, config, now)
    wishes = {key: value for key, value in said.wishes.items() if value is not None}
    if said.rerun_of is not None:
        wishes |= {"rerun_of": said.rerun_of, "env_from": said.env_from}
    if said.start == AT:
        wishes["not_before"] = format_time(read_at(said.texts, now))
    if said.start == HELD:
        return manager.create_job(config, **wishes)
    job = manager.submit_job(config, **wishes)
    if said.start == NOW:
        manager.run_now(job.id)
    return manager.get_job(job.id) or job


def check_edit(manager: JobManager, said: Submission) -> dict[str, Any]:
    """Return what a form changes on a job that is in the queue, as `JobManager.update_job` takes it.

    Raises:
        JobDeskError: As for `submit`.
    """
    check_on_disk(said.config)
    moment = read_at(said.texts, datetime.now(UTC)) if said.start == AT else None
    after = [manager.find_job(ref.removeprefix("#")).id for ref in said.wishes["after"]]
    return {
        **said.wishes,
        "tags": list(said.wishes["tags"]),
        "after": after,
        "not_before": None if moment is None else format_time(moment),
        "config": said.config,
    }


def _checked(said: Submission) -> dict[str, Any]:
    if said.kept_over is not None:
        return {"kind": "array", "task": said.config, "over": said.kept_over}
    config = array_config(said.config, said.texts, said.folder)
    if config is said.config:
        check_on_disk(config)
    return config


def _refuse_contradictions(said: Submission, *, is_array: bool) -> None:
    if said.start == NOW and is_array:
        raise InvalidValueError("over", "is not for a start over the limit; let them wait their turn")
    if said.start == NOW and said.wishes["after"]:
        raise InvalidValueError("after", "is not for a job that starts now; let it wait its turn")
    if (said.start == EVERY or said.schedule is not None) and said.wishes["after"]:
        raise InvalidValueError("after", "is for single jobs, not for schedules")


def _schedule(manager: JobManager, said: Submission, config: dict[str, Any], now: datetime) -> Schedule:
    wishes = {key: value for key, value in said.wishes.items() if key not in {"after", "notify"}}
    if said.wishes.get("notify"):
        # What a run is told by must be the run's own: a schedule has no such wish.
        config = {**config, "notify": said.wishes["notify"]}
    fields = {"at": format_time(read_at(said.texts, now))} if said.start == AT else schedule_fields(said.texts, now)
    if said.schedule is not None:
        if wishes["name"] is None:
            del wishes["name"]
        return manager.change_schedule(said.schedule, config=config, **wishes, **fields)
    return manager.add_schedule(config, **{key: value for key, value in wishes.items() if value is not None}, **fields)
