"""What all deeds of the window share: asked of the manager on the pool, told in a toast, and taken back by Undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from jobdesk.core.errors import JobDeskError, NotAllDoneError
from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.preconditions import Hindrance, left_words
from jobdesk.ui.commands.slices import ActionProgress, Watch, are_many
from jobdesk.ui.commands.undo import UndoHistory
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.error_text import refusal_text
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.status_text import JOINT
from jobdesk.ui.widgets.toasts import Toast, Toasts

Problems = dict[str, str]
"""Why something could not be done, by job id; empty where the job had changed meanwhile."""
Deed = Callable[[list[str], Watch], Problems]
"""Does something to jobs, on the pool. By their ids: what is remembered for Undo keeps no jobs that are long gone."""


class _Turns:
    """Lets an action, its undo and its redo follow each other: the next one stops the one that goes on."""

    def __init__(self) -> None:
        self._watch: Watch | None = None
        self._next: list[Callable[[], Watch]] = []

    @property
    def is_superseded(self) -> bool:
        """Whether another one waits for the end of the one that goes on."""
        return bool(self._next)

    def begin(self, start: Callable[[], Watch]) -> None:
        """Start one now, or once the one that goes on has stopped."""
        if self._watch is None:
            self._watch = start()
        else:
            self._watch.stop()
            self._next.append(start)

    def end(self) -> None:
        """Take that the one that went on has ended."""
        self._watch = self._next.pop(0)() if self._next else None


class Deeds(QObject):
    """Verbs that act on the jobs that they can be done to, and say how many others there were, and why.

    Signals:
        told: What was done, in one sentence, for the status bar.
        refused: Why something could not be done.
    """

    told = Signal(str)
    refused = Signal(str)

    def __init__(
        self, manager: JobManager, bridge: EngineBridge, history: UndoHistory, toasts: Toasts, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._manager = manager
        self._bridge = bridge
        self._history = history
        self._toasts = toasts

    def _do(
        self,
        chosen: list[Job],
        left: list[Hindrance],
        words: tuple[str, str],
        deed: Deed,
        counter_deed: Deed,
        *,
        is_quiet: bool = False,
    ) -> None:
        """Do something on the pool, remember how to take it back, and offer that in a toast.

        Args:
            chosen: The jobs that it can be done to.
            left: What stands against it for each other one.
            words: What names the deed after "Undo", and what says that it was done; %1 stands for the jobs.
            deed: Does it.
            counter_deed: Takes it back.
            is_quiet: Whether a toast is only shown if there are others; what was done can be seen.
        """
        if not chosen:
            if left:
                self._toasts.tell(JOINT.join(left_words(left)))
            return
        text, done = words
        ids = [job.id for job in chosen]
        title = text.replace("%1", job_names(chosen))
        shown: list[Toast] = []
        turns = _Turns()

        def end(problems: Problems, _: Watch) -> None:
            self._tell_problems(problems)
            turns.end()

        def take_back() -> None:
            # However it was taken back, the offer to do so is over.
            for toast in [*shown]:
                toast.close_now()
            undo_title = QCoreApplication.translate("Deeds", "Undo %1").replace("%1", title)
            turns.begin(partial(self._run, undo_title, counter_deed, ids, end, turns.end))

        again = partial(turns.begin, partial(self._run, title, deed, ids, end, turns.end))
        remembered = self._history.did(title, take_back, again)

        def tell(problems: Problems, watch: Watch) -> None:
            self._tell_problems(problems)
            unreached = set(watch.unreached)
            # What was not reached is not taken back either.
            ids[:] = [job_id for job_id in ids if job_id not in unreached]
            stopped = [Hindrance.STOPPED] * len(unreached)
            others = left_words([*left, *[Hindrance.CHANGED] * list(problems.values()).count(""), *stopped])
            able = [job for job in chosen if job.id not in problems and job.id not in unreached]
            if turns.is_superseded:
                pass  # Taken back meanwhile.
            elif not able:
                self._history.forget(remembered)
                if others:
                    self._toasts.tell(JOINT.join(others))
            elif others or not is_quiet:
                text = JOINT.join([done.replace("%1", job_names(able)), *others])
                undo = partial(self._history.undo_deed, remembered)
                toast = self._toasts.tell(text, self.tr("Undo"), undo, keys="Ctrl+Z")
                shown.append(toast)
                toast.closed.connect(shown.clear)
            turns.end()

        turns.begin(partial(self._run, title, deed, ids, tell, turns.end))

    def _run(
        self,
        title: str,
        deed: Deed,
        ids: list[str],
        on_done: Callable[[Problems, Watch], None],
        on_failed: Callable[[], None],
        stop: tuple[str, Callable[[], None]] | None = None,
    ) -> Watch:
        """Do something to jobs on the pool; of many, say how far it is, and let it be stopped."""
        watch = self._watch()
        end = self._follow(title, len(ids), watch, stop)

        def tell(problems: Problems) -> None:
            end()
            on_done(problems, watch)

        def fail(error: Exception) -> None:
            end()
            on_failed()
            self._on_error(error)

        self._bridge.ask(partial(deed, list(ids), watch), tell, fail)
        return watch

    def _watch(self) -> Watch:
        return Watch(self._bridge)

    def _follow(
        self, title: str, total: int, watch: Watch, stop: tuple[str, Callable[[], None]] | None = None
    ) -> Callable[[], None]:
        """Show the progress of an action if it is for many jobs; what is returned ends that."""
        if not are_many(total):
            return lambda: None
        return ActionProgress(self._toasts, title, total, watch, stop=stop).end

    def _update(
        self,
        chosen: list[Job],
        left: list[Hindrance],
        words: tuple[str, str],
        fields: dict[str, dict[str, Any]],
        *,
        is_quiet: bool = True,
    ) -> None:
        """Change fields of jobs; `fields` has them by job id, as in `JobManager.update_job`."""
        old = {job.id: {key: _plain(getattr(job, key)) for key in fields[job.id]} for job in chosen}
        changed = [job for job in chosen if fields[job.id] != old[job.id]]
        self._do(
            changed,
            left,
            words,
            partial(together, lambda ids: self._manager.update_jobs({one: fields[one] for one in ids})),
            partial(together, lambda ids: self._manager.update_jobs({one: old[one] for one in ids})),
            is_quiet=is_quiet,
        )

    def _remember(
        self,
        title: str,
        deed: Callable[[], Any],
        counter_deed: Callable[[], Any],
        tell: Callable[[Any], str] | None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something on the pool, offer to take it back, and forget it if it is refused."""
        shown: list[Toast] = []

        def take_back() -> None:
            for toast in [*shown]:
                toast.close_now()
            self._ask(counter_deed)

        remembered = self._history.did(title, take_back, partial(self._ask, deed))

        def on_done(result: Any) -> None:
            if tell is not None:
                undo = partial(self._history.undo_deed, remembered)
                word = QCoreApplication.translate("Deeds", "Undo")
                toast = self._toasts.tell(tell(result), word, undo, keys="Ctrl+Z")
                shown.append(toast)
                toast.closed.connect(shown.clear)

        def on_refused(error: Exception) -> None:
            self._history.forget(remembered)
            if on_error is not None and isinstance(error, JobDeskError | OSError):
                on_error(error)
            else:
                self._on_error(error)

        self._bridge.ask(deed, on_done, on_refused)

    def undo(self) -> None:
        """Take back what was done last, whatever it was."""
        self._history.undo()

    def _ask(self, work: Callable[[], Any], on_result: Callable[[Any], None] | None = None) -> None:
        self._bridge.ask(work, on_result, self._on_error)

    def _tell_problems(self, problems: Problems) -> None:
        for problem in dict.fromkeys(filter(None, problems.values())):
            self.refused.emit(problem)

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, JobDeskError | OSError):
            raise error
        self.refused.emit(refusal_text(error))


def together(verb: Callable[[list[str]], list[str]], ids: list[str], watch: Watch) -> Problems:
    """Do something to jobs, slice by slice; what one of them refuses is done to the others."""
    done: set[str] = set()
    problems: Problems = {}
    try:
        for part in watch.slices(ids):
            able, refused = done_to(verb, list(part))
            done.update(able)
            problems |= refused
    except JobDeskError as error:
        problems |= dict.fromkeys((job_id for job_id in ids if job_id not in done), refusal_text(error))
    left = done.union(watch.unreached)
    return {job_id: problems.get(job_id, "") for job_id in ids if job_id not in left}


def done_to(verb: Callable[[list[str]], list[str]], ids: list[str]) -> tuple[list[str], Problems]:
    """Do something to jobs at once; returns to which of them it was done, and what others refused."""
    try:
        return verb(ids), {}
    except NotAllDoneError as error:
        return error.done, {job_id: engine_text(problem) for job_id, problem in error.problems.items()}


def job_names(jobs: list[Job]) -> str:
    """Name one job, or count several."""
    if len(jobs) == 1:
        return literal(jobs[0].name)
    return QCoreApplication.translate("Deeds", "%Ln jobs", "", len(jobs))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
