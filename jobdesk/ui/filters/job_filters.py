"""Brings the filters together: sidebar, chips, search field and status bar all choose, and the table shows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from jobdesk.ui.filters.bar import FilterBar
from jobdesk.ui.filters.job_filter import TRASH, Facet, JobFilter, LogHits
from jobdesk.ui.filters.log_search import MOST_BYTES, LogsSearch
from jobdesk.ui.filters.sidebar import SidebarView
from jobdesk.ui.filters.sidebar_entries import ALL
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.plain_text import tooltip

_SEARCH_MS = 120
_LOGS_MS = 200


class JobFilters(QObject):
    """What the table shows, and everything that changes it.

    Signals:
        changed: Something else is shown now.
        logs_searched: The text that the logs are searched for.
        earlier_found: By job, the earlier attempt in whose log it was found while the newest has it not.
        archive_requested: The text, and the archived jobs in whose logs it was found.
    """

    changed = Signal()
    logs_searched = Signal(str)
    earlier_found = Signal(object)
    archive_requested = Signal(str, object)

    def __init__(
        self,
        model: JobTableModel,
        sidebar: SidebarView,
        bar: FilterBar,
        search: QLineEdit,
        logs: LogsSearch,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._sidebar = sidebar
        self._bar = bar
        self._search = search
        self.logs = logs
        self._awaited: JobFilter | None = None
        self._hint = search.toolTip()
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._timer.timeout.connect(self.search_now)
        search.textChanged.connect(lambda _: self._timer.start())
        search.textChanged.connect(lambda _: model.expect_search())
        sidebar.chosen.connect(self.choose)
        bar.facet_removed.connect(self.toggle)
        bar.text_removed.connect(search.clear)
        bar.cleared.connect(self.clear)
        bar.logs_requested.connect(self.search_logs)
        bar.logs_removed.connect(self._remove_logs)
        bar.stop_requested.connect(logs.stop)
        bar.archive_requested.connect(lambda: self.archive_requested.emit(logs.text, logs.archived))
        self._logs_due = QTimer(self, singleShot=True, interval=_LOGS_MS)
        self._logs_due.timeout.connect(self._show_logs)
        logs.changed.connect(lambda: None if self._logs_due.isActive() else self._logs_due.start())
        model.roster_changed.connect(self._show_count)

    @property
    def current(self) -> JobFilter:
        """What is chosen."""
        return self._model.filter

    def choose(self, facet: Facet, is_added: bool = False) -> None:
        """Show what one filter finds, or add it to those that are chosen."""
        if facet == ALL:
            self._show(self.current.with_facets(()))
        elif is_added and TRASH not in {facet, *self.current.facets}:
            self.toggle(facet)
        else:
            self._show(self.current.with_facets((facet,)))

    def choose_only(self, facet: Facet) -> None:
        """Show what one filter finds, and nothing else."""
        self.choose(facet)

    def toggle(self, facet: Facet) -> None:
        """Add a filter, or take it away."""
        self._show(self.current.toggled(facet))

    def clear(self) -> None:
        """Show all jobs."""
        self._search.clear()
        self._timer.stop()
        self.logs.stop()
        self._show(JobFilter())

    def peel(self) -> bool:
        """Take away the search, else the filters; False if there is neither: what Esc does."""
        if self._search.text():
            self._search.clear()
            self.search_now()
            return True
        if self.current.logs is not None:
            self._remove_logs()
            return True
        if self.current.facets:
            self._show(self.current.with_facets(()))
            return True
        return False

    def apply_pending_search(self) -> None:
        """Search for what was typed last, unless that has been done."""
        if self._timer.isActive():
            self.search_now()

    def search_now(self) -> None:
        """Search for what stands in the field."""
        self._timer.stop()
        self._show(self.current.with_text(self._search.text()))

    def search_logs(self) -> None:
        """Look in the logs of all jobs that are chosen for what stands in the search field."""
        text = self._search.text().strip()
        if not text:
            return
        self._search.clear()
        self._timer.stop()
        chosen = self.current.with_text("").with_logs(None)
        jobs = list(self._model.roster.all())
        self.logs.begin(text, jobs, chosen.fits, in_archive=not chosen.shows_trash)
        # Rows that will stay are not taken away until something is known: who has selected one keeps it.
        self._awaited = chosen.with_logs(LogHits(text))
        self._bar.show_logs(_logs_words(self.logs), is_busy=True)
        self.logs_searched.emit(text)

    def _remove_logs(self) -> None:
        self.logs.stop()
        self._show(self.current.with_logs(None))

    def _show_logs(self) -> None:
        shown = self._awaited or self.current
        if shown.logs is None:
            self.logs.stop()  # Something else was chosen meanwhile.
            return
        hits = LogHits(shown.logs.text, frozenset(self.logs.found), bool(self.logs.archived))
        if self._awaited is not None or shown.logs != hits:
            self._show(shown.with_logs(hits))
        self.earlier_found.emit({key: hit.attempt for key, hit in self.logs.found.items() if not hit.is_newest})
        self._bar.show_logs(_logs_words(self.logs), is_busy=self.logs.is_busy, archived=len(self.logs.archived))
        self.changed.emit()

    def _show(self, job_filter: JobFilter) -> None:
        self._awaited = None
        self._model.show_only(job_filter)
        self._sidebar.show_filter()
        self._bar.show_filter(job_filter)
        if job_filter.logs is None:
            self._bar.show_logs("", is_busy=False)
            self.earlier_found.emit({})
        self._show_count()
        error = job_filter.query.error
        if bool(self._search.property("isWrong")) != bool(error):
            self._search.setProperty("isWrong", bool(error))
            self._search.style().polish(self._search)
        self._search.setToolTip(tooltip(error) if error else self._hint)
        self.changed.emit()

    def _show_count(self) -> None:
        if self._bar.isVisible():
            all_ = self._model.roster.count_tops(are_in_trash=self.current.shows_trash)
            self._bar.show_count(self._model.count_tops(), all_)


def _logs_words(logs: LogsSearch) -> str:
    """Say how far a search in the logs is, and at its end what it did not read."""
    if logs.is_busy:
        if logs.total and logs.read == logs.total:
            return _tr("Searching the archive, %1 logs so far").replace("%1", f"{logs.archive_read:,}")
        return _tr("Searching logs, %1 of %2").replace("%1", f"{logs.read:,}").replace("%2", f"{logs.total:,}")
    parts = []
    if not logs.is_over and logs.read == logs.total:
        parts.append(_tr("Stopped after %1 logs of the archive").replace("%1", f"{logs.archive_read:,}"))
    elif not logs.is_over:
        parts.append(_tr("Stopped at %1 of %2 logs").replace("%1", f"{logs.read:,}").replace("%2", f"{logs.total:,}"))
    if logs.cut:
        text = QCoreApplication.translate("Filters", "Of %n logs only the last %1 MB were read", "", logs.cut)
        parts.append(text.replace("%1", str(MOST_BYTES >> 20)))
    if logs.unread:
        parts.append(QCoreApplication.translate("Filters", "%n logs cannot be read", "", logs.unread))
    return " · ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Filters", text)
