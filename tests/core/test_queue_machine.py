"""The queue under any sequence of events: never over a limit, never too early, never starved, always a reason.

``JOBDESK_QUEUE_STEPS=N`` runs that many sequences of 100 steps instead of a few.
"""

import os
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from jobdesk.core.blockers import explain
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.policy import After, Policy
from jobdesk.core.limits import Conditions, Limits, Machine, QueueRules, QueueState
from jobdesk.core.queue import World, decide, exceeds, find_cycle, is_broken, is_ready, run_order

QUEUES = ("default", "encode", "night")
TOTALS = {"gpu": 3.0, "cpu": 4.0}
QUEUE = st.sampled_from(QUEUES)
POLICIES = st.sampled_from(
    [None, Policy(after_any=True), Policy(after_when=After.FAILED), Policy(after_when=After.ENDED, hold_if_broken=True)]
)
ENDS = st.sampled_from([JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED])
WISHES = st.fixed_dictionaries(
    {
        "queue": QUEUE,
        "priority": st.integers(-1, 1),
        "needs": st.one_of(
            st.just({}), st.dictionaries(st.sampled_from(sorted(TOTALS)), st.integers(1, 5).map(float), max_size=2)
        ),
        "back": st.one_of(st.just([]), st.lists(st.integers(1, 6), max_size=3, unique=True)),
        "policy": POLICIES,
        "later_s": st.sampled_from([None, None, None, 5, 60]),
        "in_array": st.booleans(),
    }
)


def moment(seconds: int) -> str:
    return f"2026-01-31T{10 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000Z"


