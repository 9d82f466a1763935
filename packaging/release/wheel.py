"""Builds the wheel, for pipx and uv: from a copy of the source, to which the build's own file is added."""

import shutil
import sys
from pathlib import Path

from build import Context


def build(context: Context) -> list[Path]:
    """Build the wheel.

    Raises:
        BuildError: The build failed.
    """
    source = context.work / "wheel"
    shutil.rmtree(source, ignore_errors=True)
    for name in ("jobdesk", "resources"):
        shutil.copytree(context.root / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(context.root / name, source)
    context.write_build_file(source / "resources")
    for old in context.dist.glob("jobdesk-*.whl"):
        old.unlink()
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", context.dist)
    context.run(sys.executable, "-I", "-m", "pip", "wheel", *options, source)
    return sorted(context.dist.glob("jobdesk-*.whl"))
