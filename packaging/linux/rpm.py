"""Makes the package for Fedora, openSUSE and others with rpm."""

from pathlib import Path

from build import Context
from linux import package


def build(context: Context) -> list[Path]:
    """Build the package.

    Raises:
        BuildError: The build failed.
    """
    context.need_system("linux")
    return [package.make(context, "rpm", f"jobdesk-{context.version}-1.{package.processor('rpm')}.rpm")]
