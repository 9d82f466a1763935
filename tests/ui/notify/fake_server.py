"""A notification server on a private bus, for tests: notes what it gets as JSON lines.

Run as ``python fake_server.py OUT CAPABILITY ...``; it says "ready" once it owns its name.
With the capability "actions" it clicks on all it shows, with "tokens" too it gives a token before each click.
"""

import json
import sys
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import Proxy, open_dbus_connection

NAME = "org.freedesktop.Notifications"
OBJECT = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)


def main() -> None:
    """Serve until killed."""
    out, capabilities = Path(sys.argv[1]), sys.argv[2:]
    connection: Any = open_dbus_connection()
    Proxy(message_bus, connection).RequestName(NAME)
    print("ready", flush=True)
    number = 0
    while True:
        message: Message = connection.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        member = message.header.fields.get(HeaderFields.member)
        if member == "GetCapabilities":
            connection.send(new_method_return(message, "as", (capabilities,)))
        elif member == "CloseNotification":
            with out.with_suffix(".closed").open("a") as lines:
                lines.write(f"{message.body[0]}\n")
        elif member == "Notify":
            number += 1
            app, _, icon, title, body, actions, hints, timeout = message.body
            with out.open("a") as lines:
                noted = {"app": app, "icon": icon, "title": title, "body": body, "actions": actions}
                lines.write(
                    json.dumps({**noted, "hints": sorted(hints), "urgency": hints["urgency"][1], "timeout": timeout})
                    + "\n"
                )
            connection.send(new_method_return(message, "u", (number,)))
            if "tokens" in capabilities:
                connection.send(new_signal(OBJECT, "ActivationToken", "us", (number, f"token-{number}")))
            if "actions" in capabilities:
                connection.send(new_signal(OBJECT, "ActionInvoked", "us", (number, "default")))


if __name__ == "__main__":
    main()
