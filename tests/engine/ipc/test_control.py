"""The control channel: every verb has its method, and nothing that comes in can do harm."""

import contextlib
import inspect
import json
import os
import socket
import stat
import struct
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from jobdesk import JobManager
from jobdesk.engine.ipc.channel import Channel, choose_address, connect, listen, read_address
from jobdesk.engine.ipc.control import VERBS, ControlServer
from tests import programs
from tests.faults.desks import wait_until


@pytest.fixture
def channel(manager: JobManager):  # type: ignore[no-untyped-def]  # noqa: ANN201
    manager.hold()
    address = read_address(manager.folder.control)
    assert address is not None
    channel = connect(address)
    yield channel
    channel.close()


def ask(channel: Channel, message: bytes) -> dict[str, object]:
    channel.send(message)
    reply = channel.receive()
    assert reply is not None
    answer: dict[str, object] = json.loads(reply)
    return answer


def test_every_verb_is_a_method(manager: JobManager) -> None:
    engine = manager.hold()
    for verb in VERBS:
        assert inspect.isfunction(getattr(ControlServer, verb, None)) or inspect.ismethod(engine.verb(verb)), verb


@pytest.mark.skipif(sys.platform == "win32", reason="a named pipe is no file and has a key instead")
def test_only_the_user_can_reach_it(manager: JobManager) -> None:
    manager.hold()
    for path in (Path(read_address(manager.folder.control) or ""), manager.folder.control):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"verb": 3}',
        b'{"args": {}}',
        b'{"verb": "list_jobs", "args": []}',
        b'{"verb": "list_jobs", "own": 1}',
        b'{"verb": "get_job"}',
        b'{"verb": "get_job", "args": {"job_id": "x", "self": 1}}',
        b'{"verb": "close"}',
        b'{"verb": "_dispatch"}',
        b'{"verb": "__class__"}',
        b'{"verb": "subscribe", "args": {"listener": 1}}',
        b'{"verb": "get_job", "args": {"job_id": ["x"]}}',
        b'{"verb": "find_job", "args": {"job_ref": null}}',
        b'{"verb": "create_job", "args": {"config": "ls"}}',
        b'{"verb": "create_job", "args": {"config": {"command": ["a"]}, "job_id": "../../x"}}',
        b'{"verb": "create_job", "args": {"config": {"command": ["a"]}, "tags": {"a": 1}}}',
        b'{"verb": "update_job", "args": {"job_id": "x", "fields": 3}}',
        b'{"verb": "wait_job", "args": {"job_id": "x", "timeout_s": "long"}}',
        b'{"verb": "change_setting", "args": {"key": ["run_limit"], "value": 1}}',
        b'{"verb": "list_jobs", "args": ' + b"[" * 100_000,
    ],
)
def test_a_bad_request_gets_an_answer_in_words_and_the_channel_goes_on(channel: Channel, message: bytes) -> None:
    answer = ask(channel, message)
    if "error" in answer:
        assert answer["error"]["text"]  # type: ignore[index]
    else:
        assert answer["ok"] in (None, False)
    assert ask(channel, b'{"verb": "list_jobs"}') == {"ok": []}


@pytest.mark.skipif(sys.platform == "win32", reason="speaks over a Unix socket")
def test_a_message_that_is_cut_short_or_endless_harms_nobody_else(manager: JobManager, channel: Channel) -> None:
    address = read_address(manager.folder.control)
    assert address is not None
    for data in (b"\x00", struct.pack("!I", 100) + b"short", struct.pack("!I", 2**32 - 1) + b"x"):
        with socket.socket(socket.AF_UNIX) as rude:
            rude.connect(address)
            rude.sendall(data)
    assert ask(channel, b'{"verb": "status"}')["ok"]


def test_asking_twice_at_the_same_time_makes_one_job(manager: JobManager) -> None:
    manager.hold()
    address = read_address(manager.folder.control)
    assert address is not None
    rounds = 30
    together = threading.Barrier(4, timeout=60)
    answers: list[tuple[str, int]] = []

    def submit() -> None:
        asking = connect(address)
        for at in range(rounds):
            request = {"verb": "create_job", "args": {"config": {"command": programs.TRUE}, "job_id": f"{at:012}"}}
            together.wait()
            job = ask(asking, json.dumps(request).encode())["ok"]
            answers.append((job["id"], job["number"]))  # type: ignore[index]
        asking.close()

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    assert len(answers) == 4 * rounds
    assert len(set(answers)) == rounds
    assert sorted(job.number for job in manager.list_jobs()) == list(range(1, rounds + 1))


def test_asking_twice_with_one_id_makes_one_job(channel: Channel) -> None:
    request = json.dumps(
        {"verb": "submit_job", "args": {"config": {"command": programs.TRUE}, "job_id": "abcdefghijkl"}}
    ).encode()
    first, second = ask(channel, request)["ok"], ask(channel, request)["ok"]
    assert first["number"] == second["number"] == 1  # type: ignore[index]


