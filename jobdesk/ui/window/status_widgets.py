"""The parts at the end of the status bar: what nobody has seen yet, and that the computer is kept awake."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from jobdesk.ui.model.activity import Activity
from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons


class StatusParts(QWidget):
    """Each part is a button, and stands there only while it has something to say.

    Signals:
        activity_requested: The list of what happened is wanted.
        power_requested: The setting that keeps the computer awake is wanted.
    """

    activity_requested = Signal()
    power_requested = Signal()

    def __init__(self, activity: Activity, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._activity = activity
        self.activity_button = _button("", self)
        self.activity_button.setIcon(icons.icon("bell", "text2"))
        self.activity_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.activity_button.clicked.connect(self.activity_requested)
        self.awake_button = _button(self.tr("Keeping computer awake"), self)
        self.awake_button.setToolTip(tooltip(self.tr("It may sleep again when no job runs. Click for the setting.")))
        self.awake_button.clicked.connect(self.power_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, metrics.px(6), 0)
        layout.setSpacing(metrics.px(4))
        layout.addWidget(self.activity_button)
        layout.addWidget(self.awake_button)
        activity.changed.connect(self._on_activity_changed)
        self._on_activity_changed()
        self.set_awake(is_awake=False)

    def set_awake(self, *, is_awake: bool) -> None:
        """Say whether the computer is kept from falling asleep."""
        self.awake_button.setVisible(is_awake)

    def _on_activity_changed(self) -> None:
        unread = self._activity.unread
        text = self.tr("%n new", "", unread)
        self.activity_button.setText(text)
        self.activity_button.setAccessibleName(self.tr("Activity: %n new", "", unread))
        self.activity_button.setToolTip(tooltip(self.tr("What happened while you were away")))
        self.activity_button.setVisible(unread > 0)


def _button(text: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setAccessibleName(text)
    button.setProperty("isStatus", True)
    button.setIconSize(QSize(metrics.px(14), metrics.px(14)))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
