"""The queue's decision: never past a limit, never out of order, never before what a job waits for, always a reason."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesk.core.blockers import Blocker, blockers_of_array, explain, join_blockers
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.policy import After, Policy
from jobdesk.core.limits import Conditions, Limits, Machine, QueueRules, QueueState, check_amounts
from jobdesk.core.queue import World, broken_reason, decide, find_cycle, is_broken, is_ready, run_order

NOW = "2026-01-31T10:00:00.000Z"
LATER = "2026-01-31T10:00:38.000Z"
HELD = Reason(ReasonCode.HELD, "Held by you")


def make_job(number: int, status: JobStatus = JobStatus.QUEUED, **fields: Any) -> Job:
    return Job(
        id=f"{number:012d}",
        number=number,
        name=f"job {number}",
        kind="command",
        status=status,
        raw_config=msgspec.Raw(b"{}"),
        created=NOW,
        updated=NOW,
        **fields,
    )


def make_world(jobs: Mapping[str, Job], run_limit: int = 10, **fields: Any) -> World:
    running = tuple(job for job in jobs.values() if job.status is JobStatus.RUNNING)
    return World(now=NOW, running=running, run_limit=run_limit, find=jobs.get, **fields)


def why(job: Job, world: World, *ahead: Job) -> list[Blocker]:
    return explain([*ahead, job], world, {job.id})[job.id]


def words(job: Job, world: World, *ahead: Job) -> str:
    return "; ".join(blocker.text for blocker in why(job, world, *ahead))


def by_id(*jobs: Job) -> dict[str, Job]:
    return {job.id: job for job in jobs}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Job], World]:
    """Draw jobs in all states and queues, with needs, times and conditions, under limits of every sort."""
    queues = ["default", "encode", "night"]
    jobs: dict[str, Job] = {}
    for number in range(1, draw(st.integers(0, 25)) + 1):
        earlier = st.lists(st.integers(1, number), max_size=3, unique=True)
        job = make_job(
            number,
            draw(st.sampled_from(JobStatus)),
            priority=draw(st.integers(-2, 2)),
            queue=draw(st.sampled_from(queues)),
            rush=draw(st.integers(0, 9)) == 0,
            not_before=draw(st.sampled_from([None, None, NOW, LATER])),
            needs=draw(st.dictionaries(st.sampled_from(["gpu", "cpu"]), st.integers(1, 4).map(float), max_size=2)),
            after=tuple(f"{other:012d}" for other in draw(earlier) if other < number),
            policy=draw(
                st.sampled_from([None, Policy(after_any=True), Policy(after_when=After.FAILED), Policy(at_once=1)])
            ),
            parent=draw(st.sampled_from([None, None, f"{1:012d}"])) if number > 1 else None,
        )
        jobs[job.id] = job
    rules = st.builds(
        QueueRules,
        run_limit=st.sampled_from([None, 1, 2]),
        caps=st.sampled_from([{}, {"gpu": 1.0}]),
        state=st.sampled_from([QueueState.OPEN, QueueState.OPEN, QueueState.PAUSED, QueueState.DRAINING]),
        conditions=st.sampled_from([Conditions(), Conditions(quiet="22:00-07:00"), Conditions(on_battery=False)]),
    )
    world = make_world(
        jobs,
        draw(st.integers(1, 6)),
        is_paused=draw(st.integers(0, 9)) == 0,
        limits=Limits(resources={"gpu": 2.0}, queues=draw(st.dictionaries(st.sampled_from(queues), rules))),
        machine=Machine(minute=draw(st.sampled_from([0, 720])), on_battery=draw(st.booleans()), resources={"cpu": 4.0}),
    )
    waiting = sorted((job for job in jobs.values() if job.is_waiting), key=run_order)
    return waiting, world


@given(worlds())
def test_nothing_starts_past_a_limit_or_before_what_it_waits_for(drawn: tuple[list[Job], World]) -> None:
    waiting, world = drawn
    start = decide(waiting, world).start
    normal = [job for job in start if not job.rush]
    if normal:
        assert len(world.running) + len(start) <= world.run_limit
        assert not world.is_paused
    for job in start:
        assert is_ready(job, world.find)
    for job in normal:
        rules = world.limits.queues.get(job.queue, QueueRules())
        alongside = [other for other in (*world.running, *start) if other.queue == job.queue]
        assert rules.state is QueueState.OPEN
        assert rules.run_limit is None or len(alongside) <= rules.run_limit
        assert job.not_before is None or job.not_before <= world.now
        for name in job.needs:
            used = sum(other.needs.get(name, 0) for other in (*world.running, *start))
            total = {"gpu": 2.0, "cpu": 4.0}[name]
            assert used <= total
            if name in rules.caps:
                assert sum(other.needs.get(name, 0) for other in alongside) <= rules.caps[name]


def test_a_queue_that_is_exactly_full_starts_nothing_more() -> None:
    jobs = by_id(
        make_job(1, JobStatus.RUNNING, queue="Encode"),
        make_job(2, queue="Encode"),
        make_job(3, queue="Encode"),
        make_job(4),
    )
    world = make_world(jobs, limits=Limits(queues={"Encode": QueueRules(run_limit=2)}))
    start = decide([jobs[f"{number:012d}"] for number in (2, 3, 4)], world).start
    assert [job.number for job in start] == [2, 4]


def test_only_those_that_wait_for_their_turn_are_ahead() -> None:
    jobs = by_id(
        make_job(1, JobStatus.RUNNING),
        make_job(2, not_before="2099-01-01T00:00:00.000Z"),
        make_job(3, after=("000000000001",)),
        make_job(4),
        make_job(5),
    )
    ahead = [jobs[f"{number:012d}"] for number in (2, 3, 4)]
    assert words(ahead[2], make_world(jobs, 1), *ahead[:2]) == "1 of 1 running (#1), next"
    assert words(jobs["000000000005"], make_world(jobs, 1), *ahead) == "1 of 1 running (#1), 1 ahead"


def test_what_can_never_start_is_ahead_of_nobody() -> None:
    running = make_job(1, JobStatus.RUNNING)
    never = [make_job(2, needs={"gpu": 1.0}), make_job(3, needs={"memory": 99.0})]
    world = make_world(by_id(running, *never), 1)
    assert words(make_job(4), world, *never) == "1 of 1 running (#1), next"
    some = make_world(by_id(running, *never), 1, limits=Limits(resources={"gpu": 2.0}))
    assert words(make_job(4), some, *never) == "1 of 1 running (#1), 1 ahead"


@given(worlds())
def test_whoever_does_not_start_has_a_reason_and_whoever_starts_has_none(drawn: tuple[list[Job], World]) -> None:
    waiting, world = drawn
    started = {job.id for job in decide(waiting, world).start}
    found = explain(waiting, world, {job.id for job in waiting})
    for job in waiting:
        assert bool(found[job.id]) is (job.id not in started), (job, found[job.id])
        for blocker in found[job.id]:
            assert blocker.text
            assert blocker.code in set(ReasonCode)


@given(worlds())
def test_nobody_overtakes_whoever_waits_for_the_same_amount(drawn: tuple[list[Job], World]) -> None:
    waiting, world = drawn
    started = {job.id for job in decide(waiting, world).start}
    found = explain(waiting, world, {job.id for job in waiting})
    for at, job in enumerate(waiting):
        if {blocker.code for blocker in found[job.id]} == {ReasonCode.RESOURCE_IN_USE} and job.parent is None:
            for behind in waiting[at + 1 :]:
                if behind.id in started:
                    short = {name for name in job.needs if name in behind.needs}
                    assert all(behind.needs[name] + job.needs[name] <= {"gpu": 2.0, "cpu": 4.0}[name] for name in short)


@given(worlds())
def test_a_wait_is_given_up_only_when_it_can_never_come_true(drawn: tuple[list[Job], World]) -> None:
    waiting, world = drawn
    for job in waiting:
        if is_broken(job, world.find):
            # Whatever those that have not ended yet do, it stays so.
            for end in (JobStatus.COMPLETED, JobStatus.FAILED):

                def find(job_id: str, end: JobStatus = end) -> Job | None:
                    other = world.find(job_id)
                    return other if other is None or other.is_final else msgspec.structs.replace(other, status=end)

                assert not is_ready(job, find)
            assert broken_reason(job, world.find) is not None


def test_a_higher_priority_goes_first_and_age_decides_among_equals() -> None:
    jobs = [make_job(1), make_job(2, priority=5), make_job(3), make_job(4, priority=5), make_job(5, rush=True)]
    assert [job.number for job in sorted(jobs, key=run_order)] == [5, 2, 4, 1, 3]


def test_why_names_the_running_jobs_and_those_ahead() -> None:
    world = make_world(by_id(make_job(1, JobStatus.RUNNING), make_job(2, JobStatus.RUNNING)), 2)
    found = why(make_job(9), world, make_job(6), make_job(7), make_job(8))
    assert join_blockers(found) == Reason("waiting_limit", "2 of 2 running (#1, #2), 3 ahead")
    assert found[0].lift is not None
    assert (found[0].lift.verb, found[0].lift.args) == ("run_now", {"job_id": f"{9:012d}"})


def test_why_names_the_jobs_waited_for_and_lifting_it_leaves_the_others() -> None:
    done, first = make_job(1, JobStatus.COMPLETED), make_job(2, JobStatus.RUNNING)
    job = make_job(3, after=(done.id, first.id))
    (blocker,) = why(job, make_world(by_id(done, first)))
    assert (blocker.code, blocker.text) == ("waiting_jobs", "Waits for #2 job 2")
    assert blocker.lift is not None
    assert blocker.lift.args["fields"] == {"after": [done.id]}


def test_why_says_that_a_job_waited_for_is_in_the_trash_and_what_brings_it_back() -> None:
    held, trashed = make_job(1, reason=HELD), make_job(2, reason=HELD, deleted="2026-01-01T00:00:00.000Z")
    job = make_job(3, after=(held.id, trashed.id))
    found = why(job, make_world(by_id(held, trashed)))
    assert [blocker.text for blocker in found] == ["Waits for #1 job 1, #2 job 2", "#2 job 2 is in the trash"]
    lift = found[1].lift
    assert (lift and lift.title, lift and lift.verb, lift and lift.args) == (
        "Restore it",
        "restore_job",
        {"job_id": trashed.id},
    )
    assert blockers_of_array(found, make_job(4))[1].lift == lift


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        (Policy(after_when=After.FAILED), "Waits for #1 job 1, #2 job 2 to fail"),
        (Policy(after_when=After.ENDED), "Waits for #1 job 1, #2 job 2 to end"),
        (Policy(after_any=True), "Waits for #1 job 1 or #2 job 2"),
    ],
)
def test_why_says_how_others_have_to_end(policy: Policy, text: str) -> None:
    world = make_world(by_id(make_job(1, JobStatus.RUNNING), make_job(2, JobStatus.RUNNING)))
    assert words(make_job(3, after=(f"{1:012d}", f"{2:012d}"), policy=policy), world) == text


@pytest.mark.parametrize(
    ("when", "any_of", "first", "second", "ready", "broken"),
    [
        (After.SUCCEEDED, False, JobStatus.COMPLETED, JobStatus.RUNNING, False, False),
        (After.SUCCEEDED, False, JobStatus.COMPLETED, JobStatus.COMPLETED, True, False),
        (After.SUCCEEDED, False, JobStatus.FAILED, JobStatus.RUNNING, False, True),
        (After.SUCCEEDED, True, JobStatus.FAILED, JobStatus.RUNNING, False, False),
        (After.SUCCEEDED, True, JobStatus.FAILED, JobStatus.CANCELLED, False, True),
        (After.SUCCEEDED, True, JobStatus.COMPLETED, JobStatus.RUNNING, True, False),
        (After.FAILED, False, JobStatus.FAILED, JobStatus.COMPLETED, False, True),
        (After.FAILED, True, JobStatus.FAILED, JobStatus.COMPLETED, True, False),
        (After.FAILED, False, JobStatus.FAILED, JobStatus.CANCELLED, True, False),
        (After.ENDED, False, JobStatus.FAILED, JobStatus.COMPLETED, True, False),
        (After.ENDED, False, JobStatus.FAILED, JobStatus.RUNNING, False, False),
    ],
)
def test_conditions_on_other_jobs(
    when: After, any_of: bool, first: JobStatus, second: JobStatus, ready: bool, broken: bool
) -> None:
    jobs = by_id(make_job(1, first), make_job(2, second))
    job = make_job(3, after=tuple(jobs), policy=Policy(after_when=when, after_any=any_of))
    assert is_ready(job, jobs.get) is ready
    assert is_broken(job, jobs.get) is broken
    assert (job in decide([job], make_world(jobs)).start) is ready


def test_why_says_that_a_wait_is_in_vain() -> None:
    first = make_job(1, JobStatus.FAILED)
    assert words(make_job(2, after=(first.id,)), make_world(by_id(first))) == "#1 job 1 failed"
    gone = make_job(2, after=("gone00000000",))
    assert words(gone, make_world({})) == "Job gone00000000, which it waited for, is gone"


def test_why_names_a_full_queue_and_whoever_fills_it() -> None:
    running = [make_job(number, JobStatus.RUNNING, queue="Encode") for number in (12, 14)]
    world = make_world(by_id(*running), limits=Limits(queues={"Encode": QueueRules(run_limit=2)}))
    assert words(make_job(15, queue="Encode"), world) == "Encode: 2 of 2 running, #12, #14"
    assert why(make_job(16), world) == []


def test_why_counts_amounts_and_says_who_has_them() -> None:
    world = make_world(by_id(make_job(1, JobStatus.RUNNING, needs={"gpu": 1.0})), limits=Limits(resources={"gpu": 2.0}))
    assert words(make_job(2, needs={"gpu": 2.0}), world) == "Needs 2 gpu, 1 free (#1)"
    assert words(make_job(2, needs={"gpu": 3.0}), world) == "Needs 3 GPU, this machine has 2"
    assert words(make_job(2, needs={"dongle": 1.0}), world) == "No dongle set up on this machine, needs 1"
    behind = words(make_job(3, needs={"gpu": 1.0}), world, make_job(2, needs={"gpu": 2.0}))
    assert behind == "Needs 1 gpu, 1 free (#1), kept for a job ahead"


def test_why_names_a_queues_own_share_of_a_resource() -> None:
    limits = Limits(resources={"gpu": 8.0}, queues={"small": QueueRules(caps={"gpu": 2.0})})
    world = make_world(by_id(make_job(1, JobStatus.RUNNING, needs={"gpu": 1.0}, queue="small")), limits=limits)
    assert words(make_job(2, needs={"gpu": 2.0}, queue="small"), world) == "Needs 2 gpu, 1 of 2 left in small"
    assert words(make_job(2, needs={"gpu": 3.0}, queue="small"), world) == "Needs 3 GPU, small may use 2"
    assert why(make_job(2, needs={"gpu": 3.0}), world) == []


def test_one_that_asks_for_more_than_there_is_keeps_nothing_from_others() -> None:
    world = make_world({}, limits=Limits(resources={"gpu": 2.0}))
    waiting = [make_job(1, needs={"gpu": 3.0}), make_job(2, needs={"gpu": 2.0})]
    assert [job.number for job in decide(waiting, world).start] == [2]


def test_small_jobs_do_not_starve_a_big_one() -> None:
    world = make_world(by_id(make_job(1, JobStatus.RUNNING, needs={"gpu": 1.0})), limits=Limits(resources={"gpu": 2.0}))
    waiting = [make_job(2, needs={"gpu": 2.0}), make_job(3, needs={"gpu": 1.0}), make_job(4)]
    assert [job.number for job in decide(waiting, world).start] == [4]


def test_why_says_when_quiet_hours_end_and_what_the_machine_lacks() -> None:
    limits = Limits(
        conditions=Conditions(quiet="22:00-07:00"),
        queues={
            "calm": QueueRules(conditions=Conditions(max_load=0.5)),
            "roomy": QueueRules(conditions=Conditions(min_free_gb=8)),
            "plugged": QueueRules(conditions=Conditions(on_battery=False)),
        },
    )
    night = make_world({}, limits=limits, machine=Machine(minute=23 * 60))
    assert words(make_job(1), night) == "Quiet hours until 07:00"
    day = make_world({}, limits=limits, machine=Machine(minute=720, load=0.75, free_gb=3.5, on_battery=True))
    assert words(make_job(1, queue="calm"), day) == "calm: load 0.75 a core, starts at 0.5 or less"
    assert words(make_job(1, queue="roomy"), day) == "roomy: 3.5 GB of memory free, starts with 8 GB"
    assert words(make_job(1, queue="plugged"), day) == "plugged: on battery"
    assert why(make_job(1), day) == []


def test_what_cannot_be_learned_of_the_machine_holds_nothing_back() -> None:
    limits = Limits(conditions=Conditions(max_load=0.1, min_free_gb=99, on_battery=False))
    assert decide([make_job(1)], make_world({}, limits=limits)).start


def test_a_moment_to_wait_for_is_said_and_looked_at_again() -> None:
    job = make_job(1, not_before=LATER)
    decision = decide([job], make_world({}))
    assert decision.start == []
    assert decision.look_again == LATER
    assert words(job, make_world({})) == "Starts in 38 s"


def test_run_now_goes_over_every_limit_but_not_before_other_jobs() -> None:
    running = make_job(1, JobStatus.RUNNING)
    world = make_world(by_id(running), 1, is_paused=True, limits=Limits(conditions=Conditions(quiet="00:00-23:59")))
    rushing = make_job(2, rush=True, not_before=LATER, needs={"gpu": 5.0})
    assert decide([rushing, make_job(3)], world).start == [rushing]
    bound = make_job(4, rush=True, after=(running.id,))
    assert decide([bound], world).start == []
    assert words(bound, world) == "Waits for #1 job 1"


def test_an_array_runs_as_many_tasks_at_once_as_it_says() -> None:
    array = make_job(1, JobStatus.RUNNING, policy=Policy(at_once=2))
    array = msgspec.structs.replace(array, kind="array")
    tasks = [make_job(number, parent=array.id, index=number) for number in (2, 3, 4)]
    world = World(now=NOW, running=(), run_limit=10, find=by_id(array).get)
    assert decide(tasks, world).start == tasks[:2]
    running = tuple(msgspec.structs.replace(task, status=JobStatus.RUNNING) for task in tasks[:2])
    full = World(now=NOW, running=running, run_limit=10, find=by_id(array).get)
    assert words(tasks[2], full) == "2 of 2 tasks of its array running"


def test_a_way_back_to_itself_is_found_and_named() -> None:
    jobs = by_id(make_job(1), make_job(2, after=(f"{1:012d}",)), make_job(3, after=(f"{2:012d}",)))
    way = find_cycle(f"{1:012d}", [f"{3:012d}"], jobs.get)
    assert way is not None
    assert [job.number for job in way] == [3, 2, 1]
    assert find_cycle(f"{3:012d}", [f"{1:012d}"], jobs.get) is None


def test_a_way_through_a_job_that_has_ended_or_is_gone_is_none() -> None:
    ended = make_job(2, JobStatus.CANCELLED, after=(f"{1:012d}",))
    jobs = by_id(make_job(1), ended, make_job(3, after=(f"{9:012d}",)))
    assert find_cycle(f"{1:012d}", [ended.id, f"{3:012d}"], jobs.get) is None


def test_one_that_is_not_due_says_nothing_of_places_that_others_have_now_but_what_it_will_never_get() -> None:
    world = make_world(
        by_id(make_job(1, JobStatus.RUNNING, needs={"gpu": 1.0})), 1, limits=Limits(resources={"gpu": 1.0})
    )
    assert words(make_job(2, not_before=LATER, needs={"gpu": 1.0}), world) == "Starts in 38 s"
    never = words(make_job(2, not_before=LATER, needs={"gpu": 2.0}), world)
    assert never == "Needs 2 GPU, this machine has 1; Starts in 38 s"


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), 10**400, -1, 1e13, True, "1"])
def test_an_amount_that_cannot_be_is_refused_in_words(amount: object) -> None:
    with pytest.raises(InvalidValueError, match="the amount of 'gpu' must be"):
        check_amounts("needs", {"gpu": amount})
