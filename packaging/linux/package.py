"""Makes the deb and the rpm of the built program: the files that both install, and what each depends on."""

from __future__ import annotations

import calendar
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import bootstrap
from build import BuildError, Context
from icons import render
from linux import folder, man_page

HERE = Path(__file__).resolve().parent
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)

MAINTAINER = "JobDesk contributors <jobdesk@localhost>"

LIBRARIES = {
    **bootstrap.QT_LIBRARIES,
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libgcc_s.so.1": "libgcc-s1",
    "libgthread-2.0.so.0": bootstrap.QT_LIBRARIES["libglib-2.0.so.0"],
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb.so.1": "libxcb1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""Libraries that the program takes from the system, and Debian's packages of them."""

_OF_GLIBC = re.compile(r"(ld-linux[-\w]*|lib(c|m|dl|rt|pthread|util|resolv))\.so\.\d+")
# Named by parts of Qt that are left out together with what would load them.
_OF_QT = re.compile(r"libQt6\w+\.so\.6")


def make(context: Context, packager: str, file_name: str) -> Path:
    """Build the program and make one package of it.

    Args:
        context: The build.
        packager: The package's kind, ``deb`` or ``rpm``.
        file_name: The package's name in `dist`.

    Raises:
        BuildError: The build failed.
    """
    tree = stage(context, packager)
    libraries = needed_libraries(tree / "usr/lib/jobdesk" / context.version)
    configuration = tree.with_suffix(".yaml")
    configuration.write_text(describe(tree, context, libraries, release_date(context.root)), encoding="utf-8")
    result = context.dist / file_name
    nfpm = Path(sys.executable).with_name("nfpm")
    context.run(nfpm, "package", "--packager", packager, "--config", configuration, "--target", result)
    return result


def stage(context: Context, name: str) -> Path:
    """Build the program and lay all files of a package out below a folder of that name, which is returned.

    Raises:
        BuildError: The build failed.
    """
    tree = context.work / "linux" / name
    shutil.rmtree(tree, ignore_errors=True)
    lay_out(folder.make(context), tree, context, release_date(context.root))
    return tree


def lay_out(program: Path, tree: Path, context: Context, date: str) -> None:
    """Lay all files of a package out below a folder, as they stand below the system's root.

    Args:
        program: Folder of the built program.
        tree: The folder; it is made.
        context: The build.
        date: Date of the version, as 2026-01-31.
    """
    shutil.copytree(program, tree / "usr/lib/jobdesk" / context.version, symlinks=True)
    icons = tree / "usr/share/icons/hicolor"
    drawing = context.root / "resources/icons/jobdesk.svg"
    changes = (context.root / "CHANGELOG.md").read_text(encoding="utf-8")
    version = context.version.encode()
    copyright_file = (HERE / "copyright").read_bytes().replace(b"VERSION", version)
    files = {
        "usr/bin/jobdesk": (HERE / "starter.sh").read_bytes().replace(b"VERSION", version),
        "usr/share/applications/jobdesk.desktop": (HERE / "jobdesk.desktop").read_bytes(),
        "usr/share/metainfo/jobdesk.metainfo.xml": metainfo(context.version, date, context.homepage).encode(),
        "usr/share/mime/packages/jobdesk.xml": (HERE / "mime.xml").read_bytes(),
        "usr/share/man/man1/jobdesk.1.gz": _compress(_manual(context, date).encode()),
        "usr/share/doc/jobdesk/copyright": copyright_file + (context.root / "LICENSE").read_bytes(),
        "usr/share/doc/jobdesk/changelog.gz": _compress(debian_changelog(changes, date).encode()),
        "usr/share/lintian/overrides/jobdesk": (HERE / "lintian-overrides").read_bytes(),
    }
    for path, content in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(content)
    for size in ICON_SIZES:
        folder = icons / f"{size}x{size}/apps"
        folder.mkdir(parents=True)
        (folder / "jobdesk.png").write_bytes(render(drawing, size))
    (icons / "scalable/apps").mkdir(parents=True)
    shutil.copyfile(drawing, icons / "scalable/apps/jobdesk.svg")
    programs = {tree / "usr/bin/jobdesk", tree / "usr/lib/jobdesk" / context.version / "jobdesk"}
    _even_out(tree, programs, date)


def metainfo(version: str, date: str, homepage: str) -> str:
    """Return what software centres show; a home page is named only if there is one.

    Args:
        version: JobDesk's version.
        date: Its date, as 2026-01-31.
        homepage: Address of the home page, or nothing.

    Raises:
        BuildError: The home page is no address that they take.
    """
    text = (HERE / "metainfo.xml").read_text(encoding="utf-8")
    added = f'  <releases>\n    <release version="{version}" date="{date}"/>\n  </releases>\n'
    if homepage:
        owner = _owner(homepage)
        text = text.replace("<id>jobdesk.desktop<", f"<id>{owner}.jobdesk<")
        text = text.replace("<developer>", f'<developer id="{owner}">')
        added = f'  <url type="homepage">{homepage}</url>\n{added}'
    return text.replace("</component>", f"{added}</component>")


def _owner(homepage: str) -> str:
    """Return a home page's address as names in metainfo begin: its host from the end, and then its folders."""
    found = re.fullmatch(r"https?://(?P<host>[a-z0-9.-]+)(?::\d+)?(?P<folders>(?:/[\w.~-]*)*)", homepage, re.ASCII)
    if not found:
        raise BuildError(f"JOBDESK_HOMEPAGE is no address of a page: {homepage}")
    folders = [folder for folder in found["folders"].lower().split("/") if folder not in {"", "jobdesk"}]
    return ".".join(re.sub(r"\W", "_", part) for part in [*reversed(found["host"].split(".")), *folders])


def debian_changelog(changes: str, date: str) -> str:
    """Return the newest version's part of a changelog in the form that Debian's tools read.

    Args:
        changes: CHANGELOG.md.
        date: Date of that version, as 2026-01-31.
    """
    title, _, text = re.split(r"^## ", changes, flags=re.MULTILINE)[1].partition("\n")
    notes = [" ".join(note.split()) for note in re.split(r"^- ", text, flags=re.MULTILINE)[1:]]
    lines = [textwrap.fill(note, 78, initial_indent="  * ", subsequent_indent="    ") for note in notes]
    written = time.strftime("%a, %d %b %Y 00:00:00 +0000", time.strptime(date, "%Y-%m-%d"))
    return "\n".join(
        [f"jobdesk ({title.split()[0]}) unstable; urgency=medium", "", *lines, "", f" -- {MAINTAINER}  {written}", ""]
    )


def describe(tree: Path, context: Context, libraries: dict[str, str], date: str) -> str:
    """Return the configuration of nfpm.

    Args:
        tree: Folder with all files of the package.
        context: The build.
        libraries: The libraries that the program takes from the system, as `needed_libraries` returns them.
        date: Date of the version, as 2026-01-31.
    """
    glibc = libraries["libc.so.6"]
    others = sorted(libraries.keys() - {"libc.so.6"})
    debian = {
        "depends": [
            f"libc6 (>= {glibc})",
            *sorted({LIBRARIES[name] for name in others}),
            # Qt has no fonts of its own and draws boxes without one.
            "fontconfig-config",
            "fonts-dejavu-core | fonts-noto-core | fonts-liberation",
        ],
        "recommends": ["libssl3t64 | libssl3", "libnotify-bin"],
        "suggests": ["xdg-utils"],
    }
    # Names of libraries are the same in every distribution with rpm, names of packages are not.
    red_hat = {
        "depends": [f"libc.so.6(GLIBC_{glibc})(64bit)", *(f"{name}()(64bit)" for name in others), "fontconfig"],
        "recommends": ["dejavu-sans-fonts", "libssl.so.3()(64bit)", "libnotify"],
        "suggests": ["xdg-utils"],
    }
    computed = {
        "version": context.version,
        "maintainer": MAINTAINER,
        # nfpm takes these names of processors for both kinds of package.
        "arch": {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine],
        "mtime": f"{date}T00:00:00Z",
        "overrides": {"deb": debian, "rpm": red_hat},
        "contents": [{"src": str(tree), "dst": "/", "type": "tree"}],
    }
    if context.homepage:
        computed["homepage"] = context.homepage
    # JSON is YAML too.
    lines = [f"{key}: {json.dumps(value)}\n" for key, value in computed.items()]
    return (HERE / "nfpm.yaml").read_text(encoding="utf-8") + "".join(lines)


def needed_libraries(program: Path) -> dict[str, str]:
    """Return the libraries that a program's folder takes from the system; for glibc also the version that it needs.

    Raises:
        BuildError: It needs one whose package is not known.
    """
    files = [path for path in program.rglob("*") if path.is_file() and folder.is_elf(path)]
    words = subprocess.run(["objdump", "-p", *files], capture_output=True, text=True, check=True).stdout
    shipped = {path.name for path in files}
    needed = {name for name in re.findall(r"^\s+NEEDED\s+(\S+)$", words, re.MULTILINE) if name not in shipped}
    needed = {name for name in needed if not _OF_GLIBC.fullmatch(name) and not _OF_QT.fullmatch(name)}
    # Those that Qt loads by name while it runs count too.
    needed |= bootstrap.QT_LIBRARIES.keys() - shipped
    unknown = sorted(needed - LIBRARIES.keys())
    if unknown:
        raise BuildError(f"{' '.join(unknown)}: put into LIBRARIES which package of Debian has it, or ship it")
    versions = re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)$", words, re.MULTILINE)
    newest = max(versions, key=lambda version: [int(part) for part in version.split(".")])
    return {**dict.fromkeys(sorted(needed), ""), "libc.so.6": newest}


