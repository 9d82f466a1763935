"""Builds what Windows users get: the programs, the installer of the user's own, and a portable zip.

On Windows the target ``windows`` does all of it. It needs a C compiler for Windows on the PATH (mingw-w64's gcc and
windres, which the hosted Windows runners of GitHub have) and NSIS 3 (makensis on the PATH or in its own folder).
On Debian, where the programs come from a Windows Python under wine (see prove.sh), the two halves run apart::

    wine python packaging/windows/installer.py freeze               with packages of that Python
    python3 packaging/windows/installer.py package PROGRAMS DIST    with mingw-w64 and nsis of the system

After DIST, ``--fast`` makes a larger installer in a fraction of the time.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from build import BuildError, Context, say  # noqa: E402 (the folder must be known first)

if TYPE_CHECKING:
    from collections.abc import Iterable

_CFLAGS = ("-std=c11", "-Os", "-s", "-static", "-Wall", "-Wextra")
_HELPER_LIBRARIES = ("-lole32", "-luuid", "-lshell32", "-lpropsys")
_NSIS_TARGET = "amd64-unicode"
_VERSION_INFO = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers=({numbers}), prodvers=({numbers}), mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "JobDesk"),
      StringStruct("ProductName", "JobDesk"),
      StringStruct("FileDescription", "JobDesk"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("ProductVersion", "{version}"),
      StringStruct("LegalCopyright", "The JobDesk authors"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x409, 1200])]),
  ],
)
"""


def build(context: Context) -> list[Path]:
    """Build the programs, the portable zip and the installer.

    If JOBDESK_SMOKE_TEST is set, the programs are tried before they are packaged.

    Raises:
        BuildError: This is no Windows, a tool is missing, or a step failed.
    """
    context.need_system("win32")
    find_tools()  # Before the long part.
    programs = freeze(context)
    if os.environ.get("JOBDESK_SMOKE_TEST"):
        names = (programs / "JobDesk.exe", "--console", programs / "jobdeskc.exe")
        context.run(sys.executable, context.packaging / "smoke.py", *names)
    return [programs, *package(context, programs, context.dist)]


def freeze(context: Context) -> Path:
    """Build the programs with their icon and version resource; return their folder."""
    icon = _icon(context)
    version_file = context.work / "windows" / "version.txt"
    numbers = ", ".join(map(str, four_numbers(context.version)))
    version_file.write_text(_VERSION_INFO.format(numbers=numbers, version=context.version), encoding="utf-8")
    return context.freeze(icon=icon, version_file=version_file)


def package(context: Context, programs: Path, dist: Path, *, is_fast: bool = False) -> list[Path]:
    """Make the portable zip and the installer of a folder of programs.

    Args:
        context: What the build knows.
        programs: The folder with JobDesk.exe, jobdeskc.exe and all that they need.
        dist: Where the results go.
        is_fast: Compress the installer less.

    Returns:
        Both files.

    Raises:
        BuildError: A program or a tool is missing, or a step failed.
    """
    for name in ("JobDesk.exe", "jobdeskc.exe"):
        if not (programs / name).is_file():
            raise BuildError(f"there is no {programs / name}")
    dist.mkdir(parents=True, exist_ok=True)
    archive = dist / f"JobDesk-{context.version}-portable.zip"
    _write_zip(programs, archive, context.root / "LICENSE")
    tools = compile_tools(context)
    setup = dist / f"JobDesk-{context.version}-setup.exe"
    compile_setup(context, programs, tools, setup, is_fast=is_fast)
    return [archive, setup]


def find_tools() -> dict[str, str]:
    """Return the paths of gcc, windres and makensis.

    Raises:
        BuildError: One of them is missing; the text says where it comes from.
    """
    prefix = "" if sys.platform == "win32" else "x86_64-w64-mingw32-"
    folders = [str(Path(os.environ.get(name, ""), "NSIS")) for name in ("ProgramFiles", "ProgramFiles(x86)")]
    found = {
        "gcc": shutil.which(prefix + "gcc"),
        "windres": shutil.which(prefix + "windres"),
        "makensis": shutil.which("makensis") or shutil.which("makensis", path=os.pathsep.join(folders)),
    }
    missing = [name for name, path in found.items() if not path]
    if missing:
        raise BuildError(
            f"missing on the PATH: {', '.join(missing)}. gcc and windres come with mingw-w64, makensis with NSIS 3; "
            "on Debian: apt-get install gcc-mingw-w64-x86-64 nsis"
        )
    return {name: path for name, path in found.items() if path}


