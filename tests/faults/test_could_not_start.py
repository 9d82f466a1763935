"""What cannot start says so with the system's own words; what dies by a signal says by which."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobdesk.core.job import Job, JobStatus
from tests.faults.desks import Desk


def run(desk: Desk, command: list[str], **config: object) -> Job:
    """Run one command to its end."""
    manager = desk.manager()
    with manager:
        ended = manager.wait_job(manager.submit_job({"command": command, **config}).id, timeout_s=60)
    assert ended is not None
    assert ended.is_final
    return ended


def expect_no_start(job: Job, text: str) -> None:
    """Check that a job could not start, for a reason that the system gave."""
    assert job.status is JobStatus.FAILED
    assert job.reason is not None
    assert job.reason.code == "could_not_start"
    assert text in job.reason.text
    assert job.error == job.reason.text
    assert job.exit_code is None


def make_program(path: Path, text: str, mode: int = 0o755) -> str:
    """Write a program file."""
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def test_a_missing_program(desk: Desk) -> None:
    expect_no_start(run(desk, ["no-such-program"]), "Command not found: no-such-program")
    expect_no_start(run(desk, ["/no/such/program"]), "No such file or directory")


def test_a_missing_program_is_told_apart_from_a_job_that_itself_ends_with_127(desk: Desk) -> None:
    job = run(desk, ["sh", "-c", "exit 127"])
    assert job.reason is not None
    assert (job.exit_code, job.reason.code) == (127, "exit_code")


def test_a_folder_that_is_missing_or_is_none(desk: Desk, tmp_path: Path) -> None:
    expect_no_start(run(desk, ["true"], cwd=str(tmp_path / "none")), "No such file or directory")
    expect_no_start(run(desk, ["true"], cwd=__file__), "Not a directory")


def test_a_program_without_the_permission_to_run(desk: Desk, tmp_path: Path) -> None:
    expect_no_start(run(desk, [make_program(tmp_path / "p", "#!/bin/sh\n", 0o644)]), "Permission denied")
    expect_no_start(run(desk, [str(tmp_path)]), "Permission denied")


def test_a_first_line_that_names_no_interpreter(desk: Desk, tmp_path: Path) -> None:
    program = make_program(tmp_path / "p", "#!/no/such/interpreter\n")
    expect_no_start(run(desk, [program]), "names an interpreter in its first line that does not exist")
    expect_no_start(run(desk, ["./p"], cwd=str(tmp_path)), "names an interpreter in its first line")


def test_a_program_in_no_format_that_the_system_runs(desk: Desk, tmp_path: Path) -> None:
    expect_no_start(run(desk, [make_program(tmp_path / "p", "no first line\n")]), "Exec format error")
    expect_no_start(run(desk, [make_program(tmp_path / "q", "")]), "Exec format error")


def test_a_program_that_is_being_written(desk: Desk, tmp_path: Path) -> None:
    busy = tmp_path / "busy"
    busy.write_bytes(Path("/bin/true").read_bytes())
    busy.chmod(0o755)
    with busy.open("ab"):
        expect_no_start(run(desk, [str(busy)]), "Text file busy")


def test_an_argument_that_is_too_long_for_the_system(desk: Desk) -> None:
    expect_no_start(run(desk, ["true", "x" * 500_000]), "Argument list too long")


def test_one_that_could_not_start_is_no_fault_of_the_next(desk: Desk) -> None:
    manager = desk.manager()
    jobs = [manager.submit_job({"command": ["no-such-program"]}) for _ in range(8)]
    jobs += [manager.submit_job({"command": ["sh", "-c", "exit 3"]}) for _ in range(8)]
    ended = [manager.wait_job(job.id, 60) for job in jobs]
    assert [job.exit_code if job else "?" for job in ended] == [None] * 8 + [3] * 8


@pytest.mark.parametrize(
    ("name", "meaning"),
    [("SEGV", "memory"), ("KILL", "killed"), ("ABRT", "gave up"), ("TERM", ""), ("INT", ""), ("HUP", ""), ("PIPE", "")],
)
def test_an_end_by_a_signal_is_told_by_its_name(desk: Desk, name: str, meaning: str) -> None:
    job = run(desk, ["sh", "-c", f"kill -{name} $$"])
    assert job.status is JobStatus.FAILED
    assert job.exit_code is not None
    assert job.exit_code < 0
    assert job.reason is not None
    assert job.reason.code == "signal"
    assert f"SIG{name}" in job.reason.text
    assert meaning in job.reason.text


def test_the_signals_that_python_ignores_end_a_job_as_they_should(desk: Desk) -> None:
    """A job started by a Python program would inherit that SIGPIPE and SIGXFSZ are ignored."""
    ignored = "import signal; print(signal.getsignal(signal.SIGPIPE), signal.getsignal(signal.SIGINT))"
    text = run(desk, ["sh", "-c", f"{sys.executable} -I -c 'pass'; yes | head -n 1; trap", ignored])
    assert text.exit_code == 0
    status = run(desk, ["sh", "-c", "exec grep -E '^Sig(Ign|Blk)' /proc/self/status"])
    words = Path(status.logs_path).read_text().split()
    assert [int(word, 16) for word in words if not word.endswith(":")] == [0, 0]


def test_a_job_starts_with_three_descriptors_and_nothing_of_jobdesk_s(desk: Desk) -> None:
    job = run(desk, ["sh", "-c", "ls -1 /proc/$$/fd"])
    assert Path(job.logs_path).read_text().split() == ["0", "1", "2"]


MEMORY_GROUPS = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")


@pytest.fixture
def small_memory() -> object:
    """A control group with 32 MB of memory; yields the file that a process joins it by."""
    for root, limit in ((MEMORY_GROUPS[0], "memory.limit_in_bytes"), (MEMORY_GROUPS[1], "memory.max")):
        group = root / f"jobdesk-test-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        if (group / limit).exists():
            (group / limit).write_text("33554432")
            swap = group / "memory.swap.max"
            if swap.exists():
                swap.write_text("0")
            yield group / "cgroup.procs"
            group.rmdir()
            return
        group.rmdir()
    pytest.skip("needs root and a memory control group, to run out of memory in")


def test_an_end_for_want_of_memory_is_told_as_that(desk: Desk, small_memory: Path) -> None:
    eater = "x = bytearray()\nwhile True: x += bytes(1 << 20)"
    script = f'echo $$ > {small_memory}; sleep 0.5; exec {sys.executable} -c "{eater}"'
    job = run(desk, ["sh", "-c", script])
    assert job.exit_code == -9
    assert job.reason is not None
    assert job.reason.code == "out_of_memory"
    assert "SIGKILL" in job.reason.text
    assert "memory" in job.reason.text


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["sh", "-c", "exit 3"], 3),
        (["sh", "-c", "exit 127"], 127),
        (["no-such-program"], 127),
        ([__file__], 126),
        (["sh", "-c", "kill -SEGV $$"], 139),
        (["sh", "-c", "kill -KILL $$"], 137),
    ],
)
def test_the_verb_run_ends_as_its_job_did(desk: Desk, command: list[str], code: int) -> None:
    finished: subprocess.CompletedProcess[str] = desk.cli("run", "--", *command)
    assert finished.returncode == code
    assert "Traceback" not in finished.stderr
