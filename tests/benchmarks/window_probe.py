"""Measures the window in a process of its own and prints what it found as JSON; `window.py` runs it."""

import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from measuring import best_of_turns, percentile
from PySide6.QtCore import QEventLoop, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QPainter, QStandardItemModel
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from state import make_jobs

from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.ui.app.desk import Desk
from jobdesk.ui.filters.job_filter import JobFilter
from jobdesk.ui.model.bridge import JobBatch
from jobdesk.ui.model.patient_pool import PatientPool
from jobdesk.ui.palette.match import match
from jobdesk.ui.palette.search import PaletteEntry, PaletteSearch
from jobdesk.ui.table.columns import JOB_COLUMNS
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.table.order import JobOrder, SortBy
from jobdesk.ui.table.view import JobTableView
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme

_ROWS = 100_000
_WORD = "cam-77"
_TURNS = 7
_PALETTE_JOBS = 10_000
_TYPED = ("cam-77", "encode", "failed", "rerun", "#77", "settings", "cmpl")
_BEAT_MS = 1
_UPDATES_A_SECOND = 1000
_SECONDS = 5.0


Index = QModelIndex | QPersistentModelIndex
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignLeft)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


class _TextDelegate(QStyledItemDelegate):
    """Only draws text: the least that a page of a table can cost in Python."""

    def __init__(self, texts: list[list[str]]) -> None:
        super().__init__()
        self._texts = texts

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.drawText(option.rect, _FLAGS, self._texts[index.row()][index.column()])


def measure_table(app: QApplication, scratch: Path) -> dict[str, float]:
    """Filter, sort and paint 100,000 jobs, each beside the least that it could cost."""
    jobs = make_jobs(_ROWS, scratch)
    names = [job.name for job in jobs]
    random.Random(1).shuffle(names)
    jobs = [msgspec.structs.replace(job, name=name) for job, name in zip(jobs, names, strict=True)]
    model = JobTableModel()
    load_s = _timed(lambda: model.apply(JobBatch({job.id: job for job in jobs})))
    index_s = _timed(lambda: model.search("nothing has this in it"))
    model.show_only(JobFilter())
    haystacks = list(model._haystacks._texts.values())
    assert len(haystacks) == _ROWS

    def filter_ours() -> float:
        model.show_only(JobFilter())
        return _timed(lambda: model.search(_WORD))

    def clear_ours() -> float:
        model.search(_WORD)
        return _timed(lambda: model.search(""))

    def sort_ours() -> float:
        model.sort_as(JobOrder())
        return _timed(lambda: model.sort_as(JobOrder(SortBy("name"))))

    figures = best_of_turns(
        {
            "scan": lambda: _timed(lambda: [text for text in haystacks if _WORD in text]),
            "filter": filter_ours,
            "clear": clear_ours,
        },
        _TURNS,
    )
    model.show_only(JobFilter())
    figures |= best_of_turns(
        {"bare_sort": lambda: _timed(lambda: jobs[:].sort(key=lambda job: job.name.casefold())), "sort": sort_ours},
        _TURNS,
    )
    figures |= _measure_paint(app, model, scratch)
    figures |= _measure_palette(jobs[:_PALETTE_JOBS])
    return figures | {"load": load_s, "index": index_s}


def _measure_palette(jobs: list[Job]) -> dict[str, float]:
    """Type words into the palette, and ask each text by itself beside it."""
    entries = [
        PaletteEntry(key=job.id, title=f"Go to {job.name}", act=lambda: None, target=f"#{job.number}, {job.status}")
        for job in jobs
    ]
    keys: list[float] = []
    one_by_one: list[float] = []
    for word in _TYPED:
        search = PaletteSearch(entries)
        for length in range(1, len(word) + 1):
            typed = word[:length]
            keys.append(_timed(lambda: search.find(typed, {}, 60)))  # noqa: B023 - called at once
            one_by_one.append(_timed(lambda: [match(typed, f"{one.title}  {one.target}") for one in entries]))  # noqa: B023
    return {
        "palette": statistics.median(keys),
        "palette_p90": percentile(keys, 0.9),
        "palette_one_by_one": statistics.median(one_by_one),
    }


