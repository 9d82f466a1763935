"""The data folder: where everything of JobDesk's lies, and that nobody else may read it."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jobdesk.core.errors import DataFolderError
from jobdesk.core.text import show_literally

if TYPE_CHECKING:
    from jobdesk.jobdir.folder import JobFolder

STATE_NAME = "jobs_state.json"
SOCKET_NAME = "control.sock"

_CHOOSE_ANOTHER = "Choose another one with JOBDESK_HOME."


def default_home() -> Path:
    """Return the user's data folder: JOBDESK_HOME, else the platform's place for application data.

    Raises:
        DataFolderError: JOBDESK_HOME is a relative path, which means another folder wherever it is used.
    """
    named = os.environ.get("JOBDESK_HOME")
    if not named:
        return platform_home()
    path = Path(named).expanduser()
    if not path.is_absolute():
        raise DataFolderError(
            show_literally(named), "JOBDESK_HOME is a relative path", "Set it to an absolute one, such as ~/jobs."
        )
    return path


def platform_home() -> Path:
    """Return the platform's place for JobDesk's data, which nobody but JobDesk makes."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "JobDesk"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/JobDesk"
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    # One that is relative counts for nothing (XDG Base Directory Specification): each folder would have its own jobs.
    return (data if data.is_absolute() else Path.home() / ".local/share") / "jobdesk"


