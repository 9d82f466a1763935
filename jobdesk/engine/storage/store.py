"""The state on disk: an atomic snapshot, the journal of changes since, and the generation before both.

The journals since the previous generation are kept, so falling back to it loses nothing. If both snapshots are lost,
the list is rebuilt from the job folders and from whatever journals there are.
"""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import sys
from pathlib import Path

import msgspec

from jobdesk.core.errors import StateReadError
from jobdesk.core.job import Job
from jobdesk.engine.runtime.disk import store_error
from jobdesk.engine.storage.archive import Archive
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.folder_lock import FolderLock
from jobdesk.engine.storage.journal import Journal, Record, new_journal_file, read_journal
from jobdesk.engine.storage.recovery import find_newer, import_foreign, rebuild_from_folders
from jobdesk.engine.storage.snapshot import (
    DamagedSnapshotError,
    ForeignSnapshotError,
    Snapshot,
    hold_little,
    is_whole_snapshot,
    read_snapshot,
    write_snapshot,
)
from jobdesk.engine.storage.unlisted import folder_names, unlisted
from jobdesk.engine.storage.unreadable import id_in, stand_ins
from jobdesk.jobdir.folder import open_own

_log = logging.getLogger(__name__)
_MOST_NAMED = 10
_FIRST_JOURNAL = 1
"""Generation of the journal that begins with no jobs at all."""


class LoadedState(msgspec.Struct, kw_only=True):
    """What was found on disk.

    Attributes:
        snapshot: The jobs, with the journals replayed.
        notices: What a person should know: damage, and what was done about it.
        needs_save: Whether the state differs from what the files say, so that it must be saved at once.
        is_imported: Whether it comes from the replaced system's file.
    """

    snapshot: Snapshot
    notices: list[str] = []
    needs_save: bool = False
    is_imported: bool = False


class Store:
    """Writes the state of one data folder, whose lock its caller holds."""

    def __init__(self, folder: DataFolder, snapshot: Snapshot, lock: FolderLock | None = None) -> None:
        """Start a new journal after what was loaded.

        Args:
            folder: The data folder.
            snapshot: What was loaded.
            lock: The hold on the folder, checked before and after what is written; None if nobody else writes there.

        Raises:
            StoreError: The journal cannot be made.
        """
        self._folder = folder
        self._lock = lock
        self._directory = None if lock is None else lock.directory
        self._unreadable = snapshot.unreadable
        self._has_saved = False
        # A journal is never continued: its last line may be torn.
        self._generation = max(snapshot.generation, folder.newest_journal_name()) + 1
        try:
            self._journal = Journal(folder.journal(self._generation), self._directory)
        except OSError as error:
            raise store_error(folder.path, error) from error

    @property
    def journal_bytes(self) -> int:
        """How much was journaled since the last snapshot was begun."""
        return self._journal.size_bytes

    @property
    def position(self) -> int:
        """The position of the last change, for `sync`."""
        return self._journal.position

    def append(self, record: Record) -> int:
        """Journal one change, not yet durable; called under the ledger's lock.

        Returns:
            A position to give to `sync`.

        Raises:
            StoreError: It could not be written; nothing changed on disk.
            FolderLostError: Another engine may write by now.
        """
        self.check_lock()
        try:
            return self._journal.append(record)
        except OSError as error:
            raise store_error(self._folder.path, error) from error

    def sync(self, position: int) -> None:
        """Make all changes up to a position durable.

        Raises:
            StoreError: The disk refused.
            FolderLostError: Another engine may have begun without having read them.
        """
        try:
            self._journal.sync(position)
        except OSError as error:
            raise store_error(self._folder.path, error) from error
        self.check_lock()

    def prepare_save(self) -> int | None:
        """Make the journal that follows the next snapshot, for `begin_save`.

        Returns:
            Its descriptor; None if nothing was journaled since the last one was made, which then serves again: saves
            that fail for hours must not leave a file and a descriptor each.

        Raises:
            StoreError: It cannot be made.
        """
        self.check_lock()
        if not self._journal.size_bytes:
            return None
        try:
            return new_journal_file(self._folder.journal(self._generation + 1), self._directory)
        except OSError as error:
            raise store_error(self._folder.path, error) from error

    def begin_save(self, journal: int | None, jobs: list[Job], next_number: int) -> Snapshot:
        """Switch journals; called under the ledger's lock, in the same breath as taking the jobs.

        Returns:
            What to give to `finish_save`.
        """
        if journal is not None:
            self._journal.switch(journal)
            self._generation += 1
        return Snapshot(
            generation=self._generation,
            next_number=next_number,
            run_logs=str(self._folder.run_logs),
            # What stands for an unreadable record is no record itself.
            jobs=[job for job in jobs if not job.is_unreadable] if self._unreadable else jobs,
            unreadable=self._unreadable,
        )

    def finish_save(self, snapshot: Snapshot) -> None:
        """Write a snapshot, and drop the journals that neither it nor the one before it needs.

        Raises:
            StoreError: It could not be written; the old state is intact and the journals still hold everything.
        """
        try:
            # What an earlier engine left may be no good generation: then it must not take the place of one.
            is_good = self._has_saved or _keep_unless_whole(self._folder)
            self.check_lock()
            previous = self._folder.previous_state if is_good else None
            write_snapshot(self._folder.state, previous, snapshot, self._directory)
            self._has_saved = True
            self.check_lock()  # What is dropped by its path must be what was written above.
            needed = _generation_of(self._folder.previous_state) if is_good else 0
            for generation, path in self._folder.journals():
                if generation < needed:
                    _drop(path)
        except OSError as error:
            raise store_error(self._folder.state, error) from error

    def check_lock(self) -> None:
        """Make sure that this process is still the one that writes.

        Raises:
            FolderLostError: It is not.
            StoreError: That cannot be told now.
        """
        if self._lock is not None:
            self._lock.check()

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()


