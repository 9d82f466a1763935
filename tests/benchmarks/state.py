"""The state on disk: one update at any size, with and without fsync, and the load of a long history."""

import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from measuring import Row, best_of_turns, median_s

from jobdesk.core.job import Job, JobStatus, Reason
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.ledger import Ledger
from jobdesk.engine.storage.snapshot import Snapshot, read_snapshot, write_snapshot
from jobdesk.engine.storage.store import Store

SIZES = (100, 10_000, 100_000)
_BATCH = 2000


def make_jobs(count: int, run_logs: Path) -> list[Job]:
    """Make a history of ended jobs like real ones."""
    config = msgspec.json.encode(
        {
            "kind": "command",
            "command": ["ffmpeg", "-i", "in.mov", "-c:v", "libx264", "out.mp4"],
            "cwd": "/home/me/video",
        }
    )
    return [
        Job(
            id=f"{number:012d}",
            number=number,
            name=f"Encode interview-cam-{number}.mov to H.264",
            kind="command",
            status=JobStatus.FAILED if number % 7 == 0 else JobStatus.COMPLETED,
            raw_config=msgspec.Raw(config),
            created="2026-01-31T10:00:00.000Z",
            updated="2026-01-31T10:20:00.000Z",
            started="2026-01-31T10:00:01.000Z",
            finished="2026-01-31T10:20:00.000Z",
            logs_path=str(run_logs / f"{number:012d}" / "job.log"),
            exit_code=1 if number % 7 == 0 else 0,
            reason=Reason("exit_code", "Exit code 1") if number % 7 == 0 else None,
            tags=("video",),
            duration_s=1199.0,
            awake_s=1199.0,
        )
        for number in range(1, count + 1)
    ]


def _ledger(home: Path, count: int) -> tuple[Ledger, Store]:
    folder = DataFolder(home)
    folder.prepare()
    snapshot = Snapshot(jobs=make_jobs(count, folder.run_logs), next_number=count + 1)
    store = Store(folder, snapshot)
    return Ledger(snapshot, store, EventBus()), store


def _updater(ledger: Ledger, *, durable: bool, batch: int) -> Callable[[], float]:
    names = itertools.count()

    def run() -> float:
        begun = time.perf_counter()
        for _ in range(batch):
            name = f"renamed {next(names)}"
            ledger.change("000000000050", lambda _, name=name: {"name": name}, durable=durable)  # type: ignore[misc]
        return (time.perf_counter() - begun) / batch

    return run


def _sqlite(path: Path, job: Job) -> Callable[[], float]:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=off")
    database.execute("create table jobs (id text, name text, body blob)")
    body = msgspec.json.encode(job)

    def run() -> float:
        begun = time.perf_counter()
        for number in range(_BATCH):
            database.execute("insert into jobs values (?, ?, ?)", (job.id, f"renamed {number}", body))
        return (time.perf_counter() - begun) / _BATCH

    return run


def _bare_fdatasync(path: Path, job: Job, batch: int) -> Callable[[], float]:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    line = msgspec.json.encode(job)

    def run() -> float:
        begun = time.perf_counter()
        for _ in range(batch):
            os.write(descriptor, line)
            os.fdatasync(descriptor)
        return (time.perf_counter() - begun) / batch

    return run


def update_rows(scratch: Path) -> list[Row]:
    """Measure one change of one job among few and many, against sqlite and against the bare system call."""
    ledgers = {count: _ledger(scratch / f"update-{count}", count)[0] for count in SIZES}
    sample = make_jobs(50, scratch)[-1]
    works = {f"{count}": _updater(ledger, durable=False, batch=_BATCH) for count, ledger in ledgers.items()}
    works["sqlite"] = _sqlite(scratch / "reference.db", sample)
    figures = best_of_turns(works, 9)
    synced = {f"{count}": _updater(ledger, durable=True, batch=200) for count, ledger in ledgers.items()}
    synced["fdatasync"] = _bare_fdatasync(scratch / "reference.jsonl", sample, 200)
    synced_figures = best_of_turns(synced, 9)
    few, many = str(SIZES[0]), str(SIZES[-1])
    rows = [Row(f"update, {count} jobs", f"{figures[str(count)] * 1e6:.1f} µs") for count in SIZES]
    rows.append(Row("update, many to few", "", f"{few} jobs", figures[many] / figures[few], 1.5))
    reference = f"sqlite WAL insert {figures['sqlite'] * 1e6:.1f} µs"
    rows.append(
        Row("update, no fsync", f"{figures[many] * 1e6:.1f} µs", reference, figures[many] / figures["sqlite"], 0.5)
    )
    reference = f"bare fdatasync {synced_figures['fdatasync'] * 1e6:.0f} µs"
    ratio = synced_figures[many] / synced_figures["fdatasync"]
    rows.append(Row("update, durable", f"{synced_figures[many] * 1e6:.0f} µs", reference, ratio, 1.5))
    return rows


def load_rows(scratch: Path) -> list[Row]:
    """Measure the load of 100,000 jobs, checksum and all, against `json.load` of the same file."""
    count = SIZES[-1]
    path = scratch / "jobs_state.json"
    write_snapshot(path, scratch / "previous.json", Snapshot(jobs=make_jobs(count, scratch), next_number=count + 1))

    def in_fresh_process(code: str) -> float:
        """A fresh process each time: nothing is warm, and no earlier garbage is collected in the middle."""
        timed = f"import time\n{code}\nbegun=time.perf_counter()\nload()\nprint(time.perf_counter()-begun)"
        finished = subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True)
        return float(finished.stdout)

    ours = (
        f"from pathlib import Path\nfrom jobdesk.engine.storage.snapshot import read_snapshot\n"
        f"def load(): assert len(read_snapshot(Path({str(path)!r})).jobs) == {count}"
    )
    theirs = f"import json\ndef load():\n  with open({str(path)!r}) as f: assert len(json.load(f)['jobs']) == {count}"
    figures = best_of_turns({"ours": lambda: in_fresh_process(ours), "json": lambda: in_fresh_process(theirs)}, 5)
    save_s = median_s(lambda: write_snapshot(path, scratch / "previous.json", read_snapshot(path)), 3)
    size_mb = path.stat().st_size / 1e6
    reference = f"json.load {figures['json']:.2f} s"
    return [
        Row(f"load, {count} jobs", f"{figures['ours']:.2f} s", reference, figures["ours"] / figures["json"], 0.8),
        Row(f"load and save, {count} jobs", f"{save_s:.2f} s, {size_mb:.0f} MB"),
    ]


def rows(scratch: Path) -> list[Row]:
    """Measure the state on disk."""
    folder = scratch / "state"
    folder.mkdir()
    try:
        return update_rows(folder) + load_rows(folder)
    finally:
        shutil.rmtree(folder)
