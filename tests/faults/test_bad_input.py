"""Bad input: refused in plain words, or kept as it is; it changes nothing, runs nothing, and ends no engine."""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any

import hypothesis
import hypothesis.strategies as st
import pytest

from jobdesk.core.actions.registry import ACTIONS
from jobdesk.core.errors import (
    CyclicDependencyError,
    InvalidConfigError,
    InvalidValueError,
    JobDeskError,
    JobNotFoundError,
    UnknownFieldError,
)
from jobdesk.core.job import Job
from jobdesk.engine.ipc.channel import read_address
from jobdesk.engine.ipc.control import VERBS
from jobdesk.engine.ipc.old_verbs import OLD_VERBS
from jobdesk.engine.manager import JobManager
from tests.faults.desks import Desk, wait_until

NAMES = [
    "../../etc/x",
    "..\\..\\x",
    "C:\\x",
    "/abs",
    "CON",
    "nul.txt",
    "a:b",
    "trailing.",
    "trailing ",
    "n" * 299,
    "A",
    "a",
    "\u00e9",
    "e\u0301",
    "-rf",
    "--",
    "<b>x</b>",
    "CN=ok<table>evil",
    "\u202egnp.exe",
    "zero\u200bwidth",
    "$(touch gone)",
    "; touch gone",
    "%PATH%",
    "'\"`",
    "a\u2028b",
]
IDS = [name for name in NAMES if name != "--"] + [
    "",
    " ",
    "0" * 11,
    "Z" * 12,
    "0" * 33,
    "1e3",
    "*",
    "?",
    "\u0661",
    "#",
    "#-1",
]

SELF_HOLDING: dict[str, Any] = {"command": ["true"]}
SELF_HOLDING["me"] = SELF_HOLDING


def deep(levels: int) -> Any:
    """Make a list in a list in a list."""
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


def wide(levels: int) -> Any:
    """Make a value that is small in memory and has 2^levels members when it is written out."""
    value: Any = []
    for _ in range(levels):
        value = [value, value]
    return value


BAD_CONFIGS: list[tuple[Any, str]] = [
    ({"command": ["true"], "x": float("nan")}, '"x"'),
    ({"command": ["true"], "x": {"y": [float("inf")]}}, '"x.y[0]"'),
    ({"command": ["true"], "x": -float("inf")}, '"x"'),
    ({"command": ["true"], "x": 1e999}, '"x"'),
    ({"command": ["true"], "x": 2**63}, '"x"'),
    ({"command": ["true"], "x": -(2**70)}, '"x"'),
    ({"command": ["true"], "x": 10**5000}, '"x"'),
    ({"command": ["true"], "x": {1, 2}}, '"x"'),
    ({"command": ["true"], "x": object()}, '"x"'),
    ({"command": ["true"], "x": b"bytes"}, '"x"'),
    ({"command": ["true"], "x": "\ud800"}, '"x"'),
    ({"command": ["true"], "\ud800": 1}, "surrogate"),
    ({"command": ["true"], 5: 1}, "5"),
    ({"command": ["true"], "x": deep(100_000)}, '"x'),
    ({"command": ["true"], "x": wide(90)}, '"x'),
    (SELF_HOLDING, '"me'),
    ({"command": []}, '"command"'),
    ({"command": ""}, '"command"'),
    ({"command": "  "}, '"command"'),
    ({"command": "'open"}, '"command"'),
    ({"command": [""]}, '"command"'),
    ({"command": ["a\0b"]}, '"command"'),
    ({"command": [1]}, '"command"'),
    ({"command": {"a": 1}}, '"command"'),
    ({"command": None}, '"command"'),
    ({"command": ["true"], "shell": "yes"}, '"shell"'),
    ({"command": ["true"], "shell": True}, '"command"'),
    ({"command": ["true"], "cwd": 5}, '"cwd"'),
    ({"command": ["true"], "cwd": "a\0b"}, '"cwd"'),
    ({"command": ["true"], "env": []}, '"env"'),
    ({"command": ["true"], "env": {"A=B": "x"}}, '"env"'),
    ({"command": ["true"], "env": {"": "x"}}, '"env"'),
    ({"command": ["true"], "env": {"A": 5}}, '"env"'),
    ({"command": ["true"], "env": {"A": "a\0b"}}, '"env.A"'),
    ({"kind": "rocket"}, '"kind"'),
    ({"kind": ["command"]}, '"kind"'),
    ({"kind": "python"}, '"function"'),
    ({"function": "os;system:x"}, '"function"'),
    ({"script": ["x"]}, '"script"'),
    ({"script": "x.py", "args": "a b"}, '"args"'),
    ("not an object", "object"),
    (None, "object"),
    ([["command", "true"]], "object"),
]


