"""The window's own environment: what is said where it lacks something, and that its programs are known to the form."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk.executors import login_shell
from tests.ui.conftest import OpenDesk


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder whose login shell is asked, as on macOS."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("SHELL", bash)
    monkeypatch.setattr(login_shell, "is_started_by_launchd", lambda: True)
    return folder


def test_window_says_that_the_login_shell_gave_nothing(
    home: Path, open_desk: Callable[..., OpenDesk], german: None
) -> None:
    (home / ".bash_profile").write_text("exit 7\n")
    desk = open_desk()
    desk.qtbot.waitUntil(lambda: desk.window.notices.text != "")
    assert desk.window.notices.text.startswith("Aufträgen aus diesem Fenster fehlen die Variablen Ihrer Login-Shell")
    assert "endete mit Exit-Code 7, ohne zu antworten" in desk.window.notices.text


def test_form_finds_the_programs_of_the_login_shell(home: Path, open_desk: Callable[..., OpenDesk]) -> None:
    program = home / "tool-of-the-user"
    program.write_text("#!/bin/sh\necho found\n")
    program.chmod(0o755)
    (home / ".bash_profile").write_text(f'export PATH="$PATH:{home}"\n')
    desk = open_desk()
    form = desk.window.dialogs.show_form()
    form.field("command").set_raw("tool-of-the-usre")
    form.row_left.emit(form.field("command"))
    desk.qtbot.waitUntil(lambda: form.field("command").fix == "tool-of-the-user")
    form.field("command").set_raw("tool-of-the-user")
    with desk.qtbot.waitSignal(form.submitted) as made:
        form.submit()
    desk.wait_status(made.args[0].id, "completed")