class DataFolder:
    """Paths of one data folder; makes nothing before `prepare`."""

    def __init__(self, path: Path, state_name: str = STATE_NAME) -> None:
        self.path = path
        self.state = path / state_name
        self.previous_state = self.state.with_suffix(".previous.json")
        self.run_logs = path / "run_logs"
        self.archive = path / "archive"
        self.templates = path / "templates"
        self.schedules = path / "schedules"
        self.environments = path / "environments"
        self.settings = path / "settings.json"
        self.limits = path / "limits.json"
        self.lock = path / "lock"
        self.hints = path / "hints"
        self.control = path / "control.json"
        self.socket = path / SOCKET_NAME
        self.log = path / "jobdesk.log"
        self.crashes = path / "crash.log"

    def job(self, job_id: str) -> JobFolder:
        """Return the folder of one job; the id must have been checked before."""
        from jobdesk.jobdir.folder import JobFolder  # Late: a window shows before any job is looked into.

        return JobFolder(self.run_logs / job_id)

    def make_job(self, job_id: str) -> None:
        """Make the folder of one job, and ``run_logs`` if somebody has deleted it.

        Raises:
            OSError: They cannot be made.
        """
        path = self.run_logs / job_id
        try:
            path.mkdir(mode=0o700, exist_ok=True)
        except FileNotFoundError:
            self.run_logs.mkdir(mode=0o700, exist_ok=True)
            path.mkdir(mode=0o700, exist_ok=True)

    def journal(self, generation: int) -> Path:
        """Return the journal of the changes since one generation of the state."""
        return self.path / f"journal.{generation}.jsonl"

    def journals(self) -> list[tuple[int, Path]]:
        """Return the journals on disk with their generations, oldest first; what only has such a name is no journal."""
        return [(generation, path) for generation, path in self._journal_names() if path.is_file()]

    def newest_journal_name(self) -> int:
        """Return the highest generation for which there is a name, whatever has it; 0 if there is none."""
        return max((generation for generation, _ in self._journal_names()), default=0)

    def _journal_names(self) -> list[tuple[int, Path]]:
        found = []
        for path in self.path.glob("journal.*.jsonl"):
            middle = path.name.removeprefix("journal.").removesuffix(".jsonl")
            # Only as JobDesk writes it: "²" and "007" are no generation, and no count of ours has 16 digits.
            if middle.isascii() and middle.isdecimal() and len(middle) < 16 and str(int(middle)) == middle:
                found.append((int(middle), path))
        return sorted(found)

    @property
    def has_address(self) -> bool:
        """Whether an engine has left word where it can be reached; it may have died since."""
        return self.control.exists() or self.socket.exists()

    def exists(self) -> bool:
        """Tell whether anything was ever stored here."""
        return self.path.is_dir() and any(self.path.iterdir())

    def make(self) -> None:
        """Make the folder, and those above it that are missing, for this user alone, whatever the umask.

        Raises:
            OSError: One of them cannot be made.
        """
        missing = [self.path]
        while not missing[-1].exists() and missing[-1] != missing[-1].parent:
            missing.append(missing[-1].parent)
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)

    def prepare(self) -> list[str]:
        """Make the folder and that of the jobs, or close what JobDesk made to other users.

        A folder that the user made is left as it is: files and folders in it are for this user alone anyway.

        Returns:
            What was changed, and what other users could do here, in words.

        Raises:
            DataFolderError: It cannot be made or written, is not this user's, or holds another state file.
        """
        if not _is_text(str(self.path)):
            raise DataFolderError(
                show_literally(str(self.path)),
                "its path is not valid UTF-8",
                _CHOOSE_ANOTHER,
            )
        from jobdesk.engine.runtime.disk import make_folder  # Late, as in `folder`.

        try:
            self.make()
            make_folder(self.run_logs)
        except OSError as error:
            problem = error.strerror or str(error)
            remedy = "Or choose another one with JOBDESK_HOME." if "; " in problem else _CHOOSE_ANOTHER
            raise DataFolderError(str(self.path), problem, remedy) from error
        others = [path.name for path in self.path.glob("*.json") if _is_state_file(path) and path != self.state]
        if others and not self.state.exists():
            raise DataFolderError(
                str(self.path),
                f"it already holds the state file {others[0]}",
                "One folder keeps one state file: use that name, or another folder.",
            )
        return self._check_permissions()

    def _check_permissions(self) -> list[str]:
        if sys.platform == "win32":
            # Python makes folders of mode 0o700 with an access list of the user's own (os.mkdir, since 3.11.10).
            return []
        notices = []
        for folder in (self.path, self.run_logs):
            info = folder.stat()
            if info.st_uid != os.geteuid():
                raise DataFolderError(str(folder), "it belongs to another user", _CHOOSE_ANOTHER)
            is_ours = folder == self.run_logs or folder == platform_home()
            if is_ours and stat.S_IMODE(info.st_mode) & 0o077:
                folder.chmod(0o700)
                notices.append(f"{folder} was open to other users; now only you can enter it.")
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise DataFolderError(str(self.path), "it cannot be written", "Give yourself write permission.")
        if self.state.is_symlink():
            raise DataFolderError(
                str(self.path),
                f"{self.state.name} is a link to {self.state.readlink()}",
                "Saving would cut the link: move the file here, or set JOBDESK_HOME to the folder that holds it.",
            )
        return notices + self.say_who_else_may_write()

    def say_who_else_may_write(self) -> list[str]:
        """Say in words whether other users could replace the folder or what is in it."""
        if sys.platform == "win32":
            return []
        path = self.path.resolve()
        if _may_others_write(path.stat()):
            return [f"Other users may write to {path} and so change your jobs. To stop that: chmod go-w {path}"]
        for folder in path.parents:
            info = folder.stat()
            # Where the sticky bit is set, others can take only a name that is free.
            if _may_others_write(info) and (folder == path.parent or not info.st_mode & stat.S_ISVTX):
                could = "they could put other files in their place. A folder in your home is safer."
                return [f"Other users may write to {folder}, the folder above your jobs: {could}"]
        return []


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _may_others_write(info: os.stat_result) -> bool:
    if info.st_mode & stat.S_IWOTH:
        return True
    return bool(info.st_mode & stat.S_IWGRP) and not _is_own_group(info.st_gid)


def _is_own_group(group_id: int) -> bool:
    """Tell whether nobody else is in a group, as in that which many systems make for each user."""
    import grp  # Late: few folders are open to their groups.
    import pwd

    try:
        user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(group_id)
    except KeyError:
        return False
    return group_id == user.pw_gid and set(group.gr_mem) <= {user.pw_name}


def _is_state_file(path: Path) -> bool:
    """Tell a state file by how it begins; what is kept beside one has a word of its own before the suffix."""
    from jobdesk.jobdir.folder import open_own  # Late: a window shows before its folder is looked into.

    if "." in path.stem:
        return False
    try:
        with open_own(path) as file:
            return file.read(9) == b'{"schema"'
    except OSError:
        return False
