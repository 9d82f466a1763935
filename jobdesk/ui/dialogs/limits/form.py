"""The fields of one queue's limits, or of what holds for everything: read as they are typed, saved as they are left."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from jobdesk.core.limits import Conditions, Limits, QueueRules
from jobdesk.ui.commands.limit_commands import CONDITIONS, RUN_LIMIT, Queue
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.limit_text import (
    UnreadableError,
    amounts_text,
    number_text,
    parse_amounts,
    parse_count,
    parse_optional,
    parse_quiet,
    parse_run_limit,
    parse_threshold,
)
from jobdesk.ui.text.plain_text import breakable, literal
from jobdesk.ui.theme import metrics

AMOUNTS: Final = "amounts"
ON_BATTERY: Final = "on_battery"


@dataclass(frozen=True)
class LimitField:
    """One field.

    Attributes:
        key: Name of the value, of a condition, or `AMOUNTS`.
        title: Its label, with the mark of its key.
        hint: What an empty field means, or an example.
        parse: Reads what was typed; raises `UnreadableError`.
        show: Writes a value.
        is_of_queues: Whether only queues have it.
    """

    key: str
    title: str
    hint: str
    parse: Callable[[str], Any]
    show: Callable[[Any], str]
    is_of_queues: bool = False


FIELDS: Final = (
    LimitField(
        RUN_LIMIT,
        str(QT_TRANSLATE_NOOP("Limits", "Jobs at &once")),
        str(QT_TRANSLATE_NOOP("Limits", "as many as may at all")),
        parse_run_limit,
        number_text,
    ),
    LimitField(
        AMOUNTS,
        str(QT_TRANSLATE_NOOP("Limits", "&Resources")),
        str(QT_TRANSLATE_NOOP("Limits", "such as 2 gpu, 16 memory")),
        parse_amounts,
        amounts_text,
    ),
    LimitField(
        "quiet",
        str(QT_TRANSLATE_NOOP("Limits", "&Quiet hours")),
        str(QT_TRANSLATE_NOOP("Limits", "such as 22:00-07:00")),
        parse_quiet,
        str,
    ),
    LimitField(
        "max_load",
        str(QT_TRANSLATE_NOOP("Limits", "&Load per core up to")),
        str(QT_TRANSLATE_NOOP("Limits", "any")),
        parse_threshold,
        number_text,
    ),
    LimitField(
        "min_free_gb",
        str(QT_TRANSLATE_NOOP("Limits", "&Free memory from (GB)")),
        str(QT_TRANSLATE_NOOP("Limits", "any")),
        parse_threshold,
        number_text,
    ),
    LimitField(
        "keep_days",
        str(QT_TRANSLATE_NOOP("Limits", "Keep ended jobs for (&days)")),
        str(QT_TRANSLATE_NOOP("Limits", "no limit")),
        parse_optional,
        number_text,
        is_of_queues=True,
    ),
    LimitField(
        "keep_count",
        str(QT_TRANSLATE_NOOP("Limits", "Keep at most (&jobs)")),
        str(QT_TRANSLATE_NOOP("Limits", "no limit")),
        parse_count,
        number_text,
        is_of_queues=True,
    ),
    LimitField(
        "keep_gb",
        str(QT_TRANSLATE_NOOP("Limits", "Keep logs up to (&GB)")),
        str(QT_TRANSLATE_NOOP("Limits", "no limit")),
        parse_optional,
        number_text,
        is_of_queues=True,
    ),
)


class LimitEdit(QLineEdit):
    """A field that tells apart what holds and what is typed.

    Signals:
        committed: What was typed was left, can be read, and is something else than what holds.
    """

    committed = Signal(object)

    def __init__(self, field: LimitField) -> None:
        super().__init__()
        self._field = field
        self._held: Any = field.parse("")
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setProperty("tone", "fail")
        self.problem.setFont(metrics.offset_font(-0.5))
        self.problem.hide()
        self.textEdited.connect(self._on_edited)
        self.editingFinished.connect(self._on_finished)

    def show_value(self, value: Any) -> None:
        """Show the value that holds, unless somebody is typing another."""
        is_typing = self.isModified()
        self._held = value
        text = self._field.show(value)
        if not is_typing and self.text() != text:
            self.setText(text)
        if not is_typing:
            self.setModified(False)
            self.show_problem("")

    def show_problem(self, text: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        if text and text != self.problem.text() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, literal(text)))
        self.problem.setText(breakable(text))
        self.problem.setVisible(bool(text))
        if bool(self.property("isWrong")) is not bool(text):
            self.setProperty("isWrong", bool(text))
            self.style().unpolish(self)
            self.style().polish(self)

    def _on_edited(self) -> None:
        try:
            self._field.parse(self.text())
        except UnreadableError as error:
            self.show_problem(str(error))
        else:
            self.show_problem("")

    def _on_finished(self) -> None:
        if not self.isModified():
            return
        try:
            value = self._field.parse(self.text())
        except UnreadableError as error:
            self.show_problem(str(error))
            return
        self.setText(self._field.show(value))
        self.setModified(False)
        self.show_problem("")
        if value != self._held:
            self.committed.emit(value)

    def take_back(self) -> None:
        """Show what holds instead of what is typed."""
        self.setModified(False)
        self.show_value(self._held)


class LimitsForm(QWidget):
    """Shows and changes the limits of one queue, or of everything.

    Signals:
        change_requested: The queue, the fields as `LimitDeeds.change` takes them, and the field that was left.
    """

    change_requested = Signal(object, object, str)

    def __init__(self, roster: Roster, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roster = roster
        self._queue: Queue = None
        self._is_filling = False
        self.edits: dict[str, LimitEdit] = {}
        self._labels: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(metrics.px(12))
        self._grid.setVerticalSpacing(metrics.px(8))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._grid.setColumnMinimumWidth(2, metrics.px(150))
        self.on_battery = QCheckBox(_tr("Start while on &battery"))
        self.on_battery.toggled.connect(self._on_battery_toggled)
        rows = {RUN_LIMIT: (0, 0), AMOUNTS: (1, 0), "keep_days": (2, 0), "keep_count": (3, 0), "keep_gb": (4, 0)}
        rows |= {"quiet": (0, 2), "max_load": (1, 2), "min_free_gb": (2, 2)}
        for field in FIELDS:
            self._add(field, *rows[field.key])
        self._grid.addWidget(self.on_battery, 3, 3)
        # As the eye goes: the left column, then the right one.
        order = [*(self.edits[key] for key in rows), self.on_battery]
        for first, second in itertools.pairwise(order):
            self.setTabOrder(first, second)

    def show_queue(self, queue: Queue) -> None:
        """Show the limits of a queue; None is everything. What was typed for another one is lost."""
        if queue != self._queue:
            for edit in self.edits.values():
                edit.setModified(False)
        self._queue = queue
        self.refresh()

    def refresh(self) -> None:
        """Show what holds now."""
        limits, machine = self._roster.limits, self._roster.machine
        rules = limits.queues.get(self._queue, QueueRules()) if self._queue is not None else None
        for field in FIELDS:
            edit = self.edits[field.key]
            is_shown = rules is not None or not field.is_of_queues
            for part in (edit, self._labels[field.key]):
                part.setVisible(is_shown)
            if is_shown:
                edit.show_value(self._value(field.key, limits, rules))
        own = amounts_text(machine.resources)
        amounts = self.edits[AMOUNTS]
        amounts.setPlaceholderText(
            _tr("any share of what there is") if rules is not None else own or _tr(FIELDS[1].hint)
        )
        amounts.setToolTip(
            _tr("The most that the jobs of this queue may use together, such as 1 gpu")
            if rules is not None
            else _tr("How much there is of each; cpu (cores) and memory (GB) are the machine's own if not named")
        )
        title = _tr("May use at &most") if rules is not None else _tr("&Resources in all")
        self._labels[AMOUNTS].setText(title)
        amounts.setAccessibleName(title.replace("&", ""))
        hint = _tr(FIELDS[0].hint) if rules is not None else ""
        self.edits[RUN_LIMIT].setPlaceholderText(hint)
        self._is_filling = True
        self.on_battery.setChecked(self._conditions().on_battery)
        self._is_filling = False

    def show_problem(self, key: str, text: str) -> None:
        """Say at a field why a value was refused; what was typed stays there."""
        edit = self.edits[key if key in self.edits else RUN_LIMIT]
        edit.setModified(True)
        edit.show_problem(text)

    def _value(self, key: str, limits: Limits, rules: QueueRules | None) -> Any:
        if key in CONDITIONS:
            return getattr(self._conditions(), key)
        if key == AMOUNTS:
            return limits.resources if rules is None else rules.caps
        return self._roster.run_limit if rules is None else getattr(rules, key)

    def _conditions(self) -> Conditions:
        limits = self._roster.limits
        if self._queue is None:
            return limits.conditions
        return limits.queues.get(self._queue, QueueRules()).conditions

    def _add(self, field: LimitField, row: int, column: int) -> None:
        edit = LimitEdit(field)
        label = QLabel(_tr(field.title))
        label.setProperty("tone", "text2")
        label.setBuddy(edit)
        edit.setAccessibleName(_tr(field.title).replace("&", ""))
        edit.setPlaceholderText(_tr(field.hint))
        edit.committed.connect(lambda value, key=field.key: self._commit(key, value))
        box = QVBoxLayout()
        box.setSpacing(metrics.px(2))
        box.addWidget(edit)
        box.addWidget(edit.problem)
        self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignTrailing)
        label.setFixedHeight(edit.sizeHint().height())
        self._grid.addLayout(box, row, column + 1)
        self.edits[field.key] = edit
        self._labels[field.key] = label

    def _commit(self, key: str, value: Any) -> None:
        if key == RUN_LIMIT and self._queue is None and value is None:
            self.show_problem(key, _tr("Must be a number: how many jobs run at once at most."))
            return
        name = ("resources" if self._queue is None else "caps") if key == AMOUNTS else key
        self.change_requested.emit(self._queue, {name: value}, key)

    def _on_battery_toggled(self, is_on: bool) -> None:
        if not self._is_filling:
            self._commit(ON_BATTERY, is_on)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Limits", text)
