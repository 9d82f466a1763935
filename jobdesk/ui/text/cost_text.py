"""What a job has cost, in words: a mark says how far the amount can be trusted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import Job
from jobdesk.ui.text.number_text import decimal_text

_LEAST_SHOWN = 0.01
_LEAST_TOLD = 0.0001


def amount_text(usd: float) -> str:
    """Write an amount of dollars; one under a cent is not rounded to nothing."""
    words = QCoreApplication.translate("Cost", "$%1")
    if 0 < usd < _LEAST_TOLD:
        return "< " + words.replace("%1", decimal_text(_LEAST_TOLD, 4))
    return words.replace("%1", decimal_text(usd, 4 if 0 < usd < _LEAST_SHOWN else 2))


def cost_text(job: Job) -> str:
    """Write a job's cost with its mark; empty if it is not metered."""
    if job.cost_usd is None:
        return ""
    amount = amount_text(job.cost_usd)
    return f"{job.cost_mark} {amount}" if job.cost_mark else amount


def total_cost_text(jobs: list[Job]) -> str:
    """Write what jobs have cost together, with the weakest of their marks; empty if none is metered."""
    costs = [job.cost_usd for job in jobs if job.cost_usd is not None]
    marks = {job.cost_mark for job in jobs if job.cost_usd is not None}
    mark = next((mark for mark in ("≥", "≈") if mark in marks), "")
    return f"{mark} {amount_text(sum(costs))}".lstrip() if costs else ""


def spoken_cost(job: Job) -> str:
    """Say the same for ears, in which the mark is a word."""
    if job.cost_usd is None:
        return ""
    amount = amount_text(job.cost_usd)
    if job.cost_mark == "≈":
        return QCoreApplication.translate("Cost", "about %1, estimated").replace("%1", amount)
    if job.cost_mark == "≥":
        return QCoreApplication.translate("Cost", "at least %1").replace("%1", amount)
    return amount