@pytest.mark.parametrize(
    ("config", "told"), BAD_CONFIGS, ids=[f"{number}-{told}" for number, (_, told) in enumerate(BAD_CONFIGS)]
)
def test_a_bad_config_is_refused_at_once_with_the_name_of_its_key(desk: Desk, config: Any, told: str) -> None:
    manager = desk.manager()
    for create in (manager.submit_job, manager.create_job):
        began = time.monotonic()
        with pytest.raises(InvalidConfigError) as refusal:
            create(config)
        assert time.monotonic() - began < 5
        assert told in str(refusal.value)
        assert len(str(refusal.value)) < 2000
        assert isinstance(refusal.value, ValueError)
    assert manager.list_jobs() == []


def test_a_held_job_may_have_any_config_that_json_holds_but_does_not_start(desk: Desk) -> None:
    manager = desk.manager()
    job = manager.create_job({"task": "whatever a script wants", "n": 2**63 - 1, "f": 1e308, "z": deep(50)})
    assert job.config["n"] == 2**63 - 1
    with pytest.raises(InvalidConfigError):
        manager.start_job(job.id)
    with pytest.raises(InvalidConfigError):
        manager.submit_job({"task": "x"})


def test_any_text_is_a_name_and_none_becomes_a_path_or_a_command(desk: Desk) -> None:
    manager = desk.manager()
    client = desk.manager()
    jobs = [manager.create_job({"command": ["echo", "ok"]}, name=name, tags=[name[:100]], queue=name) for name in NAMES]
    for name, job in zip(NAMES, jobs, strict=True):
        assert (job.name, job.tags, job.queue) == (name, (name[:100],), name)
        assert client.get_job(job.id) == job
        renamed = client.update_job(job.id, name=name + "!", notes=name)
        assert renamed is not None
        assert (renamed.name, renamed.notes) == (name + "!", name)
    assert {path.name for path in desk.folder.run_logs.iterdir()} == {job.id for job in jobs}
    told = json.loads(desk.cli("list", "--json").stdout)
    assert [job["name"] for job in reversed(told)] == [name + "!" for name in NAMES]
    for words in (["list"], *(["show", jobs[NAMES.index(name)].id] for name in NAMES if not name.isprintable())):
        shown = desk.cli(*words)
        assert shown.returncode == 0, shown.stderr
        for character in ("\0", "\x1b", "\u202e", "\u2028", "\u200b"):
            assert character not in shown.stdout


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", 5),
        ("name", "n" * 100_000),
        ("name", "\ud800"),
        ("name", "with\0nul"),
        ("name", "new\nline"),
        ("name", "\x1b[2J"),
        ("queue", "new\nline"),
        ("tags", ["new\nline"]),
        ("tags", [str(number) for number in range(101)]),
        ("queue", ""),
        ("queue", None),
        ("queue", ["a"]),
        ("priority", "1"),
        ("priority", 1.5),
        ("priority", True),
        ("priority", float("nan")),
        ("priority", 10**30),
        ("tags", "abc"),
        ("tags", [1]),
        ("tags", ["\ud800"]),
        ("tags", 5),
        ("tags", {"a": 1}),
        ("after", "abc"),
        ("after", 5),
    ],
)
def test_a_value_that_an_argument_cannot_have_is_refused_by_name_here_and_over_the_channel(
    desk: Desk, argument: str, value: Any
) -> None:
    engine, client = desk.manager(), desk.manager()
    job = engine.create_job({"command": ["true"]})
    assert client.get_job(job.id) == job
    for manager in (engine, client):
        with pytest.raises(InvalidValueError, match=argument):
            manager.create_job({"command": ["true"]}, **{argument: value})
        if argument != "after":
            with pytest.raises(InvalidValueError, match=argument):
                manager.update_job(job.id, **{argument: value})
    assert engine.list_jobs() == [job]


