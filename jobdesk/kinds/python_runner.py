"""Calls ``package.module:function`` with the job's config; runs in the interpreter that the user picked.

It needs only that interpreter's standard library and reads as Python 3.6, so that old environments work too. The
config is the member "config" of the file named by JOBDESK_SPEC; events go to the file named by JOBDESK_EVENTS.
"""

import importlib
import json
import os
import sys
import traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def report(**event: object) -> None:
    """Append one event to the job's event file."""
    path = os.environ.get("JOBDESK_EVENTS")
    if path:
        with open(path, "a", encoding="utf-8") as events:
            events.write(json.dumps(event, default=str) + "\n")


def find_function(target: str) -> "Callable[[dict[str, Any]], Any]":
    """Import the module and walk to the function in it."""
    module_name, _, attributes = target.partition(":")
    found: Any = importlib.import_module(module_name)
    for attribute in attributes.split("."):
        found = getattr(found, attribute)
    return found  # type: ignore[no-any-return]


def main() -> int:
    """Call the function, report its result or its error, and end with 0 or 1."""
    sys.path[0] = os.getcwd()  # As `python -m` does; the folder of this file is not the user's.
    with open(os.environ["JOBDESK_SPEC"], encoding="utf-8") as spec:
        config = json.load(spec)["config"]
    try:
        result = find_function(sys.argv[1])(config)
    except Exception as error:
        trace = error.__traceback__
        # Its first frame is this one, which says nothing about the user's code.
        traceback.print_exception(type(error), error, trace and trace.tb_next)
        text = str(error)
        report(type="error", text="{}: {}".format(type(error).__name__, text) if text else type(error).__name__)
        return 1
    if result is not None:
        report(type="result", value=result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
