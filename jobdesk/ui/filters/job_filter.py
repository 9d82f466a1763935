"""Which jobs the table shows: what was chosen beside it, and what is searched for."""

from __future__ import annotations

from typing import Final

import msgspec

from jobdesk.core.job import Job
from jobdesk.ui.filters.query import Query, parse_query
from jobdesk.ui.text.job_state import state_group

Facet = tuple[str, str]
"""What can be chosen: a group ("state", "queue", "kind", "tag", "trash") and a value in it."""
TRASH: Final[Facet] = ("trash", "")


class LogHits(msgspec.Struct, frozen=True):
    """The jobs in whose logs a text was found, so far, and whether the archive has any that are not in the list."""

    text: str
    ids: frozenset[str] = frozenset()
    is_in_archive: bool = False


class JobFilter(msgspec.Struct, frozen=True):
    """A choice of jobs.

    Attributes:
        facets: What was chosen, in order; values of one group widen the choice, other groups narrow it.
        text: What is searched for, as typed.
        query: The same, understood.
        logs: In whose logs something was found that was looked for; None if nothing was.
    """

    facets: tuple[Facet, ...] = ()
    text: str = ""
    query: Query = Query()
    logs: LogHits | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every job that is not in the trash is shown."""
        return not self.facets and self.logs is None and self.query.is_empty

    @property
    def shows_trash(self) -> bool:
        """Whether what is in the trash is shown, and nothing else."""
        return TRASH in self.facets

    def with_facets(self, facets: tuple[Facet, ...]) -> JobFilter:
        """Return the same search with another choice."""
        return msgspec.structs.replace(self, facets=facets)

    def with_text(self, text: str) -> JobFilter:
        """Return the same choice with another search."""
        return msgspec.structs.replace(self, text=text, query=parse_query(text))

    def with_logs(self, logs: LogHits | None) -> JobFilter:
        """Return the same choice and search, of the jobs in whose logs something was found."""
        return msgspec.structs.replace(self, logs=logs)

    def toggled(self, facet: Facet) -> JobFilter:
        """Return the choice with one facet more, or less if it was there."""
        if facet in self.facets:
            return self.with_facets(tuple(other for other in self.facets if other != facet))
        return self.with_facets((*self.facets, facet))

    def fits(self, job: Job) -> bool:
        """Tell whether a job is among what was chosen; what is searched for is not looked at."""
        if bool(job.deleted) is not self.shows_trash:
            return False
        if self.logs is not None and job.id not in self.logs.ids:
            return False
        if not self.facets:
            return True
        own = facets_of(job)
        for group in {group for group, _ in self.facets}:
            if group != "trash" and not any(facet in own for facet in self.facets if facet[0] == group):
                return False
        return True


def facets_of(job: Job) -> tuple[Facet, ...]:
    """Return all that a job can be chosen by."""
    if job.deleted:
        return (TRASH, ("state", state_group(job)), ("queue", job.queue), ("kind", job.kind))
    tags = [("tag", tag) for tag in job.tags]
    return (("state", state_group(job)), ("queue", job.queue), ("kind", job.kind), *tags)
