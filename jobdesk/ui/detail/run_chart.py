"""The last runs of the same name as bars: how long each took and how it ended, with the shown one marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.text.time_text import spoken_duration
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

MOST_RUNS = 10


def runs_like(job: Job, jobs: list[Job]) -> list[Job]:
    """Return the last ended runs of the same name and kind, oldest first."""
    same = [one for one in jobs if one.name == job.name and one.kind == job.kind and one.duration_s is not None]
    return sorted(same, key=lambda one: one.number)[-MOST_RUNS:]


class RunBars(QWidget):
    """Draws the bars.

    Signals:
        run_chosen: Id of a run that was clicked.
    """

    run_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: list[Job] = []
        self._current = ""
        self._at = 0
        self.setFixedHeight(metrics.px(64))
        self.setAccessibleName(self.tr("Last runs"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self.update)

    def set_runs(self, runs: list[Job], current: str) -> None:
        """Show these runs; one alone compares with nothing and is not shown."""
        self._runs, self._current = runs, current
        self._at = next((index for index, run in enumerate(runs) if run.id == current), len(runs) - 1)
        words = "; ".join(self._words(run) for run in runs)
        self.setAccessibleName(self.tr("Last runs: %1").replace("%1", words))
        # One alone compares with nothing; its caption goes with it.
        (self.parentWidget() or self).setVisible(len(runs) > 1)
        self.update()

    def _words(self, run: Job) -> str:
        return f"#{run.number} {state_of(run).word}, {spoken_duration(run.duration_s or 0)}"

    def _bar(self, index: int) -> QRect:
        longest = max(run.duration_s or 0 for run in self._runs) or 1
        room = self.height() - metrics.px(14)
        high = max(metrics.px(3), round((self._runs[index].duration_s or 0) / longest * room))
        wide, gap = metrics.px(16), metrics.px(8)
        return QRect(metrics.px(4) + index * (wide + gap), self.height() - metrics.px(8) - high, wide, high)

    def _index_at(self, place: QPoint) -> int:
        for index in range(len(self._runs)):
            bar = self._bar(index)
            if bar.left() <= place.x() <= bar.right():
                return index
        return -1

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = {JobStatus.COMPLETED: "done", JobStatus.FAILED: "fail"}
        for index, run in enumerate(self._runs):
            bar = self._bar(index)
            painter.fillRect(bar, self._theme.colour(tokens.get(run.status, "cancel")))
            if run.id == self._current:
                foot = QRect(bar.left(), self.height() - metrics.px(5), bar.width(), metrics.px(3))
                painter.fillRect(foot, self._theme.colour("accent"))
        if self.hasFocus() and self._runs:
            painter.setPen(self._theme.colour("accent"))
            painter.drawRect(self._bar(self._at).adjusted(-3, -3, 2, 2))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._runs:
            self._at = min(len(self._runs) - 1, max(0, self._at + step))
            self.update()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._runs:
            self.run_chosen.emit(self._runs[self._at].id)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index >= 0:
            self.run_chosen.emit(self._runs[index].id)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._index_at(event.pos())
            text = self._words(self._runs[index]) if index >= 0 else ""
            QToolTip.showText(event.globalPos(), tooltip(text), self)
            return True
        return super().event(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(metrics.px(4 + MOST_RUNS * 24), self.height())
