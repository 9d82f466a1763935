"""Finding in a log: the bar, the search over the whole file, the hit that one is at, and showing the hits alone."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from jobdesk.ui.log.edit import LogEdit
from jobdesk.ui.log.marks.minimap import LogStrip
from jobdesk.ui.log.reading.lines import LineBatch, LogLine, lines_of
from jobdesk.ui.log.reading.steps import SeenBytes, read_lines
from jobdesk.ui.log.search.find_bar import LogFindBar
from jobdesk.ui.log.search.search import LogSearch
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.theme.icons import Icons

MOST_ONLY_LINES: Final = 2000
_REFILL_MS: Final = 500
SeenAt = Callable[[int], float | None]


class LogFind(QObject):
    """Finds.

    Signals:
        go_to_requested: The offset of a line to show.
        only_changed: Whether only lines with hits are shown.
        only_cut: How many of the lines with hits are shown, in words; empty if all are.
    """

    go_to_requested = Signal(object)
    only_changed = Signal(bool)
    only_cut = Signal(str)

    def __init__(self, bridge: EngineBridge, icons: Icons, edit: LogEdit, strip: LogStrip, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._edit = edit
        self._strip = strip
        self._path: Path | None = None
        self._seen_at: SeenAt = lambda _: None
        self._at = -1
        self._from = 0
        self._is_only = False
        self._only_shown: list[int] = []
        self.bar = LogFindBar(icons, parent)
        self.search = LogSearch(bridge, self)
        self.search.changed.connect(self._on_changed)
        self.search.lost.connect(self._on_lost)
        self.bar.query_changed.connect(self._on_query_changed)
        self.bar.next_requested.connect(partial(self.go, 1))
        self.bar.previous_requested.connect(partial(self.go, -1))
        self.bar.stop_requested.connect(self.search.stop)
        self.bar.only_toggled.connect(self._on_only_toggled)
        self.bar.closed.connect(self.close)
        self._refill = QTimer(self, singleShot=True, interval=_REFILL_MS)
        self._refill.timeout.connect(self._show_only)

    @property
    def is_only(self) -> bool:
        """Whether only lines with hits are shown."""
        return self._is_only

    @property
    def line_count(self) -> int:
        """Number of lines with a match, as far as was searched."""
        return len(set(self.search.hits))

    @property
    def current_offset(self) -> int | None:
        """Where the line of the current hit begins."""
        return self.search.hits[self._at] if 0 <= self._at < len(self.search.hits) else None

    def set_log(self, path: Path | None, seen_at: SeenAt | None = None) -> None:
        """Search another log for the same, from its start."""
        self._path = path
        self._seen_at = seen_at or (lambda _: None)
        self.bar.only.setChecked(False)
        self._begin(jumps=False)

    def look(self) -> None:
        """Search what was written since, if anything is searched for."""
        if self.bar.isVisible():
            self.search.go_on()

    def open(self) -> None:
        """Show the bar, and search for what is selected."""
        self._from = self._edit.visible_span()[0]
        self.bar.open_with(self._edit.textCursor().selectedText())
        self.bar.flush()
        if self.search.query != self.bar.query():
            self._begin(jumps=True)

    def mark(self, text: str) -> None:
        """Show the bar with a text, and find that in each log that is shown from now on; the focus stays."""
        self._from = 0
        self.bar.show()
        self.bar.field.setText(text)
        self.bar.flush()

    def close(self) -> None:
        """Hide the bar, and all marks with it."""
        self.bar.only.setChecked(False)
        self.bar.hide()
        self.search.begin(None, None)
        self._edit.set_finds(None)
        self._edit.setFocus()

    def go(self, step: int) -> None:
        """Go to the next hit, or with -1 to the previous one; after the last comes the first."""
        if not self.bar.isVisible():
            self.open()
            return
        if self.bar.flush():
            return
        hits = self.search.hits
        if hits:
            self._at = (self._at + step) % len(hits) if self._at >= 0 else 0
            self._arrive()

    def show_current(self) -> None:
        """Mark the hits that can be seen, and the current one among them."""
        query = self.search.query
        if query is None or query.problem():
            self._edit.set_finds(None)
            return
        offset = self.current_offset
        current = None
        if offset is not None:
            current = (offset, self._at - bisect.bisect_left(self.search.hits, offset))
        self._edit.set_finds(query.finder(), current)

    def _on_query_changed(self) -> None:
        self._begin(jumps=True)

    def _begin(self, *, jumps: bool) -> None:
        self._at = -1 if jumps else -2
        query = self.bar.query() if self.bar.isVisible() or not jumps else None
        if not self.bar.isVisible():
            query = None
        self.search.begin(self._path, query)
        self.show_current()

    def _on_lost(self) -> None:
        self._at = -2  # No hit is the current one; where one stood nobody wants to be taken to the first.

    def _on_changed(self) -> None:
        hits = self.search.hits
        if hits and self._at == -1:
            # The first one from where the person was, else the last before; until that is known the search goes on.
            index = bisect.bisect_left(hits, self._from)
            if index < len(hits) or not self.search.is_busy:
                self._at = min(index, len(hits) - 1)
                self._arrive()
        self._strip.set_hits(hits)
        self._say()
        if self._is_only and not self._refill.isActive():
            self._refill.start()

    def _arrive(self) -> None:
        offset = self.current_offset
        self.show_current()
        self._say()
        if offset is None:
            return
        if self._is_only and offset not in self._only_shown:
            self._show_only()
        self.go_to_requested.emit(offset)

    def _say(self) -> None:
        search = self.search
        count = len(search.hits)
        if search.query is None:
            self.bar.say("")
        elif search.problem:
            self.bar.say(search.problem, is_problem=True)
        elif search.is_busy:
            self.bar.say(self.tr("Searching {percent} %").format(percent=search.percent), is_busy=True)
        elif not count:
            self.bar.say(self.tr("No matches"))
        elif self._at >= 0:
            self.bar.say(self.tr("{index} of {count}").format(index=self._at + 1, count=count))
        else:
            self.bar.say(self.tr("{count} found").format(count=count))

    # -- only lines with hits

    def _on_only_toggled(self, is_only: bool) -> None:
        if is_only == self._is_only:
            return
        self._is_only = is_only
        self._only_shown = []
        self.only_changed.emit(is_only)
        if is_only:
            self._show_only()

    def _show_only(self) -> None:
        """Read the lines with hits, those around the current one if there are very many."""
        if not self._is_only or self._path is None:
            return
        offsets = sorted(set(self.search.hits))
        count = len(offsets)
        if len(offsets) > MOST_ONLY_LINES:
            here = bisect.bisect_left(offsets, self.current_offset or 0)
            first = max(0, min(here - MOST_ONLY_LINES // 2, len(offsets) - MOST_ONLY_LINES))
            offsets = offsets[first : first + MOST_ONLY_LINES]
        words = self.tr("{shown} of {count} lines with a match; F3 goes on to the others.")
        if self.search.is_cut:
            words = self.tr("{shown} of more than {count} lines with a match; F3 goes on to the others.")
        locale = QLocale()
        words = words.format(shown=locale.toString(len(offsets)), count=locale.toString(count))
        self.only_cut.emit(words if len(offsets) < count or self.search.is_cut else "")
        if offsets == self._only_shown and offsets:
            return
        self._only_shown = offsets
        self._bridge.ask(
            partial(_read, self._path, offsets, self._seen_at, self.search.seen),
            self._on_only_read,
            self._on_only_failed,
        )

    def _on_only_read(self, lines: list[LogLine]) -> None:
        if not self._is_only:
            return
        self._edit.restart()
        self._edit.append_batch(LineBatch([*lines, LogLine(lines[-1].offset + 1 if lines else 0)], 0))
        self._edit.release()
        self.show_current()
        if self.current_offset is not None:
            self._edit.show_line(self.current_offset)

    def _on_only_failed(self, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error


def _read(path: Path, offsets: list[int], seen_at: SeenAt, seen: SeenBytes) -> list[LogLine]:
    found = read_lines(path, offsets, seen)
    return [line for offset, data in found for line in lines_of(data + b"\n", offset, "utf-8", seen_at)]
