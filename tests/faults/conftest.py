"""What every fault test gets: a data folder of its own, of which no process is left when the test ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.desks import Desk


@pytest.fixture
def desk(user_folders: dict[str, Path], tmp_path: Path) -> Iterator[Desk]:
    """A data folder under test; everything on it is killed at the end, and what lingers fails the test."""
    desk = Desk(user_folders["JOBDESK_HOME"], tmp_path)
    yield desk
    complaints = desk.end()
    assert not complaints, complaints
