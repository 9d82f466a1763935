"""The texts that a search looks in, lower-cased once and kept: a scan of them is all that a key press costs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import msgspec

from jobdesk.core.job import Job
from jobdesk.ui.filters.query import Query
from jobdesk.ui.model.job_cache import Roster


class Haystacks:
    """One text for each job: number, id, name, queue, tags, command, and the last line that it wrote.

    None is made before somebody searches: they are as large as half of the jobs. Making those of a long history takes
    a while, so `prepare` makes some at a time while a person still types.
    """

    def __init__(self, roster: Roster) -> None:
        """Begin without texts.

        Args:
            roster: Knows the jobs; it is told of a change before this is.
        """
        self._roster = roster
        self._texts: dict[str, str] = {}
        # The jobs whose texts are to be made; None before the first search.
        self._stale: dict[str, None] | None = None
        self._lines: dict[str, str] = {}

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to prepare."""
        return not self._stale

    def expect_search(self) -> dict[str, None]:
        """Begin to keep texts, and return the jobs whose texts are to be made."""
        if self._stale is None:
            self._stale = dict.fromkeys(job.id for job in self._roster.all())
        return self._stale

    def put(self, old: Job | None, new: Job) -> None:
        """Take a job's newest snapshot, and the one before it."""
        if self._stale is not None and (old is None or not _reads_the_same(old, new)):
            self._stale[new.id] = None

    def put_line(self, job_id: str, line: str) -> None:
        """Take what a job wrote last."""
        if self._roster.get(job_id) is not None and self._lines.get(job_id, "") != line:
            self._lines[job_id] = line
            if self._stale is not None:
                self._stale[job_id] = None

    def remove(self, job_id: str) -> None:
        """Forget a job."""
        self._texts.pop(job_id, None)
        self._lines.pop(job_id, None)
        if self._stale is not None:
            self._stale.pop(job_id, None)

    def prepare(self, most: int | None = None) -> None:
        """Make texts that are not made yet, all or only so many."""
        for job_id in list(islice(self.expect_search(), most)):
            self._make(job_id)

    def of(self, job_id: str) -> str:
        """Return a job's text."""
        if job_id in self.expect_search():
            self._make(job_id)
        return self._texts[job_id]

    def matching(self, query: Query) -> Iterable[str]:
        """Return the ids of the jobs that a search finds, in no order."""
        self.prepare()
        texts, words = self._texts, query.words
        if words:
            # The rarest word is likely the longest; the others look only at what it leaves.
            first, *rest = sorted(words, key=len, reverse=True)
            found = [job_id for job_id, text in texts.items() if first in text]
            for word in rest:
                found = [job_id for job_id in found if word in texts[job_id]]
        else:
            found = list(texts)
        for word in query.without:
            found = [job_id for job_id in found if word not in texts[job_id]]
        for test in query.tests:
            found = [job_id for job_id in found if test(self._roster.known(job_id))]
        return found

    def _make(self, job_id: str) -> None:
        self.expect_search().pop(job_id, None)
        self._texts[job_id] = _text_of(self._roster.known(job_id), self._lines.get(job_id, ""))


def _reads_the_same(old: Job, new: Job) -> bool:
    return (
        old.name == new.name
        and old.tags == new.tags
        and old.queue == new.queue
        and (old.raw_config is new.raw_config or bytes(old.raw_config) == bytes(new.raw_config))
    )


def _text_of(job: Job, line: str) -> str:
    command = _text_in(msgspec.json.decode(job.raw_config))
    return f"#{job.number} {job.id}\n{job.name}\n{job.queue} {' '.join(job.tags)}\n{command}\n{line}".casefold()


def _text_in(value: Any) -> str:
    """Return the texts in a config as people read them: not the names of its members, nor what variables hold."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " ".join([part if isinstance(part, str) else _text_in(part) for part in value])
    if isinstance(value, dict):
        members = [
            " ".join(part) if key == "env" and isinstance(part, dict) else _text_in(part)
            for key, part in value.items()
            if key != "kind"
        ]
        return " ".join(filter(None, members))
    return ""