def _measure_paint(app: QApplication, model: JobTableModel, scratch: Path) -> dict[str, float]:
    theme = Theme(app)
    ours = JobTableView(model, theme, Icons(theme))
    ours.resize(1200, 900)
    ours.show()
    app.processEvents()
    columns, moment = ours.shown_columns(), model.moment()
    texts = [[JOB_COLUMNS[column].text(model.job_at(row), moment) for column in columns] for row in range(100)]
    least = QTableView()
    text_model = QStandardItemModel(100, len(columns))
    delegate = _TextDelegate(texts)
    least.setModel(text_model)
    least.setItemDelegate(delegate)
    least.setShowGrid(False)
    least.verticalHeader().hide()
    least.verticalHeader().setDefaultSectionSize(ours.verticalHeader().defaultSectionSize())
    for place, column in enumerate(columns):
        least.setColumnWidth(place, ours.columnWidth(column))
    least.resize(1200, 900)
    least.show()
    app.processEvents()

    def paint(view: QTableView) -> float:
        begun = time.perf_counter()
        for _ in range(20):
            view.viewport().repaint()
        return (time.perf_counter() - begun) / 20

    return best_of_turns({"page": lambda: paint(ours), "text_page": lambda: paint(least)}, _TURNS)


class Heartbeat:
    """Notes how late a timer of one millisecond comes."""

    def __init__(self, loop: QEventLoop) -> None:
        self._loop = loop
        self._gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def p99_ms(self, seconds: float) -> float:
        """Let events run for a while, and return how late the latest hundredth of the beats came."""
        QTimer.singleShot(round(seconds * 1000), self._loop.quit)
        return percentile(self.gaps_until_quit(), 0.99)

    def gaps_until_quit(self) -> list[float]:
        """Let events run until the loop is quit, and return how late each beat came, in milliseconds."""
        self._gaps.clear()
        self._last = time.perf_counter()
        self._loop.exec()
        return list(self._gaps)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps.append((now - self._last) * 1000 - _BEAT_MS)
        self._last = now


def measure_updates(app: QApplication, scratch: Path) -> dict[str, float]:
    """Let a real desk take 1,000 updates a second, and see how long its thread does not answer."""
    # Not the application's own loop: its quit closes the windows.
    loop = QEventLoop()
    pool = PatientPool()
    manager = JobManager(scratch / "jobs_state.json", pool=pool, role="desk")
    desk = Desk(
        app, manager.folder, lambda: manager, pool, close_manager=lambda manager: manager.close(hand_over=False)
    )
    stop = threading.Event()
    sent = 0

    def send() -> None:
        nonlocal sent
        engine = manager.hold()
        ids = [job.id for job in engine.list_jobs() if not job.is_final]
        begun = time.perf_counter()
        while not stop.is_set():
            engine._ledger.observe(ids[sent % len(ids)], cost_usd=sent / 100)
            sent += 1
            time.sleep(max(0.0, begun + sent / _UPDATES_A_SECOND - time.perf_counter()))

    desk.opened.connect(loop.quit)
    desk.start()
    loop.exec()
    heart = Heartbeat(loop)
    heart.p99_ms(3.0)
    idle = heart.p99_ms(_SECONDS)
    sender = threading.Thread(target=send)
    begun = time.perf_counter()
    sender.start()
    busy = heart.p99_ms(_SECONDS)
    stop.set()
    sender.join()
    rate = sent / (time.perf_counter() - begun)
    desk.ended.connect(loop.quit)
    desk.end()
    loop.exec()
    return {"idle_p99_ms": idle, "busy_p99_ms": busy, "rate": rate}


def main() -> None:
    """Measure what was asked for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    what, scratch = sys.argv[1], Path(sys.argv[2])
    app = QApplication(sys.argv[:1])
    app.setApplicationName("JobDesk benchmark")
    print(json.dumps(measure_table(app, scratch) if what == "table" else measure_updates(app, scratch)))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