def _drop(journal: Path) -> None:
    """Remove a journal; on Windows one that is open, here until the next `sync`, is left to a later save."""
    try:
        journal.unlink(missing_ok=True)
    except PermissionError:
        if sys.platform != "win32":
            raise


def load_state(folder: DataFolder) -> LoadedState:
    """Read the newest state that is whole. Reads only, so it also serves those who do not hold the folder.

    Raises:
        StoreError: A newer JobDesk wrote the state, or a file cannot be read.
    """
    damage: list[str] = []
    try:
        names = folder_names(folder.run_logs)
        for path in (folder.state, folder.previous_state):
            try:
                state = LoadedState(snapshot=read_snapshot(path))
            except FileNotFoundError:
                continue
            except ForeignSnapshotError as error:
                return import_state(folder, error)
            except DamagedSnapshotError as error:
                damage.append(f"{path.name} {error}")
                continue
            if damage:
                state.notices.append(f"{damage[0]}. The generation before it and the journals were read instead.")
                state.needs_save = True
            _replay(folder, state)
            _take_up_newer(folder, state, names)
            _place_logs(folder, state.snapshot)
            _show_unreadable(folder, state)
            return state
        return _rebuild(folder, damage, names)
    except OSError as error:
        raise StateReadError(str(error.filename or folder.state), error.strerror or str(error)) from error


def import_state(folder: DataFolder, foreign: ForeignSnapshotError) -> LoadedState:
    """Take over the jobs of the replaced system's state file."""
    jobs, notices = import_foreign(foreign.document, folder.run_logs)
    snapshot = Snapshot(generation=_FIRST_JOURNAL, jobs=jobs, next_number=len(jobs) + 1)
    return LoadedState(snapshot=snapshot, notices=notices, needs_save=True, is_imported=True)


def _keep_unless_whole(folder: DataFolder) -> bool:
    """Keep a state file under a second name if the next save would destroy the only copy of something unusual.

    Returns:
        Whether there is a state file that is a good generation, and may become the previous one.

    Raises:
        OSError: It cannot be read or kept.
    """
    try:
        if is_whole_snapshot(folder.state):
            return True
        read_snapshot(folder.state)
    except FileNotFoundError:
        pass
    except ForeignSnapshotError:
        _keep_copy(folder.state, "v0")
    except DamagedSnapshotError:
        _keep_copy(folder.state, "damaged")
    return False


def _keep_copy(path: Path, word: str) -> None:
    import filecmp  # Late: only what is damaged, or another system's, is kept.

    names = (f".{word}{number if number > 1 else ''}.json" for number in itertools.count(1))
    copy = path.with_suffix(next(names))
    while copy.exists():
        if filecmp.cmp(path, copy, shallow=False):
            return  # By a save that failed after this.
        copy = path.with_suffix(next(names))
    try:
        os.link(path, copy)
    except OSError:
        # Not every file system has links.
        shutil.copy2(path, copy)


def _rebuild(folder: DataFolder, damage: list[str], names: list[str]) -> LoadedState:
    """Load without any snapshot: from the journals if they begin at the beginning, else from the job folders too."""
    if not damage:
        state = LoadedState(snapshot=Snapshot())
        _replay(folder, state)
        if not state.notices and [generation for generation, _ in folder.journals()][:1] == [_FIRST_JOURNAL]:
            _take_up_newer(folder, state, names)
            _place_logs(folder, state.snapshot)
            _show_unreadable(folder, state)
            return state
    archived = dict(Archive(folder.archive, folder.run_logs).ids())
    found, spoiled = rebuild_from_folders(folder.run_logs)
    jobs = [job for job in found if job.id not in archived]
    numbers = (*archived.values(), *(job.number for job in jobs))
    unreadable = [record for record in spoiled if id_in(record) not in archived]
    snapshot = Snapshot(jobs=jobs, next_number=max(numbers, default=0) + 1, unreadable=unreadable)
    if jobs or unreadable:
        snapshot.generation = _FIRST_JOURNAL  # The next journal does not begin at the beginning.
    state = LoadedState(snapshot=snapshot)
    _replay(folder, state)
    _place_logs(folder, state.snapshot)
    _show_unreadable(folder, state)
    if damage:
        state.notices.append(f"{' and '.join(damage)}; it is kept as {folder.state.stem}.damaged.json.")
        state.needs_save = True
    if state.snapshot.jobs:
        state.notices.append(f"The list was rebuilt from the job folders: {len(state.snapshot.jobs)} jobs.")
        state.needs_save = True
    return state


