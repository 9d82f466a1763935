"""Many at once: threads, managers and processes that create, start and listen, while no job is lost or run twice."""

from __future__ import annotations

import functools
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from jobdesk.core.events import Event, JobAdded, JobChanged, LogAppended
from jobdesk.core.job import TRANSITIONS, JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.store import load_state
from tests.faults.desks import Desk, wait_until

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Do something on many threads that all begin at the same moment."""
    gate = threading.Barrier(count)

    def begin(number: int) -> Any:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


@pytest.mark.parametrize("rounds", [pytest.param(3, id="short"), pytest.param(50, id="full", marks=FULL)])
def test_a_job_started_from_20_threads_at_once_runs_once(desk: Desk, rounds: int) -> None:
    manager = desk.manager()
    for number in range(rounds):
        plan = desk.ledger.plan_one(f"round-{number}", 0.0)
        job = manager.create_job(desk.ledger.config(plan))
        answers = at_once(20, functools.partial(lambda job_id, _: manager.start_job(job_id), job.id))
        assert sorted(answers) == [False] * 19 + [True]
        assert manager.wait_job(job.id, 60)
    starts = desk.ledger.starts()
    assert {label: len(found) for label, found in starts.items()} == {f"round-{n}": 1 for n in range(rounds)}


def test_a_job_started_by_two_processes_at_once_runs_once(desk: Desk) -> None:
    desk.serve()
    client = desk.client()
    plan = desk.ledger.plan_one("once", 0.0)
    job = client.call("create_job", config=desk.ledger.config(plan))
    program = (
        "import sys, time; from jobdesk.engine.manager import JobManager\n"
        "manager = JobManager(); manager.get_job(sys.argv[1]); print('ready', flush=True); sys.stdin.readline()\n"
        "print(manager.start_job(sys.argv[1]))"
    )
    import subprocess

    starters = [desk.spawn([sys.executable, "-c", program, job.id], stdin=subprocess.PIPE) for _ in range(4)]
    for starter in starters:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "ready\n"
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.write("go\n")
        starter.stdin.flush()
    answers = [starter.communicate(timeout=60)[0].strip() for starter in starters]
    assert sorted(answers) == ["False", "False", "False", "True"]
    assert client.call("wait_job", job_id=job.id).exit_code == 0
    assert len(desk.ledger.starts()["once"]) == 1


@pytest.mark.parametrize(
    ("count", "limit"), [pytest.param(60, 4, id="short"), pytest.param(200, 4, id="full", marks=FULL)]
)
def test_no_more_jobs_run_at_once_than_the_run_limit_allows(desk: Desk, count: int, limit: int) -> None:
    desk.write_settings(run_limit=limit)
    manager = desk.manager()
    going = desk.outside / "going"
    going.mkdir()
    # Each job looks how many others are there while it is.
    script = f'cd "{going}"; : > $$; ls | wc -l >> "{desk.ledger.path}.counts"; sleep 0.05; rm $$'
    held = [manager.create_job({"command": ["sh", "-c", script]}) for _ in range(count)]
    at_once(20, lambda number: [manager.start_job(job.id) for job in held[number::20]])
    for job in held:
        ended = manager.wait_job(job.id, 120)
        assert ended is not None
        assert ended.exit_code == 0
    counts = [int(line) for line in (desk.outside / "ledger.counts").read_text().split()]
    assert len(counts) == count
    assert max(counts) <= limit
    assert max(counts) > 1


def test_two_processes_that_create_100_jobs_each_keep_200(desk: Desk) -> None:
    program = (
        "from jobdesk import get_job_manager\n"
        "manager = get_job_manager()\n"
        "for n in range(100): print(manager.create_job({'command': ['true']}, name=str(n)).id, flush=True)"
    )
    creators = [desk.spawn([sys.executable, "-c", program]) for _ in range(2)]
    ids = [job_id for creator in creators for job_id in creator.communicate(timeout=100)[0].split()]
    assert [creator.returncode for creator in creators] == [0, 0], desk.app_errors()
    assert len(set(ids)) == 200
    jobs = desk.manager().list_jobs()
    assert {job.id for job in jobs} == set(ids)
    assert sorted(job.number for job in jobs) == list(range(1, 201))


def test_a_second_manager_in_the_same_process_sees_and_does_the_same(desk: Desk) -> None:
    first, second = desk.manager(), desk.manager()
    job = first.create_job({"command": ["sh", "-c", "echo hi; exit 3"]}, name="shared", tags=("a",))
    assert second.get_job(job.id) == job
    assert second.list_jobs() == first.list_jobs() == [job]
    assert second.start_job(job.id)
    assert not first.start_job(job.id)
    ended = second.wait_job(job.id, 60)
    assert ended is not None
    assert ended == first.get_job(job.id)
    assert ended.exit_code == 3
    assert second.read_log(job.id) == first.read_log(job.id) == "hi\n"
    # When the one that runs the jobs is closed, the other takes over.
    first.close(hand_over=False)
    assert second.get_job(job.id) == ended
    again = second.rerun_job(job.id, start=True)
    assert again is not None
    assert second.wait_job(again.id, 60) is not None


def test_a_second_window_or_command_at_once_schedules_nothing_twice(desk: Desk) -> None:
    """Ten command lines at once on a folder that no engine holds: one engine comes of it, and ten jobs."""
    plans = [desk.ledger.plan_one(f"cli-{number}", 0.1, number) for number in range(10)]
    submitters = [desk.spawn([sys.executable, "-m", "jobdesk", "run", "--", *desk.ledger.argv(plan)]) for plan in plans]
    outputs = [submitter.communicate(timeout=110)[0] for submitter in submitters]
    assert [submitter.returncode for submitter in submitters] == list(range(10)), desk.app_errors()
    assert outputs == [plan.log().decode() for plan in plans]
    starts = desk.ledger.starts()
    assert {label: len(found) for label, found in starts.items()} == {plan.label: 1 for plan in plans}
    assert len(desk.client().call("list_jobs")) == 10


def test_events_come_in_order_and_complete_to_every_listener(desk: Desk) -> None:
    desk.write_settings(run_limit=4)
    manager = desk.manager()
    seen: list[Event] = []
    others: list[Event] = []

    def faulty(_: Event) -> None:
        raise RuntimeError("a listener's own fault")

    def nosy(event: Event) -> None:
        # A listener may ask, and even change something.
        if isinstance(event, JobAdded):
            manager.update_job(event.job.id, notes="seen")
        others.append(event)

    for listener in (seen.append, faulty, nosy):
        manager.subscribe(listener)
    made = at_once(8, lambda n: [manager.submit_job({"command": ["sh", "-c", f"echo {n}"]}).id for _ in range(5)])
    ids = {job_id for some in made for job_id in some}
    for job_id in ids:
        ended = manager.wait_job(job_id, 60)
        assert ended is not None
        assert ended.notes == "seen"
    jobs = {job.id: job for job in manager.list_jobs()}

    def newest(events: list[Event]) -> dict[str, Any]:
        return {event.job.id: event.job for event in events if isinstance(event, (JobAdded, JobChanged))}

    wait_until(lambda: newest(seen) == newest(others) == jobs, "every event is told")
    assert seen == others
    last: dict[str, Any] = {}
    for event in seen:
        if isinstance(event, JobAdded):
            assert event.job.id not in last, "added once, and before all else"
        elif isinstance(event, JobChanged):
            assert event.old == last[event.job.id], "nothing left out, nothing out of order"
            old, new = event.old.status, event.job.status
            assert new is old or new in TRANSITIONS[old]
        elif isinstance(event, LogAppended):
            assert event.job_id in last
        if isinstance(event, (JobAdded, JobChanged)):
            last[event.job.id] = event.job
    assert set(last) == ids
    assert all(job.status is JobStatus.COMPLETED for job in last.values())


def test_configs_are_copied_in_and_out(desk: Desk) -> None:
    manager = desk.manager()
    config: dict[str, Any] = {"command": ["true"], "unknown": {"kept": [1, 2]}}
    job = manager.create_job(config)
    config["unknown"]["kept"].append(3)
    config["command"][0] = "false"
    job.config["unknown"] = None
    for other in (manager.get_job(job.id), manager.list_jobs()[0], desk.manager().get_job(job.id)):
        assert other is not None
        assert other.config == {"command": ["true"], "unknown": {"kept": [1, 2]}}


def test_closing_while_all_kinds_of_things_go_on_loses_nothing(desk: Desk) -> None:
    desk.write_settings(run_limit=8)
    manager = desk.manager()
    stored: list[str] = []
    is_over = threading.Event()

    def create_on_and_on() -> None:
        while not is_over.is_set():
            try:
                stored.append(manager.submit_job({"command": ["sh", "-c", "sleep 0.05"]}).id)
            except Exception:  # noqa: BLE001 (whatever is refused was not stored)
                return
            time.sleep(0.02)

    threads = [threading.Thread(target=create_on_and_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.7)
    manager.close(hand_over=False)
    is_over.set()
    for thread in threads:
        thread.join()
    assert stored
    found = {job.id for job in load_state(desk.folder).snapshot.jobs}
    assert found >= set(stored)
    with JobManager(desk.folder.state) as again:
        for job_id in stored:
            ended = again.wait_job(job_id, 60)
            assert ended is not None
            assert ended.exit_code == 0
