"""What requests have in common: their names, answers and outcomes."""

import msgspec
import pytest

from jobdesk.core.actions.base import Outcome, Refusal, Request, refusal_of
from jobdesk.core.actions.not_possible import TEXTS, NotPossible, NotPossibleError
from jobdesk.core.actions.registry import ACTIONS
from jobdesk.core.actions.removal import ArchiveJobs
from jobdesk.core.errors import InvalidConfigError, JobDeskError, NotAllDoneError, _all_errors
from tests.core.actions.jobs import make


@pytest.mark.parametrize("request_", ACTIONS.values(), ids=list(ACTIONS))
def test_a_request_is_documented_and_says_its_answer(request_: type[Request[object]]) -> None:
    assert request_.__doc__
    assert request_.response() is not None
    msgspec.json.Decoder(request_)
    msgspec.json.Decoder(request_.response())


def test_a_request_is_sent_without_what_has_its_default() -> None:
    assert msgspec.json.encode(ArchiveJobs()) == b"{}"
    assert msgspec.json.decode(b'{"job_ids":["a"]}', type=ArchiveJobs) == ArchiveJobs(job_ids=("a",))


def test_a_pattern_is_filled_with_jobs() -> None:
    assert ArchiveJobs().of([make("a"), make("b")]) == ArchiveJobs(job_ids=("a", "b"))


def test_no_code_of_a_precondition_is_that_of_an_error() -> None:
    assert set(NotPossible).isdisjoint(_all_errors(JobDeskError))
    assert set(TEXTS) == set(NotPossible)


def test_an_outcome_raises_the_error_that_a_job_met() -> None:
    outcome = Outcome(done=["a"], refused={"b": refusal_of(InvalidConfigError("runs nothing", "command"))})
    outcome = msgspec.json.decode(msgspec.json.encode(outcome), type=Outcome)
    assert outcome.is_done("a")
    with pytest.raises(InvalidConfigError, match='"command": runs nothing'):
        outcome.is_done("b")
    with pytest.raises(NotAllDoneError, match="runs nothing") as refused:
        outcome.all_done()
    assert refused.value.done == ["a"]
    assert list(refused.value.problems) == ["b"]


def test_an_outcome_passes_over_what_is_not_possible() -> None:
    outcome = Outcome(done=["a"], refused={"b": refusal_of(NotPossibleError("b", NotPossible.ENDED))})
    assert outcome.refused["b"] == Refusal("ended", "it has ended already")
    assert outcome.all_done() == ["a"]
    assert outcome.is_done("b") is False


def test_what_the_first_request_has_done_counts_as_done_when_it_is_asked_again() -> None:
    refused = {"b": refusal_of(NotPossible.ARCHIVED), "c": refusal_of(NotPossible.UNFINISHED)}
    settled = ArchiveJobs(job_ids=("a", "b", "c")).settled(Outcome(done=["a"], refused=refused))
    assert settled == Outcome(done=["a", "b"], refused={"c": refusal_of(NotPossible.UNFINISHED)})
