"""The trees that are compared: today's and that of before the redesign."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compatibility.trees import NoOldVersionError, unpack_old_version


@pytest.fixture(scope="session")
def old_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The version before the redesign; a shallow clone does not hold it."""
    try:
        return unpack_old_version(tmp_path_factory.mktemp("old"))
    except NoOldVersionError as error:
        pytest.skip(str(error))
