"""The state of the machine that conditions depend on, on a machine that lacks a part of it."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from jobdesk.core.limits import Conditions, Limits
from jobdesk.engine.runtime.machine import look_at_machine, own_resources


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps power supplies in a folder")
def test_a_machine_without_a_folder_of_power_supplies_has_no_battery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(psutil._pslinux, "POWER_SUPPLY_PATH", str(tmp_path / "none"))

    assert look_at_machine(Limits(conditions=Conditions(on_battery=False))).on_battery is None


@pytest.mark.parametrize("error", [RuntimeError("Performance counters may be disabled."), OSError(13, "Denied")])
def test_what_the_system_does_not_tell_is_unknown_and_holds_nothing_up(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse() -> None:
        raise error

    own_resources()  # Is known from the start on.
    for name in ("getloadavg", "virtual_memory", "sensors_battery"):
        monkeypatch.setattr(psutil, name, refuse, raising=False)

    machine = look_at_machine(Limits(conditions=Conditions(max_load=1.0, min_free_gb=1.0, on_battery=False)))

    assert (machine.load, machine.free_gb, machine.on_battery) == (None, None, None)
