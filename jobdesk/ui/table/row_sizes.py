"""How high the rows of the job table are: as chosen, and as the font needs it."""

from __future__ import annotations

from PySide6.QtWidgets import QTableView

from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.metrics import RowHeight

LEAST_ROWS = 3
"""Of the table that are always seen."""


class RowSizes:
    """Keeps the rows of one table in their height; the row at the top stays there when it changes."""

    def __init__(self, table: QTableView) -> None:
        self._table = table
        self.chosen = RowHeight.DEFAULT
        self.fit()

    @property
    def height(self) -> int:
        """The height of one row."""
        return self._table.verticalHeader().defaultSectionSize()

    def choose(self, chosen: RowHeight) -> None:
        """Let the rows stand closer together or further apart."""
        self.chosen = chosen
        self.fit()

    def fit(self) -> None:
        """Take the font anew."""
        table, height, before = self._table, metrics.row_height(self.chosen), self.height
        bar = table.verticalScrollBar()
        place = bar.value() / max(1, before)
        table.setMinimumHeight(metrics.px(28) + LEAST_ROWS * height)
        if height != before:
            table.verticalHeader().setDefaultSectionSize(height)
            table.updateGeometries()  # The range of the scroll bar; by itself it would follow a moment later.
            bar.setValue(round(place * height))
        bar.setSingleStep(height)
