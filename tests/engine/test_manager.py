"""JobManager's promises, each seen by the manager that runs the jobs and by one that speaks to it."""

import errno
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jobdesk import Job, JobManager, JobStatus, get_job_manager
from jobdesk.core.errors import (
    AmbiguousJobError,
    EngineBusyError,
    InvalidConfigError,
    InvalidTransitionError,
    InvalidValueError,
    JobNotFoundError,
    UnknownFieldError,
)
from jobdesk.core.events import Event, JobAdded, JobChanged, LogAppended
from jobdesk.executors import local
from jobdesk.jobdir import folder
from tests import programs
from tests.faults.desks import is_alive, wait_until

PYTHON = sys.executable
KILLED = 1 if sys.platform == "win32" else -9
"""Exit code of what was ended by force."""
SLEEP = {"command": [PYTHON, "-c", "import time; time.sleep(60)"]}
TRUE = {"command": [PYTHON, "-c", "pass"]}


def finished(door: JobManager, job: Job) -> Job:
    ended = door.wait_job(job.id, 30)
    assert ended is not None
    assert ended.is_final, ended
    return ended


def started(door: JobManager, job: Job) -> Job:
    def look() -> Job | None:
        now = door.get_job(job.id)
        assert now is not None
        return now if now.status is JobStatus.RUNNING and door.folder.job(job.id).started.exists() else None

    now: Job = wait_until(look, "it has started")
    return now


def until(path: Path) -> dict[str, list[str]]:
    """The config of a job that runs until a file is there."""
    return {"command": programs.until(path)}


