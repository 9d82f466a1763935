"""The overview of a job: why it does not run, how it came to where it is, runs of the same, and what was noted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.detail.blockers_pane import WhyPane
from jobdesk.ui.detail.facts import Verdict, overview_facts
from jobdesk.ui.detail.notes_edit import NotesEdit
from jobdesk.ui.detail.properties_pane import FactsPane
from jobdesk.ui.detail.run_chart import RunBars, runs_like
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.status_text import Moment
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    from jobdesk.engine.execution.usage import Use
    from jobdesk.ui.detail.sparklines import UsageLines

_LINES: Final = 254


class OverviewPane(FactsPane):
    """Facts with more above and below them."""

    def __init__(self, roster: Roster, theme: Theme, parent: QWidget) -> None:
        super().__init__(self.tr("Overview"), parent)
        self._roster = roster
        self._theme = theme
        self.usage: UsageLines | None = None
        self.why = WhyPane(self)
        self.run_bars = RunBars(theme)
        self.notes = NotesEdit()
        self.add_above(self.why)
        self.add_below(self.run_bars, self.tr("Last runs"))
        self.add_below(self.notes, self.tr("Notes"))

    def show_job(self, job: Job, moment: Moment, verdict: Verdict) -> None:
        """Show all of a job."""
        self.show_why(job)
        self.set_facts(overview_facts(job, moment, verdict))
        self.notes.show_notes(job.id, job.notes)
        self.run_bars.set_runs(runs_like(job, list(self._roster.all())), job.id)

    def show_looks(self, looks: Sequence[Use]) -> None:
        """Show what the looks at a running job told of its load; made when there is any for the first time."""
        if looks and self.usage is None:
            from jobdesk.ui.detail.sparklines import UsageLines  # Late: of jobs that have ended it is never shown.

            self.usage = UsageLines(self._theme)
            self.usage.setFixedWidth(metrics.px(_LINES))
            self.add_below(self.usage, self.tr("Load"), is_first=True)
        if self.usage is not None:
            self.usage.show_looks(looks)
            (self.usage.parentWidget() or self.usage).setVisible(bool(looks))

    def show_why(self, job: Job) -> None:
        """Show what holds a job back now."""
        self.why.show_blockers(self._roster.blockers(job) if job.status is JobStatus.QUEUED else [])
