"""What the Overview, Cost and Config tabs, and the strip beside the log, say of a job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import START_FAILURES, Job, JobStatus, start_folder
from jobdesk.core.jobs.policy import After
from jobdesk.core.redaction import mask_config, mask_job_text, mask_member
from jobdesk.core.timing.times import parse_time
from jobdesk.jobdir.folder import read_json
from jobdesk.kinds.registry import KINDS
from jobdesk.ui.detail.properties_pane import Fact
from jobdesk.ui.form.preview.policy_words import policy_words
from jobdesk.ui.table.columns import elapsed_s
from jobdesk.ui.text.attempt_text import attempt_story
from jobdesk.ui.text.cost_text import cost_text, spoken_cost
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.job_command import command_text, quote, shown_value
from jobdesk.ui.text.job_state import queue_title, state_of
from jobdesk.ui.text.limit_text import amounts_text
from jobdesk.ui.text.number_text import decimal_text, size_text
from jobdesk.ui.text.priority_text import priority_text
from jobdesk.ui.text.status_text import Moment, failure_text, row_sentence, tasks_text
from jobdesk.ui.text.time_text import full_text, moment_text, spoken_duration

if TYPE_CHECKING:
    from jobdesk.engine.execution.usage import Use

__all__ = ["command_text", "config_facts", "cost_facts", "glance_facts", "overview_facts", "read_verdict"]


class Verdict(msgspec.Struct, frozen=True):
    """What the supervisor measured, beside what every job says of itself."""

    cpu_s: float | None = None
    max_rss_bytes: int | None = None
    signal: str = ""
    leftovers: tuple[str, ...] = ()


def read_verdict(log: Path) -> Verdict:
    """Read a job's verdict from beside its log; whatever is wrong with it, it then says nothing."""
    found = read_json(log.parent / "exit.json") or {}
    cpu_s, memory, signal, leftovers = (found.get(key) for key in ("cpu_s", "max_rss_bytes", "signal", "leftovers"))
    return Verdict(
        float(cpu_s) if isinstance(cpu_s, int | float) and not isinstance(cpu_s, bool) else None,
        memory if isinstance(memory, int) and memory > 0 else None,
        signal if isinstance(signal, str) else "",
        tuple(str(name) for name in leftovers) if isinstance(leftovers, list) else (),
    )


def overview_facts(job: Job, moment: Moment, verdict: Verdict | None = None) -> list[Fact]:
    """Tell how a job came to where it is."""
    facts = [Fact(_tr("Outcome") if job.is_final else _tr("State"), _outcome(job, moment))]
    error = mask_job_text(job, engine_text(job.error or ""))
    if error and error != failure_text(job):
        facts.append(Fact(_tr("Error"), error, is_code="\n" in error))
    result = job.result_summary
    if result is not None:
        text = result if isinstance(result, str) else msgspec.json.format(bytes(job.raw_result), indent=2).decode()
        facts.append(Fact(_tr("Result"), mask_job_text(job, text), is_code=not isinstance(result, str)))
    facts += [Fact(_tr("Notice"), engine_text(notice)) for notice in job.notices]
    facts += _timeline(job, moment)
    facts += _measured(job, verdict or Verdict(), moment.use(job.id) if job.status is JobStatus.RUNNING else None)
    facts += _relations(job, moment)
    return facts


def _timeline(job: Job, moment: Moment) -> list[Fact]:
    facts = [Fact(_tr("Added"), full_text(job.created_at))]
    if job.started_at is not None:
        waited_s = (job.started_at - job.created_at).total_seconds()
        if waited_s >= 1:
            facts.append(Fact(_tr("Waited"), spoken_duration(waited_s)))
        facts.append(Fact(_tr("Started"), full_text(job.started_at)))
    if job.attempt > 1:
        facts += [Fact(_tr("Attempt %1").replace("%1", str(past.number)), attempt_story(past)) for past in job.attempts]
        facts.append(Fact(_tr("Attempt"), str(job.attempt)))
    if job.finished_at is not None:
        facts.append(Fact(_tr("Ended"), full_text(job.finished_at)))
    seconds = elapsed_s(job, moment.now)
    if seconds is not None:
        text = seconds_text(seconds) if job.is_final and seconds < 10 else spoken_duration(seconds)
        if job.awake_s is not None and seconds - job.awake_s >= 1:
            text += _tr(", of which the computer was awake %1").replace("%1", spoken_duration(job.awake_s))
        facts.append(Fact(_tr("Took") if job.is_final else _tr("Running for"), text))
    return facts


