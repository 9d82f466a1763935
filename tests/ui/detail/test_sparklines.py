"""Processor and memory of the shown job as lines: over the last minutes, only while somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from jobdesk.core.job import JobStatus
from jobdesk.engine.execution.usage import Use
from jobdesk.ui.detail.sparklines import Sparkline, UsageLines, segments
from jobdesk.ui.detail.usage_history import UsageHistory
from jobdesk.ui.detail.view import LOG, OVERVIEW
from jobdesk.ui.model.job_usage import jobs_to_look_at
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob, OpenDesk

MB = 1_000_000
BUSY = "import time\nheld = b'x' * 50_000_000\nwhile True: sum(range(100_000)); time.sleep(0.01)"


def use(looked_s: float, load: float | None = 0.5, memory: int = 100 * MB, pid: int = 7) -> Use:
    return Use(pid=pid, looked_s=looked_s, cpu_s=1.0, load=load, memory_bytes=memory, peak_memory_bytes=memory)


def test_of_each_job_the_last_looks_are_kept_while_it_runs(make_job: MakeJob) -> None:
    history = UsageHistory()
    job = make_job(1, JobStatus.RUNNING)
    for second in range(300):
        history.take(job, use(float(second)))
        history.take(job, use(float(second)))  # Shown again before the next look.
    looks = history.take(job, use(299.0))
    assert [look.looked_s for look in looks] == [float(second) for second in range(180, 300)]
    assert history.take(job, None) == looks
    assert list(history.take(job, use(301.0, pid=8))) == [use(301.0, pid=8)]
    assert not history.take(make_job(1, JobStatus.COMPLETED), None)
    assert not history.take(job, None)


def test_of_many_jobs_only_those_looked_at_last_are_kept(make_job: MakeJob) -> None:
    history = UsageHistory()
    jobs = [make_job(number, JobStatus.RUNNING) for number in range(1, 41)]
    for job in jobs:
        history.take(job, use(1.0))
        history.take(jobs[0], None)

    assert [job.number for job in jobs if history.take(job, None)] == [1, *range(22, 41)]


def test_no_line_leads_over_a_time_in_which_nobody_looked() -> None:
    points = [(0.0, 1.0), (2.0, 2.0), (60.0, 3.0), (62.0, 1.0)]

    assert list(segments(points)) == [points[:2], points[2:]]


def test_it_says_in_words_what_it_draws(qtbot: QtBot, theme: Theme) -> None:
    lines = UsageLines(theme)
    qtbot.addWidget(lines)
    lines.show_looks([use(0.0, None, 80 * MB), use(2.0, 1.2, 300 * MB), use(4.0, 0.95, 210 * MB)])
    assert lines.texts() == ["CPU now 95 %, most 120 %", "Memory now 210 MB, most 300 MB"]
    lines.show_looks([use(0.0, None, 80 * MB)])
    assert lines.texts() == ["", "Memory now 80 MB, most 80 MB"]


def test_it_speaks_german(german: None, qtbot: QtBot, theme: Theme) -> None:
    lines = UsageLines(theme)
    qtbot.addWidget(lines)
    lines.show_looks([use(2.0, 1.2, 300 * MB), use(4.0, 0.95, 210 * MB)])

    assert lines.texts() == ["CPU jetzt 95 %, höchstens 120 %", "Speicher jetzt 210 MB, höchstens 300 MB"]


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_the_newest_point_stands_at_the_end_of_the_row(
    qtbot: QtBot, theme: Theme, choice: ThemeChoice, direction: Qt.LayoutDirection
) -> None:
    theme.choose(choice)
    line = Sparkline(theme, "s1")
    qtbot.addWidget(line)
    line.setLayoutDirection(direction)
    line.resize(QSize(200, 28))
    line.set_points([(float(second), 0.5) for second in range(0, 61, 2)], 1.0, "half")
    picture = line.grab().toImage()
    ratio = picture.devicePixelRatio()
    drawn = [
        x
        for x in range(line.width())
        if any(
            picture.pixelColor(int(x * ratio), int(y * ratio)).name() == theme.hex("s1").lower()
            for y in range(line.height())
        )
    ]
    theme.choose(ThemeChoice.SYSTEM)

    # A minute of the four that there is room for.
    assert 35 <= len(drawn) <= 60
    edge = metrics.px(4) + 4
    assert min(drawn) <= edge if direction is Qt.LayoutDirection.RightToLeft else max(drawn) >= line.width() - edge


def test_a_wide_window_shows_it_beside_the_log_and_the_overview_below_its_facts(desk: OpenDesk) -> None:
    job = desk.run_python(BUSY)
    desk.wait_status(job.id, "running")
    window, body = desk.window, desk.window.detail.body
    window.table.select_job(job.id)
    window.detail.show_tab(LOG)
    window.resize(metrics.px(1200), 800)
    desk.qtbot.wait(10)
    assert jobs_to_look_at(window) == ([], False)
    assert body.glance.usage is None

    window.resize(metrics.px(1500), 800)
    desk.qtbot.wait(10)
    assert [one.id for one in jobs_to_look_at(window)[0]] == [job.id]
    desk.qtbot.waitUntil(lambda: body.glance.usage is not None and body.glance.usage.texts()[0].startswith("CPU now "))
    assert body.glance.usage is not None
    assert body.glance.usage.isVisible()
    assert body.glance.usage.texts()[1].startswith("Memory now ")
    assert body.overview.usage is None

    window.detail.show_tab(OVERVIEW)
    # What was seen beside the log is there at once.
    assert body.overview.usage is not None
    assert body.overview.usage.isVisible()
    assert body.overview.usage.texts()[0].startswith("CPU now ")
    desk.manager.change_setting("grace_s", 0.2)
    desk.manager.cancel_job(job.id)
    desk.wait_status(job.id, "cancelled")
    desk.qtbot.waitUntil(lambda: body.overview.usage is not None and not body.overview.usage.isVisible())
    window.detail.show_tab(LOG)
    assert not body.glance.usage.isVisible()
