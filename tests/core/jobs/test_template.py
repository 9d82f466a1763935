"""Templates: a value fills its blank, and never becomes more than that."""

import shlex
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.jobs import template as templates
from jobdesk.core.jobs.template import Parameter, Template, check_template, fill

ENCODE = Template(
    name="Encode",
    job_name="Encode {input}",
    config={
        "command": ["ffmpeg", "-i", "{input}", "-preset", "{preset}", "{input}.mp4"],
        "env": {"NOTE": "{preset} of {input}"},
        "cwd": "{folder}",
        "own": [{"deep": "{input}"}, 3, None],
    },
    parameters=(
        Parameter(name="input", type="file"),
        Parameter(name="preset", type="choice", choices=("fast", "slow"), default="fast"),
        Parameter(name="folder", type="folder", default="/tmp"),
    ),
)
HOSTILE = ["$(rm -rf ~)", "; ls", "%PATH%", "^&", "a b", "{preset}", "'", '"', "-rf", "`id`", "\n", "*", "日本"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_stays_within_its_argument(value: str) -> None:
    config, name = fill(ENCODE, {"input": value})
    assert config["command"] == ["ffmpeg", "-i", value, "-preset", "fast", f"{value}.mp4"]
    assert config["env"] == {"NOTE": f"fast of {value}"}
    assert config["own"] == [{"deep": value}, 3, None]
    assert name == f"Encode {value}"
    check_template(ENCODE)


@pytest.mark.skipif(sys.platform == "win32", reason="its shells have no quotes that hold everything")
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_in_a_line_a_value_stays_one_word(value: str) -> None:
    template = Template(
        name="Line",
        config={"command": "cat {input} | wc -l", "shell": True},
        parameters=(Parameter(name="input", type="file"),),
    )
    line = fill(template, {"input": value})[0]["command"]
    assert shlex.split(line) == ["cat", value, "|", "wc", "-l"]


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("C:\\a.mp4", "C:\\a.mp4"),
        ("C:\\my films\\", '"C:\\my films\\\\"'),
        ("", '""'),
        ("a & del b", None),
        ("%PATH%", None),
        ("$(b)", None),
        ('"', None),
        ("a\nb", None),
    ],
)
def test_in_a_line_for_windows_a_value_stays_one_word_or_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str, word: str | None
) -> None:
    monkeypatch.setattr(templates, "_IS_WINDOWS", True)
    parameters = (Parameter(name="x", type="text", default=" "), Parameter(name="unused", default="&"))
    template = Template(name="Line", config={"command": "type {x}", "shell": True}, parameters=parameters)
    if word is None:
        with pytest.raises(InvalidValueError, match="x: holds what a shell on Windows may read as a command"):
            fill(template, {"x": value})
    else:
        assert fill(template, {"x": value})[0]["command"] == f"type {word}"


def test_braces_that_are_no_parameter_stay() -> None:
    template = Template(name="Awk", config={"command": ["awk", "{print $1} {x} {}", "{X}"]})
    assert fill(template, {})[0]["command"] == ["awk", "{print $1} {x} {}", "{X}"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({}, "input: needs a file"),
        ({"input": "a", "preset": "medium"}, "preset: must be one of fast, slow"),
        ({"input": "a", "color": "red"}, "color: is no parameter"),
        ({"input": "a\0b"}, "input: must be text"),
        ({"input": "\ud800"}, "input: must be text"),
        ({"input": 3}, "input: must be text"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(values: dict[str, str], problem: str) -> None:
    with pytest.raises(InvalidValueError, match=problem):
        fill(ENCODE, values)


@pytest.mark.parametrize(
    "parameters",
    [
        (Parameter(name="Input"),),
        (Parameter(name="a b"),),
        (Parameter(name=""),),
        (Parameter(name="a"), Parameter(name="a")),
        (Parameter(name="a", type="sql"),),
        (Parameter(name="a", type="choice"),),
    ],
)
def test_blanks_that_make_no_sense_are_refused(parameters: tuple[Parameter, ...]) -> None:
    with pytest.raises(InvalidValueError, match="parameters"):
        check_template(Template(name="x", config={}, parameters=parameters))


def test_a_template_tells_of_its_jobs_as_a_job_may() -> None:
    check_template(Template(name="x", config={}, notify="always"))
    with pytest.raises(InvalidValueError, match="notify"):
        check_template(Template(name="x", config={}, notify="loudly"))