def _measured(job: Job, verdict: Verdict, use: Use | None) -> list[Fact]:
    if use is not None:
        return _seen(use)
    facts = []
    if has_run(job):
        facts.append(Fact(_tr("Exit code"), _tr("Unknown") if job.exit_code is None else str(job.exit_code)))
    if verdict.signal:
        facts.append(Fact(_tr("Ended by"), verdict.signal))
    # Of jobs that ended before these were kept, their folders still tell.
    cpu_s = verdict.cpu_s if job.cpu_s is None else job.cpu_s
    if cpu_s is not None:
        facts.append(Fact(_tr("Processor time"), seconds_text(cpu_s)))
    memory = job.peak_memory_bytes or verdict.max_rss_bytes
    if memory is not None:
        facts.append(Fact(_tr("Most memory"), size_text(memory)))
    if verdict.leftovers:
        facts.append(Fact(_tr("Left running"), ", ".join(verdict.leftovers)))
    return facts


def has_run(job: Job) -> bool:
    """Whether a process of its own has run and ended, so that it had an exit code."""
    is_own = not (job.is_array or job.is_external)
    could_start = job.reason is None or job.reason.code not in START_FAILURES
    return job.is_final and job.started_at is not None and is_own and could_start


def _seen(use: Use) -> list[Fact]:
    """Tell what a running job uses, as the newest look at all its processes told."""
    facts = []
    if use.cpu_s is not None:
        text = seconds_text(use.cpu_s)
        if use.load is not None:
            text += _tr(", now %1 % of a processor").replace("%1", str(round(use.load * 100)))
        facts.append(Fact(_tr("Processor time"), text))
    if use.memory_bytes is not None and use.peak_memory_bytes is not None:
        text = _tr("%1, at most %2 so far").replace("%1", size_text(use.memory_bytes))
        facts.append(Fact(_tr("Memory"), text.replace("%2", size_text(use.peak_memory_bytes))))
    if use.pid is not None:
        facts.append(Fact(_tr("Process"), str(use.pid)))
    return facts


def _relations(job: Job, moment: Moment) -> list[Fact]:
    facts = [Fact(_tr("Needs"), amounts_text(job.needs))] if job.needs else []
    if job.tasks is not None:
        facts.append(Fact(_tr("Tasks"), tasks_text(job.tasks)))
    array = moment.find(job.parent) if job.parent else None
    if array is not None:
        facts.append(Fact(_tr("Part of"), "", links=((f"#{array.number} {array.name}", array.id),)))
    links = []
    for job_id in job.after:
        other = moment.find(job_id)
        if other is not None:
            links.append((f"#{other.number} {other.name}  ({state_of(other).word})", job_id))
    if links:
        facts.append(Fact(_after_label(job), "", links=tuple(links)))
    if job.after and job.rules.hold_if_broken:
        facts.append(Fact(_tr("If that cannot be"), _tr("It is held")))
    first = moment.find(job.rerun_of) if job.rerun_of else None
    if first is not None:
        facts.append(Fact(_tr("Rerun of"), "", links=((f"#{first.number} {first.name}", first.id),)))
    return facts


def _after_label(job: Job) -> str:
    """Say how the jobs that one waits for must end."""
    if job.rules.after_any and len(job.after) > 1:
        return {
            After.SUCCEEDED: _tr("Runs after success of any"),
            After.FAILED: _tr("Runs after failure of any"),
            After.ENDED: _tr("Runs after the end of any"),
        }[job.rules.after_when]
    return {
        After.SUCCEEDED: _tr("Runs after"),
        After.FAILED: _tr("Runs after failure of"),
        After.ENDED: _tr("Runs after the end of"),
    }[job.rules.after_when]


def config_facts(job: Job) -> list[Fact]:
    """Tell what was asked for, with what looks secret masked."""
    config = mask_config(job.config)
    folder = start_folder(config, job.submit_folder)
    config |= {"cwd": folder} if folder else {}
    facts = [Fact(_tr("Kind"), QCoreApplication.translate("Kinds", job.kind.capitalize()))]
    for key, value in config.items():
        if key not in {"kind", "env"}:
            facts.append(Fact(config_title(key), value_text(key, value), is_code=True))
    environment = config.get("env")
    if isinstance(environment, dict):
        lines = [f"{name}={shown_value(name, value)}" for name, value in environment.items()]
        facts.append(Fact(_tr("Environment"), "\n".join(lines) or _tr("Nothing added"), is_code=True))
    facts += [
        Fact(_tr("Queue"), queue_title(job.queue)),
        Fact(_tr("Priority"), priority_text(job.priority)),
        Fact(_tr("Tags"), ", ".join(job.tags) or _tr("None")),
        *(Fact(title, text) for title, text in policy_words(job.policy)),
        Fact(_tr("Id"), job.id, is_code=True),
        Fact(_tr("Log"), job.logs_path, is_code=True),
    ]
    return facts


