"""The command line where its streams, its memory or its data folder are not as usual."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk.core.errors import DataFolderError
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import default_home

Run = Callable[..., subprocess.CompletedProcess[str]]
JOBDESK = f"{sys.executable} -m jobdesk"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uses a Unix shell")


def shell(line: str, **options: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **options}
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, timeout=100, check=False, env=environment
    )


@pytest.mark.parametrize("words", ["list", "list --json", "show 1", "logs 1", "--help", "run -- echo x", "why 1"])
def test_a_closed_pipe_ends_any_verb_with_141_and_no_word(run: Run, words: str) -> None:
    run("run", "--", "echo", "first")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "jobdesk", *words.split()],
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            timeout=100,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.returncode == 141
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("words", ["list", "list --json", "show 1", "logs 1", "submit --hold -- true", "run -- true"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_stream_that_was_closed_changes_nothing_else(run: Run, words: str, closed: str) -> None:
    run("submit", "--hold", "--", "true")
    done = shell(f"{JOBDESK} {words} {closed}")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_said_in_one_line(run: Run) -> None:
    run("submit", "--hold", "--", "true")
    done = shell(f"{JOBDESK} list > /dev/full")
    assert (done.returncode, done.stderr) == (1, "jobdesk: No space left on device\n")


def test_a_relative_data_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = shell(f"cd {tmp_path}; PYTHONPATH={Path.cwd()} {JOBDESK} list", JOBDESK_HOME="jobs")
    assert done.returncode == 1
    assert done.stderr == (
        "jobdesk: The data folder jobs cannot be used: JOBDESK_HOME is a relative path. "
        "Set it to an absolute one, such as ~/jobs.\n"
    )
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("JOBDESK_HOME", "jobs")
    with pytest.raises(DataFolderError, match="relative"):
        JobManager()
    monkeypatch.setenv("JOBDESK_HOME", "~/jobs")
    assert default_home() == Path.home() / "jobs"


def test_a_data_folder_whose_path_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    done = shell(f"{JOBDESK} submit -- true", JOBDESK_HOME=folder)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "its path is not valid UTF-8. Choose another one with JOBDESK_HOME." in done.stderr
    assert not Path(folder).exists()


# How much an interpreter needs for itself differs, so its limit is set when it has started.
LIMITED = """
import resource, sys
import jobdesk.__main__ as entry
size_kb = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmSize"))
limit = (size_kb + int(sys.argv.pop(1))) * 1024
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
sys.exit(entry.main())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere memory is not limited this way")
@pytest.mark.parametrize(
    ("spare_kb", "words", "code"),
    [(spare_kb, "serve --until-idle", 1) for spare_kb in (500, 1000, 2000, 3000, 5000, 24_000)]
    + [(500, "run -- true", 125), (1000, "run -- true", 125)],
)
def test_want_of_memory_is_said_in_one_line(spare_kb: int, words: str, code: int) -> None:
    program = [sys.executable, "-c", LIMITED]
    subprocess.run([*program, "999999", "--help"], capture_output=True, timeout=100, check=True)  # All is compiled now.
    done = subprocess.run(
        [*program, str(spare_kb), *words.split()], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "no more threads or memory" in done.stderr
    assert "already started" not in done.stderr


def test_a_newer_state_is_refused_for_reading_with_advice_that_fits(home: Path, run: Run) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job({"command": ["true"]})
    path = home / "jobs_state.json"
    body = path.read_bytes().rpartition(b',"sha256":"')[0].replace(b'"schema":2', b'"schema":999', 1)
    path.write_bytes(body + b',"sha256":"%s"}\n' % hashlib.sha256(body).hexdigest().encode())
    done = run("list")
    path.unlink()
    assert done.returncode == 1
    assert done.stderr.startswith(f"jobdesk: Cannot read {path}: a newer JobDesk wrote it")
    assert done.stderr.endswith("update this one. Nothing there was changed.\n")


def test_a_list_that_was_lost_is_never_just_empty(home: Path, run: Run) -> None:
    home.mkdir(mode=0o700)
    (home / "jobs_state.json").write_text('{"schema": 2, damaged')
    said = "it is kept as jobs_state.damaged.json"
    for words in (["list"], ["list", "--json"], ["submit", "--hold", "--", "true"], ["list", "--status", "failed"]):
        done = run(*words)
        assert done.returncode == 0
        assert said in done.stderr, words
    assert json.loads(run("list", "--json").stdout)[0]["number"] == 1
    run("delete", "1")
    done = run("list")
    assert "jobs_state.damaged.json" in done.stderr
