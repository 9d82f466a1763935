"""The Log tab: the text, what is said while there is none, the find bar, the strip, and the way back to the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from jobdesk.core.job import Job
from jobdesk.ui.log.edit import MOST_LINES, LogEdit
from jobdesk.ui.log.jump_button import LogPill
from jobdesk.ui.log.keys import log_deed
from jobdesk.ui.log.links import LogLinks
from jobdesk.ui.log.marks.errors import LogErrors
from jobdesk.ui.log.marks.minimap import LogStrip
from jobdesk.ui.log.placeholder import LogWords, empty_text
from jobdesk.ui.log.reading.attempts import LogSource
from jobdesk.ui.log.reading.export import LogExport
from jobdesk.ui.log.reading.lines import LineBatch, LogLine
from jobdesk.ui.log.reading.tail import LogTail
from jobdesk.ui.log.reading.times import LogTimes
from jobdesk.ui.log.search.find import LogFind
from jobdesk.ui.log.tools import LogTools
from jobdesk.ui.log.view_settings import LogChoices
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.model.window_state import WindowState
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

_SLOW_MS: Final = 300
_ENOUGH_BEHIND_BYTES: Final = 8192
_MOST_KEPT_LINES: Final = 3 * MOST_LINES


class LogView(QWidget):
    """Shows the log of one job, live.

    Signals:
        told: Something was done, in one sentence.
        left: The person is done with the log.
    """

    told = Signal(str)
    left = Signal()

    def __init__(
        self,
        bridge: EngineBridge,
        roster: Roster,
        theme: Theme,
        icons: Icons,
        parent: QWidget | None = None,
        state: WindowState | None = None,
    ) -> None:
        super().__init__(parent)
        self._roster = roster
        self._job: Job | None = None
        self._problem = ""
        self._new_lines = 0
        self._is_settled = False
        self._goto: int | None = None
        self._source: LogSource | None = None
        self._seen = 0  # How far the shown log was followed.
        self._seen_to: dict[LogSource, int] = {}
        self.setObjectName("logPane")
        # Also where the window reads from right to left: gutter, text and strip are one page of a log.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._times = LogTimes(bridge, self)
        self._tail = LogTail(bridge, self)
        self._note = QLabel(self)
        self._note.setObjectName("logNote")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self.tools = LogTools(icons, self)
        self.edit = LogEdit(theme, self)
        self.strip = LogStrip(theme, self.edit, self)
        self.finding = LogFind(bridge, icons, self.edit, self.strip, self)
        self.links = LogLinks(bridge, self.edit, self._tail, self)
        self.export = LogExport(bridge, self.edit, self._tail, self.finding, self.links, self._file_name, self)
        self.attempts = self.tools.attempts
        self.choices = LogChoices(self.edit, self.tools, self._has_times, state, self)
        self.errors = LogErrors(bridge, self.edit, self.strip, self.tools, self)
        self._words = LogWords(self.edit.viewport())
        self.pill = LogPill(icons, self)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._show_words)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(self._show_words)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.edit, 1)
        middle.addWidget(self.strip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.finding.bar)
        layout.addWidget(self._note)
        layout.addLayout(middle, 1)
        self.setTabOrder(self.finding.bar.close_button, self.edit)
        self.finding.bar.hide()
        self._note.hide()

    def _connect(self) -> None:
        self._tail.restarted.connect(self._on_restarted)
        self._tail.appended.connect(self._on_appended)
        self._tail.older_came.connect(self._on_older_came)
        self._tail.settled.connect(self._on_settled)
        self._tail.lost.connect(self._on_lost)
        self._tail.failed.connect(self._on_failed)
        self.attempts.chosen.connect(lambda: self.show_job(self._job))
        self.errors.go_to_requested.connect(self.go_to)
        self.links.go_to_requested.connect(self.go_to)
        self.links.told.connect(self.told)
        self.errors.told.connect(self.told)
        self.edit.follow_changed.connect(self._on_follow_changed)
        self.edit.filled.connect(self._on_filled)
        self.edit.top_neared.connect(self._on_top_neared)
        self.edit.bottom_neared.connect(self._on_bottom_neared)
        self.edit.viewport().installEventFilter(self)
        self.edit.installEventFilter(self)
        self.finding.bar.field.installEventFilter(self)
        self.finding.go_to_requested.connect(self.go_to)
        self.finding.only_changed.connect(self._on_only_changed)
        self.finding.only_cut.connect(self._show_note)
        self.strip.jump_requested.connect(self.go_to)
        self.pill.clicked.connect(self.follow)
        self.tools.next_error_requested.connect(lambda: self.errors.go(1))
        self.tools.previous_error_requested.connect(lambda: self.errors.go(-1))
        self.tools.find_requested.connect(self.open_find)
        self.choices.told.connect(self.told)
        self.export.told.connect(self.told)
        self.tools.copy_requested.connect(self.export.copy_text)
        self.tools.editor_requested.connect(self.export.open_in_editor)

    # -- which job

    def show_job(self, job: Job | None) -> None:
        """Show another job's log, or what is new about the one shown."""
        old, self._job = self._job, job
        if old is None or job is None or old.id != job.id:
            self.errors.forget_first()
        source = None if job is None else self.attempts.source_of(job)
        if job is not None:
            self._times.watch(job)
        if job is None or source is None or source != self._source:
            self._leave(self._source)
            self._enter(job, source)
        elif old is not None and old.status is not job.status:
            self._tail.look()
            self.errors.look(self._tail.size, is_final=job.is_final)
        (self._clock.stop if job is None or job.is_final else self._clock.start)()
        self._show_words()

    def _leave(self, source: LogSource | None) -> None:
        """Remember how far the log was seen."""
        if source is None or self.edit.is_empty:
            return
        is_following = self.edit.is_following
        self._seen_to[source] = self._tail.offset if is_following else max(self._seen, self.edit.visible_span()[1])

    def _enter(self, job: Job | None, source: LogSource | None) -> None:
        self._source = source
        self._is_settled = False
        self._problem = ""
        self._goto = None
        self._note.hide()
        self.finding.set_log(None)
        if job is None or source is None:
            self._tail.follow("", "")
            self.errors.set_log(None)
            return
        self.choices.show_job(job)
        self._slow.start()
        seen_at = partial(self._times.time_of, source.job_id) if source.job_id else None
        self._tail.follow(source.job_id, source.path, seen_at, source.attempt)
        self.errors.look(self._tail.size, is_final=job.is_final)
        self.errors.set_log(self._tail.path)
        self.finding.set_log(self._tail.path, self._tail.time_of)
        seen = self._seen_to.get(source)
        self._seen = seen or 0
        self.edit.set_rule(seen)

    # -- what can be done

    def follow(self) -> None:
        """Go to the end of the log and stay there."""
        self._goto = None
        if self.finding.is_only:
            self.finding.bar.only.setChecked(False)
        if self._tail.is_open_ended:
            self._tail.jump_to_end()
        self.edit.follow()

    def go_to_start(self) -> None:
        """Go to the first line of the log."""
        self.go_to(0)

    def go_to(self, offset: int) -> None:
        """Go to the line at an offset of the file, wherever it is."""
        if self.finding.is_only or self.edit.first_offset <= offset < self._tail.offset:
            self._goto = None
            self.edit.show_line(offset)
            self.links.mark(offset)
        else:
            self._goto = offset
            self._tail.jump_to(offset)

    def open_find(self) -> None:
        """Show the find bar."""
        self.finding.open()

    def escape(self) -> None:
        """Peel one layer off: the find bar, then the selection, then the log itself."""
        if self.finding.bar.isVisible():
            self.finding.close()
        elif self.edit.textCursor().hasSelection():
            cursor = self.edit.textCursor()
            cursor.clearSelection()
            self.edit.setTextCursor(cursor)
        else:
            self.left.emit()

    # -- what the log does

    def _on_restarted(self, offset: int) -> None:
        self._new_lines = 0
        self.edit.restart(offset)
        self.edit.is_open_ended = self._tail.is_open_ended
        if self._tail.is_open_ended:
            self.edit.release()
        self._show_pill()

    def _on_appended(self, batch: LineBatch) -> None:
        if self.finding.is_only:
            return
        self._slow.stop()
        self.edit.is_open_ended = self._tail.is_open_ended
        added = self.edit.append_batch(batch)
        if not self.edit.is_following and not self._tail.is_open_ended:
            self._new_lines += added
        if len(self.edit.lines) > _MOST_KEPT_LINES and not self.edit.is_following:
            self.edit.trim_start(len(self.edit.lines) - 2 * MOST_LINES)
        self._grow()
        self._arrive(self._tail.offset)
        self._show_pill()
        self._show_words()

    def _on_older_came(self, lines: list[LogLine], end: int, first: LogLine | None) -> None:
        if self.finding.is_only:
            return
        self.edit.prepend(lines, end, first)
        if lines:
            self.edit.fill()
        if len(self.edit.lines) > _MOST_KEPT_LINES and not self.edit.is_following:
            self.edit.is_open_ended = True
            self._tail.stop_here(self.edit.trim_end(2 * MOST_LINES))
            self._show_pill()

    def _on_settled(self) -> None:
        self._is_settled = True
        self.edit.is_open_ended = self._tail.is_open_ended
        self.edit.fill()
        self._grow()
        self._arrive(None)
        self._show_pill()
        self._show_words()

    def _grow(self) -> None:
        """Let what looks at the whole file look at what came."""
        self.strip.set_size(self._tail.size)
        self.errors.look(self._tail.size, is_final=self._job is not None and self._job.is_final)
        self.finding.look()
        self.choices.show_times()

    def _arrive(self, read_to: int | None) -> None:
        """Show the line that was gone to, once it and what follows it is there."""
        if self._goto is not None and (read_to is None or read_to > self._goto + _ENOUGH_BEHIND_BYTES):
            offset, self._goto = self._goto, None
            self.edit.show_line(offset)
            self.links.mark(offset)
            self.finding.show_current()

    def _on_lost(self, how: str) -> None:
        if how == "replaced" and self._job is not None and self._job.attempt > 1:
            # The next attempt has begun, which is about to be told.
            self._enter(self._job, self._source and LogSource(self._job.id, self._job.attempt, self._job.logs_path))
            return
        words = {
            "cut": self.tr("At {time} the job cut this log; what stood in it before is gone."),
            "replaced": self.tr("At {time} another file took the place of this log."),
            "deleted": self.tr("At {time} this log was deleted. What the job writes from now on cannot be shown."),
            "compressed": self.tr("At {time} this log was compressed, which cannot be shown here."),
        }
        self._show_note(words[how].format(time=datetime.now().astimezone().strftime("%H:%M:%S")))
        if self._tail.absence:
            return
        self._times.begin_again(self._tail.job_id, self._tail.size)
        self._seen = 0
        self.edit.set_rule(None)
        self.errors.set_log(self._tail.path)
        self.finding.set_log(self._tail.path, self._tail.time_of)

    def _on_failed(self, problem: str) -> None:
        self._problem = self.tr("The log cannot be read: {problem}.").format(problem=problem)
        self._show_words()

    def _on_filled(self) -> None:
        self._tail.stop_here()
        self.edit.is_open_ended = True
        self._show_pill()

    def _on_top_neared(self) -> None:
        if not self.finding.is_only:
            self._tail.read_older(self.edit.first_offset)

    def _on_bottom_neared(self) -> None:
        if not self.finding.is_only:
            self._tail.read_on()

    def _on_follow_changed(self, is_following: bool) -> None:
        if is_following:
            self._new_lines = 0
        elif not self._tail.is_open_ended and self._job is not None:
            # What comes from here on is what the person has not seen.
            self._seen = max(self._seen, self._tail.offset)
            self.edit.set_rule(self._seen)
        self._show_pill()

    def _on_only_changed(self, is_only: bool) -> None:
        self._note.setVisible(False)
        if is_only:
            self._tail.stop_here()
        elif self.finding.current_offset is not None:
            self._goto = self.finding.current_offset
            self._tail.jump_to(self._goto)
        else:
            self._tail.jump_to_end()

    def _show_note(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))

    # -- what is said

    def _show_pill(self) -> None:
        is_open = self._tail.is_open_ended
        if self.edit.is_following or self.finding.is_only or not (self._new_lines or is_open):
            self.pill.hide()
        else:
            self.pill.show_count(self._new_lines, is_open_ended=is_open)
            self._place_pill()

    def _show_words(self) -> None:
        """Say in words why there is no text."""
        text = self._problem
        if not text and self.edit.is_empty and self._job is not None and not self.finding.is_only:
            is_reading = not self._is_settled
            text = empty_text(
                self._job,
                self._roster,
                is_reading=is_reading,
                is_slow=not self._slow.isActive(),
                absence=self._tail.absence,
            )
        self._words.say(text)

    def _file_name(self) -> str:
        """Propose a name for the saved log, which says of which job and attempt it is."""
        if self._job is None or self._source is None:
            return "job.log"
        attempt = f"-attempt-{self._source.attempt}" if self._job.attempt > 1 else ""
        return f"job-{self._job.number}{attempt}.log"

    def _has_times(self) -> bool | None:
        """Tell whether the time of any line of the shown log is known; None while lines may come that have one."""
        if self._tail.has_recorded_times or self._times.has_any(self._tail.job_id):
            return True
        is_all = self._is_settled and not self.edit.is_empty and self._job is not None and self._job.is_final
        return False if is_all else None

    # -- keys and places

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._words.place()
        elif event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress} and isinstance(event, QKeyEvent):
            deed = log_deed(self, event, is_in_field=watched is self.finding.bar.field)
            if deed is not None:
                return self._do(deed, event)
        elif isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # Left to Qt, the text alone would change, and not be remembered.
            self.choices.zoom_by(event.angleDelta().y())
            return True
        return super().eventFilter(watched, event)

    def _do(self, deed: Callable[[], object], event: QKeyEvent) -> bool:
        """Take a key before the window's own shortcuts do, then do what it stands for."""
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            deed()
        return True

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_pill()

    def _place_pill(self) -> None:
        self.pill.stand(self.width() - self.strip.width(), self.height())
