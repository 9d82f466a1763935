"""A job's snapshot: what it holds survives JSON, and only allowed changes of status pass."""

import itertools

import msgspec
import pytest

from jobdesk.core.errors import InvalidTransitionError
from jobdesk.core.job import FINAL, NO_RESULT, TRANSITIONS, Job, JobStatus, Reason, ReasonCode, check_transition


def make_job(**fields: object) -> Job:
    members = {
        "id": "abcdefghijkl",
        "number": 7,
        "name": "encode",
        "kind": "command",
        "status": JobStatus.QUEUED,
        "raw_config": msgspec.Raw(b'{"command":["true"]}'),
        "created": "2026-01-31T10:00:00.000Z",
        "updated": "2026-01-31T10:00:00.000Z",
    }
    return Job(**{**members, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("result", [None, "done", {"files": [1, 2]}, 0, False, [], ""])
def test_a_job_with_any_result_reads_back_as_it_was(result: object) -> None:
    job = make_job(raw_result=msgspec.Raw(msgspec.json.encode(result)), reason=Reason("exit_code", "Exit code 3"))
    again = msgspec.json.decode(msgspec.json.encode(job), type=Job)
    assert again == job
    assert again.result_summary == result


def test_no_result_is_none() -> None:
    assert make_job().raw_result is NO_RESULT
    assert make_job().result_summary is None


def test_changing_a_config_that_was_handed_out_changes_nothing() -> None:
    job = make_job()
    job.config["command"].append("--force")
    assert job.config == {"command": ["true"]}


def test_json_names_are_those_that_scripts_know() -> None:
    members = msgspec.json.decode(msgspec.json.encode(make_job()))
    promised = {"id", "status", "config", "created_at", "updated_at", "started_at", "finished_at", "logs_path"}
    assert promised | {"result_summary", "error", "cancelled"} <= members.keys()
    assert members["created_at"] == "2026-01-31T10:00:00.000Z"


@pytest.mark.parametrize(("old", "new"), list(itertools.product(JobStatus, JobStatus)))
def test_only_listed_transitions_pass(old: JobStatus, new: JobStatus) -> None:
    job = make_job(status=old)
    if new in TRANSITIONS[old]:
        check_transition(job, new)
    else:
        with pytest.raises(InvalidTransitionError, match=f"is {old} and cannot become {new}"):
            check_transition(job, new)


def test_what_is_final_stays() -> None:
    assert all(not TRANSITIONS[status] for status in FINAL)


@pytest.mark.parametrize("code", [ReasonCode.NOT_STARTED, ReasonCode.EXTERNAL])
def test_held_is_a_reason_not_a_status(code: ReasonCode) -> None:
    assert make_job(reason=Reason(code, "")).is_held
    assert not make_job(reason=Reason(code, "")).is_waiting
    assert make_job(reason=Reason(ReasonCode.WAITING_LIMIT, "")).is_waiting
    assert not make_job(status=JobStatus.RUNNING, reason=Reason(code, "")).is_held


@pytest.mark.parametrize(
    ("cwd", "submit_folder", "folder"),
    [
        (None, None, ""),
        ("/a", None, "/a"),
        (None, "/home/me", "/home/me"),
        (".", "/home/me", "/home/me"),
        ("sub", "/home/me", "/home/me/sub"),
        ("/a", "/home/me", "/a"),
        ("~/sub", "/home/me", "~/sub"),
    ],
)
def test_a_job_starts_in_the_folder_of_its_config_which_may_begin_in_its_submitters(
    cwd: str | None, submit_folder: str | None, folder: str
) -> None:
    raw = msgspec.Raw(msgspec.json.encode({"command": ["true"], "cwd": cwd}))
    assert make_job(raw_config=raw, submit_folder=submit_folder).start_folder == folder
