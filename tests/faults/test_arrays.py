"""Arrays whose engine is killed while they are made, while they run, and while they are cancelled."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from functools import partial
from typing import Any

import pytest

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.ipc.client import EngineClient
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.store import load_state
from tests.faults.desks import Desk, wait_until

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))


def array_config(desk: Desk, label: str, count: int) -> dict[str, Any]:
    script = f'echo "start $1 $$ 0" >> "{desk.ledger.path}"'
    task = {"command": ["/bin/sh", "-c", script, "sh", f"{label}-{{i}}"]}
    return {"kind": "array", "task": task, "over": f"1-{count}"}


def ask_and_kill(desk: Desk, after_s: float, verb: str, **args: Any) -> None:
    """Ask an engine to do something to an array, and kill it a moment after that is begun, wherever it is by then."""
    app = desk.serve()
    client = desk.client()

    def ask() -> None:
        with contextlib.suppress(ConnectionError):
            client.call(verb, **args)

    asker = threading.Thread(target=ask)
    asker.start()
    wait_until(desk.folder.job(args["job_id"]).spec.exists, "the array is begun", pause_s=0.001)
    time.sleep(after_s)
    desk.kill_app(app)
    asker.join()


def jobs_on_disk(folder: DataFolder) -> list[Job]:
    return load_state(folder).snapshot.jobs


@pytest.mark.parametrize("kills", [pytest.param(5, id="short"), pytest.param(60, id="full", marks=FULL)])
def test_arrays_whose_engine_is_killed_while_they_are_made_become_whole(desk: Desk, kills: int) -> None:
    choose = random.Random(kills)
    count = 3000
    arrays = [f"arrayarray{number:02}" for number in range(kills)]
    halves = 0
    for array in arrays:
        after_s = choose.uniform(0.0, 0.15)
        ask_and_kill(desk, after_s, "create_job", config=array_config(desk, array, count), job_id=array)
        made = sum(job.parent == array for job in jobs_on_disk(desk.folder))
        halves += 0 < made < count
    desk.serve()
    client = desk.client()
    for array in arrays:
        client.call("create_job", config=array_config(desk, array, count), job_id=array)
    jobs = wait_until(
        lambda: (jobs := client.call("list_jobs")) and len(jobs) >= kills * (count + 1) and jobs, "all are made", 60
    )
    print(f"{kills} kills, {halves} of them with an array half made")
    assert len(jobs) == kills * (count + 1)
    assert len({job.number for job in jobs}) == len(jobs)
    for array in arrays:
        assert sorted(job.index for job in jobs if job.parent == array) == list(range(count))
    # They were asked for held: nothing may have been let go by being made a second time.
    assert all(job.is_held for job in jobs)
    assert desk.ledger.starts() == {}


@pytest.mark.parametrize(
    ("kills", "count"), [pytest.param(4, 60, id="short"), pytest.param(60, 1500, id="full", marks=FULL)]
)
def test_every_task_runs_once_however_often_the_engine_is_killed(desk: Desk, kills: int, count: int) -> None:
    choose = random.Random(kills)
    desk.write_settings(run_limit=8)
    config = array_config(desk, "task", count)
    for _ in range(kills):
        ask_and_kill(desk, choose.uniform(0.05, 0.4), "submit_job", config=config, job_id="arrayarray00")
    desk.serve()
    client = desk.client()

    def the_end() -> Job | None:
        job: Job = client.call("submit_job", config=config, job_id="arrayarray00")
        return job if job.is_final else None

    array = wait_until(the_end, "the array ends", 60 + count / 5, 0.05)
    assert (array.status, str(array.tasks)) == (JobStatus.COMPLETED, f"{count} done")
    starts = desk.ledger.starts()
    assert sorted(starts) == sorted(f"task-{number}" for number in range(1, count + 1))
    assert max(len(times) for times in starts.values()) == 1


@pytest.mark.parametrize("kills", [pytest.param(2, id="short"), pytest.param(30, id="full", marks=FULL)])
def test_a_cancel_whose_engine_is_killed_is_carried_out_by_the_next_one(desk: Desk, kills: int) -> None:
    choose = random.Random(kills)
    desk.write_settings(queue_paused=True)
    count = 2000
    arrays = [f"arrayarray{number:02}" for number in range(kills)]
    for array in arrays:
        app = desk.serve()
        desk.client().call("submit_job", config=array_config(desk, array, count), job_id=array)
        desk.kill_app(app)
        ask_and_kill(desk, choose.uniform(0.005, 0.1), "cancel_job", job_id=array)
    asked = {job.id for job in jobs_on_disk(desk.folder) if job.cancelled and job.is_array}
    desk.serve()
    client = desk.client()
    assert asked <= set(arrays)
    for array in asked:
        wait_until(partial(is_cancelled, client, array), "the array is cancelled")
        tasks = client.call("list_jobs", array=array)
        assert {task.status for task in tasks} == {JobStatus.CANCELLED}
        assert len(tasks) == count


def is_cancelled(client: EngineClient, array: str) -> bool:
    job: Job = client.call("get_job", job_id=array)
    return job.status is JobStatus.CANCELLED
