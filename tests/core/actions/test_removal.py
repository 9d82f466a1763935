"""When jobs can go to the archive or the trash and come back, and what takes that back."""

import pytest

from jobdesk.core.actions.base import JobsRequest
from jobdesk.core.actions.not_possible import NotPossible
from jobdesk.core.actions.removal import ArchiveJobs, DeleteJobs, RestoreJobs
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.jobs.policy import Policy, Trigger
from tests.core.actions.jobs import AT, KnownJobs, make, queued

FOLLOWED = Policy(triggers=(Trigger(template="next"),))


@pytest.mark.parametrize(
    ("request_", "job", "why"),
    [
        (ArchiveJobs(), make(), None),
        (ArchiveJobs(), make(archived=AT), NotPossible.ARCHIVED),
        (ArchiveJobs(), make(deleted=AT), NotPossible.TRASHED),
        (ArchiveJobs(), make(parent="bbbbbbbbbbbb"), NotPossible.TASK),
        (ArchiveJobs(), queued(), NotPossible.UNFINISHED),
        (ArchiveJobs(), make(status=JobStatus.RUNNING), NotPossible.UNFINISHED),
        (ArchiveJobs(), make(policy=FOLLOWED), NotPossible.TRIGGERS_WAIT),
        (ArchiveJobs(), make(policy=FOLLOWED, triggered=()), None),
        (DeleteJobs(), make(), None),
        (DeleteJobs(), make(archived=AT), None),
        (DeleteJobs(), queued("not_started"), None),
        (DeleteJobs(), queued("held"), None),
        (DeleteJobs(), queued(), NotPossible.UNFINISHED),
        (DeleteJobs(), queued("tasks", kind="array"), NotPossible.UNFINISHED),
        (DeleteJobs(), make(status=JobStatus.RUNNING), NotPossible.UNFINISHED),
        (DeleteJobs(), make(deleted=AT), NotPossible.TRASHED),
        (DeleteJobs(), make(parent="bbbbbbbbbbbb"), NotPossible.TASK),
        (RestoreJobs(), make(deleted=AT), None),
        (RestoreJobs(), make(archived=AT), None),
        (RestoreJobs(), make(), NotPossible.NOT_TRASHED),
        (RestoreJobs(), make(deleted=AT, parent="bbbbbbbbbbbb"), NotPossible.TASK),
    ],
)
def test_precondition(request_: JobsRequest, job: Job, why: NotPossible | None) -> None:
    assert request_.not_possible_because(job, KnownJobs(job)) is why
    assert request_.is_possible([job], KnownJobs(job)) is (why is None)


def test_what_an_unfinished_job_waits_for_is_not_archived() -> None:
    ended, waiting = make(), queued(job_id="bbbbbbbbbbbb", after=("aaaaaaaaaaaa",))
    assert ArchiveJobs().partition([ended], KnownJobs(ended, waiting)) == ([], [NotPossible.WAITED_FOR])
    over = make("bbbbbbbbbbbb", after=("aaaaaaaaaaaa",))
    assert ArchiveJobs().partition([ended, over], KnownJobs(ended, over)) == ([ended, over], [])


def test_what_was_archived_comes_back() -> None:
    assert ArchiveJobs().inverse(["a"], {"a": make("a")}.get) == [RestoreJobs(job_ids=("a",))]


def test_what_was_deleted_from_the_archive_does_not_come_back() -> None:
    before = {"a": make("a"), "b": make("b", archived=AT)}
    assert DeleteJobs().inverse(["a", "b"], before.get) == [RestoreJobs(job_ids=("a",))]
    assert DeleteJobs().inverse(["b"], before.get) == []


def test_what_was_restored_goes_back_where_it_was() -> None:
    before = {"a": make("a", deleted=AT), "b": make("b", archived=AT)}
    assert RestoreJobs().inverse(["a", "b"], before.get) == [DeleteJobs(job_ids=("a",)), ArchiveJobs(job_ids=("b",))]
