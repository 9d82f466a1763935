"""A data folder made by the version before the redesign, kept as plain files, and what that version says of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import uuid
import zlib
from pathlib import Path
from typing import Any

import psutil

from tests.compatibility.trees import HERE, CommandLine, unpack_old_version, wait_until

FOLDER = HERE / "folders/killed"
"""A snapshot, the journal of an engine that was killed, and jobs that ran at that time."""
EXPECTED = HERE / "folders/killed.json"
RECORDED_HOME = "/srv/jobdesk"
_USER = "/home/user"
_BOOT_ID = "00000000-0000-0000-0000-000000000000"
_DIGEST = re.compile(rb'"sha256":"[0-9a-f]{64}"\}\n\Z')
_SUMMED_LINE = re.compile(rb"[0-9a-f]{8} \{")
_PRINT_TEMPLATES = """\
import json, msgspec
from jobdesk import JobManager
with JobManager() as manager:
    print(json.dumps(msgspec.to_builtins({template.name: template for template in manager.list_templates()})))
"""
_WITH_LOGS = {"completed", "retried", "running", "ended without an engine"}
_OF_THE_OPENING = {"updated_at", "finished_at", "duration_s", "awake_s", "paused_s", "paused_at_s"}
"""Members of a job that are measured when the folder is opened, where its job had not ended before."""
_SETTLED_AT_THE_OPENING = {"interrupted", "unsupervised"}


def record() -> None:
    """Make the folder and write down what the old version says of it.

    Raises:
        NoOldVersionError: The clone does not hold the old version.
    """
    with tempfile.TemporaryDirectory(prefix="jobdesk-golden-") as temporary:
        place = Path(temporary)
        tree = unpack_old_version(place / "old")
        shutil.rmtree(FOLDER, ignore_errors=True)
        make(tree, place / "made", FOLDER)
        unpack(FOLDER, place / "copy")
        found = read(CommandLine(tree, place / "copy"))
    EXPECTED.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")


def make(tree: Path, home: Path, kept: Path) -> None:
    """Make a data folder by the code of a tree, and keep it as if it were another machine's."""
    _fill(tree, home)
    _keep(home, tree, kept)


