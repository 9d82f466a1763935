"""A stream of messages between processes of one user: length-prefixed bytes over a unix socket or a named pipe.

The length is four bytes, big-endian. On Windows the standard library's named pipes carry the messages instead. Nothing
but the standard library is imported here: the command line starts with this.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import stat
import struct
import sys
import time
from pathlib import Path

from jobdesk.engine.storage.data_folder import SOCKET_NAME
from jobdesk.executors.forks import Forkable, clear_in_children, no_fork
from jobdesk.jobdir.folder import read_own

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

SILENCE_S = 5.0
"""After how many seconds without a byte a client checks that the engine still answers."""
PATIENCE_S = 15.0
"""How many seconds an engine has for that."""
PING = b'{"verb": "ping"}'
MOST_BYTES = 256 << 20
_LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux and 104 on macOS (unix(7), unix(4)).
_LONGEST_FOLDER = _LONGEST_SOCKET_PATH - 30
_MOST_FOLDERS = 10
_BREATH_S = 0.1
_SEND_PATIENCE_S = 60
"""How many seconds an engine waits for a client that does not read its answer."""
_LENGTH = struct.Struct("!I")


class Channel(Forkable):
    """One connection; every message arrives whole, or the connection is over."""

    def __init__(self, connection: socket.socket, is_alive: Callable[[], bool] | None = None) -> None:
        """Take over a connection.

        Args:
            connection: Its socket.
            is_alive: Asked after each time limit of the socket whether the other side still answers.
        """
        self._connection = connection
        self._is_alive = is_alive
        clear_in_children(self)

    def after_fork(self) -> None:
        """Close this process's copy; the connection itself stays the other process's."""
        self._connection.close()

    def send(self, message: bytes) -> None:
        """Send one message.

        Raises:
            ConnectionError: The other side is gone.
            TimeoutError: It gives no sign of life.
        """
        rest = memoryview(_LENGTH.pack(len(message)) + message)
        while rest:
            try:
                rest = rest[self._connection.send(rest) :]
            except TimeoutError:
                self._check_alive()
            except OSError as error:
                raise ConnectionError(str(error)) from error

    def receive(self) -> bytes | None:
        """Return the next message; None when the other side has closed.

        Raises:
            ConnectionError: The connection broke, or what came is no message.
            TimeoutError: The other side gives no sign of life.
        """
        header = self._read(_LENGTH.size)
        if header is None:
            return None
        (length,) = _LENGTH.unpack(header)
        if length > MOST_BYTES:
            raise ConnectionError("a message that is too long")
        message = self._read(length)
        if message is None and length:
            raise ConnectionError("a message that was cut short")
        return message or b""

    @property
    def is_abandoned(self) -> bool:
        """Whether the other side has closed; tells without waiting, and reads nothing."""
        try:
            return not self._connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Close the connection; whoever waits in `receive`, on either side, sees its end."""
        with contextlib.suppress(OSError):  # The other side was first.
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def _read(self, count: int) -> bytes | None:
        """Read exactly this many bytes; None if the other side closed before the first."""
        parts = bytearray()
        while len(parts) < count:
            try:
                part = self._connection.recv(min(1 << 20, count - len(parts)))
            except TimeoutError:
                self._check_alive()
                continue
            except OSError as error:
                raise ConnectionError(str(error)) from error
            if not part:
                if parts:
                    raise ConnectionError("a message that was cut short")
                return None
            parts += part
        return bytes(parts)

    def _check_alive(self) -> None:
        if self._is_alive is not None and not self._is_alive():
            raise TimeoutError("no sign of life")


def read_address(control_file: Path) -> str | None:
    """Return the address that the holder of a data folder has left, or the usual one; None if there is none."""
    try:
        address = _read_control(control_file).get("address")
    except OSError:
        usual = control_file.with_name(SOCKET_NAME)
        return str(usual) if usual.exists() else None
    return address if isinstance(address, str) and _is_path(address) else None


def read_version(control_file: Path) -> str:
    """Return the version of the holder of a data folder, from its control file; empty if it is not known."""
    try:
        version = _read_control(control_file).get("version")
    except OSError:
        return ""
    return version if isinstance(version, str) else ""


def read_holder(control_file: Path) -> int:
    """Return the process id of the holder of a data folder, from its control file; 0 if it is not known."""
    try:
        pid = _read_control(control_file).get("pid")
    except OSError:
        return 0
    return pid if isinstance(pid, int) else 0


def _read_control(control_file: Path) -> dict[str, Any]:
    """Read a control file; whatever is not JobDesk's own text names nobody.

    Raises:
        OSError: There is none, or it cannot be read.
    """
    try:
        value = json.loads(read_own(control_file))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_path(text: str) -> bool:
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def choose_address(home: Path) -> str:
    """Choose the address for a data folder: inside it, or in the user's run-time folder if the path is too long."""
    if sys.platform == "win32":
        from jobdesk.engine.ipc import windows_channel

        return windows_channel.make_address(_digest(home))
    inside = str(home / SOCKET_NAME)
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_PATH:
        return inside
    return str(_short_folder() / f"jobdesk-{_digest(home)}.sock")


