"""The control channel on Windows: the standard library's named pipes, with the manners of `channel.Channel`.

Only this user may connect. By default a named pipe lets everybody read and only its maker write ("Named Pipe Security
and Access Rights" on Microsoft Learn), and the standard library takes no other access list; besides, an access list
would not tell a client that the pipe's maker is not somebody else who took its name. So both sides prove, by a
challenge, that they know a key. It is part of the address, which stands only in control.json, in a folder that the
user alone can enter. A key is as good as that folder, and so is everything else of JobDesk's.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing import connection as pipes
from typing import Any

from jobdesk.engine.ipc.channel import MOST_BYTES, SILENCE_S

_BREATH_S = 0.1
_GREETING_S = 10.0
"""How long the other side may take to prove itself; who connects and says nothing must not be waited for."""


class Channel:
    """One connection; every message arrives whole, or the connection is over."""

    def __init__(self, connection: Any, key: bytes, *, is_server: bool, address: str = "") -> None:
        self._connection = connection
        self._address = address
        self._key = key
        self._is_server = is_server
        self._is_proven = False
        self._close_lock = threading.Lock()

    def greet(self) -> None:
        """Let both sides prove that they know the key; a server does so at its first `receive`, on its own thread.

        Raises:
            ConnectionError: The other side does not know it, or is gone.
        """
        connection: Any = _Patient(self._connection)
        steps = [pipes.deliver_challenge, pipes.answer_challenge]
        try:
            for step in steps if self._is_server else reversed(steps):
                step(connection, self._key)
        except (OSError, EOFError, AuthenticationError) as error:
            self.close()
            raise ConnectionError(f"the other side could not prove itself: {error}") from error
        self._is_proven = True

    def send(self, message: bytes) -> None:
        """Send one message.

        Raises:
            ConnectionError: The other side is gone.
        """
        try:
            self._connection.send_bytes(message)
        except (OSError, ValueError) as error:
            raise ConnectionError(str(error)) from error

    def receive(self) -> bytes | None:
        """Return the next message; None when the other side has closed.

        Raises:
            ConnectionError: The connection broke, or what came is no message.
            TimeoutError: The other side gives no sign of life.
        """
        if not self._is_proven:
            self.greet()
        try:
            while self._address and not self._connection.poll(SILENCE_S):
                connect(self._address).close()  # Who proves itself lives; who does not, in time, is not waited for.
            message: bytes = self._connection.recv_bytes(MOST_BYTES)
        except (EOFError, BrokenPipeError):  # It has closed while its message was read, or while one was waited for.
            return None
        except ConnectionRefusedError as error:
            raise TimeoutError(str(error)) from error
        except OSError as error:
            raise ConnectionError(str(error)) from error
        return message

    @property
    def is_abandoned(self) -> bool:
        """Whether the other side has closed; tells without waiting, and reads nothing."""
        try:
            self._connection.poll(0)
        except OSError:
            return True
        return False

    def close(self) -> None:
        """Close the connection; whoever waits in `receive` sees its end."""
        with self._close_lock, contextlib.suppress(OSError):
            self._connection.close()


class Listener:
    """Accepts connections at an address; only this user can use it.

    Attributes:
        is_at_address: Whoever connects to the address comes here: a pipe's name cannot be deleted.
    """

    is_at_address = True

    def __init__(self, address: str) -> None:
        """Make the pipe.

        Raises:
            OSError: It cannot be made, or somebody else has one of that name.
        """
        self.address = address
        self._pipe, self._key = split_address(address)
        self._listener = pipes.Listener(self._pipe, family="AF_PIPE")
        self._is_closed = False

    def accept(self) -> Channel | None:
        """Wait for a connection; None once the listener was closed."""
        while not self._is_closed:
            try:
                connection = self._listener.accept()
            except (OSError, EOFError):
                time.sleep(_BREATH_S)  # Who connected is gone already, or the system has no room for another one now.
                continue
            if self._is_closed:
                connection.close()
                break
            return Channel(connection, self._key, is_server=True)
        return None

    def close(self) -> None:
        """Stop listening, and end a waiting `accept`."""
        self._is_closed = True
        with contextlib.suppress(OSError):
            # The waiting call holds a pipe of its own, which closing the listener does not reach.
            pipes.Client(self._pipe, family="AF_PIPE").close()
        self._listener.close()


def make_address(digest: str) -> str:
    """Make an address that nobody can know before it is written down; `digest` names the data folder."""
    return rf"\\.\pipe\jobdesk-{digest}-{os.urandom(4).hex()}?{os.urandom(16).hex()}"


def split_address(address: str) -> tuple[str, bytes]:
    """Split an address into the pipe's name and the key."""
    pipe, _, key = address.partition("?")
    return pipe, key.encode()


def connect(address: str) -> Channel:
    """Connect to an address.

    Raises:
        ConnectionRefusedError: Nobody listens there, or somebody who does not know the key.
    """
    pipe, key = split_address(address)
    try:
        connection = pipes.Client(pipe, family="AF_PIPE")
        channel = Channel(connection, key, is_server=False, address=address)
        channel.greet()
    except OSError as error:
        raise ConnectionRefusedError(str(error)) from error
    return channel


class _Patient:
    """A connection as the challenge uses it, that waits for the other side but not for ever."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.send_bytes = connection.send_bytes

    def recv_bytes(self, most_bytes: int) -> bytes:
        """Return the next message.

        Raises:
            TimeoutError: None came in time.
        """
        if not self._connection.poll(_GREETING_S):
            raise TimeoutError("no answer")
        message: bytes = self._connection.recv_bytes(most_bytes)
        return message
