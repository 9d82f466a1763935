"""What a job wants beyond its turn: conditions on other jobs, retries, time limits, parking, and what follows it."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.redaction import MASK, MASKED

LONGEST_S = 10 * 365 * 86400.0
_MOST_RETRIES = 10_000


class After(StrEnum):
    """How the jobs that another one waits for must have ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ENDED = "ended"


class Retry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Further attempts after a failure.

    Attributes:
        limit: How many, beside the first attempt.
        delay_s: Seconds before the first of them.
        factor: Each delay is this many times the one before.
        cap_s: No delay is longer.
        jitter: Share by which a delay is lengthened at random, so that jobs that failed together part.
        codes: Exit codes worth another attempt; empty with an empty pattern is any failure.
        pattern: Regular expression; a failure whose log holds it is worth another attempt.
    """

    limit: int = 0
    delay_s: float = 10.0
    factor: float = 2.0
    cap_s: float = 3600.0
    jitter: float = 0.1
    codes: tuple[int, ...] = ()
    pattern: str = ""


class TimeLimit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """When to warn and when to stop, in seconds or as multiples of the median of earlier runs; None is never."""

    warn_s: float | None = None
    stop_s: float | None = None
    warn_medians: float | None = None
    stop_medians: float | None = None


class Park(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What tells that a job was only sent away for a while, as by a rate limit; it then goes on later by itself.

    Attributes:
        codes: Exit codes that say so.
        pattern: Regular expression that says so in the log of an attempt that did not succeed; a group named ``at``
            gives a time of day or a moment, one named ``after`` a duration, in seconds or with units. Empty with empty
            codes is what the usual services write when a limit is reached.
        delay_s: How long, where nothing says.
    """

    codes: tuple[int, ...] = ()
    pattern: str = ""
    delay_s: float = 900.0


class Trigger(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A template that is started when the job has ended in some way."""

    template: str
    on: After = After.SUCCEEDED
    values: dict[str, str] = {}


class Policy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """All of it together; what is not said stays at its default.

    Attributes:
        after_when: How the jobs that it waits for must have ended.
        after_any: Whether one of them is enough.
        hold_if_broken: Whether it is held, not cancelled, when what it waits for cannot come true any more.
        run_time: Time limits of a run; sleep and pauses do not count.
        silence: Time limits without a new line in the log.
        waiting: Time limits of the wait for its turn.
        at_once: For an array: how many of its tasks may run at once; None is as many as may.
    """

    after_when: After = After.SUCCEEDED
    after_any: bool = False
    hold_if_broken: bool = False
    retry: Retry | None = None
    run_time: TimeLimit | None = None
    silence: TimeLimit | None = None
    waiting: TimeLimit | None = None
    park: Park | None = None
    triggers: tuple[Trigger, ...] = ()
    at_once: int | None = None


NO_POLICY = Policy()
REPEATED = ("queue", "priority", "tags", "needs", "policy", "notify")
"""Fields of a job that say what a repetition of it wishes beside config and name: arguments of `create_job`."""
ORIGIN = ("submit_folder", "environment")
"""Fields that say where a job was submitted: the folder that its paths begin in, and the key of the environment."""


def check_notify(value: object) -> str:
    """Accept whether the end of a job is told; empty is as the settings say.

    Raises:
        InvalidValueError: It is none of the words.
    """
    if value not in ("", "always", "never"):
        raise InvalidValueError("notify", f"must be one of always, never, not {value!r:.80}")
    return str(value)


def make_policy(value: object) -> Policy | None:
    """Accept a policy, or the JSON object of one; None and one that says nothing are None.

    Raises:
        InvalidValueError: It is none, or a number in it makes no sense.
    """
    if value is None:
        return None
    try:
        policy = value if isinstance(value, Policy) else msgspec.convert(value, Policy)
    except msgspec.ValidationError as error:
        raise InvalidValueError("policy", str(error)) from None
    problems = _problems(policy)
    if problems:
        raise InvalidValueError("policy", "; ".join(problems))
    try:
        encoded = msgspec.json.encode(policy)
    except UnicodeEncodeError:
        raise InvalidValueError("policy", "holds half of a surrogate pair, which is no text") from None
    if MASK.encode() in encoded:
        raise InvalidValueError("policy", MASKED)
    return None if policy == NO_POLICY else policy


def _problems(policy: Policy) -> list[str]:
    found = []
    if policy.at_once is not None and policy.at_once < 1:
        found.append("at_once must be 1 or more")
    for name in ("run_time", "silence", "waiting"):
        limit: TimeLimit | None = getattr(policy, name)
        for field in limit.__struct_fields__ if limit is not None else ():
            amount = getattr(limit, field)
            if amount is not None and not 0 < amount <= LONGEST_S:
                found.append(f"{name}.{field} must be more than 0 and at most {LONGEST_S:.0f}")
    retry = policy.retry
    if retry is not None:
        if not 0 <= retry.limit <= _MOST_RETRIES:
            found.append(f"retry.limit must be from 0 to {_MOST_RETRIES}")
        if not 0 <= retry.delay_s <= LONGEST_S or not 0 <= retry.cap_s <= LONGEST_S:
            found.append("retry.delay_s and retry.cap_s must be seconds, 0 or more")
        if not 1 <= retry.factor <= 100 or not 0 <= retry.jitter <= 1:
            found.append("retry.factor must be from 1 to 100 and retry.jitter from 0 to 1")
    if policy.park is not None and not 0 < policy.park.delay_s <= LONGEST_S:
        found.append("park.delay_s must be seconds, more than 0")
    for name, pattern in (("retry", retry and retry.pattern), ("park", policy.park and policy.park.pattern)):
        try:
            re.compile(pattern or "")
        except (re.error, OverflowError, RecursionError) as error:
            found.append(f"{name}.pattern is no regular expression: {error}")
    return found
