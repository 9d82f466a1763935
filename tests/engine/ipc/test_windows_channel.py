"""The control channel on Windows, over real named pipes; runs where Windows or Wine does."""

import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import connection as pipes

import pytest

if sys.platform != "win32":
    pytest.skip("needs Windows", allow_module_level=True)

from jobdesk.engine.ipc import windows_channel
from jobdesk.engine.ipc.channel import connect


@pytest.fixture
def echo() -> Iterator[str]:
    """An address at which every message is sent back."""
    listener = windows_channel.Listener(windows_channel.make_address("test"))

    def serve(channel: windows_channel.Channel) -> None:
        try:
            while (message := channel.receive()) is not None:
                if message == b"bye":
                    break
                channel.send(message)
        except ConnectionError:
            pass
        channel.close()

    def accept() -> None:
        while (channel := listener.accept()) is not None:
            threading.Thread(target=serve, args=(channel,), daemon=True).start()

    thread = threading.Thread(target=accept)
    thread.start()
    yield listener.address
    listener.close()
    thread.join(5.0)
    assert not thread.is_alive()
    with pytest.raises(ConnectionError):
        connect(listener.address)


@pytest.mark.parametrize("size", [1, 100_000, 30_000_000])
def test_messages_arrive_whole(echo: str, size: int) -> None:
    channel = connect(echo)
    for filler in b"ab":
        message = bytes([filler]) * size
        threading.Thread(target=channel.send, args=(message,)).start()
        assert channel.receive() == message
    channel.close()


def test_several_clients_at_once(echo: str) -> None:
    channels = [connect(echo) for _ in range(20)]
    for number, channel in enumerate(channels):
        channel.send(b"%d" % number)
    assert [channel.receive() for channel in reversed(channels)] == [b"%d" % number for number in reversed(range(20))]
    for channel in channels:
        channel.close()


def test_an_end_is_told_from_a_message(echo: str) -> None:
    channel = connect(echo)
    channel.send(b"bye")
    assert channel.receive() is None
    time.sleep(0.2)
    with pytest.raises(ConnectionError):
        channel.send(b"more")
    channel.close()
    with pytest.raises(ConnectionError):
        channel.receive()


def test_who_does_not_know_the_key_gets_no_answer(echo: str) -> None:
    pipe, _ = windows_channel.split_address(echo)
    with pytest.raises(ConnectionError):
        connect(f"{pipe}?{'0' * 32}")
    stranger = pipes.Client(pipe, family="AF_PIPE")  # Connects and says nothing: others must not wait for it.
    channel = connect(echo)
    channel.send(b"still here")
    assert channel.receive() == b"still here"
    stranger.close()
    channel.close()


def test_whoever_took_the_name_is_not_believed() -> None:
    address = windows_channel.make_address("test")
    pipe, _ = windows_channel.split_address(address)
    impostor = windows_channel.Listener(f"{pipe}?{'0' * 32}")

    def serve() -> None:
        channel = impostor.accept()
        assert channel is not None
        with pytest.raises(ConnectionError):
            channel.receive()

    thread = threading.Thread(target=serve)
    thread.start()
    with pytest.raises(ConnectionError):
        connect(address)
    thread.join(5.0)
    impostor.close()
    assert not thread.is_alive()


def test_nobody_is_there() -> None:
    with pytest.raises(ConnectionError):
        connect(windows_channel.make_address("test"))
