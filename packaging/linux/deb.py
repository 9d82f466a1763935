"""Makes the package for Debian, Ubuntu and their kin."""

from pathlib import Path

from build import Context
from linux import package


def build(context: Context) -> list[Path]:
    """Build the package.

    Raises:
        BuildError: The build failed.
    """
    context.need_system("linux")
    return [package.make(context, "deb", f"jobdesk_{context.version}_{package.processor('deb')}.deb")]
