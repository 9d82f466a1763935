"""What an array is over, and the tasks that come of it."""

from typing import Any

import pytest

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.jobs.array import ArraySpec, TaskCounts, expand, fill_tasks


@pytest.mark.parametrize(
    ("over", "values"),
    [
        ("1-3", ["1", "2", "3"]),
        ("1-10:4", ["1", "5", "9"]),
        ("7", ["7"]),
        ("008-010", ["008", "009", "010"]),
        ("-2-1", ["-2", "-1", "0", "1"]),
        ("1-2,x, y ", ["1", "2", "x", "y"]),
        (["a b", 2, 0.5, ""], ["a b", "2", "0.5", ""]),
        (("a",), ["a"]),
    ],
)
def test_one_parameter_is_called_i(over: object, values: list[str]) -> None:
    assert expand(over) == [{"i": value} for value in values]
    assert expand({"x": over}) == [{"x": value} for value in values]


def test_several_parameters_make_all_combinations_the_last_changing_fastest() -> None:
    assert expand({"b": "1-2", "a": ["x", "y"]}) == [
        {"b": "1", "a": "x"},
        {"b": "1", "a": "y"},
        {"b": "2", "a": "x"},
        {"b": "2", "a": "y"},
    ]


def test_a_list_of_combinations_is_taken_as_it_is() -> None:
    assert expand([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]) == [{"a": "1", "b": "x"}, {"a": "2", "b": "y"}]


def test_a_range_that_is_too_long_is_refused_before_it_is_counted() -> None:
    with pytest.raises(InvalidValueError, match="100000"):
        expand("1-99999999999999999999")


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("encode", ["encode [1] x=a b y=1", "encode [2] x=a b y=2"]),
        ("encode {y}", ["encode 1 [1]", "encode 2 [2]"]),
        ("encode {z}", ["encode {z} [1] x=a b y=1", "encode {z} [2] x=a b y=2"]),
    ],
)
def test_the_names_tell_tasks_apart(name: str, names: list[str]) -> None:
    spec = ArraySpec(task={"command": ["e", "{x}{y}", "{z}"]}, over={"x": ["a b"], "y": "1-2"})
    tasks: list[tuple[dict[str, Any], str]] = list(fill_tasks(spec, name))
    assert [task for task, _ in tasks] == [{"command": ["e", "a b1", "{z}"]}, {"command": ["e", "a b2", "{z}"]}]
    assert [name for _, name in tasks] == names


def test_a_value_in_a_line_for_a_shell_stays_one_word() -> None:
    spec = ArraySpec(task={"command": "echo {i} | cat", "shell": True}, over=["a; b"])
    assert next(fill_tasks(spec, "n"))[0]["command"] == "echo 'a; b' | cat"


def test_counts_are_told_without_what_is_not_there() -> None:
    counts = TaskCounts(done=97, failed=2, running=1)
    assert (str(counts), counts.total, counts.ended) == ("97 done, 2 failed, 1 running", 100, 99)


def test_a_number_that_nobody_counts_to_is_refused() -> None:
    for text in ("1-" + "9" * 5000, "9" * 5000 + "-" + "9" * 5001, "1-3:" + "9" * 5000):
        with pytest.raises(InvalidValueError, match="counts to nowhere"):
            expand(text)
