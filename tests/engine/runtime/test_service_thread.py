"""Threads of an engine where the system refuses the first ones."""

from __future__ import annotations

import threading

import pytest

from jobdesk.core.errors import SystemLimitError
from jobdesk.engine.runtime.service_thread import ServiceThread


class OnceOnly(threading.Thread):
    """A thread as Python 3.13 has it: one whose start was refused can never be started."""

    refusals = 0

    def start(self) -> None:
        if getattr(self, "was_refused", False):
            raise RuntimeError("thread already started")
        if OnceOnly.refusals:
            OnceOnly.refusals -= 1
            self.was_refused = True
            raise RuntimeError("can't start new thread")
        super().start()


def test_service_thread_starts_after_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "Thread", OnceOnly)
    monkeypatch.setattr(OnceOnly, "refusals", 3)
    has_run = threading.Event()
    thread = ServiceThread("test", has_run.set)
    thread.start(patience_s=60)
    assert has_run.wait(60)
    thread.join(60)


def test_service_thread_names_the_refusal_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "Thread", OnceOnly)
    monkeypatch.setattr(OnceOnly, "refusals", 1000)
    with pytest.raises(SystemLimitError, match="can't start new thread"):
        ServiceThread("test", lambda: None).start(patience_s=0.3)
