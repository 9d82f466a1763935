"""Tables of the windows beside the main one: plain rows to choose among."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from jobdesk.ui.theme import metrics


def make_plain(table: QTableView) -> QHeaderView:
    """Give a table whole rows without a grid, and a quiet header; return that, for the widths of its columns."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setIconSize(QSize(metrics.px(16), metrics.px(16)))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(metrics.row_height())
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    header.setFixedHeight(metrics.px(28))
    header.setHighlightSections(False)
    header.setStretchLastSection(True)
    return header
