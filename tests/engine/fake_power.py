"""A service that keeps computers awake, on a private bus: notes what it is asked as JSON lines.

Run as ``python fake_power.py OUT``; it says "ready" once it owns its name.
"""

import json
import sys
from pathlib import Path
from typing import Any

from jeepney import HeaderFields, MessageType, message_bus, new_method_return
from jeepney.io.blocking import Proxy, open_dbus_connection


def main() -> None:
    """Serve until killed."""
    out = Path(sys.argv[1])
    connection: Any = open_dbus_connection()
    Proxy(message_bus, connection).RequestName("org.freedesktop.PowerManagement")
    print("ready", flush=True)
    number = 40
    while True:
        message = connection.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        member = message.header.fields.get(HeaderFields.member)
        with out.open("a") as lines:
            lines.write(json.dumps([member, *message.body]) + "\n")
        if member == "Inhibit":
            number += 1
            connection.send(new_method_return(message, "u", (number,)))
        else:
            connection.send(new_method_return(message))


if __name__ == "__main__":
    main()
