"""Logs on a terminal: what would steer it is left out; into a pipe, or if asked for, all bytes pass."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk.cli.log_output import TerminalText

Run = Callable[..., subprocess.CompletedProcess[str]]

CASES = [
    ("\x1b[31mred\x1b[0m\n", "\x1b[31mred\x1b[0m\n"),
    ("\x1b[38;5;208mo\x1b[m", "\x1b[38;5;208mo\x1b[m"),
    ("10 %\r20 %\x1b[K\rdone\x1b[2K\n", "10 %\r20 %\x1b[K\rdone\x1b[2K\n"),
    ("\x1b]52;c;aGVsbG8=\x07a", "a"),
    ("\x1b]0;title\x1b\\a", "a"),
    ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
    ("\x1b[2J\x1b[H\x1bca", "a"),
    ("\x1b[3A\x1b[10;1Ha\x1b[?1049h\x1b[>4m\x1b[!p", "a"),
    ("\x1bP+q544e\x1b\\a\x1b_apc\x1b\\\x1b^pm\x1b\\", "a"),
    ("\x9b31mred\x9b2J\x9d52;c;aGk=\x07a\x9d0;t\x9ca\x85b", "\x1b[31mredaa\nb\x1b[0m"),
    ("a\x07\x08b\x00\x0e\x0f\x7f", "ab"),
    ("\x1b]52;c;never ended\nnext", "52;c;never ended\nnext"),
    ("\x1b\x07[2Ja\x1b\x1b[2J", "[2Ja"),
    ("a\u202eb", "a\\u202eb"),
    ("tab\tand \N{SNOWMAN}\n", "tab\tand \N{SNOWMAN}\n"),
    ("cut \x1b[3", "cut 3"),
]


@pytest.mark.parametrize(("written", "shown"), CASES)
@pytest.mark.parametrize("step", [1, 2, 3, 1000])
def test_only_colours_and_returns_reach_a_terminal(written: str, shown: str, step: int) -> None:
    text, data = TerminalText(), written.encode()

    pieces = [text.feed(data[at : at + step]) for at in range(0, len(data), step)]

    assert "".join(pieces) + text.end() == shown


def test_letters_that_are_none_and_long_sequences_pass_as_text() -> None:
    text = TerminalText()
    assert text.feed(b"\xff\xc3") + text.feed(b"\xa4") == "\N{REPLACEMENT CHARACTER}ä"
    shown = text.feed(b"\x1b]52;" + b"A" * 10_000) + text.feed(b"B\x07\x1b[2Jend") + text.end()
    assert shown.endswith("ABend")
    assert "\x1b" not in shown


def test_utf16_is_read() -> None:
    text = TerminalText()
    assert text.feed("\ufeffa\x1b[2Jb".encode("utf-16-le")) + text.end() == "ab"


def on_terminal(*words: str) -> bytes:
    """Run a command line whose standard output is a terminal, and return what the terminal got."""
    import pty

    try:
        leader, follower = pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be opened here: {error}")
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "jobdesk", *words], stdin=subprocess.DEVNULL, stdout=follower, stderr=subprocess.PIPE
        ) as process:
            os.close(follower)
            got = b""
            while True:
                try:
                    data = os.read(leader, 65536)
                except OSError:  # So Linux tells that the other side is closed.
                    break
                if not data:
                    break
                got += data
            process.communicate(timeout=300)
        assert process.returncode == 0
        return got
    finally:
        os.close(leader)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such terminals")
def test_run_and_logs_steer_no_terminal(run: Run) -> None:
    sequences = b"\x1b]52;c;aGk=\x07\x1b[2J\xc2\x9b2J\x1b[31mred\x1b[0m\n"
    program = [sys.executable, "-c", f"import sys; sys.stdout.buffer.write({sequences!r})"]

    assert on_terminal("run", "--", *program) == b"\x1b[31mred\x1b[0m\r\n"
    assert on_terminal("logs", "1") == b"\x1b[31mred\x1b[0m\r\n"
    assert on_terminal("logs", "1", "--follow") == b"\x1b[31mred\x1b[0m\r\n"
    assert on_terminal("logs", "1", "--raw") == sequences.replace(b"\n", b"\r\n")
    piped = subprocess.run([sys.executable, "-m", "jobdesk", "logs", "1"], capture_output=True, check=True)
    assert piped.stdout == sequences


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_log_that_became_a_link_is_refused_in_words(run: Run, home: Path) -> None:
    job_id = run("submit", "--", "true").stdout.strip()
    run("wait", job_id)
    log = home / "run_logs" / job_id / "job.log"
    log.unlink()
    log.symlink_to("/etc/passwd")

    for words in (["logs", "1"], ["logs", "1", "--tail", "2"], ["logs", "1", "--follow"]):
        done = run(*words)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"jobdesk: It is a link, and none is followed in the folder of a job: {log}\n"
