"""Which columns of the table show, and how wide: the system's font, the window's width and the person decide."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from jobdesk.ui.table.column import JobColumn
from jobdesk.ui.table.columns import COLUMN_INDEX, JOB_COLUMNS
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.job_state import GROUP_STATES
from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override

_NAME = COLUMN_INDEX["name"]
_PROGRESS = COLUMN_INDEX["progress"]
_NAME_SHARE = 0.55
_LEAST_NAME = 293  # 22 em
_LEAST_PROGRESS = 187  # 14 em
# What is left of them in the smallest window; more columns than go beside that are scrolled to.
_FLOOR_NAME = 190
_FLOOR_PROGRESS = 150
# In a narrow window these go first; that is not the person's choice, so it is not saved.
_GO_WHEN_NARROW = ("number", "elapsed", "started")


class SavedColumns(msgspec.Struct, frozen=True):
    """What is remembered of the columns, by their keys: another version may have more of them, or fewer.

    Attributes:
        order: All columns in the order in which they stand.
        hidden: Those that do not show.
        widths: Those that the person made wider or narrower.
        name_share: The part of the spare width that goes to Name.
    """

    order: list[str]
    hidden: list[str]
    widths: dict[str, int] = {}
    name_share: float = _NAME_SHARE


class ColumnLayout(QObject):
    """Keeps Name and Progress as wide as the others leave room for, and the rest as the person left it.

    Signals:
        changed: The person changed something that should be remembered.
    """

    changed = Signal()

    def __init__(self, view: QTableView, model: JobTableModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._digits = 0
        self._header: QHeaderView = view.horizontalHeader()
        self._name_share = _NAME_SHARE
        self._is_narrow = False
        self._is_ours = False
        self._widths: dict[str, int] = {}
        self._hidden = {column.key for column in JOB_COLUMNS if column.is_hidden}
        header = self._header
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(False)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(metrics.px(40))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_menu_requested)
        header.sectionResized.connect(self._on_section_resized)
        header.sectionMoved.connect(self._on_section_moved)
        model.roster_changed.connect(self._on_roster_changed)
        self.reset_widths()

    def reset_widths(self) -> None:
        """Give every column its own width at the system's font."""
        self._widths.clear()
        self._header.setFixedHeight(metrics.px(28))
        self._show_columns()
        self.fit()

    def _own_width(self, column: JobColumn) -> int:
        """Return how wide a column is: as the person made it, else as it needs."""
        return self._widths.get(column.key) or max(metrics.px(column.width), self._word_width(column))

    def _word_width(self, column: JobColumn) -> int:
        """Return what a column's words need, which are longer in some languages than they are in English."""
        letters = self._header.fontMetrics()
        needed = letters.horizontalAdvance(column.title) + metrics.px(16)
        if column.key == "state":
            words = [state.word for state in GROUP_STATES.values()]
            letters = self._view.fontMetrics()
            needed = max(needed, *(letters.horizontalAdvance(word) + metrics.px(46) for word in words))
        elif column.key == "number":
            needed = max(needed, self._view.fontMetrics().horizontalAdvance("0" * self._digits) + metrics.px(18))
        return needed

    def set_narrow(self, is_narrow: bool) -> None:
        """Do without some columns while the window is narrow."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._show_columns()
            self.fit()

    def fit(self) -> None:
        """Share what the other columns leave between Name and Progress."""
        others = sum(
            self._header.sectionSize(index)
            for index in range(self._header.count())
            if index not in {_NAME, _PROGRESS} and not self._header.isSectionHidden(index)
        )
        spare = self._view.viewport().width() - others
        if self._header.isSectionHidden(_PROGRESS):
            name, progress = spare, 0
        else:
            least = min(metrics.px(_LEAST_NAME), spare - metrics.px(_LEAST_PROGRESS))
            name = max(round(spare * self._name_share), least)
            progress = spare - name
        with self._by_us():
            if not self._header.isSectionHidden(_NAME):
                self._header.resizeSection(_NAME, max(metrics.px(_FLOOR_NAME), name))
            if not self._header.isSectionHidden(_PROGRESS):
                self._header.resizeSection(_PROGRESS, max(metrics.px(_FLOOR_PROGRESS), progress))

    def save(self) -> SavedColumns:
        """Return what to remember."""
        order = [JOB_COLUMNS[self._header.logicalIndex(place)].key for place in range(len(JOB_COLUMNS))]
        return SavedColumns(order, sorted(self._hidden), dict(self._widths), self._name_share)

    def restore(self, saved: SavedColumns) -> None:
        """Put back what was remembered; columns that were not there then stand last, and show if they do by default."""
        new = [column for column in JOB_COLUMNS if column.key not in saved.order]
        order = dict.fromkeys(key for key in saved.order if key in COLUMN_INDEX)
        self._widths = {key: width for key, width in saved.widths.items() if key in COLUMN_INDEX}
        with self._by_us():
            for place, key in enumerate([*order, *(column.key for column in new)]):
                self._header.moveSection(self._header.visualIndex(COLUMN_INDEX[key]), place)
        hidden = {key for key in saved.hidden if key in order} | {column.key for column in new if column.is_hidden}
        if len(hidden) < len(JOB_COLUMNS):
            self._hidden = hidden
        self._name_share = min(0.9, max(0.1, saved.name_share))
        self._show_columns()
        self.fit()

    def fill_menu(self, menu: QMenu) -> None:
        """Add an entry for each column, and one that puts all back."""
        shown = len(JOB_COLUMNS) - len(self._hidden)
        for column in JOB_COLUMNS:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.key not in self._hidden)
            action.setToolTip(tooltip(column.tooltip))
            action.setEnabled(shown > 1 or column.key in self._hidden)
            action.toggled.connect(lambda is_on, key=column.key: self._on_toggled(menu, key, is_on))
            action.setData(column.key)
        menu.addSeparator()
        menu.addAction(self.tr("Reset columns")).triggered.connect(self._on_reset)

    def show_column(self, key: str, is_shown: bool) -> None:
        """Show or hide a column."""
        (self._hidden.discard if is_shown else self._hidden.add)(key)
        self._show_columns()
        self.fit()
        self.changed.emit()

    def _on_toggled(self, menu: QMenu, key: str, is_shown: bool) -> None:
        self.show_column(key, is_shown)
        # The menu stays open: what is now the last column must not be switched off in it.
        is_only_one = len(JOB_COLUMNS) - len(self._hidden) == 1
        for action in menu.actions():
            if action.isCheckable():
                action.setEnabled(not (is_only_one and action.isChecked()))

    def _show_columns(self) -> None:
        with self._by_us():
            for index, column in enumerate(JOB_COLUMNS):
                goes = (self._is_narrow and column.key in _GO_WHEN_NARROW) or column.key in self._hidden
                self._header.setSectionHidden(index, goes)
                if column.width and not goes:
                    # Of a hidden column Qt forgets the width when the rows are put into another order.
                    self._header.resizeSection(index, self._own_width(column))

    def _on_roster_changed(self) -> None:
        """Make room for the number of the newest job, which nobody could read cut off."""
        digits = len(str(self._model.roster.last_number))
        if digits > self._digits:
            self._digits = digits
            self._show_columns()
            self.fit()

    @contextlib.contextmanager
    def _by_us(self) -> Iterator[None]:
        """Let what the header tells meanwhile be no wish of the person; a bar that comes or goes makes this nest."""
        was_ours, self._is_ours = self._is_ours, True
        try:
            yield
        finally:
            self._is_ours = was_ours

    def _on_menu_requested(self, position: QPoint) -> None:
        menu = StayingMenu(self._header)
        self.fill_menu(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._header.mapToGlobal(position))

    def _on_section_resized(self, index: int, old: int, new: int) -> None:
        if self._is_ours or not (old and new):
            return  # A column that comes or goes was not made wider.
        if index in {_NAME, _PROGRESS}:
            both = self._header.sectionSize(_NAME) + self._header.sectionSize(_PROGRESS) - new + old
            wished = new if index == _NAME else both - new
            self._name_share = min(0.9, max(0.1, wished / max(1, both)))
        else:
            self._widths[JOB_COLUMNS[index].key] = new
        self.fit()
        self.changed.emit()

    def _on_section_moved(self) -> None:
        self._view.viewport().update()
        if not self._is_ours:
            self.changed.emit()

    def _on_reset(self) -> None:
        self._hidden = {column.key for column in JOB_COLUMNS if column.is_hidden}
        self._name_share = _NAME_SHARE
        with self._by_us():
            for visual in range(len(JOB_COLUMNS)):
                self._header.moveSection(self._header.visualIndex(visual), visual)
        self.reset_widths()
        self.changed.emit()


class StayingMenu(QMenu):
    """Stays open while entries are switched on and off."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
            return
        super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
            return
        super().mouseReleaseEvent(event)
