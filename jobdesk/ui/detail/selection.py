"""What is said of several selected jobs: how many are in which state, what they cost, and how long they took."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import Job
from jobdesk.ui.table.columns import elapsed_s
from jobdesk.ui.text.cost_text import total_cost_text
from jobdesk.ui.text.number_text import count_text
from jobdesk.ui.text.status_text import JOINT, Moment, row_state
from jobdesk.ui.text.time_text import duration_text


def counts_text(jobs: list[Job], moment: Moment) -> str:
    """Say how many jobs are in which state."""
    counts: dict[str, int] = {}
    form = QCoreApplication.translate("JobDetail", "%1 %2", "how many jobs are in a state, and its word")
    # A hundred thousand jobs are in a few states: each word is looked up once.
    words: dict[tuple[object, ...], str] = {}
    for job in jobs:
        reason, is_final = job.reason, job.is_final
        key = (job.status, reason and reason.code, job.cancelled, not is_final and moment.is_to_stop(job.id))
        word = words.get(key)
        if word is None:
            word = words[key] = str(row_state(job, moment).word).lower()
        counts[word] = counts.get(word, 0) + 1
    return JOINT.join(form.replace("%1", count_text(count)).replace("%2", word) for word, count in counts.items())


def totals_text(jobs: list[Job], now: datetime) -> str:
    """Say what jobs cost and how long they ran, together; tasks count with their array if that is among them."""
    ids = {job.id for job in jobs}
    counted = [job for job in jobs if job.parent not in ids]
    times = [seconds for job in counted if (seconds := elapsed_s(job, now)) is not None]
    took = QCoreApplication.translate("JobDetail", "%1 in all", "a duration").replace("%1", duration_text(sum(times)))
    return JOINT.join(filter(None, [total_cost_text(counted), took if times else ""]))
