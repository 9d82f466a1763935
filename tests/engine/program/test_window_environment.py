"""Jobs from a window have the environment that a terminal of the user would give to them."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.engine.manager import JobManager
from jobdesk.engine.program import window_environment
from jobdesk.executors import login_shell, registry_environment
from tests.engine.storage.test_environments import output, show


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder whose login shell puts a folder with programs on the search path."""
    bash = shutil.which("bash")
    if bash is None or sys.platform == "win32":
        pytest.skip("there is no bash, or no login shell")
    folder = tmp_path / "home"
    (folder / "tools").mkdir(parents=True)
    tool = folder / "tools" / "tool-of-the-user"
    tool.write_text('#!/bin/sh\necho "found by $FROM_SHELL"\n')
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    (folder / ".bash_profile").write_text(
        f'echo started >>{str(folder / "starts")!r}\nexport PATH="$PATH:{folder}/tools" FROM_SHELL=shell\n'
    )
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("SHELL", bash)
    return folder


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Callable[[], JobManager]]:
    """Opens managers as a window does, on one folder."""
    opened: list[JobManager] = []

    def make() -> JobManager:
        opened.append(JobManager(tmp_path / "d" / "jobs_state.json", role="desk"))
        return opened[-1]

    yield make
    for manager in opened:
        manager.close()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is taken for one that launchd has started."""
    monkeypatch.setattr(login_shell, "is_started_by_launchd", lambda: True)


@pytest.mark.usefixtures("bare")
def test_jobs_have_what_the_login_shell_sets_and_find_its_programs(
    home: Path, window: Callable[[], JobManager]
) -> None:
    manager = window()
    assert manager.check_environment() == ""
    assert f"{home}/tools" in manager.search_path().split(os.pathsep)
    job = manager.submit_job({"command": ["tool-of-the-user"]})
    assert output(manager, job) == ["found by shell"]
    lines = output(manager, manager.submit_job(show("SHLVL", "JOBDESK_READS_ENVIRONMENT", "TERM", "FROM_SHELL")))
    assert lines[0] == "unset" or lines[0].isdigit()  # A shell counts itself.
    assert lines[1] == "unset"
    assert lines[3] == "shell"
    assert "FROM_SHELL" not in os.environ


@pytest.mark.usefixtures("bare")
def test_the_shell_is_started_once_however_many_ask(home: Path, window: Callable[[], JobManager]) -> None:
    manager = window()
    assert not (home / "starts").exists()  # Nobody waits for it until a job is made.
    threads = [threading.Thread(target=manager.check_environment) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    manager.submit_job({"command": ["true"]})
    assert (home / "starts").read_text() == "started\n"


@pytest.mark.usefixtures("bare")
def test_without_an_answer_jobs_have_the_bare_environment_and_that_is_said_once(
    home: Path, window: Callable[[], JobManager], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".bash_profile").write_text(f"echo started >>{str(home / 'starts')!r}\nexit 7\n")
    monkeypatch.setenv("FROM_SHELL", "launchd")
    manager = window()
    for _ in range(2):
        assert manager.check_environment() == (
            "Jobs from this window lack the variables of your login shell, such as its PATH: "
            f"{os.environ['SHELL']} ended with exit code 7 and did not answer. Shorten the shell's start files and "
            "open JobDesk again, or open it from a terminal."
        )
    assert output(manager, manager.submit_job(show("FROM_SHELL")))[0] == "launchd"
    assert (home / "starts").read_text() == "started\n"


def test_a_window_that_was_started_otherwise_asks_no_shell(
    home: Path, window: Callable[[], JobManager], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FROM_SHELL", "session")
    manager = window()
    assert manager.check_environment() == ""
    assert output(manager, manager.submit_job(show("FROM_SHELL")))[0] == "session"
    assert not (home / "starts").exists()


@pytest.mark.usefixtures("bare")
def test_a_script_asks_no_shell(home: Path, tmp_path: Path) -> None:
    with JobManager(tmp_path / "d" / "jobs_state.json") as manager:
        assert manager.check_environment() == ""
        assert output(manager, manager.submit_job(show("FROM_SHELL")))[0] == "unset"
    assert not (home / "starts").exists()


def printing(name: str) -> dict[str, list[str]]:
    code = f"import os; print(os.environ.get({name!r}, 'unset'))"
    return {"command": [sys.executable, "-c", code]}


def test_on_windows_a_job_has_what_the_registry_holds_when_it_is_made(
    window: Callable[[], JobManager], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [("LATE", "one", False)]
    monkeypatch.setattr(registry_environment, "read_registry", lambda: ([], list(held)))
    monkeypatch.setattr(window_environment, "HAS_REGISTRY", True)
    manager = window()
    assert output(manager, manager.submit_job(printing("LATE"))) == ["one"]
    held[:] = [("LATE", "two", False)]
    assert output(manager, manager.submit_job(printing("LATE"))) == ["two"]
    held.clear()
    assert output(manager, manager.submit_job(printing("LATE"))) == ["unset"]


if sys.platform == "win32":
    import winreg

    NAME = "JOBS_OF_A_TEST_FIND_THIS"

    def test_what_is_set_in_windows_while_the_window_is_open_reaches_new_jobs(
        window: Callable[[], JobManager],
    ) -> None:
        manager = window()
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, "Environment") as key:
            winreg.SetValueEx(key, NAME, 0, winreg.REG_EXPAND_SZ, r"%SystemRoot%\found")
            try:
                job = manager.submit_job(printing(NAME))
            finally:
                winreg.DeleteValue(key, NAME)
        assert output(manager, job) == [os.environ["SYSTEMROOT"] + r"\found"]
        assert output(manager, manager.submit_job(printing(NAME))) == ["unset"]
