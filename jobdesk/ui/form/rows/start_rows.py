"""The rows of a form that say when a job starts: at its turn, now, at a moment, again and again; and after which."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from jobdesk.kinds.base import Field
from jobdesk.ui.form.preview.start_text import AT, EVERY, HELD, NOW, TURN, StartLook, moments_words
from jobdesk.ui.form.rows.field import FormField, kind_text
from jobdesk.ui.text.error_text import sentence
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics

if TYPE_CHECKING:
    from jobdesk.ui.form.rows.job_rows import JobRows

_AFTER: Final = Field(key="after", title="After", type="text", hint="no other job")
_AT_FIELD: Final = Field(key="at", title="At", type="text", hint="18:00, tomorrow 06:30 or 2026-01-31 18:00")
_EVERY_FIELD: Final = Field(key="every", title="Every", type="text", hint="2h, or by cron such as 0 3 * * 1-5")
_ZONE: Final = Field(key="zone", title="Time zone", type="text")
_OVERLAP: Final = Field(key="overlap", title="Still running", type="choice")
_CATCH_UP: Final = Field(key="catch_up", title="Missed runs", type="choice")
_ANY: Final = Field(key="after_any", title="How many of them", type="choice")
_WHEN: Final = Field(key="after_when", title="How they must end", type="choice")
_BROKEN: Final = Field(key="hold_if_broken", title="If that cannot be any more", type="choice")
START_KEYS: Final = (AT, EVERY, "zone", "overlap", "catch_up")


class StartRows(QObject):
    """Makes the rows, and shows those that the choice made has use for.

    Signals:
        changed: Another way to start was chosen.
    """

    changed = Signal()

    def __init__(self, rows: JobRows, offered: Container[str]) -> None:
        """Put the rows into a form.

        Args:
            rows: The form.
            offered: The ways to start that make sense for what it describes.
        """
        super().__init__(rows)
        self._rows = rows
        self.way = QComboBox()
        self.way.setAccessibleName(self.tr("Start"))
        ways = {
            TURN: self.tr("When its turn comes"),
            NOW: self.tr("Now, over the limit"),
            AT: self.tr("At a moment"),
            EVERY: self.tr("Again and again"),
            HELD: self.tr("Hold until I start it"),
        }
        for way, title in ways.items():
            if way in offered:
                self.way.addItem(title, way)
        self.way.currentIndexChanged.connect(self._on_changed)
        self._after = rows.make_field("", _AFTER)
        self._after.editor.setToolTip(self.tr("Numbers of jobs that must end first; type a part of a name to find one"))
        self._after.changed.connect(self.show_rows)
        rows.add_pair(self.way, self.tr("Start"), kind_text(_AFTER.title), self._after)
        self._make_moments()
        self._make_conditions()
        self.show_rows()

    def choose(self, way: str) -> None:
        """Choose a way to start."""
        self.way.setCurrentIndex(max(0, self.way.findData(way)))

    @property
    def chosen(self) -> str:
        """The way to start."""
        return str(self.way.currentData())

    def texts(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {key: str(self._rows.fields["", key].raw()) for key in START_KEYS}

    def show_look(self, look: StartLook, zone: str, now: datetime) -> None:
        """Say which moments that comes to.

        Args:
            look: What it comes to.
            zone: The machine's time zone.
            now: The present moment.
        """
        self._zone.editor.setPlaceholderText(zone)  # type: ignore[union-attr]
        words = [sentence(look.problem)] if look.problem else moments_words(look.moments, now)
        self._preview.setText("\n".join(map(literal, words)))
        self.show_rows()

    def show_rows(self) -> None:
        """Show the rows that the choice made has use for."""
        form, way = self._rows.form, self.chosen
        form.setRowVisible(self._at, way == AT)
        for row in (self._every_row, self._zone, self._overlap, self._catch_up):
            form.setRowVisible(row, way == EVERY)
        form.setRowVisible(self._preview, way == EVERY and bool(self._preview.text()))
        form.setRowVisible(self._conditions, bool(str(self._after.raw()).strip()) and way != EVERY)
        self._rows.fit_height()

    # -- within

    def _make_moments(self) -> None:
        rows = self._rows
        self._at = rows.add_row("", _AT_FIELD, is_own=False)
        every = rows.make_field("", _EVERY_FIELD)
        examples = QToolButton()
        examples.setText(self.tr("Examples"))
        examples.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        examples.setProperty("isFilter", True)
        examples.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(examples)
        for text, title in (
            ("30m", self.tr("Every 30 minutes")),
            ("0 3 * * *", self.tr("Every day at 03:00")),
            ("0 9 * * 1-5", self.tr("On weekdays at 09:00")),
            ("0 9 * * 1", self.tr("Every Monday at 09:00")),
            ("0 6 1 * *", self.tr("On the first of each month at 06:00")),
        ):
            menu.addAction(f"{title}\t{text}").triggered.connect(lambda _=False, text=text: every.set_raw(text))
        examples.setMenu(menu)
        self._every_row = QWidget()
        row = QHBoxLayout(self._every_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(every, 1)
        row.addWidget(examples, 0, Qt.AlignmentFlag.AlignTop)
        rows.add_labelled(kind_text(_EVERY_FIELD.title), self._every_row, every.editor)
        self._zone = rows.add_row("", _ZONE, is_own=False)
        overlap = {
            "": self.tr("Skip the next one"),
            "queue": self.tr("Run the next one afterwards"),
            "beside": self.tr("Run the next one beside it"),
        }
        missed = {
            "": self.tr("Make up for one of them"),
            "each": self.tr("Make up for each of them"),
            "none": self.tr("Do not make up for them"),
        }
        self._overlap = rows.add_row("", _OVERLAP, overlap, is_own=False)
        self._catch_up = rows.add_row("", _CATCH_UP, missed, is_own=False)
        self._catch_up.editor.setToolTip(self.tr("Missed while the computer slept or JobDesk did not run"))
        self._preview = QLabel()
        self._preview.setTextFormat(Qt.TextFormat.PlainText)
        self._preview.setProperty("tone", "text2")
        rows.add_labelled(self.tr("Next runs"), self._preview)

    def _make_conditions(self) -> None:
        rows = self._rows
        any_of = rows.make_field("", _ANY, {"": self.tr("All of them"), "any": self.tr("Any of them")})
        when = {
            "": self.tr("have succeeded"),
            "failed": self.tr("have failed"),
            "ended": self.tr("have ended"),
        }
        broken = {"": self.tr("else cancel it"), "hold": self.tr("else hold it")}
        self._conditions = QWidget()
        row = QHBoxLayout(self._conditions)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.px(8))
        fields: tuple[FormField, ...] = (any_of, rows.make_field("", _WHEN, when), rows.make_field("", _BROKEN, broken))
        for field, share in zip(fields, (2, 3, 3), strict=True):
            row.addWidget(field, share)
            field.changed.connect(self.changed)
        rows.add_labelled(self.tr("Once"), self._conditions)

    def _on_changed(self) -> None:
        self.show_rows()
        self.changed.emit()
