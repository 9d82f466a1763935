"""Which jobs may start now: one pure function over snapshots, limits and the machine's state.

Everything that holds a job back is one of four: its own wish (a time, other jobs), a gate (a paused queue, quiet
hours, a busy machine), a count of places (of everything, of its queue, of its array) or an amount (named resources).
`blockers` puts the same into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.policy import After
from jobdesk.core.limits import Conditions, Limits, Machine, QueueRules, QueueState, is_quiet

Lookup = Callable[[str], Job | None]
"""Finds a job by its id; None if it is unknown."""

_RUSH = -2_000_000
"""Stands before every priority."""
_UNLIMITED = 1_000_000_000


class World(msgspec.Struct, frozen=True, kw_only=True):
    """All that a decision depends on beside the jobs that wait.

    Attributes:
        now: The present moment, as JobDesk writes times.
        running: The jobs that occupy a place.
        run_limit: How many may run at once.
        is_paused: Whether nothing new is to start.
        find: Looks up the jobs that others wait for.
    """

    now: str
    running: tuple[Job, ...]
    run_limit: int
    find: Lookup
    is_paused: bool = False
    limits: Limits = Limits()
    machine: Machine = Machine()


class Decision(NamedTuple):
    """What the queue decided: the jobs to start, in order, and when to look again though nothing has changed."""

    start: list[Job]
    look_again: str | None


def run_order(job: Job) -> tuple[int, float, int]:
    """Order of the queue: the higher priority first, then as people have arranged it, then the older job."""
    return (_RUSH if job.rush else -job.priority, job.number if job.rank is None else job.rank, job.number)


def places_before(waiting: list[Job], target: Job | None, count: int = 1) -> tuple[int, list[float]]:
    """Find the priority and the ranks that put jobs, in their order, right before another one of the queue.

    Args:
        waiting: The queue without the jobs that move, in `run_order`.
        target: Whom to stand before; None is the end of the queue.
        count: How many jobs move.
    """
    at = len(waiting) if target is None else waiting.index(target)
    before = waiting[at - 1] if at else None
    if target is None:
        first = 0.0 if before is None else run_order(before)[1] + 1.0
        return 0 if before is None else before.priority, [first + place for place in range(count)]
    rank = run_order(target)[1]
    if before is None or before.priority != target.priority:
        return target.priority, [rank - count + place for place in range(count)]
    least = run_order(before)[1]
    # Evenly: halves of halves would be one number after fifty of them.
    return target.priority, [least + (rank - least) * (place + 1) / (count + 1) for place in range(count)]


class Room:
    """What is left for those that have not started; taking from it is how jobs compete."""

    def __init__(self, world: World) -> None:
        limits = world.limits
        self.world = world
        self.places = world.run_limit - len(world.running)
        self.queue_places: dict[str, int] = {}
        self.caps_left: dict[str, dict[str, float]] = {}
        self._task_places: dict[str, int] = {}
        self.free = total_resources(limits, world.machine)
        for name, rules in limits.queues.items():
            if rules.run_limit is not None:
                self.queue_places[name] = rules.run_limit
            if rules.caps:
                self.caps_left[name] = dict(rules.caps)
        for job in world.running:
            if job.queue in self.queue_places:
                self.queue_places[job.queue] -= 1
            if job.needs:
                self._take_amounts(job)
        self.closed_queues = {
            name
            for name, rules in limits.queues.items()
            if rules.state is not QueueState.OPEN or closed_by(rules.conditions, world.machine) is not None
        }
        self.is_closed = world.is_paused or closed_by(limits.conditions, world.machine) is not None

    def admit(self, job: Job) -> bool:
        """Let the next job of the queue start, if it may, and take what it occupies.

        One that has a place but lacks an amount reserves it together with its place in its queue: those behind cannot
        starve it. One that asks for more than there is at all reserves nothing.
        """
        if job.after and not is_ready(job, self.world.find):
            return False
        if not job.rush:
            if not self._has_place(job):
                return False
            if job.needs and self._is_short(job):
                if not exceeds(job, self.world):
                    self._take_amounts(job)
                    if job.queue in self.queue_places:
                        self.queue_places[job.queue] -= 1
                return False
        self._take(job)
        return True

    def _has_place(self, job: Job) -> bool:
        return not (
            self.is_closed
            or self.places <= 0
            or job.queue in self.closed_queues
            or self.queue_places.get(job.queue, 1) <= 0
            or (job.not_before is not None and job.not_before > self.world.now)
            or (job.schedule is not None and job.is_planned)
            or (job.parent is not None and self.task_places(job.parent) <= 0)
        )

    def task_places(self, array_id: str) -> int:
        """How many more tasks of an array may run."""
        if array_id not in self._task_places:
            array = self.world.find(array_id)
            limit = None if array is None else array.rules.at_once
            running = sum(job.parent == array_id for job in self.world.running)
            self._task_places[array_id] = _UNLIMITED if limit is None else limit - running
        return self._task_places[array_id]

    def _take(self, job: Job) -> None:
        self.places -= 1
        if job.queue in self.queue_places:
            self.queue_places[job.queue] -= 1
        if job.parent is not None:
            self._task_places[job.parent] = self.task_places(job.parent) - 1
        if job.needs:
            self._take_amounts(job)

    def _take_amounts(self, job: Job) -> None:
        """Occupy what a job needs, or reserve it: what is short becomes negative, so that nobody behind gets it."""
        left = self.caps_left.get(job.queue)
        for name, amount in job.needs.items():
            self.free[name] = self.free.get(name, 0.0) - amount
            if left is not None and name in left:
                left[name] -= amount

    def _is_short(self, job: Job) -> bool:
        left = self.caps_left.get(job.queue)
        return any(
            amount > self.free.get(name, 0.0) or (left is not None and amount > left.get(name, amount))
            for name, amount in job.needs.items()
        )


def decide(waiting: Sequence[Job], world: World) -> Decision:
    """Choose what starts now.

    Args:
        waiting: Released jobs, in `run_order`.
        world: What the decision depends on.
    """
    room = Room(world)
    admit = room.admit
    start: list[Job] = []
    for job in waiting:
        if (room.is_closed or room.places <= 0) and not job.rush:
            break  # Those in a rush stand before all others.
        if admit(job):
            start.append(job)
    later = [job.not_before for job in waiting if job.not_before is not None and job.not_before > world.now]
    return Decision(start, min(later, default=None))


def is_due(job: Job, world: World) -> bool:
    """Returns whether a job waits for nothing but its turn.

    One that waits for a time or for other jobs does not, nor one that needs more than there will ever be.
    """
    if not job.rush and ((job.not_before is not None and job.not_before > world.now) or job.is_planned):
        return False
    if job.needs and not job.rush and exceeds(job, world):
        return False
    return not job.after or is_ready(job, world.find)


def is_ready(job: Job, find: Lookup) -> bool:
    """Tell whether the jobs that one waits for have ended as it wishes."""
    policy = job.policy
    if policy is None:  # The usual case, and the one that ten thousand jobs ask for at every decision.
        for job_id in job.after:
            other = find(job_id)
            if other is None or other.status is not JobStatus.COMPLETED:
                return False
        return True
    met = [has_met(find(job_id), policy.after_when) for job_id in job.after]
    return not met or (any(met) if policy.after_any else all(met))


def has_met(other: Job | None, when: After) -> bool:
    """Tell whether a job has ended as another one wishes."""
    if other is None or not other.is_final:
        return False
    return when is After.ENDED or (other.status is JobStatus.COMPLETED) is (when is After.SUCCEEDED)


def is_broken(job: Job, find: Lookup) -> bool:
    """Tell whether what a job waits for cannot come true any more."""
    if not job.after or is_ready(job, find):
        return False
    rules = job.rules

    def is_lost(job_id: str) -> bool:
        other = find(job_id)
        return other is None or (other.is_final and not has_met(other, rules.after_when))

    lost = [is_lost(job_id) for job_id in job.after]
    return all(lost) if rules.after_any else any(lost)


def broken_reason(job: Job, find: Lookup) -> Reason | None:
    """Say that a job's wait is in vain, and because of which job; None if it is not."""
    if not is_broken(job, find):
        return None
    for job_id in job.after:
        other = find(job_id)
        if other is None:
            return Reason(ReasonCode.DEPENDENCY_FAILED, f"Job {job_id}, which it waited for, is gone")
        if other.is_final and not has_met(other, job.rules.after_when):
            return Reason(ReasonCode.DEPENDENCY_FAILED, f"#{other.number} {other.name} {other.status}")
    return None


