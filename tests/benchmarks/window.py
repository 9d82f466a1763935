"""The window: filter, sort and paint of a long history, start to mapped, memory, and its thread under many updates."""

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import psutil
from measuring import Row
from state import make_jobs

from jobdesk.core.job import JobStatus, Reason
from jobdesk.engine.storage.snapshot import Snapshot, write_snapshot

_ROOT = Path(__file__).resolve().parents[2]
_JOBS = 10_000
_HELD = 200
_STARTS = 10
_USABLE_STARTS = 5
_PATIENCE_S = 30.0
_BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
app = QApplication(sys.argv)
window = QMainWindow()
window.setWindowTitle("Bare window")
window.setCentralWidget(QTableView())
window.resize(1280, 800)
window.show()
app.exec()
"""


def _write_state(home: Path) -> None:
    """Write a data folder with a long history, and some jobs that can still change."""
    home.mkdir(parents=True, exist_ok=True)
    jobs = make_jobs(_JOBS, home / "run_logs")
    held = [
        msgspec.structs.replace(
            job,
            status=JobStatus.QUEUED,
            reason=Reason("held", "Held by you"),
            started=None,
            finished=None,
            exit_code=None,
            duration_s=None,
            awake_s=None,
        )
        for job in jobs[-_HELD:]
    ]
    snapshot = Snapshot(jobs=[*jobs[:-_HELD], *held], next_number=_JOBS + 1, run_logs=str(home / "run_logs"))
    write_snapshot(home / "jobs_state.json", home / "previous.json", snapshot)


def _probe(what: str, scratch: Path) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "QT_QPA_PLATFORM": "offscreen"}
    probe = [sys.executable, str(Path(__file__).with_name("window_probe.py")), what, str(scratch)]
    finished = subprocess.run(probe, capture_output=True, text=True, check=True, env=environment, timeout=300)
    found: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return found


def table_rows(scratch: Path) -> list[Row]:
    """Measure filter, sort and paint, each beside the least that it could cost."""
    found = _probe("table", scratch)

    def row(what: str, ours: str, reference: str, words: str, bound: float) -> Row:
        ratio = found[ours] / found[reference]
        return Row(what, f"{found[ours] * 1e3:.1f} ms", f"{words} {found[reference] * 1e3:.1f} ms", ratio, bound)

    return [
        row("filter, 100000 jobs", "filter", "scan", "scan of the same texts", 3),
        Row("filter taken away again", f"{found['clear'] * 1e3:.1f} ms"),
        row("sort by name, 100000 jobs", "sort", "bare_sort", "list.sort by the key", 2),
        row("paint one page", "page", "text_page", "delegate that draws text", 1.3),
        row("a key in the palette, 10000 jobs", "palette", "palette_one_by_one", "each text by itself", 0.5),
        Row("the slowest tenth of keys in it", f"{found['palette_p90'] * 1e3:.1f} ms"),
        Row("rows of 100000 jobs, first time", f"{found['load'] * 1e3:.0f} ms"),
        Row("texts to search in, first time", f"{found['index'] * 1e3:.0f} ms"),
    ]


_BOUNDS: dict[str, tuple[float | None, float | None]] = {
    "bare PySide6 window": (1.4, None),
    "vorta": (0.6, 0.85),
    "qbittorrent": (2.0, None),
}
"""What start and memory should be at most, as shares of each one's."""


def _accept_legal_notice(config: Path) -> None:
    """Say yes for qBittorrent: before that it shows a dialog of another title, and never its window."""
    folder = config / "qBittorrent"
    folder.mkdir(parents=True)
    (folder / "qBittorrent.conf").write_text("[LegalNotice]\nAccepted=true\n")


