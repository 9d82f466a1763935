"""What a job wants beyond its turn as the texts of a form, read by the functions that read the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.jobs.policy import LONGEST_S, After, Park, Policy, Retry, TimeLimit, Trigger, make_policy
from jobdesk.core.timing.durations import parse_duration, parse_limit, write_duration

Texts = Mapping[str, str]
"""Contents of fields by key; one that is missing is empty."""
SPANS: Final = ("run_time", "silence", "waiting")
MOST_TRIGGERS: Final = 3
LIMIT_REACHED: Final = "limit"
SIGNS: Final = "signs"
_RETRY: Final = Retry()
_PARK: Final = Park()
_IN_PART: Final = re.compile(r"(retry|park|run_time|silence|waiting)\.([a-z]+?)(?:_s|_medians)? (.*)", re.DOTALL)


def read_policy(texts: Texts, old: Policy | None = None) -> Policy | None:
    """Read a policy; None is one that says nothing.

    Args:
        texts: What stands in the fields. The choices ``after_any`` and ``hold_if_broken`` are set by any text.
        old: What it was before, of which stays what no field shows.

    Raises:
        InvalidValueError: Something cannot be read; its field is the key of the text that is to blame.
    """
    shown = {
        "after_when": After(texts.get("after_when") or After.SUCCEEDED),
        "after_any": bool(texts.get("after_any")),
        "hold_if_broken": bool(texts.get("hold_if_broken")),
        "retry": _read_retry(texts, old),
        "park": _read_park(texts),
        **{span: _read_span(span, texts) for span in SPANS},
        "triggers": _read_triggers(texts, old),
        "at_once": _read(texts, "at_once", _count),
    }
    try:
        return make_policy(msgspec.structs.replace(old or Policy(), **shown))
    except InvalidValueError as error:
        problem = str(error.fields["problem"])
        found = _IN_PART.fullmatch(problem)
        if found is not None:
            raise InvalidValueError(f"{found[1]}_{found[2]}", found[3]) from None
        raise InvalidValueError("at_once", problem.removeprefix("at_once ")) from None


def policy_texts(policy: Policy | None) -> dict[str, str]:
    """Write a policy into the fields of a form; those that it says nothing of are left out."""
    if policy is None:
        return {}
    texts = {
        "after_when": "" if policy.after_when is After.SUCCEEDED else policy.after_when.value,
        "after_any": "any" if policy.after_any else "",
        "hold_if_broken": "hold" if policy.hold_if_broken else "",
        "at_once": "" if policy.at_once is None else str(policy.at_once),
        **_retry_texts(policy.retry),
        **_park_texts(policy.park),
    }
    for span in SPANS:
        limit: TimeLimit | None = getattr(policy, span)
        if limit is not None:
            texts[f"{span}_warn"] = _limit_text(limit.warn_s, limit.warn_medians)
            texts[f"{span}_stop"] = _limit_text(limit.stop_s, limit.stop_medians)
    for at, trigger in enumerate(policy.triggers[:MOST_TRIGGERS]):
        texts[f"then_{at}"] = trigger.template
        texts[f"then_{at}_on"] = trigger.on.value
        texts[f"then_{at}_values"] = "\n".join(f"{name}={value}" for name, value in trigger.values.items())
    return {key: text for key, text in texts.items() if text}


def _read(texts: Texts, key: str, parse: Callable[[str, str], Any], default: Any = None) -> Any:
    text = texts.get(key, "").strip()
    return parse(text, key) if text else default


def _count(text: str, key: str) -> int:
    if not text.isdecimal():
        raise InvalidValueError(key, f"must be a whole number, not {text!r:.40}")
    return int(text[:9])


def _delay(text: str, key: str) -> float:
    seconds = parse_duration(text, key)
    if seconds > LONGEST_S:
        raise InvalidValueError(key, "must be 10 years at most")
    return seconds


def _time(text: str, key: str) -> float:
    seconds = _delay(text, key)
    if not seconds:
        raise InvalidValueError(key, "must be more than 0")
    return seconds


def _limit(text: str, key: str) -> tuple[float | None, float | None]:
    seconds, medians = parse_limit(text, key)
    if medians is None:
        return _time(text, key), None
    if not medians:
        raise InvalidValueError(key, "must be more than 0")
    return seconds, medians


def _factor(text: str, key: str) -> float:
    try:
        factor = float(text.replace(",", "."))
    except ValueError:
        raise InvalidValueError(key, f"must be a number, not {text!r:.40}") from None
    if not 1 <= factor <= 100:
        raise InvalidValueError(key, "must be from 1 to 100")
    return factor


def _codes(text: str, key: str) -> tuple[int, ...]:
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    if not all(re.fullmatch(r"-?\d{1,9}", word) for word in words):
        raise InvalidValueError(key, f"must be whole numbers with commas between, not {text!r:.40}")
    return tuple(dict.fromkeys(map(int, words)))


def _read_retry(texts: Texts, old: Policy | None) -> Retry | None:
    limit = _read(texts, "retry_limit", _count, 0)
    if not limit:
        return None
    return Retry(
        limit=limit,
        delay_s=_read(texts, "retry_delay", _delay, _RETRY.delay_s),
        factor=_read(texts, "retry_factor", _factor, _RETRY.factor),
        cap_s=_read(texts, "retry_cap", _delay, _RETRY.cap_s),
        jitter=old.retry.jitter if old is not None and old.retry is not None else _RETRY.jitter,
        codes=_read(texts, "retry_codes", _codes, ()),
        pattern=texts.get("retry_pattern", ""),
    )


def _retry_texts(retry: Retry | None) -> dict[str, str]:
    if retry is None or not retry.limit:
        return {}
    return {
        "retry_limit": str(retry.limit),
        "retry_delay": "" if retry.delay_s == _RETRY.delay_s else write_duration(retry.delay_s),
        "retry_factor": "" if retry.factor == _RETRY.factor else f"{retry.factor:g}",
        "retry_cap": "" if retry.cap_s == _RETRY.cap_s else write_duration(retry.cap_s),
        "retry_codes": ", ".join(map(str, retry.codes)),
        "retry_pattern": retry.pattern,
    }


def _read_park(texts: Texts) -> Park | None:
    how = texts.get("park")
    if not how:
        return None
    delay_s = _read(texts, "park_delay", _time, _PARK.delay_s)
    if how == LIMIT_REACHED:
        return Park(delay_s=delay_s)
    codes, pattern = _read(texts, "park_codes", _codes, ()), texts.get("park_pattern", "")
    if not codes and not pattern:
        raise InvalidValueError("park_codes", "is empty; give exit codes or an expression")
    return Park(codes=codes, pattern=pattern, delay_s=delay_s)


def _park_texts(park: Park | None) -> dict[str, str]:
    if park is None:
        return {}
    return {
        "park": SIGNS if park.codes or park.pattern else LIMIT_REACHED,
        "park_codes": ", ".join(map(str, park.codes)),
        "park_pattern": park.pattern,
        "park_delay": "" if park.delay_s == _PARK.delay_s else write_duration(park.delay_s),
    }


def _read_span(span: str, texts: Texts) -> TimeLimit | None:
    warn_s, warn_medians = _read(texts, f"{span}_warn", _limit, (None, None))
    stop_s, stop_medians = _read(texts, f"{span}_stop", _limit, (None, None))
    limit = TimeLimit(warn_s=warn_s, stop_s=stop_s, warn_medians=warn_medians, stop_medians=stop_medians)
    return None if limit == TimeLimit() else limit


def _limit_text(seconds: float | None, medians: float | None) -> str:
    if medians is not None:
        return f"{medians:g}x"
    return "" if seconds is None else write_duration(seconds)


def _read_triggers(texts: Texts, old: Policy | None) -> tuple[Trigger, ...]:
    """Read the triggers; those beyond what a form has room for stay as they were."""
    found = []
    for at in range(MOST_TRIGGERS):
        template = texts.get(f"then_{at}", "")
        if template:
            on = After(texts.get(f"then_{at}_on") or After.SUCCEEDED)
            found.append(Trigger(template=template, on=on, values=_read(texts, f"then_{at}_values", _values, {})))
    return (*found, *(() if old is None else old.triggers[MOST_TRIGGERS:]))


def _values(text: str, key: str) -> dict[str, str]:
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            raise InvalidValueError(key, f"{line!r} must read NAME=value")
        found[name.strip()] = value.strip()
    return found
