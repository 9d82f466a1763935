"""Logs are read from their end, in bounded steps."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesk.core.errors import InvalidValueError
from jobdesk.engine.execution import logs


@given(
    st.lists(st.text(st.characters(exclude_characters="\n\r", max_codepoint=127)), max_size=30),
    st.booleans(),
    st.integers(0, 35),
)
def test_the_tail_is_what_tail_would_print(lines: list[str], is_ended: bool, count: int) -> None:
    import tempfile

    text = "\n".join(lines) + ("\n" if is_ended and lines else "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "job.log"
        path.write_bytes(text.encode())
        expected = "".join(text.splitlines(keepends=True)[-count:]) if count else ""
        # splitlines knows more line ends than a log has.
        if not any(character in text for character in "\x0b\x0c\x1c\x1d\x1e\x85"):
            assert logs.read_tail(path, count) == expected
            assert text.encode()[logs.tail_start(path, count)[0] :].decode() == expected


def test_a_long_log_is_searched_over_many_blocks(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(b"".join(b"%07d " % number + b"x" * 992 + b"\n" for number in range(1000)))
    assert logs.read_tail(path, 200).splitlines()[0].startswith("0000800 ")


def test_a_missing_log_is_empty(tmp_path: Path) -> None:
    assert logs.read_tail(tmp_path / "job.log", 5) == ""
    assert logs.read_from(tmp_path / "job.log", 0) == b""
    assert logs.tail_start(tmp_path / "job.log", 5) == (0, True)


def test_bytes_that_are_no_text_are_shown_as_such(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(b"ok \xff\xfe\n")
    assert logs.read_tail(path) == "ok \ufffd\ufffd\n"


@pytest.mark.parametrize("tail", [-1, 10**18, float("nan"), "5", True, 1.0])
def test_what_is_no_count_is_refused(tmp_path: Path, tail: object) -> None:
    with pytest.raises(InvalidValueError, match="tail"):
        logs.read_tail(tmp_path / "job.log", tail)


def test_steps_follow_one_another(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(bytes(range(256)))
    first = logs.read_from(path, 0, 100)
    second = logs.read_from(path, 100, 1000)
    assert first + second == bytes(range(256))
    assert logs.read_from(path, 256) == b""
