"""What looks like a secret is masked in texts, arguments, configs and JSON documents; the rest stays as it is."""

from __future__ import annotations

import base64
import subprocess
import sys
from typing import Any
from urllib.parse import quote

import pytest

from jobdesk.core.config import freeze_config
from jobdesk.core.errors import InvalidConfigError, InvalidValueError
from jobdesk.core.jobs.policy import make_policy
from jobdesk.core.jobs.template import Parameter, Template, check_template, masked_template
from jobdesk.core.redaction import MASK, mask_arguments, mask_config, mask_document, mask_text, secret_values
from jobdesk.kinds.command import CommandKind

SECRET = "s3cr3tValue0123456789"


@pytest.mark.parametrize(
    "arguments",
    [
        ["x", "--password", SECRET],
        ["x", "--password", f"-{SECRET}"],
        ["x", "-Token", SECRET],
        ["x", f"--api-key={SECRET}"],
        ["x", f"API_TOKEN={SECRET}"],
        ["x", f'{{"api_key": "{SECRET}"}}'],
        ["x", "--cookie", f"a={SECRET}"],
        ["curl", "-u", f"me:{SECRET}", "https://h"],
        ["curl", "-H", f"Authorization: Bearer {SECRET}", "https://h"],
        ["curl", "-H", f"Authorization: {SECRET}"],
        ["curl", "-H", f"X-Api-Key: {SECRET}"],
        ["curl", "-H", f"Cookie: a=b; c={SECRET}"],
        ["git", "clone", f"https://me:{SECRET}@host/x"],
        ["git", "clone", f"https://{SECRET}@host/x"],
        ["git", "clone", f"https://me:a@{SECRET}@host/x"],
        ["git", "clone", f"https://me:a/{SECRET}@host/x"],
        ["x", f"sk-{SECRET}"],
        ["x", f"ghp_{SECRET}"],
        ["x", f"https://h/x?access_token={SECRET}&y=1"],
        ["sh", "-c", f"export PASS='{SECRET} b'; mysql --password {SECRET} -x"],
        ["sh", "-c", f"curl -u me:{SECRET} https://h"],
        ["x", f"password: {SECRET}, and so on"],
        ["x", f"{{'password': 'two words', 'token': '{SECRET}'}}"],
        ["x", f"password=sk-{SECRET}!{SECRET}"],
        ["x", f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----"],
    ],
)
def test_arguments_are_masked(arguments: list[str]) -> None:
    masked = mask_arguments(arguments)

    assert SECRET not in " ".join(masked)
    assert MASK in " ".join(masked)
    assert len(masked) == len(arguments)
    assert mask_arguments(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "make -j4 all",
        "python3 -u train.py --lr=0.1 --keep",
        "https://host/x",
        "http://localhost:3000/@user/x",
        "git+https://github.com/a/b@v2",
        "a=b c:d",
        "docker run -u 1000:1000 x",
        "--keyboard us --max_tokens=4096 monkey=3 author: me tokenizer: bert",
        "KeyError: 'name'",
        "TokenError: it is too old",
        "duplicate key: users",
        '"env.API_KEY": must be text',
        "--password $PASSWORD --token {token} --key ${KEY}",
        "",
    ],
)
def test_the_rest_stays(text: str) -> None:
    assert mask_text(text) == text


def test_config_is_masked_by_the_names_in_it() -> None:
    config = {
        "env": {"MY_KEY": SECRET, "LEVEL": "3", "URL": f"postgres://u:{SECRET}@h/d"},
        "auth": {"user": SECRET, "tries": 3, "on": True},
        "password": 12345678,
        "max_tokens": 4096,
        "task": {"command": ["x", "--token", SECRET]},
    }

    masked = mask_config(config)

    assert SECRET not in str(masked)
    assert masked["env"]["LEVEL"] == "3"
    assert masked["auth"] == {"user": MASK, "tries": 3, "on": True}
    assert masked["password"] == MASK
    assert masked["max_tokens"] == 4096
    assert masked["task"]["command"] == ["x", "--token", MASK]
    assert config["password"] == 12345678


@pytest.mark.parametrize("before", ["", "u", "us", "use"])
def test_secrets_of_a_config_are_masked_wherever_else_they_stand(before: str) -> None:
    secret = "p/w+of me?and>you"
    coded = base64.b64encode(f"{before}{secret}:tail".encode()).decode()
    job: dict[str, Any] = {
        "id": "abc",
        "name": f"with {secret}",
        "config": {"env": {"SERVICE_PASSWORD": secret}, "command": ["echo", secret]},
        "error": f"refused: {quote(secret, safe='')} and {coded}",
        "reason": {"code": "exit_code", "text": f"said {secret}"},
        "result_summary": {"tokens": 12, "note": secret},
        "policy": {"triggers": [{"values": {"password": "other"}}]},
    }

    masked = mask_document([job])[0]

    inner = base64.b64encode(secret.encode()).decode()[4:-4]
    for form in (secret, quote(secret, safe=""), inner, "other"):
        assert form not in str(masked)
    assert coded not in masked["error"]
    assert masked["result_summary"]["tokens"] == 12
    assert masked["id"] == "abc"
    assert mask_document(masked) == masked


def test_short_secrets_mask_only_their_own_place() -> None:
    assert secret_values({"env": {"KEY": "abc"}}) == ()
    assert mask_document({"config": {"env": {"KEY": "abc"}}, "name": "abc"})["name"] == "abc"


def test_record_without_secrets_is_left_as_it_is() -> None:
    job = {"id": "abc", "name": "make", "config": {"command": ["make"]}, "error": None, "logs_path": "/a/token=b"}

    assert mask_document(job)["logs_path"] == "/a/token=b"
    assert mask_document(job) == job


def test_masked_config_is_refused_with_the_name_of_the_place() -> None:
    with pytest.raises(InvalidConfigError, match=r'"env\.API_KEY": .*give the secret itself'):
        freeze_config(mask_config({"env": {"API_KEY": SECRET}}))


def test_masked_policy_and_template_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="give the secret itself"):
        make_policy({"triggers": [{"template": "t", "values": {"password": MASK}}]})
    template = Template(name="t", config={"command": ["x"]}, parameters=(Parameter(name="key", default=SECRET),))
    with pytest.raises(InvalidValueError, match="give the secret itself"):
        check_template(masked_template(template))


def test_secret_of_the_environment_is_masked_in_the_command_too() -> None:
    config = {"env": {"API_KEY": SECRET}, "command": ["curl", f"https://h/{SECRET}/x"]}

    assert mask_config(config)["command"] == ["curl", f"https://h/{MASK}/x"]
    assert SECRET not in CommandKind().derive_name(config)
    assert SECRET not in CommandKind().derive_name({**config, "shell": True, "command": f"echo {SECRET}"})


def test_derived_name_is_masked_before_it_is_cut() -> None:
    name = CommandKind().derive_name({"command": ["upload", "--password", SECRET * 5, "file"]})

    assert SECRET[:6] not in name


@pytest.mark.parametrize("text", ["token " * 20_000, "--" + "key-" * 20_000, "://a:" * 20_000, '"' * 50_000 + "token="])
def test_long_text_is_masked_in_a_process_that_ends(text: str) -> None:
    program = "import sys; from jobdesk.core.redaction import mask_text; mask_text(sys.stdin.read())"
    subprocess.run([sys.executable, "-c", program], input=text, text=True, check=True, timeout=60)
