"""What the window does to the queue: order, hold, priority, tags; all of it can be undone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from jobdesk.core.blockers import Blocker
from jobdesk.core.job import Job
from jobdesk.core.jobs.policy import Policy
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.base import Deeds, Problems, job_names, together
from jobdesk.ui.commands.preconditions import (
    Hindrance,
    against_another_queue,
    against_holding,
    against_moving,
    against_running_now,
    against_stopping,
    left_words,
    parted,
)
from jobdesk.ui.commands.slices import Watch
from jobdesk.ui.commands.undo import UndoHistory
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.job_state import is_kept_back, is_to_be_tried, queue_title
from jobdesk.ui.text.priority_text import next_priority
from jobdesk.ui.text.status_text import JOINT
from jobdesk.ui.widgets.toasts import Toasts


class QueueDeeds(Deeds):
    """The verbs of the queue.

    Signals:
        resume_requested: The name of a queue that is to go on, or None for everything.
    """

    resume_requested = Signal(object)

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

    # -- order

    def run_next(self, jobs: list[Job]) -> None:
        """Put waiting jobs before all others."""
        chosen = dict.fromkeys(job.id for job in jobs if against_moving(job) is None)
        rest = [job_id for job_id in self._roster.line() if job_id not in chosen]
        self._reorder(jobs, [*chosen, *rest], (self.tr("Run %1 Next"), self.tr("%1 run next")))

    def move(self, jobs: list[Job], step: int) -> None:
        """Move waiting jobs one place earlier (-1) or later (1)."""
        chosen = {job.id for job in jobs if against_moving(job) is None}
        order = self._roster.line()
        places = range(len(order)) if step < 0 else range(len(order) - 1, -1, -1)
        for place in places:
            other = place + step
            if order[place] in chosen and 0 <= other < len(order) and order[other] not in chosen:
                order[place], order[other] = order[other], order[place]
        self._reorder(jobs, order, (self.tr("Move %1"), self.tr("Moved %1")), is_quiet=True)

    def drop(self, job_ids: list[str], before: str) -> None:
        """Put waiting jobs before another one, or at the end of the queue."""
        jobs = [job for job_id in job_ids if (job := self._roster.get(job_id)) is not None]
        chosen = dict.fromkeys(job.id for job in jobs if against_moving(job) is None)
        order = [job_id for job_id in self._roster.line() if job_id not in chosen]
        at = order.index(before) if before in order else len(order)
        self._reorder(jobs, [*order[:at], *chosen, *order[at:]], (self.tr("Move %1"), self.tr("Moved %1")))

    def _reorder(self, jobs: list[Job], order: list[str], words: tuple[str, str], *, is_quiet: bool = False) -> None:
        chosen, left = parted(jobs, against_moving)
        old = self._roster.line()
        if order != old or not chosen:
            self._do(
                chosen,
                left,
                words,
                partial(self._place, order=order),
                partial(self._put_back, {job.id: job.priority for job in chosen}, order=old),
                is_quiet=is_quiet,
            )

    def _place(self, job_ids: list[str], watch: Watch, *, order: list[str]) -> Problems:
        """Move each job before the one that then follows it: the last one first, so that those stand already."""
        place = {job_id: at for at, job_id in enumerate(order)}
        follower = dict(zip(order, [*order[1:], None], strict=True))
        last_first = sorted(job_ids, key=lambda job_id: place[job_id], reverse=True)
        return together(lambda ids: self._manager.move_jobs({one: follower[one] for one in ids}), last_first, watch)

    def _put_back(self, priorities: dict[str, int], job_ids: list[str], watch: Watch, *, order: list[str]) -> Problems:
        problems = self._place(job_ids, watch, order=order)
        # A place among jobs of another priority had brought that priority with it.
        now = filter(None, map(self._manager.get_job, job_ids))
        changed = [job.id for job in now if job.priority != priorities[job.id]]
        self._manager.update_jobs({job_id: {"priority": priorities[job_id]} for job_id in changed})
        return problems

    # -- start, hold

    def run_now(self, jobs: list[Job]) -> None:
        """Start queued jobs at once, whatever limits, pauses and times say; the toast says what they exceed."""
        chosen, left = parted(jobs, partial(against_running_now, find=self._roster.get))

        def tell(problems: Problems, watch: Watch) -> None:
            self._tell_problems(problems)
            unreached = set(watch.unreached)
            able = [job for job in chosen if job.id not in problems and job.id not in unreached]
            others = [Hindrance.CHANGED] * list(problems.values()).count("") + [Hindrance.STOPPED] * len(unreached)
            words = left_words([*left, *others])
            if able:
                text = self.tr("%1 starts now", "", len(able)).replace("%1", job_names(able))
                words.insert(0, JOINT.join(filter(None, [text, over])))
            if words:
                self._toasts.tell(JOINT.join(words))

        over = self._over_text(chosen)
        title = self.tr("Run %1 Now").replace("%1", job_names(chosen))
        ids = [job.id for job in chosen]
        self._run(title, partial(together, self._manager.run_jobs_now), ids, tell, lambda: None)

    def _over_text(self, jobs: list[Job]) -> str:
        """Say how far over a limit some jobs will be, before they start; empty within all limits."""
        roster = self._roster
        running = roster.running_count + len(jobs)
        if running > roster.run_limit:
            text = self.tr("over the limit: %1 of %2 running")
            return text.replace("%1", str(running)).replace("%2", str(roster.run_limit))
        for queue in dict.fromkeys(job.queue for job in jobs):
            running = roster.running_in(queue) + sum(job.queue == queue for job in jobs)
            limit = roster.run_limit_of(queue)
            if running > limit:
                text = self.tr("over the limit of %1: %2 of %3 running").replace("%1", queue_title(queue))
                return text.replace("%2", str(running)).replace("%3", str(limit))
        return ""

    def try_now(self, jobs: list[Job]) -> None:
        """Let jobs that wait for the moment of their next attempt wait for their turn only."""
        chosen = [job for job in jobs if is_to_be_tried(job)]
        words = (self.tr("Try %1 Now"), self.tr("%1 is tried again"))
        self._update(chosen, [], words, {job.id: {"not_before": None} for job in chosen})

    def lift(self, job: Job, blocker: Blocker) -> None:
        """Take away one thing that holds a job back, as a deed like any other."""
        lift = blocker.lift
        if lift is None:
            return
        if lift.verb == "run_now":
            self.run_now([job])
        elif lift.verb == "start_job":
            words = (self.tr("Start %1"), self.tr("Started %1"))
            start, hold = partial(together, self._manager.start_jobs), partial(together, self._manager.pause_jobs)
            self._do([job], [], words, start, hold, is_quiet=True)
        elif lift.verb == "restore_job":
            other = self._roster.get(lift.args["job_id"])
            words = (self.tr("Restore %1"), self.tr("Restored %1"))
            restore, delete = (
                partial(together, self._manager.restore_jobs),
                partial(together, self._manager.delete_jobs),
            )
            self._do([other] if other is not None else [], [], words, restore, delete, is_quiet=True)
        elif lift.verb == "resume_queue":
            self.resume_requested.emit(lift.args.get("queue"))
        else:
            words = (f"{engine_text(lift.title)}: %1", f"{engine_text(lift.title)}: %1")
            self._update([job], [], words, {job.id: lift.args["fields"]})

    def hold(self, jobs: list[Job]) -> None:
        """Pause what runs and hold what waits; if none of that is selected, let paused and held jobs go on."""
        able, left = parted(jobs, against_holding)
        hold, resume = partial(together, self._manager.pause_jobs), partial(together, self._manager.resume_jobs)
        chosen = [job for job in able if not (job.is_paused or is_kept_back(job))]
        if chosen:
            self._do(chosen, left, (self.tr("Hold %1"), self.tr("Held %1")), hold, resume)
        else:
            self._do(able, left, (self.tr("Resume %1"), self.tr("Resumed %1")), resume, hold)

    # -- fields

    def set_priority(self, jobs: list[Job], priority: int) -> None:
        """Give jobs a priority."""
        chosen, left = parted(jobs, against_stopping)
        words = (self.tr("Set Priority of %1"), self.tr("Set the priority of %1"))
        self._update(chosen, left, words, {job.id: {"priority": priority} for job in chosen})

    def step_priority(self, jobs: list[Job], step: int) -> None:
        """Give jobs the next priority that has a name, above (1) or below (-1) theirs."""
        chosen, left = parted(jobs, against_stopping)
        words = (self.tr("Set Priority of %1"), self.tr("Set the priority of %1"))
        self._update(chosen, left, words, {job.id: {"priority": next_priority(job.priority, step)} for job in chosen})

    def wait_for(self, jobs: list[Job], after: list[str], policies: dict[str, Policy | None]) -> None:
        """Let jobs start only after others.

        Args:
            jobs: The ones that are to wait.
            after: Ids of the others; none is waiting for nothing.
            policies: What each wants beyond its turn, by its id; how the others must end is part of it.
        """
        words = (self.tr("Let %1 Wait"), self.tr("%1 waits for others"))
        self._update(jobs, [], words, {job.id: {"after": after, "policy": policies[job.id]} for job in jobs})

    def set_queue(self, jobs: list[Job], queue: str) -> None:
        """Let jobs wait in another queue."""
        chosen, left = parted(jobs, against_another_queue)
        done = self.tr("Moved %1 to the queue %2").replace("%2", queue_title(queue))
        words = (self.tr("Move %1 to Queue"), done)
        # Few tables show the queue, so a toast says it.
        self._update(chosen, left, words, {job.id: {"queue": queue} for job in chosen}, is_quiet=False)

    def set_notify(self, jobs: list[Job], wish: str) -> None:
        """Tell of the end of jobs "always", "never", or with an empty wish as the settings say."""
        chosen, left = parted(jobs, against_stopping)
        words = (self.tr("Change Notification of %1"), self.tr("Changed the notification of %1"))
        self._update(chosen, left, words, {job.id: {"notify": wish} for job in chosen}, is_quiet=False)

    def set_tag(self, jobs: list[Job], tag: str, *, is_on: bool) -> None:
        """Put a tag on jobs, or take it off."""
        chosen = [job for job in jobs if (tag in job.tags) is not is_on]
        fields = {}
        for job in chosen:
            fields[job.id] = {"tags": [*job.tags, tag] if is_on else [other for other in job.tags if other != tag]}
        on, off = (self.tr("Tag %1"), self.tr("Tagged %1")), (self.tr("Untag %1"), self.tr("Untagged %1"))
        self._update(chosen, [], on if is_on else off, fields)
