"""The methods of `JobManager` that concern schedules: jobs that run at a moment, in an interval, or by cron."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobdesk.core.config import freeze_config
from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job
from jobdesk.core.timing.schedule import Schedule
from jobdesk.engine.engine_connection import Door, as_sent

if TYPE_CHECKING:
    from datetime import datetime


class ScheduleMethods:
    """A part of `JobManager`."""

    _door: Door

    def add_schedule(
        self,
        config: dict[str, Any],
        *,
        at: datetime | str | None = None,
        delay: float | None = None,
        every_s: float | None = None,
        cron: str | None = None,
        **fields: Any,
    ) -> Schedule:
        """Have a job run again and again, or once at a moment; the schedule is durable when this returns.

        Args:
            config: What to run, as for `create_job`; copied.
            at: The one moment: an aware datetime, or text such as "2026-01-31 18:00", meant in the zone.
            delay: Seconds from now to the one moment, in place of `at`.
            every_s: Seconds from run to run, counted from now, or from the moment `anchor` if it is given.
            cron: A cron expression, such as "0 3 * * *". One of these four is needed.
            **fields: ``name``, ``zone`` (IANA; the machine's by default), ``overlap`` and ``catch_up`` (see
                `core.schedule`), ``is_enabled``, and of its jobs ``queue``, ``priority``, ``tags``, ``needs``,
                ``policy``, ``env_from`` (see `Wishes`).

        Raises:
            InvalidConfigError: Nothing can run the config.
            InvalidValueError: A value cannot be used, or the moments make no sense.
        """
        freeze_config(config)
        origin = self._door.origin(fields.pop("env_from", ""))
        given = {"at": at, "delay": delay, "every_s": every_s, "cron": cron, **origin, **fields}
        sent = {name: as_sent(value) for name, value in given.items() if value is not None}
        schedule: Schedule = self._door.ask_now("add_schedule", config=config, schedule_id=new_job_id(), **sent)
        return schedule

    def list_schedules(self) -> list[Schedule]:
        """Return all schedules by name."""
        schedules: list[Schedule] = self._door.ask("list_schedules", [])
        return schedules

    def find_schedule(self, schedule_ref: str) -> Schedule:
        """Return the schedule that an id, a unique prefix of one, or a name means.

        Raises:
            ScheduleNotFoundError: None fits.
            InvalidValueError: More than one does.
        """
        schedule: Schedule = self._door.ask_now("find_schedule", schedule_ref=str(schedule_ref))
        return schedule

    def change_schedule(self, schedule_id: str, **fields: Any) -> Schedule:
        """Change a schedule: any argument of `add_schedule`, and ``is_enabled`` to pause and resume it.

        Its next run is planned anew. Runs that were due while it was paused are not made up for.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
            InvalidValueError: A value cannot be used.
        """
        sent = {name: as_sent(value) for name, value in fields.items()}
        schedule: Schedule = self._door.ask_now("change_schedule", schedule_id=schedule_id, fields=sent)
        return schedule

    def delete_schedule(self, schedule_id: str) -> bool:
        """Delete a schedule and its next run; runs that have begun go on. False if it is unknown."""
        return bool(self._door.ask("delete_schedule", False, schedule_id=schedule_id))

    def skip_run(self, schedule_id: str) -> bool:
        """Leave the next run of a schedule out; False if none is planned.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
        """
        return bool(self._door.ask_now("skip_run", schedule_id=schedule_id))

    def next_runs(self, schedule_id: str, count: int = 5) -> list[str]:
        """Return the next moments at which a schedule is due, as JobDesk writes times.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
        """
        runs: list[str] = self._door.ask_now("next_runs", schedule_id=schedule_id, count=count)
        return runs

    def schedule_runs(self, schedule_id: str, limit: int = 20) -> list[Job]:
        """Return the runs of a schedule, the newest first: planned, running, ended, skipped and missed ones."""
        runs: list[Job] = self._door.ask("schedule_runs", [], schedule_id=schedule_id, limit=limit)
        return runs
