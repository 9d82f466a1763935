"""The jobs of a chain as the items of a view."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job
from jobdesk.ui.detail.chain.layout import Chain, lay_out
from jobdesk.ui.detail.chain.painter import edge_word
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.text.plain_text import literal, tooltip
from jobdesk.ui.widgets.qt import override

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX: Final = QModelIndex()


class ChainModel(QAbstractListModel):
    """The jobs of a chain as items."""

    def __init__(self, roster: Roster, parent: QWidget) -> None:
        super().__init__(parent)
        self._roster = roster
        self.chain = Chain()
        self.places: dict[str, tuple[int, float]] = {}

    def set_chain(self, chain: Chain) -> None:
        """Show another chain."""
        self.beginResetModel()
        self.chain = chain
        self.places = lay_out(chain)
        self.endResetModel()

    def job(self, row: int) -> Job | None:
        """Return the job of a row; None once it is gone."""
        return self._roster.get(self.chain.ids[row])

    @override
    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.chain.ids)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        job = self.job(index.row()) if index.isValid() else None
        if job is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return literal(job.name)
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            text = self._spoken(job)
            return literal(text) if role == Qt.ItemDataRole.AccessibleTextRole else tooltip(text)
        return None

    def _spoken(self, job: Job) -> str:
        """Say of a job what the picture shows: what it is, and what leads to it and follows it."""
        parts = [f"#{job.number} {job.name}, {state_of(job).word}"]
        for source, target in self.chain.edges:
            other = self._roster.get(source if target == job.id else target)
            if other is not None and target == job.id:
                text = self.tr("after #%1 (%2)").replace("%2", edge_word(job, other.id))
                parts.append(text.replace("%1", str(other.number)))
            elif other is not None and source == job.id:
                parts.append(self.tr("then #%1").replace("%1", str(other.number)))
        return ", ".join(parts)