def test_a_dependency_on_itself_on_nothing_or_on_a_wrong_type_is_refused(desk: Desk) -> None:
    manager = desk.manager()
    job = manager.create_job({"command": ["true"]})
    for after in (["no-such-job"], ["0" * 12], [99], [None], [""], [{"a": 1}], ["../.."]):
        with pytest.raises(JobNotFoundError):
            manager.create_job({"command": ["true"]}, after=after)  # type: ignore[arg-type]
    channel = desk.channel()
    own_id = "itself000000"
    channel.send(
        json.dumps(
            {"verb": "create_job", "args": {"config": {"command": ["true"]}, "job_id": own_id, "after": [own_id]}}
        ).encode()
    )
    assert json.loads(channel.receive() or b"")["error"]["code"] == "job_not_found"
    with pytest.raises(CyclicDependencyError):
        manager.update_job(job.id, after=[job.id])
    for verb_fields in ({"id": "x"}, {"number": 1}, {"logs_path": "/etc/passwd"}, {"kind": "x"}):
        with pytest.raises(UnknownFieldError):
            manager.update_job(job.id, **verb_fields)
    assert [found.id for found in manager.list_jobs()] == [job.id]


def test_what_depends_on_a_job_that_fails_is_cancelled_with_all_that_depends_on_it(desk: Desk) -> None:
    manager = desk.manager()
    bad = manager.create_job({"command": ["false"]})
    chain = [bad]
    for _ in range(30):
        chain.append(manager.submit_job({"command": ["true"]}, after=[chain[-1].id]))
    manager.start_job(bad.id)
    ended = [manager.wait_job(job.id, 60) for job in chain[1:]]
    assert {(job.status.value, job.reason.code) for job in ended if job and job.reason} == {
        ("cancelled", "dependency_failed")
    }


def test_what_is_no_id_is_unknown_before_any_path_is_made_of_it(desk: Desk) -> None:
    manager = desk.manager()
    # Its id begins with none of those below: the beginning of an id would do to name it.
    real = manager.hold().create_job({"command": ["true"]}, job_id="zz0000000000")
    client = desk.manager()
    channel = desk.channel()
    for job_id in IDS:
        for door in (manager, client):
            assert door.get_job(job_id) is None
            assert not door.start_job(job_id)
            assert not door.cancel_job(job_id)
            assert door.rerun_job(job_id) is None
            assert door.update_job(job_id, name="x") is None
            assert door.wait_job(job_id, 0) is None
            for refuse in (door.why, door.read_log, door.find_job):
                with pytest.raises(JobNotFoundError):
                    refuse(job_id)
        request = {"verb": "create_job", "args": {"config": {"command": ["true"]}, "job_id": job_id}}
        channel.send(json.dumps(request).encode())
        assert "error" in json.loads(channel.receive() or b"{}")
    for job_id in ("../../etc/x", "-rf", "new\nline", "\u202egnp.exe", "\x1b[2J", "", "*"):
        finished = desk.cli("logs", job_id)
        assert finished.returncode in {1, 2}
        assert "Traceback" not in finished.stderr
        assert "\x1b" not in finished.stderr
        assert "\u202e" not in finished.stderr
    assert [job.id for job in manager.list_jobs()] == [real.id]
    assert [path.name for path in desk.folder.run_logs.iterdir()] == [real.id]
    assert [path.name for path in desk.outside.iterdir()] == ["ledger"]
    known = ("jobs_state.json", "jobs_state.previous.json", "journal.", "control.", "hints", "lock", "run_logs")
    assert [path.name for path in desk.home.iterdir() if not path.name.startswith(known)] == []


