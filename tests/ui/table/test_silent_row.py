"""What the window says of a running job that is silent for longer than usual."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jobdesk.core.job import JobStatus, Reason, ReasonCode
from jobdesk.ui.notify.rules import notification_of
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.text.status_text import row_sentence

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob

WORDS = "No output for 12 min, usually 40 s"


def test_a_silent_row_says_for_how_long_and_what_is_usual(make_job: MakeJob) -> None:
    started = datetime.now(UTC).isoformat()
    running = make_job(1, JobStatus.RUNNING, name="Train run 3", started=started)
    silent = make_job(
        1, JobStatus.RUNNING, name="Train run 3", started=started, reason=Reason(ReasonCode.SILENT, WORDS)
    )
    state = state_of(silent)
    assert (state.word, state.icon, state.token) == ("Silent", "zzz", "need")
    assert row_sentence(silent, JobTableModel().moment()) == WORDS

    told = notification_of(silent, running)
    assert told is not None
    assert (told.title, told.body) == ("Train run 3 is silent", WORDS)
    later = make_job(1, JobStatus.RUNNING, reason=Reason(ReasonCode.SILENT, WORDS.replace("12", "13")))
    assert notification_of(later, silent) is None
    assert notification_of(running, silent) is None


def test_it_says_so_in_german(german: None) -> None:
    assert engine_text(WORDS) == "Keine Ausgabe seit 12 min, üblich sind 40 s"
    assert engine_text("No output for 12 min") == "Keine Ausgabe seit 12 min"
