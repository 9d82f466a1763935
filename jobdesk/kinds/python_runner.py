"""Calls ``package.module:function`` with the job's config; runs in the interpreter that the user picked.

It needs only that interpreter's standard library and reads as Python 3.6, so that old environments work too. The
config is the member "config" of the file named by JOBDESK_SPEC; events go to the file named by JOBDESK_EVENTS.
"""

import importlib
import json
import os
import sys
import traceback
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any

MOST_RESULT_BYTES = 1 << 20
"""As in `core.config`, which cannot be imported here."""


class RefusedError(Exception):
    """The function cannot be run as a job."""


def report(**event: object) -> None:
    """Append one event to the job's event file."""
    _append(json.dumps(event).encode())


def _append(line: bytes) -> None:
    path = os.environ.get("JOBDESK_EVENTS")
    if path:
        with open(path, "ab") as events:
            events.write(line + b"\n")


def find_function(target: str) -> "Callable[[dict[str, Any]], Any]":
    """Import the module and walk to the function in it."""
    module_name, _, attributes = target.partition(":")
    found: Any = importlib.import_module(module_name)
    for attribute in attributes.split("."):
        found = getattr(found, attribute)
    return found  # type: ignore[no-any-return]


def call(target: str, config: "dict[str, Any]") -> object:
    """Call the function, and run what it returns if that is a coroutine.

    Raises:
        RefusedError: It is a generator, of which nothing has run.
    """
    result = find_function(target)(config)
    if hasattr(type(result), "__await__"):
        result = _run(result)
    if isinstance(result, (types.GeneratorType, types.AsyncGeneratorType)):
        raise RefusedError(
            "{} is a generator, so nothing of it has run: name a function that loops over it".format(target)
        )
    return result


def _run(awaitable: "Any") -> object:
    import asyncio  # Late: most functions do without, and it takes longer to load than all the rest.

    async def wait() -> object:
        return await awaitable

    if hasattr(asyncio, "run"):
        return asyncio.run(wait())
    loop = asyncio.new_event_loop()  # Python 3.6
    try:
        return loop.run_until_complete(wait())
    finally:
        loop.close()


def report_result(value: object) -> None:
    """Report what the function returned; a notice says what of it cannot be kept."""
    foreign = set()

    def as_text(part: object) -> str:
        foreign.add(type(part).__name__)
        return str(part)

    try:
        text = json.dumps(value, default=as_text, ensure_ascii=False)
    except Exception as error:
        # A cycle, a key that is no text, or whatever an object's own __str__ raises.
        report(type="notice", text="Its result was not kept: {}".format(error))
        return
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MOST_RESULT_BYTES:
        size = "{:.1f} MB".format(len(data) / (1 << 20))
        report(type="notice", text="Its result was not kept: it has {}, and at most 1 MB is kept".format(size))
        return
    _append(b'{"type": "result", "value": ' + data + b"}")
    if foreign:
        names = ", ".join(sorted(foreign))
        report(type="notice", text="Its result was kept as text where JSON has no such values: {}".format(names))


def leave(code: object) -> int:
    """Return the exit code that a SystemExit asks for, and report it: only 0 and nothing are no failure."""
    if code is None or code == 0:
        report(type="notice", text="It ended by SystemExit({}), without a result".format("" if code is None else 0))
        return 0
    report(type="error", text="SystemExit: {}".format(code))
    if isinstance(code, int):
        return code & 0xFF or 1  # 256 would be 0 to the system.
    sys.stderr.write("{}\n".format(code))
    return 1


def users_part(trace: "TracebackType | None") -> "TracebackType | None":
    """Return the part of a traceback that begins in the user's code; the frames before say nothing about it."""
    asyncio = sys.modules.get("asyncio")
    folders = [os.path.dirname(str(module.__file__)) for module in (importlib, asyncio) if module is not None]
    own = (__file__, "<frozen importlib", *folders)
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(own):
        trace = trace.tb_next
    return trace


def main() -> int:
    """Call the function, report its result or its error, and end with 0 or 1."""
    sys.path[0] = os.getcwd()  # As `python -m` does; the folder of this file is not the user's.
    with open(os.environ["JOBDESK_SPEC"], encoding="utf-8") as spec:
        config = json.load(spec)["config"]
    try:
        result = call(sys.argv[1], config)
    except KeyboardInterrupt:
        raise
    except SystemExit as error:
        return leave(error.code)
    except RefusedError as error:
        sys.stderr.write("{}\n".format(error))
        report(type="error", text=str(error))
        return 1
    except BaseException as error:
        traceback.print_exception(type(error), error, users_part(error.__traceback__))
        text = str(error)
        report(type="error", text="{}: {}".format(type(error).__name__, text) if text else type(error).__name__)
        return 1
    if result is not None:
        report_result(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
