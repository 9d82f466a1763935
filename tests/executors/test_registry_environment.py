"""The environment that Windows keeps in the registry, and a process's environment renewed from it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from jobdesk.executors.registry_environment import merge, read_registry, renew

MACHINE = [
    ("Path", r"%SystemRoot%\system32;%TOOLS%\bin;", True),
    ("TOOLS", r"%SystemDrive%\tools", True),
    ("ComSpec", r"%SystemRoot%\system32\cmd.exe", True),
    ("TEMP", r"%SystemRoot%\TEMP", True),
    ("USERNAME", "SYSTEM", False),
    ("LITERAL", "%TOOLS%", False),
]
USER = [
    ("Path", r"%USERPROFILE%\bin", True),
    ("TEMP", r"%USERPROFILE%\Temp", True),
    ("NOWHERE", "%NO_SUCH% 100%", True),
]
BASE = {"SYSTEMROOT": r"C:\windows", "SYSTEMDRIVE": "C:", "USERPROFILE": r"C:\users\me", "USERNAME": "me"}


def test_values_of_the_user_replace_those_of_the_machine_and_extend_its_path() -> None:
    merged = merge(MACHINE, USER, BASE)
    assert merged["PATH"] == r"C:\windows\system32;%TOOLS%\bin;C:\users\me\bin"
    assert merged["TEMP"] == r"C:\users\me\Temp"
    assert merged["COMSPEC"] == r"C:\windows\system32\cmd.exe"


def test_references_are_replaced_where_the_value_says_so_and_there_is_one() -> None:
    # Values without references are there first, whatever their order; those with them are taken in their order.
    machine = [("A", r"%B%\a", True), ("B", "b", False)]
    assert merge(machine, [], {}) == {"B": "b", "A": r"b\a"}
    merged = merge(MACHINE, USER, BASE)
    assert (merged["LITERAL"], merged["NOWHERE"]) == ("%TOOLS%", "%NO_SUCH% 100%")


def test_a_user_without_a_path_has_the_machines_and_the_other_way_round() -> None:
    assert merge(MACHINE, [], BASE)["PATH"] == r"C:\windows\system32;%TOOLS%\bin;"
    assert merge([], USER, BASE)["PATH"] == r"C:\users\me\bin"
    assert merge([], [], BASE) == {}


def test_what_was_changed_added_or_removed_since_the_start_is_renewed() -> None:
    before = {"PATH": "a;b", "OLD": "1", "CHANGED": "1", "SAME": "1"}
    process = {**before, "OWN": "x"}
    now = {"PATH": "a;c", "CHANGED": "2", "SAME": "1", "NEW": "n"}
    assert renew(process, before, now) == {"PATH": "a;c", "CHANGED": "2", "SAME": "1", "NEW": "n", "OWN": "x"}


def test_what_a_terminal_has_set_for_the_process_stays() -> None:
    before = {"PATH": "a;b", "JAVA": "8", "USERNAME": "SYSTEM", "GONE": "1"}
    process = {"PATH": r"venv\Scripts;A;b", "JAVA": "21", "USERNAME": "me", "GONE": "mine"}
    now = {"PATH": "a;c", "JAVA": "8", "USERNAME": "SYSTEM"}
    renewed = renew(process, before, now)
    assert renewed == {"PATH": r"venv\Scripts;A;c", "JAVA": "21", "USERNAME": "me", "GONE": "mine"}
    assert renew(process, before, {**now, "JAVA": "17"})["JAVA"] == "17"


def test_what_the_process_was_started_without_is_added() -> None:
    installed = {"PATH": "a;b;c", "JAVA": "21"}
    assert renew({"PATH": "a;b"}, installed, installed) == {"PATH": "a;b;c", "JAVA": "21"}


@pytest.mark.skipif(sys.platform == "win32", reason="there is a registry")
def test_elsewhere_there_is_no_registry() -> None:
    assert read_registry() == ([], [])


if sys.platform == "win32":
    import winreg

    NAME = "JOBDESK_TEST_OF_REGISTRY"

    @pytest.fixture
    def user_key() -> Iterator[winreg.HKEYType]:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, "Environment") as key:
            yield key
            winreg.DeleteValue(key, NAME)

    def test_what_the_user_sets_is_read_as_it_is_now(user_key: winreg.HKEYType) -> None:
        machine, _ = read_registry()
        assert "COMSPEC" in {name.upper() for name, _, _ in machine}
        for value in ("one", r"%SystemRoot%\two"):
            winreg.SetValueEx(user_key, NAME, 0, winreg.REG_EXPAND_SZ, value)
            found = merge(*read_registry(), os.environ)
            assert found[NAME] == value.replace("%SystemRoot%", os.environ["SYSTEMROOT"])
