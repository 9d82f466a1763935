"""Looks on disk for what a field of the form names, and offers what was probably meant if it is not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from jobdesk.core.errors import InvalidConfigError, JobDeskError
from jobdesk.engine.manager import JobManager
from jobdesk.kinds.command import split_command
from jobdesk.ui.form.command_line import with_home
from jobdesk.ui.form.path_suggestions import closest_path, closest_program, expanded, is_program_missing
from jobdesk.ui.form.rows.field import FormField, clean_command
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.error_text import place_of


class FieldAdvice(QObject):
    """Advises on folders, files and programs.

    Signals:
        given: Something is said beside a field that was not said before.
    """

    given = Signal()

    def __init__(self, bridge: EngineBridge, folder: Callable[[], str], manager: JobManager, parent: QObject) -> None:
        """Make it.

        Args:
            bridge: Asks the disk.
            folder: Returns the folder that the job would start in.
            manager: Finds jobs by their numbers, and knows where programs are; asked on the pool.
            parent: The form.
        """
        super().__init__(parent)
        self._bridge = bridge
        self._folder = folder
        self._manager = manager

    def seek(self, row: FormField, *, is_program: bool, is_refused: bool = False) -> bool:
        """Look for what a field names; what is said beside it stays until that is known, so that it can be clicked.

        Args:
            row: The field.
            is_program: Whether the first word of a command is looked for.
            is_refused: Whether something else is wrong with it, which is only taken back when that is mended.

        Returns:
            Whether there is anything to look for.
        """
        content = str(row.raw()).strip()
        if row.field.type in {"folder", "file"} and content:
            is_folder = row.field.type == "folder"
            base = "" if row.field.key == "cwd" else self._folder()
            work = partial(_missing_path, content, base, is_folder=is_folder)
            self._bridge.ask(work, partial(self._on_found, row, content, is_refused=is_refused))
        elif is_program and content and not is_refused:
            self._bridge.ask(partial(self._missing_program, content), partial(self._on_found, row, content))
        elif row.field.key == "after" and content and not is_refused:
            self._bridge.ask(
                partial(_missing_job, content, self._manager.find_job), partial(self._on_missing_job, row, content)
            )
        else:
            return False
        return True

    def _missing_program(self, line: str) -> tuple[str, str]:
        return missing_program(line, self._manager.search_path())

    def _on_found(self, row: FormField, content: str, found: tuple[str, str], *, is_refused: bool = False) -> None:
        what, fix = found
        if str(row.raw()).strip() != content or (is_refused and not fix):
            return
        words = {
            "": "",
            "folder": self.tr("No such folder."),
            "file": self.tr("No such file."),
            "program": self.tr("No such program."),
        }[what]
        self._say(row, words + " " + self.tr("Did you mean") if fix else words, fix)

    def _on_missing_job(self, row: FormField, content: str, problem: str) -> None:
        if str(row.raw()).strip() == content:
            self._say(row, problem, "")

    def _say(self, row: FormField, words: str, fix: str) -> None:
        if (row.problem, row.fix) != (words, fix):
            row.show_problem(words, fix)
            self.given.emit()


def program_words(fix: str) -> str:
    """Say that there is no such program, before what was probably meant."""
    words = QCoreApplication.translate("FieldAdvice", "No such program.")
    return words + " " + QCoreApplication.translate("FieldAdvice", "Did you mean") if fix else words


def _missing_job(text: str, find: Callable[[str], object]) -> str:
    """Return what is wrong with the numbers of jobs, or nothing; on the pool."""
    try:
        for ref in filter(None, (part.strip().removeprefix("#") for part in text.split(","))):
            find(ref)
    except JobDeskError as error:
        return place_of(error)[1]
    return ""


def check_on_disk(config: dict[str, Any]) -> None:
    """Refuse a config whose folder or script is not there; on the pool.

    Raises:
        InvalidConfigError: It is not.
    """
    folder = config.get("cwd")
    # These of os.path also answer for a path that is too long, or behind a door that is closed to us.
    if folder and not os.path.isdir(folder):  # noqa: PTH112
        raise InvalidConfigError(f"there is no folder {folder}", "cwd")
    script = config.get("script")
    if script and not os.path.isfile(Path(folder or Path.home()) / script):  # noqa: PTH113
        raise InvalidConfigError(f"there is no file {script}", "script")


def _missing_path(text: str, base: str, *, is_folder: bool) -> tuple[str, str]:
    """Return what is missing, if it is, and what was probably meant; on the pool."""
    path = expanded(text, base)
    if os.path.isdir(path) if is_folder else os.path.isfile(path):  # noqa: PTH112, PTH113
        return "", ""
    return "folder" if is_folder else "file", closest_path(text, base, only_folders=is_folder)


def missing_program(line: str, search_path: str | None = None) -> tuple[str, str]:
    """Return "program" if the first word of a command is none, and what was probably meant; on the pool."""
    try:
        words = split_command(with_home(clean_command(line)))
    except InvalidConfigError:
        return "", ""  # Said already.
    if not words or not is_program_missing(words[0], search_path):
        return "", ""
    return "program", closest_program(words[0], search_path)
