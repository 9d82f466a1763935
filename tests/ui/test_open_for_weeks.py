"""A desk that stays open for weeks keeps nothing of jobs that are gone, however many there were."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jobdesk.core.job import JobStatus
from jobdesk.engine.storage.ledger import utc_now
from jobdesk.ui.model.bridge import JobBatch
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.notify import job_notifications
from tests.ui.conftest import waits_for

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob, OpenDesk

pytestmark = pytest.mark.gui


def remembered(job_id: str) -> set[str]:
    """Name the members of all parts of the window in which a job's id stands."""
    return {
        f"{type(one).__name__}.{name}"
        for one in gc.get_objects()
        if type(one).__module__.startswith("jobdesk.ui")
        for name, value in _members(one)
        if isinstance(value, dict | set | list) and any(job_id == key for key in value)
    }


def _members(one: object) -> Iterator[tuple[str, object]]:
    try:
        yield from list(vars(one).items())
    except TypeError:
        return  # It has slots: a record, which does not collect.


def test_of_a_job_that_went_to_the_archive_the_window_remembers_nothing(desk: OpenDesk, tmp_path: Path) -> None:
    go = tmp_path / "go"
    lasting = desk.run_python("import time; time.sleep(60)")
    desk.wait_status(lasting.id, "running")
    job = desk.run_python(f"print('Nothing to do')\n{waits_for(go)}raise SystemExit(3)", name="gone")
    desk.window.table.select_job(desk.wait_status(job.id, "running").id)
    desk.wait_log("Nothing to do")
    go.touch()
    desk.wait_status(job.id, "failed")
    desk.qtbot.waitUntil(lambda: desk.window.model.last_line(job.id) == "Nothing to do")
    desk.window.table.select_job(lasting.id)
    assert remembered(job.id)
    desk.manager.archive_job(job.id)
    desk.qtbot.waitUntil(lambda: desk.window.model.roster.get(job.id) is None)
    desk.qtbot.waitUntil(lambda: remembered(job.id) == set())


def test_while_one_job_goes_on_for_weeks_those_that_end_meanwhile_are_counted_and_not_kept(
    desk: OpenDesk, make_job: MakeJob
) -> None:
    lasting = desk.run_python("import time; time.sleep(60)")
    desk.wait_status(lasting.id, "running")
    tells = desk.desk.teller
    ended = [make_job(1000 + n, JobStatus.COMPLETED, started=utc_now(), finished=utc_now()) for n in range(20)]
    tells._on_jobs_changed(JobBatch({job.id: job for job in ended}))
    assert tells._done.total == 20
    assert not any(remembered(job.id) for job in ended)


def test_what_was_told_is_told_once_also_when_so_much_was_told_that_it_is_forgotten(
    desk: OpenDesk, make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_notifications, "_MOST_TOLD", 3)
    tells, entries = desk.desk.teller, desk.desk.activity.entries
    ends = [f"2099-01-31T10:00:0{n}.000Z" for n in range(6)]
    ended = [make_job(1000 + n, JobStatus.COMPLETED, started=end, finished=end) for n, end in enumerate(ends)]
    for job in (*ended, *ended):
        tells._on_jobs_changed(JobBatch({job.id: job}))
    assert len(desk.desk.activity.entries) == len(entries) + len(ended)
    assert len(tells._told) == 3


def test_a_tag_that_no_job_has_any_more_is_counted_no_more(make_job: MakeJob) -> None:
    roster = Roster()
    roster.put(make_job(1, tags=("only once",)))
    roster.remove(make_job(1).id)
    assert roster._facets == {}
