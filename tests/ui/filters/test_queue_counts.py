"""The counts of the status bar: in the singular and the plural."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from jobdesk.core.job import JobStatus, Reason, ReasonCode
from jobdesk.ui.filters.queue_counts import QueueCounts
from jobdesk.ui.model.job_cache import Roster
from tests.ui.conftest import MakeJob


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (1, "1 braucht Sie \N{MIDDLE DOT} 1 läuft \N{MIDDLE DOT} 1 wartet"),
        (2, "2 brauchen Sie \N{MIDDLE DOT} 2 laufen \N{MIDDLE DOT} 2 warten"),
    ],
)
def test_one_and_several_in_german(qtbot: QtBot, german: None, make_job: MakeJob, count: int, says: str) -> None:
    roster, counts = Roster(), QueueCounts()
    qtbot.addWidget(counts)
    missing = Reason(ReasonCode.RESOURCE_MISSING, "No GPU set up on this machine, needs 1")
    for at in range(count):
        roster.put(make_job(3 * at + 1, JobStatus.RUNNING))
        roster.put(make_job(3 * at + 2))
        roster.put(make_job(3 * at + 3, reason=missing))
    counts.show_roster(roster)
    assert counts.text() == says
