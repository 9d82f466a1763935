"""Target ``check``: lints and audits the workflows offline; builds nothing.

actionlint finds what would not run, zizmor what would be unsafe. Both are pinned in an environment of their own.
"""

from __future__ import annotations

import os
from pathlib import Path

import bootstrap
from build import Context


def build(context: Context) -> list[Path]:
    """Check the workflows; nothing is made.

    Args:
        context: What the targets work with.

    Raises:
        BuildError: One of the tools found something: actionlint anything, zizmor what is of medium severity or more.
    """
    tools = Path(bootstrap.ensure(bootstrap.TOOLS)).parent
    folder = context.root / ".github" / "workflows"
    workflows = sorted(folder.glob("*.yml"))
    suffix = ".exe" if os.name == "nt" else ""
    context.run(tools / f"actionlint{suffix}", "-no-color", *workflows)
    # All findings are shown; only the severe ones count.
    context.run(tools / f"zizmor{suffix}", "--offline", "--no-progress", "--color=never", "--no-exit-codes", folder)
    context.run(tools / f"zizmor{suffix}", "--offline", "--no-progress", "--quiet", "--min-severity=medium", folder)
    return []
