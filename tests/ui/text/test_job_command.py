"""A job's command and config as the window shows and copies them: quoted, and with their secrets masked."""

from __future__ import annotations

import shlex

import msgspec

from jobdesk.core.job import JobStatus
from jobdesk.core.jobs.template import Parameter, Template
from jobdesk.core.redaction import MASK
from jobdesk.ui.detail.facts import config_facts
from jobdesk.ui.templates.text import headline, what_it_runs
from jobdesk.ui.text.job_command import command_text, whole_command_text
from jobdesk.ui.text.status_text import failure_text
from tests.ui.conftest import MakeJob

SECRET = "s3cr3tValue0123456789"
CONFIG = {
    "command": ["run it", "a b", "$(x)", "--token", SECRET, f"again {SECRET}"],
    "cwd": "/a b",
    "env": {"MY_KEY": SECRET, "LEVEL": "3 4", "DATABASE": f"postgres://u:{SECRET}@h/d"},
    "secret_thing": SECRET,
}


def test_config_and_copied_commands_are_masked_and_quoted(make_job: MakeJob) -> None:
    job = make_job(1, raw_config=msgspec.Raw(msgspec.json.encode(CONFIG)))
    shown = "\n".join(fact.value for fact in config_facts(job))

    assert SECRET not in shown
    assert "LEVEL=3 4" in shown
    assert SECRET not in whole_command_text(job)
    assert shlex.split(command_text(job)) == ["run it", "a b", "$(x)", "--token", MASK, f"again {MASK}"]
    assert shlex.split(whole_command_text(job))[:3] == ["cd", "/a b", "&&"]


def test_the_submitters_folder_is_shown_and_copied_where_the_config_names_none(make_job: MakeJob) -> None:
    raw = msgspec.Raw(msgspec.json.encode({"command": ["make"]}))
    job = make_job(1, raw_config=raw, submit_folder="/home/me")
    assert whole_command_text(job) == "cd /home/me && make"
    assert "/home/me" in [fact.value for fact in config_facts(job)]


def test_error_and_last_line_are_masked(make_job: MakeJob) -> None:
    job = make_job(
        1, status=JobStatus.FAILED, error=f"denied for {SECRET}", raw_config=msgspec.Raw(msgspec.json.encode(CONFIG))
    )

    assert failure_text(job) == f"denied for {MASK}"


def test_template_is_shown_masked() -> None:
    template = Template(
        name="t",
        config={**CONFIG, "env": {"MY_KEY": SECRET, "OTHER_KEY": "{key}"}},
        parameters=(Parameter(name="key", default=SECRET),),
    )
    shown = "\n".join(text for _, text in what_it_runs(template))

    assert SECRET not in shown + headline(template)
    assert "OTHER_KEY={key}" in shown
