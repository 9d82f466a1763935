"""Keeps the computer from falling asleep while jobs run; the screen may turn off.

Every way has a reason to be passed over, and none that fails keeps a job from running. All of it happens on a thread
of its own, as a bus may take its time to answer.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from jobdesk.core.errors import SystemLimitError
from jobdesk.core.events import Event, JobChanged, SettingChanged
from jobdesk.engine.runtime.service_thread import ServiceThread

if TYPE_CHECKING:
    from jobdesk.engine.engine import Engine

_log = logging.getLogger(__name__)
_WHO = "JobDesk"
_WHY = "Jobs are running"
_REPLY_S = 3.0
_TRY_AGAIN_S = 300.0
_ES_CONTINUOUS = 0x80000000
_ES_SYSTEM_REQUIRED = 0x00000001


class Hold(Protocol):
    """Something that keeps the computer awake until it is released."""

    def release(self) -> None:
        """Let the computer sleep again."""
        ...


class KeepAwake:
    """Keeps the computer awake while an engine has running jobs and the setting ``keep_awake`` is on."""

    def __init__(self, engine: Engine, on_changed: Callable[[bool], None] | None = None) -> None:
        """Begin.

        Args:
            engine: Its jobs and settings decide.
            on_changed: Called on another thread with whether the computer is kept awake, whenever that changes.
        """
        self._engine = engine
        self._on_changed = on_changed
        self._hold: Hold | None = None
        self._failed = False
        self._try_again_at = 0.0
        self._is_closed = False
        self._wake = threading.Event()
        engine.subscribe(self._on_event)
        self._wake.set()
        self._thread = ServiceThread("keep-awake", self._run)
        self._has_begun = False
        self._begin()

    def close(self) -> None:
        """Let the computer sleep again, and stop looking."""
        self._engine.unsubscribe(self._on_event)
        self._is_closed = True
        self._wake.set()
        self._thread.join(_REPLY_S + 1)

    def _on_event(self, event: Event) -> None:
        is_news = isinstance(event, JobChanged) and event.job.status is not event.old.status
        if is_news or (isinstance(event, SettingChanged) and event.key == "keep_awake"):
            self._wake.set()
            if not self._has_begun:
                self._begin()

    def _begin(self) -> None:
        """Start the thread; a refused one is tried again at the next change, since jobs run well without it."""
        try:
            self._thread.start(0)
        except SystemLimitError as error:
            _log.warning("The computer cannot be kept awake yet: %s", error)
        else:
            self._has_begun = True

    def _run(self) -> None:
        while not self._is_closed:
            has_running = self._engine.status()["running"] > 0
            is_wanted = has_running and self._engine.settings.flag("keep_awake")
            if is_wanted and self._hold is None and time.monotonic() >= self._try_again_at:
                self._take()
            elif not is_wanted and self._hold is not None:
                self._let_go()
            self._wake.wait(_TRY_AGAIN_S if self._failed and is_wanted else None)
            self._wake.clear()
        self._let_go()

    def _take(self) -> None:
        self._hold, reasons = take_hold()
        if self._hold is None and not self._failed:
            _log.info("The computer cannot be kept awake: %s", reasons)
        self._failed = self._hold is None
        self._try_again_at = time.monotonic() + _TRY_AGAIN_S if self._failed else 0.0
        if self._hold is not None:
            self._tell(is_awake=True)

    def _let_go(self) -> None:
        hold, self._hold = self._hold, None
        if hold is not None:
            try:
                hold.release()
            except Exception as error:  # noqa: BLE001 - it ends with this process at the latest
                _log.info("Letting the computer sleep again failed: %s", error)
            self._tell(is_awake=False)

    def _tell(self, *, is_awake: bool) -> None:
        _log.info("Keeping the computer awake" if is_awake else "The computer may sleep again")
        if self._on_changed is not None:
            self._on_changed(is_awake)


def take_hold() -> tuple[Hold | None, dict[str, str]]:
    """Keep the computer awake by the first way that works.

    Returns:
        What to release, or None; and why each way before it was passed over, by its name.
    """
    reasons: dict[str, str] = {}
    for name, take in _ways():
        try:
            return take(), reasons
        except Exception as error:  # noqa: BLE001 - whatever a bus or a program answers, the next way gets its turn
            reasons[name] = f"{type(error).__name__}: {error}"
    return None, reasons


def _ways() -> list[tuple[str, Callable[[], Hold]]]:
    if sys.platform == "win32":
        return [("SetThreadExecutionState", _WindowsHold)]
    if sys.platform == "darwin":
        return [("caffeinate", lambda: _ProgramHold(["caffeinate", "-i", "-w", str(os.getpid())]))]
    words = [f"--who={_WHO}", f"--why={_WHY}", "--mode=block"]
    return [
        *((call.service, lambda call=call: _BusHold(call)) for call in _SESSION_CALLS),
        ("login1", _LoginHold),
        ("systemd-inhibit", lambda: _ProgramHold(["systemd-inhibit", "--what=sleep:idle", *words, "cat"])),
    ]


class _SessionCall:
    """How one session service is asked: it answers with a number, by which the request is taken back."""

    def __init__(
        self, service: str, path: str, release: str, signature: str, arguments: tuple[Any, ...], interface: str = ""
    ) -> None:
        self.service = service
        self.path = path
        self.interface = interface or service
        self.release = release
        self.signature = signature
        self.arguments = arguments


_SUSPEND = 4
# The first two leave the screen alone; not every desktop has one of them.
_SESSION_CALLS = (
    _SessionCall(
        "org.gnome.SessionManager", "/org/gnome/SessionManager", "Uninhibit", "susu", (_WHO, 0, _WHY, _SUSPEND)
    ),
    _SessionCall(
        "org.freedesktop.PowerManagement",
        "/org/freedesktop/PowerManagement/Inhibit",
        "UnInhibit",
        "ss",
        (_WHO, _WHY),
        "org.freedesktop.PowerManagement.Inhibit",
    ),
    _SessionCall("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "UnInhibit", "ss", (_WHO, _WHY)),
)


class _BusHold:
    """A request at a session service; it ends with the connection, so with this process too."""

    def __init__(self, call: _SessionCall) -> None:
        from jeepney import DBusAddress
        from jeepney.io.blocking import open_dbus_connection

        self._call = call
        self._address = DBusAddress(call.path, bus_name=call.service, interface=call.interface)
        self._connection: Any = open_dbus_connection(bus="SESSION")
        try:
            (self._number,) = self._ask("Inhibit", call.signature, call.arguments)
        except BaseException:
            self._connection.close()
            raise

    def release(self) -> None:
        try:
            self._ask(self._call.release, "u", (self._number,))
        finally:
            self._connection.close()

    def _ask(self, method: str, signature: str, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        from jeepney import new_method_call
        from jeepney.wrappers import unwrap_msg

        message = new_method_call(self._address, method, signature, arguments)
        body: tuple[Any, ...] = unwrap_msg(self._connection.send_and_get_reply(message, timeout=_REPLY_S))
        return body


class _LoginHold:
    """A lock of the login manager: held for as long as its descriptor is open."""

    def __init__(self) -> None:
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import unwrap_msg

        name = "org.freedesktop.login1"
        address = DBusAddress("/org/freedesktop/login1", bus_name=name, interface=f"{name}.Manager")
        message = new_method_call(address, "Inhibit", "ssss", ("sleep:idle", _WHO, _WHY, "block"))
        connection = open_dbus_connection(bus="SYSTEM", enable_fds=True)
        try:
            (lock,) = unwrap_msg(connection.send_and_get_reply(message, timeout=_REPLY_S))
            self._descriptor: int = lock.to_raw_fd()
        finally:
            connection.close()

    def release(self) -> None:
        os.close(self._descriptor)


class _ProgramHold:
    """A program that keeps the computer awake while it runs; it ends when its input ends, as with this process."""

    def __init__(self, command: list[str]) -> None:
        if shutil.which(command[0]) is None:
            raise FileNotFoundError(f"{command[0]} is not installed")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            code = self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            return
        self._process.communicate()
        raise RuntimeError(f"{command[0]} ended with code {code}")

    def release(self) -> None:
        self._process.terminate()
        self._process.communicate()


class _WindowsHold:
    """A wish of this thread, which is the one that also releases it."""

    def __init__(self) -> None:
        if not _set_execution_state(_ES_CONTINUOUS | _ES_SYSTEM_REQUIRED):
            raise OSError("Windows refused")

    def release(self) -> None:
        _set_execution_state(_ES_CONTINUOUS)


def _set_execution_state(flags: int) -> int:
    import ctypes

    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    return int(kernel.SetThreadExecutionState(flags))
