"""The command line: a front on the one engine of a data folder, a module for each group of verbs."""

from __future__ import annotations


def main() -> int:
    """Run one verb with the process's own arguments; the entry of the installed command."""
    from jobdesk.cli.verbs import main as run

    return run()
