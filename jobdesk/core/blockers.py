"""Why a queued job does not run: every blocker, in words, with the deed that lifts it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any

import msgspec

from jobdesk.core.job import Job, Reason, ReasonCode
from jobdesk.core.jobs.policy import After
from jobdesk.core.limits import Conditions, Machine, QueueRules, QueueState, parse_hours
from jobdesk.core.queue import Room, World, broken_reason, closed_by, has_met, is_due, is_ready, total_resources
from jobdesk.core.timing.durations import say_wait

_MOST_NAMED = 5
_OF_OTHERS = {"resume_queue", "restore_job"}
"""Verbs that lift a blocker by what they do to a queue, or to another job."""


class Lift(msgspec.Struct, frozen=True):
    """The deed that takes one blocker away: a verb of the engine and its arguments."""

    title: str
    verb: str
    args: dict[str, Any]


class Blocker(msgspec.Struct, frozen=True):
    """One thing that holds a job back.

    Attributes:
        code: For programs, as of a `Reason`.
        text: For people.
        lift: What takes it away, if something can.
        brief: The text without the jobs that have what this one lacks, where there is little room; empty is the same.
    """

    code: str
    text: str
    lift: Lift | None = None
    brief: str = ""


def explain(waiting: Iterable[Job], world: World, wanted: Container[str]) -> dict[str, list[Blocker]]:
    """Say of some of the jobs that wait what holds each of them back; an empty list is one that starts at once.

    The queue is walked as `decide` walks it, so that what is said is what holds.

    Args:
        waiting: Released jobs, in `run_order`.
        world: What the decision depends on.
        wanted: Ids of the jobs to explain.
    """
    found: dict[str, list[Blocker]] = {}
    room = Room(world)
    ahead = 0
    for job in waiting:
        if job.id in wanted:
            found[job.id] = blockers_of(job, room, ahead)
        room.admit(job)
        ahead += is_due(job, world)
    return found


def explain_held(job: Job) -> list[Blocker]:
    """Say of a job that waits for somebody to release it what holds it back."""
    if not job.is_held or job.reason is None:
        return []
    is_fixed = job.is_external or job.is_unreadable or job.is_array or job.deleted
    lift = None if is_fixed else Lift("Start", "start_job", {"job_id": job.id})
    return [Blocker(job.reason.code, job.reason.text, lift)]


def blockers_of_array(blockers: Iterable[Blocker], array: Job) -> list[Blocker]:
    """Say of an array what holds back the next of its tasks: what lifts it, lifts it for all of them."""
    return [msgspec.structs.replace(blocker, lift=_lift_for_array(blocker.lift, array)) for blocker in blockers]


def _lift_for_array(lift: Lift | None, array: Job) -> Lift | None:
    if lift is None or lift.verb == "run_now":
        return None  # Thousands of tasks at once are nobody's wish.
    if lift.verb in _OF_OTHERS:
        return lift
    return msgspec.structs.replace(lift, args=lift.args | {"job_id": array.id})


def blockers_of(job: Job, room: Room, ahead: int) -> list[Blocker]:
    """Say what holds back a job that waits, by what those ahead of it have left: first what no waiting will change."""
    if job.rush:
        return [*_wishes(job, room.world)]
    found = [*missing_resources(job, room.world), *_wishes(job, room.world), *_gates(job, room.world)]
    if job.not_before is None or job.not_before <= room.world.now:
        # Who has a place now says nothing of a moment that lies ahead.
        found += [*_places(job, room, ahead), *_amounts(job, room)]
    return found


def missing_resources(job: Job, world: World) -> list[Blocker]:
    """Say of which resources a job needs more than there will ever be, on this machine or for its queue."""
    totals = total_resources(world.limits, world.machine)
    caps = world.limits.queues.get(job.queue, QueueRules()).caps
    found = []
    for name, amount in job.needs.items():
        total, cap = totals.get(name, 0.0), caps.get(name)
        if amount > total:
            text = f"Needs {_amount_text(name, amount)}, this machine has {total:g}"
            if not total:
                text = f"No {_resource_title(name)} set up on this machine, needs {amount:g}"
        elif cap is not None and amount > cap:
            text = f"Needs {_amount_text(name, amount)}, {job.queue} may use {cap:g}"
        else:
            continue
        less = Lift("Do not ask for it", "update_job", _update(job, needs={**job.needs, name: 0}))
        found.append(Blocker(ReasonCode.RESOURCE_MISSING, text, less))
    return found


def missing_reason(job: Job, world: World) -> Reason | None:
    """Return the reason of a waiting job that can never start as it is; None of any other."""
    return None if job.rush or not job.needs else join_blockers(missing_resources(job, world))


def _resource_title(name: str) -> str:
    return name.upper() if name in {"cpu", "gpu"} else name


def _amount_text(name: str, amount: float) -> str:
    return f"{amount:g} GB of memory" if name == "memory" else f"{amount:g} {_resource_title(name)}"


def _wishes(job: Job, world: World) -> Iterable[Blocker]:
    """What the job itself waits for: a moment, or other jobs."""
    if job.not_before is not None and job.not_before > world.now and not job.rush:
        code, text = _not_before_text(job, world.now)
        again = {ReasonCode.RETRY_WAITS, ReasonCode.PARKED, ReasonCode.MACHINE_BUSY}
        title = "Try now" if code in again else "Do not wait"
        yield Blocker(code, text, Lift(title, "update_job", _update(job, not_before=None)))
    elif job.is_planned:
        yield Blocker(ReasonCode.SCHEDULED, "Due now, about to start", _run_now(job))
    if not job.after or is_ready(job, world.find):
        return
    broken = broken_reason(job, world.find)
    if broken is not None:
        yield Blocker(broken.code, broken.text, Lift("Do not wait for it", "update_job", _update(job, after=[])))
        return
    rules = job.rules
    pending = [other for job_id in job.after if (other := world.find(job_id)) and not has_met(other, rules.after_when)]
    how = {After.SUCCEEDED: "", After.FAILED: " to fail", After.ENDED: " to end"}[rules.after_when]
    names = [f"#{other.number} {other.name}" for other in pending]
    joined = (" or " if rules.after_any else ", ").join(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        joined += f" and {len(names) - _MOST_NAMED} more"
    title = "Do not wait for it" if len(names) == 1 else "Do not wait for them"
    rest = [job_id for job_id in job.after if all(job_id != other.id for other in pending)]
    yield Blocker(
        ReasonCode.WAITING_JOBS, f"Waits for {joined}{how}", Lift(title, "update_job", _update(job, after=rest))
    )
    for other in [other for other in pending if other.deleted][:_MOST_NAMED]:
        text = f"#{other.number} {other.name} is in the trash"
        yield Blocker(ReasonCode.WAITING_JOBS, text, Lift("Restore it", "restore_job", {"job_id": other.id}))


def _not_before_text(job: Job, now: str) -> tuple[str, str]:
    wait = say_wait((datetime.fromisoformat(job.not_before or now) - datetime.fromisoformat(now)).total_seconds())
    code = ReasonCode.SCHEDULED if job.reason is None else job.reason.code
    if code == ReasonCode.RETRY_WAITS:
        limit = job.rules.retry.limit if job.rules.retry else 0
        return code, f"Retry {job.retries} of {limit} in {wait}"
    if code == ReasonCode.MACHINE_BUSY and job.reason is not None:
        return code, f"{job.reason.text}; tried again in {wait}"
    if code == ReasonCode.PARKED:
        return code, f"Parked, goes on in {wait}"
    return ReasonCode.SCHEDULED, f"Starts in {wait}"


def _gates(job: Job, world: World) -> Iterable[Blocker]:
    """Whatever starts nothing at all now: for everything, then for the job's queue."""
    if world.is_paused:
        lift = Lift("Resume the queue", "resume_queue", {})
        yield Blocker(ReasonCode.QUEUE_PAUSED, "The queue is paused", lift)
    yield from _conditions(job, world.limits.conditions, world.machine, "")
    rules = world.limits.queues.get(job.queue)
    if rules is None:
        return
    if rules.state is not QueueState.OPEN:
        word = "paused" if rules.state is QueueState.PAUSED else "draining"
        lift = Lift(f"Resume {job.queue}", "resume_queue", {"queue": job.queue})
        yield Blocker(ReasonCode.QUEUE_PAUSED, f"{job.queue} is {word}", lift)
    yield from _conditions(job, rules.conditions, world.machine, f"{job.queue}: ")


