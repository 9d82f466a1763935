"""Brings the filters together: sidebar, chips, search field and status bar all choose, and the table shows."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from jobdesk.ui.filter_bar import FilterBar
from jobdesk.ui.job_filter import TRASH, Facet, JobFilter
from jobdesk.ui.job_table_model import JobTableModel
from jobdesk.ui.literal import tooltip
from jobdesk.ui.sidebar import SidebarView
from jobdesk.ui.sidebar_entries import ALL

_SEARCH_MS = 120


class JobFilters(QObject):
    """What the table shows, and everything that changes it.

    Signals:
        changed: Something else is shown now.
    """

    changed = Signal()

    def __init__(
        self, model: JobTableModel, sidebar: SidebarView, bar: FilterBar, search: QLineEdit, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._sidebar = sidebar
        self._bar = bar
        self._search = search
        self._hint = search.toolTip()
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._timer.timeout.connect(self.search_now)
        search.textChanged.connect(lambda _: self._timer.start())
        search.textChanged.connect(lambda _: model.expect_search())
        sidebar.chosen.connect(self.choose)
        bar.facet_removed.connect(self.toggle)
        bar.text_removed.connect(search.clear)
        bar.cleared.connect(self.clear)
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
        self._show(JobFilter())

    def peel(self) -> bool:
        """Take away the search, else the filters; False if there is neither: what Esc does."""
        if self._search.text():
            self._search.clear()
            self.search_now()
            return True
        if self.current.facets:
            self._show(self.current.with_facets(()))
            return True
        return False

    def search_now(self) -> None:
        """Search for what stands in the field."""
        self._timer.stop()
        self._show(self.current.with_text(self._search.text()))

    def _show(self, job_filter: JobFilter) -> None:
        self._model.show_only(job_filter)
        self._sidebar.show_filter()
        self._bar.show_filter(job_filter)
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
