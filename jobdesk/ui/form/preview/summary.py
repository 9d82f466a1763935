"""The box at the foot of the New Job form: when it would start, and how long its like took."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from jobdesk.core.job import JobStatus, ReasonCode
from jobdesk.ui.form.preview.preview import FormLook
from jobdesk.ui.form.preview.start_forecast import StartForecast
from jobdesk.ui.form.preview.start_text import AT, EVERY, HELD, NOW, moment_words
from jobdesk.ui.text.engine_text import engine_text, why_text
from jobdesk.ui.text.job_state import CANCELLED, COMPLETED, FAILED, NEEDS_YOU
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.time_text import spoken_duration
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.elided_label import ElidedLabel
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override


class FormSummary(QWidget):
    """Two lines, the main point of each in bold."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summary")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines = [_Line(icons, self), _Line(icons, self)]
        grid = QGridLayout(self)
        grid.setContentsMargins(metrics.px(12), metrics.px(9), metrics.px(12), metrics.px(9))
        grid.setVerticalSpacing(metrics.px(5))
        for row, line in enumerate(self._lines):
            grid.addWidget(line, row, 0)
        self.show_start("hourglass-empty", self.tr("Looking at the queue"), "")
        self._lines[1].hide()

    @property
    def text(self) -> str:
        """What it says."""
        return "\n".join(line.text for line in self._lines if not line.isHidden())

    def show_start(self, icon: str, point: str, rest: str) -> None:
        """Say when it starts.

        Args:
            icon: Name for `Icons`.
            point: In bold.
            rest: What follows.
        """
        self._lines[0].say(icon, point, rest)

    def show_look(self, look: FormLook, start: str, queue: str, now: datetime) -> None:
        """Say when it would start, what it would wait for, and how long its like took.

        Args:
            look: What was found.
            start: How it starts.
            queue: What its queue is called.
            now: The present moment.
        """
        first = look.blockers[0] if look.blockers and start not in {NOW, HELD} else None
        if first is not None and first.code == ReasonCode.RESOURCE_MISSING:
            # However it starts, this is what matters.
            words = (NEEDS_YOU.icon, engine_text(first.text), self.tr("so the job can never start"))
            self._lines[0].say(*words, tone="need")
        else:
            self.show_start(*self._start_of(look, start, queue, now))
        if look.forecast is not None:
            self._show_runs(look.forecast)

    def _start_of(self, look: FormLook, start: str, queue: str, now: datetime) -> tuple[str, str, str]:
        moments = [moment_words(moment, now) for moment in look.start.moments]
        if start == HELD:
            return "player-pause", self.tr("Held"), self.tr("until you start it")
        if start == EVERY and moments:
            then = self.tr("then %1").replace("%1", look.start.recurrence)
            return "calendar-clock", self.tr("First run %1,").replace("%1", moments[0]), then
        if start == AT and moments:
            return "calendar-clock", self.tr("Starts %1").replace("%1", moments[0]), ""
        if start in {AT, EVERY}:
            return "calendar-clock", self.tr("Starts when you say"), ""
        if start == NOW:
            rest = why_text(look.blockers) if look.blockers else ""
            return "bolt", self.tr("Starts now"), self.tr("although: %1").replace("%1", rest) if rest else ""
        return self._turn_of(look, queue)

    def _turn_of(self, look: FormLook, queue: str) -> tuple[str, str, str]:
        """Say what it waits for: its turn, or what stands against it first."""
        if look.job is None:
            return "hourglass-empty", self.tr("Starts once it is described"), ""
        if not look.blockers:
            return "player-play", self.tr("Starts now"), ""
        first, *others = look.blockers
        # That it then waits its turn as well goes without saying.
        others = [blocker for blocker in others if blocker.code != ReasonCode.WAITING_LIMIT]
        rest = why_text(others) if others else ""
        if first.code == ReasonCode.QUEUE_PAUSED:
            return "player-pause", engine_text(first.text), rest or self.tr("nothing new starts until you resume it")
        if first.code == ReasonCode.WAITING_LIMIT and not others and look.ahead is not None:
            if not look.ahead:
                return "hourglass-empty", self.tr("Next in %1,").replace("%1", queue), self.tr("when a job ends")
            words = self.tr("Queued behind %n", "", look.ahead).replace("%n", str(look.ahead))
            return "hourglass-empty", words, self.tr("in %1").replace("%1", queue)
        return "hourglass-empty", engine_text(first.text), rest

    def _show_runs(self, forecast: StartForecast) -> None:
        self._lines[1].setVisible(forecast.is_described)
        if not forecast.runs and forecast.last_s is not None:
            last = self.tr("Last run: %1,").replace("%1", spoken_duration(max(1.0, forecast.last_s)))
            self._lines[1].say("clock", last, _end_word(forecast.last_status))
            return
        if not forecast.runs:
            self._lines[1].say("clock", "", self.tr("No run like it yet, so how long it takes is not known"))
            return
        least, most = spoken_duration(forecast.least_s), spoken_duration(forecast.most_s)
        usual = self.tr("Usually %1").replace("%1", spoken_duration(forecast.usual_s))
        if forecast.most_s > 1.25 * forecast.least_s and least != most:
            usual = self.tr("Likely %1 to %2").replace("%1", least).replace("%2", most)
        rest = self.tr("from %n runs of the same", "", forecast.runs).replace("%n", str(forecast.runs))
        self._lines[1].say("clock", usual, rest)


def _end_word(status: JobStatus) -> str:
    state = {JobStatus.FAILED: FAILED, JobStatus.CANCELLED: CANCELLED}.get(status, COMPLETED)
    return str(state.word).lower()


class _Line(QWidget):
    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = _SmallIcon(icons, self)
        self._point, self._rest = QLabel(self), ElidedLabel(self)
        self._point.setFont(metrics.offset_font(0, QFont.Weight.DemiBold))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(5))
        layout.addWidget(self._icon)
        layout.addSpacing(metrics.px(3))
        self._rest.setMinimumHeight(self._rest.fontMetrics().height() + 2)
        self._point.setTextFormat(Qt.TextFormat.PlainText)
        layout.addWidget(self._point)
        layout.addWidget(self._rest, 1)

    @property
    def text(self) -> str:
        return " ".join(part for part in (self._point.text(), self._rest.accessibleName()) if part)

    def say(self, icon: str, point: str, rest: str, *, tone: str = "text2") -> None:
        self._icon.show_icon(icon, tone)
        if self._point.property("tone") != tone:
            self._point.setProperty("tone", "" if tone == "text2" else tone)
            self._point.style().unpolish(self._point)
            self._point.style().polish(self._point)
        self._point.setText(literal(point))
        self._point.setVisible(bool(point))
        self._rest.set_text(literal(rest))


class _SmallIcon(QWidget):
    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._name, self._tone = "", "text2"
        self.setFixedSize(QSize(metrics.px(16), metrics.px(16)))

    def show_icon(self, name: str, tone: str) -> None:
        self._name, self._tone = name, tone
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            side = metrics.px(16)
            self._icons.paint(QPainter(self), QRect(0, (self.height() - side) // 2, side, side), self._name, self._tone)
