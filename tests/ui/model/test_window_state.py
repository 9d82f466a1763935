"""What the window remembers survives its end, and a disk that does not answer keeps no window waiting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QThreadPool

from jobdesk.ui.model import window_state
from jobdesk.ui.model.window_state import WindowState


def test_it_is_read_as_it_was_written(tmp_path: Path, qapp: object) -> None:
    pool = QThreadPool()
    state = WindowState(tmp_path / "window.ini", pool)
    state.put("window/geometry", QByteArray(b"\x00\xff"))
    state.put("table/sort", "name falling")
    state.save_now()

    again = WindowState(tmp_path / "window.ini", pool)
    assert again.bytes("window/geometry") == QByteArray(b"\x00\xff")
    assert again.text("table/sort") == "name falling"
    assert again.number("log/points", 9.5) == 9.5


def test_a_disk_that_does_not_answer_is_not_waited_for(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    class HangingPool:
        def start(self, work: Callable[[], object]) -> None:
            """Never does it."""

    monkeypatch.setattr(window_state, "_PATIENCE_S", 0.01)
    state = WindowState(tmp_path / "window.ini", HangingPool())
    assert state.text("window/theme", "system") == "system"
    state.put("window/theme", "dark")
    assert state.text("window/theme") == "dark"
