"""The verbs of the command line that concern the queue: why a job waits, its wishes, queues and limits."""

from __future__ import annotations

from jobdesk.cli.command import change_command, names_command
from jobdesk.cli.job_options import check_templates, read_amounts, wishes_of
from jobdesk.cli.tables import refusal
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.text import show_literally
from jobdesk.engine.ipc.plain_client import RemoteEngine

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

    from jobdesk.engine.storage.data_folder import DataFolder

    Answer = tuple[int, Any, str]
    """Exit code, the document for ``--json``, and the text for people."""


def why(options: Namespace, folder: DataFolder) -> Answer:
    """Say all that holds a job back, or lift some of it."""
    engine = RemoteEngine(folder)
    job = engine.ask("find_job", job_ref=options.job)
    blockers = engine.ask("blockers", job_id=job["id"])
    if options.lift is not None:
        _lift(engine, job, blockers, options.lift)
        blockers = engine.ask("blockers", job_id=job["id"])
        job = engine.ask("find_job", job_ref=job["id"])
    document = {"id": job["id"], "status": job["status"], "why": None, "blockers": blockers}
    if blockers:
        document["why"] = {"code": blockers[0]["code"], "text": "; ".join(one["text"] for one in blockers)}
        lines = [_blocker_line(at, blocker) for at, blocker in enumerate(blockers, 1)]
        lines += [refusal(job, "")] if job.get("deleted_at") else []
    else:
        reason = job["reason"]["text"] if job["reason"] else "starts now" if job["status"] == "queued" else ""
        lines = [f"#{job['number']} is {job['status']}" + (f": {show_literally(reason)}" if reason else "")]
    return 0, document, "\n".join(lines)


def _blocker_line(number: int, blocker: dict[str, Any]) -> str:
    lift = f"  [--lift {number}: {blocker['lift']['title']}]" if blocker["lift"] else ""
    return show_literally(blocker["text"]) + lift


def _lift(engine: RemoteEngine, job: dict[str, Any], blockers: list[dict[str, Any]], number: int) -> None:
    if not blockers:
        raise InvalidValueError("--lift", f"nothing holds job #{job['number']} back")
    if not 1 <= number <= len(blockers):
        raise InvalidValueError("--lift", f"there is no reason {number}; see: jobdesk why {job['number']}")
    lift = blockers[number - 1]["lift"]
    if lift is None:
        raise InvalidValueError("--lift", "nothing lifts this one from here")
    engine.ask(lift["verb"], **lift["args"])


def edit(options: Namespace, folder: DataFolder) -> Answer:
    """Change a job: its wishes at any time, what it waits for and runs while it is queued."""
    engine = RemoteEngine(folder)
    job = engine.ask("find_job", job_ref=options.job)
    fields = wishes_of(options, job.get("policy"))
    if options.then:
        check_templates(options, engine.ask("list_templates"))
    if options.notes is not None:
        fields["notes"] = options.notes
    if options.no_after:
        fields["after"] = []
    if options.no_wait:
        fields["not_before"] = None
    if names_command(options):
        if job["kind"] != "command":
            raise InvalidValueError(
                "--", f"only a command can be replaced by one; this job is of the kind {job['kind']}"
            )
        fields["config"] = change_command(options, job["config"])
    if not fields:
        raise InvalidValueError("edit", "say what to change, for example: jobdesk edit 12 --priority high")
    changed = engine.ask("update_job", job_id=job["id"], fields=fields)
    return (0, changed, "") if changed is not None else (1, job, refusal(job, "it is gone"))


def queue(options: Namespace, folder: DataFolder) -> Answer:
    """Show or change the rules of one queue, or those of everything."""
    engine = RemoteEngine(folder)
    if options.name is None:
        _change_everything(engine, options)
    else:
        fields = _rules(options, (engine.ask("get_limits").get("queues") or {}).get(options.name, {}))
        if fields:
            engine.ask("change_queue", queue=options.name, fields=fields)
    if options.pause or options.drain:
        engine.ask("pause_queue", queue=options.name, drain=options.drain)
    elif options.resume:
        engine.ask("resume_queue", queue=options.name)
    document = {"settings": engine.ask("get_settings"), "limits": engine.ask("get_limits")}
    return 0, document, _describe(document, options.name)