def release_date(root: Path) -> str:
    """Return the date of what is built, as 2026-01-31: given by SOURCE_DATE_EPOCH, else of the commit, else today."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        asked = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, text=True, check=False
        )
        seconds = asked.stdout.strip() or str(int(time.time()))
    return time.strftime("%Y-%m-%d", time.gmtime(int(seconds)))


def _manual(context: Context, date: str) -> str:
    sys.path.insert(0, str(context.root))
    from jobdesk.cli.parser import make_parser

    return man_page.render(make_parser(), context.version, date)


def _compress(content: bytes) -> bytes:
    """Return content as gzip packs it best, with nothing that depends on when."""
    return gzip.compress(content, 9, mtime=0)


def _even_out(tree: Path, programs: set[Path], date: str) -> None:
    """Give every file the mode that it has on a system, and one time: neither tells how or when it was built."""
    at = calendar.timegm(time.strptime(date, "%Y-%m-%d"))
    for path in (*tree.rglob("*"), tree):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)
        os.utime(path, (at, at), follow_symlinks=False)


def processor(packager: str) -> str:
    """Return the name that a kind of package has for this machine's processor."""
    return {"x86_64": {"deb": "amd64", "rpm": "x86_64"}, "aarch64": {"deb": "arm64", "rpm": "aarch64"}}[
        os.uname().machine
    ][packager]