def test_a_time_to_wait_that_is_no_time_is_refused(desk: Desk) -> None:
    engine, client = desk.manager(), desk.manager()
    job = engine.create_job({"command": ["true"]})
    for door in (engine, client):
        for timeout_s in (float("inf"), 1e300):
            with pytest.raises(InvalidValueError, match="timeout_s"):
                door.wait_job(job.id, timeout_s)
        assert door.wait_job(job.id, -1) == job
    channel = desk.channel()
    for text in ("1e300", '"soon"', "[]", "{}", "9" * 40):
        channel.send(f'{{"verb": "wait_job", "args": {{"job_id": "{job.id}", "timeout_s": {text}}}}}'.encode())
        assert json.loads(channel.receive() or b"")["error"]["code"] in {"invalid_value", "bad_request"}


def test_nothing_in_a_command_is_looked_at_by_a_shell(desk: Desk) -> None:
    arguments = ["$(touch gone)", "; touch gone", "`touch gone`", "a b", "*", "%PATH%", "^&", "'", '"', "", "\n", "-n"]
    manager = desk.manager()
    job = manager.submit_job({"command": ["printf", "<%s>", *arguments], "cwd": str(desk.outside)})
    assert manager.wait_job(job.id, 60)
    assert manager.read_log(job.id) == "".join(f"<{argument}>" for argument in arguments)
    assert not (desk.outside / "gone").exists()
    line = manager.submit_job({"command": "printf '<%s>' '$(touch gone)' \"; touch gone\" *", "cwd": str(desk.outside)})
    assert manager.wait_job(line.id, 60)
    assert manager.read_log(line.id) == "<$(touch gone)><; touch gone><*>"
    assert not (desk.outside / "gone").exists()


def test_arguments_that_are_no_utf_8_are_refused_in_one_line(desk: Desk) -> None:
    import subprocess

    finished = subprocess.run(
        [sys.executable.encode(), b"-m", b"jobdesk", b"submit", b"--", b"echo", b"\xff\xfe"],
        capture_output=True,
        check=False,
        env=desk.environment(),
        timeout=60,
    )
    assert finished.returncode == 1
    assert b"Traceback" not in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert desk.cli("list").returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ["submit"],
        ["submit", "--"],
        ["run", "--env", "novalue", "--", "true"],
        ["run", "--shell", "--", "a", "b"],
        ["list", "--limit", "abc"],
        ["list", "--status", "sleeping"],
        ["list", "--limit", "-1"],
        ["logs", "1", "--tail", "-1"],
        ["logs", "1", "--tail", "1e18"],
        ["show"],
        ["fly"],
        ["submit", "--priority", "10000000000000000000000", "--", "true"],
        ["submit", "--after", "nothing", "--", "true"],
        ["submit", "--name", "", "--", "true"],
    ],
    ids=" ".join,
)
def test_wrong_usage_of_the_command_line_is_told_and_makes_no_job(desk: Desk, words: list[str]) -> None:
    finished = desk.cli(*words)
    assert finished.returncode in {1, 2, 125}
    assert finished.stderr.strip()
    assert "Traceback" not in finished.stderr
    assert json.loads(desk.cli("list", "--json").stdout) == []


# -- the control channel


