"""What can be done with a queue as a whole, as menus: in the sidebar, in the menu bar, and so in the palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from jobdesk.core.limits import QueueState
from jobdesk.ui.commands.limit_commands import LimitDeeds, Queue, title_of
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.job_state import QUEUE_ICONS
from jobdesk.ui.text.plain_text import menu_text
from jobdesk.ui.theme.icons import Icons


class QueueMenus:
    """Makes the menus of queues."""

    def __init__(self, roster: Roster, deeds: LimitDeeds, icons: Icons, show_limits: Callable[[Queue], object]) -> None:
        self._roster = roster
        self._deeds = deeds
        self._icons = icons
        self._show_limits = show_limits

    def show(self, queue: Queue, place: QPoint, parent: QWidget) -> None:
        """Show the menu of a queue, or of everything."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu, queue)
        menu.popup(place)

    def add_all(self, menu: QMenu) -> None:
        """Add a submenu that holds one for each queue."""
        queues = menu.addMenu(self._icons.icon("stack-2", "text2"), _tr("&Queues"))
        for queue in self._roster.queues():
            icon = self._icons.icon(QUEUE_ICONS[self._roster.state_of(queue)], "text2")
            self._fill(queues.addMenu(icon, menu_text(title_of(queue))), queue)

    def _fill(self, menu: QMenu, queue: Queue) -> None:
        menu.setToolTipsVisible(True)
        state = self._roster.state_of(queue)
        deeds = self._deeds
        entries: tuple[tuple[QueueState, str, str, str, str, Callable[[Queue], None]], ...] = (
            (
                QueueState.PAUSED,
                _tr("&Pause"),
                _tr("Freeze what runs of it, and start nothing new"),
                _tr("it is paused already"),
                "player-pause",
                deeds.pause,
            ),
            (
                QueueState.DRAINING,
                _tr("&Drain"),
                _tr("Let what runs of it come to its end, and start nothing new"),
                _tr("it is draining already"),
                "arrow-bar-to-down",
                deeds.drain,
            ),
            (
                QueueState.OPEN,
                _tr("&Resume"),
                _tr("Start its jobs again, and let what was frozen with it go on"),
                _tr("it is not paused"),
                "player-play",
                deeds.resume,
            ),
        )
        for goal, text, tip, why_not, icon, deed in entries:
            entry = menu.addAction(self._icons.icon(icon, "text2"), text)
            entry.triggered.connect(partial(_do, deed, queue))
            is_there = state is goal
            entry.setEnabled(not is_there)
            entry.setToolTip(why_not if is_there else tip)
            entry.setStatusTip(f"{text.replace('&', '')}: {why_not}" if is_there else tip)
        menu.addSeparator()
        limits = menu.addAction(
            self._icons.icon("adjustments-horizontal", "text2"), _tr("&Limits\N{HORIZONTAL ELLIPSIS}")
        )
        limits.triggered.connect(partial(_do, self._show_limits, queue))


def _do(deed: Callable[[Queue], object], queue: Queue, _: bool = False) -> None:
    deed(queue)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Queues", text)
