"""What the last looks at a running job told of what it uses, kept while somebody looks at it now and then."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from jobdesk.core.job import Job, JobStatus

if TYPE_CHECKING:
    from jobdesk.engine.execution.usage import Use

_MOST_LOOKS: Final = 120
_MOST_JOBS: Final = 20


class UsageHistory:
    """Remembers looks in memory only: of few jobs, and of each not many."""

    def __init__(self) -> None:
        self._looks: dict[str, deque[Use]] = {}

    def take(self, job: Job, use: Use | None) -> Sequence[Use]:
        """Take what is known of a job now, and return the looks at it, oldest first; none of one that does not run."""
        if job.status is not JobStatus.RUNNING:
            self._looks.pop(job.id, None)
            return ()
        looks = self._looks.pop(job.id, None) or deque(maxlen=_MOST_LOOKS)
        if use is not None and use.memory_bytes is not None:
            if looks and looks[-1].pid != use.pid:
                looks.clear()  # Another attempt.
            if not looks or looks[-1].looked_s != use.looked_s:
                looks.append(use)
        if looks:
            self._looks[job.id] = looks  # The one that was looked at last stands last.
        if len(self._looks) > _MOST_JOBS:
            del self._looks[next(iter(self._looks))]
        return looks
