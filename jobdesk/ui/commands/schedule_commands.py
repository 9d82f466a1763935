"""What the window does to schedules: pause, resume, skip, delete; what can be taken back is, by Undo."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Signal

from jobdesk.core.timing.schedule import TOLD, Schedule
from jobdesk.core.timing.times import parse_time
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.base import Deeds
from jobdesk.ui.form.preview.start_text import moment_words
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.status_text import JOINT

_NOT_GIVEN = {"id", "made", "last_due", *TOLD}


class ScheduleDeeds(Deeds):
    """The verbs of schedules.

    Signals:
        edit_requested: A schedule to describe anew; None is a new one.
    """

    edit_requested = Signal(object)

    def set_enabled(self, schedule: Schedule, *, is_on: bool) -> None:
        """Let a schedule run, or not for now."""
        name = literal(schedule.name)
        on, off = (self.tr("Resume %1"), self.tr("%1 runs again")), (self.tr("Pause %1"), self.tr("%1 paused"))
        words = on if is_on else off
        change = partial(self._manager.change_schedule, schedule.id)
        self._remember(
            words[0].replace("%1", name),
            partial(change, is_enabled=is_on),
            partial(change, is_enabled=not is_on),
            lambda now: _with_next(words[1].replace("%1", name), now),
        )

    def skip(self, schedule: Schedule) -> None:
        """Leave the next run out; that it was is recorded, so it cannot be taken back."""

        def skip() -> Schedule | None:
            is_skipped = self._manager.skip_run(schedule.id)
            return self._manager.find_schedule(schedule.id) if is_skipped else None

        def tell(now: Schedule | None) -> None:
            words = self.tr("Skipped a run of %1") if now is not None else self.tr("%1 has no run to skip")
            self._toasts.tell(_with_next(words.replace("%1", literal(schedule.name)), now))

        self._ask(skip, tell)

    def delete(self, schedule: Schedule) -> None:
        """Delete a schedule and its next run; Undo makes it again, as it was."""
        name = literal(schedule.name)
        ids = [schedule.id]

        def delete() -> bool:
            return self._manager.delete_schedule(ids[0])

        def put_back() -> None:
            ids[0] = add_again(self._manager, schedule).id

        self._remember(
            self.tr("Delete %1").replace("%1", name),
            delete,
            put_back,
            lambda _: self.tr("Deleted the schedule %1").replace("%1", name),
        )

    def tell_made(self, schedule: Schedule, old: Schedule | None) -> None:
        """Say when a schedule that was made or changed runs next; Undo deletes it, or gives it its old form."""
        name = literal(schedule.name)
        ids = [schedule.id]

        def take_back() -> None:
            if old is None:
                self._manager.delete_schedule(ids[0])
            else:
                self._manager.change_schedule(schedule.id, **_given(old))

        def again() -> None:
            if old is None:
                ids[0] = add_again(self._manager, schedule).id
            else:
                self._manager.change_schedule(schedule.id, **_given(schedule))

        title = (self.tr("Schedule %1") if old is None else self.tr("Edit %1")).replace("%1", name)
        deed = self._history.did(title, partial(self._ask, take_back), partial(self._ask, again))
        text = _with_next(self.tr("Scheduled %1").replace("%1", name), schedule)
        self._toasts.tell(text, self.tr("Undo"), partial(self._history.undo_deed, deed), keys="Ctrl+Z")


def add_again(manager: JobManager, schedule: Schedule) -> Schedule:
    """Make a schedule as one that is gone was; called on the pool.

    Raises:
        InvalidValueError: Its moment has passed.
    """
    given = _given(schedule)
    return manager.add_schedule(given.pop("config"), **given)


def _given(schedule: Schedule) -> dict[str, Any]:
    """Return what somebody said of a schedule, as the manager takes it."""
    fields: dict[str, Any] = msgspec.structs.asdict(schedule)
    ways = {key: fields.pop(key) for key in ("at", "every_s", "cron", "anchor", "is_relative")}
    said = {key: value for key, value in fields.items() if key not in _NOT_GIVEN}
    return said | {key: value for key, value in ways.items() if value}


def _with_next(text: str, schedule: Schedule | None) -> str:
    moment = None if schedule is None else parse_time(schedule.next_due)
    return text if moment is None else JOINT.join([text, moment_words(moment, datetime.now(UTC))])