def find_cycle(job_id: str, after: Iterable[str], find: Lookup) -> list[Job] | None:
    """Find a way from what a job is to wait for back to the job itself; a task of an array stands for the array.

    Returns:
        The jobs on that way, the job itself last, or None if there is none.
    """
    came_from: dict[str, Job | None] = {}
    stack: list[tuple[str, Job | None]] = [(other, None) for other in after]
    while stack:
        at, before = stack.pop()
        job = find(at)
        if job is None or at in came_from:
            continue
        came_from[at] = before
        if job_id in {at, job.parent}:
            way = [job]
            while (before := came_from[way[-1].id]) is not None:
                way.append(before)
            return way[::-1]
        if not job.is_final:  # Whatever one that has ended once waited for, it waits no more.
            stack.extend((other, job) for other in job.after)
    return None


def total_resources(limits: Limits, machine: Machine) -> dict[str, float]:
    """How much there is of each named resource: what the machine has, unless limits say otherwise."""
    return {**machine.resources, **limits.resources}


def exceeds(job: Job, world: World) -> bool:
    """Tell whether a job needs more of a resource than there is at all, or than its queue may ever use."""
    totals = total_resources(world.limits, world.machine)
    caps: Mapping[str, float] = world.limits.queues.get(job.queue, QueueRules()).caps
    return any(amount > min(totals.get(name, 0.0), caps.get(name, amount)) for name, amount in job.needs.items())


def closed_by(conditions: Conditions, machine: Machine) -> str | None:
    """Name the first condition that the machine does not meet, or None."""
    if conditions.quiet and is_quiet(conditions.quiet, machine.minute):
        return "quiet"
    if not conditions.on_battery and machine.on_battery:
        return "on_battery"
    if conditions.max_load is not None and machine.load is not None and machine.load > conditions.max_load:
        return "max_load"
    if conditions.min_free_gb is not None and machine.free_gb is not None and machine.free_gb < conditions.min_free_gb:
        return "min_free_gb"
    return None
