"""Asks one address for the newest version of JobDesk; nothing about the user, the machine or this version is sent.

It asks through Qt, which uses the system's own TLS and certificates; a packaged program has no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEventLoop, QTimer, QUrl

from jobdesk import __version__
from jobdesk.engine.program.update_check import Update, UpdateCheckError, is_allowed_address, newer_version

if TYPE_CHECKING:
    from PySide6.QtNetwork import QNetworkReply, QNetworkRequest

_MOST_BYTES = 64 << 10
_MOST_REDIRECTS = 3
_LIMIT_S = 15.0
_HEADERS = {
    "User-Agent": "JobDesk",
    "Accept": "application/json",
    "Accept-Language": "*",  # Qt's own would name the user's language.
    "Accept-Encoding": "identity",
}


def find_update(address: str, version: str = __version__, limit_s: float = _LIMIT_S) -> Update | None:
    """Return the newest version if it is newer than a given one; waits for the network.

    Args:
        address: An https address that answers ``{"version": ..., "notes_url": ...}``.
        version: The version to compare with.
        limit_s: Seconds until this gives up, however slowly the answer comes.

    Raises:
        UpdateCheckError: There was no usable answer.
    """
    if not is_allowed_address(address):
        raise UpdateCheckError("the address is no https address")
    return newer_version(_fetch(QUrl(address), limit_s), version)


def _fetch(url: QUrl, limit_s: float) -> bytes:
    # Late: most users never ask. A program that was removed meanwhile has no such module.
    try:
        from PySide6.QtNetwork import QNetworkAccessManager, QNetworkProxyFactory, QNetworkProxyQuery, QNetworkReply
    except ImportError as error:
        raise UpdateCheckError(str(error)) from error
    loop = QEventLoop()
    manager = QNetworkAccessManager()
    manager.setProxy(QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(url))[0])
    reply = manager.get(_request(url))
    refused: list[str] = []

    def refuse(why: str) -> None:
        refused.append(why)
        loop.quit()

    def check_redirect(place: QUrl) -> None:
        if is_allowed_address(place.toString()):
            reply.redirectAllowed.emit()
        else:
            refuse(f"it redirects to {place.toString()[:200]!r}")

    def check_length() -> None:
        if reply.bytesAvailable() > _MOST_BYTES:
            refuse(f"the answer is longer than {_MOST_BYTES >> 10} KB")

    reply.redirected.connect(check_redirect)
    reply.readyRead.connect(check_length)
    reply.finished.connect(loop.quit)
    QTimer.singleShot(int(limit_s * 1000), loop, lambda: refuse(f"no answer within {limit_s:g} s"))
    if not reply.isFinished():
        loop.exec()
    check_length()
    if not refused and reply.error() is not QNetworkReply.NetworkError.NoError:
        refused.append(_failure(reply))
    data = bytes(reply.readAll().data())
    shiboken6.delete(manager)  # Now and in this thread, with its connections.
    if refused:
        raise UpdateCheckError(refused[0])
    return data


def _request(url: QUrl) -> QNetworkRequest:
    from PySide6.QtNetwork import QNetworkRequest

    request = QNetworkRequest(url)
    for name, value in _HEADERS.items():
        request.setRawHeader(name.encode(), value.encode())
    policy = QNetworkRequest.RedirectPolicy.UserVerifiedRedirectPolicy
    request.setAttribute(QNetworkRequest.Attribute.RedirectPolicyAttribute, policy)
    request.setMaximumRedirectsAllowed(_MOST_REDIRECTS)
    return request


def _failure(reply: QNetworkReply) -> str:
    from PySide6.QtNetwork import QNetworkRequest

    code = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    if code is None:
        return reply.errorString()
    if 300 <= code < 400:
        return f"it redirects where nothing is asked: {reply.errorString()}"
    return f"HTTP {code}: {reply.errorString()}"
