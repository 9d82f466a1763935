"""A desk that opens while another program holds the data folder."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk.engine.ipc import channel
from jobdesk.engine.ipc.channel import read_holder
from jobdesk.engine.manager import JobManager
from jobdesk.ui.app.engine_session import Holding
from tests.faults.desks import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_desk_says_that_the_holder_does_not_answer_and_opens_when_it_has_ended(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "SILENCE_S", 0.2)
    monkeypatch.setattr(channel, "PATIENCE_S", 0.5)
    assert run("submit", "--hold", "--", "true").returncode == 0
    holder = read_holder(home / "control.json")
    os.kill(holder, signal.SIGSTOP)
    told: list[str] = []
    ending = threading.Event()
    with JobManager(home / "jobs_state.json", role="desk") as manager:
        holding = Holding(manager, ending=ending, to_open=list, tell_wait=told.append, tell_awake=lambda _: None)
        held: list[object] = []
        thread = threading.Thread(target=lambda: held.append(holding.hold()))
        thread.start()
        try:
            wait_until(lambda: told, "the desk says what it waits for")
            assert told[0] == (
                f"The program that runs the jobs (process {holder}) does not answer. If it hangs, end it: running jobs "
                "go on, and all jobs show here then."
            )
        finally:
            os.kill(holder, signal.SIGKILL)
            thread.join(60)
            ending.set()
        assert held
        assert [job.number for job in manager.hold().list_jobs()] == [1]
