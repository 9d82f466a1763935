"""The engine is killed while jobs go to the archive and come back: none is lost, and none is there twice."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from jobdesk.core.actions.removal import ArchiveJobs, RestoreJobs
from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.ipc.client import EngineClient
from jobdesk.engine.storage.archive import Archive
from jobdesk.engine.storage.snapshot import Snapshot, write_snapshot
from tests.faults.desks import Desk

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))


def write_history(desk: Desk, count: int) -> set[str]:
    """Store a history of ended jobs, as an engine would have left it."""
    jobs = []
    for number in range(1, count + 1):
        job_id = new_job_id()
        folder = desk.folder.job(job_id)
        folder.path.mkdir(mode=0o700, parents=True)
        job = Job(
            id=job_id,
            number=number,
            name=f"job {number}",
            kind="command",
            status=JobStatus.COMPLETED,
            raw_config=msgspec.Raw(b'{"command":["true"]}'),
            created="2026-01-31T10:00:00.000Z",
            updated="2026-01-31T10:00:00.000Z",
            logs_path=str(folder.log),
        )
        jobs.append(job)
    run_logs = str(desk.folder.run_logs)
    write_snapshot(desk.folder.state, None, Snapshot(jobs=jobs, next_number=count + 1, run_logs=run_logs, generation=1))
    return {job.id for job in jobs}


def move_about(client: EngineClient, ids: list[str], seed: int) -> None:
    """Archive and restore jobs until the engine is gone."""
    choose = random.Random(seed)
    with contextlib.suppress(ConnectionError):
        while True:
            client.do(choose.choice([ArchiveJobs, ArchiveJobs, RestoreJobs])(job_ids=(choose.choice(ids),)))


def lines_of(folder: Path) -> Counter[str]:
    archive = Archive(folder / "archive", folder / "run_logs")
    return Counter(job_id for job_id, _ in archive.ids())


@pytest.mark.parametrize(
    ("kills", "count"), [pytest.param(6, 300, id="short"), pytest.param(120, 3000, id="full", marks=FULL)]
)
def test_every_job_is_in_the_list_or_in_the_archive_and_never_in_both(desk: Desk, kills: int, count: int) -> None:
    choose = random.Random(kills)
    ids = write_history(desk, count)
    for number in range(kills):
        # Half of the time the rules move hundreds at once, half of the time single jobs go and come.
        desk.write_settings(**({"archive_count": count // 3} if number % 2 else {}))
        app = desk.serve()
        client = desk.client()
        mover = threading.Thread(target=move_about, args=(client, sorted(ids), number))
        mover.start()
        time.sleep(choose.uniform(0.0, 0.4))
        desk.kill_app(app)
        mover.join()
    desk.write_settings()
    desk.serve()
    client = desk.client()
    listed = Counter(job.id for job in client.call("list_jobs"))
    archived = lines_of(desk.home)
    print(f"{kills} kills: {len(listed)} jobs in the list, {len(archived)} in the archive")
    assert listed + archived == Counter(ids)
    assert all(job.archived is None for job in client.call("list_jobs"))
    assert archived
    assert {job.id for job in client.call("search_archive", limit=10_000)} == set(archived)
