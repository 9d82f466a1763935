"""The state of the machine that conditions depend on, on a machine that lacks a part of it."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from jobdesk.core.limits import Conditions, Limits
from jobdesk.engine.machine import look_at_machine


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps power supplies in a folder")
def test_a_machine_without_a_folder_of_power_supplies_has_no_battery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(psutil._pslinux, "POWER_SUPPLY_PATH", str(tmp_path / "none"))

    assert look_at_machine(Limits(conditions=Conditions(on_battery=False))).on_battery is None
