"""The columns of the table: as the person left them, also in another version, and none out of reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jobdesk.ui.model.bridge import JobBatch
from jobdesk.ui.table.columns import COLUMN_INDEX, JOB_COLUMNS
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.table.view import JobTableView
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import MakeJob, OpenDesk


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication, theme: Theme, icons: Icons) -> JobTableView:
    view = JobTableView(JobTableModel(), theme, icons)
    qtbot.addWidget(view)
    view.resize(1000, 300)
    view.show()
    return view


def keys(table: JobTableView) -> list[str]:
    return [JOB_COLUMNS[index].key for index in table.shown_columns()]


def test_columns_that_do_not_fit_are_scrolled_to(table: JobTableView, qtbot: QtBot) -> None:
    bar = table.horizontalScrollBar()
    assert not bar.isVisible()

    for column in JOB_COLUMNS:
        table.columns.show_column(column.key, is_shown=True)
    qtbot.waitUntil(bar.isVisible)
    bar.setValue(bar.maximum())

    last = len(JOB_COLUMNS) - 1
    right = table.columnViewportPosition(last) + table.columnWidth(last)
    assert right == table.viewport().width()
    for column in JOB_COLUMNS:
        if column.is_hidden:
            table.columns.show_column(column.key, is_shown=False)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert table.columnAt(1) == COLUMN_INDEX["number"]


def test_names_can_be_read_beside_many_columns_and_in_the_smallest_window(table: JobTableView, qtbot: QtBot) -> None:
    table.columns.set_narrow(True)
    table.resize(metrics.px(640), 300)
    qtbot.wait(1)
    assert not table.horizontalScrollBar().isVisible()

    table.columns.set_narrow(False)
    for column in JOB_COLUMNS:
        table.columns.show_column(column.key, is_shown=True)

    assert table.columnWidth(COLUMN_INDEX["name"]) >= metrics.px(190)
    assert table.columnWidth(COLUMN_INDEX["progress"]) >= metrics.px(150)


def test_sorting_changes_no_width_of_columns_that_are_hidden_meanwhile(table: JobTableView, make_job: MakeJob) -> None:
    table._model.apply(JobBatch({job.id: job for job in (make_job(1), make_job(2))}))
    header, columns = table.horizontalHeader(), table.columns
    header.resizeSection(COLUMN_INDEX["elapsed"], 91)
    before = {index: header.sectionSize(index) for index in table.shown_columns()}

    columns.set_narrow(True)
    table.sort_as(table._model.order.clicked("state"))
    columns.set_narrow(False)

    assert {index: header.sectionSize(index) for index in table.shown_columns()} == before
    assert columns.save().widths == {"elapsed": 91}


def test_another_version_keeps_what_it_knows_of_the_columns(table: JobTableView) -> None:
    header, columns = table.horizontalHeader(), table.columns
    header.moveSection(header.visualIndex(COLUMN_INDEX["cost"]), 1)
    header.resizeSection(COLUMN_INDEX["state"], 199)
    columns.show_column("queue", is_shown=True)
    columns.show_column("elapsed", is_shown=False)
    saved = columns.save()
    # That version had a column of its own, and did not have two of ours.
    saved.order.insert(2, "from_elsewhere")
    for key in ("started", "notes"):
        saved.order.remove(key)
    saved.hidden.remove("notes")
    columns._on_reset()
    assert keys(table) == ["number", "state", "name", "progress", "elapsed", "cost", "started"]

    columns.restore(saved)

    assert keys(table) == ["number", "cost", "state", "name", "progress", "queue", "started"]
    assert table.columnWidth(COLUMN_INDEX["state"]) == 199


def test_width_order_and_both_sort_columns_survive_a_restart(
    open_desk: Callable[..., OpenDesk], tmp_path: Path
) -> None:
    first = open_desk(tmp_path / "r")
    table = first.window.table
    header = table.horizontalHeader()
    header.resizeSection(COLUMN_INDEX["state"], 177)
    header.moveSection(header.visualIndex(COLUMN_INDEX["cost"]), 0)
    table.sort_as(table._model.order.clicked("name").clicked("state"))
    left = (keys(table), first.window.model.order)
    first.desk._close_manager = lambda manager: manager.close(hand_over=False)
    first.end()

    table = open_desk(tmp_path / "r").window.table

    assert (keys(table), table._model.order) == left
    assert table.columnWidth(COLUMN_INDEX["state"]) == 177


def test_the_numbers_of_jobs_can_be_read_however_many_there_were(table: JobTableView, make_job: MakeJob) -> None:
    number, model = COLUMN_INDEX["number"], table.model()
    assert isinstance(model, JobTableModel)

    def put(which: int) -> None:
        job = make_job(which)
        model.apply(JobBatch({job.id: job}))

    put(7)
    assert table.columnWidth(number) == metrics.px(46)
    put(1_234_567)
    assert table.columnWidth(number) >= table.fontMetrics().horizontalAdvance("1234567") + metrics.px(16)
    table.horizontalHeader().resizeSection(number, metrics.px(60))
    put(123_456_789)
    assert table.columnWidth(number) == metrics.px(60)  # As the person left it.
