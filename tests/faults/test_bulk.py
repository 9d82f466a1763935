"""The engine is killed while something is done to many jobs at once: none is lost, and asking again does the rest."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from jobdesk.core.actions.removal import ArchiveJobs, DeleteJobs, RestoreJobs
from jobdesk.core.ids import new_job_id
from jobdesk.engine.ipc.client import EngineClient
from tests.faults.desks import Desk
from tests.faults.test_archive import FULL, lines_of, write_history

REQUESTS = (ArchiveJobs, DeleteJobs, RestoreJobs)


def do_until_killed(client: EngineClient, ids: list[str], do: Callable[[], object]) -> None:
    """Ask for a deed, and take it back, until the engine is gone."""
    with contextlib.suppress(ConnectionError):
        while True:
            # First: what is deleted while it is in the archive is gone for good.
            client.do(RestoreJobs(job_ids=tuple(ids)))
            do()


@pytest.mark.parametrize(
    ("kills", "count"), [pytest.param(6, 300, id="short"), pytest.param(100, 3000, id="full", marks=FULL)]
)
def test_a_deed_that_was_cut_short_is_done_by_asking_again(desk: Desk, kills: int, count: int) -> None:
    choose = random.Random(kills)
    ids = sorted(write_history(desk, count))
    new_ids = [new_job_id() for _ in ids]
    desk.write_settings(queue_paused=True, trash_count=10 * count)
    for number in range(kills):
        app = desk.serve()
        client = desk.client()
        deeds: list[Callable[[], object]] = [partial(client.do, request(job_ids=tuple(ids))) for request in REQUESTS]
        deeds.append(partial(client.call, "rerun_jobs", job_ids=ids, new_ids=new_ids))
        mover = threading.Thread(target=do_until_killed, args=(client, ids, deeds[number % 4]))
        mover.start()
        time.sleep(choose.uniform(0.0, 0.3))
        desk.kill_app(app)
        mover.join()
    desk.serve()
    client = desk.client()
    client.do(RestoreJobs(job_ids=tuple(ids)))
    assert lines_of(desk.home) == Counter()
    client.call("rerun_jobs", job_ids=ids, new_ids=new_ids)
    assert {job.id for job in client.call("list_jobs")} == {*ids, *new_ids}
    assert Counter(job.rerun_of for job in client.call("list_jobs") if job.rerun_of) == Counter(ids)
    assert client.do(ArchiveJobs(job_ids=tuple(ids))).all_done() == ids
    assert lines_of(desk.home) == Counter(ids)
    assert {job.id for job in client.call("list_jobs")} == set(new_ids)
    assert client.do(DeleteJobs(job_ids=tuple(new_ids))).all_done() == new_ids
    assert client.call("list_jobs") == []
