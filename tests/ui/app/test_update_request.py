"""The update check against a real server that answers well, slowly, with too much, or with something else."""

from __future__ import annotations

import json
import socket
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PySide6.QtCore import QThreadPool

from jobdesk.engine.program.update_check import Update, UpdateCheckError, is_allowed_address
from jobdesk.ui.app.update_request import find_update

NOTES = "https://example.org/notes/0.2.0"
GOOD = json.dumps({"version": "0.2.0", "notes_url": NOTES}).encode()
Serve = Callable[..., str]

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def requests() -> list[dict[str, str]]:
    """The headers of each request that came."""
    return []


@pytest.fixture
def serve(requests: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serves an answer on this machine and returns its address."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    servers: list[ThreadingHTTPServer] = []

    def start(body: bytes = GOOD, code: int = 200, **headers: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                requests.append({"path": self.path, **dict(self.headers)})
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name, value.format(self=self))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/latest.json"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_newer_version_is_found_and_nothing_is_told(serve: Serve, requests: list[dict[str, str]]) -> None:
    address = serve()
    assert find_update(address, "0.1.0") == Update("0.2.0", NOTES)
    assert find_update(address, "0.2.0") is None
    assert find_update(address, "1.0") is None
    assert requests[0]["path"] == "/latest.json"
    assert requests[0]["User-Agent"] == "JobDesk"
    assert requests[0]["Accept-Language"] == "*"
    names = {"path", "Accept", "Accept-Encoding", "Accept-Language", "Connection", "Host", "User-Agent"}
    assert set(requests[0]) == names


def test_a_program_without_python_s_tls_asks_on_its_pool(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    # A packaged program has no ssl module: there urllib has no https either.
    monkeypatch.setitem(sys.modules, "ssl", None)
    monkeypatch.delattr(urllib.request, "HTTPSHandler", raising=False)
    address, found, pool = serve(), [], QThreadPool()
    pool.start(lambda: found.append(find_update(address, "0.1.0")))
    assert pool.waitForDone(60_000)
    assert found == [Update("0.2.0", NOTES)]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not understood"),
        (b"<html>", "not understood"),
        (b"[]", "not understood"),
        (b"[" * 50_000, "not understood"),
        (b'{"version": "0.2.0"}', "not understood"),
        (b'{"version": 2, "notes_url": "https://a.org"}', "names no version"),
        (b'{"version": "newest <b>", "notes_url": "https://a.org"}', "names no version"),
        (b'{"version": "0.2.0", "notes_url": "file:///etc/passwd"}', "no page with notes"),
        (b'{"version": "0.2.0", "notes_url": "http://a.org/"}', "no page with notes"),
        (GOOD + b" " * (64 << 10), "longer than 64 KB"),
    ],
)
def test_a_wrong_answer_is_refused(serve: Serve, body: bytes, why: str) -> None:
    with pytest.raises(UpdateCheckError, match=why):
        find_update(serve(body), "0.1.0")


@pytest.mark.parametrize("code", [404, 500])
def test_an_error_of_the_server_is_refused(serve: Serve, code: int) -> None:
    with pytest.raises(UpdateCheckError, match=str(code)):
        find_update(serve(code=code), "0.1.0")


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://a.org/x", "http://a.org/x", "http://localhost/x"])
def test_a_redirect_leads_only_to_what_may_be_asked(serve: Serve, place: str) -> None:
    with pytest.raises(UpdateCheckError, match=r"[Rr]edirect"):
        find_update(serve(b"", 302, Location=place), "0.1.0")


def test_a_redirect_is_followed_but_not_for_ever(serve: Serve) -> None:
    assert find_update(serve(b"", 302, Location=serve()), "0.1.0") == Update("0.2.0", NOTES)
    with pytest.raises(UpdateCheckError):
        find_update(serve(b"", 302, Location="http://127.0.0.1:{self.server.server_port}/"), "0.1.0")


def test_a_server_that_says_a_byte_now_and_then_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("http_proxy", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        with pytest.raises(UpdateCheckError, match=r"no answer within 0\.3 s"):
            find_update(f"http://127.0.0.1:{waiting.getsockname()[1]}/", "0.1.0", limit_s=0.3)
        connection, _ = waiting.accept()
        connection.close()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://",
        "file:///etc/passwd",
        "http://a.org",
        "HTTP://a.org",
        "http://127.0.0.1.a.org",
        "https://[",
    ],
)
def test_addresses_that_are_never_asked(address: str) -> None:
    assert not is_allowed_address(address)
    with pytest.raises(UpdateCheckError):
        find_update(address, "0.1.0")


def test_nobody_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UpdateCheckError, match="refused"):
        find_update(f"http://127.0.0.1:{port}/", "0.1.0")
