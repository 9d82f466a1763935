"""Dispatches requests to their handlers; sees to order, duplicates, unknown ids, refusals and arrays, once for all.

A kill in between leaves each job either as it was or as it was to be: asking again does the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from jobdesk.core.actions.base import A, Jobs, JobsRequest, OfArray, Outcome, Refusal, Request, refusal_of
from jobdesk.core.actions.not_possible import NotPossible, NotPossibleError
from jobdesk.core.errors import FolderLostError, JobDeskError, JobFolderError, StoreError, UnreadableJobError
from jobdesk.core.job import Job
from jobdesk.core.jobs.array_tasks import task_ids
from jobdesk.engine.storage.archive import Archive
from jobdesk.engine.storage.ledger import Ledger

_AT_A_TIME = 2000
"""Jobs that are handed to a handler for many in one piece."""
R = TypeVar("R", bound=Request[Any])
J = TypeVar("J", bound=JobsRequest)


class RequestHandlers:
    """The handlers of one engine: methods of the parts that own what is changed, by the class of the request."""

    def __init__(
        self,
        ledger: Ledger,
        archive: Archive,
        dispatch: Callable[[], None],
        settle_array: Callable[[str], None],
    ) -> None:
        """Know no request yet.

        Args:
            ledger: The jobs.
            archive: The archived jobs.
            dispatch: Has the queue start what may start now; called once after each request on jobs.
            settle_array: Makes the tasks of an array that has none yet, and gives it the status that follows from them.
        """
        self._ledger = ledger
        self._archive = archive
        self._dispatch = dispatch
        self._settle_array = settle_array
        self._handlers: dict[type[Request[Any]], Callable[[Any], Any]] = {}

    def add(self, request: type[R], handler: Callable[[R], Any]) -> None:
        """Have a request answered by what the handler returns."""
        self._handlers[request] = handler

    def add_each(
        self,
        request: type[J],
        handler: Callable[[J, Job, Job | None, Jobs], None],
        *,
        array_first: Callable[[J, Job], None] | None = None,
    ) -> None:
        """Have a request on jobs done to one after the other, with one wait for the disk.

        Args:
            request: Its class.
            handler: Called with the request, a job for which it was possible, the array if the job is one of its
                tasks and the array was meant, and the other jobs. Raises what keeps it from being done.
            array_first: Records it on an array before it is done to the tasks, and raises where that is not possible;
                it then counts as done, and the next start does what a kill leaves.
        """
        self._handlers[request] = partial(self._do_each, handler, array_first)

    def add_together(self, request: type[J], handler: Callable[[J, list[Job]], Iterable[str]]) -> None:
        """Have a request on jobs done to up to 2,000 at once, by a handler that returns the ids of those it did."""
        self._handlers[request] = partial(self._do_together, handler)

    @property
    def requests(self) -> set[type[Request[Any]]]:
        """The requests that have a handler."""
        return set(self._handlers)

    def do(self, request: Request[A]) -> A:
        """Handle a request, on the calling thread.

        Raises:
            StoreError: The disk refused to store a change, or what was done may not survive a power cut; raised once
                for all jobs of a request.
            JobDeskError: The handler of a request that is not on jobs raised it.
        """
        answer: A = self._handlers[type(request)](request)
        return answer

    def _do_each(
        self,
        handler: Callable[[Any, Job, Job | None, Jobs], None],
        array_first: Callable[[Any, Job], None] | None,
        request: JobsRequest,
    ) -> Outcome:
        results = _Results()
        try:
            with self._ledger.together():
                jobs = self._find(request.job_ids, results)
                for job in sorted(jobs, key=lambda job: not request.comes_first(job)):
                    with results.noting([job.id]):
                        self._do_to_one(handler, array_first, request, job)
                        results.done.append(job.id)
        finally:
            self._dispatch()
        return results.outcome()

    def _do_to_one(
        self,
        handler: Callable[[Any, Job, Job | None, Jobs], None],
        array_first: Callable[[Any, Job], None] | None,
        request: JobsRequest,
        job: Job,
    ) -> None:
        if job.is_unreadable:
            raise UnreadableJobError(job.number)
        request.check(job, self._ledger)
        # One that is the next run of a schedule has no tasks yet: it is planned as any other run is.
        if request.of_array is OfArray.TASKS and job.is_array and not job.is_planned:
            self._do_to_tasks(partial(handler, request), array_first and partial(array_first, request), request, job)
        else:
            handler(request, job, None, self._ledger)

    def _do_to_tasks(
        self,
        handler: Callable[[Job, Job | None, Jobs], None],
        array_first: Callable[[Job], None] | None,
        request: JobsRequest,
        array: Job,
    ) -> None:
        """Do it to the tasks of an array.

        Raises:
            NotPossibleError: It is possible for none of them, most often for this reason.
            JobDeskError: The first that there was, once it is done to all others.
        """
        if array_first is not None:
            array_first(array)
        if array.tasks is None:
            self._settle_array(array.id)
        array = self._ledger.get(array.id) or array
        is_done, first, reasons = array_first is not None, None, Counter[NotPossible]()
        tasks = [task for one in task_ids(array) if (task := self._ledger.get(one)) is not None]
        for task in sorted(tasks, key=lambda task: not request.comes_first(task)):
            try:
                request.check(task, self._ledger)
                handler(task, array, self._ledger)
                is_done = True
            except NotPossibleError as error:
                reasons[error.why] += 1
            except FolderLostError:
                raise
            except JobDeskError as error:
                first = first or error
        self._settle_array(array.id)
        if first is not None:
            raise first
        if not is_done:
            raise NotPossibleError(array.id, reasons.most_common(1)[0][0] if reasons else NotPossible.CHANGED)

    def _do_together(self, handler: Callable[[Any, list[Job]], Iterable[str]], request: JobsRequest) -> Outcome:
        results = _Results()
        try:
            for at in range(0, len(request.job_ids), _AT_A_TIME):
                possible = []
                for job in self._find(request.job_ids[at : at + _AT_A_TIME], results):
                    with results.noting([job.id]):
                        if job.is_unreadable:
                            raise UnreadableJobError(job.number)
                        request.check(job, self._ledger)
                        possible.append(job)
                ids = [job.id for job in possible]
                with results.noting(ids):
                    done = set(handler(request, possible)) if possible else set()
                    results.done += [job_id for job_id in ids if job_id in done]
                    results.refuse([job_id for job_id in ids if job_id not in done], refusal_of(NotPossible.CHANGED))
        finally:
            self._dispatch()
        return results.outcome()

    def _find(self, job_ids: Iterable[str], results: _Results) -> list[Job]:
        """Return the jobs with some ids, each once and in this order; the archive is read once for all of them."""
        found = {job_id: self._ledger.get(job_id) for job_id in job_ids}
        unlisted = [job_id for job_id, job in found.items() if job is None]
        if unlisted:
            found |= {job.id: job for job in self._archive.get_many(unlisted)}
        results.refuse([job_id for job_id, job in found.items() if job is None], refusal_of(NotPossible.UNKNOWN))
        return [job for job in found.values() if job is not None]


class _Results:
    """What has become of a request on jobs so far."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._refused: dict[str, Refusal] = {}
        self._disk: StoreError | None = None

    def refuse(self, job_ids: list[str], refusal: Refusal) -> None:
        """Note that it was not done to some jobs."""
        self._refused |= dict.fromkeys(job_ids, refusal)

    @contextmanager
    def noting(self, job_ids: list[str]) -> Iterator[None]:
        """Note it if jobs, or the disk, refuse, and go on: a full disk keeps no running job from being stopped.

        Raises:
            FolderLostError: Nothing more is to be written.
        """
        try:
            yield
        except FolderLostError:
            raise
        except JobDeskError as error:
            if isinstance(error, StoreError) and not isinstance(error, JobFolderError):
                self._disk = self._disk or error  # It concerns no job more than another.
            else:
                self.refuse(job_ids, refusal_of(error))

    def outcome(self) -> Outcome:
        """Return what has become of it.

        Raises:
            StoreError: The disk refused.
        """
        if self._disk is not None:
            raise self._disk
        return Outcome(done=self.done, refused=self._refused)