class QueueMachine(RuleBasedStateMachine):
    """A queue as the dispatcher keeps it: after every event it decides, and starts what it decided."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[str, Job] = {}
        self.now_s = 0
        self.run_limit = 2
        self.is_paused = False
        self.limits = Limits(resources=dict(TOTALS))
        self.machine = Machine(minute=720, load=0.1, on_battery=False)
        self.count = 0

    # -- the queue's surroundings

    def world(self) -> World:
        running = tuple(job for job in self.jobs.values() if job.occupies_a_place)
        return World(
            now=moment(self.now_s),
            running=running,
            run_limit=self.run_limit,
            is_paused=self.is_paused,
            limits=self.limits,
            machine=self.machine,
            find=self.jobs.get,
        )

    def waiting(self) -> list[Job]:
        return sorted((job for job in self.jobs.values() if job.is_waiting), key=run_order)

    def change(self, job: Job, **fields: Any) -> None:
        self.jobs[job.id] = msgspec.structs.replace(self.jobs[job.id], **fields)

    def settle(self) -> None:
        """Do what the dispatcher does after an event, and check each start against the world before it."""
        while broken := [job for job in self.waiting() if is_broken(job, self.jobs.get)]:
            for job in broken:
                reason = Reason(ReasonCode.DEPENDENCY_FAILED, "in vain")
                is_held = job.rules.hold_if_broken
                self.change(job, reason=reason, status=JobStatus.QUEUED if is_held else JobStatus.CANCELLED)
        world, waiting = self.world(), self.waiting()
        start = decide(waiting, world).start
        self.check_order(waiting, start)
        self.check_reserved(waiting, start, world)
        for at, job in enumerate(start, 1):
            assert is_ready(job, world.find)
            if not job.rush:
                assert len(world.running) + at <= world.run_limit
                assert not world.is_paused
                assert job.not_before is None or job.not_before <= world.now
                assert world.limits.queues.get(job.queue, QueueRules()).state is QueueState.OPEN
            self.change(job, status=JobStatus.RUNNING, reason=None, rush=False)
        self.check_amounts(start)

    def check_order(self, waiting: list[Job], start: list[Job]) -> None:
        """Of two that are alike in all but their order, the first never starts later."""
        started = {job.id for job in start}
        seen: set[Any] = set()
        for job in waiting:
            alike = (job.queue, tuple(sorted(job.needs.items())))
            if job.after or job.not_before or job.rush or job.parent:
                continue
            if job.id not in started:
                seen.add(alike)
            else:
                assert alike not in seen, f"#{job.number} overtook one that is like it"

    def check_reserved(self, waiting: list[Job], start: list[Job], world: World) -> None:
        """What one that lacks only an amount needs is kept from all behind it: newcomers cannot starve it."""
        started = {job.id for job in start}
        found = explain(waiting, world, {job.id for job in waiting})
        for at, job in enumerate(waiting):
            if {blocker.code for blocker in found[job.id]} == {ReasonCode.RESOURCE_IN_USE} and not job.parent:
                for behind in waiting[at + 1 :]:
                    if behind.id in started:
                        for name in behind.needs.keys() & job.needs.keys():
                            assert behind.needs[name] + job.needs[name] <= TOTALS[name]

    def check_amounts(self, start: list[Job]) -> None:
        if any(job.rush for job in start):
            return  # They may go over; what they take counts for all others.
        world = self.world()
        for array in (job for job in self.jobs.values() if job.is_array and any(one.parent == job.id for one in start)):
            assert sum(job.parent == array.id for job in world.running) <= (array.rules.at_once or 0)
        for job in start:
            rules = world.limits.queues.get(job.queue, QueueRules())
            mates = [other for other in world.running if other.queue == job.queue]
            assert rules.run_limit is None or len(mates) <= rules.run_limit
            for name in job.needs:
                assert sum(other.needs.get(name, 0) for other in world.running) <= world.limits.resources[name]
                cap = rules.caps.get(name)
                assert cap is None or sum(other.needs.get(name, 0) for other in mates) <= cap

    # -- events

    @initialize(wishes=st.lists(WISHES, min_size=6, max_size=12))
    def submit_at_first(self, wishes: list[dict[str, Any]]) -> None:
        self.submit(wishes)

    @rule(wishes=st.lists(WISHES, min_size=1, max_size=6))
    def submit_more(self, wishes: list[dict[str, Any]]) -> None:
        self.submit(wishes)

    def submit(self, wishes: list[dict[str, Any]]) -> None:
        arrays = [job.id for job in self.jobs.values() if job.is_array]
        for wish in wishes:
            self.count += 1
            fields = dict(wish)
            later_s = fields.pop("later_s")
            ids = tuple(f"{self.count - back:012d}" for back in fields.pop("back"))
            job = Job(
                id=f"{self.count:012d}",
                number=self.count,
                name="job",
                kind="command",
                status=JobStatus.QUEUED,
                raw_config=msgspec.Raw(b"{}"),
                created=moment(self.now_s),
                updated=moment(self.now_s),
                after=tuple(job_id for job_id in ids if job_id in self.jobs),
                not_before=None if later_s is None else moment(self.now_s + later_s),
                parent=arrays[-1] if fields.pop("in_array") and arrays else None,
                **fields,
            )
            self.jobs[job.id] = job
        self.settle()

    @rule(at_once=st.integers(1, 2))
    def submit_array(self, at_once: int) -> None:
        self.count += 1
        job_id = f"{self.count:012d}"
        self.jobs[job_id] = Job(
            id=job_id,
            number=self.count,
            name="array",
            kind="array",
            status=JobStatus.RUNNING,
            raw_config=msgspec.Raw(b"{}"),
            created=moment(self.now_s),
            updated=moment(self.now_s),
            policy=Policy(at_once=at_once),
        )
        self.settle()

    def pick(self, at: int, status: JobStatus) -> Job | None:
        found = [job for job in self.jobs.values() if job.status is status and not job.is_array]
        return found[at % len(found)] if found else None

    @rule(at=st.integers(0, 50), end=ENDS)
    def end(self, at: int, end: JobStatus) -> None:
        job = self.pick(at, JobStatus.RUNNING)
        if job is not None:
            self.change(job, status=end)
            self.settle()

    @rule(at=st.integers(0, 50), wait_s=st.integers(1, 30))
    def try_again_later(self, at: int, wait_s: int) -> None:
        job = self.pick(at, JobStatus.RUNNING)
        if job is not None:
            reason = Reason(ReasonCode.RETRY_WAITS, "Retry")
            self.change(
                job,
                status=JobStatus.QUEUED,
                reason=reason,
                not_before=moment(self.now_s + wait_s),
                attempt=job.attempt + 1,
            )
            self.settle()

    @rule(at=st.integers(0, 50))
    def cancel_queued(self, at: int) -> None:
        job = self.pick(at, JobStatus.QUEUED)
        if job is not None:
            self.change(job, status=JobStatus.CANCELLED)
            self.settle()

    @rule(at=st.integers(0, 50), priority=st.integers(-2, 2), queue=QUEUE)
    def edit(self, at: int, priority: int, queue: str) -> None:
        job = self.pick(at, JobStatus.QUEUED)
        if job is not None:
            self.change(job, priority=priority, queue=queue)
            self.settle()

    @rule(at=st.integers(0, 50), other=st.integers(0, 50))
    def wait_for(self, at: int, other: int) -> None:
        job, wanted = self.pick(at, JobStatus.QUEUED), self.pick(other, JobStatus.QUEUED)
        if job is not None and wanted is not None and find_cycle(job.id, [wanted.id], self.jobs.get) is None:
            self.change(job, after=(wanted.id,))
            self.settle()

    @rule(at=st.integers(0, 50))
    def run_now(self, at: int) -> None:
        job = self.pick(at, JobStatus.QUEUED)
        if job is not None and is_ready(job, self.jobs.get):
            self.change(job, rush=True, not_before=None, reason=None)
            self.settle()
            assert self.jobs[job.id].status is JobStatus.RUNNING

    @rule(
        queue=QUEUE,
        run_limit=st.sampled_from([None, 1, 2]),
        cap=st.sampled_from([None, 1.0, 2.0]),
        state=st.sampled_from(QueueState),
        conditions=st.sampled_from([Conditions(), Conditions(quiet="08:00-09:00"), Conditions(max_load=0.5)]),
    )
    def set_rules(self, queue: str, cap: float | None, **fields: Any) -> None:
        rules = QueueRules(caps={} if cap is None else {"gpu": cap}, **fields)
        self.limits = msgspec.structs.replace(self.limits, queues={**self.limits.queues, queue: rules})
        self.settle()

    @rule(run_limit=st.integers(1, 4), is_paused=st.booleans())
    def set_everything(self, run_limit: int, *, is_paused: bool) -> None:
        self.run_limit, self.is_paused = run_limit, is_paused
        self.settle()

    @rule(seconds=st.integers(1, 100), load=st.sampled_from([0.1, 0.9]), minute=st.sampled_from([500, 720]))
    def time_passes(self, seconds: int, load: float, minute: int) -> None:
        self.now_s += seconds
        self.machine = msgspec.structs.replace(self.machine, load=load, minute=minute)
        self.settle()

    # -- promises

    @invariant()
    def whoever_waits_has_a_reason(self) -> None:
        waiting = self.waiting()
        found = explain(waiting, self.world(), {job.id for job in waiting})
        for job in waiting:
            assert found[job.id], f"#{job.number} waits for no reason"

    @precondition(lambda self: any(job.is_waiting for job in self.jobs.values()))
    @rule()
    def nobody_starves(self) -> None:
        """With all gates open and no newcomers, everyone whose wait can end starts, in as many rounds as jobs.

        Done on a copy of the queue, which then goes on as it was.
        """
        kept = (dict(self.jobs), self.now_s, self.is_paused, self.limits, self.machine)
        self.is_paused = False
        self.machine = msgspec.structs.replace(self.machine, load=0.1, minute=720)
        open_queues = {
            name: msgspec.structs.replace(rules, state=QueueState.OPEN) for name, rules in self.limits.queues.items()
        }
        self.limits = msgspec.structs.replace(self.limits, queues=open_queues)
        self.now_s += 200
        for _ in range(2 * len(self.jobs) + 2):
            for job in list(self.jobs.values()):
                if job.occupies_a_place:
                    self.change(job, status=JobStatus.COMPLETED)
            self.settle()
        stuck = {job.id for job in self.waiting()}
        for job in self.waiting():
            # Left is only who asks for more than there is, or waits for somebody who does, or for an endless array.
            can_never = exceeds(job, self.world()) or any(
                other in stuck or self.jobs[other].is_array for other in job.after
            )
            assert can_never, f"#{job.number} starves: {explain(self.waiting(), self.world(), stuck)[job.id]}"
        self.jobs, self.now_s, self.is_paused, self.limits, self.machine = kept


_SEQUENCES = int(os.environ.get("JOBDESK_QUEUE_STEPS", "25"))
QueueMachine.TestCase.settings = settings(
    max_examples=_SEQUENCES,
    stateful_step_count=100 if _SEQUENCES > 25 else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestQueue = QueueMachine.TestCase