def unpack(kept: Path, home: Path) -> None:
    """Copy a folder to where it is opened, as somebody moves a data folder to another machine."""
    shutil.copytree(kept, home)
    for path in (home, *home.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def read(commands: CommandLine) -> dict[str, Any]:
    """Open a data folder with an engine, and return all that its command line says of it.

    Paths are those of the recording, and what is measured at the opening is left out.
    """
    with commands.serving():
        # An engine settles what became of the jobs that ran while there was none.
        wait_until(lambda: all(job["status"] != "running" or _is_external(job) for job in commands.read("list")))
        listed = {
            "jobs": commands.read("list", "--tasks"),
            "trash": commands.read("list", "--trash"),
            "archive": commands.read("list", "--archived"),
        }
        logs = {
            job["id"]: commands.run("logs", job["id"]).stdout for job in listed["jobs"] if job["name"] in _WITH_LOGS
        }
        found = {
            **{name: {job["id"]: _lasting(job) for job in jobs} for name, jobs in listed.items()},
            "logs": logs,
            "schedules": {schedule["id"]: schedule for schedule in commands.read("schedule", "list")},
            "limits": commands.read("queue"),
            "templates": json.loads(commands.python(_PRINT_TEMPLATES)),
        }
    text = json.dumps(found).replace(json.dumps(str(commands.home))[1:-1], RECORDED_HOME)
    result: dict[str, Any] = json.loads(text)
    return result


def differences(recorded: Any, found: Any, at: str = "") -> list[str]:
    """Return where values differ; members may come to what was recorded, and none may go."""
    if isinstance(recorded, dict) and isinstance(found, dict):
        return [text for name in recorded for text in differences(recorded[name], found.get(name), f"{at}/{name}")]
    return [] if recorded == found else [f"{at}: {recorded!r} has become {found!r}"]


def _is_external(job: dict[str, Any]) -> bool:
    return bool(job["reason"]) and job["reason"]["code"] == "external"


def _lasting(job: dict[str, Any]) -> dict[str, Any]:
    """Return a job without what is measured or put into words only at the opening."""
    code = job["reason"]["code"] if job["reason"] else None
    if code in _SETTLED_AT_THE_OPENING or job["name"] == "ended without an engine":
        job = {name: value for name, value in job.items() if name not in _OF_THE_OPENING}
    elif job["status"] not in {"queued", "running"}:
        return job
    return {**job, "reason": code and {"code": code}, "error": bool(job["error"])}


def _fill(tree: Path, home: Path) -> None:
    """Let an engine work and kill it, then its supervisors with their jobs."""
    user = f"{_USER}-{uuid.uuid4().hex}"
    environment = {"PATH": "/usr/bin:/bin", "HOME": user, "LC_ALL": "C.UTF-8"}
    try:
        for part, code in (("first", 0), ("second", -signal.SIGKILL)):
            command = [sys.executable, "-P", str(HERE / "scenario.py"), str(tree), str(home), part]
            done = subprocess.run(command, env=environment, cwd="/", check=False)
            assert done.returncode == code, done.returncode
        wait_until(lambda: _has_ended(home, "ended without an engine"))
    finally:
        _kill_all(user)


def _has_ended(home: Path, name: str) -> bool:
    specs = [path for path in (home / "run_logs").glob("*/spec.json") if f'"name":"{name}"' in path.read_text()]
    return all((path.parent / "exit.json").exists() for path in specs)


def _kill_all(user: str) -> None:
    """Kill the supervisors and the jobs at once, as a computer that loses its power does: no verdict is written."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get("HOME") == user:
                process.suspend()
                found.append(process)
    for process in found:
        with contextlib.suppress(psutil.Error):
            process.kill()


def _keep(home: Path, tree: Path, kept: Path) -> None:
    """Copy a data folder without what only means something on the machine that it was made on."""
    texts = {}
    for path in sorted(home.rglob("*")):
        if stat.S_ISREG(path.lstat().st_mode):
            name = path.relative_to(home).as_posix()
            texts[name] = _without_machine(path.read_bytes(), {str(home): RECORDED_HOME, str(tree): "/opt/jobdesk"})
    # The key of an environment is the digest of its text, which has changed.
    for name in [name for name in texts if name.startswith("environments/")]:
        old, new = Path(name).stem, hashlib.sha256(texts[name]).hexdigest()[:32]
        texts[f"environments/{new}.json"] = texts.pop(name)
        texts = {name: text.replace(old.encode(), new.encode()) for name, text in texts.items()}
    for name, text in texts.items():
        for machine in (tempfile.gettempdir() + "/", sys.prefix, str(HERE)):
            assert machine.encode() not in text, f"{machine} in {name}"
        path = kept / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_seal(text))


def _without_machine(text: bytes, places: dict[str, str]) -> bytes:
    text = re.sub(rb'("boot_id": ?")[^"]*', rb"\g<1>" + _BOOT_ID.encode(), text)
    for place, name in {sys.executable: "/usr/bin/python3", **places}.items():
        text = text.replace(place.encode(), name.encode())
    return re.sub(rb"%b-[0-9a-f]{32}" % _USER.encode(), _USER.encode(), text)


def _seal(text: bytes) -> bytes:
    """Make the checksums of a snapshot, a journal or a file of the archive again."""
    seal = _DIGEST.search(text)
    if seal:
        body = text[: seal.start() - 1]
        return body + b',"sha256":"%s"}\n' % hashlib.sha256(body).hexdigest().encode()
    if not _SUMMED_LINE.match(text):
        return text
    return b"".join(b"%08x %b\n" % (zlib.crc32(line[9:]), line[9:]) for line in text.splitlines())
