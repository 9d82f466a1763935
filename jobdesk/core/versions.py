"""Compares version numbers such as 0.1.0; what follows the digits of a part, as in 1.0rc1, does not count."""

from __future__ import annotations


def is_older(version: str, than: str) -> bool:
    """Say whether a version is older than another; one that is empty is older than any."""
    return _numbers(version) < _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = []
    for part in version.split(".")[:8]:
        digits = part[: len(part) - len(part.lstrip("0123456789"))][:9]
        numbers.append(int(digits) if digits else 0)
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
