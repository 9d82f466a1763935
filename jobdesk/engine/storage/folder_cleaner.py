"""Removes the folders of jobs that are gone for good; what resists is told, set apart, and tried again."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from jobdesk.jobdir.folder import is_linked

_log = logging.getLogger(__name__)


class Leftovers:
    """The folders of one data folder whose jobs are gone; may be used from any thread."""

    def __init__(self, run_logs: Path) -> None:
        self._run_logs = run_logs
        # Apart from the jobs' folders, and no name of one: a list that is rebuilt from them must not bring it back.
        self._place = run_logs / "removed"
        self._unmoved: set[str] = set()

    def remove_all(self, job_ids: Iterable[str]) -> set[str]:
        """Remove the folders of jobs that are gone; returns those of which something is left."""
        ids = list(job_ids)
        # All are set apart before any is removed, since that is quick: what a kill leaves there is removed later.
        with contextlib.suppress(OSError):
            self._make_place()
        for job_id in ids:
            with contextlib.suppress(OSError):
                (self._run_logs / job_id).rename(self._place / job_id)
        left = {job_id for job_id in ids if not (_is_removed(self._place / job_id) and self.remove(job_id))}
        with contextlib.suppress(OSError):  # Something is left in it.
            self._place.rmdir()
        return left

    def remove(self, job_id: str) -> bool:
        """Remove the folder of a job that is gone; False if something is left of it."""
        folder = self._run_logs / job_id
        if _is_removed(folder):
            return True
        try:
            self._make_place()
            folder.rename(self._place / job_id)
        except OSError:
            self._unmoved.add(job_id)  # It stays where it is, and is known until this engine ends.
        return False

    def try_again(self) -> None:
        """Remove what is left of all that resisted before, also under an earlier engine."""
        for job_id in list(self._unmoved):
            self._unmoved.discard(job_id)
            self.remove(job_id)
        if _is_folder(self._place):
            for path in self._place.iterdir():
                _is_removed(path)
            with contextlib.suppress(OSError):  # Something is left in it.
                self._place.rmdir()

    def _make_place(self) -> None:
        """Make the folder for what is set apart; anything else of its name is no job's, and in the way."""
        if os.path.lexists(self._place) and not _is_folder(self._place):
            self._place.unlink()
        self._place.mkdir(mode=0o700, exist_ok=True)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not is_linked(path)


def _is_removed(path: Path) -> bool:
    if os.path.lexists(path) and not _is_folder(path):  # A job can put a pipe or a link there.
        with contextlib.suppress(OSError):
            path.unlink()
    # First all that can be removed, not only what comes before the first thing that cannot; then the reason.
    shutil.rmtree(path, ignore_errors=True)
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return True
    except OSError as error:
        _log.warning("What is left of the deleted job %s cannot be removed; it is tried again: %s", path.name, error)
        return False
    return True
