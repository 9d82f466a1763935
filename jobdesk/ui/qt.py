"""What the window needs of typing for Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing_extensions import override
else:
    _Method = TypeVar("_Method")

    def override(method: _Method) -> _Method:
        """Mark a method that Qt calls; `typing` has this only from Python 3.12 on."""
        return method


__all__ = ["override"]
