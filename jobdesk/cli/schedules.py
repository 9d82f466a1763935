"""The verb ``schedule`` of the command line: jobs that run at a moment, in an interval, or by a cron expression."""

from __future__ import annotations

import json

from jobdesk.cli.arrays import add_array_options, as_array
from jobdesk.cli.command import change_command, names_command, read_command, read_origin
from jobdesk.cli.job_options import check_templates, wishes_of
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.text import show_literally
from jobdesk.engine.ipc.plain_client import RemoteEngine

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable
    from typing import Any

    from jobdesk.engine.storage.data_folder import DataFolder

    Answer = tuple[int, Any, str]
    """Exit code, the document for ``--json``, and the text for people."""

_RUNS_SHOWN = 10
_OF_JOBS_ONLY = ("after", "after_if", "after_any", "hold_if_broken")


def add_schedule_verbs(
    parser: ArgumentParser, add_verb: Callable[..., ArgumentParser], add_job_options: Callable[..., None]
) -> None:
    """Add what may follow ``schedule``, each with its options.

    Args:
        parser: The verb's own.
        add_verb: Adds one verb.
        add_job_options: Adds the options of a job, which is new or not.
    """
    verbs = parser.add_subparsers(dest="deed", metavar="DEED", required=True)

    def add(deed: str, hint: str) -> ArgumentParser:
        added = add_verb(verbs, deed, hint, "schedule ")
        added.add_argument("--json", action="store_true", help="print one JSON document")
        return added

    for deed, hint in (
        ("add", "Have a command run again and again, or once at a moment: schedule add [options] -- CMD ..."),
        ("edit", "Change a schedule; what is not named stays: schedule edit SCHEDULE [options] [-- NEW CMD ...]"),
    ):
        added = add(deed, hint)
        _add_moments(added)
        add_job_options(added, is_new=deed == "add", is_schedule=True)
        if deed == "edit":
            _add_name(added)
        else:
            add_array_options(added)
    add("list", "List schedules with their next runs.")
    for deed, hint in (
        ("show", "Show a schedule, its next five runs, and what became of the last ones."),
        ("pause", "Plan no more runs of a schedule."),
        ("resume", "Plan the runs of a paused schedule again; those of the meantime are not made up for."),
        ("skip", "Leave the next run of a schedule out."),
        ("delete", "Delete a schedule; what runs goes on."),
    ):
        _add_name(add(deed, hint))


def _add_name(parser: ArgumentParser) -> None:
    parser.add_argument("schedule", metavar="SCHEDULE", help="name, id, or first characters of the id")


def _add_moments(parser: ArgumentParser) -> None:
    add = parser.add_argument_group("when: one of --cron, --every, --at and --in").add_argument
    add("--cron", metavar="EXPR", help='such as "0 3 * * *" or @daily')
    add("--every", metavar="TIME", help="an interval such as 90s, 10m, 2h or 1d")
    add("--from", metavar="TIME", dest="anchor", help="the moment that --every counts from; default: now")
    add("--tz", metavar="ZONE", help="time zone such as Europe/Berlin; default: this machine's")
    add("--overlap", choices=("skip", "queue", "beside"), help="when the run before still runs; default: skip")
    add("--catch-up", choices=("none", "one", "each"), help="of runs missed while away; default: one, the last")


def run_schedule_verb(options: Namespace, folder: DataFolder) -> Answer:
    """Do what was asked for."""
    engine = RemoteEngine(folder)
    if getattr(options, "then", None):
        check_templates(options, engine.ask("list_templates"))
    if options.deed == "list":
        return _list(engine, folder)
    if options.deed == "add":
        from jobdesk.core.ids import new_job_id

        fields = {name: value for name, value in _fields(options, {}).items() if value is not None}
        config = as_array(options, read_command(options), fields)
        origin = {name: value for name, value in read_origin(options).items() if value is not None}
        added = engine.ask("add_schedule", config=config, schedule_id=new_job_id(), **fields, **origin)
        return 0, added, added["id"]
    schedule = engine.ask("find_schedule", schedule_ref=options.schedule)
    if options.deed == "show":
        return _show(engine, schedule)
    if options.deed == "skip":
        return _skip(engine, schedule)
    if options.deed == "delete":
        return 0, {"deleted": engine.ask("delete_schedule", schedule_id=schedule["id"])}, ""
    if options.deed == "edit":
        fields = _fields(options, schedule["policy"] or {})
        if names_command(options):
            fields["config"] = _changed(options, schedule["config"])
        if not fields:
            raise InvalidValueError("edit", "say what to change, for example: jobdesk schedule edit NAME --every 2h")
    else:
        fields = {"is_enabled": options.deed == "resume"}
    return 0, engine.ask("change_schedule", schedule_id=schedule["id"], fields=fields), ""


