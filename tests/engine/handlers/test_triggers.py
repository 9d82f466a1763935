"""Templates that are started by the end of a job, from both sides of the control channel."""

from pathlib import Path
from typing import Any

import pytest

from jobdesk import Job, JobManager, JobStatus
from jobdesk.core.ids import derive_job_id
from jobdesk.core.jobs.policy import Policy, Trigger
from jobdesk.core.jobs.template import Parameter, Template
from jobdesk.engine.handlers import triggers
from tests import programs
from tests.faults.desks import wait_until

TRUE = {"command": programs.TRUE}
FALSE = {"command": programs.FALSE}


def template(name: str, **fields: Any) -> Template:
    return Template(name=name, **{"config": TRUE, **fields})


def after(*wanted: Trigger) -> Policy:
    return Policy(triggers=wanted)


def followed(door: JobManager, job: Job) -> Job:
    """The job once what follows it was started."""

    def look() -> Job | None:
        now = door.get_job(job.id)
        assert now is not None
        return None if now.triggered is None else now

    now: Job = wait_until(look, "what follows is seen to")
    return now


def follower(door: JobManager, job: Job) -> Job:
    (job_id,) = followed(door, job).triggered or ()
    ended = door.wait_job(job_id, 30)
    assert ended is not None
    return ended


def test_a_template_follows_with_what_is_known_of_the_job(door: JobManager) -> None:
    parameters = tuple(Parameter(name=name) for name in ("log", "how", "result"))
    config = {"command": programs.script("say(sys.argv[1:])", "{log}", "{how}", "{result}")}
    door.save_template(
        template(
            "after",
            config=config,
            parameters=parameters,
            job_name="after {how}",
            queue="q",
            priority=3,
            tags=("t",),
        )
    )
    code = """report('{"type": "result", "value": {"n": [1]}}'); sys.exit(3)"""
    values = {"log": "{log}", "how": "#{job_number} {job_name} {exit_code} {no}", "result": "{result}"}
    trigger = Trigger(template="after", on="failed", values=values)  # type: ignore[arg-type]
    job = door.submit_job({"command": programs.script(code)}, name="first", policy=after(trigger))
    next_job = follower(door, job)
    assert (next_job.triggered_by, next_job.depth, next_job.queue, next_job.priority) == (job.id, 1, "q", 3)
    assert (next_job.name, next_job.tags) == ("after #1 first 3 {no}", ("t",))
    assert door.read_log(next_job.id) == str([job.logs_path, "#1 first 3 {no}", '{"n":[1]}']) + "\n"


@pytest.mark.parametrize(
    ("config", "on", "fires"),
    [
        (TRUE, "succeeded", True),
        (TRUE, "failed", False),
        (TRUE, "ended", True),
        (FALSE, "succeeded", False),
        (FALSE, "failed", True),
        (FALSE, "ended", True),
    ],
)
def test_it_follows_only_the_end_that_is_meant(
    door: JobManager, config: dict[str, Any], on: str, *, fires: bool
) -> None:
    door.save_template(template("after"))
    job = door.submit_job(config, policy={"triggers": [{"template": "after", "on": on}]})
    assert bool(followed(door, job).triggered) is fires
    assert len(door.list_jobs()) == 1 + fires


def test_the_end_of_a_job_that_never_ran_counts_too(door: JobManager) -> None:
    door.save_template(template("after"))
    job = door.create_job(TRUE, policy={"triggers": [{"template": "after", "on": "ended"}]})
    door.cancel_job(job.id)
    assert follower(door, job).status is JobStatus.COMPLETED


def test_an_array_triggers_once_and_its_tasks_do_not(door: JobManager) -> None:
    door.save_template(template("after"))
    array = door.submit_array({"command": programs.echo("{i}")}, "1-3", policy=after(Trigger(template="after")))
    assert follower(door, array).triggered_by == array.id
    assert len(door.list_jobs()) == 5


def test_what_cannot_follow_is_a_notice_of_the_job(door: JobManager) -> None:
    door.save_template(
        template("choosy", parameters=(Parameter(name="x", type="choice", choices=("a",), default="a"),))
    )
    wanted = after(
        Trigger(template="missing"),
        Trigger(template="choosy", values={"x": "b"}),
        Trigger(template="choosy", values={"y": "b"}),
        Trigger(template="choosy"),
    )
    job = door.submit_job(TRUE, policy=wanted)
    now = followed(door, job)
    assert len(now.triggered or ()) == 1
    assert now.notices == (
        "Its end could not start the template 'missing': template: there is none of this name",
        "Its end could not start the template 'choosy': x: must be one of a",
        "Its end could not start the template 'choosy': y: is no parameter of 'choosy'",
    )
    assert now.status is JobStatus.COMPLETED


def test_a_chain_that_starts_itself_ends_with_a_notice(manager: JobManager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "MOST_DEPTH", 3)
    manager.save_template(template("again", policy=after(Trigger(template="again"))))
    job = manager.run_template("again")
    for _ in range(3):
        job = follower(manager, job)
    last = followed(manager, job)
    assert (last.depth, last.triggered) == (3, ())
    assert "3 jobs in a row have started one another" in last.notices[0]
    assert len(manager.list_jobs()) == 4


def test_what_was_started_before_a_kill_is_not_started_again(home: Path) -> None:
    """The engine died between the start of what follows and the mark that it was started."""
    with JobManager(home / "jobs_state.json") as manager:
        manager.save_template(template("after"))
        job = manager.create_job(TRUE, policy=after(Trigger(template="after"), Trigger(template="after")))
        manager.create_job(TRUE, name="already there")
        first = manager.hold().submit_job(TRUE, job_id=derive_job_id("trigger", job.id, 1, 0), triggered_by=job.id)
        manager.start_job(job.id)
        now = followed(manager, job)
        assert now.triggered is not None
        assert (len(now.triggered), now.triggered[0]) == (2, first.id)
        assert len(manager.list_jobs()) == 4
        manager.close(hand_over=False)


def test_what_cannot_be_started_now_keeps_nobody_else_from_following(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triggers, "_AGAIN_S", 0.2)
    manager.save_template(template("after"))
    jobs = [manager.create_job(TRUE, policy=after(Trigger(template="after"))) for _ in range(9)]
    # In the place of the folders of what is to follow some of them.
    in_the_way = [manager.folder.job(derive_job_id("trigger", job.id, 1, 0)).path for job in jobs[:4]]
    for path in in_the_way:
        path.write_bytes(b"")
    for job in jobs:
        manager.start_job(job.id)
    assert all(followed(manager, job).triggered for job in jobs[4:])
    stuck = [manager.wait_job(job.id, 30) for job in jobs[:4]]
    assert [job.triggered for job in stuck if job is not None] == [None] * 4
    for path in in_the_way:
        path.unlink()
    assert all(followed(manager, job).triggered for job in jobs)


def test_the_command_line_says_what_follows(manager: JobManager) -> None:
    from jobdesk.cli.job_options import wishes_of
    from jobdesk.cli.parser import parse
    from jobdesk.core.errors import InvalidValueError

    words = ["submit", "--then", "a", "--then", "b", "--then-if", "ended", "--then-value", "x={log}"]
    assert wishes_of(parse(words))["policy"]["triggers"] == [
        {"template": "a", "on": "ended", "values": {"x": "{log}"}},
        {"template": "b", "on": "ended", "values": {"x": "{log}"}},
    ]
    with pytest.raises(InvalidValueError, match="--then"):
        wishes_of(parse(["submit", "--then-if", "ended"]))