def _conditions(job: Job, conditions: Conditions, machine: Machine, prefix: str) -> Iterable[Blocker]:
    failed = closed_by(conditions, machine)
    if failed is None:
        return
    code = ReasonCode.MACHINE_BUSY
    if failed == "quiet":
        until = parse_hours(conditions.quiet)[1]
        code, text = ReasonCode.QUIET_HOURS, f"quiet hours until {until // 60:02}:{until % 60:02}"
    elif failed == "on_battery":
        text = "on battery"
    elif failed == "max_load":
        text = f"load {machine.load:.2f} a core, starts at {conditions.max_load:g} or less"
    else:
        text = f"{machine.free_gb:.1f} GB of memory free, starts with {conditions.min_free_gb:g} GB"
    yield Blocker(code, prefix + text if prefix else text[0].upper() + text[1:], _run_now(job))


def _places(job: Job, room: Room, ahead: int) -> Iterable[Blocker]:
    """No place is left: at all, in the queue, or in the array."""
    world = room.world
    if room.places <= 0:
        text, place = f"{len(world.running)} of {world.run_limit} running", f", {ahead} ahead" if ahead else ", next"
        named = text + _named(world.running, " ({})")
        yield Blocker(ReasonCode.WAITING_LIMIT, named + place, _run_now(job), text + place)
    rules = world.limits.queues.get(job.queue, QueueRules())
    if rules.run_limit is not None and room.queue_places.get(job.queue, 1) <= 0:
        running = [other for other in world.running if other.queue == job.queue]
        text = f"{job.queue}: {len(running)} of {rules.run_limit} running"
        kept = ", the rest is kept for a job ahead" if len(running) < rules.run_limit else ""
        named = text + _named(running, ", {}")
        yield Blocker(ReasonCode.WAITING_LIMIT, named + kept, _run_now(job), text + kept)
    if job.parent is not None and room.task_places(job.parent) <= 0:
        array = world.find(job.parent)
        limit = 0 if array is None else array.rules.at_once or 0
        count = sum(other.parent == job.parent for other in world.running)
        yield Blocker(ReasonCode.WAITING_LIMIT, f"{count} of {limit} tasks of its array running", _run_now(job))


