"""The environment of a login shell, read from real shells with start files that do what start files do."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.executors import login_shell, processes
from jobdesk.executors.login_shell import LoginShellError, read_login_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no login shells")

# The start files that each shell reads as an interactive login shell.
START_FILES = {
    "bash": (".bash_profile",),
    "dash": (".profile",),
    "fish": (".config/fish/config.fish",),
    "ksh": (".profile",),
    "tcsh": (".tcshrc", ".login"),
    "zsh": (".zprofile", ".zshrc"),
}
LINES = {"fish": "set -gx {name} {value}\n", "tcsh": "setenv {name} {value}\n"}
PATIENT_S = 60.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home of user"
    folder.mkdir()
    return folder


def base(home: Path, shell: str) -> dict[str, str]:
    """What launchd gives to an app."""
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "SHELL": shell, "FROM_LAUNCHD": "yes", "TMPDIR": "/tmp"}


def shell_path(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def start_file(home: Path, name: str, text: str, *, at: int = 0) -> None:
    path = home / START_FILES[name][at]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def set_line(shell: str, name: str, value: str) -> str:
    return LINES.get(shell, "export {name}={value}\n").format(name=name, value=value)


@pytest.mark.parametrize("name", START_FILES)
def test_variables_of_all_start_files_are_read(name: str, home: Path) -> None:
    shell = shell_path(name)
    for at in range(len(START_FILES[name])):
        start_file(home, name, set_line(name, f"FROM_{at}", f'"two  words {at}"'), at=at)
    found = read_login_environment(base(home, shell), PATIENT_S)
    for at in range(len(START_FILES[name])):
        assert found[f"FROM_{at}"] == f"two  words {at}"
    assert found["FROM_LAUNCHD"] == "yes"
    assert "TERM" not in found


@pytest.mark.parametrize("name", START_FILES)
def test_what_a_start_file_prints_and_asks_does_no_harm(name: str, home: Path) -> None:
    shell = shell_path(name)
    read = {"fish": "read answer\n", "tcsh": "set answer = $<\n"}.get(name, "read answer\n")
    text = "echo Welcome home; echo HOME=/wrong\n" + read + set_line(name, "AFTER", "set") + "echo More >/dev/stderr\n"
    start_file(home, name, text)
    assert read_login_environment(base(home, shell), PATIENT_S)["AFTER"] == "set"


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_values_come_through_as_they_are(name: str, home: Path) -> None:
    value = "line\nB=c\n'\"$x`!\\ \u00e4"
    start_file(home, name, "export ODD=$'line\\nB=c\\n\\'\"$x`!\\\\ \u00e4'\nexport BYTES=$'\\xff\\xfe' EMPTY= \n")
    found = read_login_environment(base(home, shell_path(name)), PATIENT_S)
    assert (found["ODD"], os.fsencode(found["BYTES"]), found["EMPTY"]) == (value, b"\xff\xfe", "")
    assert "B" not in found


def test_python_adds_no_locale_of_its_own(home: Path) -> None:
    shell = shell_path("bash")
    assert "LC_CTYPE" not in read_login_environment(base(home, shell), PATIENT_S)
    start_file(home, "bash", "export LC_CTYPE=C\n")
    # Python replaces this one for itself.
    assert read_login_environment(base(home, shell), PATIENT_S)["LC_CTYPE"].startswith("C")


@pytest.mark.parametrize("name", START_FILES)
def test_a_program_with_any_path_is_found(
    name: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = shell_path(name)
    program = tmp_path / 'it\'s a "new" $HOME; `x` !1 \\ folder' / "print environment.py"
    program.parent.mkdir()
    shutil.copy(login_shell._PROGRAM, program)
    monkeypatch.setattr(login_shell, "_PROGRAM", program)
    assert read_login_environment(base(home, shell), PATIENT_S)["FROM_LAUNCHD"] == "yes"


def test_shell_that_echoes_its_commands_is_understood(home: Path) -> None:
    start_file(home, "bash", "exec 2>&1; set -vx; export ECHOED=yes\n")
    assert read_login_environment(base(home, shell_path("bash")), PATIENT_S)["ECHOED"] == "yes"


def test_what_goes_on_in_the_background_is_neither_waited_for_nor_ended(home: Path, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    start_file(home, "bash", f"(setsid sleep 300 & echo $! >{str(pid_file)!r})\nexport AFTER=set\n")
    found = read_login_environment(base(home, shell_path("bash")), PATIENT_S)
    pid = int(pid_file.read_text())
    try:
        assert found["AFTER"] == "set"
        assert processes.is_alive(pid, processes.start_time(pid))
    finally:
        os.kill(pid, signal.SIGKILL)


# -- what gives no environment


@pytest.fixture
def gone(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """A check that all whose pids were written into the folder "pids" have ended."""
    folder = tmp_path / "pids"
    folder.mkdir()

    def pids() -> list[int]:
        return [int(path.name) for path in folder.iterdir()]

    def check() -> None:
        assert pids()
        deadline = time.monotonic() + PATIENT_S
        while alive := [pid for pid in pids() if processes.is_alive(pid, processes.start_time(pid))]:
            assert time.monotonic() < deadline, alive
            time.sleep(0.02)

    yield check
    for pid in pids():
        if "sleep" in processes.describe(pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    "hang",
    [
        "touch $$; exec sleep 300",
        "sleep 300 & touch $!; sleep 300 & touch $!; wait",
        "trap '' TERM HUP INT; (trap '' TERM HUP; touch $(sh -c 'echo $PPID'); sleep 300); sleep 300",
        # Its own session, with a parent that is there.
        "sh -c 'touch $$; exec setsid -w sleep 300'",
        # No parent any more, but in the same group.
        "(sleep 300 & touch $!); sleep 300",
    ],
)
def test_a_shell_that_hangs_is_ended_with_all_it_started(
    hang: str, home: Path, tmp_path: Path, gone: Callable[[], None]
) -> None:
    start_file(home, "bash", f"cd {str(tmp_path / 'pids')!r}; {hang}\n")
    shell = shell_path("bash")
    for patience_s in (1, 4, 16, 64):  # A slow machine does not come to the start file in 1 s.
        with pytest.raises(LoginShellError, match=rf"^{shell} did not answer within {patience_s} s$"):
            read_login_environment(base(home, shell), patience_s)
        if any((tmp_path / "pids").iterdir()):
            break
    gone()


def test_a_shell_that_hangs_after_its_answer_is_ended_too(home: Path, tmp_path: Path, gone: Callable[[], None]) -> None:
    start_file(home, "bash", f"cd {str(tmp_path / 'pids')!r}; export AFTER=set; trap 'touch $$; exec sleep 300' EXIT\n")
    assert read_login_environment(base(home, shell_path("bash")), PATIENT_S)["AFTER"] == "set"
    gone()


def test_what_ends_or_is_no_shell_is_said_in_words(home: Path, tmp_path: Path) -> None:
    start_file(home, "bash", "exit 3\n")
    bash = shell_path("bash")
    cases = {
        bash: f"{bash} ended with exit code 3 and did not answer",
        "/bin/false": "/bin/false ended with exit code 1 and did not answer",
        str(tmp_path / "none"): f"{tmp_path}/none could not be started: No such file or directory",
        str(home): f"{home} could not be started: Permission denied",
    }
    for shell, words in cases.items():
        with pytest.raises(LoginShellError) as caught:
            read_login_environment(base(home, shell), PATIENT_S)
        assert str(caught.value) == words


def test_what_prints_without_end_is_ended(home: Path) -> None:
    start_file(home, "bash", "while :; do echo yes yes yes yes yes yes yes yes; done\n")
    bash = shell_path("bash")
    with pytest.raises(LoginShellError, match=rf"^{bash} (printed more than 8 MB|did not answer within 3 s)$"):
        read_login_environment(base(home, bash), 3.0)


def test_the_shell_of_the_user_is_taken_where_none_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_shell, "_shell_of_user", lambda: shell_path("bash"))
    without = {name: value for name, value in base(home, "").items() if name != "SHELL"}
    assert read_login_environment(without, PATIENT_S)["FROM_LAUNCHD"] == "yes"


def test_a_home_that_is_gone_is_no_hindrance(home: Path) -> None:
    home.rmdir()
    assert read_login_environment(base(home, shell_path("bash")), PATIENT_S)["FROM_LAUNCHD"] == "yes"


def test_only_what_launchd_starts_has_a_bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TERM", "SHLVL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert login_shell.is_started_by_launchd()
    monkeypatch.setenv("SHLVL", "1")  # Started from a terminal that has been closed.
    assert not login_shell.is_started_by_launchd()
    monkeypatch.delenv("SHLVL")
    monkeypatch.setattr(os, "getppid", lambda: 4711)
    assert not login_shell.is_started_by_launchd()
    monkeypatch.setattr(os, "getppid", lambda: 1)
    monkeypatch.setattr(sys, "platform", "linux")  # A desktop entry starts it with the session's.
    assert not login_shell.is_started_by_launchd()