def _replay(folder: DataFolder, state: LoadedState) -> None:
    """Apply the journals that follow a snapshot; the last record of a job is the one that counts."""
    snapshot = state.snapshot
    jobs: dict[str, Job] | None = None
    unreadable: dict[str, msgspec.Raw] = {}
    for generation, path in folder.journals():
        if generation < snapshot.generation:
            continue
        records, damaged = read_journal(path)
        if damaged:
            state.notices.append(f"{path.name}: {damaged} damaged lines were passed over.")
            state.needs_save = True
        if not records:
            continue
        if jobs is None:
            jobs = {job.id: job for job in snapshot.jobs}
            unreadable = {id_in(record) or str(at): record for at, record in enumerate(snapshot.unreadable)}
        hold_little(record.put for record in records if isinstance(record, Record) and record.put is not None)
        for record in records:
            if not isinstance(record, Record):
                job_id = id_in(record) or f"{generation} {len(unreadable)}"
                unreadable[job_id] = record
                jobs.pop(job_id, None)
            elif record.put is not None:
                jobs[record.put.id] = record.put
                unreadable.pop(record.put.id, None)
                snapshot.next_number = max(snapshot.next_number, record.put.number + 1)
            elif record.remove is not None:
                jobs.pop(record.remove, None)
                unreadable.pop(record.remove, None)
    if jobs is not None:
        snapshot.jobs = list(jobs.values())
        snapshot.unreadable = list(unreadable.values())


def _take_up_newer(folder: DataFolder, state: LoadedState, names: list[str]) -> None:
    """List again the jobs of folders that are newer than the state, and give no number a second time."""
    snapshot = state.snapshot
    next_number = max(snapshot.next_number, max((job.number for job in snapshot.jobs), default=0) + 1)
    known = {job.id for job in snapshot.jobs} | {id_in(record) or "" for record in snapshot.unreadable}
    missing, archived_number = unlisted(names, known, folder.archive)
    back, seen_number = find_newer(folder.run_logs, missing, next_number)
    snapshot.next_number = max(next_number, archived_number + 1, seen_number + 1)
    # At once: should a kill cut short the next creation too, its number must not look like one that was given.
    state.needs_save = state.needs_save or snapshot.next_number > next_number or bool(back)
    if not back:
        return
    taken = {job.number for job in snapshot.jobs}
    for job in back:
        if job.number in taken:
            msgspec.structs.force_setattr(job, "number", snapshot.next_number)
            snapshot.next_number += 1
        taken.add(job.number)
    snapshot.jobs = sorted((*snapshot.jobs, *back), key=lambda job: job.number)
    numbers = ", ".join(f"#{job.number}" for job in back[:_MOST_NAMED]) + (", ..." if len(back) > _MOST_NAMED else "")
    state.notices.append(
        f"The saved list is older than the job folders: {len(back)} newer jobs were found there and are listed "
        f"again ({numbers})."
    )


def _show_unreadable(folder: DataFolder, state: LoadedState) -> None:
    """Put a job into the list for each record that this version does not understand, and say so."""
    snapshot = state.snapshot
    if not snapshot.unreadable:
        return
    known = {job.id for job in snapshot.jobs}
    shown = [job for job in stand_ins(snapshot.unreadable, folder.run_logs) if job.id not in known]
    snapshot.jobs = sorted((*snapshot.jobs, *shown), key=lambda job: job.number)
    snapshot.next_number = max(snapshot.next_number, *(job.number + 1 for job in shown), 1)
    state.notices.append(f"{len(snapshot.unreadable)} jobs cannot be read; they are kept as they are.")


def _place_logs(folder: DataFolder, snapshot: Snapshot) -> None:
    """Make the log paths what they must be: the folder may have been moved, and no file leads to logs elsewhere."""
    before, after = f"{folder.run_logs}{os.sep}", f"{os.sep}job.log"
    put = msgspec.structs.force_setattr
    for job in snapshot.jobs:
        path = f"{before}{job.id}{after}"
        if job.logs_path != path:
            put(job, "logs_path", path)  # Nobody else has seen it yet.


def _generation_of(path: Path) -> int:
    """Read a snapshot's generation from its first bytes; 0, which keeps every journal, if there is none."""
    try:
        with open_own(path) as file:
            head = file.read(200)
        return int(head.split(b'"generation":', 1)[1].split(b",", 1)[0])
    except (OSError, IndexError, ValueError):
        return 0
