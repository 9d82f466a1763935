"""Toasts: one line at the bottom that says what was done and offers one way back; they never take the focus."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from jobdesk.ui.text.number_text import native_keys
from jobdesk.ui.text.plain_text import literal, menu_text
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override

SHOWN_S: Final = 8.0
_MOST: Final = 2
_TICK_MS: Final = 100


class Toast(QFrame):
    """One line with at most one action; waits while the pointer or the focus is on it.

    Signals:
        expired: Its time is over, or another one needed its place; nobody took the action.
        taken: The action was pressed.
        closed: It is gone, for whatever reason.
    """

    expired = Signal()
    taken = Signal()
    closed = Signal()

    def __init__(self, text: str, action: str, keys: str, seconds: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._left_ms = seconds * 1000
        self._is_closed = False
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._label = QLabel(literal(text), self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(14), metrics.px(6), metrics.px(6 if action else 14), metrics.px(6))
        layout.setSpacing(metrics.px(6))
        layout.addWidget(self._label)
        self._bar: QProgressBar | None = None
        self.button: QPushButton | None = None
        self._action = action
        if action:
            self.button = QPushButton(menu_text(f"{action}  {native_keys(keys)}" if keys else action), self)
            self.button.setProperty("isLink", True)
            self.button.setAccessibleName(f"{action}: {literal(text)}")
            # Reached by Tab, never by appearing.
            self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.button.clicked.connect(self._on_taken)
            layout.addWidget(self.button)
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._on_tick)
        self.is_lasting = seconds == math.inf
        """Whether it stays until somebody closes it."""
        if not self.is_lasting:
            self._clock.start()

    def show_progress(self, text: str, share: float) -> None:
        """Say how far something is, and show it as a bar beside the words."""
        layout = self.layout()
        if self._bar is None and isinstance(layout, QHBoxLayout):
            self._bar = QProgressBar(self)
            self._bar.setTextVisible(False)
            self._bar.setRange(0, 1000)
            self._bar.setFixedSize(metrics.px(120), metrics.px(6))
            self._bar.setAccessibleName(literal(text))
            layout.insertWidget(1, self._bar)
            self._bar.show()
        if self._bar is not None:
            self._bar.setValue(round(1000 * share))
        self.setToolTip("")
        self._label.setText(literal(text))

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    @property
    def is_held(self) -> bool:
        """Whether the pointer or the focus keeps it."""
        return self.underMouse() or (self.button is not None and self.button.hasFocus())

    def fit(self, most_width: int) -> None:
        """Be as wide as the text needs, within a limit; a text that does not fit is cut in its middle."""
        full = literal(self.toolTip() or self._label.text())
        rest = self.sizeHint().width() - self._label.sizeHint().width()
        room = most_width - rest
        if self._label.fontMetrics().horizontalAdvance(full) > room:
            self.setToolTip(full)
            self._label.setText(self._label.fontMetrics().elidedText(full, Qt.TextElideMode.ElideMiddle, room))
        self.adjustSize()

    def forget_keys(self) -> None:
        """Name the keys no more: they do something else now."""
        if self.button is not None:
            self.button.setText(menu_text(self._action))

    def close_now(self) -> None:
        """Go, without the action having been taken or missed."""
        if not self._is_closed:
            self._is_closed = True
            self._clock.stop()
            self.hide()
            self.closed.emit()
            self.deleteLater()

    def give_way(self) -> None:
        """Go because the time is over."""
        if not self._is_closed:
            self.expired.emit()
            self.close_now()

    def _on_taken(self) -> None:
        if not self._is_closed:
            self.close_now()
            self.taken.emit()

    def _on_tick(self) -> None:
        if not self.is_held:
            self._left_ms -= _TICK_MS
            if self._left_ms <= 0:
                self.give_way()


class Toasts(QObject):
    """Shows at most two toasts, bottom centre of a window, the newest below.

    Signals:
        told: What a toast says, for a list that is read later.
    """

    told = Signal(str)

    def __init__(self, window: QWidget, room_below: Callable[[], int]) -> None:
        """Make a place for toasts.

        Args:
            window: Whose bottom they stand at.
            room_below: Tells how high what they must not cover is, such as a status bar.
        """
        super().__init__(window)
        self._window = window
        self._room_below = room_below
        self._toasts: list[Toast] = []
        window.installEventFilter(self)

    @property
    def shown(self) -> list[Toast]:
        """The toasts that can be seen, the oldest first."""
        return list(self._toasts)

    def tell(
        self,
        text: str,
        action: str = "",
        on_action: Callable[[], None] | None = None,
        *,
        keys: str = "",
        seconds: float = SHOWN_S,
    ) -> Toast:
        """Show a toast.

        Args:
            text: What happened, in one line.
            action: The one thing that can be done about it.
            on_action: Does it.
            keys: The shortcut that does the same.
            seconds: How long it stays while nobody points at it.
        """
        toast = self._add(text, action, on_action, keys=keys, seconds=seconds)
        self.told.emit(text)
        return toast

    def follow(self, text: str, action: str, on_action: Callable[[], None]) -> Toast:
        """Show a toast about something that goes on; it stays until whoever shows it closes it.

        Args:
            text: As wide as the text will get; `Toast.show_progress` changes it.
            action: Stops what goes on, or takes it back.
            on_action: Does that.
        """
        toast = self._add(text, action, on_action, keys="", seconds=math.inf)
        toast.show_progress(text, 0.0)
        self._place()
        return toast

    def _add(self, text: str, action: str, on_action: Callable[[], None] | None, *, keys: str, seconds: float) -> Toast:
        while len(passing := [toast for toast in self._toasts if not toast.is_lasting]) >= _MOST:
            passing[0].give_way()
        for older in self._toasts if keys else ():
            older.forget_keys()
        toast = Toast(text, action, keys, seconds, self._window)
        if on_action is not None:
            toast.taken.connect(on_action)
        self._toasts.append(toast)
        toast.closed.connect(lambda: self._on_closed(toast))
        self._place()
        toast.show()
        toast.raise_()
        self._announce(f"{text}. {action} {keys}".strip() if action else text)
        return toast

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _on_closed(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            self._place()

    def _place(self) -> None:
        bottom = self._window.height() - self._room_below() - metrics.px(14)
        for toast in reversed(self._toasts):
            toast.fit(self._window.width() - metrics.px(32))
            toast.move((self._window.width() - toast.width()) // 2, bottom - toast.height())
            bottom -= toast.height() + metrics.px(8)

    def _announce(self, text: str) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))
