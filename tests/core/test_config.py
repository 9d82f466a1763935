"""What crosses into a config: JSON, and nothing else, with the key named where it is not."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesk.core.config import check_name, freeze_config
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


@pytest.mark.parametrize("name", ["a", "../../etc/x", "<b>x</b>", "CON", "\u202eabc", "x" * 500, "new\nline", "-rf"])
def test_any_text_may_be_a_name(name: str) -> None:
    assert check_name("name", name) == name


@pytest.mark.parametrize("name", ["", "  ", "x" * 501, None, 7, "\ud800"])
def test_what_is_no_name_is_refused(name: object) -> None:
    with pytest.raises(InvalidValueError, match="name"):
        check_name("name", name)