def _changed(options: Namespace, config: dict[str, Any]) -> dict[str, Any]:
    """Put what was said of the command over a config; that of an array is its tasks'."""
    if "task" in config:
        return {**config, "task": _changed(options, config["task"])}
    if "command" not in config:
        raise InvalidValueError("--", "only a command can be replaced by one")
    return change_command(options, config)


def _fields(options: Namespace, policy: dict[str, Any]) -> dict[str, Any]:
    """Return what was said of a schedule, as the arguments of the engine's verbs."""
    from jobdesk.core.timing.durations import parse_duration

    for name in _OF_JOBS_ONLY:
        if getattr(options, name):
            raise InvalidValueError(f"--{name.replace('_', '-')}", "is for single jobs, not for schedules")
    wishes = wishes_of(options, policy)
    wishes.pop("not_before", None)
    return wishes | {
        name: value
        for name, value in {
            # The engine reads a moment without a zone in the schedule's own.
            "at": options.at,
            "every_s": None if options.every is None else parse_duration(options.every, "--every"),
            "cron": options.cron,
            "zone": options.tz,
            "anchor": options.anchor,
            "overlap": options.overlap,
            "catch_up": options.catch_up,
        }.items()
        if value is not None
    }


def _skip(engine: RemoteEngine, schedule: dict[str, Any]) -> Answer:
    is_skipped = engine.ask("skip_run", schedule_id=schedule["id"])
    after = engine.ask("find_schedule", schedule_ref=schedule["id"])
    if not is_skipped:
        why = _state(after) or "its next one is held"
        return 1, after, f"{show_literally(schedule['name'])} has no run to skip: {why}"
    return 0, after, f"next run: {_moment(after, after['next_due']) or 'none'}"


def _list(engine: RemoteEngine, folder: DataFolder) -> Answer:
    if not folder.schedules.is_dir():
        return 0, [], "no schedules"
    from jobdesk.core.timing.schedule import say_trigger

    schedules = engine.ask("list_schedules")
    rows = [("ID", "NAME", "NEXT RUN", "WHEN")]
    rows += [
        (
            schedule["id"],
            show_literally(schedule["name"]),
            _moment(schedule, schedule["next_due"]) or _state(schedule),
            say_trigger(_revive(schedule)),
        )
        for schedule in schedules
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join([*(c.ljust(w) for c, w in zip(row, widths, strict=False)), row[-1]]).rstrip() for row in rows]
    return 0, schedules, "\n".join(lines) if schedules else "no schedules"


def _show(engine: RemoteEngine, schedule: dict[str, Any]) -> Answer:
    from jobdesk.core.redaction import mask_config
    from jobdesk.core.timing.schedule import say_trigger

    when = say_trigger(_revive(schedule))
    next_runs = engine.ask("next_runs", schedule_id=schedule["id"])
    runs = engine.ask("schedule_runs", schedule_id=schedule["id"], limit=_RUNS_SHOWN)
    config = mask_config(schedule["config"])
    facts = [
        ("Schedule", schedule["id"]),
        ("Name", show_literally(schedule["name"])),
        ("When", when),
        ("State", _state(schedule)),
        ("Overlap", schedule["overlap"]),
        ("Catch up", schedule["catch_up"]),
        ("Config", show_literally(json.dumps(config, ensure_ascii=False))),
        *(("Next", _moment(schedule, moment)) for moment in next_runs),
        *(("Run", _run(schedule, run)) for run in runs),
    ]
    lines = [f"{label + ':':<11}{value}" for label, value in facts if value]
    return 0, {**schedule, "when": when, "next_runs": next_runs, "runs": runs}, "\n".join(lines)


def _run(schedule: dict[str, Any], run: dict[str, Any]) -> str:
    reason = f": {show_literally(run['reason']['text'])}" if run["reason"] else ""
    return f"#{run['number']} {_moment(schedule, run['not_before'])} {run['status']}{reason}".replace("  ", " ")


def _state(schedule: dict[str, Any]) -> str:
    if not schedule["is_enabled"]:
        return "paused"
    if schedule["problem"]:
        return show_literally(schedule["problem"])
    return "" if schedule["next_due"] else "no run to come"


def _moment(schedule: dict[str, Any], moment: str | None) -> str:
    from datetime import datetime

    from jobdesk.core.timing.schedule import say_moment

    return "" if moment is None else say_moment(_revive(schedule), datetime.fromisoformat(moment))


def _revive(schedule: dict[str, Any]) -> Any:
    import msgspec

    from jobdesk.core.timing.schedule import Schedule

    return msgspec.convert(schedule, Schedule)
