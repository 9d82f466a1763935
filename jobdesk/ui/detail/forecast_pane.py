"""What stands in the details while no job is selected: what runs and waits, and when each of it is done or starts."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job
from jobdesk.ui.detail.properties_pane import Fact, FactsPane
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.model.queue_forecast import Forecast, forecast_text
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.time_text import coming_text

_MOST_SHOWN: Final = 30


class ForecastPane(FactsPane):
    """Lists what is to come, in the order in which it comes; each job is a link."""

    def __init__(self, roster: Roster, parent: QWidget) -> None:
        super().__init__(_tr("What is to come"), parent)
        self._roster = roster

    def show_forecast(self, forecast: Forecast, now: datetime) -> None:
        """Show what can be told, and say of how much it cannot."""
        known, find = forecast.ends, self._roster.get
        running = [job for job_id in self._roster.running_ids() if (job := find(job_id)) is not None]
        running.sort(key=lambda job: (job.id not in known, known.get(job.id, now), job.number))
        ids = [job_id for job_id in self._roster.waiting_ids() if job_id in forecast.waits][:_MOST_SHOWN]
        waiting = [job for job in map(find, ids) if job is not None]
        facts = [_fact(job, _tr("Done about %1"), _tr("End unknown"), known.get(job.id), now) for job in running]
        facts += [
            _fact(job, _tr("Starts about %1"), _tr("Start unknown"), forecast.starts.get(job.id), now)
            for job in waiting
        ]
        facts = [Fact(_tr("All jobs"), _summary(forecast, now)), *facts[:_MOST_SHOWN]]
        more = forecast.running + len(forecast.waits) - _MOST_SHOWN
        if more > 0:
            facts.append(Fact("", QCoreApplication.translate("Forecast", "and %n more", "", more)))
        self.set_facts(facts)


def _fact(job: Job, known: str, unknown: str, at: datetime | None, now: datetime) -> Fact:
    label = unknown if at is None else known.replace("%1", coming_text(at, now))
    return Fact(label, "", links=((literal(f"#{job.number}  {job.name}"), job.id),))


def _summary(forecast: Forecast, now: datetime) -> str:
    if not forecast.running and not forecast.waits:
        return _tr("Nothing runs or waits for its turn")
    if not forecast.unknown:
        return forecast_text(forecast, now)
    words = QCoreApplication.translate(
        "Forecast", "When all is done cannot be told: of %n jobs the end is not known", "", forecast.unknown
    )
    return words + ". " + _tr("It comes from the progress that a job reports, or from three earlier runs of its name.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forecast", text)
