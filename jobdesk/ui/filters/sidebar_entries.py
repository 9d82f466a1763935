"""What stands in the sidebar: every filter with its count, always in the same places."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from jobdesk.core.limits import QueueState
from jobdesk.ui.filters.job_filter import TRASH, Facet, JobFilter
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.job_state import GROUP_STATES, KIND_ICONS, QUEUE_ICONS, queue_title
from jobdesk.ui.text.plain_text import literal

ALL: Final[Facet] = ("all", "")
ARCHIVE: Final[Facet] = ("archive", "")
"""What left the list: no filter of it, but a window of its own."""
_STRONG: Final = frozenset({"needs", "failed"})
_MOST_TAGS: Final = 50
_NONE_OF: Final = {
    "needs": str(QT_TRANSLATE_NOOP("Filters", "No job needs you")),
    "running": str(QT_TRANSLATE_NOOP("Filters", "No running jobs")),
    "queued": str(QT_TRANSLATE_NOOP("Filters", "No queued jobs")),
    "scheduled": str(QT_TRANSLATE_NOOP("Filters", "No scheduled jobs")),
    "failed": str(QT_TRANSLATE_NOOP("Filters", "No failed jobs")),
    "completed": str(QT_TRANSLATE_NOOP("Filters", "No completed jobs")),
    "cancelled": str(QT_TRANSLATE_NOOP("Filters", "No cancelled jobs")),
}


class SidebarEntry(msgspec.Struct, frozen=True):
    """One line.

    Attributes:
        title: What it is called.
        facet: What it filters by; None for a heading.
        icon: Name for `Icons`.
        tone: Colour of the icon.
        count: What stands at the end.
        is_strong: Whether the count asks for attention.
        spoken_count: The count as it is read aloud.
    """

    title: str
    facet: Facet | None = None
    icon: str = ""
    tone: str = "text2"
    count: str = ""
    is_strong: bool = False
    spoken_count: str = ""


def make_entries(roster: Roster) -> list[SidebarEntry]:
    """Return all lines for the jobs that there are."""
    entries = [SidebarEntry(_tr("Jobs")), _counted(_tr("All jobs"), ALL, "inbox", roster.count_kept)]
    for group, state in GROUP_STATES.items():
        count = roster.count_of(("state", group))
        # A filter that finds nothing stays where it is, without a colour that would ask for a look.
        tone = state.token if count else "text3"
        entries.append(_counted(state.word, ("state", group), state.icon, count, tone, is_strong=group in _STRONG))
    entries.append(SidebarEntry(_tr("Queues")))
    entries += [_queue_entry(roster, queue) for queue in roster.queues()]
    kinds = roster.values_of("kind")
    if kinds:
        entries.append(SidebarEntry(_tr("Kinds")))
        entries += [
            _counted(
                QCoreApplication.translate("Kinds", kind.capitalize()),
                ("kind", kind),
                KIND_ICONS.get(kind, "plug"),
                roster.count_of(("kind", kind)),
            )
            for kind in kinds
        ]
    tags = roster.values_of("tag")[:_MOST_TAGS]
    if tags:
        entries.append(SidebarEntry(_tr("Tags")))
        entries += [_counted(literal(tag), ("tag", tag), "tag", roster.count_of(("tag", tag))) for tag in tags]
    entries.append(SidebarEntry(""))
    entries.append(_counted(_tr("Trash"), TRASH, "trash", roster.count_of(TRASH)))
    entries.append(SidebarEntry(_tr("Archive"), ARCHIVE, "archive"))
    return entries


def facet_title(facet: Facet) -> str:
    """Return what a facet is called where it stands alone."""
    group, value = facet
    if group == "state":
        return GROUP_STATES[value].word
    if group == "trash":
        return _tr("Trash")
    if group == "kind":
        return QCoreApplication.translate("Kinds", value.capitalize())
    if group == "queue":
        return _tr("Queue %1").replace("%1", queue_title(value))
    return literal(value)


def nothing_text(job_filter: JobFilter) -> str:
    """Say why nothing is shown."""
    if job_filter.text.strip():
        text = QCoreApplication.translate("Filters", 'Nothing matches "%1"')
        return text.replace("%1", literal(job_filter.text.strip()))
    if job_filter.logs is not None:
        text = QCoreApplication.translate("Filters", 'No log with "%1" was found')
        if job_filter.logs.is_in_archive:
            text = QCoreApplication.translate("Filters", 'Only logs of archived jobs have "%1"')
        return text.replace("%1", literal(job_filter.logs.text))
    if job_filter.shows_trash:
        return QCoreApplication.translate("Filters", "The trash is empty")
    if len(job_filter.facets) == 1 and job_filter.facets[0][0] == "state":
        return QCoreApplication.translate("Filters", _NONE_OF[job_filter.facets[0][1]])
    names = ", ".join(map(facet_title, job_filter.facets))
    return QCoreApplication.translate("Filters", "No jobs: %1").replace("%1", names)


def _counted(
    title: str, facet: Facet, icon: str, count: int, tone: str = "text2", *, is_strong: bool = False
) -> SidebarEntry:
    return SidebarEntry(title, facet, icon, tone, str(count), is_strong and count > 0, str(count))


def _queue_entry(roster: Roster, queue: str) -> SidebarEntry:
    limit = roster.run_limit_of(queue)
    running = _tr("%1 of %2").replace("%1", str(roster.running_in(queue))).replace("%2", str(limit))
    spoken = _tr("%1 running").replace("%1", running)
    # What holds back everything holds back each queue; one that is paused itself stays so when everything goes on.
    states = (roster.state_of(queue), roster.state_of(None))
    state = next((one for one in (QueueState.PAUSED, QueueState.DRAINING) if one in states), QueueState.OPEN)
    if state is not QueueState.OPEN:
        spoken = f"{_tr('paused') if state is QueueState.PAUSED else _tr('draining')}, {spoken}"
    tone = "text2" if state is QueueState.OPEN else "wait"
    return SidebarEntry(queue_title(queue), ("queue", queue), QUEUE_ICONS[state], tone, running, False, spoken)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sidebar", text)
