"""A store that dies, or is watched, at every operating-system call of its saves.

Run as a program on a data folder:

    crashing_store.py points TEMPLATE SCRATCH   run the work once for every call and manner of death, each on a copy
    crashing_store.py trace HOME                do the work once and print every call as JSON
    crashing_store.py loop HOME ACKS TIMES      do endless work in a child, kill it, TIMES times, on one folder

The work is real: the module functions of `os` that the store calls are wrapped, and then do what they always do.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.ledger import Ledger
from jobdesk.engine.storage.store import Store, load_state

DIED = 9
CALLS = ("open", "write", "fsync", "fdatasync", "replace", "rename", "unlink", "link", "ftruncate", "mkdir", "close")
Before = Callable[[str, tuple[Any, ...]], None]
After = Callable[[str, tuple[Any, ...], Any], None]


def make_job(job_id: str, number: int, notes: str = "") -> Job:
    """Make a held job."""
    moment = "2026-01-31T10:00:00.000Z"
    raw = msgspec.Raw(b'{"command":["true"]}')
    return Job(
        id=job_id,
        number=number,
        name=f"job {number}",
        kind="command",
        status=JobStatus.CANCELLED,
        raw_config=raw,
        created=moment,
        updated=moment,
        notes=notes,
    )


def open_ledger(home: Path) -> tuple[Ledger, Store]:
    """Load a data folder and open it for changes."""
    folder = DataFolder(home)
    state = load_state(folder)
    store = Store(folder, state.snapshot)
    return Ledger(state.snapshot, store, EventBus()), store


def make_template(home: Path) -> None:
    """Make a data folder with two generations and their journals: jobs "a..." and "b...", as `states` begins."""
    home.mkdir()
    (home / "run_logs").mkdir()
    ledger, store = open_ledger(home)
    for number, letter in enumerate("ab", 1):
        ledger.add(lambda _, letter=letter, number=number: make_job(letter * 12, number, "0"))  # type: ignore[misc]
        ledger.save()
    store.close()


def work(home: Path) -> Iterator[None]:
    """Change and save; every yield acknowledges one step, after which the folder must show the next of `states`."""
    ledger, store = open_ledger(home)
    ledger.change("a" * 12, lambda _: {"notes": "1"})
    yield
    ledger.add(lambda number: make_job("c" * 12, number, "0"))
    yield
    ledger.save()
    yield
    ledger.change("b" * 12, lambda _: {"notes": "2"})
    yield
    ledger.save()
    yield
    ledger.change("a" * 12, lambda _: {"notes": "3"})
    yield
    ledger.save()
    store.close()
    yield


def states() -> list[dict[str, str]]:
    """Return the notes of every job at the beginning and after each step of `work`."""
    a, b, c = "a" * 12, "b" * 12, "c" * 12
    return [
        {a: "0", b: "0"},
        {a: "1", b: "0"},
        {a: "1", b: "0", c: "0"},
        {a: "1", b: "0", c: "0"},
        {a: "1", b: "2", c: "0"},
        {a: "1", b: "2", c: "0"},
        {a: "3", b: "2", c: "0"},
        {a: "3", b: "2", c: "0"},
    ]


def notes_in(home: Path) -> dict[str, str]:
    """Load a data folder and return the notes of every job."""
    return {job.id: job.notes for job in load_state(DataFolder(home)).snapshot.jobs}


# -- watching ---------------------------------------------------------------------------------------------------------


class _Raw(io.RawIOBase):
    """A descriptor as a raw file whose writes go through `os.write`, as those of a C file object do not."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: Any) -> int:
        return os.write(self._descriptor, data)

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
            super().close()


def watch_calls(before: Before, after: After) -> None:
    """Have two functions called around every call of the operating system that changes files, from now on."""
    for name in CALLS:
        setattr(os, name, _watched(name, getattr(os, name), before, after))
    os.fdopen = _open_watched  # type: ignore[assignment]


def _open_watched(file: int, mode: str) -> io.BufferedIOBase:
    if mode == "rb":
        return open(file, "rb")
    assert mode == "wb", "only these modes are used where a state is saved"
    return io.BufferedWriter(_Raw(file))


def _watched(name: str, call: Callable[..., Any], before: Before, after: After) -> Callable[..., Any]:
    def watched(*args: Any, **options: Any) -> Any:
        before(name, args)
        result = call(*args, **options)
        after(name, args, result)
        return result

    return watched


