"""Finds the job folders that no list knows: standard library only, for the command line and for every load."""

from __future__ import annotations

import os
import re

from jobdesk.core.ids import is_job_id

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

_HEAD = re.compile(rb'[0-9a-f]{8} \{"id":"([0-9a-z]{12,32})","number":([0-9]{1,15}),')
"""Begins a line of the archive."""


def folder_names(run_logs: Path) -> list[str]:
    """Return the ids for which there is something in ``run_logs``.

    Ask for them before the list is read: what is made meanwhile then stands in the list.

    Raises:
        OSError: The folder is there but cannot be read.
    """
    try:
        names = os.listdir(run_logs)  # noqa: PTH208 (no path is needed of ten thousand)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return list(filter(is_job_id, names))


def archived_numbers(archive: Path) -> dict[str, int]:
    """Return the numbers of the jobs in the archive by their ids; lines are not checked against their sums.

    Raises:
        OSError: A file of the archive cannot be read.
    """
    found = {}
    for path in archive.glob("*.jsonl"):
        if not path.is_file():
            continue
        with path.open("rb") as file:
            for line in file:
                head = _HEAD.match(line)
                if head is not None:
                    found[head[1].decode()] = int(head[2])
    return found


def unlisted(names: list[str], known: Container[str], archive: Path) -> tuple[list[str], int]:
    """Return those of some ids that neither the list nor the archive knows, and the highest number in the archive.

    The archive is read only if the list does not know all of them. Its jobs keep their folders.

    Raises:
        OSError: A file of the archive cannot be read.
    """
    unknown = [name for name in names if name not in known]
    if not unknown:
        return [], 0
    archived = archived_numbers(archive)
    return [name for name in unknown if name not in archived], max(archived.values(), default=0)
