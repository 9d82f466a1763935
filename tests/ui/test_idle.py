"""A desk that has nothing to do does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from tests.ui.conftest import OpenDesk


def test_while_the_window_is_hidden_and_no_job_runs_no_clock_ticks(desk: OpenDesk) -> None:
    job = desk.run_python("pass")
    desk.wait_status(job.id, "completed")

    def ticking() -> list[QTimer]:
        return [timer for timer in desk.window.findChildren(QTimer) if timer.isActive() and not timer.isSingleShot()]

    assert ticking()
    desk.window.hide()
    desk.qtbot.waitUntil(lambda: not ticking())
    desk.window.show()
    desk.qtbot.waitUntil(lambda: bool(ticking()))
