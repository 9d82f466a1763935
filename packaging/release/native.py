"""Native files of a packaged program: whose they are, and of which version, as far as that can be derived.

What cannot be derived is left out, never guessed: a file without a known owner stands for itself.
"""

from __future__ import annotations

import ast
import importlib
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Final, NamedTuple

Entry = tuple[str, str, str]
"""A file of the bundle, as PyInstaller lists it: its name there, where it came from, and its kind."""

QT: Final = "Qt"
ICU: Final = "International Components for Unicode"
PYTHON: Final = "Python"
BOOTLOADER: Final = "PyInstaller bootloader"

_NATIVE_KINDS: Final = {"BINARY", "EXTENSION", "EXECUTABLE"}
_ICU_FILE: Final = re.compile(r"(lib)?icu(uc|i18n|in|data|dt)")
_QT_FILE: Final = re.compile(r"PySide6/(Qt/|plugins/|Qt6\w+\.dll)")
_PYTHON_FILE: Final = re.compile(r"(lib)?python3[.\d]*\.(so|dll|dylib)|Python$", re.IGNORECASE)
_NAMES: Final = {
    "Microsoft Visual C++ Runtime": re.compile(r"(vcruntime|msvcp|concrt|ucrtbase|api-ms-win)", re.IGNORECASE),
    "OpenSSL": re.compile(r"lib(crypto|ssl)\b"),
    "libffi": re.compile(r"libffi\b"),
}
_VERSIONS: Final = {
    QT: re.compile(rb"\bQt (\d+\.\d+\.\d+) \("),
    ICU: re.compile(rb"\0(\d\d\.\d(?:\.\d+)?)\0"),
    "OpenSSL": re.compile(rb"OpenSSL (\d+\.\d+\.\d+\w*) "),
}


class Software(NamedTuple):
    """What native files belong to.

    Attributes:
        name: Its name; of a Python package that of its distribution.
        version: Its version; empty if it cannot be derived.
        package: A Debian package that it came from, as a package URL; else empty.
        copyright: File with its licence on the machine that builds, if there is one.
        files: Its files in the bundle.
    """

    name: str
    version: str
    package: str
    copyright: Path | None
    files: tuple[str, ...]


def collected_entries(work: Path) -> list[Entry]:
    """Return all that PyInstaller has put into the bundle.

    Args:
        work: PyInstaller's folder of the build.

    Raises:
        OSError: There was no build.
    """
    content = ast.literal_eval((work / "COLLECT-00.toc").read_text(encoding="utf-8"))
    entries = content[0] if isinstance(content[0], list) else content
    return [(str(name), str(source), str(kind)) for name, source, kind in entries]


def native_software(entries: Iterable[Entry]) -> list[Software]:
    """Return what the native files among some entries belong to.

    Args:
        entries: Files of a bundle.
    """
    files: dict[tuple[str, str, Path | None], list[tuple[str, Path]]] = {}
    packages = metadata.packages_distributions()
    for entry in entries:
        if entry[2] in _NATIVE_KINDS:
            name = entry[0].replace("\\", "/")
            files.setdefault(_owner(entry, packages), []).append((name, Path(entry[1])))
    found = []
    for (owner, package, licence), members in sorted(files.items(), key=lambda item: item[0][:2]):
        version = _version(owner, package, [source for _, source in members])
        found.append(Software(owner, version, package, licence, tuple(sorted(name for name, _ in members))))
    return found


def _owner(entry: Entry, packages: Mapping[str, list[str]]) -> tuple[str, str, Path | None]:
    """Return the owner of a file, its package URL, and the file with its licence."""
    name, source, kind = entry[0].replace("\\", "/"), Path(entry[1]), entry[2]
    file = name.rsplit("/", 1)[-1]
    if kind == "EXECUTABLE":
        return BOOTLOADER, "", None
    if "site-packages" in source.parts:
        return _owner_in_packages(name, source, packages), "", None
    if kind == "EXTENSION" or _PYTHON_FILE.match(file):
        return PYTHON, "", None
    return _debian_package(source) or (_owner_by_name(file), "", None)


def _owner_in_packages(name: str, source: Path, packages: Mapping[str, list[str]]) -> str:
    """Return the owner of a file that came with a Python package: others' libraries are among them."""
    file = source.name
    if _ICU_FILE.match(file):
        return ICU
    if _QT_FILE.match(name):
        return QT
    top = source.parts[source.parts.index("site-packages") + 1].split(".")[0]
    return packages[top][0] if _owner_by_name(file) == file and top in packages else _owner_by_name(file)


def _owner_by_name(file: str) -> str:
    """Return the owner of a file whose name says it, else the name."""
    return next((owner for owner, pattern in _NAMES.items() if pattern.match(file)), file)


def _debian_package(source: Path) -> tuple[str, str, Path | None] | None:
    """Return the Debian package that a file of the system came with: its name, its package URL and its licence."""
    if not shutil.which("dpkg-query"):
        return None
    # The system's folder of libraries has two names; the package knows one of them.
    for path in dict.fromkeys([source, source.resolve(), Path("/usr", *source.parts[1:])]):
        found = subprocess.run(["dpkg-query", "-S", str(path)], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            break
    else:
        return None
    name = found.stdout.split(": ")[0].split(",")[0]
    show = ["dpkg-query", "-W", "-f", "${Package} ${Version} ${Architecture}", name]
    package, version, architecture = subprocess.run(show, capture_output=True, text=True, check=True).stdout.split()
    distribution = platform.freedesktop_os_release().get("ID", "debian")
    licence = Path("/usr/share/doc", package, "copyright")
    address = f"pkg:deb/{distribution}/{package}@{version.replace(':', '%3A').replace('+', '%2B')}?arch={architecture}"
    return package, address, licence if licence.exists() else None


def _version(owner: str, package: str, sources: list[Path]) -> str:
    if owner == PYTHON:
        return platform.python_version()
    if package:
        return package.partition("@")[2].partition("?")[0].replace("%3A", ":").replace("%2B", "+")
    if owner in _VERSIONS:
        found = {match[1] for path in sources for match in [_VERSIONS[owner].search(path.read_bytes())] if match}
        return found.pop().decode() if len(found) == 1 else ""
    try:
        return metadata.version("pyinstaller" if owner == BOOTLOADER else owner)
    except (metadata.PackageNotFoundError, ValueError):
        return _windows_version(sources)


def _windows_version(sources: list[Path]) -> str:
    """Return the version that libraries of Windows have in their resources, if they agree."""
    if sys.platform != "win32":
        return ""
    pefile = importlib.import_module("pefile")
    versions = set()
    for path in sources:
        with pefile.PE(str(path), fast_load=True) as library:
            library.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_RESOURCE"]])
            for info in getattr(library, "VS_FIXEDFILEINFO", ()):
                high, low = info.FileVersionMS, info.FileVersionLS
                versions.add(f"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}")
    return versions.pop() if len(versions) == 1 else ""