def until_mapped(command: list[str], title: str, environment: dict[str, str]) -> tuple[float, float, float]:
    """Return the seconds from start to a mapped window of a title, the memory then in MB, and the processor time."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        look = ["xdotool", "search", "--onlyvisible", "--name", title]
        while not subprocess.run(look, env=environment, capture_output=True, check=False).stdout.strip():
            if time.perf_counter() - begun > _PATIENCE_S or process.poll() is not None:
                return math.nan, math.nan, math.nan
            time.sleep(0.005)
        mapped_s = time.perf_counter() - begun
        used = psutil.Process(process.pid).cpu_times()
        time.sleep(2)
        memory = sum(part.memory_info().rss for part in [psutil.Process(process.pid)]) / 1e6
        return mapped_s, memory, used.user + used.system
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _median(values: list[tuple[float, float, float]], which: int) -> float:
    """Return the median of one figure over the runs in which a window was seen at all."""
    seen = [value[which] for value in values if not math.isnan(value[which])]
    return statistics.median(seen) if seen else math.nan


def install_package(environment: Path) -> Path:
    """Install JobDesk as its users have it, without the packages of its checks; return the folder of its programs."""
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--constraint", str(_ROOT / "packaging/constraints.txt"), str(_ROOT)], check=True)
    return programs


def start_rows(scratch: Path) -> list[Row]:
    """Measure the start to a mapped window with 10,000 jobs, in turn with others' windows."""
    missing = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    if missing:
        return [Row("start to mapped window", f"not measured: {', '.join(missing)} missing")]
    home = scratch / "home"
    installed_at = install_package(scratch / "installed")
    programs = {
        "ours": ([str(installed_at / "jobdesk-desk")], "^JobDesk"),
        "bare PySide6 window": ([str(installed_at / "python"), "-c", _BARE], "^Bare window"),
    }
    others = {"vorta": (["vorta"], "Vorta"), "qbittorrent": (["qbittorrent"], "qBittorrent")}
    installed = {name: program for name, program in others.items() if shutil.which(name)}
    display = f":{50 + os.getpid() % 1000}"
    # Without -noreset it begins anew when its last client goes, and who comes meanwhile finds no display.
    options = ["-screen", "0", "1600x1000x24", "-noreset"]
    server = subprocess.Popen(["Xvfb", display, *options], stderr=subprocess.DEVNULL)
    _accept_legal_notice(scratch / "config")
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "JOBDESK_HOME": str(home),
        "HOME": str(scratch),
        "XDG_CONFIG_HOME": str(scratch / "config"),
    }
    # What is installed is compiled once; where this is set, every start would compile it again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("PYTHONPATH", None)
    found: dict[str, list[tuple[float, float, float]]] = {}
    try:
        time.sleep(1)
        for _ in range(_STARTS):
            for name, (command, title) in (programs | installed).items():
                if name == "ours":
                    shutil.rmtree(home, ignore_errors=True)
                    _write_state(home)
                found.setdefault(name, []).append(until_mapped(command, title, environment))
        usable = [_until_usable(home, environment) for _ in range(_USABLE_STARTS)]
    finally:
        server.terminate()
        server.wait()
    starts, sizes = ({name: _median(values, which) for name, values in found.items()} for which in (0, 1))
    rows = []
    for name in ("bare PySide6 window", *others):
        if name not in starts:
            rows.append(
                Row(f"start to mapped window, beside {name}", f"{starts['ours'] * 1e3:.0f} ms", "not installed")
            )
            continue
        reference = f"{name} {starts[name] * 1e3:.0f} ms"
        start_bound, size_bound = _BOUNDS[name]
        ratio = starts["ours"] / starts[name]
        rows.append(Row("start to mapped window", f"{starts['ours'] * 1e3:.0f} ms", reference, ratio, start_bound))
        reference = f"{name} {sizes[name]:.0f} MB"
        ratio = sizes["ours"] / sizes[name]
        rows.append(Row("memory, 10000 jobs", f"{sizes['ours']:.0f} MB", reference, ratio, size_bound))
    for key, what in (("rows", "start to rows painted"), ("typed", "start to a typed letter in the search")):
        rows.append(Row(f"{what}, {_JOBS} jobs", f"{statistics.median(one[key] for one in usable) * 1e3:.0f} ms"))
    return rows


def _until_usable(home: Path, environment: dict[str, str]) -> dict[str, float]:
    """Return the seconds from start to the first painted rows, and to the first letter that was typed."""
    shutil.rmtree(home, ignore_errors=True)
    _write_state(home)
    begun = time.perf_counter()
    probe = [sys.executable, str(Path(__file__).with_name("start_probe.py")), str(begun)]
    told = subprocess.run(probe, env=environment, capture_output=True, text=True, check=True, timeout=_PATIENCE_S)
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found


def update_rows(scratch: Path) -> list[Row]:
    """Measure how long the window's thread does not answer while 1,000 jobs a second change."""
    home = scratch / "updates"
    _write_state(home)
    found = _probe("updates", home)
    idle, busy = found["idle_p99_ms"], found["busy_p99_ms"]
    return [
        Row(
            f"p99 stall in ms over idle, {found['rate']:.0f} updates a second",
            f"{busy:.1f} ms",
            f"idle {idle:.1f} ms",
            max(0.0, busy - idle),
            8,
        )
    ]


def rows(scratch: Path) -> list[Row]:
    """Measure the window."""
    folder = scratch / "window"
    folder.mkdir()
    try:
        return table_rows(folder) + start_rows(folder) + update_rows(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
