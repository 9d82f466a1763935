"""Starts what is to follow the end of a job: templates, filled with what is known of it.

A job that has ended keeps `triggered` empty until this is done. The ids of the jobs that follow come from its own, so
that what a kill interrupts is done again at the next start, and nothing twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from jobdesk.core.config import fit_name
from jobdesk.core.errors import DataFolderError, InvalidValueError, JobDeskError, StoreError
from jobdesk.core.events import Event, JobChanged
from jobdesk.core.ids import derive_job_id
from jobdesk.core.job import Job
from jobdesk.core.jobs.policy import Trigger
from jobdesk.core.jobs.template import fill, substitute
from jobdesk.core.jobs.triggers import must_fire
from jobdesk.core.queue import has_met
from jobdesk.engine.handlers.templates import Templates
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.ticker import Ticker
from jobdesk.engine.storage.ledger import Ledger

_log = logging.getLogger(__name__)
MOST_DEPTH = 100
"""So many jobs may start one another in a row; what goes on longer starts itself for ever."""
_AGAIN_S = 5.0


class Triggers:
    """The triggers of one data folder."""

    def __init__(self, ledger: Ledger, templates: Templates, submit: Callable[..., Job], bus: EventBus) -> None:
        """Take note of every end from now on, and of those that an earlier engine did not get to; fire nothing yet.

        Args:
            ledger: The jobs.
            templates: What may be started.
            submit: Makes a job that starts as soon as it may.
            bus: Tells of ends.
        """
        self._ledger = ledger
        self._templates = templates
        self._submit = submit
        self._due = {job.id for job in ledger.all() if must_fire(job)}
        self._closing = threading.Event()
        self._ticker = Ticker("triggers", self._tick)
        bus.subscribe(self._on_event)

    def start(self) -> None:
        """Fire."""
        self._ticker.start()

    def close(self) -> None:
        """Stop; what is left is done by the next engine."""
        self._closing.set()
        self._ticker.close()

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be started."""
        return bool(self._due)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, JobChanged) and event.job.policy is not None and must_fire(event.job):
            self._due.add(event.job.id)
            self._ticker.wake()

    def _tick(self) -> float | None:
        pause_s = None
        for job_id in list(self._due):
            if self._closing.is_set():
                break
            job = self._ledger.get(job_id)
            try:
                if job is not None and must_fire(job):
                    self._fire(job)
            except (StoreError, DataFolderError) as error:
                _log.warning("What follows job %s cannot be started now: %s", job_id, error)
                pause_s = _AGAIN_S
            else:
                self._due.discard(job_id)
        return pause_s

    def _fire(self, job: Job) -> None:
        started: list[str] = []
        notices: list[str] = []
        for at, trigger in enumerate(job.rules.triggers):
            if not has_met(job, trigger.on):
                continue
            try:
                started.append(self._start(job, at, trigger).id)
            except (StoreError, DataFolderError):
                raise
            except JobDeskError as error:
                notices.append(f"Its end could not start the template {trigger.template!r}: {error}")
        self._ledger.change(
            job.id,
            lambda now: {"triggered": tuple(started), "notices": (*now.notices, *notices)},
        )

    def _start(self, job: Job, at: int, trigger: Trigger) -> Job:
        job_id = derive_job_id("trigger", job.id, job.attempt, at)
        existing = self._ledger.find(job_id)
        if existing is not None:
            return existing
        if job.depth >= MOST_DEPTH:
            raise InvalidValueError("triggers", f"{MOST_DEPTH} jobs in a row have started one another; here it ends")
        template = self._templates.find(trigger.template)
        if template is None:
            raise InvalidValueError("template", "there is none of this name")
        known = _known_of(job)
        config, name = fill(template, {key: substitute(value, known) for key, value in trigger.values.items()})
        return self._submit(
            config,
            job_id=job_id,
            name=fit_name(name),
            triggered_by=job.id,
            depth=job.depth + 1,
            **template.wishes(),
            **template.origin(),
        )


def _known_of(job: Job) -> dict[str, str]:
    """What a trigger's values may name."""
    result: Any = job.result_summary
    return {
        "job_id": job.id,
        "job_number": str(job.number),
        "job_name": job.name,
        "exit_code": "" if job.exit_code is None else str(job.exit_code),
        "log": job.logs_path,
        "result": result if isinstance(result, str) else "" if result is None else msgspec.json.encode(result).decode(),
    }
