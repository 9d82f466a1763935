"""Two runs side by side: what was asked for, what came of it, and below it what differs in their logs."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.job import Job
from jobdesk.core.output.log_diff import MOST_LINES
from jobdesk.ui.detail.facts import Verdict
from jobdesk.ui.dialogs.compare.diff_edit import DiffEdit
from jobdesk.ui.dialogs.compare.logs import Compared, compare_runs
from jobdesk.ui.dialogs.compare.model import CHANGE, LABEL, MARK, OTHER, THIS, CompareModel
from jobdesk.ui.dialogs.compare.rows import compare_jobs
from jobdesk.ui.dialogs.plain_table import make_plain
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.error_text import refusal_text
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.progress_text import JOINT
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icon_button import QuietButton
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

_SLOW_MS: Final = 300
_SHORT: Final = 30
_MOST_NAMED: Final = 3
_VERY_SLOW_MS: Final = 2000
_NOTHING_READ: Final = (Verdict(), Verdict())


class CompareWindow(BesideWindow):
    """A window of its own, in nobody's way.

    Signals:
        job_requested: The id of a job to show.
    """

    job_requested = Signal(str)

    def __init__(self, model: JobTableModel, bridge: EngineBridge, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._bridge = bridge
        self._jobs: tuple[Job, Job] | None = None
        self._is_good = False
        self._verdicts = _NOTHING_READ
        self._cancelled = threading.Event()
        self.rows = CompareModel(theme, self)
        self.table = self._make_table()
        self.only = QCheckBox(self.tr("&Only differences"))
        self.only.setChecked(True)
        self.rows.set_only_different(True)
        self.count = self._make_words("text2")
        self.words = self._make_words("text2")
        self.words.setWordWrap(True)
        self.legend = self._make_words("text3")
        self.place = self._make_words("text2")
        self.diff = DiffEdit(theme, self)
        self.previous = QuietButton(icons, "chevron-up", self.tr("Previous difference"), self, keys="Shift+F8")
        self.next = QuietButton(icons, "chevron-down", self.tr("Next difference"), self, keys="F8")
        self.stop_button = QPushButton(self.tr("&Stop"))
        self.again = QPushButton(self.tr("Compare &Again"))
        self.show_other = QPushButton()
        self._slow = QTimer(self, singleShot=True)
        self._lay_out()
        self._connect()
        self.resize(metrics.px(900), metrics.px(680))

    def open_on(self, this: Job, other: Job, *, is_good: bool) -> None:
        """Show two runs with the keys in what differs.

        Args:
            this: The run that is looked at.
            other: The run that it is compared with.
            is_good: Whether that one is the last good run of the same thing; else it was chosen.
        """
        self._jobs, self._is_good = (this, other), is_good
        self._verdicts = _NOTHING_READ
        title = self.tr("Compare #%1 with #%2").replace("%1", str(this.number)).replace("%2", str(other.number))
        self.setWindowTitle(title)
        self.show_other.setText(self.tr("Show #%1").replace("%1", str(other.number)))
        self._show_rows()
        self.compare()
        show_beside(self)
        self.table.setFocus()

    def compare(self) -> None:
        """Read both logs, on the pool, and show what differs."""
        if self._jobs is None:
            return
        self._cancelled.set()
        cancelled = self._cancelled = threading.Event()
        self._show_diff("", [])
        self._slow.start(_SLOW_MS)
        this, other = (Path(job.logs_path) for job in self._jobs)
        work = partial(compare_runs, this, other, cancelled.is_set)
        self._bridge.ask(work, partial(self._take, cancelled), partial(self._on_failed, cancelled))

    def stop(self) -> None:
        """Wait no longer for what differs in the logs."""
        if not self._cancelled.is_set():
            self._cancelled.set()
            self._show_diff(self.tr("Stopped before the logs were compared."), [])

    # -- within

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.rows)
        table.setObjectName("fileTable")
        table.setAccessibleName(self.tr("What the runs are compared by"))
        header = make_plain(table)
        header.setStretchLastSection(False)
        for column, width in ((MARK, 30), (LABEL, 210), (CHANGE, 76)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, metrics.px(width))
        for column in (THIS, OTHER):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        table.setWordWrap(True)
        table.verticalHeader().setMaximumSectionSize(metrics.px(110))
        return table

    def _make_words(self, tone: str) -> QLabel:
        words = QLabel(self)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setProperty("tone", tone)
        return words

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(metrics.px(12))
        top.addWidget(self.count, 1)
        top.addWidget(self.only)
        tools = QHBoxLayout()
        tools.setSpacing(metrics.px(8))
        tools.addWidget(self.words, 1)
        for widget in (self.stop_button, self.legend, self.place, self.previous, self.next):
            tools.addWidget(widget)
        logs = QWidget()
        logs_layout = QVBoxLayout(logs)
        logs_layout.setContentsMargins(0, metrics.px(8), 0, 0)
        logs_layout.setSpacing(metrics.px(8))
        logs_layout.addLayout(tools)
        logs_layout.addWidget(self.diff, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.table)
        parts.addWidget(logs)
        parts.setChildrenCollapsible(False)
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        parts.setSizes([metrics.px(240), metrics.px(360)])
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(metrics.px(8))
        bottom.addWidget(self.again)
        bottom.addStretch(1)
        bottom.addWidget(self.show_other)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(12))
        layout.addLayout(top)
        layout.addWidget(parts, 1)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self.only.toggled.connect(self._on_only_toggled)
        self.previous.clicked.connect(partial(self.diff.go, -1))
        self.next.clicked.connect(partial(self.diff.go, 1))
        self.diff.moved.connect(self._show_place)
        self.stop_button.clicked.connect(self.stop)
        self.again.clicked.connect(self.compare)
        self.show_other.clicked.connect(self._on_show_other)
        self._slow.timeout.connect(self._on_slow)
        self._model.roster_changed.connect(self._on_roster_changed)
        add_window_keys(self)
        for keys, step in (("F8", 1), ("Shift+F8", -1)):
            QShortcut(QKeySequence(keys), self, partial(self.diff.go, step))
        QShortcut(QKeySequence.StandardKey.Refresh, self, self.compare)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.table, self._copy_rows)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- the table

    def _show_rows(self) -> None:
        if self._jobs is None:
            return
        this, other = self._jobs
        titles = (self.tr("This run #%1"), self.tr("Last good run #%1")) if self._is_good else ("#%1 %2", "#%1 %2")
        texts = [
            title.replace("%1", str(job.number)).replace("%2", literal(job.name))
            for title, job in zip(titles, (this, other), strict=True)
        ]
        self.rows.show_rows(compare_jobs(this, other, self._verdicts, datetime.now(UTC)), (texts[0], texts[1]))
        words = self.tr("%1 of %2 differ").replace("%1", str(self.rows.count_different))
        words = words.replace("%2", str(self.rows.count))
        self.count.setText(JOINT.join([words, *self._changed_settings()]))
        self._fit_rows()

    def _changed_settings(self) -> list[str]:
        """Return the settings that differ, in a few words each, as far as they are short."""
        form = self.tr("%1: %2, before %3")
        unset = self.tr("unset")
        changed = [
            form.replace("%1", row.setting).replace("%2", row.this or unset).replace("%3", row.other or unset)
            for row in self.rows.all_rows
            if row.setting and row.differs and max(len(row.this), len(row.other)) <= _SHORT
        ]
        return [literal(text) for text in changed[:_MOST_NAMED]]

    def _on_only_toggled(self, is_only: bool) -> None:
        self.rows.set_only_different(is_only)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.table.resizeRowsToContents()
        self.table.clearSpans()
        for number, row in enumerate(self.rows.rows):
            self.table.setRowHeight(number, max(self.table.rowHeight(number) + metrics.px(6), metrics.row_height()))
            if row.is_heading:
                self.table.setSpan(number, LABEL, 1, CHANGE - LABEL + 1)

    def _copy_rows(self) -> None:
        numbers = sorted(index.row() for index in self.table.selectionModel().selectedRows(LABEL))
        QGuiApplication.clipboard().setText("\n".join(map(self.rows.row_text, numbers)))

    def _on_roster_changed(self) -> None:
        """Keep up with runs that have not ended; one that is removed stays as it was last seen."""
        if self._jobs is None or not self.isVisible():
            return
        newest = [self._model.roster.get(job.id) or job for job in self._jobs]
        if any(new is not job for new, job in zip(newest, self._jobs, strict=True)):
            self._jobs = (newest[0], newest[1])
            self._show_rows()

    def _on_show_other(self) -> None:
        if self._jobs is not None:
            self.job_requested.emit(self._jobs[1].id)

    # -- the logs

    def _take(self, cancelled: threading.Event, compared: Compared | None) -> None:
        if cancelled.is_set() or compared is None:
            return
        cancelled.set()
        self._verdicts = compared.verdicts
        self._show_rows()
        if compared.lines is None:
            self._show_diff(self._missing_words(compared), [])
        else:
            self.diff.show_lines(compared.lines)
            is_whole = all(end.is_whole for end in compared.ends)
            self._show_diff(self._found_words(len(self.diff.starts), is_whole=is_whole), None)

    def _on_failed(self, cancelled: threading.Event, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error
        if not cancelled.is_set():
            cancelled.set()
            words = self.tr("The logs cannot be compared: %1.").replace("%1", literal(refusal_text(error)))
            self._show_diff(words, [])

    def _missing_words(self, compared: Compared) -> str:
        words = []
        for job, end in zip(self._jobs or (), compared.ends, strict=True):
            if end.is_missing:
                text = self.tr("The log of #%1 is gone.")
                if job.is_array:
                    text = self.tr("#%1 is an array; its tasks have logs.")
                elif job.started is None:
                    text = self.tr("#%1 did not start, so it has no log.")
                words.append(text.replace("%1", str(job.number)))
        return " ".join([*words, self.tr("There is nothing to compare.")])

    def _found_words(self, count: int, *, is_whole: bool) -> str:
        number = QLocale().toString(count)
        if not count and not self.diff.is_empty:
            text = self.tr("The logs differ in numbers alone.")
        elif not count:
            text = self.tr("The logs are the same.") if is_whole else self.tr("The ends of the logs are the same.")
        elif is_whole:
            text = self.tr("%n differences in the logs.", "", count)
        else:
            text = self.tr("%n differences in the last %1 lines of the logs.", "", count)
            text = text.replace("%1", QLocale().toString(MOST_LINES))
        return f"{text.replace('%n', number)} {self.tr('Times, durations and addresses do not count.')}"

    def _on_slow(self) -> None:
        if self._cancelled.is_set():
            return
        if self.words.text():
            self.stop_button.show()
        else:
            self.words.setText(self.tr("Comparing the logs"))
            self._slow.start(_VERY_SLOW_MS - _SLOW_MS)

    def _show_diff(self, words: str, lines: list[object] | None) -> None:
        """Say what there is to see; without lines, those that are shown stay."""
        self._slow.stop()
        self.stop_button.hide()
        self.words.setText(words)
        if lines is not None:
            self.diff.show_lines([])
        has_differences = bool(self.diff.starts)
        for widget in (self.legend, self.place, self.previous, self.next):
            widget.setVisible(has_differences)
        self.diff.setVisible(not self.diff.is_empty)
        if self._jobs is not None:
            text = self.tr("- only in #%1   + only in #%2").replace("%1", str(self._jobs[1].number))
            self.legend.setText(text.replace("%2", str(self._jobs[0].number)))
        self._show_place()

    def _show_place(self) -> None:
        words = self.tr("%1 of %2").replace("%1", str(self.diff.current + 1))
        is_at_one = self.diff.current >= 0
        self.place.setText(words.replace("%2", str(len(self.diff.starts))) if is_at_one else "")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)