def _short_folder() -> Path:
    """Return a folder with a short path that only this user can enter; it is made if need be.

    The chosen address is stored in the data folder, so each start may choose another one.

    Raises:
        OSError: None can be made.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if 0 < len(os.fsencode(runtime)) <= _LONGEST_FOLDER and _is_safe(Path(runtime)):
        return Path(runtime)
    import tempfile

    base = Path(tempfile.gettempdir())
    if len(os.fsencode(base)) > _LONGEST_FOLDER - 15:
        base = Path("/tmp")  # noqa: S108 (in it only a folder that is closed to others is used)
    for number in range(_MOST_FOLDERS):
        folder = base / f"jobdesk-{os.geteuid()}{f'-{number}' if number else ''}"
        if _make_private(folder):
            return folder
    return Path(tempfile.mkdtemp(prefix="jobdesk-", dir=base))


def _is_safe(folder: Path) -> bool:
    """Tell whether a folder is this user's, and nobody else may put anything into it."""
    try:
        info = folder.stat()
    except OSError:
        return False
    return stat.S_ISDIR(info.st_mode) and info.st_uid == os.geteuid() and not info.st_mode & 0o022


def _make_private(folder: Path) -> bool:
    """Make a folder that only this user can enter, or close their own to others; False if it is not theirs.

    Raises:
        OSError: It cannot be made.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False  # A link, a file, or closed to this user.
    try:
        info = os.fstat(descriptor)
        if info.st_uid != os.geteuid():
            return False
        if stat.S_IMODE(info.st_mode) != 0o700:
            os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)
    return True


def connect(address: str, timeout_s: float = 10.0) -> Any:
    """Connect to an address; what is sent and received then waits only for as long as the other side lives.

    Raises:
        ConnectionRefusedError: Nobody listens there.
    """
    if sys.platform == "win32":
        from jobdesk.engine.ipc import windows_channel

        return windows_channel.connect(address)
    with no_fork():
        connection = socket.socket(socket.AF_UNIX)
        channel = Channel(connection, lambda: _gives_sign_of_life(address))
    try:
        connection.settimeout(timeout_s)
        connection.connect(address)
        connection.settimeout(SILENCE_S)
    except OSError as error:
        connection.close()
        raise ConnectionRefusedError(str(error)) from error
    return channel


def _gives_sign_of_life(address: str) -> bool:
    """Ask an engine over a connection of its own; any answer is a sign, also that it closes the connection.

    Raises:
        ConnectionError: Nobody listens there any more.
    """
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE_S)
            try:
                connection.connect(address)
                connection.sendall(_LENGTH.pack(len(PING)) + PING)
                connection.recv(1)
            except BlockingIOError:
                time.sleep(_BREATH_S)  # More connections than it may keep wait to be accepted.
                continue
            except TimeoutError:
                return False
            except ConnectionRefusedError:
                raise
            except OSError:
                pass  # It closed the connection, or its address was removed: the connection that waits will tell.
            return True
    return False


def listen(address: str) -> Any:
    """Accept connections at an address from now on; only this user can reach it.

    Raises:
        OSError: The address cannot be used.
    """
    if sys.platform == "win32":
        from jobdesk.engine.ipc import windows_channel

        return windows_channel.Listener(address)
    Path(address).unlink(missing_ok=True)  # A dead holder's; the lock says that we hold the folder now.
    waiting = socket.socket(socket.AF_UNIX)
    try:
        waiting.bind(address)
        Path(address).chmod(0o600)  # Before it listens: until then nobody can connect.
        waiting.listen(64)
    except OSError:
        waiting.close()
        raise
    return Listener(waiting, address)


class Listener(Forkable):
    """Accepts connections."""

    def __init__(self, waiting: socket.socket, address: str) -> None:
        self._socket = waiting
        self._is_closed = False
        self._identity = _identity(address)
        self.address = address
        clear_in_children(self)

    def after_fork(self) -> None:
        """Close this process's copy; the socket itself stays, and so does its address."""
        self._is_closed = True
        self._socket.close()

    def accept(self) -> Channel | None:
        """Wait for a connection; None once the listener was closed."""
        while not self._is_closed:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                if not self._is_closed:
                    time.sleep(_BREATH_S)  # No descriptor is free, or who connected is gone already.
            else:
                limit = struct.pack("@ll", _SEND_PATIENCE_S, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
                return Channel(connection)
        return None

    def close(self) -> None:
        """Stop listening, and end a waiting `accept`."""
        self._is_closed = True
        with contextlib.suppress(OSError):  # Already shut.
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        if self.is_at_address:
            with contextlib.suppress(OSError):  # An address at which nobody listens does no harm.
                Path(self.address).unlink()

    @property
    def is_at_address(self) -> bool:
        """Whether whoever connects to the address comes here: the socket may be deleted, or be another engine's."""
        return self._identity is not None and _identity(self.address) == self._identity


def _identity(address: str) -> tuple[int, int] | None:
    try:
        status = Path(address).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _digest(home: Path) -> str:
    import hashlib

    return hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
