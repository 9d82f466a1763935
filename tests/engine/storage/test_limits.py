"""The limits on disk: saved before they hold, and never lost to damage; from both sides of the control channel."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk.core.errors import InvalidValueError, StoreError
from jobdesk.core.jobs.template import Template
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.limits import LimitsStore
from tests import programs


def test_a_damaged_file_is_kept_when_limits_change(tmp_path: Path) -> None:
    path = tmp_path / "limits.json"
    path.write_text('{"queues": {"night": {"state": "pau')
    store = LimitsStore(path)
    assert "limits.json cannot be used" in store.notices[0]
    store.change_queue("day", {"run_limit": 2})
    store.change_queue("day", {"run_limit": 3})
    assert (tmp_path / "limits.damaged.json").read_text() == '{"queues": {"night": {"state": "pau'
    assert LimitsStore(path).limits.queues["day"].run_limit == 3


@pytest.mark.parametrize("name", ["limits.json", "settings.json", "schedules", "templates"])
def test_a_disk_that_refuses_is_named_and_the_old_holds(door: JobManager, home: Path, name: str) -> None:
    door.change_queue("night", run_limit=2)
    path = home / name
    if path.suffix:
        path.with_name(f"{name}.tmp").mkdir()  # Where the new one would be written first.
    else:
        path.write_bytes(b"no folder")
    save: dict[str, Callable[[], object]] = {
        "limits.json": lambda: door.change_queue("night", run_limit=3),
        "settings.json": lambda: door.change_setting("run_limit", 7),
        "schedules": lambda: door.add_schedule({"command": programs.TRUE}, every_s=60),
        "templates": lambda: door.save_template(Template(name="t", config={"command": programs.TRUE})),
    }
    with pytest.raises(StoreError, match="What was saved before is intact") as refused:
        save[name]()
    assert name in str(refused.value)
    assert door.get_limits().queues["night"].run_limit == 2
    assert door.get_settings()["run_limit"] != 7
    assert door.list_schedules() == []
    assert door.list_templates() == []


def test_nothing_starts_by_limits_that_are_lost_before_somebody_resumes_the_queue(home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "limits.json").write_text("{")
    with JobManager(home / "jobs_state.json") as again:
        job = again.submit_job({"command": programs.TRUE}, queue="night")
        assert [blocker.text for blocker in again.blockers(job.id)] == ["The queue is paused"]
        again.resume_queue()
        ended = again.wait_job(job.id, 20)
        assert ended is not None
        assert ended.status == "completed"


def test_two_conditions_set_at_the_same_time_both_hold(door: JobManager) -> None:
    """Who sets one condition need not know the others: a change made meanwhile elsewhere is not lost."""
    for queue in (None, "gpu"):

        def change(conditions: dict[str, object], queue: str | None = queue) -> None:
            if queue is None:
                door.change_limits(conditions=conditions)
            else:
                door.change_queue(queue, conditions=conditions)

        change({"quiet": "22:00-07:00"})
        change({"max_load": 0.5})
        rules = door.get_limits() if queue is None else door.get_limits().queues[queue]
        assert (rules.conditions.quiet, rules.conditions.max_load) == ("22:00-07:00", 0.5)
        change({"max_load": None})
        rules = door.get_limits() if queue is None else door.get_limits().queues[queue]
        assert (rules.conditions.quiet, rules.conditions.max_load) == ("22:00-07:00", None)
        with pytest.raises(InvalidValueError, match="no such rule"):
            change({"noise": 3})
