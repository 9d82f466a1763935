"""Qt's application, with what the system asks of it: to open files and links, and to end with the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from jobdesk.core.jobs.link import is_link
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from PySide6.QtGui import QFileOpenEvent


class DeskApplication(QApplication):
    """Receives what the Finder opens, which reaches no command line, and the request to quit.

    What is to be opened is kept until somebody takes it.

    An event filter on the application would see the same events, but Python would then be called for every event of
    every widget.
    """

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._open: Callable[[str], None] | None = None
        self._end: Callable[[], None] | None = None
        self._early: Final[list[str]] = []

    def open_with(self, receiver: Callable[[str], None]) -> None:
        """Give each path or link to a receiver from now on, those that came before first."""
        self._open = receiver
        while self._early:
            receiver(self._early.pop(0))

    def end_with(self, end: Callable[[], None]) -> None:
        """Call a function from now on when the session ends or the Dock's Quit is chosen.

        Qt would close every window, and the main window then stays in the tray or asks.
        """
        self._end = end

    def keep_in_session(self, command: list[str]) -> None:
        """Have a session manager that restores programs start this command; Qt's own would not be understood."""
        self.commitDataRequest.connect(lambda session: session.setRestartCommand(command))

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Quit and self._end is not None:
            event.accept()
            self._end()
            return True
        asked = _asked_for(cast("QFileOpenEvent", event)) if event.type() is QEvent.Type.FileOpen else ""
        if not asked:
            return super().event(event)
        if self._open is None:
            self._early.append(asked)
        else:
            self._open(asked)
        return True


def _asked_for(event: QFileOpenEvent) -> str:
    """Return the path or the link of a request; empty for an address that JobDesk does not open."""
    link = event.url().toString()
    return link if is_link(link) else event.file()
