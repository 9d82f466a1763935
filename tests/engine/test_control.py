"""The control channel: every verb has its method, and nothing that comes in can do harm."""

import inspect
import json
import os
import resource
import socket
import stat
import struct
import threading
from pathlib import Path

import pytest

from jobdesk import JobManager
from jobdesk.engine.channel import Channel, choose_address, connect, listen, read_address
from jobdesk.engine.control import VERBS, ControlServer


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


def test_a_message_that_is_cut_short_or_endless_harms_nobody_else(manager: JobManager, channel: Channel) -> None:
    address = read_address(manager.folder.control)
    assert address is not None
    for data in (b"\x00", struct.pack("!I", 100) + b"short", struct.pack("!I", 2**32 - 1) + b"x"):
        with socket.socket(socket.AF_UNIX) as rude:
            rude.connect(address)
            rude.sendall(data)
    assert ask(channel, b'{"verb": "status"}')["ok"]


def test_asking_twice_with_one_id_makes_one_job(channel: Channel) -> None:
    request = b'{"verb": "submit_job", "args": {"config": {"command": ["true"]}, "job_id": "abcdefghijkl"}}'
    first, second = ask(channel, request)["ok"], ask(channel, request)["ok"]
    assert first["number"] == second["number"] == 1  # type: ignore[index]


def test_a_folder_with_a_long_path_has_its_address_elsewhere(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 120)
    assert len(choose_address(home)) <= 100
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job({"command": ["true"]})
        with JobManager(home / "jobs_state.json") as client:
            assert client.get_job(job.id) == job


def test_the_address_goes_with_the_engine(manager: JobManager) -> None:
    manager.hold()
    address = read_address(manager.folder.control)
    assert address is not None
    manager.close(hand_over=False)
    assert read_address(manager.folder.control) is None
    assert not Path(address).exists()
    with pytest.raises(ConnectionError):
        connect(address)


def test_the_engine_ends_whole_though_its_address_cannot_be_taken_away(manager: JobManager) -> None:
    manager.hold()
    manager.folder.control.unlink()
    manager.folder.control.mkdir()  # No unlink removes a folder.
    manager.close(hand_over=False)
    manager.folder.control.rmdir()
    with JobManager(manager.folder.state) as again:
        again.hold()


def test_who_connects_while_no_descriptor_is_free_is_served_when_one_is(tmp_path: Path) -> None:
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
        thread.join(10)
    assert not any(thread.is_alive() for thread in serving)
    assert channel.receive() is None
