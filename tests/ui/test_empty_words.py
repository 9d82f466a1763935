"""What stands where there is nothing: hints before the first job, and why a filter shows none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from jobdesk.ui.filters.job_filter import Facet, JobFilter
from jobdesk.ui.filters.sidebar_entries import nothing_text

if TYPE_CHECKING:
    from tests.ui.conftest import OpenDesk


@pytest.mark.parametrize(
    ("facets", "words"),
    [
        ((("state", "failed"),), "No failed jobs"),
        ((("state", "needs"),), "No job needs you"),
        ((("state", "scheduled"),), "No scheduled jobs"),
        ((("state", "failed"), ("kind", "python")), "No jobs: Failed, Python"),
        ((("tag", "gpu"),), "No jobs: gpu"),
        ((("trash", ""),), "The trash is empty"),
    ],
)
def test_an_empty_filter_says_what_there_is_none_of(facets: tuple[Facet, ...], words: str) -> None:
    assert nothing_text(JobFilter(facets)) == words


def test_in_german(german: None) -> None:
    assert nothing_text(JobFilter((("state", "failed"),))) == "Keine fehlgeschlagenen Aufträge"


def test_the_first_window_hints_at_drop_terminal_and_templates(desk: OpenDesk) -> None:
    texts = [label.text() for label in desk.window.empty.findChildren(QLabel)]

    assert [text for text in texts if text in {"Drop", "Terminal", "Templates"}] == ["Drop", "Terminal", "Templates"]
