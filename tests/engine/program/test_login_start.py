"""The start at login: what each system is given, and that its present state is read from there."""

from __future__ import annotations

import plistlib
import re
import sys
from pathlib import Path

import pytest

from jobdesk.engine.program.login_start import LaunchAgent, RunKey, XdgAutostart, login_command, system_login_start
from jobdesk.engine.program.program_files import desk_command
from jobdesk.engine.storage.data_folder import DataFolder, platform_home

COMMAND = ["/opt/My Programs/jobdesk", "--hidden", "--home", '/data/a "b" $c `d` \\e 100%']


def test_autostart_is_a_desktop_file_whose_words_are_quoted(tmp_path: Path) -> None:
    path = tmp_path / "config/autostart/jobdesk.desktop"
    login = XdgAutostart(path)
    assert not login.is_on()
    login.turn_on(COMMAND)
    assert login.is_on()
    lines = path.read_text().splitlines()
    assert lines[0] == "[Desktop Entry]"
    assert "TryExec=/opt/My Programs/jobdesk" in lines
    line = next(line.removeprefix("Exec=") for line in lines if line.startswith("Exec="))
    # As a desktop reads it: the escapes of a string first, then quotes, then field codes.
    words = re.findall(r'"((?:\\.|[^"\\])*)"', line.replace("\\\\", "\\"))
    assert [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in words] == COMMAND
    login.turn_off()
    login.turn_off()
    assert not path.exists()
    assert not login.is_on()


@pytest.mark.parametrize("line", ["Hidden=true", "Hidden = True", "X-GNOME-Autostart-enabled=false"])
def test_autostart_that_the_desktop_has_switched_off_is_off(tmp_path: Path, line: str) -> None:
    path = tmp_path / "jobdesk.desktop"
    login = XdgAutostart(path)
    login.turn_on(COMMAND)
    path.write_text(path.read_text() + line + "\n")
    assert not login.is_on()
    login.turn_on(COMMAND)
    assert login.is_on()


def test_launch_agent_is_a_property_list(tmp_path: Path) -> None:
    path = tmp_path / "Library/LaunchAgents/jobdesk.login.plist"
    login = LaunchAgent(path)
    assert not login.is_on()
    login.turn_on(COMMAND)
    entry = plistlib.loads(path.read_bytes())
    assert (entry["ProgramArguments"], entry["RunAtLoad"]) == (COMMAND, True)
    assert "KeepAlive" not in entry
    assert login.is_on()
    path.write_text("no list")
    assert not login.is_on()
    login.turn_off()
    assert not path.exists()


@pytest.mark.skipif(sys.platform != "win32", reason="the registry of Windows")
def test_run_key_holds_a_quoted_line() -> None:
    import subprocess
    import winreg

    login = RunKey()
    assert not login.is_on()
    login.turn_on([r"C:\My Programs\JobDesk.exe", "--hidden"])
    assert login.is_on()
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Run") as key:  # type: ignore[attr-defined]
        line = winreg.QueryValueEx(key, "JobDesk")[0]  # type: ignore[attr-defined]
    assert line == subprocess.list2cmdline([r"C:\My Programs\JobDesk.exe", "--hidden"])
    approved = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, approved) as key:  # type: ignore[attr-defined]
        winreg.SetValueEx(key, "JobDesk", 0, winreg.REG_BINARY, b"\x03" + bytes(11))  # type: ignore[attr-defined]
    assert not login.is_on()  # The Task Manager has switched it off.
    login.turn_on([r"C:\My Programs\JobDesk.exe"])
    assert login.is_on()
    login.turn_off()
    assert not login.is_on()


def test_each_system_has_its_own_means(monkeypatch: pytest.MonkeyPatch, user_folders: dict[str, Path]) -> None:
    each = {"linux": XdgAutostart, "darwin": LaunchAgent, "win32": RunKey, "freebsd14": XdgAutostart}
    for platform, means in each.items():
        monkeypatch.setattr(sys, "platform", platform)
        assert isinstance(system_login_start(), means)
    monkeypatch.setattr(sys, "platform", "linux")
    XdgAutostart().turn_on(COMMAND)
    assert (user_folders["XDG_CONFIG_HOME"] / "autostart/jobdesk.desktop").exists()


def test_the_data_folder_is_named_unless_it_is_the_users_own(tmp_path: Path) -> None:
    program = desk_command()
    assert program is not None
    assert login_command(DataFolder(platform_home())) == [*program, "--hidden"]
    assert login_command(DataFolder(tmp_path)) == [*program, "--hidden", "--home", str(tmp_path)]
