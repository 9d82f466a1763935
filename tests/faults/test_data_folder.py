"""The data folder: nobody else may look into it, and what is wrong with it is mended or refused in plain words."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from jobdesk.core.errors import DataFolderError, JobDeskError
from jobdesk.core.job import JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import default_home
from tests.faults.desks import ROOT, Desk, wait_until

NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to give a folder to another user")


def open_to_others(home: Path) -> list[str]:
    """Return every file and folder below a folder that others may read or write."""
    paths = [home, *home.rglob("*")]
    return [f"{path.relative_to(home)} {path.lstat().st_mode:o}" for path in paths if path.lstat().st_mode & 0o077]


def test_with_a_umask_of_0_still_nobody_else_can_read_anything(desk: Desk) -> None:
    program = "import os, sys; os.umask(0); os.execv(sys.executable, [sys.executable, '-m', 'jobdesk', *sys.argv[1:]])"
    desk.spawn([sys.executable, "-c", program, "serve"], cwd=ROOT)
    client = desk.client()
    job = client.call("submit_job", config={"command": ["sh", "-c", 'echo out; echo "{}" >> "$JOBDESK_EVENTS"; umask']})
    assert client.call("wait_job", job_id=job.id).exit_code == 0
    client.call("change_setting", key="run_limit", value=3)
    client.call("create_job", config={"command": ["true"]})
    wait_until(lambda: client.call("status")["is_saved"], "the state is saved")
    # What a job makes is made with the umask that the user has chosen.
    assert client.call("read_log", job_id=job.id).split() == ["out", "0000"]
    events = desk.folder.job(job.id).events.relative_to(desk.home)
    assert [line for line in open_to_others(desk.home) if not line.startswith(str(events))] == []


def test_desk_with_a_umask_of_0_keeps_its_log_and_folders_private(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    data = desk.outside / "made" / "too"
    program = (
        "import logging, os; os.umask(0); from jobdesk.engine.storage.data_folder import DataFolder, default_home;"
        "from jobdesk.ui.app.application import set_up_logging; assert set_up_logging(DataFolder(default_home()));"
        "logging.getLogger().error('x')"
    )
    monkeypatch.setenv("JOBDESK_HOME", str(data))
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, timeout=60)
    assert (data / "jobdesk.log").exists()
    assert open_to_others(data.parent) == []


def test_a_default_folder_that_is_open_to_all_is_closed_and_that_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JOBDESK_HOME")
    home = default_home()
    home.mkdir(parents=True)
    home.chmod(0o777)
    with JobManager() as manager:
        manager.create_job({"command": ["true"]})
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert any("open to other users" in notice for notice in manager.status()["notices"])


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o1777, 0o777, 0o757])
def test_a_folder_of_the_user_keeps_its_mode(desk: Desk, mode: int) -> None:
    project = desk.outside / "project"
    project.mkdir()
    project.chmod(mode)
    with JobManager(project / "jobs_state.json") as manager:
        manager.create_job({"command": ["true"]})
        notices = [notice for notice in manager.status()["notices"] if "Other users may write" in notice]
    assert stat.S_IMODE(project.stat().st_mode) == mode
    assert open_to_others(project)[1:] == []
    assert len(notices) == bool(mode & 0o002)
    assert all(f"chmod go-w {project}" in notice for notice in notices)


def test_only_the_folder_of_the_jobs_is_closed_in_a_folder_of_the_user(desk: Desk) -> None:
    project = desk.outside / "project"
    (project / "run_logs").mkdir(parents=True)
    for folder in (project, project / "run_logs"):
        folder.chmod(0o755)
    with JobManager(project / "jobs_state.json") as manager:
        manager.create_job({"command": ["true"]})
        assert any("run_logs was open to other users" in notice for notice in manager.status()["notices"])
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (project, project / "run_logs")] == [0o755, 0o700]


@pytest.mark.parametrize(
    ("mode", "between", "is_said"),
    [(0o777, "", True), (0o1777, "", True), (0o777, "own", True), (0o1777, "own", False), (0o755, "", False)],
)
def test_a_folder_below_one_that_all_may_write_is_said(desk: Desk, mode: int, between: str, is_said: bool) -> None:
    above = desk.outside / "above"
    home = above / between / "data"
    home.mkdir(parents=True)
    above.chmod(mode)
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job({"command": ["true"]})
        said = [notice for notice in manager.status()["notices"] if f"write to {above}, the folder above" in notice]
    assert bool(said) == is_said
    assert stat.S_IMODE(above.stat().st_mode) == mode


@NEEDS_ROOT
@pytest.mark.parametrize("name", ["", "run_logs"])
def test_a_folder_of_another_user_is_refused(desk: Desk, name: str) -> None:
    place = desk.home / name
    place.mkdir(parents=True)
    os.chown(place, 12345, 12345)
    with pytest.raises(DataFolderError, match="another user"):
        desk.manager().create_job({"command": ["true"]})
    finished = desk.cli("submit", "--", "true")
    assert finished.returncode == 1
    assert "another user" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_state_file_that_is_a_link_is_refused_and_what_it_leads_to_is_untouched(desk: Desk) -> None:
    desk.home.mkdir(mode=0o700)
    target = desk.outside / "elsewhere.json"
    target.write_text("precious")
    desk.folder.state.symlink_to(target)
    with pytest.raises(DataFolderError, match="is a link"):
        desk.manager().create_job({"command": ["true"]})
    assert target.read_text() == "precious"
    assert desk.folder.state.is_symlink()


@pytest.mark.parametrize("name", ["lock", "hints", "control.sock", "control.json", "run_logs", "jobs_state.json"])
def test_something_unexpected_in_the_place_of_a_file_is_told_in_one_line(desk: Desk, name: str) -> None:
    desk.home.mkdir(mode=0o700)
    place = desk.home / name
    if name == "run_logs":
        place.write_text("a file where a folder should be")
    else:
        place.mkdir()
    finished = desk.cli("submit", "--", "true")
    assert "Traceback" not in finished.stderr
    assert finished.returncode in {0, 1}
    if finished.returncode:
        assert len(finished.stderr.strip().splitlines()) == 1, finished.stderr
        assert str(desk.home) in finished.stderr


def test_a_data_folder_that_is_a_file_is_refused(desk: Desk) -> None:
    desk.home.write_text("a file")
    with pytest.raises(DataFolderError):
        desk.manager().create_job({"command": ["true"]})
    finished = desk.cli("submit", "--", "true")
    assert (finished.returncode, "Traceback" in finished.stderr) == (1, False)
    assert desk.home.read_text() == "a file"


@pytest.mark.parametrize("name", ["with space", "ünï-æ€𝄞", "new\nline", "'quote\"", "$(touch gone)", "-rf", "x" * 200])
def test_a_data_folder_of_any_name_works(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home = desk.outside / name
    home.mkdir(mode=0o700)
    monkeypatch.setenv("JOBDESK_HOME", str(home))
    other = Desk(home, desk.outside)
    try:
        finished = other.cli("run", "--", "sh", "-c", "echo hi; exit 3")
        assert (finished.returncode, finished.stdout) == (3, "hi\n"), finished.stderr
    finally:
        assert other.end() == []
    assert [path.name for path in desk.outside.iterdir() if "gone" in path.name] in ([], [name])


def test_one_folder_keeps_one_state_file(desk: Desk) -> None:
    with desk.manager() as manager:
        job = manager.create_job({"command": ["true"]})
    other = JobManager(desk.home / "other.json")
    with pytest.raises(DataFolderError, match=r"jobs_state\.json"):
        other.create_job({"command": ["true"]})
    with JobManager(desk.folder.state) as manager:
        assert [found.id for found in manager.list_jobs()] == [job.id]


def test_a_state_file_of_another_name_has_its_folder_to_itself(desk: Desk) -> None:
    state = desk.outside / "own" / "mine.json"
    with JobManager(state) as manager:
        job = manager.submit_job({"command": ["true"]})
        assert manager.wait_job(job.id, 60)
    assert state.exists()
    with JobManager(state) as manager:
        assert [found.id for found in manager.list_jobs()] == [job.id]
    with pytest.raises(DataFolderError), JobManager(state.with_name("jobs_state.json")) as manager:
        manager.create_job({"command": ["true"]})


def test_looking_makes_nothing(desk: Desk) -> None:
    manager = desk.manager()
    assert manager.list_jobs() == []
    assert manager.get_job("0" * 12) is None
    assert not manager.start_job("0" * 12)
    assert not manager.cancel_job("0" * 12)
    assert manager.update_job("0" * 12, name="x") is None
    assert desk.cli("list").returncode == 0
    assert desk.cli("show", "1").returncode == 1
    assert not desk.home.exists()


def test_a_state_of_a_newer_jobdesk_is_refused_and_left_as_it_is(desk: Desk) -> None:
    from hashlib import sha256

    with desk.manager() as manager:
        manager.create_job({"command": ["true"]})
    body = desk.folder.state.read_bytes().rpartition(b',"sha256"')[0].replace(b'{"schema":2,', b'{"schema":99,')
    newer = body + b',"sha256":"%s"}\n' % sha256(body).hexdigest().encode()
    desk.folder.state.write_bytes(newer)
    with pytest.raises(JobDeskError, match="newer JobDesk"):
        desk.manager().list_jobs()
    finished = desk.cli("submit", "--", "true")
    assert (finished.returncode, "Traceback" in finished.stderr) == (1, False)
    assert desk.folder.state.read_bytes() == newer


def test_settings_that_cannot_be_read_are_told_and_defaults_used(desk: Desk) -> None:
    desk.home.mkdir(mode=0o700)
    for text in ("{", "[]", '{"run_limit": "many", "grace_s": -1, "of_tomorrow": 5}', '{"run_limit": 1e999}', "\0"):
        desk.folder.settings.write_text(text)
        with desk.manager() as manager:
            manager.create_job({"command": ["true"]})
            assert any("settings.json" in notice for notice in manager.status()["notices"])
            manager.change_setting("run_limit", 5)
        assert "5" in desk.folder.settings.read_text()
    desk.folder.settings.write_text('{"of_tomorrow": 5}')
    with desk.manager() as manager:
        manager.change_setting("run_limit", 7)
    assert "of_tomorrow" in desk.folder.settings.read_text()


def test_a_data_folder_that_is_away_for_a_while_costs_no_running_job_its_end(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    manager = desk.manager()
    go, away = tmp_path / "go", tmp_path / "away"
    job = manager.submit_job({"command": ["sh", "-c", f"echo up; until [ -e '{go}' ]; do sleep 0.05; done; exit 7"]})
    wait_until(lambda: manager.read_log(job.id), "the job runs")
    desk.home.rename(away)
    try:
        wait_until(lambda: "was moved, deleted or replaced" in caplog.text, "the engine sees it")
        assert manager.get_job(job.id) is None
        assert not desk.home.exists(), "nothing is made before something is stored"
    finally:
        away.rename(desk.home)
    go.touch()
    ended = manager.wait_job(job.id, 60)
    assert ended is not None
    assert (ended.status, ended.exit_code) == (JobStatus.FAILED, 7)
