"""The icon in the system's tray: how much runs and whether something failed, and the way back to the window."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFont, QGuiApplication, QIcon, QPainter, QPixmap, QWindow
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from shiboken6 import isValid

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.model.activity import Activity, ActivityEntry
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.plain_text import literal, menu_text
from jobdesk.ui.text.time_text import duration_text
from jobdesk.ui.theme.resources import app_icon_file
from jobdesk.ui.theme.tokens import LIGHT
from jobdesk.ui.widgets.throttle import Pace

# Panels ask for these, at one or two device pixels for each of theirs.
_SIDES: Final = (16, 20, 22, 24, 32, 40, 44, 48, 64)
_ICON_WINDOW: Final = "QSystemTrayIconSysWindow"
_UNSEEN: Final = frozenset({"offscreen", "minimal"})
_MOST_JOBS: Final = 8
_MOST_UNSEEN: Final = 4
# From here on the icon's mark is the same.
_MANY: Final = 10
_MOST_NAME: Final = 40
_LEAST_MS: Final = 500
# A panel that shows the menu itself says when it opens, and may forget to say when it closes.
_LONGEST_HELD_MS: Final = 60_000


class _Contents(NamedTuple):
    """What the menu is about now."""

    unseen: list[ActivityEntry]
    jobs: list[Job]
    running: int

    @property
    def key(self) -> object:
        """Another one if the menu has to say something else, but for how long the jobs have run."""
        unseen = [(entry.title, entry.job_id) for entry in self.unseen]
        return unseen, [(job.id, job.name, job.is_paused) for job in self.jobs], self.running


class Tray(QObject):
    """Shows the jobs in the system's tray, where there is one.

    Signals:
        show_requested: The window is wanted.
        job_requested: The id of a job that somebody wants to see.
        hold_requested: A running job that is to be paused, or to go on.
    """

    show_requested = Signal()
    job_requested = Signal(str)
    hold_requested = Signal(object)

    def __init__(
        self, model: JobTableModel, activity: Activity, actions: list[QAction | None], parent: QObject | None = None
    ) -> None:
        """Show the icon.

        Args:
            model: Knows the jobs.
            activity: Knows what nobody has seen yet.
            actions: What the menu offers below the jobs; None is a line between.
            parent: Owner.
        """
        super().__init__(parent)
        self._model = model
        self._activity = activity
        self._actions = actions
        self._drawn = (-1, -1)
        self._icons: dict[tuple[int, int], QIcon] = {}
        self._filled: object = None
        self._is_closed = False
        self.menu = QMenu()
        self._held = QTimer(self, singleShot=True, interval=_LONGEST_HELD_MS)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.menu.aboutToShow.connect(self._held.start)
        self.menu.aboutToHide.connect(self._held.stop)
        self.show_action = QAction(self.tr("Show JobDesk"), self)
        self.show_action.triggered.connect(self.show_requested)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self._pace = Pace(self, self._refresh, _LEAST_MS)
        model.roster_changed.connect(self._pace.wake)
        activity.changed.connect(self._pace.wake)
        self._fill_menu()
        self._refresh()
        if QGuiApplication.platformName() not in _UNSEEN:
            self._focused: QWindow | None = QGuiApplication.focusWindow()
            app = QGuiApplication.instance()
            if isinstance(app, QGuiApplication):
                app.focusWindowChanged.connect(self._on_focus_moved)
            # Also where no tray is there: it may come later, as after a restart of the panel.
            self.icon.show()

    @property
    def is_available(self) -> bool:
        """Whether there is a tray to find the window in."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def close(self) -> None:
        """Take the icon away."""
        if self._is_closed:
            return
        self._is_closed = True
        self.icon.hide()
        self.icon.setContextMenu(None)  # type: ignore[arg-type]
        self.menu.deleteLater()

    def _refresh(self) -> None:
        if self._is_closed:
            return  # Jobs still change while the desk ends, and the menu is gone.
        running, failed = self._model.roster.count(JobStatus.RUNNING), self._activity.unread_urgent
        marks = (min(running, _MANY), min(failed, 1))
        if marks != self._drawn:
            self._drawn = marks
            self._icons[marks] = self._icons.get(marks) or tray_icon(*marks)
            self.icon.setIcon(self._icons[marks])
        self.icon.setToolTip(self._words(running, failed))
        is_held = self.menu.isVisible() or self._held.isActive()
        # Panels get a menu anew over the bus. How long each job runs is said anew when the menu opens.
        if not is_held and self._contents().key != self._filled:
            self._fill_menu()

    def _words(self, running: int, failed: int) -> str:
        parts = []
        if running:
            parts.append(self.tr("%n job(s) running", "", running))
        if failed:
            parts.append(self.tr("%n failed", "", failed))
        return f"JobDesk: {', '.join(parts)}" if parts else "JobDesk"

    def _contents(self) -> _Contents:
        unseen = [one for one in self._activity.entries if one.is_urgent and not one.is_read][:_MOST_UNSEEN]
        roster = self._model.roster
        running = [job for job_id in roster.running_ids() if (job := roster.get(job_id)) is not None]
        running.sort(key=lambda job: job.number)
        return _Contents(unseen, running[:_MOST_JOBS], len(running))

    def _fill_menu(self) -> None:
        contents = self._contents()
        self._filled = contents.key
        self.menu.clear()
        for old in self.menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            old.deleteLater()
        self.menu.addAction(self.show_action)
        self.menu.setDefaultAction(self.show_action)
        self.menu.addSeparator()
        for entry in contents.unseen:
            # What the red mark is about.
            unseen = self.menu.addAction(_shortened(entry.title))
            unseen.triggered.connect(partial(self.job_requested.emit, entry.job_id))
        self.menu.addSeparator()
        for job in contents.jobs:
            self._add_job(job)
        if contents.running > len(contents.jobs):
            more = self.menu.addAction(self.tr("and %n more", "", contents.running - len(contents.jobs)))
            more.triggered.connect(self.show_requested)
        if not contents.running:
            self.menu.addAction(self.tr("No job is running")).setEnabled(False)
        self.menu.addSeparator()
        for action in self._actions:
            if action is None:
                self.menu.addSeparator()
            else:
                self.menu.addAction(action)

    def _add_job(self, job: Job) -> None:
        """Offer to see a job, and to pause it."""
        # Not by `addMenu` with a text: of what that makes, PySide6 keeps the wrapper when the menu itself is gone.
        entry = QMenu(_entry_text(job), self.menu)
        self.menu.addMenu(entry)
        show = entry.addAction(self.tr("Show"))
        show.triggered.connect(lambda: self.job_requested.emit(job.id))
        hold = entry.addAction(self.tr("Resume") if job.is_paused else self.tr("Pause"))
        hold.triggered.connect(lambda: self.hold_requested.emit(job))

    def _on_focus_moved(self, window: QWindow | None) -> None:
        """Take the keys back from the icon.

        Some trays give the icon that they embed the focus. The keys still come to the window then, but Qt holds the
        icon for the active window, and no shortcut of any other one acts until somebody clicks into it.
        """
        former, self._focused = self._focused, window
        if window is None or window.objectName() != _ICON_WINDOW:
            return
        if former is None or not isValid(former) or not former.isVisible():
            return
        self._focused = former
        # To the system nothing has moved, so asking to be active does nothing. The end of a grab tells who is focused.
        former.setKeyboardGrabEnabled(True)
        former.setKeyboardGrabEnabled(False)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self.show_requested.emit()


