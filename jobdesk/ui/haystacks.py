"""The texts that a search looks in, lower-cased once and kept: a scan of them is all that a key press costs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from jobdesk.core.job import Job
from jobdesk.ui.job_query import Query


class Haystacks:
    """One text for each job: number, id, name, queue, tags, command, and the last line that it wrote.

    A text is made when it is needed. Making those of a long history takes a while, so `prepare` makes some at a time
    while nothing else is to do.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._jobs: dict[str, Job] = {}
        self._stale: dict[str, None] = {}
        self._lines: dict[str, str] = {}

    @property
    def is_ready(self) -> bool:
        """Whether every text is made."""
        return not self._stale

    def put(self, job: Job) -> None:
        """Take a job's newest snapshot."""
        old = self._jobs.get(job.id)
        self._jobs[job.id] = job
        if old is None or not _reads_the_same(old, job):
            self._stale[job.id] = None

    def put_line(self, job_id: str, line: str) -> None:
        """Take what a job wrote last."""
        if job_id in self._jobs and self._lines.get(job_id, "") != line:
            self._lines[job_id] = line
            self._stale[job_id] = None

    def remove(self, job_id: str) -> None:
        """Forget a job."""
        for kept in (self._texts, self._jobs, self._stale, self._lines):
            kept.pop(job_id, None)

    def prepare(self, most: int | None = None) -> None:
        """Make texts that are not made yet, all or only so many."""
        for job_id in list(islice(self._stale, most)):
            del self._stale[job_id]
            self._texts[job_id] = _text_of(self._jobs[job_id], self._lines.get(job_id, ""))

    def of(self, job_id: str) -> str:
        """Return a job's text."""
        if job_id in self._stale:
            del self._stale[job_id]
            self._texts[job_id] = _text_of(self._jobs[job_id], self._lines.get(job_id, ""))
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
            found = [job_id for job_id in found if test(self._jobs[job_id])]
        return found


def _reads_the_same(old: Job, new: Job) -> bool:
    return (
        old.name == new.name
        and old.tags == new.tags
        and old.queue == new.queue
        and (old.raw_config is new.raw_config or bytes(old.raw_config) == bytes(new.raw_config))
    )


def _text_of(job: Job, line: str) -> str:
    command = bytes(job.raw_config).decode()
    return f"#{job.number} {job.id}\n{job.name}\n{job.queue} {' '.join(job.tags)}\n{command}\n{line}".casefold()
