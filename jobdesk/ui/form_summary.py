"""The box at the foot of the New Job form: when it would start, and how long its like took."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from jobdesk.ui import metrics
from jobdesk.ui.icons import Icons
from jobdesk.ui.literal import literal
from jobdesk.ui.qt import override
from jobdesk.ui.start_forecast import StartForecast
from jobdesk.ui.time_text import spoken_duration


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

    def show_forecast(self, forecast: StartForecast, queue: str, *, is_held: bool) -> None:
        """Say what the engine knows."""
        if is_held:
            self.show_start("player-pause", self.tr("Held"), self.tr("until you start it"))
        elif forecast.waits_for:
            names = ", ".join(forecast.waits_for[:3])
            self.show_start("hourglass-empty", self.tr("Waits for %1").replace("%1", names), "")
        elif forecast.is_paused:
            rest = self.tr("nothing new starts until you resume it")
            self.show_start("player-pause", self.tr("The queue is paused:"), rest)
        elif forecast.starts_now:
            self.show_start("player-play", self.tr("Starts now"), "")
        elif forecast.ahead:
            words = self.tr("Queued behind %n", "", forecast.ahead).replace("%n", str(forecast.ahead))
            self.show_start("hourglass-empty", words, self.tr("in %1").replace("%1", queue))
        else:
            self.show_start("hourglass-empty", self.tr("Next in %1,").replace("%1", queue), self.tr("when a job ends"))
        self._show_runs(forecast)

    def hide_runs(self) -> None:
        """Say only when it starts."""
        self._lines[1].hide()

    def _show_runs(self, forecast: StartForecast) -> None:
        self._lines[1].show()
        if not forecast.runs:
            self._lines[1].say("clock", "", self.tr("No run like it yet, so how long it takes is not known"))
            return
        least, most = spoken_duration(forecast.least_s), spoken_duration(forecast.most_s)
        usual = self.tr("Usually %1").replace("%1", spoken_duration(forecast.usual_s))
        if forecast.most_s > 1.25 * forecast.least_s and least != most:
            usual = self.tr("Likely %1 to %2").replace("%1", least).replace("%2", most)
        rest = self.tr("from %n runs of the same", "", forecast.runs).replace("%n", str(forecast.runs))
        self._lines[1].say("clock", usual, rest)


class _Line(QWidget):
    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = _SmallIcon(icons, self)
        self._point, self._rest = QLabel(self), QLabel(self)
        self._point.setFont(metrics.offset_font(0, QFont.Weight.DemiBold))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(5))
        layout.addWidget(self._icon)
        layout.addSpacing(metrics.px(3))
        for label in (self._point, self._rest):
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label)
        self._rest.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.setStretch(layout.count() - 1, 1)

    @property
    def text(self) -> str:
        return " ".join(part for part in (self._point.text(), self._rest.text()) if part)

    def say(self, icon: str, point: str, rest: str) -> None:
        self._icon.show_icon(icon)
        self._point.setText(literal(point))
        self._point.setVisible(bool(point))
        self._rest.setText(literal(rest))


class _SmallIcon(QWidget):
    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._name = ""
        self.setFixedSize(QSize(metrics.px(16), metrics.px(16)))

    def show_icon(self, name: str) -> None:
        self._name = name
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            side = metrics.px(16)
            self._icons.paint(QPainter(self), QRect(0, (self.height() - side) // 2, side, side), self._name, "text2")
