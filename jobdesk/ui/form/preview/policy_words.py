"""What a job wants beyond its turn, in the words of the window: titles and texts, shown where it was asked for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from jobdesk.core.jobs.policy import After, Park, Policy, Retry, TimeLimit, Trigger
from jobdesk.core.timing.durations import say_wait
from jobdesk.ui.text.number_text import decimal_text


def policy_words(policy: Policy | None) -> list[tuple[str, str]]:
    """Return all that a policy says as titles and texts, but for how the jobs that it waits for must end."""
    if policy is None:
        return []
    found = [
        (_tr("Run time"), _limit_words(policy.run_time)),
        (_tr("Without output"), _limit_words(policy.silence)),
        (_tr("Waiting"), _limit_words(policy.waiting)),
        (_tr("Retries"), _retry_words(policy.retry)),
        (_tr("Try again later"), _park_words(policy.park)),
        (_tr("Then"), "\n".join(map(_trigger_words, policy.triggers))),
        (_tr("At once"), "" if policy.at_once is None else str(policy.at_once)),
    ]
    return [(title, text) for title, text in found if text]


def _limit_words(limit: TimeLimit | None) -> str:
    if limit is None:
        return ""
    parts = []
    for words, seconds, medians in (
        (_tr("warns after %1"), limit.warn_s, limit.warn_medians),
        (_tr("stops after %1"), limit.stop_s, limit.stop_medians),
    ):
        if medians is not None:
            parts.append(words.replace("%1", _tr("%1 times the usual").replace("%1", _number(medians))))
        if seconds is not None:
            parts.append(words.replace("%1", say_wait(seconds)))
    return ", ".join(parts)


def _retry_words(retry: Retry | None) -> str:
    if retry is None or not retry.limit:
        return ""
    times = QCoreApplication.translate("PolicyWords", "%n times", "", retry.limit).replace("%n", str(retry.limit))
    parts = [times, _tr("first after %1").replace("%1", say_wait(retry.delay_s))]
    if retry.factor != 1:
        words = _tr("each %1 times longer, up to %2")
        parts.append(words.replace("%1", _number(retry.factor)).replace("%2", say_wait(retry.cap_s)))
    if retry.codes:
        parts.append(_tr("after exit codes %1").replace("%1", _codes(retry.codes)))
    if retry.pattern:
        parts.append(_tr("if the log holds %1").replace("%1", retry.pattern))
    return ", ".join(parts)


def _park_words(park: Park | None) -> str:
    if park is None:
        return ""
    parts = []
    if park.codes:
        parts.append(_tr("on exit codes %1").replace("%1", _codes(park.codes)))
    if park.pattern:
        parts.append(_tr("if the log holds %1").replace("%1", park.pattern))
    if not parts:
        parts.append(_tr("when its log tells of a usage limit"))
    return ", ".join([*parts, _tr("after %1 if it says no time").replace("%1", say_wait(park.delay_s))])


def _trigger_words(trigger: Trigger) -> str:
    how = {
        After.SUCCEEDED: _tr("when it succeeds, start %1"),
        After.FAILED: _tr("when it fails, start %1"),
        After.ENDED: _tr("when it ends, start %1"),
    }[trigger.on]
    values = ", ".join(f"{name}={value}" for name, value in trigger.values.items())
    return how.replace("%1", trigger.template) + (f" ({values})" if values else "")


def _codes(codes: tuple[int, ...]) -> str:
    return ", ".join(map(str, codes))


def _number(value: float) -> str:
    return decimal_text(value, 0 if value == int(value) else 1)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PolicyWords", text)
