"""What the window does to queues as a whole: pause, drain, resume, and their limits; all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import msgspec
from PySide6.QtCore import QCoreApplication, QObject

from jobdesk.core.limits import Conditions, QueueRules, QueueState
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.base import Deeds
from jobdesk.ui.commands.undo import UndoHistory
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.job_state import queue_title
from jobdesk.ui.text.status_text import JOINT
from jobdesk.ui.widgets.toasts import Toasts

Queue = str | None
"""The name of a queue; None is everything."""
RUN_LIMIT: Final = "run_limit"
CONDITIONS: Final = frozenset(Conditions.__struct_fields__)


def title_of(queue: Queue) -> str:
    """Return what a queue is called, or everything."""
    return QCoreApplication.translate("Queues", "Everything") if queue is None else queue_title(queue)


class LimitDeeds(Deeds):
    """The verbs of whole queues."""

    def __init__(
        self,
        manager: JobManager,
        bridge: EngineBridge,
        roster: Roster,
        history: UndoHistory,
        toasts: Toasts,
        parent: QObject,
    ) -> None:
        super().__init__(manager, bridge, history, toasts, parent)
        self._roster = roster

    # -- pause, drain, resume

    def pause(self, queue: Queue) -> None:
        """Freeze what runs, and start nothing new."""
        words = (self.tr("Pause %1"), self.tr("%1 paused"))
        self._set_state(queue, QueueState.PAUSED, words)

    def drain(self, queue: Queue) -> None:
        """Let what runs come to its end, and start nothing new."""
        words = (self.tr("Drain %1"), self.tr("%1 starts nothing new; what runs goes on"))
        self._set_state(queue, QueueState.DRAINING, words)

    def resume(self, queue: Queue) -> None:
        """Let things start again, and what was frozen go on."""
        self._set_state(queue, QueueState.OPEN, (self.tr("Resume %1"), self.tr("%1 goes on")))

    def _set_state(self, queue: Queue, state: QueueState, words: tuple[str, str]) -> None:
        old = self._roster.state_of(queue)
        name = title_of(queue)

        def tell(count: Any) -> str:
            done = words[1].replace("%1", name)
            if not count:
                return done
            frozen = self.tr("%n running jobs are frozen", "", count)
            thawed = self.tr("%n frozen jobs go on", "", count)
            return JOINT.join([done, (frozen if state is QueueState.PAUSED else thawed).replace("%n", str(count))])

        self._remember(
            words[0].replace("%1", name),
            partial(self._go_to, queue, state),
            partial(self._go_to, queue, old),
            tell,
        )

    def _go_to(self, queue: Queue, state: QueueState) -> int:
        """Bring a queue into a state; called on the pool."""
        if state is QueueState.OPEN:
            return self._manager.resume_queue(queue)
        return self._manager.pause_queue(queue, drain=state is QueueState.DRAINING)

    # -- limits

    def change(self, queue: Queue, fields: dict[str, Any], on_error: Callable[[Exception], None]) -> None:
        """Set rules of a queue, or what holds for everything.

        Args:
            queue: Which one.
            fields: Rules as in `JobManager.change_queue`, or single conditions by their names; of everything, what
                `JobManager.change_limits` takes, and ``run_limit``.
            on_error: Called with why it was refused.
        """
        old = {key: self._present(queue, key) for key in fields}
        if old == fields:
            return
        title = self.tr("Change Limits of %1").replace("%1", title_of(queue))
        self._remember(title, partial(self._put, queue, fields), partial(self._put, queue, old), None, on_error)

    def _present(self, queue: Queue, key: str) -> Any:
        limits = self._roster.limits
        if queue is None and key == RUN_LIMIT:
            return self._roster.run_limit
        rules = limits if queue is None else limits.queues.get(queue, QueueRules())
        return msgspec.to_builtins(getattr(rules.conditions if key in CONDITIONS else rules, key))

    def _put(self, queue: Queue, fields: dict[str, Any]) -> None:
        """Set values; called on the pool."""
        rest = {key: value for key, value in fields.items() if key not in CONDITIONS}
        if len(rest) < len(fields):
            rest["conditions"] = {key: fields[key] for key in fields.keys() & CONDITIONS}
        if queue is not None:
            self._manager.change_queue(queue, **rest)
            return
        if RUN_LIMIT in rest:
            self._manager.change_setting(RUN_LIMIT, rest.pop(RUN_LIMIT))
        if rest:
            self._manager.change_limits(**rest)

    # -- within
