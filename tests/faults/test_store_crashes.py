"""The state on disk: the process ends anywhere, the power fails anywhere, a bit flips, a file is gone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jobdesk.core.job import JobStatus
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.store import load_state
from tests.faults import crashing_store
from tests.faults.desks import PYTHON_PATH, Desk, count_descriptors, fill, small_disk
from tests.faults.power_loss import Disk, Image

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))
PROGRAM = str(Path(__file__).with_name("crashing_store.py"))


def run_program(*arguments: object) -> str:
    """Run `crashing_store` as a program and return what it printed."""
    finished = subprocess.run(
        [sys.executable, PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": PYTHON_PATH},
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    return finished.stdout


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A data folder with two jobs, two generations and their journals."""
    home = tmp_path / "template"
    crashing_store.make_template(home)
    return home


def test_a_process_that_ends_at_any_system_call_leaves_the_old_state_or_the_new_one(
    template: Path, tmp_path: Path
) -> None:
    states = crashing_store.states()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    ends = [json.loads(line) for line in run_program("points", template, scratch).splitlines()]

    for end in ends:
        found = crashing_store.notes_in(Path(end["home"]))
        assert found in states[end["acks"] : end["acks"] + 2], end
        # And from there the work can be done again, to its end.
        for _ in crashing_store.work(Path(end["home"])) if end["acks"] < 2 else ():
            pass
    print(f"the process ended at {len(ends)} points of its saves: nothing lost, nothing rolled back")
    assert sum(end["code"] == 0 for end in ends) == 3
    assert len(ends) > 100


def test_a_power_failure_at_any_moment_rolls_no_acknowledged_change_back(template: Path, tmp_path: Path) -> None:
    states = crashing_store.states()
    home = tmp_path / "home"
    shutil.copytree(template, home)
    disk = Disk(home)
    calls = json.loads(run_program("trace", home))

    image_folder = tmp_path / "image"
    seen = set()
    for image in disk.images(calls):
        mark = (image.acks, tuple(sorted(image.files.items())))
        if mark not in seen:
            seen.add(mark)
            _lay_out(image, image_folder)
            assert crashing_store.notes_in(image_folder) in states[image.acks : image.acks + 2], image.told
    print(f"{len(seen)} images of a power failure: all read, nothing acknowledged rolled back")
    assert len(seen) > 60


