"""Wait for: which other jobs must end, and how, before the chosen ones start."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.errors import CyclicDependencyError
from jobdesk.core.job import Job
from jobdesk.core.jobs.policy import NO_POLICY, After, Policy
from jobdesk.core.queue import broken_reason, find_cycle
from jobdesk.ui.commands.base import job_names
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override

_ROLE: Final = Qt.ItemDataRole.UserRole
_MOST_LISTED: Final = 200


class WaitWindow(BesideWindow):
    """Asks what some jobs are to wait for; a circle is refused before it is made, with its way named.

    Signals:
        chosen: The jobs that are to wait, the ids of the others, and what each wants beyond its turn, by its id.
    """

    chosen = Signal(list, list, object)

    def __init__(self, jobs: list[Job], roster: Roster, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Wait for"))
        self._jobs = jobs
        self._roster = roster
        self._icons = icons
        self._chosen: dict[str, None] = dict.fromkeys(_common_after(jobs, roster))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search jobs"))
        self.search.setAccessibleName(self.tr("Search jobs"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icons.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._list)
        self.list = _JobList(self)
        self.list.setObjectName("waitList")
        self.list.setAccessibleName(self.tr("Jobs to wait for"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setIconSize(QSize(metrics.px(16), metrics.px(16)))
        self.list.itemChanged.connect(self._on_item_changed)
        rules = jobs[0].rules
        self.when = _combo(
            self.tr("How they must end"),
            {
                After.SUCCEEDED: self.tr("have succeeded"),
                After.FAILED: self.tr("have failed"),
                After.ENDED: self.tr("have ended"),
            },
            rules.after_when,
        )
        self.how_many = _combo(
            self.tr("How many of them"),
            {False: self.tr("All of them"), True: self.tr("Any of them")},
            rules.after_any,
        )
        self.otherwise = _combo(
            self.tr("If that cannot be any more"),
            {False: self.tr("Cancel it"), True: self.tr("Hold it")},
            rules.hold_if_broken,
        )
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setProperty("tone", "fail")
        self.main_button = QPushButton()
        self.main_button.setProperty("isMain", True)
        self.main_button.clicked.connect(self._on_main)
        for combo in (self.when, self.how_many, self.otherwise):
            combo.currentIndexChanged.connect(self._update)
        self._lay_out()
        add_window_keys(self)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._on_main)
        self.search.returnPressed.connect(self._go_to_list)
        self._list()
        self._update()
        self.resize(metrics.px(560), metrics.px(480))

    def show_for_input(self) -> None:
        """Show it with the keys in the search."""
        show_beside(self)
        self.search.setFocus()

    def choose(self, job_id: str, *, is_on: bool = True) -> None:
        """Choose a job to wait for, or no longer."""
        if is_on:
            self._chosen[job_id] = None
        else:
            self._chosen.pop(job_id, None)
        self._list()
        self._update()

    # -- within

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("%1 starts only after").replace("%1", job_names(self._jobs)))
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        heading.setFont(metrics.offset_font(1.5, QFont.Weight.DemiBold))
        rows = QGridLayout()
        rows.setHorizontalSpacing(metrics.px(12))
        rows.setVerticalSpacing(metrics.px(8))
        rows.setColumnStretch(2, 1)
        rows.addWidget(self.how_many, 0, 1)
        rows.addWidget(self.when, 0, 2, Qt.AlignmentFlag.AlignLeading)
        label = QLabel(self.tr("If that cannot be any more"))
        label.setProperty("tone", "text2")
        label.setBuddy(self.otherwise)
        start = QLabel(self.tr("Starts once"))
        start.setProperty("tone", "text2")
        start.setBuddy(self.how_many)
        rows.addWidget(start, 0, 0)
        rows.addWidget(label, 1, 0)
        rows.addWidget(self.otherwise, 1, 1)
        close = QPushButton(self.tr("Cancel"))
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(metrics.px(8))
        bottom.addStretch(1)
        bottom.addWidget(close)
        bottom.addWidget(self.main_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(12))
        layout.addWidget(heading)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addLayout(rows)
        layout.addWidget(self.problem)
        layout.addLayout(bottom)

    def _list(self) -> None:
        """List what fits the search: what is chosen first, then what has not ended, then the newest."""
        words = self.search.text().casefold().split()
        own = {job.id for job in self._jobs}
        fitting = [
            job
            for job in self._roster.all()
            if job.id not in own and not job.deleted and (job.id in self._chosen or _fits(job, words))
        ]
        fitting.sort(key=lambda job: (job.id not in self._chosen, job.is_final, -job.number))
        current = self.list.currentItem()
        current_id = current.data(_ROLE) if current is not None else ""
        self.list.blockSignals(True)
        self.list.clear()
        for job in fitting[:_MOST_LISTED]:
            state = state_of(job)
            item = QListWidgetItem(
                self._icons.icon(state.icon, state.token), literal(f"#{job.number}  {job.name}  ·  {state.word}")
            )
            item.setData(_ROLE, job.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if job.id in self._chosen else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(10, metrics.row_height()))
            self.list.addItem(item)
            if job.id == current_id:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        job_id = item.data(_ROLE)
        if item.checkState() is Qt.CheckState.Checked:
            self._chosen[job_id] = None
        else:
            self._chosen.pop(job_id, None)
        self._update()

    def _go_to_list(self) -> None:
        self.list.setFocus()

    def _policies(self) -> dict[str, Policy | None]:
        found: dict[str, Policy | None] = {}
        for job in self._jobs:
            policy = msgspec.structs.replace(
                job.rules,
                after_when=After(self.when.currentData()),
                after_any=bool(self.how_many.currentData()),
                hold_if_broken=bool(self.otherwise.currentData()),
            )
            found[job.id] = None if policy == NO_POLICY else policy
        return found

    def _update(self) -> None:
        circle = self._circle()
        text = self._vain() if circle is None else engine_text(str(circle))
        self.problem.setText(literal(text))
        self.problem.setVisible(bool(text))
        count = len(self._chosen)
        words = self.tr("Wait for %n Jobs", "", count).replace("%n", str(count))
        self.main_button.setText(words if count else self.tr("Wait for Nothing"))
        self.how_many.setEnabled(count > 1)

    def _circle(self) -> CyclicDependencyError | None:
        for job in self._jobs:
            way = find_cycle(job.id, self._chosen, self._roster.get)
            if way is not None:
                return CyclicDependencyError(job.number, [other.number for other in way])
        return None

    def _vain(self) -> str:
        """Say what would come of it if it cannot come true; empty if it can."""
        policies = self._policies()
        for job in self._jobs:
            wished = msgspec.structs.replace(job, after=tuple(self._chosen), policy=policies[job.id])
            reason = broken_reason(wished, self._roster.get)
            if reason is not None:
                text = self.tr("%1: it would be held at once.") if self.otherwise.currentData() else ""
                text = text or self.tr("%1: it would be cancelled at once.")
                return text.replace("%1", engine_text(reason.text))
        return ""

    def _on_main(self) -> None:
        if self._circle() is not None:
            # Never greyed: it says what is in its way, and leads there.
            self.list.setFocus()
            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.list, self.problem.text()))
        else:
            jobs = [newest for job in self._jobs if (newest := self._roster.get(job.id)) is not None]
            self.chosen.emit(jobs, list(self._chosen), self._policies())
            self.close()


class _JobList(QListWidget):
    """A list whose Enter does what Space does; Up from the first row goes back to the search."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and item is not None and not event.modifiers():
            is_on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)
        elif event.key() == Qt.Key.Key_Up and self.currentRow() <= 0:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


def _common_after(jobs: Iterable[Job], roster: Roster) -> tuple[str, ...]:
    """Return what all of some jobs wait for already, if that is the same."""
    found = {job.after for job in jobs}
    after = found.pop() if len(found) == 1 else ()
    return tuple(job_id for job_id in after if roster.get(job_id) is not None)


def _fits(job: Job, words: list[str]) -> bool:
    text = f"#{job.number} {job.name} {' '.join(job.tags)} {job.queue}".casefold()
    return all(word in text for word in words)


def _combo(name: str, choices: dict[object, str], value: object) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for choice, text in choices.items():
        combo.addItem(text, choice)
    combo.setCurrentIndex(list(choices).index(value))
    return combo
