"""The kind "command": what it accepts, and the process that it asks for."""

import shlex
import sys

import pytest

from jobdesk.core.errors import InvalidConfigError
from jobdesk.core.jobs.launch_plan import Defaults
from jobdesk.kinds.command import CommandKind, shell_command, split_for_windows
from jobdesk.kinds.registry import KINDS, kind_of

KIND = CommandKind()
NONE = Defaults()


def test_a_list_is_run_as_it_stands() -> None:
    config = {"command": ["tar", "-cf", "a b.tar", "$HOME; rm -rf /", "%PATH%"]}
    KIND.check(config)
    plan = KIND.plan(config, NONE)
    assert plan.argv == ("tar", "-cf", "a b.tar", "$HOME; rm -rf /", "%PATH%")
    assert not plan.shell


@pytest.mark.skipif(sys.platform == "win32", reason="a backslash is part of a path on Windows")
def test_a_line_is_split_by_its_quotes_and_no_shell_sees_it() -> None:
    assert KIND.plan({"command": "echo 'a  b' \"$HOME\" c\\ d; ls"}, NONE).argv == (
        "echo",
        "a  b",
        "$HOME",
        "c d;",
        "ls",
    )


def test_a_line_for_windows_keeps_the_backslashes_of_its_paths() -> None:
    line = r""" "C:\Program Files\x.exe" C:\new\table 'two words' "it's" # "" %PATH% """
    words = [r"C:\Program Files\x.exe", r"C:\new\table", "two words", "it's", "#", "", "%PATH%"]
    assert split_for_windows(line) == words
    assert split_for_windows(shlex.join(words)) == words  # What the form shows can be read back.
    with pytest.raises(ValueError, match="quot"):
        split_for_windows('"open')


def test_a_shell_gets_the_whole_line_where_it_is_asked_for() -> None:
    config = {"command": "a | b && c", "shell": True, "env": {"A": "1"}, "cwd": "/tmp"}
    KIND.check(config)
    plan = KIND.plan(config, NONE)
    assert plan.argv == (*shell_command(), "a | b && c")
    assert (plan.env, plan.cwd, plan.shell) == ({"A": "1"}, "/tmp", True)


def test_the_users_defaults_fill_what_the_config_leaves_open() -> None:
    defaults = Defaults(shell="/bin/zsh", folder="/srv")
    assert KIND.plan({"command": "a | b", "shell": True}, defaults).argv == ("/bin/zsh", "-c", "a | b")
    assert KIND.plan({"command": ["a"]}, defaults).cwd == "/srv"
    assert KIND.plan({"command": ["a"], "cwd": "/own"}, defaults).cwd == "/own"


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"command": ""}, "empty"),
        ({"command": "   "}, "empty"),
        ({"command": []}, "empty"),
        ({"command": [""]}, "empty"),
        ({"command": "echo 'a"}, "no closing quotation"),
        ({"command": ["a", 1]}, "must be text"),
        ({"command": ["a\0b"]}, "NUL"),
        ({"command": None}, "must be text"),
        ({"command": ["a"], "shell": True}, "not a list"),
        ({"command": "a", "shell": "yes"}, "true or false"),
        ({"command": "a", "cwd": 3}, "must be text"),
        ({"command": "a", "env": {"A=B": "1"}}, "name of a variable"),
        ({"command": "a", "env": {"A": 1}}, "must be text"),
        ({"command": "a", "env": ["A"]}, "must be an object"),
    ],
)
def test_what_cannot_run_is_refused_in_words(config: dict[str, object], problem: str) -> None:
    with pytest.raises(InvalidConfigError, match=problem):
        KIND.check(config)


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ({"command": ["/usr/bin/ffmpeg", "-i", "a b.mov"]}, "ffmpeg -i 'a b.mov'"),
        ({"command": "make\n  all", "shell": True}, "make all"),
        ({"command": ["x" * 100]}, "x" * 59 + "…"),
    ],
)
def test_a_name_is_derived(config: dict[str, object], name: str) -> None:
    assert KIND.derive_name(config) == name


def test_a_kind_may_be_left_out_where_the_keys_say_it() -> None:
    assert kind_of({"command": ["a"]}).key == "command"
    assert kind_of({"function": "a:b"}).key == "python"
    assert kind_of({"script": "a.py"}).key == "python"


@pytest.mark.parametrize("kind", ["", "docker", 3, ["command"]])
def test_an_unknown_kind_is_refused(kind: object) -> None:
    with pytest.raises(InvalidConfigError, match="no kind of job"):
        kind_of({"kind": kind, "command": ["a"]})


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_every_kind_describes_its_form(kind: object) -> None:
    keys = [field.key for field in kind.fields]  # type: ignore[attr-defined]
    assert len(set(keys)) == len(keys)
    assert {"cwd", "env"} <= set(keys)
