"""The text of a log: grows at both ends, stays bounded, and leaves selection and scroll to the person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QMargins, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextBlock, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from jobdesk.ui.log.document import LogPage
from jobdesk.ui.log.foot import rest_above
from jobdesk.ui.log.gutter import LogGutter
from jobdesk.ui.log.marks.levels import Level
from jobdesk.ui.log.reading.lines import LineBatch, LogLine
from jobdesk.ui.log.repeats import paint_repeats
from jobdesk.ui.log.scroll_anchor import held_selection, held_top
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import give_viewport, override

MOST_LINES: Final = 10_000
_TRIM_LINES: Final = 1_000
_MARGIN_LINES: Final = 60
_SIZES: Final = (6.0, 30.0)

Finder = Callable[[str], list[tuple[int, int]]]


class LogEdit(QPlainTextEdit):
    """Shows log text.

    Signals:
        follow_changed: Whether the view sticks to the end.
        filled: There is no room for more while the person reads further up.
        trimmed: Lines were taken away at the start.
        top_neared: Scrolled to near the first line.
        bottom_neared: Scrolled to near the last line, while that is not the log's last.
        scrolled: What is visible changed.
    """

    follow_changed = Signal(bool)
    filled = Signal()
    trimmed = Signal()
    top_neared = Signal()
    bottom_neared = Signal()
    scrolled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_viewport(self)
        # The layout measures by the viewport, and would go on to ask the one that is gone.
        self.document().documentLayout().setPaintDevice(self.viewport())
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._theme = theme
        self._is_following = True
        self._is_ours = False
        self._page = LogPage(self.document(), theme)
        self._finder: Finder | None = None
        self._current_find: tuple[int, int] | None = None
        self._rule_offset: int | None = None
        self.is_open_ended = False
        self.setObjectName("logText")
        self.setAccessibleName(self.tr("Log"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setWordWrapMode(self.wordWrapMode().WrapAnywhere)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)  # The layout would leave it below the last line only, and cut it.
        self.gutter = LogGutter(theme, self)
        self.set_font_points(None)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_range_changed)
        self.selectionChanged.connect(self._on_selection_changed)
        self._finds_due = QTimer(self, singleShot=True, interval=0)
        self._finds_due.timeout.connect(self._show_finds)
        theme.changed.connect(self._on_theme_changed)

    # -- what it shows

    @property
    def lines(self) -> list[LogLine]:
        """The lines that are loaded; one for each block of the document."""
        return self._page.lines

    @property
    def is_following(self) -> bool:
        """Whether the view sticks to the end."""
        return self._is_following

    @property
    def is_empty(self) -> bool:
        """Whether there is no text."""
        return len(self.lines) == 1 and self.document().isEmpty()

    @property
    def first_offset(self) -> int:
        """Where the first line shown stands in the file."""
        return self.lines[0].offset

    @property
    def font_points(self) -> float:
        """The size of the text."""
        return self.font().pointSizeF()

    def follow(self) -> None:
        """Go to the end and stay there."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            cursor.clearSelection()
            self.setTextCursor(cursor)
        self._set_following(True)
        self._to_end()

    def release(self) -> None:
        """Stay where it is."""
        self._set_following(False)

    def restart(self, offset: int = 0) -> None:
        """Forget the text, and follow."""
        with self._as_ours():
            self.clear()
            self._page.restart(offset)
        self.setCurrentCharFormat(self._page.plain_format)
        self._set_following(True)
        self.gutter.update()

    def set_finds(self, finder: Finder | None, current: tuple[int, int] | None = None) -> None:
        """Mark what a search finds.

        Args:
            finder: Returns start and length of what is found in a line; None marks nothing.
            current: Offset of the line of the current one, and which of the line's it is.
        """
        self._finder, self._current_find = finder, current
        self._finds_due.start()

    def set_rule(self, offset: int | None) -> None:
        """Draw the rule "new since you last looked" above the line at an offset."""
        self._rule_offset = offset
        self.viewport().update()

    def set_font_points(self, points: float | None) -> None:
        """Show the text larger or smaller; None is the system's size."""
        font = metrics.log_font()
        if points is not None:
            font.setPointSizeF(min(_SIZES[1], max(_SIZES[0], points)))
        self.setFont(font)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * 8)
        self.gutter.set_log_font(font)
        self._place_gutter()

    def set_times_shown(self, is_shown: bool) -> None:
        """Show or hide when each line was first seen."""
        self.gutter.set_times_shown(is_shown)
        self._place_gutter()

    def set_wrapped(self, is_wrapped: bool) -> None:
        """Wrap long lines, or not; the end stays in view if it was followed, else the first visible line does."""
        mode = QPlainTextEdit.LineWrapMode
        with self._as_ours(), held_top(self):
            self.setLineWrapMode(mode.WidgetWidth if is_wrapped else mode.NoWrap)
            # Made narrower, the layout goes on to tell the width of before.
            policy = Qt.ScrollBarPolicy
            self.setHorizontalScrollBarPolicy(policy.ScrollBarAlwaysOff if is_wrapped else policy.ScrollBarAsNeeded)
        if self._is_following:
            self._to_end()

    # -- lines come and go

    def append_batch(self, batch: LineBatch) -> int:
        """Put text at the end through a cursor of its own, so that the person's cursor and selection stay.

        Returns:
            How many lines were added.
        """
        bar = self.verticalScrollBar()
        place = bar.value()
        with self._as_ours():
            with held_selection(self):
                added = self._page.append(batch)
            if self._is_following:
                self._trim_while_following()
                self._to_end()
            else:
                bar.setValue(place)
        if not self._is_following and not self.is_open_ended and len(self.lines) > 2 * MOST_LINES:
            self.filled.emit()
        self._on_shown_changed()
        return added

    def prepend(self, lines: list[LogLine], end: int, first: LogLine | None = None) -> None:
        """Put older lines, which end at an offset, at the start, with the start of the first one shown if it is known.

        What is visible stays where it is.
        """
        self.lines[0].offset = end
        if first is not None and len(self.lines) > 1 and not self.textCursor().hasSelection():
            with self._as_ours(), held_top(self):
                self._page.replace_first(first)
        if not lines:
            return
        with self._as_ours(), held_top(self):
            self._page.prepend(lines)
        self._on_shown_changed()

    def trim_start(self, count: int) -> None:
        """Take lines away at the start; what is visible stays where it is."""
        with self._as_ours(), held_top(self):
            self._page.remove_first(count)
        self._on_shown_changed()

    def trim_end(self, kept: int) -> int:
        """Take lines away at the end, and return where the first of them stands in the file."""
        with self._as_ours(), held_top(self):
            offset = self._page.keep_first(kept)
        self._on_shown_changed()
        return offset

    def _trim_while_following(self) -> None:
        """Take lines away at the start, many at once; only while following, so that nobody loses what they read."""
        excess = self.blockCount() - MOST_LINES
        if excess >= _TRIM_LINES:
            self._page.remove_first(excess)
            self.trimmed.emit()

    def fill(self) -> None:
        """Ask for older lines while those that are there leave room: a few long ones are all that was read at first."""
        if self.verticalScrollBar().maximum() == 0:
            self.top_neared.emit()

    # -- places

    def visible_lines(self) -> Iterator[tuple[LogLine, QTextBlock, QRectF]]:
        """Yield each visible line with its block and its place in the viewport."""
        block = self.firstVisibleBlock()
        origin = self.contentOffset()
        bottom = self.viewport().height()
        while block.isValid():
            rect = self.blockBoundingGeometry(block).translated(origin)
            if rect.top() > bottom:
                return
            number = block.blockNumber()
            if number < len(self.lines):
                yield self.lines[number], block, rect
            block = block.next()

    def visible_span(self) -> tuple[int, int]:
        """Return the offsets of the first and the last visible line."""
        offsets = [line.offset for line, _, _ in self.visible_lines()]
        return (offsets[0], offsets[-1]) if offsets else (0, 0)

    def show_line(self, offset: int) -> None:
        """Scroll so that a line can be seen, and stay there."""
        self.release()
        block = self.document().findBlockByNumber(self._page.index_of(offset))
        lines_high = max(1, self.viewport().height() // max(1, self.fontMetrics().lineSpacing()))
        bar = self.verticalScrollBar()
        first = block.firstLineNumber()
        if not bar.value() <= first < bar.value() + lines_high - 2:
            bar.setValue(max(0, first - lines_high // 3))
        with self._as_ours():
            self.setTextCursor(QTextCursor(block))
        self._on_shown_changed()

    def _to_end(self) -> None:
        with self._as_ours():
            self._place_gutter()
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())

    @contextmanager
    def _as_ours(self) -> Iterator[None]:
        """Tell what is done to scroll and cursor here from what the person does."""
        was_ours, self._is_ours = self._is_ours, True
        yield
        self._is_ours = was_ours

    def _set_following(self, is_following: bool) -> None:
        if is_following != self._is_following:
            self._is_following = is_following
            self.follow_changed.emit(is_following)

    def _on_scrolled(self, value: int) -> None:
        self._on_shown_changed()
        if self._is_ours:
            return
        is_at_end = value >= self.verticalScrollBar().maximum()
        self._set_following(is_at_end and not self.is_open_ended and not self.textCursor().hasSelection())
        self._near_an_end(value)

    def _near_an_end(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value <= _MARGIN_LINES:
            self.top_neared.emit()
        if self.is_open_ended and value >= bar.maximum() - _MARGIN_LINES:
            self.bottom_neared.emit()

    def _on_range_changed(self) -> None:
        # A pane that is made smaller still shows the end.
        if self._is_following:
            self._to_end()

    def _on_selection_changed(self) -> None:
        if not self._is_ours and self.textCursor().hasSelection():
            self._set_following(False)

    def _on_shown_changed(self) -> None:
        self.gutter.update()
        if self._finder is not None:
            self._finds_due.start()
        self.scrolled.emit()

    # -- looks

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        width = self.viewport().width()
        for line, _, rect in self.visible_lines():
            if line.level is Level.ERROR:
                painter.fillRect(QRectF(0, rect.top(), width, rect.height()), self._theme.colour("failsoft"))
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for line, block, rect in self.visible_lines():
            if line.repeats > 1:
                paint_repeats(painter, self._theme, self.font(), line.repeats, block, rect)
            if block.length() > 1 and self._is_below_rule(block.blockNumber()):
                self._paint_rule(painter, rect, width)
        painter.end()

    def _is_below_rule(self, number: int) -> bool:
        """Whether a line is the first that was not seen yet; those after it are told by it, also when it is far off."""
        offset, rule = self.lines[number].offset, self._rule_offset
        return rule is not None and offset >= rule and (offset == rule or self.lines[number - 1].offset < rule)

    def _paint_rule(self, painter: QPainter, rect: QRectF, width: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(self._theme.colour("accent"))
        painter.drawLine(QPointF(0, rect.top()), QPointF(width, rect.top()))
        painter.setFont(metrics.offset_font(-1.25))
        text = self.tr("New since you last looked")
        text_width = painter.fontMetrics().horizontalAdvance(text) + metrics.px(16)
        box = QRectF(width - text_width, rect.top() + 1, text_width, painter.fontMetrics().height())
        painter.fillRect(box, self._theme.colour("log"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _show_finds(self) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        if self._finder is not None:
            for line, block, _ in self.visible_lines():
                for nth, (start, length) in enumerate(self._finder(block.text())):
                    mark = QTextEdit.ExtraSelection()
                    is_current = self._current_find == (line.offset, nth)
                    mark.format.setBackground(self._theme.colour("findnow" if is_current else "find"))
                    mark.format.setForeground(self._theme.colour("text"))
                    cursor = QTextCursor(block)
                    cursor.setPosition(block.position() + start)
                    cursor.setPosition(block.position() + start + length, QTextCursor.MoveMode.KeepAnchor)
                    mark.cursor = cursor
                    marks.append(mark)
        self.setExtraSelections(marks)

    def _on_theme_changed(self) -> None:
        with self._as_ours():
            self._page.recolour()
        self._on_shown_changed()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_gutter()
        self._on_shown_changed()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        # Where all that is loaded fits, nothing scrolls, and the wheel alone tells what is wanted.
        self._near_an_end(self.verticalScrollBar().value())

    def _place_gutter(self) -> None:
        """Place the page so that its last line stands at the foot, and the gutter beside it."""
        width, space = self.gutter.wished_width(), metrics.px(4)
        old = self.viewportMargins()
        room = self.viewport().height() + old.top() + old.bottom() - 2 * space
        margins = QMargins(width, space + rest_above(self, room), 0, space)
        if old != margins:
            self.setViewportMargins(margins)
        frame = self.contentsRect()
        self.gutter.setGeometry(frame.left(), frame.top() + margins.top(), width, self.viewport().height())