@pytest.mark.skipif(sys.platform == "win32", reason="the address of a named pipe is no path")
def test_a_folder_with_a_long_path_has_its_address_elsewhere(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 120)
    assert len(choose_address(home)) <= 100
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job({"command": programs.TRUE})
        with JobManager(home / "jobs_state.json") as client:
            assert client.get_job(job.id) == job


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files where there is no folder for run-time files."""
    folder = tmp_path_factory.mktemp("t")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    return folder


@pytest.fixture
def distant(tmp_path: Path) -> Path:
    """A data folder with a path that is too long for a socket."""
    return tmp_path / ("x" * 120)


@pytest.mark.skipif(sys.platform == "win32", reason="the address of a named pipe is no path")
def test_the_folder_of_an_address_is_closed_to_others_again(temporary: Path, distant: Path) -> None:
    folder = temporary / f"jobdesk-{os.geteuid()}"
    folder.mkdir()
    folder.chmod(0o777)
    assert Path(choose_address(distant)).parent == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="the address of a named pipe is no path")
@pytest.mark.parametrize("what", ["link", "file", "another user's"])
def test_what_others_put_in_the_place_of_that_folder_is_left_alone(temporary: Path, distant: Path, what: str) -> None:
    folder, elsewhere = temporary / f"jobdesk-{os.geteuid()}", temporary / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    if what == "link":
        folder.symlink_to(elsewhere)
    elif what == "file":
        folder.touch()
    elif os.geteuid() == 0:
        folder.mkdir()
        os.chown(folder, 65534, -1)
    else:
        pytest.skip("only root can give a folder to another user")
    chosen = Path(choose_address(distant)).parent
    assert chosen == temporary / f"jobdesk-{os.geteuid()}-1"
    assert stat.S_IMODE(chosen.stat().st_mode) == 0o700
    assert not list(elsewhere.iterdir())
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755


@pytest.mark.skipif(sys.platform == "win32", reason="the address of a named pipe is no path")
def test_an_engine_is_found_though_every_usual_name_is_taken(temporary: Path, distant: Path) -> None:
    for number in range(10):
        (temporary / f"jobdesk-{os.geteuid()}{f'-{number}' if number else ''}").touch()
    with JobManager(distant / "jobs_state.json") as manager:
        job = manager.create_job({"command": programs.TRUE})
        with JobManager(distant / "jobs_state.json") as client:
            assert client.get_job(job.id) == job


@pytest.mark.skipif(sys.platform == "win32", reason="the address of a named pipe is no path")
def test_a_run_time_folder_in_which_others_may_write_is_not_used(
    temporary: Path, distant: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = temporary / "run"
    runtime.mkdir()
    for mode, is_used in ((0o700, True), (0o777, False), (0o755, True)):
        runtime.chmod(mode)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
        assert (Path(choose_address(distant)).parent == runtime) == is_used
        assert stat.S_IMODE(runtime.stat().st_mode) == mode


def test_the_address_goes_with_the_engine(manager: JobManager) -> None:
    manager.hold()
    address = read_address(manager.folder.control)
    assert address is not None
    manager.close(hand_over=False)
    assert read_address(manager.folder.control) is None
    assert sys.platform == "win32" or not Path(address).exists()
    with pytest.raises(ConnectionError):
        connect(address)


def test_the_engine_ends_whole_though_its_address_cannot_be_taken_away(manager: JobManager) -> None:
    manager.hold()

    def put_folder() -> bool:
        """Put a folder, which no unlink removes, where the engine keeps its address, and puts it again at any time."""
        with contextlib.suppress(FileExistsError, PermissionError):  # Windows deletes no file that is being read.
            manager.folder.control.unlink(missing_ok=True)
            manager.folder.control.mkdir()
        return manager.folder.control.is_dir()

    wait_until(put_folder, "the folder is there")
    manager.close(hand_over=False)
    manager.folder.control.rmdir()
    with JobManager(manager.folder.state) as again:
        again.hold()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind exist on Unix only")
def test_who_connects_while_no_descriptor_is_free_is_served_when_one_is(tmp_path: Path) -> None:
    import resource

    listener = listen(str(tmp_path / "s"))
    client = connect(listener.address)
    accepted: list[Channel | None] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = os.dup(0)
    os.close(highest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest, hard))
    try:
        thread = threading.Thread(target=lambda: accepted.append(listener.accept()))
        thread.start()
        thread.join(0.3)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    thread.join(10)
    served = accepted[0]
    assert served is not None
    client.send(b"here")
    assert served.receive() == b"here"
    for one in (client, served, listener):
        one.close()


def test_when_the_engine_ends_who_is_connected_sees_it_and_no_thread_waits_on(
    channel: Channel, manager: JobManager
) -> None:
    ask(channel, b'{"verb": "list_jobs"}')
    serving = [thread for thread in threading.enumerate() if thread.name == "control-client"]
    assert serving
    manager.close(hand_over=False)
    for thread in serving:
        thread.join(90)
    assert not any(thread.is_alive() for thread in serving)
    assert channel.receive() is None


def test_who_waits_for_a_job_gets_no_answer_from_an_engine_that_ends(
    channel: Channel, manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that goes on would be taken for one that has ended; the next engine knows better."""
    control = manager.hold().control
    job = manager.create_job({"command": programs.TRUE})
    channel.send(json.dumps({"verb": "wait_job", "args": {"job_id": job.id}}).encode())
    wait_until(lambda: control.is_busy, "it is asked")
    close = control.close

    def close_late(**options: bool) -> None:
        wait_until(lambda: not control.is_busy, "the wait is over")
        close(**options)

    monkeypatch.setattr(control, "close", close_late)
    manager.close(hand_over=False)
    assert channel.receive() is None


def test_a_stop_that_is_asked_for_before_anybody_listens_is_remembered(channel: Channel, manager: JobManager) -> None:
    assert ask(channel, b'{"verb": "stop_engine"}') == {"ok": None}
    assert manager.hold().control.is_stop_requested
