"""Licences of all software that JobDesk consists of, as one text.

A packaged program holds that text as a file, which its build made with the functions here. In a clone, or installed
as a Python package, the text is made of what is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Final, NamedTuple

SHIPPED: Final = "licences.txt"
"""The whole text in a packaged program, in its folder of resources."""

_TEXT_NAMES: Final = re.compile(r"(LICEN[CS]E|COPYING|NOTICE)", re.IGNORECASE)
_QT: Final = {"pyside6-essentials", "shiboken6"}
_RULE: Final = "=" * 78

_QT_NOTICE: Final = """\
JobDesk uses Qt, PySide6 and Shiboken under the GNU Lesser General Public License, version 3, whose text follows with
that of the GNU General Public License, version 3, which it extends. JobDesk does not change them. They are files of
their own beside the program, and may be replaced by other builds of the same version; JobDesk may be taken apart to
find errors of such a replacement.

Their source code is published by The Qt Company below https://download.qt.io/official_releases: qtbase, qtsvg and
qtwayland of Qt {version}, and pyside-setup of the same version."""


class Component(NamedTuple):
    """A part of JobDesk that somebody licenses.

    Attributes:
        name: Its name.
        version: Its version; empty if it has none.
        licence: Its licence in short, best as an SPDX expression.
        texts: Its licence, and whatever else has to be passed on with it.
    """

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def licences_text(resources: Path) -> str:
    """Return the licences of everything that belongs to this JobDesk; reads many files.

    Args:
        resources: JobDesk's folder of resources.

    Raises:
        OSError: A file cannot be read.
    """
    try:
        return (resources / SHIPPED).read_text(encoding="utf-8")
    except FileNotFoundError:
        return write_document([*installed_components(["jobdesk"]), *resource_components(resources)])


def installed_components(requirements: Iterable[str]) -> list[Component]:
    """Return the installed Python packages that requirements need, JobDesk first; Qt's are no part of it.

    Args:
        requirements: As a project's metadata names them.
    """
    found = needed_distributions(requirements)
    names = [name for name in found if name == "jobdesk"] + sorted(found.keys() - _QT - {"jobdesk"})
    return [_component(found[name]) for name in names]


def needed_distributions(requirements: Iterable[str]) -> dict[str, metadata.Distribution]:
    """Return the installed Python packages that satisfy requirements, and what these require in turn, by plain name.

    Packages that are not installed are left out, as on a system that does not need them.

    Args:
        requirements: As a project's metadata names them.
    """
    found: dict[str, metadata.Distribution] = {}
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = plain_name(requirement)
        if name in found or "extra ==" in requirement:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        waiting += found[name].requires or []
    return found


def resource_components(resources: Path) -> list[Component]:
    """Return Qt with its Python modules, and the icons: their texts are among JobDesk's resources.

    Args:
        resources: JobDesk's folder of resources.

    Raises:
        OSError: A file cannot be read.
    """
    folder = resources / "licences"
    version = metadata.version("PySide6_Essentials")
    names = ("LGPL-3.0.txt", "GPL-3.0.txt", "qt-third-party.txt")
    qt = [_QT_NOTICE.format(version=version), *((folder / name).read_text(encoding="utf-8") for name in names)]
    icons = (resources / "icons" / "LICENSE-tabler-icons.txt").read_text(encoding="utf-8")
    return [
        Component("Qt, PySide6 and Shiboken", version, "LGPL-3.0-only", tuple(qt)),
        Component("Tabler Icons", "", "MIT", (icons,)),
    ]


def write_document(components: Iterable[Component]) -> str:
    """Return a list of components, and then the text of each one's licence.

    Args:
        components: In the order in which they are to stand.
    """
    listed = list(components)
    width = max(len(_title(component)) for component in listed)
    lines = ["JobDesk consists of the following software. The text of each licence stands below.", ""]
    lines += [f"    {_title(component):{width}}  {component.licence}" for component in listed]
    for component in listed:
        lines += ["", "", _RULE, f"{_title(component)}: {component.licence}", _RULE]
        for text in component.texts:
            lines += ["", *(line.rstrip() for line in text.strip("\n").splitlines())]
    return "\n".join(lines) + "\n"


def plain_name(requirement: str) -> str:
    """Return a package's name as it is compared: lower case, and a dash for each other sign in it.

    Args:
        requirement: The name, and maybe versions and markers behind it.
    """
    found = re.match(r"[A-Za-z0-9._-]+", requirement.strip())
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def licence_files(distribution: metadata.Distribution) -> Iterator[tuple[str, str]]:
    """Yield path and text of each licence that a package brings along, itself or with what it includes.

    Args:
        distribution: The package.
    """
    for file in sorted(distribution.files or (), key=str):
        if ".dist-info" in str(file) and _TEXT_NAMES.search(file.name):
            path = Path(str(distribution.locate_file(file)))
            if path.is_file():
                yield str(file), path.read_text(encoding="utf-8", errors="replace")


def _component(distribution: metadata.Distribution) -> Component:
    texts = tuple(text for _, text in licence_files(distribution))
    name = distribution.metadata["Name"]
    return Component("JobDesk" if name == "jobdesk" else name, distribution.version, _licence(distribution), texts)


def _licence(distribution: metadata.Distribution) -> str:
    """Return a package's licence in short: an expression, else its one-line text, else what its classifiers say."""
    described = distribution.metadata
    classes = [value.split(" :: ")[-1] for value in described.get_all("Classifier") or () if "License" in value]
    for expression in described.get_all("License-Expression") or ():
        return str(expression)
    short = "".join(described.get_all("License") or ())
    return short if short and "\n" not in short else ", ".join(classes) or "see its text"


def _title(component: Component) -> str:
    return f"{component.name} {component.version}".strip()
