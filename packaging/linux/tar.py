"""Makes the archive for systems without a package: the program's folder, and what a desktop wants to know of it."""

import shutil
import tarfile
from pathlib import Path

from build import Context
from linux import package


def build(context: Context) -> list[Path]:
    """Build the archive.

    Raises:
        BuildError: The build failed.
    """
    context.need_system("linux")
    tree = package.stage(context, "tar")
    name = f"jobdesk-{context.version}-linux-{package.processor('rpm')}"
    folder = tree.with_name(name)
    shutil.rmtree(folder, ignore_errors=True)
    (tree / "usr/lib/jobdesk" / context.version).rename(folder)
    (tree / "usr/share").rename(folder / "share")
    shutil.rmtree(folder / "share/lintian")
    archive = context.dist / f"{name}.tar.xz"
    with tarfile.open(archive, "w:xz", preset=6) as file:
        file.add(folder, name, filter=_belongs_to_root)
    return [archive]


def _belongs_to_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return a member of the archive that does not tell who built it."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member