def test_looking_makes_nothing_on_disk(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        assert manager.list_jobs() == []
        assert manager.get_job("abcdefghijkl") is None
        assert manager.start_job("abcdefghijkl") is False
        assert manager.cancel_job("abcdefghijkl") is False
        assert manager.rerun_job("abcdefghijkl") is None
        assert manager.update_job("abcdefghijkl", name="x") is None
    assert not home.exists()


def test_a_created_job_is_queued_and_held(door: JobManager) -> None:
    job = door.create_job(TRUE, name="later", tags=["a", "b"], priority=3, queue="night")
    assert (job.status, job.reason and job.reason.code) == (JobStatus.QUEUED, "not_started")
    assert (job.name, job.tags, job.priority, job.queue, job.number) == ("later", ("a", "b"), 3, "night", 1)
    assert len(job.id) == 12
    assert Path(job.logs_path) == door.folder.path / "run_logs" / job.id / "job.log"
    assert door.get_job(job.id) == job
    assert door.why(job.id) == job.reason


def test_start_is_true_for_one_call_only(door: JobManager) -> None:
    job = door.create_job(TRUE)
    assert [door.start_job(job.id), door.start_job(job.id)] == [True, False]
    assert finished(door, job).status is JobStatus.COMPLETED
    assert door.start_job(job.id) is False


def test_starting_from_many_threads_runs_it_once(door: JobManager) -> None:
    job = door.create_job({"command": programs.echo("ran")})
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(door.start_job(job.id))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(True) == 1
    finished(door, job)
    assert door.read_log(job.id) == "ran\n"


def test_a_job_runs_with_its_true_code_times_and_log(door: JobManager) -> None:
    code = "say('out'); os.write(2, b'err\\n'); time.sleep(.2); sys.exit(3)"
    job = finished(door, door.submit_job({"command": programs.script(code)}))
    assert (job.status, job.exit_code, job.error) == (JobStatus.FAILED, 3, "Exit code 3")
    assert job.started_at is not None
    assert job.finished_at is not None
    assert (job.finished_at - job.started_at).total_seconds() > 0.15
    assert job.duration_s == pytest.approx((job.finished_at - job.started_at).total_seconds(), abs=1.0)
    assert sorted(door.read_log(job.id).split()) == ["err", "out"]
    assert door.read_log(job.id, tail=1) in {"err\n", "out\n"}


def test_the_summary_on_disk_is_the_job(door: JobManager) -> None:
    job = finished(door, door.submit_job(TRUE))
    path = door.folder.job(job.id).summary
    wait_until(path.exists, "it is written")
    assert msgspec.json.decode(path.read_bytes(), type=Job) == job


def test_environment_and_folder_reach_the_job(door: JobManager, tmp_path: Path) -> None:
    code = "say(os.environ['GREETING'], os.getcwd())"
    config = {"command": programs.script(code), "env": {"GREETING": "hé"}, "cwd": str(tmp_path)}
    job = finished(door, door.submit_job(config))
    assert door.read_log(job.id).strip() == f"hé {tmp_path}"


def test_what_a_function_returns_is_the_result(door: JobManager, tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("def run(config): return {'got': config['x']}")
    job = finished(door, door.submit_job({"function": "work:run", "x": [1], "cwd": str(tmp_path)}))
    assert (job.status, job.result_summary) == (JobStatus.COMPLETED, {"got": [1]})


@pytest.mark.parametrize(
    ("body", "status", "result", "said"),
    [
        (
            "return 'x' * (3 << 20)",
            "completed",
            None,
            "Its result was not kept: it has 3.0 MB, and at most 1 MB is kept",
        ),
        ("return {1, 2}", "completed", "{1, 2}", "Its result was kept as text where JSON has no such values: set"),
        ("return {(1, 2): 3}", "completed", None, "Its result was not kept: keys must be"),
        ("return float('nan')", "completed", None, "Its result was not kept: it is nan, which JSON cannot hold"),
        ("raise SystemExit(0)", "completed", None, "It ended by SystemExit(0), without a result"),
        ("raise SystemExit('bye')", "failed", None, "SystemExit: bye"),
        ("yield 1", "failed", None, "work:work is a generator, so nothing of it has run"),
    ],
)
def test_what_becomes_of_a_functions_value_is_said(
    door: JobManager, tmp_path: Path, body: str, status: str, result: object, said: str
) -> None:
    (tmp_path / "work.py").write_text(f"def work(config):\n    {body}\n")
    job = finished(door, door.submit_job({"function": "work:work", "cwd": str(tmp_path)}))
    assert (job.status, job.result_summary) == (status, result)
    words = [job.error or "", *job.notices]
    assert any(text.startswith(said) for text in words), words


def test_a_result_counts_however_much_is_reported_after_it(door: JobManager) -> None:
    flood = 'for n in range(60_000): print(\'{"type": "progress", "text": "\' + \'x\' * 30 + \'"}\', file=events)'
    code = f"import os\nevents = open(os.environ['JOBDESK_EVENTS'], 'a')\nprint('RESULT', file=events)\n{flood}"
    result = '{\\"type\\": \\"result\\", \\"value\\": 7}'
    job = finished(door, door.submit_job({"command": [PYTHON, "-c", code.replace("'RESULT'", f'"{result}"')]}))
    assert job.result_summary == 7


def test_a_result_too_long_to_be_read_is_said(door: JobManager) -> None:
    code = (
        "import os\nwith open(os.environ['JOBDESK_EVENTS'], 'w') as events:\n"
        '    events.write(\'{"type": "result", "value": "\' + \'x\' * (9 << 20) + \'"}\\n\')\n'
    )
    job = finished(door, door.submit_job({"command": [PYTHON, "-c", code]}))
    assert (job.status, job.result_summary) == (JobStatus.COMPLETED, None)
    assert job.notices == ("Its result was not kept: it is larger than 1 MB",)


def test_cancel_stops_a_running_job(door: JobManager) -> None:
    job = started(door, door.submit_job(SLEEP))
    assert door.cancel_job(job.id) is True
    now = door.get_job(job.id)
    assert now is not None
    assert now.cancelled
    ended = finished(door, job)
    assert (ended.status, ended.reason and ended.reason.code) == (JobStatus.CANCELLED, "by_user")
    assert door.cancel_job(job.id) is False


def test_a_second_cancel_may_force_what_ignores_the_first(door: JobManager) -> None:
    door.change_setting("grace_s", 3600.0)
    last = "SIGBREAK" if sys.platform == "win32" else "SIGHUP"
    deaf = f"import signal\nfor n in (signal.SIGINT, signal.SIGTERM, signal.{last}): signal.signal(n, signal.SIG_IGN)\n"
    job = started(door, door.submit_job({"command": programs.script(f"{deaf}say('deaf'); time.sleep(60)")}))
    wait_until(lambda: door.read_log(job.id), "it is deaf")
    door.cancel_job(job.id)
    assert door.cancel_job(job.id, force=True)
    ended = finished(door, job)
    assert (ended.status, ended.exit_code) == (JobStatus.CANCELLED, KILLED)


@pytest.mark.parametrize("release", [False, True])
def test_cancel_of_a_queued_job_is_final_at_once(door: JobManager, release: bool) -> None:
    door.change_setting("run_limit", 1)
    started(door, door.submit_job(SLEEP))
    job = door.submit_job(TRUE) if release else door.create_job(TRUE)
    assert door.cancel_job(job.id)
    now = door.get_job(job.id)
    assert now is not None
    assert (now.status, now.cancelled, now.started_at) == (JobStatus.CANCELLED, True, None)
    assert door.start_job(job.id) is False


def test_the_limit_holds_and_the_rest_waits_in_order(door: JobManager, tmp_path: Path) -> None:
    door.change_setting("run_limit", 2)
    jobs = [door.submit_job(until(tmp_path / "go")) for _ in range(5)]
    for job in jobs[:2]:
        started(door, job)
    last = door.get_job(jobs[-1].id)
    assert last is not None
    assert last.is_waiting
    reason = door.why(last.id)
    assert reason is not None
    assert reason.text == "2 of 2 running (#1, #2), 2 ahead"
    (tmp_path / "go").touch()
    ended = [finished(door, job) for job in jobs]
    starts = [job.started or "" for job in ended]
    # Which of those that start at the same time is the first to run its code is for the system to say.
    assert max(starts[:2]) <= min(starts[2:])
    for job in ended:
        beside = [
            other
            for other in ended
            if other.started_at
            and job.started_at
            and other.finished_at
            and other.started_at <= job.started_at < other.finished_at
        ]
        assert len(beside) <= 2


def test_rerun_makes_a_held_copy_and_can_start_it(door: JobManager) -> None:
    first = finished(door, door.submit_job(TRUE, name="again", tags=["x"], priority=2))
    held = door.rerun_job(first.id)
    assert held is not None
    assert (held.name, held.tags, held.priority, held.config, held.rerun_of) == ("again", ("x",), 2, TRUE, first.id)
    assert held.is_held
    running = door.rerun_job(first.id, start=True)
    assert running is not None
    assert finished(door, running).status is JobStatus.COMPLETED


def test_who_waits_for_a_job_that_is_then_removed_for_good_waits_no_longer(door: JobManager) -> None:
    job = door.create_job(TRUE)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(door.wait_job, job.id, 60)
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        assert door.delete_job(job.id)
        assert door.empty_trash() == 1
        assert waiting.result(30) is None


def test_a_rerun_wishes_what_the_first_run_wished(door: JobManager) -> None:
    wishes: dict[str, Any] = {
        "queue": "night",
        "priority": 2,
        "tags": ("x",),
        "needs": {"gpu": 1.0},
        "notify": "always",
    }
    first = door.create_job(TRUE, policy={"retry": {"limit": 2}}, **wishes)
    again = door.rerun_job(first.id)
    assert again is not None
    assert again.wishes() == first.wishes() == {**wishes, "policy": first.policy}
    assert first.policy is not None


def test_dependents_wait_for_success(door: JobManager, tmp_path: Path) -> None:
    first = door.submit_job(until(tmp_path / "go"))
    second = door.submit_job(TRUE, after=[first.id])
    reason = door.why(second.id)
    assert reason is not None
    assert reason.code == "waiting_jobs"
    (tmp_path / "go").touch()
    assert finished(door, second).status is JobStatus.COMPLETED
    one, other = finished(door, first), finished(door, second)
    assert one.finished_at is not None
    assert other.started_at is not None
    assert one.finished_at <= other.started_at


def test_dependents_of_a_failure_are_cancelled(door: JobManager) -> None:
    first = door.submit_job({"command": [PYTHON, "-c", "raise SystemExit(1)"]}, name="first")
    second = finished(door, door.submit_job(TRUE, after=["#1"]))
    assert (second.status, second.reason and second.reason.code) == (JobStatus.CANCELLED, "dependency_failed")
    assert finished(door, first).status is JobStatus.FAILED


def test_update_changes_what_a_user_may_change(door: JobManager) -> None:
    job = door.create_job(TRUE)
    changed = door.update_job(
        job.id, name="new", tags=["t"], priority=9, queue="q", notes="see #2", config={**TRUE, "own": 1}
    )
    assert changed is not None
    assert (changed.name, changed.tags, changed.priority, changed.queue, changed.notes, changed.config["own"]) == (
        "new",
        ("t",),
        9,
        "q",
        "see #2",
        1,
    )
    assert changed.updated_at >= job.updated_at


def test_a_changed_config_is_what_runs(door: JobManager) -> None:
    job = door.create_job({"command": programs.echo("old")})
    door.update_job(job.id, config={"command": programs.echo("new")})
    door.start_job(job.id)
    finished(door, job)
    assert door.read_log(job.id) == "new\n"


def test_the_config_of_what_runs_stays(door: JobManager) -> None:
    job = started(door, door.submit_job(SLEEP))
    with pytest.raises(InvalidValueError, match="only while the job is queued"):
        door.update_job(job.id, config=TRUE)


def test_an_unknown_wish_is_refused_with_those_that_there_are(door: JobManager) -> None:
    with pytest.raises(UnknownFieldError, match="no field 'prio' that can be set") as refused:
        door.create_job(TRUE, prio=1)  # type: ignore[call-arg]
    assert str(refused.value).endswith("name, queue, needs, policy, tags, priority, notify, not_before, delay, after.")
    assert door.list_jobs() == []


@pytest.mark.parametrize("field", ["id", "number", "created_at", "logs_path", "color", "_lock"])
def test_other_fields_are_refused(door: JobManager, field: str) -> None:
    job = door.create_job(TRUE)
    with pytest.raises(UnknownFieldError, match="These can"):
        door.update_job(job.id, **{field: "x"})
    assert door.get_job(job.id) == job


@pytest.mark.parametrize(
    ("field", "value"),
    [("priority", "high"), ("priority", 1.5), ("tags", "a"), ("tags", [1]), ("name", ""), ("name", None), ("notes", 3)],
)
def test_values_of_the_wrong_type_are_refused_and_change_nothing(door: JobManager, field: str, value: object) -> None:
    job = door.create_job(TRUE)
    with pytest.raises(InvalidValueError, match=field):
        door.update_job(job.id, **{field: value})
    assert door.get_job(job.id) == job


def test_a_script_can_drive_a_job_by_itself(door: JobManager) -> None:
    job = door.create_job({"task": "no kind of ours"})
    running = door.update_job(job.id, status="running")
    assert running is not None
    assert running.is_external
    assert door.start_job(job.id) is False
    done = door.update_job(job.id, status="completed", result_summary={"rounds": 3})
    assert done is not None
    assert (done.status, done.result_summary) == (JobStatus.COMPLETED, {"rounds": 3})
    assert done.started_at is not None
    assert done.finished_at is not None
    with pytest.raises(InvalidTransitionError):
        door.update_job(job.id, status="running")


def test_an_external_job_takes_no_place_and_learns_of_its_cancel(door: JobManager) -> None:
    door.change_setting("run_limit", 1)
    external = door.create_job({"task": "x"})
    door.update_job(external.id, status="running")
    assert finished(door, door.submit_job(TRUE)).status is JobStatus.COMPLETED
    assert door.cancel_job(external.id)
    asked = door.get_job(external.id)
    assert asked is not None
    assert (asked.status, asked.cancelled) == (JobStatus.RUNNING, True)
    door.update_job(external.id, status="cancelled")


@pytest.mark.parametrize("status", ["done", "queued", "", None, 3])
def test_a_status_that_cannot_be_is_refused(door: JobManager, status: object) -> None:
    job = door.create_job({"task": "x"})
    door.update_job(job.id, status="running")
    with pytest.raises((InvalidValueError, InvalidTransitionError)):
        door.update_job(job.id, status=status)


def test_the_status_of_what_the_queue_runs_is_not_for_scripts(door: JobManager) -> None:
    job = started(door, door.submit_job(SLEEP))
    with pytest.raises(InvalidTransitionError, match="Only a held job"):
        door.update_job(job.id, status="completed")


def test_a_job_of_no_kind_cannot_be_started(door: JobManager) -> None:
    job = door.create_job({"task": "x"})
    with pytest.raises(InvalidConfigError, match="says not what to run"):
        door.start_job(job.id)
    with pytest.raises(InvalidConfigError):
        door.submit_job({"task": "x"})


def test_unknown_keys_of_a_config_are_kept(door: JobManager) -> None:
    config = {**TRUE, "x-own": {"deep": [1, None, "é"]}}
    assert door.create_job(config).config == config


def test_jobs_are_listed_newest_first_and_filtered(door: JobManager) -> None:
    jobs = [door.create_job(TRUE) for _ in range(4)]
    door.cancel_job(jobs[1].id)
    assert [job.number for job in door.list_jobs()] == [4, 3, 2, 1]
    assert [job.number for job in door.list_jobs(limit=2)] == [4, 3]
    assert [job.number for job in door.list_jobs(status="cancelled")] == [2]
    assert [job.number for job in door.list_jobs(1, "queued")] == [4]
    assert door.list_jobs(status="done") == []
    with pytest.raises(InvalidValueError, match="count"):
        door.list_jobs(limit=-1)
    with pytest.raises(InvalidValueError, match=r"list_jobs\(status='failed'\)"):
        door.list_jobs("failed")  # type: ignore[arg-type]


def test_a_job_is_named_by_its_id_its_number_or_a_snapshot(door: JobManager) -> None:
    jobs = [door.create_job(TRUE) for _ in range(3)]
    for ref in (jobs[0], jobs[0].id, 1):
        found = door.get_job(ref)
        assert found is not None
        assert found.id == door.find_job(ref).id == jobs[0].id
        renamed = door.update_job(ref, name=f"by {type(ref).__name__}", after=[jobs[1], 3])
        assert renamed is not None
        assert renamed.after == (jobs[1].id, jobs[2].id)
        assert [one.code for one in door.blockers(ref)] == ["not_started"]
    waiting = door.submit_job(TRUE, after=[jobs[0], 2])
    assert waiting.after == (jobs[0].id, jobs[1].id)
    assert door.reasons([jobs[0], 2]).keys() == {jobs[0].id, jobs[1].id}
    assert door.update_jobs({1: {"name": "a"}, jobs[1]: {"name": "b"}}) == [jobs[0].id, jobs[1].id]
    assert door.cancel_jobs([waiting, 1]) == [waiting.id, jobs[0].id]
    assert door.cancel_job(2)
    ended = door.wait_job(2, 30)
    assert ended is not None
    assert ended.cancelled
    assert door.get_job(99) is None
    assert not door.cancel_job(99)
    for wrong in (None, True, 1.5):
        with pytest.raises(InvalidValueError, match="its id or its number"):
            door.get_job(wrong)  # type: ignore[arg-type]


def test_a_job_is_a_key_and_two_snapshots_of_it_share_their_place(door: JobManager) -> None:
    job = door.create_job(TRUE)
    now = door.update_job(job.id, name="other")
    assert now is not None
    assert {job: 1}[job] == 1
    assert hash(job) == hash(now)
    assert len({job, door.find_job(job.id), now}) == 2


def test_there_are_bounds_and_they_are_named(door: JobManager) -> None:
    tags = [str(number) for number in range(101)]
    assert len(door.create_job(TRUE, tags=tags[:100]).tags) == 100
    with pytest.raises(InvalidValueError, match="are 101, and may be 100"):
        door.create_job(TRUE, tags=tags)
    with pytest.raises(InvalidValueError, match="control character"):
        door.create_job(TRUE, name="a\0b")
    with pytest.raises(InvalidConfigError, match="1 MB"):
        door.create_job({**TRUE, "data": "x" * (2 << 20)})
    job = door.create_job(TRUE)
    with pytest.raises(InvalidConfigError, match="1 MB"):
        door.update_job(job, config={**TRUE, "data": "x" * (2 << 20)})
    assert [job.number for job in door.list_jobs()] == [2, 1]


def test_a_job_whose_command_holds_control_characters_can_be_repeated(door: JobManager) -> None:
    job = door.create_job({"command": ["printf", "\x1b[1m\x07"]})
    again = door.rerun_job(job)
    assert again is not None
    assert again.name == job.name


def test_a_job_is_found_by_what_people_say(door: JobManager) -> None:
    jobs = [door.create_job(TRUE) for _ in range(40)]
    assert door.find_job("#3") == jobs[2]
    assert door.find_job(3) == jobs[2]
    assert door.find_job(jobs[7].id) == jobs[7]
    assert door.find_job(f" {jobs[7].id[:11].upper()} ") == jobs[7]
    for job_ref in ("zzzzzzzzzzzzz", "", "99", "../../etc/passwd", "#", "1e3", "٣"):
        with pytest.raises(JobNotFoundError):
            door.find_job(job_ref)
    first_letters = [job.id[0] for job in jobs]
    shared = next(letter for letter in first_letters if first_letters.count(letter) > 1 and not letter.isdigit())
    with pytest.raises(AmbiguousJobError, match="Give more characters"):
        door.find_job(shared)


@pytest.mark.skipif(sys.platform == "win32", reason="files in use cannot be deleted there")
def test_a_job_whose_folder_was_removed_does_not_run_again(
    manager: JobManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobdesk.engine.execution.worker._LOOK_S", 0.2)
    ledger, go = tmp_path / "ran", tmp_path / "go"
    code = "open(sys.argv[1], 'ab').write(b'x\\n'); wait_for(sys.argv[2])"
    job = started(manager, manager.submit_job({"command": programs.script(code, str(ledger), str(go))}))
    pid = int(manager.folder.job(job.id).started.read_text().split()[0])
    wait_until(ledger.exists, "it runs")
    shutil.rmtree(manager.folder.job(job.id).path)
    said = wait_until(lambda: (now := manager.get_job(job.id)) and now.reason and now, "it is said")
    assert (said.status, said.reason.code) == (JobStatus.RUNNING, "not_responding")
    go.touch()
    ended = finished(manager, job)
    assert not is_alive(pid)
    assert (ended.status, ended.exit_code, ended.reason and ended.reason.code) == (
        JobStatus.FAILED,
        None,
        "unsupervised",
    )
    time.sleep(0.5)
    assert ledger.read_text() == "x\n"


@pytest.mark.parametrize("file", ["lock", "exit.json", "run.json"])
def test_a_job_that_cannot_be_looked_at_for_a_while_is_not_given_up(
    manager: JobManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    """As when so many files are open that no other can be; whichever of a job's files that meets."""
    monkeypatch.setattr("jobdesk.engine.execution.worker._LOOK_S", 0.1)
    refused: list[str] = []

    def refuse(path: Any, ask: Callable[[Any], Any]) -> Any:
        if Path(path).name == file and len(refused) < 5:
            refused.append(file)
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), str(path))
        return ask(path)

    monkeypatch.setattr(local, "is_locked", partial(refuse, ask=folder.is_locked))
    monkeypatch.setattr(folder, "_read_bytes", partial(refuse, ask=folder._read_bytes))
    job = manager.submit_job(until(tmp_path / "go"))
    wait_until(lambda: len(refused) == 5, "it was refused for a while")
    (tmp_path / "go").touch()
    assert finished(manager, job).exit_code == 0


def test_numbers_and_ids_are_not_used_again(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        ids = {manager.create_job(TRUE).id for _ in range(3)}
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job(TRUE)
        assert job.number == 4
        assert job.id not in ids


def test_jobs_survive_the_end_of_the_manager(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job(TRUE, name="kept")
    with JobManager(home / "jobs_state.json") as manager:
        assert manager.get_job(job.id) == job


def test_events_tell_everything_in_order(manager: JobManager) -> None:
    events: list[Event] = []
    manager.subscribe(events.append)
    job = manager.submit_job({"command": [PYTHON, "-c", "print('x' * 100)"]})
    finished(manager, job)
    wait_until(lambda: any(isinstance(one, JobChanged) and one.job.is_final for one in [*events]), "its end is told")
    mine = [event for event in events if not isinstance(event, LogAppended)]
    assert isinstance(mine[0], JobAdded)
    changes = [event for event in mine if isinstance(event, JobChanged)]
    assert [one.job for one in changes[:-1]] == [other.old for other in changes[1:]]
    assert changes[0].old == mine[0].job
    assert changes[-1].job.status is JobStatus.COMPLETED


def test_a_second_manager_cannot_be_the_one_that_runs_jobs(manager: JobManager) -> None:
    manager.hold()
    with JobManager(manager.folder.state) as second, pytest.raises(EngineBusyError, match="script, process"):
        second.hold()


def test_a_client_takes_over_when_its_engine_ends(manager: JobManager) -> None:
    job = manager.create_job(TRUE)
    with JobManager(manager.folder.state) as client:
        assert client.get_job(job.id) == job
        manager.close(hand_over=False)
        assert client.get_job(job.id) == job
        assert client.status()["role"] == "script"
        client.hold()


def test_another_name_in_a_folder_that_has_a_state_is_refused(home: Path) -> None:
    from jobdesk.core.errors import DataFolderError

    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job(TRUE)
    with JobManager(home / "other.json") as other, pytest.raises(DataFolderError, match=r"jobs_state\.json"):
        other.create_job(TRUE)


def test_scripts_get_the_same_manager_each_time() -> None:
    manager = get_job_manager()
    try:
        assert get_job_manager() is manager
    finally:
        manager.close(hand_over=False)


@pytest.mark.parametrize("after", [["abcdefghijkl"], ["#7"], "abcdefghijkl", [""]])
def test_waiting_for_nothing_that_exists_is_refused(door: JobManager, after: object) -> None:
    with pytest.raises((JobNotFoundError, InvalidValueError)):
        door.submit_job(TRUE, after=after)  # type: ignore[arg-type]
    assert door.list_jobs() == []


@pytest.mark.parametrize(("key", "value"), [("run_limit", 0), ("run_limit", "2"), ("grace_s", -1), ("color", 1)])
def test_bad_settings_are_refused(door: JobManager, key: str, value: object) -> None:
    with pytest.raises(InvalidValueError, match=key):
        door.change_setting(key, value)
