"""Writes the licences of everything that a packaged program holds into one file, which the program shows.

Run by the spec, since only PyInstaller's analysis tells which libraries are taken from the system that builds.
"""

from __future__ import annotations

import sys
import sysconfig
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[1]
ROOT = PACKAGING.parent
for folder in (PACKAGING, ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from release.native import PYTHON, Entry, native_software  # noqa: E402

from jobdesk import __version__  # noqa: E402 - its folder has to be known first
from jobdesk.engine.program.licences import (  # noqa: E402
    Component,
    installed_components,
    licence_files,
    resource_components,
    write_document,
)


def write_licences(entries: Iterable[Entry], path: Path) -> Path:
    """Write the licences of a program, and return the file.

    Args:
        entries: The files of the program, as PyInstaller lists them.
        path: The file.

    Raises:
        OSError: It cannot be written, or a text cannot be read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_document(shipped_components(entries)), encoding="utf-8", newline="\n")
    return path


def shipped_components(entries: Iterable[Entry]) -> list[Component]:
    """Return everything that belongs to a program, with its licences.

    Args:
        entries: The files of the program, as PyInstaller lists them.

    Raises:
        OSError: A text cannot be read.
    """
    own = Component("JobDesk", __version__, "MIT", ((ROOT / "LICENSE").read_text(encoding="utf-8"),))
    system = [
        Component(found.name, found.version, "see its text", (found.copyright.read_text(encoding="utf-8"),))
        for found in native_software(entries)
        if found.copyright is not None
    ]
    packages = installed_components(project_dependencies())
    return [own, *packages, *resource_components(ROOT / "resources"), _python(), *system, _bootloader()]


def project_dependencies() -> list[str]:
    """Return what JobDesk requires at run time, as pyproject.toml names it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [str(requirement) for requirement in project["dependencies"]]


def _python() -> Component:
    """Return Python with the licence that it came with, else with a copy: not every build of it brings one."""
    places = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    text = next((place for place in places if place.is_file()), Path(__file__).with_name("texts") / "python.txt")
    version = ".".join(map(str, sys.version_info[:3]))
    return Component(PYTHON, version, "PSF-2.0", (text.read_text(encoding="utf-8"),))


def _bootloader() -> Component:
    """Return the part of PyInstaller that starts the program."""
    distribution = metadata.distribution("pyinstaller")
    texts = tuple(text for _, text in licence_files(distribution))
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    return Component("PyInstaller bootloader", distribution.version, licence, texts)
