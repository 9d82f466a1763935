"""What the Overview and Config tabs say of a job."""

from __future__ import annotations

import re
import shlex
from typing import Any

import msgspec

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.facts_pane import Fact
from jobdesk.ui.job_columns import elapsed_s
from jobdesk.ui.job_sentence import Moment, failure_text, job_sentence
from jobdesk.ui.job_state import state_of
from jobdesk.ui.time_text import full_text, spoken_duration

MASK = "\N{BULLET}" * 8
_SECRET = re.compile(r"(?i)(key|token|secret|passw|pwd|credential|auth|cookie|session|dsn)")
_USERINFO = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")


def overview_facts(job: Job, moment: Moment) -> list[Fact]:
    """Tell how a job came to where it is."""
    facts = [Fact("Outcome" if job.is_final else "State", _outcome(job, moment))]
    if job.error and job.error != failure_text(job):
        facts.append(Fact("Error", job.error, is_code="\n" in job.error))
    result = job.result_summary
    if result is not None:
        text = result if isinstance(result, str) else msgspec.json.format(bytes(job.raw_result), indent=2).decode()
        facts.append(Fact("Result", text, is_code=not isinstance(result, str)))
    facts += [Fact("Notice", notice) for notice in job.notices]
    facts.append(Fact("Added", full_text(job.created_at)))
    if job.started_at is not None:
        waited_s = (job.started_at - job.created_at).total_seconds()
        waited = f", after waiting {spoken_duration(waited_s)}" if waited_s >= 1 else ""
        facts.append(Fact("Started", full_text(job.started_at) + waited))
    if job.finished_at is not None:
        facts.append(Fact("Ended", full_text(job.finished_at)))
    seconds = elapsed_s(job, moment.now)
    if seconds is not None:
        facts.append(Fact("Took" if job.is_final else "Running for", spoken_duration(seconds)))
    if job.is_final and job.started_at is not None:
        facts.append(Fact("Exit code", "Unknown" if job.exit_code is None else str(job.exit_code)))
    if job.notes:
        facts.append(Fact("Notes", job.notes))
    return facts


def config_facts(job: Job) -> list[Fact]:
    """Tell what was asked for, with what looks secret masked."""
    config = job.config
    facts = [Fact("Kind", job.kind.capitalize())]
    for key, value in config.items():
        if key in {"kind", "env"}:
            continue
        facts.append(Fact(_title(key), _value_text(key, value), is_code=True))
    environment = config.get("env")
    if isinstance(environment, dict):
        lines = [f"{name}={MASK if _SECRET.search(name) else _mask(str(value))}" for name, value in environment.items()]
        facts.append(Fact("Environment", "\n".join(lines) or "Nothing added", is_code=True))
    facts += [
        Fact("Queue", job.queue),
        Fact("Priority", str(job.priority)),
        Fact("Tags", ", ".join(job.tags) or "None"),
        Fact("Id", job.id, is_code=True),
        Fact("Log", job.logs_path, is_code=True),
    ]
    return facts


def command_text(job: Job) -> str:
    """Return a job's command as a line for a terminal; empty where it has none."""
    config = job.config
    command = config.get("command")
    if isinstance(command, list):
        return shlex.join(map(str, command))
    if isinstance(command, str):
        return command
    if config.get("script"):
        arguments = config.get("args") or []
        return shlex.join(["python3", str(config["script"]), *map(str, arguments)])
    return ""


def _outcome(job: Job, moment: Moment) -> str:
    sentence = job_sentence(job, moment)
    if job.status is JobStatus.RUNNING:
        return (
            f"{state_of(job).word}. Last line: {sentence}"
            if moment.last_line(job.id)
            else f"{state_of(job).word}. {sentence}."
        )
    return f"{state_of(job).word}: {sentence}"


def _title(key: str) -> str:
    return {"cwd": "Folder", "args": "Arguments"}.get(key, key.replace("_", " ").capitalize())


def _value_text(key: str, value: Any) -> str:
    if _SECRET.search(key):
        return MASK
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return _mask(shlex.join(value))
    if isinstance(value, str):
        return _mask(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return _mask(msgspec.json.encode(value).decode())


def _mask(text: str) -> str:
    return _USERINFO.sub(MASK, text)