def _lay_out(image: Image, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in image.files.items():
        (folder / name).write_bytes(data)


@pytest.mark.parametrize("times", [pytest.param(25, id="short"), pytest.param(300, id="full", marks=FULL)])
def test_a_process_killed_in_a_save_loop_loses_nothing_that_it_acknowledged(
    template: Path, tmp_path: Path, times: int
) -> None:
    acks = tmp_path / "acks"
    acks.touch()
    results = [json.loads(line) for line in run_program("loop", template, acks, times).splitlines()]

    unreadable = [result for result in results if not isinstance(result.get("found"), int)]
    rolled_back = [result for result in results if result not in unreadable and result["found"] < result["acked"]]
    print(
        f"{len(results)} kills in a save loop, {results[-1]['acked']} changes: "
        f"unreadable {len(unreadable)}, rolled back {len(rolled_back)}"
    )
    assert not unreadable
    assert not rolled_back
    assert len(results) == times
    assert results[-1]["acked"] > times


@pytest.mark.parametrize("step", [pytest.param(7, id="short"), pytest.param(1, id="full", marks=FULL)])
def test_every_flipped_bit_is_noticed_and_costs_nothing(template: Path, step: int) -> None:
    folder = DataFolder(template)
    whole = folder.state.read_bytes()
    truth = load_state(folder).snapshot.jobs
    for position in range(0, len(whole) * 8, step):
        damaged = bytearray(whole)
        damaged[position // 8] ^= 1 << position % 8
        folder.state.write_bytes(damaged)
        state = load_state(folder)
        assert state.snapshot.jobs == truth, position
        assert state.notices, position
    print(f"{len(whole) * 8 // step} flipped bits: all noticed, nothing lost")


def test_every_truncation_is_noticed_and_costs_nothing(template: Path) -> None:
    folder = DataFolder(template)
    whole = folder.state.read_bytes()
    truth = load_state(folder).snapshot.jobs
    for length in range(len(whole)):
        folder.state.write_bytes(whole[:length])
        state = load_state(folder)
        assert state.snapshot.jobs == truth, length
        assert state.notices, length


def test_a_damaged_state_is_kept_beside_and_takes_no_good_generation_s_place(desk: Desk) -> None:
    manager = desk.manager()
    first = manager.create_job({"command": ["true"]}, name="first")
    _save(desk)
    second = manager.create_job({"command": ["true"]}, name="second")
    _save(desk)
    manager.close()
    whole = desk.folder.state.read_bytes()
    previous = desk.folder.previous_state.read_bytes()
    # The damaged header names a generation that would make every journal look old.
    generation = load_state(desk.folder).snapshot.generation
    damaged = whole.replace(b'"generation":%d,' % generation, b'"generation":9%d,' % generation)
    desk.folder.state.write_bytes(damaged)

    app = desk.start_ready_app()
    third = desk.client().call("create_job", config={"command": ["true"]}, name="third")
    desk.kill_app(app)
    kept = [path for path in desk.home.iterdir() if path.is_file() and path.read_bytes() == damaged]
    assert [path.name for path in kept] == ["jobs_state.damaged.json"]
    assert desk.folder.previous_state.read_bytes() == previous

    names = {job.id: job.name for job in load_state(desk.folder).snapshot.jobs}
    assert names == {first.id: "first", second.id: "second", third.id: "third"}
    # If the newest generation is lost as well, the previous one and the journals still tell everything.
    desk.folder.state.unlink()
    assert {job.id: job.name for job in load_state(desk.folder).snapshot.jobs} == names


def _save(desk: Desk) -> None:
    """Wait until everything is in the snapshot."""
    client = desk.client()
    for _ in range(100):
        if client.call("status")["is_saved"]:
            return
        time.sleep(0.1)
    raise AssertionError("the state is never saved")


@pytest.mark.parametrize("damage", [b"", b"\0" * 4096, b'{"schema":1,"jobs":[', b"\xff\xfe garbage"])
def test_with_state_and_backup_destroyed_the_list_is_rebuilt_from_the_job_folders(desk: Desk, damage: bytes) -> None:
    app = desk.start_ready_app()
    client = desk.client()
    wait = desk.outside / "go"
    config = {"command": ["sh", "-c", f'while [ ! -e "{wait}" ]; do sleep 0.1; done; exit 6']}
    running = client.call("submit_job", config=config, name="running")
    good = client.call("submit_job", config={"command": ["true"]}, name="good", tags=["a", "b"])
    bad = client.call("submit_job", config={"command": ["sh", "-c", "exit 3"]}, name="bad")
    held = client.call("create_job", config={"command": ["true"]}, name="held")
    for job in (good, bad):
        client.call("wait_job", job_id=job.id)
    desk.run_of(running.id)
    _save(desk)
    desk.kill_app(app)
    for path in (desk.folder.state, desk.folder.previous_state):
        path.write_bytes(damage) if damage else path.unlink(missing_ok=True)
    for _, path in desk.folder.journals():
        path.unlink()

    desk.start_ready_app()
    wait.touch()
    client = desk.client()
    jobs = {job.name: job for job in client.call("list_jobs")}
    assert sorted(jobs) == ["bad", "good", "held", "running"]
    assert [jobs[name].number for name in ("running", "good", "bad", "held")] == [1, 2, 3, 4]
    assert (jobs["good"].status, jobs["good"].tags) == (JobStatus.COMPLETED, ("a", "b"))
    assert (jobs["bad"].status, jobs["bad"].exit_code) == (JobStatus.FAILED, 3)
    assert (jobs["held"].id, jobs["held"].is_held) == (held.id, True)
    assert client.call("wait_job", job_id=running.id).exit_code == 6
    assert any("rebuilt" in notice for notice in client.call("status")["notices"])
    assert client.call("create_job", config={"command": ["true"]}).number == 5


def test_before_its_first_save_a_folder_is_read_from_its_journal_and_nothing_else(desk: Desk) -> None:
    """A job that was never acknowledged, because its engine died before it journaled it, is no job."""
    app = desk.start_ready_app()
    client = desk.client()
    held = client.call("create_job", config={"command": ["true"]})
    desk.kill_app(app)
    assert not desk.folder.state.exists(), "the engine was to be killed before its first save"
    ghost = desk.folder.job("ghost" + "0" * 7)
    shutil.copytree(desk.folder.job(held.id).path, ghost.path)
    ghost.spec.write_bytes(ghost.spec.read_bytes().replace(held.id.encode(), ghost.path.name.encode()))

    state = load_state(desk.folder)
    assert [job.id for job in state.snapshot.jobs] == [held.id]
    assert state.notices == []


def _foreign(*jobs: str) -> str:
    return '{"jobs": {' + ", ".join(jobs) + "}}"


DONE = '"done00000000": {"name": "done", "status": "completed", "config": {"a": 1}}'
LIVE = '"live00000000": {"name": "live", "status": "running", "config": {"a": 1}}'
WITH_NAN = '"nan000000000": {"name": "nan", "status": "failed", "config": {"a": NaN, "b": Infinity, "c": 1}}'


def test_the_replaced_system_s_state_is_imported_and_kept_even_with_numbers_that_json_lacks(desk: Desk) -> None:
    desk.home.mkdir(mode=0o700)
    old = _foreign(DONE, LIVE, WITH_NAN)
    desk.folder.state.write_text(old)

    jobs = {job.name: job for job in desk.manager().list_jobs()}
    assert {name: str(job.status) for name, job in jobs.items()} == {
        "done": "completed",
        "live": "failed",
        "nan": "failed",
    }
    assert jobs["live"].reason is not None
    assert jobs["live"].reason.code == "interrupted"
    assert jobs["nan"].config["c"] == 1
    assert (desk.home / "jobs_state.v0.json").read_text() == old


def test_an_import_survives_a_kill_at_once(desk: Desk) -> None:
    desk.home.mkdir(mode=0o700)
    desk.folder.state.write_text(_foreign(DONE, LIVE))
    app = desk.start_ready_app()
    added = desk.client().call("create_job", config={"command": ["true"]}, name="added")
    ids = {job.name: job.id for job in desk.client().call("list_jobs")}
    desk.kill_app(app)

    found = {job.name: job.id for job in load_state(desk.folder).snapshot.jobs}
    assert found == ids == {"done": "done00000000", "live": "live00000000", "added": added.id}


def test_a_truncated_state_of_the_replaced_system_is_never_destroyed(desk: Desk) -> None:
    desk.home.mkdir(mode=0o700)
    damaged = _foreign(DONE, LIVE)[:-20]
    desk.folder.state.write_text(damaged)
    with desk.manager() as manager:
        manager.create_job({"command": ["true"]})
        _save(desk)
        manager.create_job({"command": ["true"]})
        _save(desk)
        manager.create_job({"command": ["true"]})
    assert [path.name for path in desk.home.iterdir() if path.is_file() and path.read_text() == damaged] == [
        "jobs_state.damaged.json"
    ]


def test_one_unknown_member_or_one_unreadable_job_costs_no_other_job(desk: Desk) -> None:
    from hashlib import sha256

    with desk.manager() as manager:
        for name in ("a", "b", "c"):
            manager.create_job({"command": ["true"]}, name=name)
    body = desk.folder.state.read_bytes().rpartition(b',"sha256"')[0]
    body = body.replace(b'"name":"a"', b'"name":"a","colour":{"x":[1]}').replace(b'"name":"b"', b'"name":[1]')
    seal = sha256(body).hexdigest().encode()
    desk.folder.state.write_bytes(body + b',"sha256":"%s"}\n' % seal)
    shutil.rmtree(desk.folder.run_logs)

    with desk.manager() as manager:
        assert {job.name for job in manager.list_jobs() if not job.is_unreadable} == {"a", "c"}
        assert [job.number for job in manager.list_jobs() if job.is_unreadable] == [2]
        manager.create_job({"command": ["true"]}, name="d")
    saved = desk.folder.state.read_bytes()
    assert b'"colour":{"x":[1]}' in saved
    assert b'"name":[1]' in saved, "what this version cannot read is written back as it stood"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small disk")
def test_saves_that_fail_for_hours_leave_neither_descriptors_nor_journals_behind(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with small_disk(home):
        (home / "run_logs").mkdir()
        ledger, store = crashing_store.open_ledger(home)
        ledger.add(lambda number: crashing_store.make_job("a" * 12, number))
        assert ledger.save()
        ballast = fill(home)
        before = count_descriptors()
        for _ in range(300):
            assert not ledger.save()
        assert count_descriptors() < before + 10
        assert len(list(home.glob("journal.*"))) < 10
        assert not list(home.glob("*.tmp"))
        ballast.unlink()
        assert ledger.save()
        store.close()
        assert set(crashing_store.notes_in(home)) == {"a" * 12}
