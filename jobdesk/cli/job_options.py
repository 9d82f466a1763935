"""What may be wished for a job on the command line: the options, and the arguments that the engine gets for them."""

from __future__ import annotations

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.timing.durations import parse_duration, parse_limit
from jobdesk.core.timing.times import format_time, parse_moment

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

LEVELS = {"highest": 100, "high": 10, "normal": 0, "low": -10, "lowest": -100}
"""Names of priorities; any other number is one too."""


def add_wishes(parser: ArgumentParser, *, is_new: bool, is_schedule: bool = False) -> None:
    """Add the options, for a new job or to change one; what is not given is None.

    Args:
        parser: Gets them.
        is_new: Whether it is for a new job.
        is_schedule: Whether it is for the runs of a schedule: what these cannot wish is refused, and not offered.
    """
    add = parser.add_argument
    add("--name", help="what to call it" + ("; default: the command" if is_new else ""))
    add("--queue", help="the queue that it waits in" + ("; default: default" if is_new else ""))
    add("--priority", metavar="N", help=f"a higher number starts earlier; or {', '.join(LEVELS)}")
    add("--tag", action="append", help="may be repeated")
    add(
        "--need",
        metavar="R=N",
        action="append",
        help="occupy N of resource R while it runs; R alone is one; may be repeated",
    )
    add = parser.add_mutually_exclusive_group().add_argument
    first = "once, at" if is_schedule else "not before"
    add("--at", metavar="TIME", help=f"{first} 18:00, tomorrow 06:00, or 2026-01-31 18:00")
    first = "once, after this much time" if is_schedule else "not before this much time has passed"
    add("--in", metavar="TIME", dest="delay", help=f"{first}, such as 90s, 10m, 2h")
    _add_others(parser, is_schedule=is_schedule)
    _add_troubles(parser)


def _add_others(parser: ArgumentParser, *, is_schedule: bool) -> None:
    from argparse import SUPPRESS

    def of_jobs(hint: str) -> str:
        return SUPPRESS if is_schedule else hint

    ends = ("succeeded", "failed", "ended")
    add = parser.add_argument_group("other jobs").add_argument
    add("--after", metavar="JOB", action="append", help=of_jobs("wait for JOB to succeed; may be repeated"))
    add("--after-if", choices=ends, help=of_jobs("how those jobs must end; default: succeeded"))
    add("--after-any", action="store_true", default=None, help=of_jobs("one of those jobs is enough"))
    hint = of_jobs("if that cannot be any more, hold; do not cancel")
    add("--hold-if-broken", action="store_true", default=None, help=hint)
    add("--then", metavar="TEMPLATE", action="append", help="start this template when it has ended; may be repeated")
    add("--then-if", choices=ends, help="how it must have ended; default: succeeded")
    add(
        "--then-value",
        metavar="K=V",
        action="append",
        help="fill the template's {K}; V may hold {job_id} {job_number} {job_name} {exit_code} {log} {result}",
    )


def _add_troubles(parser: ArgumentParser) -> None:
    add = parser.add_argument_group("when things go wrong").add_argument
    add("--retries", type=int, metavar="N", help="after a failure, up to N further attempts")
    add("--retry-delay", metavar="TIME", help="before the first of them; default 10s, doubled each time up to 1h")
    add("--retry-factor", type=float, metavar="F", help="how much longer each delay is; default 2")
    add("--retry-cap", metavar="TIME", help="the longest delay; default 1h")
    add("--retry-code", type=int, metavar="N", action="append", help="only after this exit code; may be repeated")
    add("--retry-pattern", metavar="RE", help="only if the log holds this expression")
    add("--timeout", metavar="TIME", help="stop it after running this long, or 3x: thrice the median of earlier runs")
    add("--timeout-warn", metavar="TIME", help="say so after running this long")
    add("--silence", metavar="TIME", help="stop it after this long without a new line")
    add("--silence-warn", metavar="TIME", help="say so after this long without a new line")
    add("--wait-timeout", metavar="TIME", help="give up after waiting this long for its turn")
    add("--wait-warn", metavar="TIME", help="say so after waiting this long")
    add("--park-code", type=int, metavar="N", action="append", help="this exit code means: try again later")
    add(
        "--park-pattern", metavar="RE", help="so does this expression in the log; groups 'at' and 'after' give the time"
    )
    add(
        "--park-for",
        metavar="TIME",
        help="how long, where nothing says; default 15m. Without code and pattern: when its log tells of a usage limit",
    )