def _amounts(job: Job, room: Room) -> Iterable[Blocker]:
    """Too little of a named resource."""
    world = room.world
    totals = total_resources(world.limits, world.machine)
    rules = world.limits.queues.get(job.queue, QueueRules())
    left = room.caps_left.get(job.queue, {})
    for name, amount in job.needs.items():
        total = totals.get(name, 0.0)
        cap = rules.caps.get(name)
        if amount > total or (cap is not None and amount > cap):
            continue  # Said first: it will never be free.
        users = [other for other in world.running if other.needs.get(name)]
        if amount > room.free.get(name, 0.0):
            free = total - sum(other.needs[name] for other in users)
            text = f"Needs {amount:g} {name}, {max(0.0, free):g} free"
            kept = ", kept for a job ahead" if free >= amount else ""
            named = text + _named(users, " ({})")
            yield Blocker(ReasonCode.RESOURCE_IN_USE, named + kept, _run_now(job), text + kept)
        elif cap is not None and amount > left.get(name, amount):
            text = f"Needs {amount:g} {name}, {max(0.0, left[name]):g} of {cap:g} left in {job.queue}"
            yield Blocker(ReasonCode.RESOURCE_IN_USE, text, _run_now(job))


def _named(jobs: Iterable[Job], form: str) -> str:
    numbers = [f"#{job.number}" for job in sorted(jobs, key=lambda job: job.number)]
    shown = ", ".join(numbers[:_MOST_NAMED]) + (", ..." if len(numbers) > _MOST_NAMED else "")
    return form.format(shown) if numbers else ""


def _run_now(job: Job) -> Lift:
    return Lift("Run now", "run_now", {"job_id": job.id})


def _update(job: Job, **fields: Any) -> dict[str, Any]:
    return {"job_id": job.id, "fields": fields}


def join_blockers(blockers: list[Blocker]) -> Reason | None:
    """Put the blockers of one job into one reason, whose code is that of the first; None if there are none."""
    return Reason(blockers[0].code, "; ".join(blocker.text for blocker in blockers)) if blockers else None
