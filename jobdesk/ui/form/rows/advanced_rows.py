"""The rows of a form that few jobs need: resources, time limits, retries, parking, what follows, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from jobdesk.kinds.base import Field
from jobdesk.ui.form.preview.array_text import LINES, VALUES, ArrayLook
from jobdesk.ui.form.preview.policy_text import LIMIT_REACHED, MOST_TRIGGERS, SIGNS, SPANS
from jobdesk.ui.form.preview.start_forecast import StartForecast
from jobdesk.ui.form.rows.advanced_fields import KEPT
from jobdesk.ui.form.rows.field import FormField, kind_text
from jobdesk.ui.text.limit_text import amounts_text
from jobdesk.ui.text.plain_text import literal, literal_lines
from jobdesk.ui.text.time_text import spoken_duration
from jobdesk.ui.theme import metrics

if TYPE_CHECKING:
    from jobdesk.ui.form.rows.job_rows import JobRows

_NEEDS: Final = Field(key="needs", title="Needs", type="text", hint="such as 2 gpu, 16 memory")
_NOTIFY: Final = Field(key="notify", title="Notify me", type="choice")
_RETRIES: Final = Field(key="retry_limit", title="Retries", type="text", hint="none")
_DELAY: Final = Field(key="retry_delay", title="First after", type="text", hint="10s")
_FACTOR: Final = Field(key="retry_factor", title="Each longer by a factor of", type="text", hint="2")
_CAP: Final = Field(key="retry_cap", title="At most", type="text", hint="1h")
_CODES: Final = Field(key="retry_codes", title="Only after exit codes", type="text", hint="any, or 1, 75")
_PATTERN: Final = Field(key="retry_pattern", title="Only if the log holds", type="text", hint="a regular expression")
_PARK: Final = Field(key="park", title="Try again later", type="choice")
_PARK_CODES: Final = Field(key="park_codes", title="On exit codes", type="text", hint="such as 75")
_PARK_PATTERN: Final = Field(
    key="park_pattern", title="If the log holds", type="text", hint="try again in (?P<after>.*)"
)
_PARK_DELAY: Final = Field(key="park_delay", title="After, if it says no time", type="text", hint="15m")
_OVER: Final = Field(key="over", title="Run it", type="choice")
_OVER_VALUES: Final = Field(key="over_values", title="Values", type="lines", hint="1-100")
_OVER_FILE: Final = Field(key="over_file", title="File", type="file", hint="each of its lines is a value: {line}")
_AT_ONCE: Final = Field(key="at_once", title="At once", type="text", hint="as many as may")
_SPAN_TITLES: Final = {
    "run_time": Field(key="run_time", title="Running", type="text"),
    "silence": Field(key="silence", title="Without output", type="text"),
    "waiting": Field(key="waiting", title="Waiting", type="text"),
}
_WARN: Final = Field(key="warn", title="Warn after", type="text", hint="never")
_STOP: Final = Field(key="stop", title="Stop after", type="text", hint="2h, or 3x")


class FoldRows(QObject):
    """Makes the rows, below the fold of a form; made when somebody unfolds it, or something in it is filled."""

    def __init__(self, rows: JobRows) -> None:
        super().__init__(rows)
        self._rows = rows
        self._in_form: list[QWidget] = []
        self._details: list[tuple[QWidget, str]] = []
        self.kept_over: Any = None
        self.needs = self._row(_NEEDS)
        self._make_limits()
        self._make_retries()
        self._make_parking()
        self._make_triggers()
        self._make_array()
        wishes = {"": self.tr("As in the settings"), "always": self.tr("Always"), "never": self.tr("Never")}
        self._row(_NOTIFY, wishes)

    def show_rows(self, *, is_unfolded: bool) -> None:
        """Show what belongs to the choices made, or nothing."""
        form = self._rows.form
        for widget in self._in_form:
            form.setRowVisible(widget, is_unfolded)
        for widget, condition in self._details:
            key, _, value = condition.partition("=")
            content = str(self._rows.fields["", key].raw()).strip()
            is_of_use = content == value if value else content not in {"", "0"}
            if form.indexOf(widget) >= 0:
                form.setRowVisible(widget, is_unfolded and is_of_use)
            else:
                widget.setVisible(is_of_use)

    # -- what is known beside what is written

    def show_median(self, forecast: StartForecast | None) -> None:
        """Say what multiples are of, as far as that is known."""
        text = self.tr("2h is a time, 3x a multiple of the usual one.")
        if forecast is not None and forecast.runs:
            words = self.tr("The usual one is %1, the median of %n runs.", "", forecast.runs)
            words = words.replace("%n", str(forecast.runs)).replace("%1", spoken_duration(forecast.usual_s))
            text = f"{text} {words}"
        self._median.setText(text)

    def show_resources(self, resources: Mapping[str, float]) -> None:
        """Say what there is to be asked for."""
        text = kind_text(_NEEDS.hint)
        if resources:
            text = self.tr("There is %1 (memory in GB)").replace("%1", amounts_text(resources))
        self.needs.editor.setPlaceholderText(literal(text))  # type: ignore[union-attr]

    def show_templates(self, names: Sequence[str]) -> None:
        """Offer templates to start when the job has ended."""
        for at in range(MOST_TRIGGERS):
            combo = self._rows.fields["", f"then_{at}"].editor
            for name in names:
                if combo.findData(name) < 0:  # type: ignore[union-attr]
                    combo.addItem(literal(name), name)  # type: ignore[union-attr]

    def show_array(self, look: ArrayLook) -> None:
        """Say how many jobs that would be, and what the first of them run."""
        self._preview.setProperty("tone", "fail" if look.problem else "text2")
        self._preview.style().polish(self._preview)
        words = look.problem
        if look.count:
            words = self.tr("%n jobs", "", look.count).replace("%n", str(look.count))
            words = "\n".join([words + ":" if look.first else words, *map(literal, look.first)])
            if look.first and look.count > len(look.first):
                words += "\n\N{HORIZONTAL ELLIPSIS}"
        if self._preview.text() != words:
            self._preview.setText(literal_lines(words))
            self._preview.setVisible(bool(words))
            self._rows.fit_height()

    def keep_over(self, over: Any, count: int) -> None:
        """Offer the values of an array that no field has room for as they are."""
        self.kept_over = over
        combo = self._rows.fields["", "over"].editor
        words = self.tr("For the same %n values", "", count).replace("%n", str(count))
        combo.addItem(words, KEPT)  # type: ignore[union-attr]
        self._rows.fields["", "over"].set_raw(KEPT)

    # -- building

    def _row(self, field: Field, choices: Mapping[str, str] | None = None) -> FormField:
        row = self._rows.add_row("", field, choices, is_own=False)
        self._in_form.append(row)
        row.changed.connect(self._rows.show_folded)
        return row

    def _box(self, title: str, buddy: QWidget | None = None) -> QGridLayout:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(metrics.px(8))
        grid.setVerticalSpacing(metrics.px(6))
        self._rows.add_labelled(title, box, buddy)
        self._in_form.append(box)
        return grid

    def _add(self, grid: QGridLayout, at: tuple[int, int], field: Field) -> tuple[QWidget, QWidget]:
        """Put a field with its title above it into a grid."""
        row = self._rows.make_field("", field)
        title = QLabel(kind_text(field.title))
        title.setProperty("tone", "text3")
        title.setFont(metrics.offset_font(-0.5))
        title.setBuddy(row.editor)
        grid.addWidget(title, 2 * at[0], at[1])
        grid.addWidget(row, 2 * at[0] + 1, at[1], Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(at[1], 1)
        return title, row

    def _make_limits(self) -> None:
        grid = self._box(self.tr("Time limits"))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, field in ((1, _WARN), (2, _STOP)):
            title = QLabel(kind_text(field.title))
            title.setProperty("tone", "text3")
            title.setFont(metrics.offset_font(-0.5))
            grid.addWidget(title, 0, column)
        for at, span in enumerate(SPANS, 1):
            title = QLabel(kind_text(_SPAN_TITLES[span].title))
            title.setProperty("tone", "text2")
            grid.addWidget(title, at, 0)
            for column, field in ((1, _WARN), (2, _STOP)):
                own = Field(key=f"{span}_{field.key}", title=field.title, type="text", hint=field.hint)
                row = self._rows.make_field("", own)
                row.editor.setAccessibleName(f"{title.text()}: {kind_text(field.title)}")
                grid.addWidget(row, at, column, Qt.AlignmentFlag.AlignTop)
        self._median = QLabel()
        self._median.setTextFormat(Qt.TextFormat.PlainText)
        self._median.setWordWrap(True)
        self._median.setProperty("tone", "text3")
        self._median.setFont(metrics.offset_font(-0.5))
        grid.addWidget(self._median, len(SPANS) + 1, 0, 1, 3)
        self.show_median(None)

    def _make_retries(self) -> None:
        self._row(_RETRIES)
        grid = self._box("")
        self._details.append((self._in_form.pop(), "retry_limit"))
        for at, field in (((0, 0), _DELAY), ((0, 1), _FACTOR), ((0, 2), _CAP)):
            self._add(grid, at, field)
        self._add(grid, (1, 0), _CODES)
        for step, part in enumerate(self._add(grid, (1, 1), _PATTERN), 2):
            grid.removeWidget(part)
            grid.addWidget(part, step, 1, 1, 2)

    def _make_parking(self) -> None:
        choices = {
            "": self.tr("Only if it asks for it"),
            LIMIT_REACHED: self.tr("When its log tells of a usage limit"),
            SIGNS: self.tr("On exit codes, or what the log holds"),
        }
        self._row(_PARK, choices)
        grid = self._box("")
        self._details.append((self._in_form.pop(), "park"))
        for at, field in (((0, 0), _PARK_CODES), ((0, 1), _PARK_PATTERN)):
            for part in self._add(grid, at, field):
                self._details.append((part, f"park={SIGNS}"))
        self._add(grid, (1, 0), _PARK_DELAY)

    def _make_triggers(self) -> None:
        when = {
            "succeeded": self.tr("When it succeeds"),
            "failed": self.tr("When it fails"),
            "ended": self.tr("When it ends"),
        }
        for at in range(MOST_TRIGGERS):
            on = Field(key=f"then_{at}_on", title="When", type="choice")
            then = Field(key=f"then_{at}", title="Start the template", type="choice")
            values = Field(key=f"then_{at}_values", title="With", type="lines", hint="input={log}")
            grid = self._box(self.tr("Then") if at == 0 else "")
            if at:
                self._details.append((self._in_form.pop(), f"then_{at - 1}"))
            grid.addWidget(self._rows.make_field("", on, when), 0, 0)
            chosen = self._rows.make_field("", then, {"": self.tr("start nothing")})
            chosen.changed.connect(self._rows.show_folded)
            grid.addWidget(chosen, 0, 1)
            filled = self._rows.make_field("", values)
            filled.editor.setToolTip(self.tr("Values may hold {job_number}, {job_name}, {exit_code}, {log}, {result}"))
            grid.addWidget(filled, 1, 0, 1, 2)
            self._details.append((filled, f"then_{at}"))

    def _make_array(self) -> None:
        choices = {
            "": self.tr("Once"),
            VALUES: self.tr("For each value, or combination of values"),
            LINES: self.tr("For each line of a file"),
        }
        self._row(_OVER, choices)
        values = self._rows.add_row("", _OVER_VALUES, is_own=False)
        values.editor.setToolTip(
            self.tr("1-100 or a, b, c for {i}; lines such as size=1-3 for {size}, of which all combinations are run")
        )
        self._details += [(values, f"over={VALUES}")]
        self._details += [(self._rows.add_row("", _OVER_FILE, is_own=False), f"over={LINES}")]
        self._details += [(self._rows.add_row("", _AT_ONCE, is_own=False), "over")]
        self._preview = QLabel()
        self._preview.setTextFormat(Qt.TextFormat.PlainText)
        self._preview.setWordWrap(True)
        self._rows.add_labelled("", self._preview)
        self._details += [(self._preview, "over")]
