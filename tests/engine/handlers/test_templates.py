"""Templates on disk and over the control channel."""

import json
from pathlib import Path

import msgspec
import pytest

from jobdesk import JobManager, JobStatus
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.jobs.template import Parameter, Template
from jobdesk.engine.handlers.templates import read_template, write_template
from tests import programs

ECHO = Template(
    name="Echo", config={"command": programs.echo("{word}")}, parameters=(Parameter(name="word", default="hi"),)
)


def test_a_template_is_saved_listed_run_and_deleted(door: JobManager) -> None:
    assert door.list_templates() == []
    door.save_template(ECHO)
    door.save_template(Template(name="another/../one \u202e", config={"command": programs.TRUE}))
    assert [template.name for template in door.list_templates()] == ["another/../one \u202e", "Echo"]
    saved = door.list_templates()[1]
    assert saved == msgspec.structs.replace(ECHO, **saved.origin())
    assert saved.submit_folder == str(Path.cwd())
    job = door.run_template("Echo", {"word": "$(id); ls"})
    ended = door.wait_job(job.id, 20)
    assert ended is not None
    assert ended.status is JobStatus.COMPLETED
    assert door.read_log(job.id) == "$(id); ls\n"
    assert door.delete_template("Echo") is True
    assert door.delete_template("Echo") is False
    with pytest.raises(InvalidValueError, match="none called 'Echo'"):
        door.run_template("Echo")


def test_saving_under_the_same_name_replaces(door: JobManager) -> None:
    door.save_template(ECHO)
    door.save_template(Template(name="Echo", config={"command": programs.FALSE}))
    assert [template.config["command"] for template in door.list_templates()] == [programs.FALSE]


def test_what_is_no_template_is_passed_over_and_stays(manager: JobManager) -> None:
    manager.save_template(ECHO)
    stranger = manager.folder.templates / "stranger.json"
    stranger.write_text("{")
    assert [template.name for template in manager.list_templates()] == ["Echo"]
    assert stranger.exists()


def test_members_that_a_newer_version_wrote_are_kept(manager: JobManager) -> None:
    manager.save_template(ECHO)
    [path] = manager.folder.templates.iterdir()
    newer = {**json.loads(path.read_bytes()), "colour": "red", "extra": {"steps": [1, 2]}}
    path.write_text(json.dumps(newer))
    [template] = manager.list_templates()
    assert template.config == ECHO.config
    manager.save_template(msgspec.structs.replace(template, priority=3))
    assert json.loads(path.read_bytes()) == {**newer, "priority": 3}
    assert json.loads(write_template(template))["colour"] == "red"
    assert read_template(write_template(template)).extra == template.extra


def test_members_of_a_newer_version_pass_the_control_channel(door: JobManager) -> None:
    template = read_template(b'{"name": "x", "config": {"command": ["true"]}, "colour": "red"}')
    door.save_template(template)
    [stored] = door.list_templates()
    assert stored.extra == {"colour": "red"}


def test_a_template_survives_export_and_import() -> None:
    assert read_template(write_template(ECHO)) == ECHO
    assert read_template(b"\xef\xbb\xbf" + write_template(ECHO)) == ECHO


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"name": "x"}',
        b'{"name": "", "config": {}}',
        b'{"name": "x", "config": {}, "policy": {"run": true}}',
        b'{"name": "x", "config": 3}',
        b'{"name": "x", "config": {"a": NaN}}',
        b'{"name": "x", "config": ' + b"[" * 100_000,
        b"\xff\xfe",
        b" " * (2 << 20),
    ],
)
def test_an_import_that_is_none_is_refused_in_words(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError):
        read_template(data)
