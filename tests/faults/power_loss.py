"""What a disk may hold after the power failed: built from a trace of file calls, by what was made durable and what not.

A write is durable once its file was synced, a name once its folder was. What is not may be there or not: data whole,
missing, torn or as zeros, names in any order.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VARIANTS = ("missing", "whole", "torn", "zeros")


@dataclasses.dataclass
class _File:
    durable: bytes = b""
    current: bytes = b""

    @property
    def is_unsynced(self) -> bool:
        """Whether what was written is more than what is durable."""
        return self.durable != self.current

    def after(self, variant: str) -> bytes:
        """Return what may be found of it."""
        if variant == "missing":
            return self.durable
        if variant == "whole":
            return self.current
        kept = self.durable if self.current.startswith(self.durable) else b""
        rest = self.current[len(kept) :]
        return kept + (rest[: len(rest) // 2] if variant == "torn" else bytes(len(rest)))


@dataclasses.dataclass(frozen=True)
class Image:
    """One state that the disk may be found in.

    Attributes:
        files: Names with their bytes.
        acks: How many steps were acknowledged before the power failed.
        told: Where it failed and what was lost, for a failing test to tell.
    """

    files: dict[str, bytes]
    acks: int
    told: str


class Disk:
    """One folder on a disk, as the calls of a trace leave it."""

    def __init__(self, home: Path) -> None:
        """Begin with the files of a folder, all of them durable."""
        self._home = str(home)
        contents = [(path.name, path.read_bytes()) for path in sorted(home.iterdir()) if path.is_file()]
        self._files = [_File(data, data) for _, data in contents]
        self._durable_names = {name: number for number, (name, _) in enumerate(contents)}
        self._names = dict(self._durable_names)
        self._pending: list[tuple[str, str | None, int]] = []
        self._opened: dict[int, str] = {}
        self._numbers: dict[int, int] = {}
        self._acks = 0

    def images(self, calls: list[dict[str, Any]]) -> Iterator[Image]:
        """Yield every image that a power failure before, between and after the calls may leave."""
        yield from self._images_now("before all")
        for position, call in enumerate(calls):
            self._apply(call["name"], call["args"], call["result"])
            yield from self._images_now(f"after call {position}, {call['name']} {str(call['args'])[:80]}")

    def _apply(self, name: str, args: list[Any], result: Any) -> None:
        if name == "ack":
            self._acks += 1
        elif name == "open":
            self._open(args, result)
        elif name == "write" and args[0] in self._numbers:
            self._files[self._numbers[args[0]]].current += bytes.fromhex(args[1])[:result]
        elif name == "ftruncate" and args[0] in self._numbers:
            file = self._files[self._numbers[args[0]]]
            file.current = file.current[: args[1]]
        elif name in {"fsync", "fdatasync"}:
            self._sync(args[0])
        elif name in {"replace", "rename", "link"}:
            self._rename(Path(args[0]).name, Path(args[1]).name, keep=name == "link")
        elif name == "unlink":
            gone = Path(args[0]).name
            self._change(gone, None, self._names[gone])

    def _open(self, args: list[Any], descriptor: int) -> None:
        path, flags = str(args[0]), int(args[1])
        self._opened[descriptor] = path
        self._numbers.pop(descriptor, None)
        if path == self._home or not path.startswith(self._home + "/"):
            return
        name = path[len(self._home) + 1 :]
        if name not in self._names and flags & os.O_CREAT:
            self._files.append(_File())
            self._change(None, name, len(self._files) - 1)
        if name in self._names:
            self._numbers[descriptor] = self._names[name]
            if flags & os.O_TRUNC:
                self._files[self._names[name]].current = b""

    def _sync(self, descriptor: int) -> None:
        if self._opened.get(descriptor) == self._home:
            self._durable_names = dict(self._names)
            self._pending = []
        elif descriptor in self._numbers:
            file = self._files[self._numbers[descriptor]]
            file.durable = file.current

    def _rename(self, source: str, target: str, *, keep: bool) -> None:
        self._change(None if keep else source, target, self._names[source])

    def _change(self, old: str | None, new: str | None, number: int) -> None:
        self._pending.append((old or "", new, number))
        self._names = _with_change(self._names, self._pending[-1])

    def _images_now(self, told: str) -> Iterator[Image]:
        for chosen in self._choices():
            names = self._durable_names
            for change in chosen:
                names = _with_change(names, change)
            lost = [change for change in self._pending if change not in chosen]
            unsynced = [number for number in names.values() if self._files[number].is_unsynced]
            for variants in itertools.product(VARIANTS, repeat=len(unsynced)):
                fate = dict(zip(unsynced, variants, strict=True))
                files = {name: self._files[number].after(fate.get(number, "whole")) for name, number in names.items()}
                yield Image(files, self._acks, f"{told}; names lost: {lost}; data: {fate}")

    def _choices(self) -> Iterator[list[tuple[str, str | None, int]]]:
        """Yield which of the pending changes of names came to the disk: every subset, as long as these are few."""
        count = len(self._pending)
        assert count <= 8, "too many names are changed without a sync of their folder"
        for bits in range(1 << count):
            yield [self._pending[number] for number in range(count) if bits >> number & 1]


def _with_change(names: dict[str, int], change: tuple[str, str | None, int]) -> dict[str, int]:
    old, new, number = change
    # A change of a name that took part in an earlier one which did not come to the disk takes nothing away.
    changed = {name: other for name, other in names.items() if not (name == old and other == number)}
    if new is not None:
        changed[new] = number
    return changed
