"""Target ``sbom``: lists all that the built program consists of, as CycloneDX 1.6, for programs that look for flaws.

The Python packages come from cyclonedx-py, which sees the whole environment of the build: only what JobDesk requires
at run time is kept. The native files are read off the bundle itself, each with its hash.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import bootstrap
from build import BuildError, Context
from release.licences import project_dependencies
from release.native import BOOTLOADER, PYTHON, QT, Software, collected_entries, native_software

from jobdesk.engine.program.licences import needed_distributions, plain_name

ROOT_REFERENCE: Final = "root-component"
_LICENCES: Final = {
    BOOTLOADER: "GPL-2.0-or-later WITH Bootloader-exception",
    PYTHON: "PSF-2.0",
    QT: "LGPL-3.0-only",
}
_VALIDATE: Final = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1], encoding="utf-8").read())
sys.exit(str(error) if error else 0)
"""


def build(context: Context) -> list[Path]:
    """Write the list of the program that was built last.

    Args:
        context: What the targets work with.

    Raises:
        BuildError: No program has been built, or the list breaks its schema.
    """
    tools = Path(bootstrap.ensure(bootstrap.TOOLS))
    try:
        entries = collected_entries(context.work / "pyinstaller" / "jobdesk")
    except OSError:
        raise BuildError("there is no program; build it before, in the same command or an earlier one") from None
    document = packages_document(context, tools)
    add_native(document, native_software(entries), bundle_files(context.dist))
    path = context.dist / f"jobdesk-{context.version}.cdx.json"
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    validate(tools, path)
    return [path]


def packages_document(context: Context, tools: Path) -> dict[str, Any]:
    """Return a list of the Python packages that JobDesk needs at run time.

    Args:
        context: What the targets work with.
        tools: The Python that has cyclonedx-py.
    """
    path = context.work / "environment.cdx.json"
    program = tools.with_name("cyclonedx-py.exe" if sys.platform == "win32" else "cyclonedx-py")
    options = ("--sv", "1.6", "--of", "JSON", "--output-reproducible", "--pyproject", context.root / "pyproject.toml")
    context.run(program, "environment", *options, "-o", path, sys.executable)
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    keep_needed(document)
    document["metadata"]["component"]["version"] = context.version
    return document


def keep_needed(document: dict[str, Any]) -> None:
    """Take out of a list the packages that JobDesk does not require at run time, such as the tools of its build.

    Args:
        document: The list; it is changed.
    """
    needed = needed_distributions(project_dependencies()).keys()
    document["components"] = [part for part in document["components"] if plain_name(part["name"]) in needed]
    kept = {ROOT_REFERENCE, *(part["bom-ref"] for part in document["components"])}
    document["dependencies"] = [entry for entry in document["dependencies"] if entry["ref"] in kept]
    for entry in document["dependencies"]:
        if "dependsOn" in entry:
            entry["dependsOn"] = [reference for reference in entry["dependsOn"] if reference in kept]


def add_native(document: dict[str, Any], found: list[Software], files: dict[str, Path]) -> None:
    """Add native software to a list: below its Python package, or as a component of its own.

    Args:
        document: The list; it is changed.
        found: What the native files of the bundle belong to.
        files: The files of the bundle, by their names in it.

    Raises:
        BuildError: A file is not in the bundle.
    """
    packages = {plain_name(part["name"]): part for part in document["components"]}
    root = next(entry for entry in document["dependencies"] if entry["ref"] == ROOT_REFERENCE)
    for software in found:
        part = packages.get(plain_name(software.name))
        if part is None:
            part = {"bom-ref": f"native:{software.name}", "type": "library", "name": software.name}
            part.update({"version": software.version} if software.version else {})
            part.update({"purl": software.package} if software.package else {})
            if software.name in _LICENCES:
                part["licenses"] = [{"expression": _LICENCES[software.name]}]
            document["components"].append(part)
            document["dependencies"].append({"ref": part["bom-ref"]})
            root.setdefault("dependsOn", []).append(part["bom-ref"])
        part["components"] = [_file(name, files) for name in software.files]


def bundle_files(dist: Path) -> dict[str, Path]:
    """Return the files of the program below a folder, by their names without the folder of the bundle.

    Args:
        dist: Folder of the results.
    """
    roots = [
        *(dist / name / inner for name in ("jobdesk", "JobDesk") for inner in ("_internal", "")),
        *(dist / "JobDesk.app" / "Contents" / name for name in ("Frameworks", "Resources", "MacOS")),
    ]
    found: dict[str, Path] = {}
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                found.setdefault(path.relative_to(root).as_posix(), path)
    return found


def validate(python: Path, path: Path) -> None:
    """Compare a list with the schema.

    Args:
        python: The Python that has the schema.
        path: The list.

    Raises:
        BuildError: It breaks the schema.
    """
    done = subprocess.run([python, "-I", "-c", _VALIDATE, path], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{path.name} breaks the schema of CycloneDX: {done.stderr.strip()[-2000:]}")


def _file(name: str, files: dict[str, Path]) -> dict[str, Any]:
    if name not in files:
        raise BuildError(f"{name} is not in the bundle")
    digest = hashlib.sha256(files[name].read_bytes()).hexdigest()
    reference = f"file:{name}"
    return {
        "bom-ref": reference,
        "type": "file",
        "name": name,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
