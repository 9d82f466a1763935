"""Base of all requests, and of those that concern jobs: precondition, inverse, and the outcome for each job."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar, get_args, get_origin

import msgspec

from jobdesk.core.actions.not_possible import TEXTS, NotPossible, NotPossibleError
from jobdesk.core.errors import JobDeskError, NotAllDoneError, revive_error
from jobdesk.core.job import Job

A = TypeVar("A")
"""The answer to a request."""


class Jobs(Protocol):
    """The other jobs, as far as a precondition needs them; the ledger and the window's cache are one."""

    def find(self, job_id: str) -> Job | None:
        """Return a job of the list or the archive, or None."""
        ...

    def is_waited_for(self, job: Job) -> bool:
        """Whether a job that has not ended waits for this one, or for one of its tasks."""
        ...


class OfArray(Enum):
    """What a request on an array is done to."""

    ITSELF = "itself"
    """The array; the handler sees to its tasks."""
    TASKS = "tasks"
    """Each of its tasks for which it is possible."""


class Request(msgspec.Struct, Generic[A], frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A request to the engine; `A` is its answer. The control channel carries it under the name of its class.

    A request names the state to be reached, never a step, so that it may be asked twice. One whose fields or answer
    change gets another name: an engine of another version then says that it does not know it. Fields may be added if
    they have a default, which is not sent.
    """

    @classmethod
    def response(cls) -> Any:
        """Return the type of the answer."""
        for parent in cls.__mro__:
            for base in getattr(parent, "__orig_bases__", ()):
                if get_origin(base) is Request:
                    return get_args(base)[0]
        raise TypeError(f"{cls.__name__} names no answer")

    def absent(self) -> A:
        """Return the answer for a data folder in which nothing was ever stored.

        Raises:
            LookupError: There is none: the request makes the folder.
        """
        raise LookupError(type(self).__name__)

    def settled(self, answer: A) -> A:
        """Return the answer to a request that was asked again because the first answer was lost."""
        return answer


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a request was not done to one job: a `NotPossible`, or the error that it met, enough to raise it again."""

    code: str
    text: str = ""
    fields: dict[str, Any] = {}

    @property
    def not_possible(self) -> NotPossible | None:
        """The precondition that was not met; None for an error."""
        return NotPossible(self.code) if self.code in _CODES else None

    @property
    def error(self) -> JobDeskError | None:
        """The error; None where only a precondition was not met."""
        return None if self.code in _CODES else revive_error(self.code, self.text, self.fields)


_CODES = frozenset(NotPossible)


class Outcome(msgspec.Struct, frozen=True):
    """The answer to a request on jobs: to which it was done, durably, and why not to the others, by their ids."""

    done: list[str] = []
    refused: dict[str, Refusal] = {}

    def is_done(self, job_id: str) -> bool:
        """Whether it was done to a job.

        Raises:
            JobDeskError: The error that it met.
        """
        refusal = self.refused.get(job_id)
        if refusal is not None and refusal.error is not None:
            raise refusal.error
        return job_id in self.done

    def all_done(self) -> list[str]:
        """Return the ids of the jobs to which it was done, passing over those for which it is not possible.

        Raises:
            NotAllDoneError: Errors were met.
        """
        problems = {job_id: str(one.error) for job_id, one in self.refused.items() if one.error is not None}
        if problems:
            raise NotAllDoneError(self.done, problems)
        return self.done


class JobsRequest(Request[Outcome], frozen=True):
    """A request on jobs.

    Without ids it is a pattern, as a menu holds it. The precondition belongs to the instance, since options matter.
    """

    of_array: ClassVar[OfArray] = OfArray.ITSELF
    already: ClassVar[frozenset[NotPossible]] = frozenset()
    """Codes that say of a request that was asked again: the first one has done it."""

    job_ids: tuple[str, ...] = ()

    def of(self, jobs: Iterable[Job]) -> Self:
        """Return the same request on some jobs."""
        return msgspec.structs.replace(self, job_ids=tuple(job.id for job in jobs))

    def not_possible_because(self, job: Job, jobs: Jobs) -> NotPossible | None:
        """Return why it is not possible on a job; None if it is. Of the ids only the other jobs are looked up."""
        raise NotImplementedError

    def inverse(self, done: list[str], before: Callable[[str], Job | None]) -> list[Request[Any]]:
        """Return the requests that take back what was done to some jobs; none where nothing can.

        Args:
            done: Ids of the jobs.
            before: Returns a job as it was before.
        """
        return []

    def comes_first(self, job: Job) -> bool:
        """Whether a job has its turn before the others."""
        return False

    def check(self, job: Job, jobs: Jobs) -> None:
        """Refuse a job on which it is not possible.

        Raises:
            NotPossibleError: It is not.
        """
        why = self.not_possible_because(job, jobs)
        if why is not None:
            raise NotPossibleError(job.id, why)

    def is_possible(self, chosen: Iterable[Job], jobs: Jobs) -> bool:
        """Whether it is possible on at least one of some jobs."""
        return any(self.not_possible_because(job, jobs) is None for job in chosen)

    def partition(self, chosen: Iterable[Job], jobs: Jobs) -> tuple[list[Job], list[NotPossible]]:
        """Part jobs into those on which it is possible, and the reasons of the others."""
        possible: list[Job] = []
        reasons: list[NotPossible] = []
        for job in chosen:
            why = self.not_possible_because(job, jobs)
            if why is None:
                possible.append(job)
            else:
                reasons.append(why)
        return possible, reasons

    def absent(self) -> Outcome:
        """Return that all jobs are unknown."""
        return Outcome(refused=dict.fromkeys(self.job_ids, refusal_of(NotPossible.UNKNOWN)))

    def settled(self, answer: Outcome) -> Outcome:
        """Count as done what the first request, of which no answer came, has done already."""
        again = [job_id for job_id, one in answer.refused.items() if one.not_possible in self.already]
        refused = {job_id: one for job_id, one in answer.refused.items() if one.not_possible not in self.already}
        return Outcome(done=[*answer.done, *again], refused=refused)


def refusal_of(cause: NotPossible | JobDeskError) -> Refusal:
    """Return what an outcome says of a job that was refused."""
    if isinstance(cause, NotPossibleError):
        cause = cause.why
    if isinstance(cause, NotPossible):
        return Refusal(code=cause.value, text=TEXTS[cause])
    return Refusal(code=cause.code, text=str(cause), fields=cause.fields)
