"""The start of the status bar: how many jobs run, wait and failed, each a button that shows just those."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from jobdesk.core.limits import QueueState
from jobdesk.ui.filters.job_filter import Facet
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.theme import metrics


class QueueCounts(QWidget):
    """Counts of jobs, in words.

    Signals:
        chosen: What was clicked, as a filter.
        forecast_requested: What is to come is to be shown.
    """

    chosen = Signal(tuple)
    forecast_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(6), 0, 0, 0)
        layout.setSpacing(0)
        self.all_button = self._add(layout, ("all", ""))
        self._parts = {group: self._add(layout, ("state", group)) for group in ("needs", "running", "queued")}
        self.done_button = self._make_button(layout)
        self.done_button.clicked.connect(self.forecast_requested)
        self.done_button.setAccessibleName(self.tr("Show what is to come"))
        self.done_button.hide()

    def _add(self, layout: QHBoxLayout, facet: Facet) -> QToolButton:
        button = self._make_button(layout)
        button.clicked.connect(lambda: self.chosen.emit(facet))
        return button

    def _make_button(self, layout: QHBoxLayout) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("isStatus", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout.addWidget(button)
        return button

    def text(self) -> str:
        """Return all that is said."""
        buttons = [self.all_button, *self._parts.values()]
        return " · ".join(button.text() for button in buttons if not button.isHidden())

    def show_roster(self, roster: Roster) -> None:
        """Take the newest counts."""
        shown = False
        for group, button in self._parts.items():
            count = roster.count_of(("state", group))
            self._set(button, self._counted(group, count))
            button.setVisible(count > 0)
            shown |= count > 0
        words = {QueueState.PAUSED: self.tr("Queue paused"), QueueState.DRAINING: self.tr("Queue draining")}
        self._set(self.all_button, words.get(roster.state_of(None), self.tr("Ready")))
        self.all_button.setVisible(roster.is_paused or not shown)

    def _counted(self, group: str, count: int) -> str:
        if group == "needs":
            return self.tr("%Ln need you", "", count)
        return self.tr("%Ln running", "", count) if group == "running" else self.tr("%Ln queued", "", count)

    def show_done(self, text: str) -> None:
        """Say when all is done; nothing if that cannot be told."""
        if text:
            self._set(self.done_button, text, self.tr("Show what is to come"))
        self.done_button.setVisible(bool(text))

    def _set(self, button: QToolButton, text: str, hint: str = "") -> None:
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            text = f"\u2068{text}\u2069"
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(tooltip(hint or self.tr("Show these jobs")))
