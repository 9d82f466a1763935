"""Requests and their handlers: outcomes job by job, actions that are added, lost answers, older clients."""

import json
from typing import Any

import pytest

from jobdesk import Job, JobManager
from jobdesk.core.actions.base import Jobs, JobsRequest
from jobdesk.core.actions.not_possible import NotPossible
from jobdesk.core.actions.registry import ACTIONS
from jobdesk.core.actions.removal import ArchiveJobs, DeleteJobs, RestoreJobs
from jobdesk.engine.ipc.channel import connect, read_address
from jobdesk.engine.ipc.client import EngineClient
from tests import programs

ECHO = {"command": programs.echo("hello")}


@pytest.fixture
def paused(door: JobManager) -> JobManager:
    """A door to an engine that starts nothing."""
    door.change_setting("queue_paused", True)
    return door


def make_ended(door: JobManager) -> str:
    job_id = door.submit_job(ECHO).id
    assert door.cancel_job(job_id)
    return job_id


def codes(manager: JobManager, request: JobsRequest) -> dict[str, str]:
    return {job_id: refusal.code for job_id, refusal in manager.do(request).refused.items()}


def test_each_request_has_a_handler(manager: JobManager) -> None:
    assert manager.hold().handlers.requests == set(ACTIONS.values())


def test_an_outcome_says_of_each_job_what_became_of_it(paused: JobManager) -> None:
    ended, waited_for = make_ended(paused), make_ended(paused)
    waiting = paused.create_job(ECHO, after=[waited_for], policy={"after_when": "ended"}).id
    array = paused.submit_array(ECHO, "1-2")
    task = paused.list_jobs(array=array.id)[0].id
    ids = (ended, waited_for, waiting, array.id, task, "nosuchjob000", ended)
    outcome = paused.do(ArchiveJobs(job_ids=ids))
    assert outcome.done == [ended]
    assert {job_id: refusal.not_possible for job_id, refusal in outcome.refused.items()} == {
        waited_for: NotPossible.WAITED_FOR,
        waiting: NotPossible.UNFINISHED,
        array.id: NotPossible.UNFINISHED,
        task: NotPossible.TASK,
        "nosuchjob000": NotPossible.UNKNOWN,
    }
    assert codes(paused, ArchiveJobs(job_ids=(ended,))) == {ended: "archived"}
    assert codes(paused, RestoreJobs(job_ids=(ended, waited_for))) == {waited_for: "not_trashed"}


def test_an_array_is_waited_for_while_one_of_its_tasks_is(paused: JobManager) -> None:
    array = paused.submit_array(ECHO, "1-2")
    task = paused.list_jobs(array=array.id)[0].id
    waiting = paused.create_job(ECHO, after=[task], policy={"after_when": "ended"}).id
    assert paused.cancel_job(array.id)
    assert codes(paused, ArchiveJobs(job_ids=(array.id,))) == {array.id: "waited_for"}
    assert paused.cancel_job(waiting)
    assert codes(paused, ArchiveJobs(job_ids=(array.id,))) == {}


def test_a_request_on_a_folder_where_nothing_was_stored_makes_nothing(door: JobManager, tmp_path: object) -> None:
    other = JobManager(f"{tmp_path}/other/jobs_state.json")
    assert codes(other, DeleteJobs(job_ids=("nosuchjob000",))) == {"nosuchjob000": "unknown"}
    assert not other.folder.path.exists()


class TouchJobs(JobsRequest, frozen=True, kw_only=True):
    """Add a line to the notes of jobs."""

    line: str

    def not_possible_because(self, job: Job, jobs: Jobs) -> NotPossible | None:
        return NotPossible.TASK if job.parent else None


def test_an_action_is_added_with_one_request_and_one_handler(
    manager: JobManager, door: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the channel and the manager no other line is written for it."""
    monkeypatch.setitem(ACTIONS, "TouchJobs", TouchJobs)
    engine = manager.hold()

    def touch(request: TouchJobs, job: Job, array: Job | None, jobs: Jobs) -> None:
        engine.update_job(job.id, {"notes": f"{job.notes}{request.line}\n"})

    engine.handlers.add_each(TouchJobs, touch)
    job = door.create_job(ECHO, queue="a")
    array = door.submit_array(ECHO, "1-2")
    task = door.list_jobs(array=array.id)[0].id
    outcome = door.do(TouchJobs(job_ids=(task, job.id), line="seen"))
    assert (outcome.done, list(outcome.refused)) == ([job.id], [task])
    touched = door.get_job(job.id)
    assert touched is not None
    assert touched.notes == "seen\n"


def test_a_lost_answer_is_settled_by_asking_again(manager: JobManager, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine has archived the job when the connection breaks."""
    manager.change_setting("queue_paused", True)
    ended, other = make_ended(manager), manager.create_job(ECHO).id
    client = JobManager(manager.folder.state)
    assert client.get_job(ended) is not None
    do, answers = EngineClient.do, []

    def lose_first(self: EngineClient, request: Any) -> Any:
        answers.append(do(self, request))
        if len(answers) == 1:
            raise ConnectionResetError("the connection broke")
        return answers[-1]

    monkeypatch.setattr(EngineClient, "do", lose_first)
    assert client.archive_jobs([ended, other]) == [ended]
    assert [answer.done for answer in answers] == [[ended], []]
    client.close()


def test_the_verbs_of_older_clients_are_answered_as_before(manager: JobManager) -> None:
    manager.change_setting("queue_paused", True)
    ids = [make_ended(manager), make_ended(manager)]
    held = manager.create_job(ECHO).id
    address = read_address(manager.folder.control)
    assert address is not None
    channel = connect(address)

    def ask(verb: str, **args: object) -> object:
        channel.send(json.dumps({"verb": verb, "args": args}).encode())
        answer: dict[str, object] = json.loads(channel.receive() or b"")
        return answer.get("ok", answer)

    assert ask("archive_job", job_id=ids[0]) is True
    assert ask("archive_job", job_id=ids[0]) is False
    assert ask("archive_jobs", job_ids=[*ids, held, "nosuchjob000"]) == [ids[1]]
    assert ask("restore_jobs", job_ids=ids) == ids
    assert ask("restore_job", job_id="nosuchjob000") is False
    assert ask("delete_jobs", job_ids=[ids[0], held]) == [ids[0], held]
    assert ask("delete_job", job_id=ids[1]) is True
    failure = ask("delete_job", job_id=5)
    assert isinstance(failure, dict)
    assert failure["error"]["code"] == "bad_request"
    channel.close()
