"""Settings: bounds, defaults, and a bad file that costs nothing but its bad values."""

import json
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.events import SettingChanged
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.storage.settings import SETTINGS, Setting, Settings


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.key)
def test_every_setting_accepts_its_default_and_nothing_of_another_type(setting: Setting) -> None:
    assert setting.check(setting.default) == setting.default
    for wrong in (None, [], {}, object(), "no such choice" if setting.choices else b"bytes"):
        with pytest.raises(InvalidValueError, match=setting.key):
            setting.check(wrong)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.key)
def test_numbers_have_bounds(setting: Setting) -> None:
    if isinstance(setting.default, (bool, str)):
        return
    for beyond in (setting.least - 1, setting.most + 1, float("nan"), float("inf"), True, "3"):
        with pytest.raises(InvalidValueError):
            setting.check(beyond)


def test_what_is_changed_is_there_next_time_and_for_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    Settings(path).change("run_limit", 7)
    assert Settings(path)["run_limit"] == 7
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_bad_value_falls_back_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"run_limit": "many", "grace_s": 3.5, "from_the_future": [1]}))
    settings = Settings(path)
    assert settings["run_limit"] == SETTINGS["run_limit"].default
    assert settings["grace_s"] == 3.5
    assert len(settings.notices) == 1
    assert "run_limit" in settings.notices[0]
    settings.change("grace_s", 4.0)
    assert json.loads(path.read_text()) == {"grace_s": 4.0, "from_the_future": [1]}


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"\xff", b"null", b'{"shell": "\xff"}', b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"],
)
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(data)
    settings = Settings(path)
    assert settings["run_limit"] == SETTINGS["run_limit"].default
    assert "defaults are used" in settings.notices[0]


@pytest.mark.parametrize("data", [b"", b'{"run_limit": 7,}', b"\xff"])
def test_a_damaged_file_is_kept_when_a_new_one_takes_its_place(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(data)
    settings = Settings(path)
    settings.change("grace_s", 4.0)
    settings.change("grace_s", 5.0)
    assert json.loads(path.read_text()) == {"grace_s": 5.0}
    assert (tmp_path / "settings.json.damaged").read_bytes() == data


def test_what_is_written_into_the_file_by_hand_holds_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    told: list[tuple[str, object]] = []
    bus = EventBus()
    bus.subscribe(lambda event: told.append((event.key, event.value)) if isinstance(event, SettingChanged) else None)
    settings = Settings(path, bus)
    settings.change("run_limit", 7)
    path.write_text(json.dumps({"run_limit": 7, "theme": "dark", "quiet_from": 99, "new": 1}))
    assert settings.all()["theme"] == "dark"
    assert settings["quiet_from"] == SETTINGS["quiet_from"].default
    assert told == [("run_limit", 7), ("theme", "dark")]
    path.write_text(json.dumps({"run_limit": 7, "theme": "light", "new": 1}))
    settings.change("grace_s", 4.0)
    assert json.loads(path.read_text()) == {"run_limit": 7, "theme": "light", "new": 1, "grace_s": 4.0}
    assert told[2:] == [("theme", "light"), ("grace_s", 4.0)]


def test_a_file_that_is_damaged_by_hand_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(path)
    settings.change("run_limit", 7)
    path.write_text('{"run_limit": 8,}')
    assert settings.all()["run_limit"] == 7
    settings.change("grace_s", 4.0)
    assert json.loads(path.read_text()) == {"run_limit": 7, "grace_s": 4.0}
    assert (tmp_path / "settings.json.damaged").read_text() == '{"run_limit": 8,}'


@pytest.mark.parametrize("value", [True, None, "3", 2.5, float("nan"), float("inf")])
def test_a_whole_number_is_one(tmp_path: Path, value: object) -> None:
    with pytest.raises(InvalidValueError):
        Settings(tmp_path / "settings.json").change("run_limit", value)
    assert not (tmp_path / "settings.json").exists()


def test_settings_that_are_changed_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(path)
    wanted = {
        "run_limit": 12,
        "job_nice": 12,
        "quiet_from": 12,
        "quiet_until": 12,
        "trash_days": 12,
        "archive_days": 12,
    }

    def change(key: str) -> None:
        for value in range(1, 13):
            settings.change(key, value)
            assert settings[key] == value

    with ThreadPoolExecutor(len(wanted)) as threads:
        list(threads.map(change, wanted))
    assert json.loads(path.read_text()) == wanted