def wishes_of(options: Namespace, policy: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what was wished for, as the arguments of the engine's verbs.

    Args:
        options: The options as they were given.
        policy: What the job wants already, of which what is not given stays.

    Raises:
        InvalidValueError: A value cannot be read.
    """
    wishes: dict[str, Any] = {
        "name": options.name,
        "queue": options.queue,
        "priority": None if options.priority is None else read_priority(options.priority),
        "tags": options.tag,
        "needs": None if options.need is None else read_amounts("--need", options.need, lone="1"),
        "not_before": _not_before(options),
        "delay": None if options.delay is None else _delay(options.delay),
        "after": options.after,
        "policy": _policy(options, policy or {}),
    }
    return {name: value for name, value in wishes.items() if value is not None}


def read_priority(text: str) -> int:
    """Read a priority, as a number or by its name.

    Raises:
        InvalidValueError: It is neither.
    """
    level = LEVELS.get(text.lower())
    if level is not None:
        return level
    try:
        return int(text)
    except ValueError:
        raise InvalidValueError("--priority", f"must be a whole number or one of {', '.join(LEVELS)}") from None


def read_amounts(option: str, pairs: list[str], lone: str = "") -> dict[str, float]:
    """Read amounts such as ``gpu=2``.

    Args:
        option: What they were given with.
        pairs: The amounts.
        lone: What a name alone stands for; empty is a mistake.

    Raises:
        InvalidValueError: One cannot be read.
    """
    amounts = {}
    for pair in pairs:
        name, equals, amount = pair.partition("=")
        try:
            amounts[name] = float(amount if equals else lone)
        except ValueError:
            raise InvalidValueError(option, f"takes NAME=AMOUNT, such as gpu=2, not {pair!r}") from None
    return amounts


def _delay(text: str) -> float:
    from datetime import MAXYEAR, UTC, datetime

    delay_s = parse_duration(text, "--in")
    if delay_s > (MAXYEAR - datetime.now(UTC).year) * 365 * 86400.0:
        raise InvalidValueError("--in", "is longer than there are dates")
    return delay_s


def _not_before(options: Namespace) -> str | None:
    if options.at is None:
        return None
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    moment = parse_moment("--at", options.at, now.astimezone())
    if moment < now:
        raise InvalidValueError("--at", "lies in the past")
    return format_time(moment)


def _policy(options: Namespace, old: dict[str, Any]) -> dict[str, Any] | None:
    given = {
        "after_when": options.after_if,
        "after_any": options.after_any,
        "hold_if_broken": options.hold_if_broken,
        "retry": _retry(options, old.get("retry") or {}),
        "run_time": _time_limit("--timeout", options.timeout, options.timeout_warn, old.get("run_time") or {}),
        "silence": _time_limit("--silence", options.silence, options.silence_warn, old.get("silence") or {}),
        "waiting": _time_limit("--wait-timeout", options.wait_timeout, options.wait_warn, old.get("waiting") or {}),
        "park": _park(options, old.get("park") or {}),
        "triggers": _triggers(options),
    }
    changed = {name: value for name, value in given.items() if value is not None}
    return {**old, **changed} if changed else None


def _retry(options: Namespace, old: dict[str, Any]) -> dict[str, Any] | None:
    given = {
        "limit": options.retries,
        "delay_s": None if options.retry_delay is None else parse_duration(options.retry_delay, "--retry-delay"),
        "factor": options.retry_factor,
        "cap_s": None if options.retry_cap is None else parse_duration(options.retry_cap, "--retry-cap"),
        "codes": options.retry_code,
        "pattern": options.retry_pattern,
    }
    return _merged(given, old, least={"limit": 3})


def _park(options: Namespace, old: dict[str, Any]) -> dict[str, Any] | None:
    given = {
        "codes": options.park_code,
        "pattern": options.park_pattern,
        "delay_s": None if options.park_for is None else parse_duration(options.park_for, "--park-for"),
    }
    return _merged(given, old)


def check_templates(options: Namespace, templates: list[dict[str, Any]]) -> None:
    """Accept templates to start that are there, and values that they have blanks for.

    Raises:
        InvalidValueError: One is not.
    """
    blanks = {one["name"]: {blank["name"] for blank in one["parameters"]} for one in templates}
    for name in options.then or ():
        if name not in blanks:
            raise InvalidValueError("--then", f"there is no template {name!r}; New Job can save one")
        for pair in options.then_value or ():
            blank, equals, _ = pair.partition("=")
            if not equals:
                raise InvalidValueError("--then-value", f"takes NAME=VALUE, not {pair!r}")
            if blank not in blanks[name]:
                raise InvalidValueError("--then-value", f"{name!r} has no parameter {blank!r}")


def _triggers(options: Namespace) -> list[dict[str, Any]] | None:
    if options.then is None:
        if options.then_if or options.then_value:
            raise InvalidValueError("--then-if, --then-value", "say with --then what to start")
        return None
    values = dict(pair.partition("=")[::2] for pair in options.then_value or ())
    return [{"template": name, "on": options.then_if or "succeeded", "values": values} for name in options.then]


def _time_limit(option: str, stop: str | None, warn: str | None, old: dict[str, Any]) -> dict[str, Any] | None:
    """Read one pair of limits; ``3x`` is thrice the median of earlier runs."""
    given: dict[str, Any] = {}
    for name, text, where in (("stop", stop, option), ("warn", warn, f"{option.removesuffix('-timeout')}-warn")):
        if text is None:
            continue
        given[f"{name}_s"], given[f"{name}_medians"] = parse_limit(text, where)
    return {**old, **given} if given else None


def _merged(given: dict[str, Any], old: dict[str, Any], least: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """Put what was given over what there was; None if nothing was given."""
    changed = {name: value for name, value in given.items() if value is not None}
    return {**(least or {}), **old, **changed} if changed else None
