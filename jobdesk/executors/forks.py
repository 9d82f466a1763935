"""Keeps what a process holds from the processes that it forks: locks, sockets, pipes, and what guards them.

A forked process has a copy of all memory and every descriptor, but only the thread that forked. What registers itself
here is cleared in it: it closes its copies of the descriptors and lets go of locks that a lost thread may have held.
"""

from __future__ import annotations

import contextlib
import os
import weakref
from _thread import RLock
from collections.abc import Iterator


class Forkable:
    """An object that is of no use in a forked process, or of another one."""

    def after_fork(self) -> None:
        """Close this process's copies of descriptors, and replace locks; called in the forked process."""
        raise NotImplementedError


_objects: weakref.WeakSet[Forkable] = weakref.WeakSet()
_opening = RLock()


def clear_in_children(forkable: Forkable) -> None:
    """Have an object cleared in every process that is forked while it exists."""
    _objects.add(forkable)


@contextlib.contextmanager
def no_fork() -> Iterator[None]:
    """Let no other thread fork meanwhile: what is opened is registered before any process gets a copy of it."""
    with _opening:
        yield


def _after_fork_in_child() -> None:
    global _opening  # noqa: PLW0603
    _opening = RLock()
    # All at once, and held until the end: what is dropped with another one is closed all the same.
    for forkable in list(_objects):
        with contextlib.suppress(OSError):
            forkable.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=lambda: _opening.acquire(),  # noqa: PLW0108 (it is another one in a forked process)
        after_in_parent=lambda: _opening.release(),  # noqa: PLW0108
        after_in_child=_after_fork_in_child,
    )
