"""Implements `jobdesk stop`, which leaves no engine on a data folder: for installers, and before a backup."""

from __future__ import annotations

from jobdesk.engine.ipc.holder import stop_holder
from jobdesk.engine.storage.data_folder import DataFolder

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAMES = {"desk": "JobDesk was closed", "serve": "The engine in the background has ended"}


def stop(folder: DataFolder) -> tuple[int, Any, str]:
    """Stop the process that holds a data folder; return the exit code, the document and the text for people.

    Raises:
        JobDeskError: It still runs.
    """
    status = stop_holder(folder)
    if status is None:
        return 0, {"stopped": False}, f"No JobDesk runs on {folder.path}."
    running, waiting = int(status["running"]), int(status["waiting"])
    sentences = [f"{_NAMES[status['role']]} (process {status['pid']})."]
    if running:
        sentences.append(f"{_count(running, 'running')} {'goes' if running == 1 else 'go'} on.")
    if waiting:
        verbs = "stays queued and starts" if waiting == 1 else "stay queued and start"
        sentences.append(f"{_count(waiting, 'waiting')} {verbs} when JobDesk runs again.")
    document = {"stopped": True, "running": running, "waiting": waiting, "pid": status["pid"], "role": status["role"]}
    return 0, document, " ".join(sentences)


def _count(number: int, state: str) -> str:
    return f"{number} {state} job" if number == 1 else f"{number} {state} jobs"
