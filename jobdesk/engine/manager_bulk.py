"""The methods of `JobManager` that do something to many jobs at once, with one wait for the disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jobdesk.core.config import is_encodable
from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job
from jobdesk.core.jobs.selection import JobRef
from jobdesk.engine.engine_connection import Door, as_sent


class BulkMethods:
    """A part of `JobManager`.

    Each method passes over jobs that are unknown, and those to which it cannot be done: where the method for one job
    would return False. It returns the ids of those to which it was done, durably.

    Each raises a `NotAllDoneError`, when it is done to all others, if some refused: where the method for one job would
    raise. And a `StoreError` if what was done could not be made durable.
    """

    _door: Door

    def start_jobs(self, job_ids: Iterable[JobRef]) -> list[str]:
        """Release held jobs, as `start_job` does."""
        return self._do("start_jobs", job_ids)

    def run_jobs_now(self, job_ids: Iterable[JobRef]) -> list[str]:
        """Start queued jobs whatever limits, pauses and times say, as `run_now` does."""
        return self._do("run_jobs_now", job_ids)

    def cancel_jobs(self, job_ids: Iterable[JobRef], *, force: bool = False) -> list[str]:
        """Ask for the stop of jobs, as `cancel_job` does; those that wait meanwhile do not start."""
        return self._do("cancel_jobs", job_ids, force=force)

    def pause_jobs(self, job_ids: Iterable[JobRef]) -> list[str]:
        """Freeze jobs that run and hold those that wait, as `pause_job` does."""
        return self._do("pause_jobs", job_ids)

    def resume_jobs(self, job_ids: Iterable[JobRef]) -> list[str]:
        """Let paused jobs go on and release held ones, as `resume_job` does."""
        return self._do("resume_jobs", job_ids)

    def rerun_jobs(
        self,
        job_ids: Iterable[JobRef],
        *,
        start: bool = False,
        new_ids: Sequence[str] | None = None,
        env_from: str = "",
    ) -> list[Job]:
        """Create a job for each of some with its config, as `rerun_job` does, and return the new ones.

        Args:
            job_ids: The jobs to repeat.
            start: Whether the new ones are released at once.
            new_ids: The ids of the new ones, one for each; asking again with the same makes none twice.
            env_from: Whose environment they have, as for `rerun_job`.
        """
        ids = list(filter(is_encodable, self._door.ids_of(job_ids)))
        new_ids = [new_job_id() for _ in ids] if new_ids is None else list(new_ids)
        jobs: list[Job] = self._door.ask(
            "rerun_jobs",
            [],
            job_ids=ids,
            new_ids=new_ids,
            start=start,
            **self._door.rerun_origin(env_from),
        )
        return jobs

    def update_jobs(self, changes: Mapping[Any, Mapping[str, Any]]) -> list[str]:
        """Change jobs, each in the fields given for it, as `update_job` does."""
        named = {self._door.id_of(job_ref): fields for job_ref, fields in changes.items()}
        sent = {
            job_id: {name: as_sent(value) for name, value in fields.items()}
            for job_id, fields in named.items()
            if is_encodable(job_id)
        }
        done: list[str] = self._door.ask("update_jobs", [], changes=sent)
        return done

    def _do(self, verb: str, job_ids: Iterable[JobRef], **options: Any) -> list[str]:
        ids = list(filter(is_encodable, dict.fromkeys(self._door.ids_of(job_ids))))
        done: list[str] = self._door.ask(verb, [], job_ids=ids, **options)
        return done