RAW_REQUESTS = [
    b"",
    b"null",
    b"[]",
    b"5",
    b"{",
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b'{"verb": 5}',
    b'{"verb": "get_job", "args": []}',
    b'{"verb": "get_job", "args": {"job_id": "x"}, "more": 1}',
    b'{"verb": "get_job", "verb": "status", "args": {}}',
    b'{"verb": "__init__", "args": {}}',
    b'{"verb": "close", "args": {}}',
    b'{"verb": "_create", "args": {}}',
    b'{"verb": "get_job", "args": {"self": 1}}',
    b'{"verb": "get_job", "args": {}}',
    b'{"verb": "get_job", "args": {"job_id": "\\ud800"}}',
    b'{"verb": "find_job", "args": {"job_ref": "\\ud800"}}',
    b'{"verb": "list_jobs", "args": {"limit": NaN}}',
    b'{"verb": "list_jobs", "args": {"limit": 1e999}}',
    b'{"verb": "list_jobs", "args": {"limit": 99999999999999999999999999}}',
    b'{"verb": "create_job", "args": {"config": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    b'{"verb": "create_job", "args": {"config": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}}",
    b'{"verb": "create_job", "args": {"config": {"command": ["true"], "command": 5}}}',
    b'{"verb": "create_job", "args": {"config": {"command": ["true"], "x": 9223372036854775808}}}',
    b'{"verb": "wait_job", "args": {"job_id": "x", "timeout_s": 1e300}}',
    b"x" * 1_000_000,
]


def is_served(desk: Desk) -> bool:
    """Tell whether the engine still answers."""
    client = desk.client()
    return bool(client.call("status")["pid"])


@pytest.mark.parametrize("request_bytes", RAW_REQUESTS, ids=lambda value: ascii(value[:60]))
def test_a_bad_request_gets_an_error_and_the_connection_goes_on(desk: Desk, request_bytes: bytes) -> None:
    manager = desk.manager()
    job = manager.create_job({"command": ["true"]})
    channel = desk.channel()
    channel.send(request_bytes)
    answer = json.loads(channel.receive() or b"")
    if "error" in answer:
        assert answer["error"]["code"] != "error", answer
        assert answer["error"]["text"]
        assert len(answer["error"]["text"]) < 2000
    channel.send(json.dumps({"verb": "get_job", "args": {"job_id": job.id}}).encode())
    assert json.loads(channel.receive() or b"")["ok"]["id"] == job.id
    assert manager.list_jobs() == [job]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["queued", "running", "run_limit", "default", "true", "../.."]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
ARGUMENTS = [
    *("config", "name", "queue", "priority", "tags", "after", "job_id", "start", "new_id", "fields", "job_ref"),
    *("status", "limit", "tail", "key", "value", "timeout_s", "trash", "before", "template", "job_ids", "force"),
]


@pytest.mark.parametrize(
    "examples", [pytest.param(150, id="short"), pytest.param(5000, id="full", marks=pytest.mark.faults)]
)
@pytest.mark.timeout(600)
def test_wrong_types_everywhere_on_the_control_channel_break_nothing(desk: Desk, examples: int) -> None:
    manager = desk.manager()
    real = manager.create_job({"command": ["true"]}, name="real")
    # A job that can be anything's object, and values that fit some arguments.
    values = JSON | st.just(real.id) | st.just([real.id]) | st.just({"command": ["true"]})
    requests = st.builds(
        lambda verb, args: {"verb": verb, "args": args},
        st.sampled_from(sorted({*VERBS, *OLD_VERBS, *ACTIONS} - {"stop_engine", "wait_job"})),
        st.dictionaries(st.sampled_from(ARGUMENTS), values, max_size=4),
    )
    channel = desk.channel()

    # The short run asks the same at every run; the long one looks further each time.
    @hypothesis.settings(max_examples=examples, deadline=None, database=None, derandomize=examples < 1000)
    @hypothesis.given(requests)
    def ask(request: dict[str, Any]) -> None:
        try:
            message = json.dumps(request).encode()
        except ValueError:
            return
        channel.send(message)
        answer = json.loads(channel.receive() or b"")
        if "error" in answer:
            assert answer["error"]["code"] != "error", (request, answer)

    ask()
    assert is_served(desk)
    for job in manager.list_jobs():
        assert isinstance(job, Job)
        assert manager.get_job(job.id) == job
        assert Path(job.logs_path).parent.parent == desk.folder.run_logs


