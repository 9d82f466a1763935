"""What a form for a job is opened for."""

from __future__ import annotations

from enum import Enum, auto


class FormMode(Enum):
    """What the form is for."""

    NEW = auto()
    EDIT = auto()
    RERUN = auto()
    COPY = auto()
