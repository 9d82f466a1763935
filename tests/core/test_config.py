"""What crosses into a config: JSON, and nothing else, with the key named where it is not."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesk.core.config import check_name, fit_name, freeze_config
from jobdesk.core.errors import InvalidConfigError, InvalidValueError

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values))
def test_any_json_object_goes_in_and_comes_out_equal(config: dict[str, object]) -> None:
    assert json.loads(bytes(freeze_config(config))) == config


def cycle() -> dict[str, object]:
    config: dict[str, object] = {}
    config["again"] = {"deeper": config}
    return config


def deep(levels: int) -> dict[str, object]:
    config: dict[str, object] = {}
    for _ in range(levels):
        config = {"x": config}
    return config


@pytest.mark.parametrize(
    ("config", "named"),
    [
        ({"rate": math.nan}, '"rate"'),
        ({"a": {"b": [1, math.inf]}}, '"a.b[1]"'),
        ({"a": -math.inf}, '"a"'),
        ({"when": {1, 2}}, '"when"'),
        ({"data": b"x"}, '"data"'),
        ({"f": print}, '"f"'),
        ({"big": 2**63}, '"big"'),
        ({"big": -(2**70)}, '"big"'),
        ({"half": "\ud800"}, '"half"'),
        ({"\udfff": 1}, "surrogate"),
        ({"a": {1: 2}}, "not text: 1"),
        (cycle(), "holds itself"),
        (deep(100_000), "nested deeper"),
        ([1], "must be an object"),
        (None, "must be an object"),
    ],
)
def test_what_json_cannot_hold_is_refused_by_name(config: object, named: str) -> None:
    with pytest.raises(InvalidConfigError) as refusal:
        freeze_config(config)
    assert named in str(refusal.value)
    assert isinstance(refusal.value, ValueError)


def test_an_error_text_can_always_be_printed() -> None:
    with pytest.raises(InvalidConfigError) as refusal:
        freeze_config({"\udfff": "\ud800"})
    str(refusal.value).encode()


@pytest.mark.parametrize("name", ["a", "../../etc/x", "<b>x</b>", "CON", "\u202eabc", "x" * 300, "-rf"])
def test_any_text_may_be_a_name(name: str) -> None:
    assert check_name("name", name) == name


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 301, "é" * 151, "new\nline", "a\0b", "\x1b[0m", "\x9b", None, 7, "\ud800"]
)
def test_what_is_no_name_is_refused(name: object) -> None:
    with pytest.raises(InvalidValueError, match="name"):
        check_name("name", name)


@pytest.mark.parametrize("text", ["plain", "x" * 1000, "𝄞é" * 200, "a\0b\nc\x1b[1m"])
def test_a_name_from_elsewhere_can_be_made_one_that_is_accepted(text: str) -> None:
    assert check_name("name", fit_name(text)).startswith(text[:1])


def test_a_config_of_more_than_a_megabyte_is_refused_with_its_size() -> None:
    assert freeze_config({"text": "x" * ((1 << 20) - 20)})
    with pytest.raises(InvalidConfigError, match=r"has 3\.0 MB, and may have 1 MB: put the data into a file"):
        freeze_config({"text": "x" * (3 << 20)})
