"""Why a queued job does not run: every blocker in words, each with a button that takes it away."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jobdesk.core.blockers import Blocker
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.plain_text import literal_lines, menu_text, tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override

_MOST_WIDTH: Final = 620


class WhyPane(QWidget):
    """Lists blockers; a row keeps its button and its focus while only its words change.

    Signals:
        lift_requested: The blocker that is to go.
    """

    lift_requested = Signal(object)

    def __init__(self, pane: QWidget) -> None:
        """Make it empty.

        Args:
            pane: What it stands in; by Tab, the buttons follow it.
        """
        super().__init__(pane)
        self._pane = pane
        self.setAccessibleName(self.tr("Why it does not run"))
        self._blockers: list[Blocker] = []
        self._rows: list[tuple[QLabel, QPushButton]] = []
        caption = QLabel(self.accessibleName(), self)
        caption.setTextFormat(Qt.TextFormat.PlainText)
        caption.setProperty("tone", "text3")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.px(12))
        self._grid.setVerticalSpacing(metrics.px(4))
        self._grid.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(4))
        layout.addWidget(caption)
        layout.addLayout(self._grid)

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons that can be seen, from above."""
        return [button for _, button in self._rows if not button.isHidden()]

    def texts(self) -> list[str]:
        """Return what is said, from above."""
        return [label.text() for label, _ in self._rows if not label.isHidden()]

    def show_blockers(self, blockers: list[Blocker]) -> None:
        """Show these blockers and no others."""
        focused = next((at for at, (_, button) in enumerate(self._rows) if button.hasFocus()), None)
        self._blockers = blockers
        while len(self._rows) < len(blockers):
            self._add_row()
        for at, (label, button) in enumerate(self._rows):
            blocker = blockers[at] if at < len(blockers) else None
            lift = blocker.lift if blocker is not None else None
            label.setVisible(blocker is not None)
            button.setVisible(lift is not None)
            if blocker is not None:
                text = literal_lines(engine_text(blocker.text))
                _set(label, text)
                if lift is not None:
                    _set(button, menu_text(engine_text(lift.title)))
                    button.setAccessibleName(f"{engine_text(lift.title)}: {text}")
                    button.setToolTip(tooltip(self._tip(lift.verb)))
        if focused is not None and self._rows[focused][1].isHidden():
            # What was lifted is gone; the next thing to do is the one that moved into its place, or the list.
            rest = self.buttons
            (rest[min(focused, len(rest) - 1)] if rest else self._pane).setFocus()
        self.setVisible(bool(blockers))

    def _tip(self, verb: str) -> str:
        return self.tr("Start it at once, over the limit and whatever is paused") if verb == "run_now" else ""

    def _add_row(self) -> None:
        at = len(self._rows)
        label, button = _Sentence(self), QPushButton(self)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        button.setAutoDefault(False)
        button.setProperty("isLink", True)
        button.clicked.connect(lambda: self.lift_requested.emit(self._blockers[at]))
        self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignVCenter)
        QWidget.setTabOrder(self._rows[-1][1] if self._rows else self._pane, button)
        self._grid.addWidget(button, at, 1, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        self._rows.append((label, button))


class _Sentence(QLabel):
    """Takes one line if there is room for it, and wraps if there is not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    @override
    def sizeHint(self) -> QSize:
        width = min(self.fontMetrics().horizontalAdvance(self.text()) + 2, metrics.px(_MOST_WIDTH))
        return QSize(width, self.heightForWidth(width))


def _set(widget: QLabel | QPushButton, text: str) -> None:
    if widget.text() != text:
        widget.setText(text)
