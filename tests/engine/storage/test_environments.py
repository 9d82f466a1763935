"""A job has the environment and the folder of whoever submitted it, whoever runs it; and nothing keeps it for ever."""

import contextlib
import json
import os
import stat
import sys
import threading
from pathlib import Path

import msgspec
import pytest

from jobdesk import Job, JobManager, Template
from jobdesk.core.errors import InvalidConfigError, InvalidValueError
from jobdesk.core.jobs.policy import Policy, Trigger
from jobdesk.engine.handlers.templates import write_template
from jobdesk.engine.storage import environments
from tests import programs
from tests.faults.desks import wait_until

TRUE = {"command": programs.TRUE}
PYTHON = "python" if sys.platform == "win32" else "python3"


def show(*names: str) -> dict[str, object]:
    """The config of a job that prints variables and its folder."""
    code = "for name in sys.argv[1:]: say(os.environ.get(name, 'unset'))\nsay(os.getcwd())"
    return {"command": programs.script(code, *names)}


def output(door: JobManager, job: Job | None) -> list[str]:
    assert job is not None
    ended = door.wait_job(job, 60)
    assert ended is not None
    assert ended.status == "completed", (ended.error, ended.reason)
    return door.read_log(job).splitlines()


def stored(door: JobManager) -> list[str]:
    folder = door.folder.environments
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept for an Undo."""
    monkeypatch.setattr(environments, "_KEPT_S", 0.0)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the submitter's, in which there is another."""
    (tmp_path / "here" / "sub").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def test_a_job_has_the_environment_of_its_submitter_as_it_is_then(
    door: JobManager, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.submit_job(TRUE)  # The engine, its launch server and a supervisor stand.
    for value in ("one", "two"):
        monkeypatch.setenv("FOO", value)
        job = door.create_job(show("FOO"))
        monkeypatch.setenv("FOO", "later")
        door.start_job(job)
        assert output(door, job) == [value, str(here)]
    monkeypatch.delenv("FOO")
    assert output(door, door.submit_job(show("FOO"))) == ["unset", str(here)]
    assert output(door, door.submit_job({**show("FOO"), "env": {"FOO": "added"}}))[0] == "added"


def test_what_belongs_to_a_shell_a_session_or_a_job_is_left_out(
    door: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("OLDPWD", "JOBDESK_TOKEN", "JOBDESK_HOME", "JOBDESK_OWN")
    monkeypatch.setenv("DISPLAY", ":engine")
    door.submit_job(TRUE)
    wait_until(lambda: all(job.is_final for job in door.list_jobs()), "the supervisor stands")
    for name in (*names, "DISPLAY"):
        monkeypatch.setenv(name, "mine")
    lines = output(door, door.submit_job(show(*names, "DISPLAY")))
    assert lines[0] == "unset"
    assert lines[1] != "mine"
    assert lines[2:4] == ["mine", "unset"]
    if sys.platform != "win32":  # There an engine in this process has what this process sets.
        assert lines[4] == ":engine"


@pytest.mark.skipif(sys.platform == "win32", reason="an environment is text there")
def test_bytes_that_are_no_text_come_through(door: JobManager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODD", os.fsdecode(b"\xff\xfe a\n\xc3\xa9"))
    job = door.submit_job({"command": programs.script("os.write(1, os.environb[b'ODD'])")})
    assert door.wait_job(job, 60)
    assert door.folder.job(job.id).log.read_bytes() == b"\xff\xfe a\n\xc3\xa9"


def test_it_is_stored_once_for_its_owner_and_stands_nowhere_else(
    door: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_KEY", "hunter2-hunter2")
    jobs = [door.submit_job(TRUE) for _ in range(3)]
    assert {job.environment for job in jobs} == {jobs[0].environment}
    (name,) = stored(door)
    path = door.folder.environments / name
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(door.folder.environments.stat().st_mode) == 0o700
    for job in jobs:
        door.wait_job(job, 60)
    holding = []
    for one in door.folder.path.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            holding += [one] if one.is_file() and b"hunter2-hunter2" in one.read_bytes() else []
    assert holding == [path]


def test_one_that_is_too_large_is_refused_in_words(door: JobManager, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(37):
        monkeypatch.setenv(f"LARGE_{number}", "x" * 30_000)
    with pytest.raises(InvalidValueError, match=r"has 1\.. MB, and may have 1 MB: unset what is large"):
        door.submit_job(TRUE)
    assert door.list_jobs() == []
    assert output(door, door.submit_job(show("FOO"), env_from="engine"))[0] == "unset"
    with pytest.raises(InvalidValueError, match="env_from"):
        door.submit_job(TRUE, env_from="me")
    for bad in ("", "no json", "[]", '{"variables": {"a=b": "c"}}', "x" * 32):
        with pytest.raises(InvalidValueError, match="environment"):
            door.submit_job(TRUE, environment=bad)


@pytest.mark.skipif(sys.platform == "win32", reason="an engine in this process has what this process sets")
def test_the_engines_is_taken_where_that_is_asked_for(door: JobManager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOO", "engine")
    door.submit_job(TRUE)
    wait_until(lambda: all(job.is_final for job in door.list_jobs()), "the launch server stands")
    monkeypatch.setenv("FOO", "mine")
    job = door.submit_job(show("FOO"), env_from="engine")
    assert job.environment is None
    assert output(door, job)[0] == "engine"
    assert output(door, door.rerun_job(job, start=True))[0] == "engine"


def test_programs_are_looked_up_on_the_submitters_path(
    door: JobManager, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.submit_job(TRUE)
    programs.write_tool(here / "sub" / "my-own-tool", "mine")
    monkeypatch.setenv("PATH", f"{here / 'sub'}{os.pathsep}{os.environ['PATH']}")
    assert output(door, door.submit_job({"command": ["my-own-tool"]})) == ["mine"]
    assert output(door, door.submit_job({"command": "my-own-tool", "shell": True})) == ["mine"]


def test_python_jobs_run_in_the_submitters_python(
    door: JobManager, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "work.py").write_text("import sys\ndef work(config): return sys.executable\n")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    door.change_setting("default_interpreter", "/no/such/python")
    job = door.submit_job({"function": "work:work"})
    output(door, job)
    assert door.find_job(job).result_summary == sys.executable
    key = door.submit_job(TRUE).environment
    assert key is not None
    shell = json.loads((door.folder.environments / f"{key}.json").read_text()) | {"interpreter": PYTHON}
    by_shell = door.submit_job({"function": "work:work"}, environment=json.dumps(shell))
    output(door, by_shell)
    assert Path(str(door.find_job(by_shell).result_summary)).name.startswith("python")


def test_a_relative_folder_begins_in_the_submitters(door: JobManager, here: Path) -> None:
    for cwd, folder in ((".", here), ("sub", here / "sub"), (None, here), (str(here.parent), here.parent)):
        job = door.submit_job({**show(), "cwd": cwd})
        assert job.config["cwd"] == cwd
        assert output(door, job) == [str(folder)]
    array = door.submit_array({**show(), "cwd": "{i}"}, [".", "sub"])
    assert door.wait_job(array, 60)
    logs = {door.read_log(task).strip() for task in door.list_jobs(array=array)}
    assert logs == {str(here), str(here / "sub")}


def test_a_relative_folder_is_refused_where_nobody_knows_to_what(home: Path) -> None:
    with JobManager(home / "jobs_state.json", role="desk") as window:
        for config in ({**TRUE, "cwd": "sub"}, {"kind": "array", "task": {**TRUE, "cwd": "sub"}, "over": "1-2"}):
            with pytest.raises(InvalidConfigError, match="'sub' is relative, and to which folder is not known"):
                window.submit_job(config)
        with pytest.raises(InvalidConfigError, match="is relative"):
            window.add_schedule({**TRUE, "cwd": "sub"}, every_s=60)
        job = window.create_job(TRUE)
        with pytest.raises(InvalidConfigError, match="is relative"):
            window.update_job(job, config={**TRUE, "cwd": "sub"})
        assert output(window, window.submit_job({**show(), "cwd": "~"})) == [str(Path.home())]


def test_reruns_arrays_schedules_and_templates_have_it_from_whoever_made_them(
    door: JobManager, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOO", "maker")
    job = door.submit_job(show("FOO"))
    array = door.submit_array(show("FOO", "i"), "1-2", policy={"retry": {"limit": 1, "delay_s": 0}})
    schedule = door.add_schedule(show("FOO"), every_s=1)
    door.save_template(Template(name="then", config=show("FOO")))
    first = door.submit_job(TRUE, policy=Policy(triggers=(Trigger(template="then"),)))
    monkeypatch.setenv("FOO", "other")
    monkeypatch.chdir(here / "sub")
    expected = ["maker", str(here)]
    assert output(door, job) == expected
    assert output(door, door.rerun_job(job, start=True)) == expected
    assert output(door, door.rerun_jobs([job], start=True)[0]) == expected
    assert output(door, door.run_template("then")) == expected
    assert door.wait_job(array, 60)
    for task in door.list_jobs(array=array):
        assert output(door, task) == ["maker", "unset", str(here)]

    def completed() -> list[Job]:
        """Return the runs that no earlier one was in the way of."""
        return [one for one in door.schedule_runs(schedule.id) if one.status == "completed"]

    run = wait_until(completed, "a run has ended")[0]
    assert output(door, run) == expected
    door.delete_schedule(schedule.id)
    wait_until(lambda: door.find_job(first).triggered, "the trigger has fired")
    assert output(door, door.get_job((door.find_job(first).triggered or ())[0])) == expected
    assert b"environment" not in write_template(door.list_templates()[0])


@pytest.mark.usefixtures("quick")
def test_what_nothing_needs_any_more_is_removed(door: JobManager, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    for value in ("trash", "archive", "held", "schedule", "template"):
        monkeypatch.setenv("FOO", value)
        keys.append(door.create_job(TRUE).environment or "")
    jobs = {job.number: job for job in door.list_jobs()}
    monkeypatch.setenv("FOO", "schedule")
    schedule = door.add_schedule(TRUE, every_s=3600)
    monkeypatch.setenv("FOO", "template")
    door.save_template(Template(name="t", config=TRUE))
    for number in (1, 2, 4, 5):
        door.cancel_job(jobs[number])
    assert len(stored(door)) == 5
    door.delete_jobs([1, 3, 4, 5])
    door.archive_jobs([2])
    wait_until(lambda: len(stored(door)) == 3, "those of an ended job in the trash and in the archive are gone")
    assert stored(door) == sorted(f"{key}.json" for key in keys[2:])
    door.restore_jobs([1, 2, 3])
    assert output(door, door.get_job(3) if door.start_job(3) else None) == []
    monkeypatch.setenv("FOO", "repeats")
    for number in (1, 2):
        again = door.rerun_job(number, start=True)
        assert again is not None
        assert again.notices == (
            f"The environment of #{number} is not kept any more: it has that of whoever repeats it",
        )
        door.update_job(again, notes="runs")
        output(door, again)
    door.delete_schedule(schedule.id)
    door.delete_template("t")
    door.delete_job(3)
    wait_until(lambda: keys[2] not in "".join(stored(door)) and keys[3] not in "".join(stored(door)), "the rest goes")


@pytest.mark.usefixtures("quick")
def test_what_is_submitted_while_others_are_removed_finds_its_environment(
    door: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = door.submit_job(TRUE)
    door.wait_job(ended, 60)
    monkeypatch.setenv("FOO", "same")
    text = door._door.origin()["environment"]
    problems: list[object] = []

    def submit_and_remove() -> None:
        for _ in range(15):
            job = door.submit_job(TRUE, environment=text)
            now = door.wait_job(job, 60)
            if now is None or now.status != "completed" or not door.delete_job(job):
                problems.append(now)

    threads = [threading.Thread(target=submit_and_remove) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.mark.usefixtures("quick")
def test_what_a_kill_left_is_removed_by_the_next_engine(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job(TRUE)
    folder = home / "environments"
    for name in ("0" * 32 + ".json", "1" * 32 + ".json.tmp"):
        (folder / name).write_text("{}")
    with JobManager(home / "jobs_state.json") as manager:
        manager.hold()
        wait_until(lambda: stored(manager) == [f"{job.environment}.json"], "what nothing refers to is gone")


def test_a_job_whose_environment_was_taken_away_does_not_run_in_another(door: JobManager) -> None:
    job = door.create_job(TRUE)
    for path in door.folder.environments.iterdir():
        path.unlink()
    door.start_job(job)
    ended = door.wait_job(job, 60)
    assert ended is not None
    assert ended.reason is not None
    assert ended.reason.code == "could_not_start"
    assert ended.reason.text == (
        "Cannot read the environment that it was submitted with: No such file or directory; rerun it to use yours"
    )
    again = door.rerun_job(job, start=True)
    assert output(door, again) == []


def test_a_job_of_an_earlier_version_has_the_engines_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job(show("FOO"), name="old")
    state = (home / "jobs_state.json").read_bytes()
    assert b'"environment":' in state
    monkeypatch.setenv("FOO", "engine")
    with JobManager(home / "jobs_state.json") as manager:
        engine = manager.hold()
        old = engine._ledger.change(job.id, lambda _: {"environment": None, "submit_folder": None})
        assert old is not None
        assert msgspec.json.encode(old)
        manager.start_job(job)
        assert output(manager, job) == ["engine", str(Path.home())]


def test_one_that_was_cut_is_stored_again_with_the_next_job(door: JobManager) -> None:
    door.create_job(TRUE)
    for path in door.folder.environments.iterdir():
        path.write_text("{")
    job = door.submit_job(TRUE)
    assert output(door, job) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders there")
def test_what_is_no_plain_file_in_its_place_holds_no_job_up(door: JobManager) -> None:
    job = door.create_job(TRUE)
    for path in door.folder.environments.iterdir():
        path.unlink()
        os.mkfifo(path)
    door.start_job(job)
    ended = door.wait_job(job, 60)
    assert ended is not None
    assert ended.reason is not None
    assert ended.reason.code == "could_not_start"
    assert ended.reason.text.startswith("Cannot read the environment that it was submitted with: ")


def test_the_setting_of_a_folder_is_a_whole_path(door: JobManager) -> None:
    with pytest.raises(InvalidValueError, match="must be the whole path of a folder, not 'work'"):
        door.change_setting("default_folder", "work")
    door.change_setting("default_folder", "~")


@pytest.mark.parametrize(("env_from", "value"), [("", "first"), ("here", "now"), ("engine", "engine")])
def test_a_repeated_job_has_its_first_environment_unless_another_is_asked_for(
    door: JobManager, here: Path, monkeypatch: pytest.MonkeyPatch, env_from: str, value: str
) -> None:
    monkeypatch.setenv("FOO", "engine")
    output(door, door.submit_job(TRUE))  # The engine, its launch server and a supervisor stand.
    monkeypatch.setenv("FOO", "first")
    first = door.create_job(show("FOO"))
    monkeypatch.setenv("FOO", "now")
    monkeypatch.chdir("/")
    again = door.submit_job(show("FOO"), env_from=env_from, rerun_of=first.id)  # type: ignore[call-arg]
    if sys.platform == "win32" and env_from == "engine":
        value = "now"  # An engine in this process has what this process sets.
    assert output(door, again) == [value, str(here)]
    assert output(door, door.rerun_job(first, start=True, env_from=env_from)) == [value, str(here)]
    assert output(door, door.rerun_jobs([first], start=True, env_from=env_from)[0]) == [value, str(here)]
    fails = door.submit_array(
        {"command": ["sh", "-c", "echo $FOO; exit 1; : {i}"]}, "1-1", environment=first.environment
    )
    assert door.wait_job(fails, 60)
    array = door.rerun_failed(fails, start=True, env_from=env_from)
    assert array is not None
    assert door.wait_job(array, 60)
    (task,) = door.list_jobs(array=array.id)
    assert door.read_log(task) == f"{value}\n"
    with pytest.raises(InvalidValueError, match="env_from: must be engine or here"):
        door.submit_job(TRUE, env_from="there")
    with pytest.raises(InvalidValueError, match="env_from: must be engine or here"):
        door.rerun_job(first, env_from="there")
