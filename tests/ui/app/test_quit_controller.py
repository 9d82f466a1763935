"""What leads back to a window that was closed to the tray."""

from __future__ import annotations

import pytest

from jobdesk.ui.app.tray import Tray
from jobdesk.ui.notify.notifier import Notifier
from tests.ui.conftest import OpenDesk

pytestmark = pytest.mark.gui


def test_the_window_comes_back_when_its_tray_is_gone(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Notifier, "_tell", lambda *_: "session bus")
    job = desk.run_python("import time; time.sleep(60)")
    desk.wait_status(job.id, "running")
    looks: list[bool] = []

    def look(_: Tray) -> bool:
        looks.append(True)
        return True

    desk.desk.leaving.looking.setInterval(10)
    monkeypatch.setattr(Tray, "is_available", property(look))
    desk.window.close()
    desk.qtbot.waitUntil(lambda: len(looks) > 5)
    assert not desk.window.isVisible()
    monkeypatch.setattr(Tray, "is_available", property(lambda _: False))
    desk.qtbot.waitUntil(desk.window.isVisible)
    assert not desk.desk.leaving.looking.isActive()
