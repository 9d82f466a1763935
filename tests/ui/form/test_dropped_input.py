"""What a file or folder that is handed over says of a job, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jobdesk.core.errors import InvalidConfigError, InvalidValueError
from jobdesk.ui.form.dropped_input import read_drop, read_path


def opened(path: Path, content: object, name: str = "job.json") -> Any:
    file = path / name
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_path(file)


def test_a_folder_says_only_where(tmp_path: Path) -> None:
    job = read_path(tmp_path)
    assert (job.config, job.kind) == ({"cwd": str(tmp_path)}, "")


def test_a_config_alone_is_a_job(tmp_path: Path) -> None:
    job = opened(tmp_path, {"command": ["make", "all"], "name": "Build"})
    assert (job.kind, job.name, job.config) == ("command", "Build", {"command": ["make", "all"]})


def test_a_job_file_keeps_what_is_beside_the_config(tmp_path: Path) -> None:
    job = opened(tmp_path, {"config": {"command": "make"}, "queue": "gpu", "priority": 5, "tags": ["a"]})
    assert (job.queue, job.priority, job.tags) == ("gpu", 5, ("a",))


def test_a_job_file_may_be_of_the_type_that_systems_open_with_jobdesk(tmp_path: Path) -> None:
    assert opened(tmp_path, {"command": ["make"], "name": "Build"}, "Build.JobDesk").name == "Build"


def test_a_template_is_not_filled_in_but_shown_whole(tmp_path: Path) -> None:
    template = {
        "name": "Encode",
        "config": {"command": ["ffmpeg", "-i", "{input}", "{output}"]},
        "parameters": [{"name": "input", "type": "file"}, {"name": "output", "default": "out.mp4"}],
    }
    handed = opened(tmp_path, template)
    assert (handed.template, handed.config) == (str(tmp_path / "job.json"), {})


def test_what_is_dropped_and_no_job_is_for_a_command_to_work_on(tmp_path: Path) -> None:
    (tmp_path / "a b.json").write_text("{}")
    assert read_drop([str(tmp_path / "a b.json")]).config["command"] == f"'{tmp_path}/a b.json'"
    both = read_drop([str(tmp_path / "x"), str(tmp_path / "y")]).config
    assert both == {"kind": "command", "command": f"{tmp_path}/x {tmp_path}/y", "cwd": str(tmp_path)}
    assert read_drop([], " \n").config == {}


def test_scripts(tmp_path: Path) -> None:
    python = opened(tmp_path, "print()", "a.py")
    assert (python.kind, python.config["script"]) == ("python", str(tmp_path / "a.py"))
    shell = opened(tmp_path, "echo", "my script.sh")
    assert shell.config["command"] == f"sh '{tmp_path / 'my script.sh'}'"
    (tmp_path / "my script.sh").chmod(0o755)
    assert read_path(tmp_path / "my script.sh").config["command"] == f"'{tmp_path / 'my script.sh'}'"


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.txt", "hello", InvalidValueError),
        ("a.json", "{", InvalidValueError),
        ("a.json", "[1]", InvalidValueError),
        ("a.json", "[" * 100_000, InvalidValueError),
        ("a.json", " " * (1 << 21), InvalidValueError),
        ("a.json", "{}", InvalidConfigError),
        ("a.json", '{"kind": "rocket"}', InvalidConfigError),
        ("a.json", '{"config": {"command": "x"}, "priority": "high"}', InvalidValueError),
    ],
)
def test_what_is_no_job_is_refused_in_words(tmp_path: Path, name: str, content: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        opened(tmp_path, content, name)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_path(tmp_path / "none.sh")
