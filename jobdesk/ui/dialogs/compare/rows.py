"""What two runs are compared by: what was asked for, and what came of it, each with whether it differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

import msgspec
from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.redaction import mask_config
from jobdesk.ui.detail.facts import Verdict, config_title, has_run, seconds_text, value_text
from jobdesk.ui.form.preview.policy_words import policy_words
from jobdesk.ui.table.columns import elapsed_s
from jobdesk.ui.text.cost_text import cost_text
from jobdesk.ui.text.job_command import shown_value
from jobdesk.ui.text.job_state import queue_title, state_of
from jobdesk.ui.text.limit_text import amounts_text
from jobdesk.ui.text.number_text import size_text
from jobdesk.ui.text.priority_text import priority_text
from jobdesk.ui.text.status_text import failure_text
from jobdesk.ui.text.time_text import full_text, spoken_duration

SIGN: Final = "\N{NOT EQUAL TO}"
_MORE_OR_LESS: Final = 0.1
_LEAST_S: Final = 0.5
_LEAST_BYTES: Final = 4e6
_LEAST_USD: Final = 0.001
_LONG: Final = 120
_AROUND: Final = 24
_LEFT_OUT: Final = "\N{HORIZONTAL ELLIPSIS}"


class Row(msgspec.Struct, frozen=True):
    """One thing that two runs are compared by.

    Attributes:
        label: What it is; with nothing to compare it is a heading.
        this: What it is of the run that is looked at.
        other: What it is of the run that it is compared with.
        differs: Whether that is worth a mark.
        change: By how much, for what can be measured.
        is_heading: Whether it only says what the next rows are about.
        setting: What a person calls it who has set it; empty for what came of a run.
    """

    label: str
    this: str = ""
    other: str = ""
    differs: bool = False
    change: str = ""
    is_heading: bool = False
    setting: str = ""


def compare_jobs(this: Job, other: Job, verdicts: tuple[Verdict, Verdict], now: datetime) -> list[Row]:
    """Compare all that is known of two runs.

    Args:
        this: The run that is looked at.
        other: The run that it is compared with.
        verdicts: What their supervisors measured.
        now: The present, for runs that have not ended.
    """
    return [
        Row(_tr("Config"), is_heading=True),
        *_config_rows(this, other),
        Row(_tr("What came of it"), is_heading=True),
        *_result_rows(this, other, verdicts, now),
    ]


def where_they_differ(this: str, other: str) -> tuple[str, str]:
    """Return two texts, of long ones only where they differ and a little around it."""
    if max(len(this), len(other)) <= _LONG or this == other:
        return this, other
    least = min(len(this), len(other))
    start = next((at for at in range(least) if this[at] != other[at]), least)
    end = next((at for at in range(least - start) if this[-1 - at] != other[-1 - at]), least - start)
    return _cut(this, start, end), _cut(other, start, end)


def _cut(text: str, start: int, end: int) -> str:
    """Leave out most of what is the same at the start and at the end of a text."""
    first, last = max(0, start - _AROUND), len(text) - max(0, end - _AROUND)
    return f"{_LEFT_OUT if first else ''}{text[first:last]}{_LEFT_OUT if last < len(text) else ''}"


def _config_rows(this: Job, other: Job) -> Iterator[Row]:
    kinds = [QCoreApplication.translate("Kinds", job.kind.capitalize()) for job in (this, other)]
    yield _plain(_tr("Name"), this.name, other.name)
    yield _plain(_tr("Kind"), *kinds)
    here, there = this.config, other.config
    masked = mask_config(here), mask_config(there)
    for key in dict.fromkeys((*here, *there)):
        if key not in {"kind", "env"}:
            shown = [value_text(key, config[key]) if key in config else "" for config in masked]
            title = config_title(key)
            yield _hidden(title, (shown[0], shown[1]), (here.get(key), there.get(key)), title)
    added, former = _environment(here), _environment(there)
    for name in dict.fromkeys((*added, *former)):
        values = [shown_value(name, env[name]) if name in env else "" for env in map(_environment, masked)]
        label = _tr("Environment: %1").replace("%1", name)
        yield _hidden(label, (values[0], values[1]), (added.get(name), former.get(name)), name)
    yield _plain(_tr("Queue"), queue_title(this.queue), queue_title(other.queue))
    yield _plain(_tr("Priority"), priority_text(this.priority), priority_text(other.priority))
    yield _plain(_tr("Tags"), ", ".join(sorted(this.tags)), ", ".join(sorted(other.tags)))
    policy, former_policy = dict(policy_words(this.policy)), dict(policy_words(other.policy))
    for title in dict.fromkeys((*policy, *former_policy)):
        yield _plain(title, policy.get(title, ""), former_policy.get(title, ""))
    if this.needs or other.needs:
        yield _plain(_tr("Needs"), amounts_text(this.needs), amounts_text(other.needs))


def _result_rows(this: Job, other: Job, verdicts: tuple[Verdict, Verdict], now: datetime) -> Iterator[Row]:
    # They can but differ.
    yield Row(_tr("Started"), _start(this), _start(other))
    yield _plain(_tr("State"), _state(this), _state(other))
    yield _plain(_tr("Exit code"), _code(this), _code(other))
    yield _measured(_tr("Took"), _duration, (elapsed_s(this, now), elapsed_s(other, now)), _LEAST_S)
    costs = _measured(_tr("Cost"), str, (this.cost_usd, other.cost_usd), _LEAST_USD)
    if this.cost_usd is not None or other.cost_usd is not None:
        yield msgspec.structs.replace(costs, this=cost_text(this), other=cost_text(other))
    cpu = [
        job.cpu_s if job.cpu_s is not None else read.cpu_s for job, read in zip((this, other), verdicts, strict=True)
    ]
    yield _measured(_tr("Processor time"), seconds_text, (cpu[0], cpu[1]), _LEAST_S)
    most = [job.peak_memory_bytes or read.max_rss_bytes for job, read in zip((this, other), verdicts, strict=True)]
    yield _measured(_tr("Most memory"), lambda size: size_text(round(size)), (most[0], most[1]), _LEAST_BYTES)
    if this.attempt > 1 or other.attempt > 1:
        yield _plain(_tr("Attempts"), str(this.attempt), str(other.attempt))


def _plain(label: str, this: str, other: str) -> Row:
    return Row(label, this, other, differs=this != other)


def _hidden(label: str, shown: tuple[str, str], values: tuple[Any, Any], setting: str) -> Row:
    """Compare values as they are; of secrets that differ, both look the same."""
    this, other = shown
    differs = values[0] != values[1]
    if differs and this == other:
        other = _tr("%1 (another value)").replace("%1", other)
    return Row(label, this, other, differs, setting=setting)


def _measured(label: str, say: Callable[[float], str], values: tuple[float | None, float | None], least: float) -> Row:
    """Compare amounts, which are never quite the same: what is close to each other does not count."""
    this, other = values
    here, there = ("" if value is None else say(value) for value in values)
    if this is None or other is None:
        return Row(label, here, there)
    difference = this - other
    differs = abs(difference) >= max(least, _MORE_OR_LESS * max(this, other))
    change = ""
    if differs and other > 0:
        percent = round(100 * difference / other)
        change = f"{percent:+d} %".replace("-", "\N{MINUS SIGN}") if percent < 1000 else f"× {round(this / other)}"
    return Row(label, here, there, differs, change)


def _environment(config: dict[str, Any]) -> dict[str, Any]:
    environment = config.get("env")
    return environment if isinstance(environment, dict) else {}


def _start(job: Job) -> str:
    return "" if job.started_at is None else full_text(job.started_at)


def _state(job: Job) -> str:
    word = str(state_of(job).word)
    return f"{word}: {failure_text(job)}" if job.status is JobStatus.FAILED else word


def _code(job: Job) -> str:
    if not has_run(job):
        return ""
    return _tr("Unknown") if job.exit_code is None else str(job.exit_code)


def _duration(seconds: float) -> str:
    return seconds_text(seconds) if seconds < 10 else spoken_duration(seconds)


def _tr(text: str) -> str:
    return QCoreApplication.translate("CompareWindow", text)
