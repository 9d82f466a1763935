"""The engine is killed while something is done to many jobs at once: none is lost, and asking again does the rest."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from typing import Any

import pytest

from jobdesk.core.ids import new_job_id
from jobdesk.engine.ipc.client import EngineClient
from tests.faults.desks import Desk
from tests.faults.test_archive import FULL, lines_of, write_history

VERBS = ("archive_jobs", "delete_jobs", "restore_jobs")


def do_until_killed(client: EngineClient, verb: str, args: dict[str, Any]) -> None:
    """Ask for a deed, and take it back, until the engine is gone."""
    with contextlib.suppress(ConnectionError):
        while True:
            # First: what is deleted while it is in the archive is gone for good.
            client.call("restore_jobs", job_ids=args["job_ids"])
            client.call(verb, **args)


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
        verb = (*VERBS, "rerun_jobs")[number % 4]
        args = {"job_ids": ids} | ({"new_ids": new_ids} if verb == "rerun_jobs" else {})
        mover = threading.Thread(target=do_until_killed, args=(client, verb, args))
        mover.start()
        time.sleep(choose.uniform(0.0, 0.3))
        desk.kill_app(app)
        mover.join()
    desk.serve()
    client = desk.client()
    client.call("restore_jobs", job_ids=ids)
    assert lines_of(desk.home) == Counter()
    client.call("rerun_jobs", job_ids=ids, new_ids=new_ids)
    assert {job.id for job in client.call("list_jobs")} == {*ids, *new_ids}
    assert Counter(job.rerun_of for job in client.call("list_jobs") if job.rerun_of) == Counter(ids)
    assert client.call("archive_jobs", job_ids=ids) == ids
    assert lines_of(desk.home) == Counter(ids)
    assert {job.id for job in client.call("list_jobs")} == set(new_ids)
    assert client.call("delete_jobs", job_ids=new_ids) == new_ids
    assert client.call("list_jobs") == []