def _change_everything(engine: RemoteEngine, options: Namespace) -> None:
    limits = engine.ask("get_limits")
    rules = _rules(options, limits)
    fields: dict[str, Any] = {}
    if "run_limit" in rules:
        if rules["run_limit"] is None:
            raise InvalidValueError("--limit", "everything together needs one; name a queue to take its limit away")
        engine.ask("change_setting", key="run_limit", value=rules["run_limit"])
    for name in ("days", "count", "gb"):
        if f"keep_{name}" in rules:
            # Of everything no rule is 0, and a size may be broken.
            kept = rules[f"keep_{name}"] or 0
            engine.ask("change_setting", key=f"archive_{name}", value=kept if name == "gb" else int(kept))
    if "conditions" in rules:
        fields["conditions"] = rules["conditions"]
    if options.cap is not None:
        fields["resources"] = _caps(options.cap, limits.get("resources", {}))
    if fields:
        engine.ask("change_limits", fields=fields)


def _rules(options: Namespace, old: dict[str, Any]) -> dict[str, Any]:
    """Return the rules that options ask for, as the engine's verbs take them; "none" takes a rule away."""
    rules: dict[str, Any] = {}
    if options.limit is not None:
        rules["run_limit"] = _number("--limit", options.limit, whole=True)
    if options.cap is not None:
        rules["caps"] = _caps(options.cap, old.get("caps", {}))
    for name in ("keep_days", "keep_count", "keep_gb"):
        text = getattr(options, name)
        if text is not None:
            rules[name] = _number(f"--{name.replace('_', '-')}", text, whole=name == "keep_count")
    conditions: dict[str, Any] = {}
    if options.quiet is not None:
        conditions["quiet"] = "" if options.quiet == "none" else options.quiet
    if options.max_load is not None:
        conditions["max_load"] = _number("--max-load", options.max_load)
    if options.min_free is not None:
        conditions["min_free_gb"] = _number("--min-free", options.min_free)
    if options.battery is not None:
        conditions["on_battery"] = options.battery == "yes"
    if conditions:
        rules["conditions"] = conditions
    return rules


def _caps(pairs: list[str], old: dict[str, float]) -> dict[str, float]:
    gone = {pair.removesuffix("=none") for pair in pairs if pair.endswith("=none")}
    given = read_amounts("--cap", [pair for pair in pairs if not pair.endswith("=none")])
    return {name: amount for name, amount in {**old, **given}.items() if name not in gone}


def _number(option: str, text: str, *, whole: bool = False) -> float | None:
    if text == "none":
        return None
    try:
        return int(text) if whole else float(text)
    except ValueError:
        raise InvalidValueError(option, f"must be a number, or none, not {text!r}") from None


def _describe(document: dict[str, Any], name: str | None) -> str:
    limits, settings = document["limits"], document["settings"]
    lines = []
    if name is None:
        state = "paused" if settings["queue_paused"] else "open"
        lines.append(f"everything: {state}, {settings['run_limit']} at once" + _say_rules(limits))
        amounts = ", ".join(f"{show_literally(key)} {amount:g}" for key, amount in limits.get("resources", {}).items())
        lines += [f"resources: {amounts}"] if amounts else []
        kept = {f"keep_{key}": settings[f"archive_{key}"] for key in ("days", "count", "gb")}
        lines[0] += _say_kept({key: amount for key, amount in kept.items() if amount})
    for queue_name, rules in sorted(limits.get("queues", {}).items()):
        if name in {None, queue_name}:
            limit = f", {rules['run_limit']} at once" if rules.get("run_limit") else ""
            lines.append(f"{show_literally(queue_name)}: {rules.get('state', 'open')}{limit}{_say_rules(rules)}")
    return "\n".join(lines) or f"{show_literally(str(name))}: open, no rules of its own"


def _say_rules(rules: dict[str, Any]) -> str:
    conditions = rules.get("conditions", {})
    said = [f"at most {amount:g} {show_literally(key)}" for key, amount in rules.get("caps", {}).items()]
    if conditions.get("quiet"):
        said.append(f"quiet {conditions['quiet']}")
    if conditions.get("max_load") is not None:
        said.append(f"load up to {conditions['max_load']:g} a core")
    if conditions.get("min_free_gb") is not None:
        said.append(f"{conditions['min_free_gb']:g} GB of memory free")
    if conditions.get("on_battery") is False:
        said.append("not on battery")
    kept = {name: rules[name] for name in ("keep_days", "keep_count", "keep_gb") if rules.get(name) is not None}
    return "".join(f", {part}" for part in said) + _say_kept(kept)


def _say_kept(kept: dict[str, float]) -> str:
    """Say how much of what has ended stays in the list."""
    words = {"keep_days": "{:g} days", "keep_count": "{:g} jobs", "keep_gb": "{:g} GB of logs"}
    said = [words[name].format(amount) for name, amount in kept.items()]
    return f", keeps {', '.join(said)}" if said else ""
