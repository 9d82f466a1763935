"""Rows stand still while hands are on them, and what is at the top stays there while others come and go."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QTableView

from jobdesk.ui.table.model import JobTableModel

_STILL_S = 1.5
_FREE_S = 0.5
_LOOK_MS = 250


class RowHold(QObject):
    """Holds the rows of a table of jobs in their places for as long as somebody is at work on them."""

    def __init__(self, view: QTableView, model: JobTableModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._touched_at = self._free_until = 0.0
        self._is_pressed = False
        self._is_menu_open = False
        self._anchor: tuple[str, int] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._on_due)
        for signal in (model.rowsAboutToBeInserted, model.rowsAboutToBeRemoved, model.rowsAboutToBeMoved):
            signal.connect(self._remember_anchor)
        for signal in (model.rowsInserted, model.rowsRemoved, model.rowsMoved):
            signal.connect(self._restore_anchor)
        # Many rows that move at once are sorted instead.
        model.layoutAboutToBeChanged.connect(self._remember_anchor)
        model.layoutChanged.connect(self._restore_anchor)

    def touch(self) -> None:
        """Hold the rows until nothing has touched them for a while."""
        self._touched_at = time.monotonic()
        if self._touched_at < self._free_until and not self._is_pressed and not self._is_menu_open:
            return
        if not self._timer.isActive():
            self._model.set_moves_held(True)
            self._timer.start()

    def set_pressed(self, is_pressed: bool) -> None:
        """Hold the rows while a button of the mouse is down on them."""
        self._is_pressed = is_pressed
        self.touch()

    def set_menu_open(self, is_open: bool) -> None:
        """Hold the rows while a menu about them is open."""
        self._is_menu_open = is_open
        self.touch()

    def release(self) -> None:
        """Let the rows go: what was just dropped stands in its place at once, also if the hand trembles."""
        self._is_pressed = False
        self._free_until = time.monotonic() + _FREE_S
        self._timer.stop()
        self._model.set_moves_held(False)

    def _on_due(self) -> None:
        if self._is_pressed or self._is_menu_open or time.monotonic() - self._touched_at < _STILL_S:
            return
        self._timer.stop()
        self._model.set_moves_held(False)

    def _remember_anchor(self) -> None:
        """Note what stands at the top, so that rows which come or go above it do not shift it."""
        self._anchor = None
        if self._view.verticalScrollBar().value() > 0 and self._model.rowCount():
            row = self._view.rowAt(0)
            if row >= 0:
                self._anchor = (self._model.job_at(row).id, self._view.rowViewportPosition(row))

    def _restore_anchor(self) -> None:
        if self._anchor is None:
            return
        job_id, top = self._anchor
        row = self._model.row_of(job_id)
        if row is not None:
            # The scroll bar learns of the new rows only with the next layout, which must be now.
            self._view.updateGeometries()
            height = self._view.verticalHeader().defaultSectionSize()
            self._view.verticalScrollBar().setValue(row * height - top)
