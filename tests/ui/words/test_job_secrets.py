"""What looks like a secret is masked wherever a command or a config shows or is copied."""

from __future__ import annotations

import shlex

import msgspec
import pytest

from jobdesk.ui.detail.job_facts import config_facts
from jobdesk.ui.words.job_command import command_text, whole_command_text
from jobdesk.ui.words.job_secrets import MASK, mask_arguments, mask_text
from tests.ui.conftest import MakeJob

SECRET = "s3cr3tValue0123456789"


@pytest.mark.parametrize(
    "arguments",
    [
        ["x", "--password", SECRET],
        ["x", f"--api-key={SECRET}"],
        ["x", f"API_TOKEN={SECRET}"],
        ["curl", "-H", f"Authorization: Bearer {SECRET}", "https://h"],
        ["curl", "-H", f"X-Api-Key: {SECRET}"],
        ["git", "clone", f"https://me:{SECRET}@host/x"],
        ["git", "clone", f"https://{SECRET}@host/x"],
        ["x", f"sk-{SECRET}"],
        ["x", f"ghp_{SECRET}"],
        ["x", f"https://h/x?access_token={SECRET}&y=1"],
    ],
)
def test_arguments_are_masked(arguments: list[str]) -> None:
    masked = mask_arguments(arguments)

    assert SECRET not in " ".join(masked)
    assert MASK in " ".join(masked)
    assert len(masked) == len(arguments)


@pytest.mark.parametrize("text", ["make -j4 all", "python3 train.py --lr=0.1 --keep", "https://host/x", "a=b c:d"])
def test_the_rest_stays(text: str) -> None:
    assert mask_text(text) == text


def test_config_and_copied_commands_are_masked_and_quoted(make_job: MakeJob) -> None:
    config = {
        "command": ["run it", "a b", "$(x)", "--token", SECRET],
        "cwd": "/a b",
        "env": {"MY_KEY": SECRET, "LEVEL": "3 4", "DATABASE": f"postgres://u:{SECRET}@h/d"},
        "secret_thing": SECRET,
    }
    job = make_job(1, raw_config=msgspec.Raw(msgspec.json.encode(config)))
    shown = "\n".join(fact.value for fact in config_facts(job))

    assert SECRET not in shown
    assert "LEVEL=3 4" in shown
    assert SECRET not in whole_command_text(job)
    assert shlex.split(command_text(job)) == ["run it", "a b", "$(x)", "--token", MASK]
    assert shlex.split(whole_command_text(job))[:3] == ["cd", "/a b", "&&"]