# -- programs ---------------------------------------------------------------------------------------------------------


def run_to_every_point(template: Path, scratch: Path) -> None:
    """Let the work die at its n-th call, for every n; prints how far each came, one JSON object a line."""
    for manner in ("before", "after", "torn"):
        for point in itertools.count(1):
            home = scratch / f"{manner}-{point}"
            shutil.copytree(template, home)
            acks_read, acks_write = os.pipe()
            pid = os.fork()
            if pid == 0:
                _die_at(home, manner, point, acks_write)
            os.close(acks_write)
            with os.fdopen(acks_read, "rb") as acks:
                count = len(acks.read())
            _, status = os.waitpid(pid, 0)
            code = os.waitstatus_to_exitcode(status)
            print(json.dumps({"home": str(home), "acks": count, "code": code}), flush=True)
            if code != DIED:
                break


def _die_at(home: Path, manner: str, point: int, acks: int) -> None:
    """Do the work in this forked process until it dies at a call, or ends with 0."""
    left = point
    plain_write = os.write

    def before(name: str, args: tuple[Any, ...]) -> None:
        nonlocal left
        if manner == "torn" and name != "write":
            return
        left -= 1
        if left == 0 and manner == "torn":
            data = bytes(args[1])
            plain_write(args[0], data[: len(data) // 2])
        if left == 0 and manner != "after":
            os._exit(DIED)

    def after(_name: str, _args: tuple[Any, ...], _result: Any) -> None:
        if left == 0 and manner == "after":
            os._exit(DIED)

    try:
        watch_calls(before, after)
        for _ in work(home):
            plain_write(acks, b".")
    except BaseException as error:  # noqa: BLE001 (this copy of the program must end here)
        print(f"{home.name}: {error!r}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def trace(home: Path) -> None:
    """Do the work once and print what was called, with the acknowledged steps in between."""
    calls: list[dict[str, Any]] = []

    def after(name: str, args: tuple[Any, ...], result: Any) -> None:
        plain = [bytes(arg).hex() if isinstance(arg, (bytes, memoryview, bytearray)) else arg for arg in args]
        calls.append({"name": name, "args": [os.fspath(arg) if isinstance(arg, Path) else arg for arg in plain]})
        calls[-1]["result"] = result

    watch_calls(lambda _name, _args: None, after)
    calls.extend({"name": "ack", "args": [], "result": None} for _ in work(home))
    json.dump(calls, sys.stdout)


def kill_in_loop(home: Path, acks: Path, times: int) -> None:
    """Fork a process that changes and saves without end, kill it soon, and do that again on what it left."""
    choose = random.Random(times)
    for _ in range(times):
        pid = os.fork()
        if pid == 0:
            try:
                _change_and_save(home, acks)
            except BaseException as error:  # noqa: BLE001 (this copy of the program must end here)
                print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        time.sleep(choose.uniform(0.005, 0.12))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            print(json.dumps({"died_by_itself": status}), flush=True)
            continue
        acked = int(acks.read_text().split()[-1]) if acks.stat().st_size else 0
        try:
            found: int | str = int(notes_in(home)["a" * 12])
        except Exception as error:  # noqa: BLE001 (whatever it is, the state is unreadable)
            found = repr(error)
        print(json.dumps({"acked": acked, "found": found}), flush=True)


def _change_and_save(home: Path, acks: Path) -> None:
    ledger, _store = open_ledger(home)
    job = ledger.get("a" * 12)
    count = int(job.notes) if job is not None else 0
    descriptor = os.open(acks, os.O_WRONLY | os.O_APPEND)

    def save_on_and_on() -> None:
        while True:
            ledger.save()

    threading.Thread(target=save_on_and_on, daemon=True).start()
    while True:
        count += 1
        notes = str(count)
        ledger.change("a" * 12, lambda _, notes=notes: {"notes": notes})  # type: ignore[misc]
        os.write(descriptor, f"{count}\n".encode())


def main(arguments: list[str]) -> None:
    """Run as a program; see the module's docstring."""
    if arguments[0] == "points":
        run_to_every_point(Path(arguments[1]), Path(arguments[2]))
    elif arguments[0] == "trace":
        trace(Path(arguments[1]))
    else:
        kill_in_loop(Path(arguments[1]), Path(arguments[2]), int(arguments[3]))


if __name__ == "__main__":
    main(sys.argv[1:])
