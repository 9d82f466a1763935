"""Where the data folder is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jobdesk.engine.storage.data_folder import default_home


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="other systems have other places")
@pytest.mark.parametrize(
    ("named", "data", "home"),
    [
        ("", "", "/home/me/.local/share/jobdesk"),
        ("", "/data", "/data/jobdesk"),
        ("", "data", "/home/me/.local/share/jobdesk"),
        ("/here", "/data", "/here"),
        ("~/here", "", "/home/me/here"),
    ],
)
def test_the_data_folder_is_where_it_is_named_whichever_folder_one_stands_in(
    monkeypatch: pytest.MonkeyPatch, named: str, data: str, home: str
) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("XDG_DATA_HOME", data)
    monkeypatch.setenv("JOBDESK_HOME", named)
    assert default_home() == Path(home)
