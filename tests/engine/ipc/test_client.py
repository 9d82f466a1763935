"""The client of the control channel, against answers that this version does not fully know."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.ipc.channel import choose_address, listen
from jobdesk.engine.ipc.client import EngineClient


@pytest.fixture
def answer() -> dict[str, Any]:
    """What the next request is answered with."""
    return {}


@pytest.fixture
def client(tmp_path: Path, answer: dict[str, Any]) -> Iterator[EngineClient]:
    """A client of an engine that answers whatever it is told to."""
    address = choose_address(tmp_path)
    listener = listen(address)

    def serve() -> None:
        channel = listener.accept()
        while channel.receive() is not None:
            channel.send(json.dumps(answer).encode())
        channel.close()

    server = threading.Thread(target=serve)
    server.start()
    client = EngineClient(address)
    yield client
    client.close()
    server.join(10)
    listener.close()


def newer_job() -> dict[str, Any]:
    job = Job(
        id="a" * 12,
        number=7,
        name="encode",
        kind="command",
        status=JobStatus.RUNNING,
        raw_config=msgspec.Raw(b"{}"),
        created="2026-01-31T10:00:00.000Z",
        updated="2026-01-31T10:00:00.000Z",
    )
    return {**json.loads(msgspec.json.encode(job)), "mood": {"of": "a newer version"}}


def test_what_a_newer_engine_says_of_a_job_is_kept(client: EngineClient, answer: dict[str, Any]) -> None:
    answer["ok"] = newer_job()
    job = client.call("get_job", job_id="a" * 12)
    assert (job.number, job.status) == (7, JobStatus.RUNNING)
    assert job.extra == {"mood": {"of": "a newer version"}}
    answer["ok"] = [newer_job(), newer_job()]
    assert [one.number for one in client.call("list_jobs")] == [7, 7]


def test_an_answer_that_makes_no_sense_is_an_error(client: EngineClient, answer: dict[str, Any]) -> None:
    answer["ok"] = {"what": "is this"}
    with pytest.raises(msgspec.ValidationError):
        client.call("get_job", job_id="a" * 12)
    with pytest.raises(msgspec.ValidationError):
        client.call("cancel_job", job_id="a" * 12)
