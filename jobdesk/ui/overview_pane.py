"""The overview of a job: why it does not run, how it came to where it is, runs of the same, and what was noted."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.facts_pane import FactsPane
from jobdesk.ui.job_facts import Verdict, overview_facts
from jobdesk.ui.job_sentence import Moment
from jobdesk.ui.notes_edit import NotesEdit
from jobdesk.ui.roster import Roster
from jobdesk.ui.run_bars import RunBars, runs_like
from jobdesk.ui.theme import Theme
from jobdesk.ui.why_pane import WhyPane


class OverviewPane(FactsPane):
    """Facts with more above and below them."""

    def __init__(self, roster: Roster, theme: Theme, parent: QWidget) -> None:
        super().__init__(self.tr("Overview"), parent)
        self._roster = roster
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

    def show_why(self, job: Job) -> None:
        """Show what holds a job back now."""
        self.why.show_blockers(self._roster.blockers(job) if job.status is JobStatus.QUEUED else [])