def cost_facts(job: Job) -> list[Fact]:
    """Tell what a job cost, and how far that can be trusted."""
    if job.cost_usd is None:
        return []
    source = {
        "≈": _tr("Estimated by the job from its use"),
        "≥": _tr("At least this: the run ended before it reported all"),
    }.get(job.cost_mark, _tr("Reported by the job"))
    label = _tr("Total") if job.is_final else _tr("So far")
    return [Fact(label, cost_text(job), spoken=spoken_cost(job)), Fact(_tr("Source"), source)]


def glance_facts(job: Job, moment: Moment, runs: list[Job]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Tell in short what one wants to know at a glance: headings, each with its lines."""
    time: list[tuple[str, str]] = []
    seconds = elapsed_s(job, moment.now)
    if job.started_at is not None:
        time.append((_tr("Started"), moment_text(job.started_at, moment.now)))
    if seconds is not None:
        time.append((_tr("Took") if job.is_final else _tr("Running for"), spoken_duration(seconds)))
    finishes = parse_time(moment.finishes(job)) if job.status is JobStatus.RUNNING else None
    if finishes is not None and job.progress is not None:
        clock = moment_text(finishes, moment.now)
        time.append((_tr("Finishes"), _tr("about %1").replace("%1", clock) if job.progress.is_rough else clock))
    took = [run.duration_s for run in runs if run.id != job.id and run.duration_s is not None]
    took = [value for value in took if value is not None]
    if took:
        import statistics  # Late: it brings exact fractions.

        label = _tr("Last %1 runs").replace("%1", str(len(took))) if len(took) > 1 else _tr("Last run")
        median = spoken_duration(statistics.median(took))
        time.append((label, _tr("%1 (median)").replace("%1", median) if len(took) > 1 else median))
    sections = [(_tr("Time"), time)]
    if job.cost_usd is not None:
        sections.append((_tr("Cost"), [(_tr("Total") if job.is_final else _tr("So far"), cost_text(job))]))
    progress = job.progress
    if progress is not None:
        lines = []
        if progress.fraction is not None:
            lines.append((_tr("Done"), f"{int(progress.fraction * 100)} %"))
        if progress.step is not None:
            total = f" / {progress.total}" if progress.total else ""
            lines.append((_tr("Step"), f"{progress.step}{total}"))
        if progress.text:
            lines.append((_tr("Now"), mask_job_text(job, progress.text)))
        if progress.is_printed:
            lines.append((_tr("Source"), _tr("Read from its output")))
        sections.append((_tr("Progress"), lines))
    return [(heading, lines) for heading, lines in sections if lines]


def _outcome(job: Job, moment: Moment) -> str:
    if job.status is JobStatus.QUEUED and moment.blockers(job):
        return str(state_of(job).word)  # Why it does not run stands above, with what lifts it.
    sentence = row_sentence(job, moment)
    if job.status is JobStatus.RUNNING and sentence == moment.last_line(job.id):
        return _tr("%1. Last line: %2").replace("%1", str(state_of(job).word)).replace("%2", sentence)
    return f"{state_of(job).word}: {sentence}"


def seconds_text(seconds: float) -> str:
    """Write a measured duration, a short one with a digit behind its point."""
    return f"{decimal_text(seconds, 2 if seconds < 1 else 1)} s" if seconds < 60 else spoken_duration(seconds)


def config_title(key: str) -> str:
    """Return what a member of a config is called."""
    for kind in KINDS.values():
        for field in kind.fields:
            if field.key == key:
                return QCoreApplication.translate("Kinds", field.title)
    return key.replace("_", " ").capitalize()


def value_text(key: str, value: Any) -> str:
    """Return the value of a member of a config as it may be shown, with what looks secret masked."""
    value = mask_member(key, value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return quote(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _tr("Yes") if value else _tr("No")
    return msgspec.json.encode(value).decode()


def _tr(text: str) -> str:
    return QCoreApplication.translate("JobFacts", text)
