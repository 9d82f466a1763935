"""A policy goes into the fields of a form and comes back as it was; what cannot be read names its field."""

from __future__ import annotations

import pytest

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.jobs.policy import After, Park, Policy, Retry, TimeLimit, Trigger
from jobdesk.ui.form.preview.policy_text import policy_texts, read_policy

POLICIES = [
    Policy(after_when=After.FAILED, after_any=True, hold_if_broken=True),
    Policy(retry=Retry(limit=3)),
    Policy(retry=Retry(limit=5, delay_s=90, factor=1.5, cap_s=600, codes=(1, -9), pattern="timed? out")),
    Policy(run_time=TimeLimit(warn_s=3600, stop_medians=3), waiting=TimeLimit(stop_s=86400)),
    Policy(silence=TimeLimit(warn_medians=1.5), park=Park()),
    Policy(park=Park(codes=(75,), pattern="again in (?P<after>.*)", delay_s=60)),
    Policy(triggers=(Trigger(template="deploy", on=After.ENDED, values={"log": "{log}", "x": "a=b"}),), at_once=4),
]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_comes_back_as_it_was(policy: Policy) -> None:
    assert read_policy(policy_texts(policy)) == policy


def test_nothing_is_no_policy() -> None:
    assert read_policy({}) is None
    assert policy_texts(None) == {}


def test_what_no_field_shows_stays() -> None:
    many = tuple(Trigger(template=f"t{at}") for at in range(5))
    old = Policy(retry=Retry(limit=1, jitter=0.5), triggers=many)

    read = read_policy(policy_texts(old) | {"retry_limit": "2"}, old)

    assert read == Policy(retry=Retry(limit=2, jitter=0.5), triggers=many)


@pytest.mark.parametrize(
    ("texts", "field", "problem"),
    [
        ({"retry_limit": "some"}, "retry_limit", "must be a whole number, not 'some'"),
        ({"retry_limit": "20000"}, "retry_limit", "must be from 0 to 10000"),
        ({"retry_limit": "1", "retry_delay": "soon"}, "retry_delay", "must be a duration such as"),
        ({"retry_limit": "1", "retry_factor": "0.5"}, "retry_factor", "must be from 1 to 100"),
        ({"retry_limit": "1", "retry_codes": "1, two"}, "retry_codes", "must be whole numbers with commas between"),
        ({"retry_limit": "1", "retry_pattern": "("}, "retry_pattern", "is no regular expression"),
        ({"run_time_stop": "0"}, "run_time_stop", "must be more than 0"),
        ({"run_time_stop": "0x"}, "run_time_stop", "must be more than 0"),
        ({"silence_warn": "3 times"}, "silence_warn", "must be a duration such as"),
        ({"waiting_stop": "x"}, "waiting_stop", "must be a time such as 2h, or a multiple such as 3x"),
        ({"park": "signs"}, "park_codes", "is empty; give exit codes or an expression"),
        ({"run_time_warn": "4000d"}, "run_time_warn", "must be 10 years at most"),
        ({"retry_limit": "1", "retry_delay": "4000d"}, "retry_delay", "must be 10 years at most"),
        ({"park": "limit", "park_delay": "4000d"}, "park_delay", "must be 10 years at most"),
        ({"park": "limit", "park_delay": "0"}, "park_delay", "must be more than 0"),
        ({"park": "signs", "park_pattern": "["}, "park_pattern", "is no regular expression"),
        ({"then_0": "deploy", "then_0_values": "site"}, "then_0_values", "'site' must read NAME=value"),
        ({"at_once": "0"}, "at_once", "must be 1 or more"),
    ],
)
def test_what_cannot_be_read_names_its_field(texts: dict[str, str], field: str, problem: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        read_policy(texts)

    assert caught.value.fields["field"] == field
    said = str(caught.value.fields["problem"])
    assert problem in said
    assert "_s " not in said
    assert "315360000" not in said
