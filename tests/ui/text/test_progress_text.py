"""How far a job is, in words that fit and never mislead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from jobdesk.core.job import JobStatus
from jobdesk.core.output.progress import Progress
from jobdesk.core.timing.times import format_time
from jobdesk.ui.text.progress_text import SteadyEstimates, progress_texts, spoken_progress

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob

NOW = datetime(2026, 2, 7, 12, tzinfo=UTC)


def finish(seconds: float) -> str:
    return format_time(NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("progress", "left_s", "text"),
    [
        (Progress(0.634), None, "63 %"),
        (Progress(0.634), 250, "63 %  ·  4 min left"),
        (Progress(0.634, is_rough=True), 250, "63 %  ·  about 4 min left"),
        (Progress(0.24, 12, 50, "Epoch"), 7750, "Epoch 12 of 50  ·  2 h 10 min left"),
        (Progress(0.28, 7, 25, "edits dates.py"), None, "Step 7 of 25  ·  edits dates.py"),
        (Progress(None, 7, None, "edits"), None, "Step 7  ·  edits"),
        (Progress(None, text="indexing"), None, "indexing"),
        (Progress(0.999), 1, "99 %  ·  5 s left"),
        (Progress(0.999), -3, "99 %  ·  5 s left"),
        (Progress(0.999), -400, "99 %  ·  Longer than expected by 7 min"),
        (Progress(0.5), 43, "50 %  ·  45 s left"),
    ],
)
def test_the_sentence(progress: Progress, left_s: float | None, text: str) -> None:
    assert progress_texts(progress, None if left_s is None else finish(left_s), NOW)[0] == text


def test_shorter_forms_end_with_the_percent_alone() -> None:
    texts = progress_texts(Progress(0.24, 12, 50, "Epoch", is_rough=True), finish(7750), NOW)

    assert texts == (
        "Epoch 12 of 50  ·  about 2 h 10 min left",
        "12 of 50  ·  2 h 10 min left",
        "12 of 50",
        "24 %",
    )


def test_it_is_read_aloud_without_signs() -> None:
    assert spoken_progress(Progress(0.63), finish(240), NOW) == "63 percent, 4 min left"


def test_an_estimate_that_cannot_be_made_any_more_is_not_kept(make_job: MakeJob) -> None:
    estimates = SteadyEstimates()
    lap = Progress(0.9, finishes="2026-01-31T10:00:05.000Z")
    assert estimates.finishes(make_job(1, JobStatus.RUNNING, progress=lap)) == lap.finishes
    assert estimates.finishes(make_job(1, JobStatus.RUNNING, progress=Progress(0.1))) is None
