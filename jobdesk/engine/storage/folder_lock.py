"""The hold of one process on a data folder, and the proof that it still has it.

Who holds a folder is the one that writes there. A lock alone does not show that: the folder may be moved, deleted or
replaced, and the lock file deleted, while the lock itself stays held. So the file at the path is compared with the one
that is held, before and after what is written.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from jobdesk.core.errors import EngineBusyError, FolderLostError
from jobdesk.engine.runtime.disk import store_error
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.executors.forks import Forkable, clear_in_children, no_fork
from jobdesk.jobdir.folder import take_lock

if sys.platform != "win32":
    import fcntl


class FolderLock(Forkable):
    """Holds the lock file of a data folder and, where the system locks folders, the folder itself.

    By the second one a deleted lock file lets no other engine in before this one has ended.

    Attributes:
        path: The data folder.
        directory: Descriptor of the folder that was locked, to write there whatever its path is by then; None on
            Windows, where a folder with an open file in it is neither moved nor deleted.
        on_lost: Called at most once, on any thread and maybe under a lock: it must only hand on.
    """

    def __init__(self, path: Path, file: int, directory: int | None) -> None:
        self.path = path
        self.directory = directory
        self.on_lost: Callable[[], None] | None = None
        self._file = file
        self._lock_path = str(path / "lock")
        status = os.fstat(file)
        self._identity = (status.st_dev, status.st_ino)
        self._is_lost = False
        self._is_released = False
        self._holder: int | None = None
        clear_in_children(self)

    def after_fork(self) -> None:
        """Hold nothing in this process, however long it lives: the folder is the other one's."""
        self._holder = os.getppid()
        self.on_lost = None
        self.release()

    def check(self) -> None:
        """Make sure that this process is still the one that writes.

        Raises:
            FolderLostError: It is not, and never will be again.
            EngineBusyError: This process was forked from the one that does.
            StoreError: That cannot be told now, as when the folder cannot be looked into.
        """
        if not (self._is_lost or self._is_released):
            if self._is_at_path():
                return
            self._is_lost = True
            if self.on_lost is not None:
                self.on_lost()
        if self._holder is not None:
            raise EngineBusyError(str(self.path), f"process {self._holder}")
        raise FolderLostError(str(self.path))

    @property
    def is_lost(self) -> bool:
        """Whether a check has found that another file is at the path."""
        return self._is_lost

    def release(self) -> None:
        """Let others hold the folder."""
        if self._is_released:
            return  # By now the numbers of its descriptors may be those of other files.
        self._is_released = True
        for descriptor in (self.directory, self._file):
            if descriptor is not None:
                os.close(descriptor)

    def _is_at_path(self) -> bool:
        try:
            status = os.stat(self._lock_path)  # noqa: PTH116 (twice for every change, and this takes a third)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise store_error(self.path, error) from error
        if (status.st_dev, status.st_ino) == self._identity:
            return True
        # Some network file systems number their files again; then the held one has another number too.
        with contextlib.suppress(OSError):
            return os.path.samestat(status, os.fstat(self._file))
        return False


def take_folder(folder: DataFolder) -> FolderLock | None:
    """Hold a data folder; None if another process does.

    Raises:
        OSError: The folder or its lock file cannot be opened.
    """
    with no_fork():
        return _take_folder(folder)


def _take_folder(folder: DataFolder) -> FolderLock | None:
    directory = None
    if sys.platform != "win32":
        directory = os.open(folder.path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        file = take_lock(folder.lock)
    except BaseException:
        _close(directory)
        raise
    if file is None:
        _close(directory)
        return None
    lock = FolderLock(folder.path, file, directory)
    try:
        if _is_free(directory) and _is_path_of(folder.path, directory):
            lock.check()  # It may have been replaced since it was opened.
            return lock
    except FolderLostError:
        pass
    except BaseException:
        lock.release()
        raise
    lock.release()
    return None


def _is_free(directory: int | None) -> bool:
    """Lock a folder; one that cannot be locked, as on some network file systems, is free."""
    if sys.platform == "win32" or directory is None:
        return True
    try:
        fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _is_path_of(path: Path, directory: int | None) -> bool:
    return directory is None or os.path.samestat(path.stat(), os.fstat(directory))


def _close(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)
