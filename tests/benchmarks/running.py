"""Running jobs: how many a second, how soon, and what a running job costs."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil
from measuring import Row, percentile

from jobdesk import JobManager
from jobdesk.core.events import Event, JobChanged

_TRIVIAL_JOBS = 400
_LATENCY_JOBS = 200
_IDLE_JOBS = 200


def _ours(scratch: Path, count: int) -> float:
    """Run trivial jobs, each recorded and under its own supervisor, and return how many ended a second."""
    with JobManager(scratch / f"rate-{time.monotonic_ns()}" / "jobs_state.json") as manager:
        manager.change_setting("run_limit", 4)
        manager.wait_job(manager.submit_job({"command": ["true"]}).id)
        begun = time.perf_counter()
        jobs = [manager.submit_job({"command": ["true"]}) for _ in range(count)]
        ended = [manager.wait_job(job.id) for job in jobs]
        rate = count / (time.perf_counter() - begun)
        assert all(job is not None and job.status == "completed" for job in ended)
    return rate


def _parallel(count: int) -> float:
    numbers = "\n".join(map(str, range(count)))
    begun = time.perf_counter()
    subprocess.run(["parallel", "-j4", "true"], input=numbers, text=True, check=True, capture_output=True)
    return count / (time.perf_counter() - begun)


def _task_spooler(count: int) -> float:
    environment = {**os.environ, "TS_SOCKET": f"/tmp/ts-{os.getpid()}", "TS_SLOTS": "4", "TS_MAXFINISHED": "10000"}
    begun = time.perf_counter()
    for _ in range(count):
        subprocess.run(["tsp", "-n", "true"], env=environment, check=True, capture_output=True)
    while "running" in (listing := subprocess.check_output(["tsp"], env=environment, text=True)) or "queued" in listing:
        time.sleep(0.02)
    rate = count / (time.perf_counter() - begun)
    subprocess.run(["tsp", "-K"], env=environment, check=True)
    return rate


def rate_rows(scratch: Path) -> list[Row]:
    """Measure trivial jobs a second at 4 wide, in turn with what others use for that."""
    references = {"GNU parallel": ("parallel", _parallel), "task-spooler": ("tsp", _task_spooler)}
    present = {name: run for name, (program, run) in references.items() if shutil.which(program)}
    rates: dict[str, list[float]] = {"ours": [], **{name: [] for name in present}}
    for _ in range(5):
        rates["ours"].append(_ours(scratch, _TRIVIAL_JOBS))
        for name, run in present.items():
            rates[name].append(run(_TRIVIAL_JOBS))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    found = [Row("trivial jobs, 4 wide", f"{medians['ours']:.0f} a second")]
    for name in references:
        if name not in present:
            found.append(Row(f"  time against {name}", "", "not installed"))
            continue
        bound = 1.0 if name == "GNU parallel" else None
        ratio = medians[name] / medians["ours"]
        found.append(Row(f"  time against {name}", "", f"{medians[name]:.0f} a second", ratio, bound))
    return [*found, _fsync_row(scratch)]


def _fsync_row(scratch: Path) -> Row:
    """Count the calls that wait for the disk, by tracing a whole run with all its supervisors."""
    if not shutil.which("strace"):
        return Row("fsyncs a job", "", "strace is not installed")
    count = 50
    trace = scratch / "trace.txt"
    code = (
        "from pathlib import Path; import sys; sys.path.insert(0, sys.argv[2]); import running\n"
        f"running._ours(Path(sys.argv[1]), {count})"
    )
    calls = "trace=fsync,fdatasync,sync_file_range"
    here = str(Path(__file__).parent)
    subprocess.run(
        ["strace", "-f", "-qq", "-e", calls, "-o", trace, sys.executable, "-c", code, str(scratch), here], check=True
    )
    found = len(re.findall(r"f(?:data)?sync\(\d+", trace.read_text()))
    return Row("fsyncs a job", f"{found / (count + 1):.1f}")


def latency_rows(scratch: Path) -> list[Row]:
    """Measure from the call to the job's process, and from its end to the event, against a bare Popen."""
    to_running: list[float] = []
    to_noticed: list[float] = []
    popen: list[float] = []
    noticed_at: dict[str, float] = {}

    def listen(event: Event) -> None:
        if isinstance(event, JobChanged) and event.job.is_final:
            noticed_at[event.job.id] = time.time()

    stamp = scratch / "stamps"
    stamp.mkdir()
    code = "import sys,time; s=time.time(); open(sys.argv[1],'w').write(f'{s!r} {time.time()!r}')"
    with JobManager(scratch / "latency" / "jobs_state.json") as manager:
        manager.subscribe(listen)
        for number in range(_LATENCY_JOBS):
            mark = stamp / str(number)
            argv = [sys.executable, "-I", "-S", "-c", code, str(mark)]
            begun = time.time()
            job = manager.submit_job({"command": argv})
            ended = manager.wait_job(job.id)
            began_at, finished_at = map(float, mark.read_text().split())
            assert ended is not None
            if number:  # The first one starts the launch server.
                to_running.append(began_at - begun)
                to_noticed.append(noticed_at[job.id] - finished_at)
            begun = time.time()
            subprocess.run(argv, check=True)
            popen.append(float(mark.read_text().split()[0]) - begun)
    start = statistics.median(popen)
    return [
        Row(
            "submit to its first line of code, p50",
            f"{percentile(to_running, 0.5) * 1e3:.1f} ms",
            f"bare Popen {start * 1e3:.1f} ms",
            percentile(to_running, 0.5) / start,
        ),
        Row("submit to its first line of code, p99", f"{percentile(to_running, 0.99) * 1e3:.1f} ms"),
        Row("last line of code to noticed, p50", f"{percentile(to_noticed, 0.5) * 1e3:.1f} ms"),
        Row("last line of code to noticed, p99", f"{percentile(to_noticed, 0.99) * 1e3:.1f} ms"),
    ]


