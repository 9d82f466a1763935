"""What the window shows before there is any job."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override

_EXPLANATION = str(
    QT_TRANSLATE_NOOP(
        "EmptyState",
        "A job is anything that takes a while: a command or a Python script. JobDesk runs it in the background, "
        "keeps its log, and goes on with it even while this window is closed.",
    )
)


class EmptyState(QWidget):
    """An invitation to run the first job.

    Signals:
        sample_requested: The person wants to see one run.
    """

    sample_requested = Signal()

    def __init__(self, new_job: QAction, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = _label(self.tr("Run your first job"))
        title.setFont(metrics.offset_font(5, QFont.Weight.DemiBold))
        words = _label(_tr(_EXPLANATION))
        words.setProperty("tone", "text2")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setFixedWidth(metrics.px(430))
        words.setMinimumHeight(words.heightForWidth(metrics.px(430)))
        new = QPushButton(icons.icon("plus", "onfill"), self.tr("New Job…"))
        new.setProperty("isMain", True)
        new.clicked.connect(new_job.trigger)
        sample = QPushButton(self.tr("Try a Sample Job"))
        sample.clicked.connect(self.sample_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.px(8))
        for part in (new, sample):
            buttons.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setSpacing(metrics.px(8))
        layout.addStretch(5)
        center = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(_BigIcon(icons, "playlist-add", self), 0, center)
        layout.addSpacing(metrics.px(8))
        layout.addWidget(title, 0, center)
        layout.addWidget(words, 0, center)
        layout.addSpacing(metrics.px(8))
        holder = QWidget()
        holder.setLayout(buttons)
        layout.addWidget(holder, 0, center)
        layout.addSpacing(metrics.px(8))
        layout.addWidget(_make_hints(icons), 0, center)
        layout.addStretch(6)


def _make_hints(icons: Icons) -> QWidget:
    hints = QWidget()
    grid = QGridLayout(hints)
    grid.setHorizontalSpacing(metrics.px(10))
    grid.setVerticalSpacing(metrics.px(8))
    rows = (
        ("file-arrow-right", _tr("Drop"), _tr("a script or folder anywhere in this window"), False),
        ("terminal-2", _tr("Terminal"), "jobdesk run -- ffmpeg -i in.mov out.mp4", True),
        ("template", _tr("Templates"), _tr("keep what you run again and again, with blanks to fill in"), False),
    )
    for row, (icon, title, text, is_code) in enumerate(rows):
        name, value = _label(title), _label(text)
        name.setFont(metrics.offset_font(0, QFont.Weight.Medium))
        for part in (name, value):
            part.setProperty("tone", "text2")
        if is_code:
            value.setFont(metrics.log_font())
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(_BigIcon(icons, icon, hints, 16), row, 0)
        grid.addWidget(name, row, 1)
        grid.addWidget(value, row, 2)
    return hints


def _tr(text: str) -> str:
    return QCoreApplication.translate("EmptyState", text)


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class _BigIcon(QWidget):
    def __init__(self, icons: Icons, name: str, parent: QWidget, side: int = 36) -> None:
        super().__init__(parent)
        self._icons = icons
        self._name = name
        self.setFixedSize(QSize(metrics.px(side), metrics.px(side)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._icons.paint(painter, self.rect(), self._name, "text2")
