"""Fills a data folder with jobs in every state, by the public API of the JobDesk whose tree is given.

It runs in a process of its own: ``scenario.py TREE HOME PART``. The first part ends as engines do, with a snapshot. The
second ends by SIGKILL, with all that it did in a journal. Only POSIX: the jobs are run by ``sh``.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobdesk import Job, JobManager

FAR = "2099-01-31T10:00:00.000Z"
TEN_YEARS_S = 10 * 365 * 86400.0
WAIT_S = 60.0
REPORTS = (
    '{"type":"progress","step":3,"total":4,"text":"almost"}',
    '{"type":"cost","usd":0.25}',
    '{"type":"result","value":{"score":7}}',
)


def shell(line: str) -> dict[str, Any]:
    """Return the config of a command."""
    return {"command": ["sh", "-c", line]}


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + WAIT_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


class Scenario:
    """The jobs of one data folder."""

    def __init__(self, manager: JobManager) -> None:
        self._manager = manager

    def first(self) -> None:
        """Make what the snapshot holds."""
        self._manager.change_setting("run_limit", 50)
        self._manager.change_setting("trash_days", 3650)
        self._manager.change_setting("job_nice", 3)
        self._manager.change_limits(resources={"licence": 2})
        self._manager.change_queue("night", run_limit=1, state="paused")
        self._add_templates()
        self._add_ended()
        self._add_waiting("")
        self._add_array("")
        self._add_stored("")
        self._add_schedules()
        self._manager.close(hand_over=False)

    def second(self) -> None:
        """Make what the journal holds, and lose the process."""
        self._add_waiting(", journaled")
        self._add_array(", journaled")
        self._add_stored(", journaled")
        self._change()
        self._add_running()
        os.kill(os.getpid(), signal.SIGKILL)

    def _add_templates(self) -> None:
        from jobdesk import Parameter, Template

        parameters = (Parameter(name="word", title="Word", default="hello"),)
        self._manager.save_template(Template(name="greet", config=shell("echo {word}"), parameters=parameters))
        self._manager.save_template(Template(name="encode", config=shell("true"), queue="night", tags=("video",)))

    def _submit(self, name: str, line: str, **options: Any) -> Job:
        return self._manager.submit_job(shell(line), name=name, **options)

    def _end(self, job: Job) -> None:
        ended = self._manager.wait_job(job.id, WAIT_S)
        if ended is None or not ended.is_final:
            raise TimeoutError(job.name)

    def _add_ended(self) -> None:
        reports = "\n".join(REPORTS)
        completed = self._submit(
            "completed",
            f"echo one; echo two >&2; echo '{reports}' >> \"$JOBDESK_EVENTS\"",
            tags=("a", "b"),
            priority=5,
            policy={"triggers": [{"template": "greet", "values": {"word": "from {job_name}"}}]},
        )
        self._end(completed)
        self._manager.update_job(completed.id, notes="A note.\nIts second line.")
        until(lambda: len(self._manager.list_jobs()) == 2)
        for job in self._manager.list_jobs():
            self._end(job)
        self._end(self._submit("failed", "echo bad; exit 3"))
        self._end(self._submit("killed", "kill -9 $$"))
        self._end(self._manager.submit_job({"command": ["/nowhere/program"]}, name="could not start"))
        self._end(self._submit("timed out", "sleep 1000", policy={"run_time": {"stop_s": 0.2}}))
        retry = {"retry": {"limit": 1, "delay_s": 0, "jitter": 0}}
        self._end(self._submit("retried", 'echo "attempt $JOBDESK_ATTEMPT"; exit 4', policy=retry))
        cancelled = self._submit("cancelled", "sleep 1000", after=[self._held("reason to wait").id])
        self._manager.cancel_job(cancelled.id)
        failed = next(job for job in self._manager.list_jobs() if job.name == "failed")
        self._end(self._submit("dependency failed", "true", after=[failed.id]))
        self._end(self._submit("after a failure", "true", after=[failed.id], policy={"after_when": "ended"}))
        self._submit("held by its dependency", "true", after=[failed.id], policy={"hold_if_broken": True})
        rerun = self._manager.rerun_job(completed.id, start=True)
        assert rerun is not None
        self._end(rerun)

    def _held(self, name: str) -> Job:
        return self._manager.create_job(shell("true"), name=name)

    def _add_waiting(self, mark: str) -> None:
        held = self._held(f"not started{mark}")
        self._submit(f"waits for a job{mark}", "true", after=[held.id], policy={"after_any": True})
        self._submit(f"scheduled{mark}", "true", not_before=FAR)
        self._submit(f"in a paused queue{mark}", "true", queue="night", priority=-1)
        self._submit(f"lacks a resource{mark}", "true", needs={"gpu": 1})
        on_hold = self._submit(f"on hold{mark}", "true", not_before=FAR)
        self._manager.pause_job(on_hold.id)
        parked = self._submit(f"parked{mark}", "exit 75", policy={"park": {"codes": [75], "delay_s": TEN_YEARS_S}})
        retry = {"retry": {"limit": 3, "delay_s": TEN_YEARS_S, "cap_s": TEN_YEARS_S, "jitter": 0}}
        retries = self._submit(f"waits for a retry{mark}", "exit 5", policy=retry)
        for job in (parked, retries):
            until(partial(self._has_reason, job, "parked", "retry_waits"))
        python = self._manager.create_job({"function": "module:function", "interpreter": "/usr/bin/python3", "x": 1})
        self._manager.update_job(python.id, name=f"python, held{mark}", notify="always")
        external = self._manager.create_job(shell("true"), name=f"external{mark}")
        self._manager.update_job(external.id, status="running")

    def _has_reason(self, job: Job, *codes: str) -> bool:
        now = self._manager.get_job(job.id)
        return now is not None and now.reason is not None and now.reason.code in codes

    def _has_begun(self, job: Job) -> bool:
        return self._manager.read_log(job.id) == "started\n"

    def _add_array(self, mark: str) -> None:
        done = self._manager.submit_array(shell("exit {i}"), "0-2", at_once=2, name=f"array{mark}")
        self._end(done)
        self._manager.submit_array(shell("echo {size}"), {"size": "s,m"}, name=f"waiting array{mark}", not_before=FAR)

    def _add_stored(self, mark: str) -> None:
        archived = [self._submit(f"archived {number}{mark}", f"echo archived; exit {number}") for number in range(2)]
        deleted = self._submit(f"in the trash{mark}", "echo deleted")
        for job in (*archived, deleted):
            self._end(job)
        for job in archived:
            self._manager.archive_job(job.id)
        self._manager.delete_job(deleted.id)

    def _add_schedules(self) -> None:
        self._manager.add_schedule(shell("true"), at=FAR, name="once", zone="Europe/Berlin", tags=("clock",))
        daily = self._manager.add_schedule(shell("true"), cron="0 3 * * *", name="daily", zone="UTC", is_enabled=False)
        self._manager.change_schedule(daily.id, overlap="skip")
        self._manager.add_schedule(shell("true"), every_s=3600, name="hourly", zone="UTC", is_enabled=False)

    def _change(self) -> None:
        """Change what the snapshot holds."""
        jobs = {job.name: job for job in self._manager.list_jobs()}
        self._manager.update_job(jobs["failed"].id, notes="Seen.", tags=("seen",))
        self._manager.delete_job(jobs["killed"].id)
        self._manager.archive_job(jobs["retried"].id)
        self._manager.cancel_job(jobs["scheduled"].id)
        self._manager.resume_job(jobs["on hold"].id)
        self._manager.pause_job(jobs["lacks a resource"].id)
        self._manager.delete_schedule(self._manager.find_schedule("hourly").id)

    def _add_running(self) -> None:
        running = self._submit("running", "echo started; exec sleep 1000")
        paused = self._submit("paused", "echo started; exec sleep 1000")
        # What a supervisor has seen to its end while there was no engine.
        late = self._submit(
            "ended without an engine",
            f"echo started; while kill -0 {os.getpid()}; do sleep 0.1; done 2>/dev/null; exit 6",
        )
        for job in (running, paused, late):
            until(partial(self._has_begun, job))
        self._manager.pause_job(paused.id)
        until(partial(self._has_reason, paused, "paused"))


def main(tree: str, home: str, part: str) -> None:
    """Do one part."""
    sys.path.insert(0, tree)
    from jobdesk import JobManager

    manager = JobManager(Path(home) / "jobs_state.json")
    manager.hold()
    getattr(Scenario(manager), part)()


if __name__ == "__main__":
    main(*sys.argv[1:])