def _on_processor_s(pids: list[int]) -> float:
    """Return the time that all threads of processes have spent on a processor, to the nanosecond (Linux schedstat)."""
    paths = [path for pid in pids for path in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(int(path.read_text().split()[0]) for path in paths) / 1e9


def idle_rows(scratch: Path) -> list[Row]:
    """Measure what 200 running jobs that do nothing cost: memory each, processor time of all, and the close."""
    manager = JobManager(scratch / "idle" / "jobs_state.json")
    manager.change_setting("run_limit", _IDLE_JOBS)
    jobs = [manager.submit_job({"command": ["sleep", "600"]}) for _ in range(_IDLE_JOBS)]
    while any(manager.get_job(job.id).started is None for job in jobs):  # type: ignore[union-attr]
        time.sleep(0.1)
    time.sleep(12)  # Logs are looked at less and less often while nothing comes.
    engine = psutil.Process()
    supervisors = [
        process
        for process in psutil.process_iter(["cmdline"])
        if "launch_server.py" in " ".join(process.info["cmdline"] or [])
    ]
    memory = sum(process.memory_full_info().pss for process in supervisors) / _IDLE_JOBS
    resident = statistics.median(process.memory_info().rss for process in supervisors)
    begun = time.perf_counter()
    own = _on_processor_s([engine.pid])
    theirs = _on_processor_s([process.pid for process in supervisors])
    time.sleep(20)
    spent = time.perf_counter() - begun
    engine_share = (_on_processor_s([engine.pid]) - own) / spent
    share = engine_share + (_on_processor_s([process.pid for process in supervisors]) - theirs) / spent
    begun = time.perf_counter()
    manager.close(hand_over=False)
    closed_s = time.perf_counter() - begun
    with JobManager(manager.folder.state) as again:
        for job in jobs:
            again.cancel_job(job.id)
        for job in jobs:
            again.wait_job(job.id)
    return [
        Row("memory a running job (PSS)", f"{memory / 1e6:.2f} MB", "6 MB", memory / 6e6, 1.0),
        Row("  resident, counting shared pages", f"{resident / 1e6:.1f} MB"),
        Row("processor, 200 idle jobs, engine", f"{engine_share:.2%} of a core", "2 %", engine_share / 0.02, 1.0),
        Row("  with their supervisors", f"{share:.2%} of a core"),
        Row("close with 200 running jobs", f"{closed_s * 1e3:.0f} ms", "1 s", closed_s / 1.0, 1.0),
    ]


def rows(scratch: Path) -> list[Row]:
    """Measure running jobs."""
    return rate_rows(scratch) + latency_rows(scratch) + idle_rows(scratch)
