"""The archive: memory with a long history in it, and a search through it beside grep of the same files."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import state
from measuring import Row, best_of_turns

from jobdesk.core.job import JobStatus
from jobdesk.engine.storage.archive import Archive
from jobdesk.engine.storage.data_folder import DataFolder

_COUNT = 100_000
_TURNS = 5
_RSS = """
import sys
from pathlib import Path
from jobdesk.engine.manager import JobManager
manager = JobManager(Path(sys.argv[1]) / "jobs_state.json")
manager.hold()
found = len(manager.search_archive("nowhere at all"))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")))
manager.close(hand_over=False)
"""


def _fill(home: Path, count: int) -> DataFolder:
    folder = DataFolder(home)
    folder.prepare()
    archive = Archive(folder.archive, folder.run_logs)
    jobs = state.make_jobs(count, folder.run_logs)
    for at in range(0, count, 200):
        moment = "2026-02-01T10:00:00.000Z"
        archive.append([msgspec.structs.replace(job, archived=moment) for job in jobs[at : at + 200]])
    return folder


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def run() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return run


def _grep(folder: DataFolder, text: str) -> Callable[[], object]:
    command = ["grep", "-i", "-F", "-c", text, *map(str, sorted(folder.archive.iterdir()))]
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False)


def _rss_mb(home: Path) -> float:
    """Return the memory of a fresh engine that has searched the whole archive once."""
    figures = []
    for _ in range(3):
        finished = subprocess.run([sys.executable, "-c", _RSS, str(home)], capture_output=True, text=True, check=True)
        figures.append(int(finished.stdout) / 1000)
    return sorted(figures)[1]


def rows(scratch: Path) -> list[Row]:
    """Measure the archive."""
    full, empty = _fill(scratch / "archive-full", _COUNT), _fill(scratch / "archive-empty", 200)
    size_mb = sum(path.stat().st_size for path in full.archive.iterdir()) / 1e6
    archive = Archive(full.archive, full.run_logs)
    found = []
    for what, text, status in (
        ("a word that is nowhere", "nowhere", None),
        ("a word of the oldest job", "interview-cam-1.mov", None),
        ("a word of every job, the newest 100", "interview", None),
        ("two words, failed, all there are", "encode interview-cam-77", JobStatus.FAILED),
    ):
        words = max(text.split(), key=len)
        works = {
            "ours": _timed(lambda text=text, status=status: archive.search(text, status, 100)),  # type: ignore[misc]
            "grep": _timed(_grep(full, words)),
        }
        figures = best_of_turns(works, _TURNS)
        reference = f"grep -iF {figures['grep'] * 1e3:.0f} ms"
        ratio = figures["ours"] / figures["grep"]
        row = Row(f"search {size_mb:.0f} MB: {what}", f"{figures['ours'] * 1e3:.0f} ms", reference, ratio, 3)
        found.append(row)
    get = best_of_turns({"number": _timed(lambda: archive.find("#1"))}, _TURNS)["number"]
    found.append(Row("find the oldest by its number", f"{get * 1e3:.0f} ms"))
    if sys.platform == "linux":
        most, least = _rss_mb(full.path), _rss_mb(empty.path)
        reference = f"with 200: {least:.1f} MB"
        found.append(Row(f"memory, {_COUNT} jobs archived", f"{most:.1f} MB", reference, most / least, 1.15))
    return found
