"""When a job starts, in words: moments as people say them, and how a schedule goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from jobdesk.core.timing.schedule import Schedule
from jobdesk.ui.form.preview.start_text import (
    look_at_start,
    moment_words,
    moments_words,
    recurrence_text,
    start_words,
    trigger_text,
)

NOON = datetime.now().astimezone().replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def plain_locale(qapp: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def schedule(**fields: object) -> Schedule:
    return Schedule(id="", name="s", config={}, **fields)  # type: ignore[arg-type]


def test_a_moment_is_said_as_people_say_it() -> None:
    assert moment_words(NOON + timedelta(hours=6), NOON) == "Today 18:00"
    assert moment_words(NOON + timedelta(days=1, hours=-6), NOON) == "Tomorrow 06:00"
    assert moment_words(NOON - timedelta(days=1), NOON) == "Yesterday 12:00"
    later = NOON + timedelta(days=3)
    assert moment_words(later, NOON) == f"{QLocale().dayName(later.isoweekday(), QLocale.FormatType.ShortFormat)} 12:00"
    assert moment_words(NOON + timedelta(days=40), NOON).endswith(" 12:00")
    assert start_words(NOON + timedelta(seconds=38), NOON) == "Starts in 38 s"


def test_moments_that_read_the_same_are_said_with_their_seconds() -> None:
    close = [NOON + timedelta(seconds=30 * number) for number in range(3)]
    assert moments_words(close, NOON) == ["Today 12:00:00", "Today 12:00:30", "Today 12:01:00"]
    assert moments_words(close[::2], NOON) == ["Today 12:00", "Today 12:01"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"every_s": 7200.0}, "every 2 h"),
        ({"cron": "@daily"}, "daily"),
        ({"cron": "0 3 * * *"}, "daily"),
        ({"cron": "30 9 * * 1-5"}, "on weekdays"),
        ({"cron": "0 9 * * MON"}, "weekly on Monday"),
        ({"cron": "0 9 * * 0"}, "weekly on Sunday"),
        ({"cron": "15 * * * *"}, "hourly"),
        ({"cron": "*/15 * * * *"}, "every 15 min"),
        ({"cron": "0 6 1 * *"}, "monthly on day 1"),
        ({"cron": "*/7 * * * *"}, "every seventh minute of every hour"),
        ({"at": "2026-01-31T18:00:00.000Z"}, ""),
    ],
)
def test_how_a_schedule_goes_on(fields: dict[str, object], words: str) -> None:
    assert recurrence_text(schedule(**fields)) == words


def test_a_list_says_when_a_schedule_is_due() -> None:
    assert trigger_text(schedule(cron="5 3 * * *", zone="UTC"), datetime(2026, 1, 31, tzinfo=UTC)).startswith(
        "Daily at 03:05"
    )
    assert trigger_text(schedule(every_s=90.0)) == "Every 1 min 30 s"


def test_the_next_runs_are_those_of_the_zone() -> None:
    look = look_at_start(
        "every", {"every": "30 2 * * *", "zone": "Europe/Berlin"}, datetime(2026, 3, 28, 12, tzinfo=UTC)
    )

    # On the 29th there is no 2:30 there.
    assert [moment.strftime("%d %H:%M") for moment in look.moments[:3]] == ["29 01:00", "30 00:30", "31 00:30"]


@pytest.mark.parametrize(
    ("way", "texts", "field"),
    [
        ("at", {"at": "later"}, "at"),
        ("every", {"every": "99 * * * *"}, "every"),
        ("every", {"every": "1h", "zone": "Nowhere"}, "zone"),
        ("every", {"every": "0 0 30 2 *"}, "every"),
    ],
)
def test_what_cannot_be_read_names_its_field(way: str, texts: dict[str, str], field: str) -> None:
    assert look_at_start(way, texts, NOON).field == field
