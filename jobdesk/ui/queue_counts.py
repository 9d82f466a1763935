"""The start of the status bar: how many jobs run, wait and failed, each a button that shows just those."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from jobdesk.core.limits import QueueState
from jobdesk.ui import metrics
from jobdesk.ui.job_filter import Facet
from jobdesk.ui.literal import tooltip
from jobdesk.ui.roster import Roster


class QueueCounts(QWidget):
    """Counts of jobs, in words.

    Signals:
        chosen: What was clicked, as a filter.
    """

    chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(6), 0, 0, 0)
        layout.setSpacing(0)
        self.all_button = self._add(layout, ("all", ""))
        self._parts = {group: self._add(layout, ("state", group)) for group in ("needs", "running", "queued")}

    def _add(self, layout: QHBoxLayout, facet: Facet) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("isStatus", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.chosen.emit(facet))
        layout.addWidget(button)
        return button

    def text(self) -> str:
        """Return all that is said."""
        buttons = [self.all_button, *self._parts.values()]
        return " · ".join(button.text() for button in buttons if not button.isHidden())

    def show_roster(self, roster: Roster) -> None:
        """Take the newest counts."""
        shown = False
        counted = {"needs": self.tr("%1 needs you"), "running": self.tr("%1 running"), "queued": self.tr("%1 queued")}
        for group, button in self._parts.items():
            count = roster.count_of(("state", group))
            self._set(button, counted[group].replace("%1", str(count)))
            button.setVisible(count > 0)
            shown |= count > 0
        words = {QueueState.PAUSED: self.tr("Queue paused"), QueueState.DRAINING: self.tr("Queue draining")}
        self._set(self.all_button, words.get(roster.state_of(None), self.tr("Ready")))
        self.all_button.setVisible(roster.is_paused or not shown)

    def _set(self, button: QToolButton, text: str) -> None:
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            text = f"\u2068{text}\u2069"
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(tooltip(self.tr("Show these jobs")))
