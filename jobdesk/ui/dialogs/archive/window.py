"""The archive: ended jobs that left the list, searched on the pool, the newest first, more as one scrolls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import FINAL, Job, JobStatus
from jobdesk.engine.execution.logs import read_from
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.job_commands import JobDeeds
from jobdesk.ui.dialogs.archive.model import ENDED, NAME, NUMBER, RESULT, STATE, ArchiveModel
from jobdesk.ui.dialogs.plain_table import make_plain
from jobdesk.ui.dialogs.removal_question import ask_to_remove
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.filters.log_search import LogHit
from jobdesk.ui.log.text import shown_text
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.job_state import GROUP_STATES
from jobdesk.ui.text.plain_text import literal, menu_text, tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons

_PAGE: Final = 200
_MOST: Final = 10_000
_TYPED_MS: Final = 200
_LOG_LINES: Final = 200
_MOST_CHARACTERS: Final = 40


class ArchiveWindow(BesideWindow):
    """A window of its own, in nobody's way."""

    def __init__(
        self, manager: JobManager, bridge: EngineBridge, deeds: JobDeeds, icons: Icons, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._manager = manager
        self._bridge = bridge
        self._deeds = deeds
        self._limit = _PAGE
        self._asked = 0
        self._hits: Mapping[str, LogHit] | None = None
        self._looked_for = ""
        self.setWindowTitle(self.tr("Archive"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search archived jobs"))
        self.search.setAccessibleName(self.tr("Search archived jobs"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icons.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.found = QPushButton(icons.icon("x", "text2"), "")
        self.found.setProperty("isChip", True)
        if self.layoutDirection() is Qt.LayoutDirection.LeftToRight:
            self.found.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # The cross stands after the text.
        self.found.setToolTip(tooltip(self.tr("Remove this filter")))
        self.found.hide()
        self.status = QComboBox()
        self.status.setAccessibleName(self.tr("State"))
        self.status.addItem(self.tr("All of them"), "")
        for status in (one for one in JobStatus if one in FINAL):
            self.status.addItem(GROUP_STATES[status.value].word, status.value)
        self.model = ArchiveModel(icons, self)
        self.table = self._make_table()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("tone", "text3")
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setFont(metrics.log_font())
        self.log.setTabStopDistance(self.log.fontMetrics().horizontalAdvance(" ") * 8)
        self.log.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.log.setAccessibleName(self.tr("End of the log"))
        self.log.setTabChangesFocus(True)
        self.log.document().setDocumentMargin(metrics.px(8))
        self.restore_button = QPushButton(self.tr("&Restore"))
        self.restore_button.setProperty("isMain", True)
        self.restore_button.clicked.connect(self.restore)
        self.delete_button = QPushButton(self.tr("&Delete for Good\N{HORIZONTAL ELLIPSIS}"))
        self.delete_button.clicked.connect(self.ask_to_delete)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(self._search_anew)
        self._lay_out()
        self._connect()
        self.resize(metrics.px(860), metrics.px(560))

    @property
    def chosen(self) -> list[Job]:
        """The selected jobs."""
        return [self.model.jobs[index.row()] for index in self.table.selectionModel().selectedRows(NAME)]

    def show_for_input(self) -> None:
        """Show it with the keys in the search."""
        show_beside(self)
        self.search.setFocus()
        self.look()

    def show_found(self, text: str, hits: Mapping[str, LogHit]) -> None:
        """Show only the jobs in whose logs a text was found, each with its log from the first such line on."""
        self._looked_for, self._hits = text, hits
        words = self.tr("In logs: “%1”").replace("%1", literal(text[:_MOST_CHARACTERS]))
        self.found.setText(menu_text(words))
        self.found.setAccessibleName(self.tr("Remove filter %1").replace("%1", words))
        self.found.show()
        self.search.clear()
        self.status.setCurrentIndex(0)
        self._limit = _PAGE
        self.show_for_input()

    def show_job(self, job_id: str) -> None:
        """Show one job alone."""
        self._hits = None
        self.found.hide()
        self.status.setCurrentIndex(0)
        self.search.setText(job_id)
        self._limit = _PAGE
        self.show_for_input()

    def _forget_found(self) -> None:
        self._hits = None
        self.found.hide()
        self.search.setFocus()
        self._search_anew()

    def look(self) -> None:
        """Search for what stands in the field, on the pool."""
        self._asked += 1
        text, status, limit = self.search.text().strip(), str(self.status.currentData()), self._limit
        ids = None if self._hits is None else list(self._hits)
        work = partial(self._manager.search_archive, text, status or None, limit, ids)
        self._bridge.ask(work, partial(self._on_found, self._asked), self._on_error)

    def restore(self) -> None:
        """Bring the selected jobs back into the list; Undo archives them again."""
        self._deeds.restore_archived(self.chosen, self.look)

    def ask_to_delete(self) -> None:
        """Ask before jobs are removed for good; Cancel is the default."""
        jobs = self.chosen
        if not jobs:
            return
        count = len(jobs)
        question = self.tr("Delete %n archived jobs for good?", "", count).replace("%n", str(count))
        label = self.tr("Delete %n Jobs for Good", "", count).replace("%n", str(count))
        delete = partial(self._deeds.delete_archived, jobs, self.look)
        ask_to_remove(self, self.tr("Delete for Good"), question, label, delete)

    # -- within

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setObjectName("limitsTable")
        table.setAccessibleName(self.tr("Archived jobs"))
        header = make_plain(table)
        for column, width in ((NUMBER, 60), (STATE, 120), (NAME, 240), (ENDED, 100)):
            header.resizeSection(column, metrics.px(width))
        header.setStretchLastSection(False)
        header.setSectionResizeMode(RESULT, QHeaderView.ResizeMode.Stretch)
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(metrics.px(8))
        top.addWidget(self.found)
        top.addWidget(self.search, 1)
        top.addWidget(self.status)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.table)
        parts.addWidget(self.log)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(metrics.px(12))
        parts.setObjectName("gap")
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(metrics.px(8))
        bottom.addWidget(self.delete_button)
        bottom.addWidget(self.words, 1)
        bottom.addWidget(close)
        bottom.addWidget(self.restore_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(12))
        layout.addLayout(top)
        layout.addWidget(parts, 1)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._typed.start())
        self.search.returnPressed.connect(self.table.setFocus)
        self.found.clicked.connect(self._forget_found)
        self.status.currentIndexChanged.connect(self._search_anew)
        self.table.selectionModel().selectionChanged.connect(self._show_chosen)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        add_window_keys(self)
        QShortcut(QKeySequence.StandardKey.Undo, self, self._deeds.undo)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.table, self.ask_to_delete)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _search_anew(self) -> None:
        self._limit = _PAGE
        self.look()

    def _on_scrolled(self, value: int) -> None:
        """Ask for more when the end comes near; what is there keeps its place."""
        bar = self.table.verticalScrollBar()
        is_full = len(self.model.jobs) >= self._limit
        if is_full and self._limit < _MOST and value >= bar.maximum() - bar.pageStep():
            self._limit = min(_MOST, 2 * self._limit)
            self.look()

    def _on_found(self, asked: int, jobs: list[Job]) -> None:
        if asked != self._asked:
            return  # Something else is searched for by now.
        self.model.show_jobs(jobs)
        if jobs and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        count = len(jobs)
        if count >= self._limit:
            words = self.tr("The newest %n jobs", "", count)
        elif count:
            words = self.tr("%n jobs", "", count)
        elif self.search.text().strip() or self._hits is not None:
            words = self.tr("Nothing in the archive matches")
        else:
            words = self.tr("The archive is empty. Settings say when ended jobs move here.")
        self.words.setText(words.replace("%n", str(count)))
        self._show_chosen()

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, JobDeskError | OSError):
            raise error
        self.words.setText(str(error))

    def _show_chosen(self) -> None:
        jobs = self.chosen
        for button in (self.restore_button, self.delete_button):
            button.setEnabled(bool(jobs))
        self.log.clear()
        hit = self._hits.get(jobs[0].id) if self._hits is not None and len(jobs) == 1 else None
        if hit is not None:
            self._bridge.ask(partial(_read_on, hit), partial(self._show_log, jobs[0].id), lambda _: None)
        elif len(jobs) == 1 and not jobs[0].is_array:
            work = partial(_read_end, self._manager, jobs[0].id)
            self._bridge.ask(work, partial(self._show_log, jobs[0].id), lambda _: None)

    def _show_log(self, job_id: str, text: str) -> None:
        jobs = self.chosen
        if [job.id for job in jobs] == [job_id]:
            self.log.setPlainText(text)
            if self._hits is None:
                self.log.moveCursor(QTextCursor.MoveOperation.End)
            else:
                self.log.find(self._looked_for)


def _read_end(manager: JobManager, job_id: str) -> str:
    return shown_text(manager.read_log(job_id, _LOG_LINES).encode("utf-8", "replace"))


def _read_on(hit: LogHit) -> str:
    """Read a log from the line on in which something was found."""
    lines = read_from(hit.path, hit.offset).split(b"\n")
    return shown_text(b"\n".join(lines[:_LOG_LINES]))