def test_a_connection_that_says_nothing_breaks_off_or_lies_about_its_length_troubles_nobody(desk: Desk) -> None:
    desk.serve()
    address = read_address(desk.folder.control)
    assert address is not None
    silent = []
    for message in (b"", b"\0", struct.pack("!I", 5) + b"ab", struct.pack("!I", 2**32 - 1), b"GET / HTTP/1.1\r\n\r\n"):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
        connection.sendall(message)
        silent.append(connection)
    for _ in range(100):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
        silent.append(connection)
    assert is_served(desk)
    for connection in silent:
        connection.close()
    assert is_served(desk)
    assert "Traceback" not in desk.app_errors()


def test_an_engine_that_is_asked_to_wait_by_many_who_leave_does_not_keep_their_threads(desk: Desk) -> None:
    import psutil

    app = desk.serve()
    client = desk.client()
    job = client.call("create_job", config={"command": ["true"]})
    engine = psutil.Process(app.pid)
    before = engine.num_threads()
    for _ in range(30):
        channel = desk.channel()
        channel.send(json.dumps({"verb": "wait_job", "args": {"job_id": job.id, "timeout_s": 0.5}}).encode())
        channel.close()
    wait_until(lambda: engine.num_threads() <= before + 5, "the threads end")
    assert is_served(desk)


def test_a_lone_surrogate_anywhere_is_an_answer_and_no_crash(desk: Desk) -> None:
    engine, client = desk.manager(), desk.manager()
    job = engine.create_job({"command": ["true"]})
    bad = "\ud800"
    for door in (engine, client):
        assert door.get_job(bad) is None
        assert not door.cancel_job(bad)
        with pytest.raises(JobDeskError):
            door.find_job(bad)
        with pytest.raises(JobDeskError):
            door.update_job(job.id, status=bad)
        with pytest.raises(JobDeskError):
            door.update_job(job.id, **{bad: 1})
        with pytest.raises(JobDeskError):
            door.update_job(job.id, error=bad)
    assert engine.get_job(job.id) == job


def test_the_environment_of_a_job_is_what_was_asked_for_and_no_more(desk: Desk) -> None:
    manager = desk.manager()
    value = "a b\n$(touch gone) é𝄞 '\""
    job = manager.submit_job({"command": ["sh", "-c", 'printf %s "$ODD"'], "env": {"ODD": value, "é": "x"}})
    assert manager.wait_job(job.id, 60)
    assert manager.read_log(job.id) == value
    assert "PRESENT" not in (desk.folder.job(job.id).spec.read_text())
    assert os.environ.get("PATH", "?") not in desk.folder.job(job.id).spec.read_text(), "no copy of the environment"


def test_two_managers_refuse_with_the_same_words(desk: Desk) -> None:
    engine: JobManager = desk.manager()
    job = engine.create_job({"command": ["true"]})
    client = desk.manager()
    client.get_job(job.id)

    def refusals(door: JobManager) -> list[str]:
        texts = []
        for attempt in (
            lambda: door.create_job({"command": []}),
            lambda: door.create_job({"command": ["true"]}, after=["zz"]),
            lambda: door.update_job(job.id, colour=1),
            lambda: door.update_job(job.id, status="sleeping"),
            lambda: door.list_jobs("sleeping"),  # type: ignore[arg-type]
            lambda: door.list_jobs(limit=-1),
            lambda: door.read_log(job.id, tail=-1),
            lambda: door.find_job("zz"),
            lambda: door.change_setting("colour", 1),
        ):
            with pytest.raises(JobDeskError) as refusal:
                attempt()
            texts.append(f"{type(refusal.value).__name__}: {refusal.value}")
        return texts

    assert refusals(engine) == refusals(client)
