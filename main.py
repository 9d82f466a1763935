"""Starts JobDesk from a clone: does the set-up if need be, then hands over to ``jobdesk/__main__.py``.

Standard library only, and little of it: until the set-up is done there is nothing else, and afterwards this
stands before every start.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "packaging"))
import bootstrap

del sys.path[0]


def needed_level(arguments: "list[str]") -> str:
    """Return how far the set-up must have come: a verb or a question needs no window, the desk and a link to it do."""
    if arguments and arguments[0].lower().startswith("jobdesk:"):
        return bootstrap.DESK
    if arguments and (not arguments[0].startswith("-") or arguments[0] in ("-h", "--help", "--version")):
        return bootstrap.RUN
    return bootstrap.DESK


def main() -> None:
    """Run JobDesk with this process's arguments, in the clone's own Python."""
    arguments = sys.argv[1:]
    python = bootstrap.ensure(needed_level(arguments))
    if bootstrap.Clone(bootstrap.ROOT).is_running():
        import runpy

        runpy.run_module("jobdesk", run_name="__main__", alter_sys=True)
    else:
        # -P: the folder that JobDesk is started from must not be where its imports are looked for.
        bootstrap.hand_over([python, "-P", "-m", "jobdesk", *arguments])


if __name__ == "__main__":
    main()
