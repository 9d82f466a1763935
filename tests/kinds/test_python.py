"""The kind "python": a function gets the config; its value, its exception and its exit come back as they are."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk.core.errors import InvalidConfigError
from jobdesk.core.jobs.launch_plan import Defaults
from jobdesk.kinds.python import PythonKind

Call = Callable[[str], tuple[int, str, list[dict[str, object]]]]
KIND = PythonKind()

MODULE = """
import asyncio, sys, threading
def double(config):
    config["x"] = config["x"] * 2
    return {"answer": config["x"], "own": config["nested"]["key"]}
def nothing(config): pass
def fail(config): raise ValueError("no such thing")
def silent(config): raise KeyError()
def leave(config): sys.exit(7)
def leave_with_words(config): sys.exit("enough")
def odd(config): return {1, 2}.__class__
def leave_well(config): sys.exit()
def leave_by_256(config): sys.exit(256)
async def later(config):
    await asyncio.sleep(0)
    return config["x"]
async def fail_later(config):
    await asyncio.sleep(0)
    raise ValueError("no such thing")
async def leave_later(config): sys.exit("enough")
def lazy(config): yield 1
async def lazy_later(config): yield 1
def cycle(config):
    config["own"] = config
    return config
class Holder:
    @staticmethod
    def run(config): return "held"
"""


@pytest.fixture
def call(tmp_path: Path) -> Call:
    (tmp_path / "mymodule.py").write_text(MODULE)

    def run(function: str) -> tuple[int, str, list[dict[str, object]]]:
        config = {"function": function, "x": 21, "nested": {"key": "kept"}}
        KIND.check(config)
        (tmp_path / "spec.json").write_text(json.dumps({"config": config}))
        events = tmp_path / "events.jsonl"
        environment = {**os.environ, "JOBDESK_SPEC": str(tmp_path / "spec.json"), "JOBDESK_EVENTS": str(events)}
        plan = KIND.plan(config, Defaults())
        done = subprocess.run(plan.argv, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        lines = events.read_text().splitlines() if events.exists() else []
        return done.returncode, done.stderr, [json.loads(line) for line in lines]

    return run


def test_a_function_is_called_with_the_config_and_its_value_is_the_result(call: Call) -> None:
    assert call("mymodule:double") == (0, "", [{"type": "result", "value": {"answer": 42, "own": "kept"}}])


def test_no_value_is_no_result(call: Call) -> None:
    assert call("mymodule:nothing") == (0, "", [])


def test_a_method_of_a_class_can_be_named(call: Call) -> None:
    assert call("mymodule:Holder.run")[2] == [{"type": "result", "value": "held"}]


def test_a_value_that_json_cannot_hold_becomes_text(call: Call) -> None:
    assert call("mymodule:odd")[2] == [
        {"type": "result", "value": "<class 'set'>"},
        {"type": "notice", "text": "Its result was kept as text where JSON has no such values: type"},
    ]


def test_an_exception_is_a_readable_error_and_its_traceback_starts_in_the_users_code(call: Call) -> None:
    code, log, events = call("mymodule:fail")
    assert code == 1
    assert events == [{"type": "error", "text": "ValueError: no such thing"}]
    assert "mymodule.py" in log
    assert "python_runner" not in log


def test_an_exception_without_words_is_named(call: Call) -> None:
    assert call("mymodule:silent")[2] == [{"type": "error", "text": "KeyError"}]


@pytest.mark.parametrize(
    ("function", "code", "event"),
    [
        ("leave", 7, {"type": "error", "text": "SystemExit: 7"}),
        ("leave_by_256", 1, {"type": "error", "text": "SystemExit: 256"}),
        ("leave_with_words", 1, {"type": "error", "text": "SystemExit: enough"}),
        ("leave_later", 1, {"type": "error", "text": "SystemExit: enough"}),
        ("leave_well", 0, {"type": "notice", "text": "It ended by SystemExit(), without a result"}),
    ],
)
def test_system_exit_is_an_end(call: Call, function: str, code: int, event: dict[str, object]) -> None:
    ended, log, events = call(f"mymodule:{function}")
    assert (ended, events) == (code, [event])
    assert ("enough" in log) == ("enough" in str(event))


def test_a_coroutine_is_run(call: Call) -> None:
    assert call("mymodule:later") == (0, "", [{"type": "result", "value": 21}])


def test_what_a_coroutine_raises_is_its_error(call: Call) -> None:
    code, log, events = call("mymodule:fail_later")
    assert (code, events) == (1, [{"type": "error", "text": "ValueError: no such thing"}])
    assert "python_runner" not in log
    assert "asyncio" not in log


@pytest.mark.parametrize("function", ["lazy", "lazy_later"])
def test_a_generator_is_refused_since_nothing_of_it_has_run(call: Call, function: str) -> None:
    code, log, events = call(f"mymodule:{function}")
    said = f"mymodule:{function} is a generator, so nothing of it has run: name a function that loops over it"
    assert (code, log, events) == (1, f"{said}\n", [{"type": "error", "text": said}])


def test_a_value_that_holds_itself_is_not_kept_and_that_is_said(call: Call) -> None:
    code, _, events = call("mymodule:cycle")
    assert (code, [event["type"] for event in events]) == (0, ["notice"])
    assert str(events[0]["text"]).startswith("Its result was not kept: ")


@pytest.mark.parametrize("function", ["nosuchmodule:f", "mymodule:nosuchfunction"])
def test_a_function_that_is_not_there_is_an_error_in_words(call: Call, function: str) -> None:
    code, _, events = call(function)
    assert code == 1
    assert "nosuch" in str(events[0]["text"])


def test_a_script_gets_its_arguments() -> None:
    config = {"script": "train.py", "args": ["--epochs", "3"], "interpreter": "/opt/python"}
    KIND.check(config)
    assert KIND.plan(config, Defaults()).argv == ("/opt/python", "-u", "train.py", "--epochs", "3")
    assert KIND.derive_name(config) == "train.py"


def test_without_an_interpreter_our_own_runs_it() -> None:
    assert KIND.plan({"script": "x.py"}, Defaults()).argv[0] == sys.executable
    assert KIND.plan({"script": "x.py"}, Defaults(interpreter="/opt/py")).argv[0] == "/opt/py"


def test_a_packaged_program_is_no_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert KIND.plan({"script": "x.py"}, Defaults(interpreter="/opt/py")).argv[0] == "/opt/py"
    with pytest.raises(InvalidConfigError, match="no Python was found; install Python"):
        KIND.plan({"script": "x.py"}, Defaults())


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({}, 'either "function" or "script"'),
        ({"function": "a:b", "script": "c.py"}, 'either "function" or "script"'),
        ({"function": "no colon"}, "package.module:function"),
        ({"function": "a:b; import os"}, "package.module:function"),
        ({"function": 3}, "must be text"),
        ({"script": "x.py", "args": "--epochs"}, "list"),
        ({"script": "x.py", "args": [1]}, "must be text"),
        ({"script": "x.py", "interpreter": 3}, "must be text"),
    ],
)
def test_what_cannot_run_is_refused_in_words(config: dict[str, object], problem: str) -> None:
    with pytest.raises(InvalidConfigError, match=problem):
        KIND.check(config)
