"""Closing and quitting while jobs run: closing lets them go on and says so once, quitting asks what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job
from jobdesk.ui.app.tray import Tray
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.model.window_state import WindowState
from jobdesk.ui.notify.notifier import Notifier
from jobdesk.ui.notify.rules import Notification
from jobdesk.ui.text.job_state import state_group

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

    from jobdesk.ui.dialogs.quit_dialog import LeavingBox

ASKS = "ask_on_quit"
"""The setting that says whether quitting asks."""

_PATIENCE_MS = 1500
_READING_MS = 10_000
_LOOK_MS = 5000
_MOST_MISSED = 2  # A panel that starts anew is back before.


class Leaving(QObject):
    """Decides what closing the window and quitting do.

    Attributes:
        asks: Whether quitting asks while jobs run or wait.
        box: What is being asked or told.

    Signals:
        left: The app may end; the ids of the jobs to stop with it.
        never_ask_chosen: Quitting shall ask no more; whoever stores that lets it `leave` then.
    """

    left = Signal(object)
    never_ask_chosen = Signal()

    def __init__(
        self,
        window: QWidget,
        roster: Roster,
        tray: Tray,
        notifier: Notifier,
        state: WindowState,
        *,
        do_jobs_go_on: bool,
    ) -> None:
        """Decide for one window.

        Args:
            window: The window.
            roster: Knows the jobs.
            tray: Where the window can be closed to.
            notifier: Says it.
            state: Remembers what was said already.
            do_jobs_go_on: Whether jobs outlive the app; those of the demo end with it.
        """
        super().__init__(window)
        self._window = window
        self._roster = roster
        self._tray = tray
        self._notifier = notifier
        self._state = state
        self._do_jobs_go_on = do_jobs_go_on
        self.asks = True
        self._is_leaving = False
        self._notice: Notification | None = None
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._on_patience_over)
        notifier.told.connect(self._on_told)
        self._missed = 0
        # A tray that goes says nothing: it is looked for while nothing else leads to the window.
        self.looking = QTimer(self, interval=_LOOK_MS)
        self.looking.timeout.connect(self._look_for_tray)
        self.box: QMessageBox | None = None
        self._asked: LeavingBox | None = None

    def close_window(self) -> None:
        """Go on in the tray with jobs that have not ended, where there is one; else end, and the jobs go on."""
        if self._is_leaving:
            return
        count = len(self.unfinished())
        if not count or not self._do_jobs_go_on:
            self._leave()
        elif self._tray.is_available:
            text = self.tr("%n job(s) go on. Quit from the menu of the icon in the tray.", "", count)
            self._say_once("told/tray", self.tr("JobDesk stays in the tray"), text)
            self._missed = 0
            self.looking.start()
        else:
            self._leave("told/background")

    def take(self, settings: dict[str, object]) -> None:
        """Let the stored choice of being asked hold."""
        self.on_setting_changed(ASKS, settings.get(ASKS))

    def on_setting_changed(self, key: str, value: object) -> None:
        """Take note of whether to ask, whoever has chosen it."""
        if key == ASKS:
            self.asks = value is not False

    def quit(self) -> None:
        """End; while jobs run or wait, ask before whether they go on, unless that was answered for good.

        Of jobs that are only due later nothing is asked: with a schedule there is always one.
        """
        is_at_work = any(state_group(job) != "scheduled" for job in self.unfinished())
        if self.asks and self._do_jobs_go_on and is_at_work:
            self._ask(is_stop_meant=False)
        else:
            self._leave("")

    def ask_to_stop(self) -> None:
        """Ask whether the jobs shall be stopped too or go on, and end; or stay."""
        if self._stoppable()[0]:
            self._ask(is_stop_meant=True)
        else:
            self._leave()

    def stay(self) -> None:
        """Take leaving back while only its notice is waited for: somebody asked for the window again."""
        if self._notice is not None:
            self._notice = None
            self._is_leaving = False
            self._patience.stop()
            self._close_box()

    def leave(self) -> None:
        """End without another word; the jobs go on."""
        self._leave()

    def _ask(self, *, is_stop_meant: bool) -> None:
        if self.box is not None:
            self.box.raise_()
            self.box.activateWindow()
            return
        # Asked from the tray, it would stand alone, or be as hidden as a window that is minimised.
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        from jobdesk.ui.dialogs.quit_dialog import LeavingBox  # Late: its classes are not made before a box is.

        box = self.box = self._asked = LeavingBox(
            self._window, *self._stoppable(), is_stop_meant=is_stop_meant, do_jobs_go_on=self._do_jobs_go_on
        )
        box.finished.connect(self._on_answered)
        box.open()

    def on_jobs_changed(self) -> None:
        """Let what is asked follow the jobs."""
        if self._asked is not None:
            self._asked.show_jobs(*self._stoppable())

    def stop(self) -> None:
        """Decide nothing any more, as the app ends."""
        self._is_leaving = True
        self._notice = None
        self._patience.stop()
        self.looking.stop()
        self._close_box()

    def unfinished(self) -> list[Job]:
        """Return the jobs that run or wait their turn, the running ones first."""
        roster = self._roster
        running = [job for job in (roster.get(job_id) for job_id in roster.running_ids()) if job is not None]
        waiting = [job for job in (roster.get(job_id) for job_id in roster.waiting_ids()) if job is not None]
        return [*sorted(running, key=lambda job: job.number), *waiting]

    def _stoppable(self) -> tuple[list[Job], int]:
        """Return what stopping the jobs stops, and how many runs are planned: a schedule goes on after that."""
        jobs = self.unfinished()
        stoppable = [job for job in jobs if not (self._do_jobs_go_on and _is_planned(job))]
        return stoppable, len(jobs) - len(stoppable)

    def _look_for_tray(self) -> None:
        """Bring the window back when the tray that it was closed to is gone."""
        self._missed = 0 if self._tray.is_available else self._missed + 1
        if self._missed == _MOST_MISSED and not self._is_leaving:
            self._window.show()
        if self._window.isVisible() or self._is_leaving:
            self.looking.stop()

    def _on_answered(self) -> None:
        box = self._asked
        self.box = self._asked = None
        if box is None:
            return
        if box.is_stop_chosen:
            self._is_leaving = True
            self.left.emit(box.job_ids)
        elif box.is_keep_chosen and box.is_never_again:
            self.never_ask_chosen.emit()
        elif box.is_keep_chosen:
            self.leave()

    def _leave(self, remembered_as: str | None = None) -> None:
        """End; before it, say that jobs go on, unless a key says that it was said before."""
        if self._is_leaving:
            return
        self._is_leaving = True
        self._window.hide()
        count = len(self.unfinished())
        if remembered_as is None or not count or not self._do_jobs_go_on:
            self.left.emit([])
            return
        title = self.tr("%n job(s) go on in the background", "", count)
        self._notice = self._say_once(remembered_as, title, self.tr("Open JobDesk again to see them.", "", count))
        if self._notice is None:
            self.left.emit([])
        else:
            # It leaves on a thread of its own; the app waits for it, but not for long.
            self._patience.start(_PATIENCE_MS)

    def _on_told(self, told: Notification, way: str) -> None:
        if self._notice is None or told is not self._notice:
            return
        if way or self._state.text("told/here") == "1":
            self._on_patience_over()
        else:
            self._state.put("told/here", "1")
            self._say_here(told)

    def _say_here(self, notice: Notification) -> None:
        """Say it in a box, but not for ever: this desktop shows nothing else of a window that has gone."""
        from PySide6.QtWidgets import QMessageBox

        box = self.box = QMessageBox(
            QMessageBox.Icon.Information, "JobDesk", notice.title, QMessageBox.StandardButton.Ok, self._window
        )
        # It comes when another program may have the keys already, and must not take them.
        box.setWindowModality(Qt.WindowModality.NonModal)
        box.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(notice.body)
        box.button(QMessageBox.StandardButton.Ok).setIcon(QIcon())
        box.finished.connect(self._on_patience_over)
        box.show()
        self._patience.start(_READING_MS)

    def _on_patience_over(self) -> None:
        self._patience.stop()
        if self._notice is None:
            return
        self._notice = None
        self._close_box()
        self.left.emit([])

    def _close_box(self) -> None:
        box, self.box = self.box, None
        if box is not None:
            box.close()

    def _say_once(self, key: str, title: str, body: str) -> Notification | None:
        """Say something, unless a key says that it was said before; return what is said."""
        if key and self._state.text(key) == "1":
            return None
        if key:
            self._state.put(key, "1")
        notice = Notification(job_id="", title=title, body=body)
        self._notifier.show(notice)
        return notice


def _is_planned(job: Job) -> bool:
    """Tell whether a job is the next run of a schedule, and not due yet."""
    return job.schedule is not None and state_group(job) == "scheduled"
