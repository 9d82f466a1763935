"""The packaged program beside the installed package: what their starts cost, and its size."""

import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import Row
from window import install_package, until_mapped

_ROOT = Path(__file__).resolve().parents[2]
_STARTS = 25
_WINDOWS = 10


def rows(scratch: Path) -> list[Row]:
    """Build the program, and measure both in turn; of each the least counts, which other work disturbs least."""
    if sys.platform != "linux":
        return [Row("packaged program", "not measured: its folder is built on Linux")]
    built = scratch / "bundle"
    begun = time.perf_counter()
    build = [sys.executable, str(_ROOT / "packaging" / "build.py"), "--into", str(built), "linux"]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    build_s = time.perf_counter() - begun
    folder = built / "jobdesk"
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    programs = {"packaged": folder / "jobdesk", "installed": install_package(scratch / "installed") / "jobdesk"}
    environment = {**os.environ, "JOBDESK_HOME": str(scratch / "home"), "HOME": str(scratch)}
    # What is installed is compiled once; where this is set, every start would compile it again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("PYTHONPATH", None)
    cpu = _least(lambda program: _cpu_s(program, environment), programs, _STARTS)
    found = [
        Row("packaged program", f"{size / 1e6:.0f} MB", f"built in {build_s:.0f} s"),
        _compared("CPU of --version, packaged", cpu, 1.3),
    ]
    missing = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    if missing:
        return [*found, Row("start to window, packaged", f"not measured: {', '.join(missing)} missing")]
    display = f":{50 + os.getpid() % 1000}"
    server = subprocess.Popen(["Xvfb", display, "-screen", "0", "1600x1000x24", "-noreset"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        shown = {**environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        window = _least(lambda program: _window_s(program, shown), programs, _WINDOWS)
        window_cpu = _least(lambda program: _window_s(program, shown, which=2), programs, _WINDOWS)
    finally:
        server.terminate()
        server.wait()
    return [
        *found,
        _compared("start to mapped window, packaged", window, 1.2),
        _compared("CPU until then, packaged", window_cpu, 1.2),
    ]


def _compared(what: str, figures: dict[str, float], bound: float) -> Row:
    packaged, installed = (figures[name] * 1e3 for name in ("packaged", "installed"))
    return Row(what, f"{packaged:.0f} ms", f"installed {installed:.0f} ms", packaged / installed, bound)


def _least(measure: Callable[[Path], float], programs: dict[str, Path], turns: int) -> dict[str, float]:
    """Let each program be measured in turn, and return each one's least figure, without those of its first turn."""
    found: dict[str, float] = dict.fromkeys(programs, math.inf)
    for turn in range(turns + 1):
        for name, program in programs.items():
            figure = measure(program)
            if turn and figure < found[name]:
                found[name] = figure
    return found


def _cpu_s(program: Path, environment: dict[str, str]) -> float:
    """Return the processor time of ``--version``, with that of the kernel."""
    process = subprocess.Popen([program, "--version"], env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def _window_s(program: Path, environment: dict[str, str], which: int = 0) -> float:
    """Return the seconds from the start to the window of an empty data folder, or another figure of `until_mapped`."""
    with tempfile.TemporaryDirectory(dir=environment["HOME"]) as home:
        return until_mapped([str(program)], "^JobDesk", {**environment, "JOBDESK_HOME": home})[which]
