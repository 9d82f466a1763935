"""The keys of the job table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.qtbot import QtBot

from jobdesk.core.job import JobStatus
from jobdesk.core.output.progress import Progress
from jobdesk.ui.model.bridge import JobBatch
from jobdesk.ui.table.columns import COLUMN_INDEX
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.table.view import JobTableView
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme, ThemeChoice
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, MakeJob


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_home_and_end_go_to_the_first_and_last_row(
    qtbot: QtBot, theme: Theme, icons: Icons, make_job: MakeJob, hands: Hands, direction: Qt.LayoutDirection
) -> None:
    table = JobTableView(JobTableModel(), theme, icons)
    qtbot.addWidget(table)
    table.setLayoutDirection(direction)
    table.resize(1000, 300)
    table.show()
    jobs = [make_job(number) for number in range(1, 101)]
    table._model.apply(JobBatch({job.id: job for job in jobs}, frozenset()))
    shown = [table._model.job_at(row).number for row in range(100)]

    def chosen() -> list[int]:
        return [job.number for job in table.selected_jobs()]

    table.select_job(jobs[50].id)
    place = shown.index(51)
    hands.press(table, Qt.Key.Key_End)
    assert chosen() == [shown[-1]]
    assert shown[-1] in [job.number for job in table.visible_jobs()]
    hands.press(table, Qt.Key.Key_Home)
    assert chosen() == [shown[0]]
    table.select_job(jobs[50].id)
    hands.press(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert chosen() == shown[: place + 1]
    hands.press(table, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert chosen() == shown[place:]
    # With Ctrl only the place of the keys moves, as in file managers.
    hands.press(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert (chosen(), table.currentIndex().row()) == (shown[place:], 0)


class _AskedModel(JobTableModel):
    """Counts how often a view asks about a cell."""

    asked = 0

    @override
    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        self.asked += 1
        return super().flags(index)


def test_to_tell_what_is_selected_no_cell_is_asked_about_however_many_rows_there_are(
    qtbot: QtBot, theme: Theme, icons: Icons, make_job: MakeJob
) -> None:
    model = _AskedModel()
    table = JobTableView(model, theme, icons)
    qtbot.addWidget(table)
    jobs = [make_job(number) for number in range(1, 51)]
    model.apply(JobBatch({job.id: job for job in jobs}, frozenset()))
    table.selectAll()
    before = model.asked
    assert len(table.selected_jobs()) == 50
    assert model.asked == before


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_the_ground_of_a_bar_is_seen_on_a_selection_without_focus(
    qtbot: QtBot, theme: Theme, icons: Icons, make_job: MakeJob, choice: ThemeChoice
) -> None:
    theme.choose(choice)
    table = JobTableView(JobTableModel(), theme, icons)
    qtbot.addWidget(table)
    table.resize(1000, 300)
    table.show()
    job = make_job(1, JobStatus.RUNNING, progress=Progress(0.1), started="2026-01-31T10:00:00.000Z")
    table._model.apply(JobBatch({job.id: job}, frozenset()))
    table.select_job(job.id)
    table.clearFocus()
    cell = table.visualRect(table._model.index(0, COLUMN_INDEX["progress"]))
    picture = table.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    end = round((cell.right() - 12) * ratio)
    ground, bar = (picture.pixelColor(end, round(y * ratio)).name() for y in (cell.top() + 2, cell.center().y()))
    assert ground == theme.hex("seloff").lower()
    assert bar == theme.hex("surface").lower()


def test_rows_that_come_between_selected_ones_select_nothing_else(
    qtbot: QtBot, theme: Theme, icons: Icons, make_job: MakeJob
) -> None:
    table = JobTableView(JobTableModel(), theme, icons)
    qtbot.addWidget(table)
    jobs = {f"{number:012d}": make_job(number) for number in range(1, 101, 2)}
    table._model.apply(JobBatch(jobs))
    table.selectAll()
    told: list[int] = []
    table.selection_changed.connect(lambda: told.append(len(table.selected_jobs())))
    table._model.apply(JobBatch({job.id: job for job in map(make_job, (2, 50, 98))}))

    assert (table._model.rowCount(), told) == (53, [])
    assert {job.id for job in table.selected_jobs()} == set(jobs)


def test_what_follows_from_many_selected_jobs_is_told_once(
    qtbot: QtBot, theme: Theme, icons: Icons, make_job: MakeJob
) -> None:
    table = JobTableView(JobTableModel(), theme, icons)
    qtbot.addWidget(table)
    table._model.apply(JobBatch({job.id: job for job in map(make_job, range(1, 1001))}))
    told: list[int] = []
    table.selection_changed.connect(lambda: told.append(len(table.selected_jobs())))
    table.selectAll()
    qtbot.waitUntil(lambda: told == [1000])
    for number in range(1, 101):
        table._model.apply(JobBatch({}, frozenset({f"{number:012d}"})))
    assert told == [1000]
    qtbot.waitUntil(lambda: told == [1000, 900])