def _entry_text(job: Job) -> str:
    seconds = (datetime.now(UTC) - job.started_at).total_seconds() if job.started_at is not None else 0.0
    return f"{_shortened(job.name)}   {duration_text(seconds)}"


def _shortened(text: str) -> str:
    shown = literal(text)
    return menu_text(shown if len(shown) <= _MOST_NAME else f"{shown[: _MOST_NAME - 1]}…")


def tray_icon(running: int, failed: int) -> QIcon:
    """Draw the icon with how many jobs run, and a red mark if some failed that nobody has seen.

    The marks are cut out of the icon with a gap, so that they stand apart on dark and on light panels.
    """
    icon = QIcon()
    svg = app_icon_file().read_bytes()
    for side in _SIDES:
        icon.addPixmap(_draw(svg, side, running, failed))
    return icon


def _draw(svg: bytes, side: int, running: int, failed: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, side, side))
    if running:
        text = str(running) if running < _MANY else "9+" if side >= 32 else "+"
        _draw_mark(painter, side, 0.31, QPointF(0.69, 0.69), LIGHT.text3, text)
    if failed:
        _draw_mark(painter, side, 0.2, QPointF(0.8, 0.2), LIGHT.fail, "")
    painter.end()
    return pixmap


def _draw_mark(painter: QPainter, side: int, radius: float, centre: QPointF, colour: str, text: str) -> None:
    gap = max(1.0, side / 18)
    middle = centre * side
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setBrush(QColor(LIGHT.onfill))
    painter.drawEllipse(middle, radius * side + gap, radius * side + gap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(middle, radius * side, radius * side)
    if text:
        font = QFont(painter.font())
        font.setPixelSize(max(7, round(side * (0.5 if len(text) == 1 else 0.4))))
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.setPen(QColor(LIGHT.onfill))
        box = QRectF(0, 0, 2 * side, 2 * side)
        box.moveCenter(middle)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
