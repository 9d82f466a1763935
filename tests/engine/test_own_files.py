"""Something else in the place of a file of JobDesk's own: refused in words, and waited for by nobody."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk.core.errors import StoreError
from jobdesk.core.jobs.template import Template
from jobdesk.engine.ipc.channel import read_address, read_holder, read_version
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.store import load_state
from jobdesk.executors.local import request_cancel, request_pause
from jobdesk.jobdir.folder import JobFolder, is_locked, open_own, open_to_write, read_json
from tests.faults.desks import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]
Put = Callable[[Path], None]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what may stand there exists on Unix only")


@pytest.fixture
def home(user_folders: dict[str, Path]) -> Path:
    """The data folder of the processes that a test starts."""
    return user_folders["JOBDESK_HOME"]


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


def put_folder(path: Path) -> None:
    path.mkdir()


def put_link(path: Path) -> None:
    target = path.parent / "elsewhere"
    target.write_bytes(b"{}")
    path.symlink_to(target)


def put_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


def put_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


PUTS = [put_pipe, put_folder, put_link, put_socket, put_device]


@pytest.mark.parametrize("put", PUTS)
def test_what_is_no_file_is_neither_read_nor_written(tmp_path: Path, put: Put) -> None:
    path = tmp_path / "f"
    put(path)
    for open_it in (lambda: open_own(path), lambda: open_to_write(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)):
        with pytest.raises(OSError, match=r"instead of a file; move it away|links are not followed"):
            open_it()
    assert path.is_symlink() == (put in {put_link, put_device})


@pytest.mark.parametrize("put", [put_pipe, put_folder, put_device])
@pytest.mark.parametrize(
    "name", ["settings.json", "limits.json", "control.json", "jobdesk.log", "jobs_state.json.tmp", "journal.9.jsonl"]
)
def test_an_engine_works_though_something_else_is_in_the_place_of_a_file(
    home: Path, run: Run, name: str, put: Put
) -> None:
    assert run("submit", "--hold", "--", "true").returncode == 0
    with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
        engine.ask("stop_engine")
    wait_until(lambda: not is_locked(home / "lock"), "the engine has ended")
    (home / name).unlink(missing_ok=True)
    put(home / name)
    listed = run("list")
    assert listed.returncode == 0
    assert "true" in listed.stdout
    ran = run("submit", "--", "true")
    assert ran.returncode == 0
    assert not ran.stderr or name in ran.stderr


@pytest.mark.parametrize("put", [put_pipe, put_folder, put_device])
@pytest.mark.parametrize("name", ["jobs_state.json"])
def test_what_cannot_be_passed_over_is_refused_in_one_line(home: Path, run: Run, name: str, put: Put) -> None:
    home.mkdir(mode=0o700)
    put(home / name)
    done = run("submit", "--hold", "--", "true")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "instead of a file; move it away" in done.stderr or "is a link" in done.stderr
    (home / name).rmdir() if put is put_folder else (home / name).unlink()
    assert run("submit", "--hold", "--", "true").returncode == 0


def put_file(path: Path) -> None:
    path.touch()


@pytest.mark.parametrize("put", [put_pipe, put_file, put_device])
@pytest.mark.parametrize("name", ["environments", "run_logs"])
def test_what_is_in_the_place_of_a_folder_is_refused_with_advice_that_helps(
    home: Path, run: Run, name: str, put: Put
) -> None:
    home.mkdir(mode=0o700)
    put(home / name)
    done = run("submit", "--hold", "--", "true")
    assert done.returncode == 1
    said = f"{name} is a file, a pipe or a device instead of a folder; move it away. "
    assert said in done.stderr
    assert "free space" not in done.stderr
    (home / name).unlink()
    assert run("submit", "--hold", "--", "true").returncode == 0


@pytest.mark.parametrize("put", [put_pipe, put_file, put_device])
def test_what_is_in_the_place_of_the_templates_is_refused_with_advice_that_helps(home: Path, put: Put) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job({"command": ["true"]})
        put(home / "templates")
        template = Template(name="x", config={"command": ["true"]})
        with pytest.raises(StoreError, match=r"Could not save to .*templates: templates is .*; move it away\. What"):
            manager.save_template(template)
        assert manager.list_templates() == []
        (home / "templates").unlink()
        manager.save_template(template)
        assert [stored.name for stored in manager.list_templates()] == ["x"]


def put_garbage(path: Path) -> None:
    path.write_bytes(b"\xff\0{")


def put_depths(path: Path) -> None:
    path.write_text(f'{{"id": "{path.parent.name}", "x": {"[" * 100_000}{"]" * 100_000}}}')


@pytest.mark.parametrize("put", [put_pipe, put_folder, put_socket, put_device, put_garbage, put_depths])
def test_a_list_that_is_lost_is_rebuilt_past_what_a_job_put_into_its_folder(home: Path, put: Put) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        kept, spoilt = (manager.create_job({"command": ["true"]}) for _ in range(2))
    for path in (*home.glob("jobs_state*"), *home.glob("journal*")):
        path.unlink()
    for name in ("spec.json", "run_summary.json"):
        path = home / "run_logs" / spoilt.id / name
        path.unlink(missing_ok=True)
        put(path)
    for _ in range(2):  # Rebuilt, and then as it was saved.
        with JobManager(home / "jobs_state.json") as manager:
            found = {job.id: job.is_unreadable for job in manager.hold().list_jobs()}
            assert found == {kept.id: False, spoilt.id: True}


def test_of_a_job_that_spoiled_its_files_it_is_shown_what_can_be_read(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        spoilt = manager.create_job({"command": ["true"]}, name="spoilt \N{SNOWMAN}")
        manager.create_job({"command": ["true"]})
    for path in (*home.glob("jobs_state*"), *home.glob("journal*")):
        path.unlink()
    spec = home / "run_logs" / spoilt.id / "spec.json"
    spec.write_text(json.dumps({**json.loads(spec.read_text()), "status": ["no", "status"]}))
    with JobManager(home / "jobs_state.json") as manager:
        shown = manager.hold().get_job(spoilt.id)
        assert shown is not None
        assert (shown.number, shown.name, shown.is_unreadable) == (spoilt.number, spoilt.name, True)
        assert manager.create_job({"command": ["true"]}).number == 3


@pytest.mark.parametrize("put", [put_pipe, put_folder, put_socket, put_device, put_garbage, put_depths])
@pytest.mark.parametrize("name", ["exit.json", "run.json", "started", "permit", "lock", "attempts"])
def test_a_list_is_rebuilt_though_a_job_spoiled_the_files_of_its_run(home: Path, name: str, put: Put) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        kept = manager.create_job({"command": ["true"]})
        spoilt = manager.create_job({"command": ["true"]})
    for path in (*home.glob("jobs_state*"), *home.glob("journal*")):
        path.unlink()
    path = home / "run_logs" / spoilt.id / name
    path.unlink(missing_ok=True)
    put(path)
    assert {job.id for job in load_state(DataFolder(home)).snapshot.jobs} == {kept.id, spoilt.id}


def test_a_job_that_put_a_socket_in_the_place_of_its_verdict_ends(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        done = manager.wait_job(manager.submit_job({"command": ["true"]}).id, 60)
        assert done is not None
    for path in (*home.glob("jobs_state*"), *home.glob("journal*")):
        path.unlink()
    folder = JobFolder(home / "run_logs" / done.id)
    folder.summary.unlink()
    folder.verdict.unlink()
    put_socket(folder.verdict)
    with JobManager(home / "jobs_state.json") as manager:
        manager.hold()
        ended = manager.wait_job(done.id, 60)
        assert ended is not None
        assert (ended.status, ended.exit_code) == ("failed", None)


@pytest.mark.parametrize("put", [put_pipe, put_link, put_socket])
def test_a_job_that_takes_the_place_of_its_verdict_has_one_all_the_same(tmp_path: Path, put: Put) -> None:
    folder = JobFolder(tmp_path)
    folder.reserve_verdict()
    (tmp_path / "exit.reserved").unlink()
    put(tmp_path / "exit.reserved")
    folder.write_verdict({"exit_code": 3})
    assert read_json(folder.verdict) == {"exit_code": 3}


def test_a_request_is_left_though_the_job_made_a_pipe_of_its_name(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    for path in (folder.cancel, folder.force, folder.pause):
        os.mkfifo(path)
    request_cancel(folder, is_forced=True)
    request_pause(folder, is_paused=True)
    assert folder.cancel.is_fifo()


@pytest.mark.parametrize("put", [put_pipe, put_file, put_link, put_socket, put_device])
def test_what_is_in_the_place_of_a_deleted_job_goes_with_it(home: Path, put: Put) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        spoilt, other = (manager.create_job({"command": ["true"]}) for _ in range(2))
        manager.delete_jobs([spoilt.id, other.id])
        folder = home / "run_logs" / spoilt.id
        shutil.rmtree(folder)
        put(folder)
        assert manager.empty_trash() == 2
        assert not os.path.lexists(folder)
        assert not (home / "run_logs" / "removed").exists()


@pytest.mark.parametrize("put", [put_pipe, put_file, put_socket])
def test_what_is_in_the_place_of_what_is_removed_keeps_no_job_in_the_trash(home: Path, put: Put) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        manager.delete_job(manager.create_job({"command": ["true"]}).id)
        put(home / "run_logs" / "removed")
        assert manager.empty_trash() == 1
        assert list((home / "run_logs").iterdir()) == []


def test_a_link_in_the_place_of_what_is_removed_costs_nothing_elsewhere(home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere" / "kept"
    kept.mkdir(parents=True)
    with JobManager(home / "jobs_state.json") as manager:
        manager.delete_job(manager.create_job({"command": ["true"]}).id)
        (home / "run_logs" / "removed").symlink_to(tmp_path / "elsewhere")
        assert manager.empty_trash() == 1
    assert kept.is_dir()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"address": ' + "[" * 100_000 + "]" * 100_000 + "}",
        "[]",
        "null",
        '{"pid": 1e999, "address": 3, "version": []}',
        '{"pid": "7", "address": "/x\\u0000y", "version": null}',
        '{"pid": null, "address": "\\ud800"}',
        "\N{SNOWMAN}",
        "",
    ],
)
def test_a_control_file_that_is_none_names_nobody(tmp_path: Path, text: str) -> None:
    path = tmp_path / "control.json"
    path.write_text(text, encoding="utf-8")
    assert (read_address(path), read_holder(path), read_version(path)) == (None, 0, "")
