"""Errors: one root, a message from fields, and the same class on both sides of the control channel."""

import pytest

from jobdesk.core.errors import (
    AmbiguousJobError,
    DataFolderError,
    EngineBusyError,
    EngineStartError,
    EngineUnreachableError,
    InvalidConfigError,
    InvalidLinkError,
    InvalidTransitionError,
    InvalidValueError,
    JobDeskError,
    JobNotFoundError,
    LogUnreadableError,
    StoreError,
    UnknownFieldError,
    revive_error,
)

ERRORS = [
    JobNotFoundError("14"),
    AmbiguousJobError("ab", ["abc", "abd"]),
    InvalidConfigError("is empty", "command"),
    InvalidTransitionError("abc", "completed", "queued"),
    UnknownFieldError("color", ["name"]),
    InvalidValueError("priority", "must be a whole number"),
    DataFolderError("/x", "it cannot be written", "Choose another."),
    StoreError("/x", "No space left on device"),
    EngineUnreachableError("/x", "refused"),
    EngineStartError("/x", "no memory"),
    EngineBusyError("/x", "desk, process 3"),
    InvalidLinkError("jobdesk:x"),
    LogUnreadableError(14, "/x/job.log", "Permission denied"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_an_error_crosses_the_channel_as_itself(error: JobDeskError) -> None:
    again = revive_error(error.code, str(error), error.fields)
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.fields == error.fields


def test_an_error_that_this_version_does_not_know_is_still_one_of_ours() -> None:
    assert type(revive_error("from_the_future", "text", {})) is JobDeskError


def test_codes_are_unique() -> None:
    assert len({error.code for error in ERRORS}) == len(ERRORS)


def test_the_errors_that_scripts_catch_as_value_errors_are() -> None:
    assert isinstance(ERRORS[2], ValueError)
    assert isinstance(ERRORS[5], ValueError)


def test_what_an_older_engine_does_not_understand_says_what_to_do() -> None:
    for code in ("unknown_verb", "bad_request"):
        text = str(revive_error(code, "There is no verb 'blockers'.", {}))
        assert text.startswith("There is no verb 'blockers'. If the JobDesk that runs is older than this one, close it")
    assert str(revive_error("invalid_value", "limit: no", {"field": "limit", "problem": "no"})) == "limit: no"


def test_an_older_engine_that_knows_nothing_of_environments_says_what_to_do() -> None:
    unasked, misspelt = (UnknownFieldError(field, ["name"]) for field in ("environment", "nam"))
    texts = [str(revive_error(error.code, str(error), error.fields)) for error in (unasked, misspelt)]
    advice = " If the JobDesk that runs is older than this one, close it and try again; running jobs go on."
    assert texts == [str(unasked) + advice, str(misspelt)]