def compile_tools(context: Context) -> Path:
    """Compile the two starters and the setup helper; return their folder."""
    commands = find_tools()
    folder = context.work / "windows" / "tools"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    numbers = ",".join(map(str, four_numbers(context.version)))
    # Quotes in definitions are read differently by each shell in between: a header has none.
    definitions = [f"#define FOUR_NUMBERS {numbers}", f'#define VERSION_TEXT "{context.version}"']
    definitions.append(f'#define ICON_FILE "{_icon(context).as_posix()}"')
    source = folder / "resources.rc"
    source.write_text("\n".join([*definitions, (HERE / "resources.rc").read_text("utf-8")]), encoding="utf-8")
    resources = folder / "resources.o"
    context.run(commands["windres"], source, resources)
    programs: list[tuple[str, list[str]]] = [
        ("starter", ["-mwindows", str(HERE / "starter.c"), str(resources)]),
        ("console_starter", ["-DCONSOLE", str(HERE / "starter.c"), str(resources)]),
        ("setup_helper", ["-mwindows", str(HERE / "setup_helper.c"), str(resources), *_HELPER_LIBRARIES]),
    ]
    for name, words in programs:
        context.run(commands["gcc"], *_CFLAGS, "-o", folder / f"{name}.exe", *words)
    return folder


def compile_setup(context: Context, programs: Path, tools: Path, setup: Path, *, is_fast: bool = False) -> None:
    """Compile the installer of a folder of programs."""
    makensis = find_tools()["makensis"]
    files = [path for path in programs.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    values = {
        "VERSION": context.version,
        "FOUR_NUMBERS": ".".join(map(str, four_numbers(context.version))),
        "ICON": _icon(context),
        "PROGRAMS": programs,
        "TOOLS": tools,
        "FILES": len(files),
        "BYTES": size,
        "KILOBYTES": size // 1024,
        "RESULT": setup.resolve(),
    }
    if context.homepage:
        values["HOMEPAGE"] = context.homepage
    if is_fast:
        values["FAST"] = 1
    context.run(
        *(makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *nsis_target(makensis)),
        *(f"-D{name}={value}" for name, value in values.items()),
        HERE / "setup.nsi",
    )


def nsis_target(makensis: str) -> list[str]:
    """Return the option for a 64-bit installer, if this NSIS can make one.

    The release of NSIS for Windows makes 32-bit installers only, which run there just as well; wine on a 64-bit
    Debian runs only the other.
    """
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "empty.nsi")
        script.write_text('Unicode true\nOutFile "empty.exe"\nSection\nSectionEnd\n', encoding="utf-8")
        option = [f"-XTarget {_NSIS_TARGET}"]
        command = [makensis, "-V0", *option, str(script)]
        code = subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode
    return [] if code else option


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """Return a version as Windows stores it: the numbers of the release, filled up to four."""
    found = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(number) for number in found[0].split(".")] if found else []
    first, second, third, fourth = (*numbers, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def _icon(context: Context) -> Path:
    from windows.icon import write_icon

    svg = context.root / "resources" / "icons" / "jobdesk.svg"
    icon = context.work / "windows" / "jobdesk.ico"
    if not icon.exists() or icon.stat().st_mtime < svg.stat().st_mtime:
        write_icon(svg, icon)
    return icon


def _write_zip(programs: Path, archive: Path, *others: Path) -> None:
    """Write the programs and other files into a zip with one folder in it; the same files give the same bytes."""
    members: Iterable[tuple[Path, Path]] = [
        *((path, path.relative_to(programs)) for path in sorted(programs.rglob("*")) if path.is_file()),
        *((path, Path(path.name + ".txt")) for path in others),
    ]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for path, name in members:
            entry = zipfile.ZipInfo("JobDesk/" + name.as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, path.read_bytes(), compresslevel=9)
    say(f"wrote {archive}")


def main(arguments: list[str]) -> int:
    """Do one half of the build with the Python that runs this, without any set-up; return the exit code."""
    context = Context(HERE.parents[1])
    try:
        if arguments == ["freeze"]:
            freeze(context)
        elif arguments[:1] == ["package"] and len(arguments) > 2 and arguments[3:] in ([], ["--fast"]):
            package(context, Path(arguments[1]).resolve(), Path(arguments[2]), is_fast=bool(arguments[3:]))
        else:
            print("usage: installer.py freeze | installer.py package PROGRAMS DIST [--fast]", file=sys.stderr)
            return 2
    except BuildError as error:
        print(f"installer: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
