"""Notifications over D-Bus, as freedesktop.org's Desktop Notifications Specification describes them (Linux)."""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from jobdesk.ui.notify.rules import Notification
from jobdesk.ui.theme.resources import app_icon_file

_log = logging.getLogger(__name__)
_NAME = "org.freedesktop.Notifications"
_REPLY_S = 3.0
_AS_USUAL = -1
_UNTIL_CLOSED = 0
_MOST_REMEMBERED = 200


class DesktopBus:
    """A connection to the session's notification server; all calls wait, so they belong on a thread of their own."""

    def __init__(self, on_clicked: Callable[[str, str], None]) -> None:
        """Prepare; nothing is connected before the first `show`.

        Args:
            on_clicked: Called with the job's id when a notification is clicked, on a thread of this class, and with the
                token by which a window may come to the front, empty where the desktop gives none.
        """
        self._on_clicked = on_clicked
        self._connection: Any = None
        self._replies: dict[Any, queue.Queue[Any]] = {}
        self._has_markup: bool | None = None
        self._jobs: dict[int, str] = {}
        self._early_click: int | None = None
        self._tokens: dict[int, str] = {}
        self._lock = threading.Lock()

    def show(self, notification: Notification) -> str | None:
        """Show a notification.

        Returns:
            None if the server took it, else why it could not be shown here.
        """
        return self._try(partial(self._send, notification))

    def withdraw(self, job_id: str) -> None:
        """Close a job's notifications: urgent ones stay until somebody does."""
        with self._lock:
            numbers = [number for number, about in self._jobs.items() if about == job_id]
            for number in numbers:
                del self._jobs[number]
        if numbers and self._connection is not None:
            self._try(partial(self._close, numbers))

    def show_progress(self, fraction: float | None) -> str | None:
        """Show how far the jobs are on JobDesk's entry in the task bar or dock, if that listens; None takes it away.

        Returns:
            None if it was said, else why it could not be said here.
        """
        return self._try(partial(self._say_progress, fraction))

    def _try(self, deed: Callable[[], None]) -> str | None:
        if not sys.platform.startswith("linux"):
            return "not on this system"
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not Path(f"/run/user/{os.getuid()}/bus").exists():
            return "there is no session bus"
        try:
            self._connect()
            deed()
        except Exception as error:  # noqa: BLE001
            # Whatever a bus or a server answers, the next way of telling must get its turn.
            self.close()
            return f"{type(error).__name__}: {error}"
        return None

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connect(self) -> None:
        if self._connection is not None:
            return
        # Late: who never gets a notification does not pay for this.
        from jeepney import MatchRule, message_bus
        from jeepney.io.threading import open_dbus_connection

        self._connection = open_dbus_connection()
        threading.Thread(target=self._hear, args=(self._connection,), name="notifications", daemon=True).start()
        for member in ("ActivationToken", "ActionInvoked"):
            self._ask(message_bus.AddMatch(MatchRule(type="signal", interface=_NAME, member=member)))
        self._has_markup = None

    def _close(self, numbers: list[int]) -> None:
        from jeepney import MessageFlag, new_method_call

        for number in numbers:
            message = new_method_call(_server(), "CloseNotification", "u", (number,))
            # One that is closed already is answered by an error.
            message.header.flags |= MessageFlag.no_reply_expected
            self._connection.send(message)

    def _say_progress(self, fraction: float | None) -> None:
        from jeepney import DBusAddress, new_signal

        # As docks and task bars of several desktops understand it since Unity; Qt says our count there the same way.
        place = DBusAddress("/com/canonical/unity/launcherentry/jobdesk", interface="com.canonical.Unity.LauncherEntry")
        shown = {"progress": ("d", fraction or 0.0), "progress-visible": ("b", fraction is not None)}
        self._connection.send(new_signal(place, "Update", "sa{sv}", ("application://jobdesk.desktop", shown)))

    def _send(self, notification: Notification) -> None:
        if self._has_markup is None:
            self._has_markup = "body-markup" in self._call("GetCapabilities")[0]
        body = notification.body
        if self._has_markup:
            from html import escape  # Late: it brings the names of all characters.

            body = escape(body, quote=False)
        # Never "critical": that shows through quiet hours of the desktop, which a failed job is no reason for.
        hints = {"desktop-entry": ("s", "jobdesk"), "urgency": ("y", 1)}
        arguments = (
            "JobDesk",
            0,
            app_icon_file().as_uri(),
            notification.title,
            body,
            ["default", QCoreApplication.translate("Notifications", "Open")],
            hints,
            _UNTIL_CLOSED if notification.is_urgent else _AS_USUAL,
        )
        with self._lock:
            self._early_click = None  # One of before was on another program's.
        (number,) = self._call("Notify", "susssasa{sv}i", arguments)
        with self._lock:
            self._jobs[number] = notification.job_id
            is_clicked = number == self._early_click
            token = self._tokens.pop(number, "") if is_clicked else ""
        if is_clicked:
            self._on_clicked(notification.job_id, token)
        while len(self._jobs) > _MOST_REMEMBERED:
            del self._jobs[next(iter(self._jobs))]

    def _call(self, method: str, signature: str | None = None, arguments: tuple[Any, ...] = ()) -> tuple[Any, ...]:
        from jeepney import new_method_call

        return self._ask(new_method_call(_server(), method, signature, arguments))

    def _ask(self, message: Any) -> tuple[Any, ...]:
        """Send a call and return the body of its reply."""
        from jeepney import DBusErrorResponse, MessageType

        serial = next(self._connection.outgoing_serial)
        reply: queue.Queue[Any] = queue.Queue()
        self._replies[serial] = reply
        try:
            self._connection.send(message, serial=serial)
            answer = reply.get(timeout=_REPLY_S)
        except queue.Empty:
            raise TimeoutError("no answer") from None
        finally:
            del self._replies[serial]
        if answer is None:
            raise ConnectionError("the bus closed the connection")
        if answer.header.message_type is MessageType.error:
            raise DBusErrorResponse(answer)
        body: tuple[Any, ...] = answer.body
        return body

    def _hear(self, connection: Any) -> None:
        """Pass on replies and clicks, for as long as the connection lives."""
        from jeepney import HeaderFields, MessageType
        from jeepney.io.threading import ReceiveStopped

        try:
            while True:
                message = connection.receive()
                fields = message.header.fields
                waiting = self._replies.get(fields.get(HeaderFields.reply_serial))
                if waiting is not None:
                    waiting.put(message)
                elif message.header.message_type is MessageType.signal and message.body:
                    self._on_signal(fields.get(HeaderFields.member), message.body)
        except (ReceiveStopped, OSError, EOFError) as error:
            _log.info("The notification bus has closed: %s", error)
        finally:
            if self._connection is connection:
                self.close()
            for waiting in list(self._replies.values()):
                waiting.put(None)

    def _on_signal(self, member: str, body: tuple[Any, ...]) -> None:
        number = body[0]
        if member == "ActivationToken":
            # It comes just before the click that it is for; of other programs' notifications there may be many.
            with self._lock:
                self._tokens = {number: str(body[1])}
            return
        if member != "ActionInvoked":
            return
        with self._lock:
            job_id = self._jobs.get(number)
            if job_id is None:
                self._early_click = number  # Another program's, or ours before the number was noted.
                return
            token = self._tokens.pop(number, "")
        self._on_clicked(job_id, token)


def _server() -> Any:
    from jeepney import DBusAddress

    return DBusAddress("/org/freedesktop/Notifications", bus_name=_NAME, interface=_NAME)
