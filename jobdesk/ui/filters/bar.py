"""The bar above the table: what was chosen and searched for, as chips to take away, and what is wrong in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from jobdesk.ui.filters.job_filter import Facet, JobFilter
from jobdesk.ui.filters.sidebar_entries import facet_title
from jobdesk.ui.text.plain_text import literal, menu_text, tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons

_MOST_CHARACTERS = 40


class FilterBar(QWidget):
    """Shows chips while there is anything to show.

    Signals:
        facet_removed: A choice was taken away.
        text_removed: The search was taken away.
        logs_removed: The search in the logs was taken away.
        logs_requested: What is searched for is to be looked for in the logs.
        stop_requested: The logs are to be read no further.
        archive_requested: The archived jobs in whose logs it was found are to be shown.
        cleared: All of it was.
    """

    facet_removed = Signal(tuple)
    text_removed = Signal()
    logs_removed = Signal()
    logs_requested = Signal()
    stop_requested = Signal()
    archive_requested = Signal()
    cleared = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setObjectName("filterBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(metrics.px(8), metrics.px(4), metrics.px(8), metrics.px(4))
        self._layout.setSpacing(metrics.px(6))
        self._error = QLabel(self)
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setProperty("tone", "fail")
        self._error.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._count = QLabel(self)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("tone", "text3")
        self._chips: list[QPushButton] = []
        self._clear = _link(self, self.tr("Show All"))
        self._clear.clicked.connect(self.cleared)
        self._in_logs = _link(self, self.tr("Search in Logs"))
        self._in_logs.clicked.connect(self.logs_requested)
        self._progress = QLabel(self)
        self._progress.setTextFormat(Qt.TextFormat.PlainText)
        self._progress.setProperty("tone", "text2")
        self._stop = _link(self, self.tr("Stop"))
        self._stop.setAccessibleName(self.tr("Stop searching the logs"))
        self._stop.clicked.connect(self.stop_requested)
        self._archived = _link(self)
        self._archived.clicked.connect(self.archive_requested)
        self.show_logs("", is_busy=False)
        for widget in (self._clear, self._in_logs, self._progress, self._stop, self._archived):
            self._layout.addWidget(widget)
        self._layout.addWidget(self._error, 1)
        self._layout.addWidget(self._count)
        self.hide()

    @property
    def error(self) -> str:
        """What is said of the search; empty if it is understood."""
        return self._error.text()

    def chip_texts(self) -> list[str]:
        """Return what the chips say."""
        return [chip.accessibleName() for chip in self._chips]

    def show_filter(self, job_filter: JobFilter) -> None:
        """Show what is chosen and searched for."""
        focused = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for chip in self._chips:
            self._layout.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip_of(facet) for facet in job_filter.facets]
        if job_filter.logs is not None:
            self._chips.append(self._make_chip(self.tr("In logs: “%1”").replace("%1", _short(job_filter.logs.text))))
            self._chips[-1].clicked.connect(self.logs_removed)
        text = job_filter.text.strip()
        if text:
            self._chips.append(self._make_chip(self.tr("“%1”").replace("%1", _short(text))))
            self._chips[-1].clicked.connect(self.text_removed)
        words = self.tr("Search in Logs for “%1”").replace("%1", _short(text))
        self._in_logs.setText(menu_text(words))
        self._in_logs.setAccessibleName(words)
        self._in_logs.setVisible(bool(text))
        for at, chip in enumerate(self._chips):
            self._layout.insertWidget(at, chip)
        if focused is not None and self._chips:
            self._chips[min(focused, len(self._chips) - 1)].setFocus()
        self._error.setText(literal(job_filter.query.error))
        self._error.setToolTip(tooltip(job_filter.query.error))
        self.setVisible(bool(self._chips))

    def show_logs(self, text: str, *, is_busy: bool, archived: int = 0) -> None:
        """Say how the search in the logs goes, or what of them it did not read, and how much the archive has."""
        self._progress.setText(text)
        self._progress.setVisible(bool(text))
        self._stop.setVisible(is_busy)
        words = self.tr("Show %n Archived Jobs", "", archived).replace("%n", f"{archived:,}")
        self._archived.setText(words)
        self._archived.setAccessibleName(words)
        self._archived.setVisible(archived > 0)

    def show_count(self, shown: int, all_: int) -> None:
        """Say how many jobs are left of how many."""
        text = self.tr("%1 of %2").replace("%1", f"{shown:,}").replace("%2", f"{all_:,}")
        if self._count.text() != text:
            self._count.setText(text)

    def _chip_of(self, facet: Facet) -> QPushButton:
        chip = self._make_chip(facet_title(facet))
        chip.clicked.connect(lambda: self.facet_removed.emit(facet))
        return chip

    def _make_chip(self, text: str) -> QPushButton:
        chip = QPushButton(self._icons.icon("x", "text2"), menu_text(text), self)
        chip.setProperty("isChip", True)
        chip.setLayoutDirection(
            # The cross stands after the text, whichever way that reads.
            Qt.LayoutDirection.LeftToRight
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            else Qt.LayoutDirection.RightToLeft
        )
        chip.setAccessibleName(self.tr("Remove filter %1").replace("%1", text))
        chip.setToolTip(tooltip(self.tr("Remove this filter")))
        return chip


def _link(bar: FilterBar, text: str = "") -> QPushButton:
    link = QPushButton(text, bar)
    link.setProperty("isLink", True)
    return link


def _short(text: str) -> str:
    return literal(text) if len(text) <= _MOST_CHARACTERS else literal(text[:_MOST_CHARACTERS]) + "…"
