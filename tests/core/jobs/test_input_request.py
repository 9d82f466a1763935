"""A program that asked for input is recognised by what it wrote last, and nothing else is taken for one."""

import pytest

from jobdesk.core.jobs.input_request import asked_for_input

PYTHON = """\
Continue? [y/N] Traceback (most recent call last):
  File "/tmp/ask.py", line 1, in <module>
    input("Continue? [y/N] ")
EOFError: EOF when reading a line
"""


@pytest.mark.parametrize(
    "output",
    [
        PYTHON,
        "Do you want to continue? [Y/n] Abort.\n",
        "sudo: a terminal is required to read the password; either use the -S option to read from standard input\n",
        "fatal: could not read Username for 'https://example.com': No such device or address\n",
        "ask.rb:1:in `readline': end of file reached (EOFError)\n",
        'Exception in thread "main" java.util.NoSuchElementException: No line found\n\tat java.base/Scanner.java\n',
        "the input device is not a TTY\n",
    ],
)
def test_who_asks_is_recognised(output: str) -> None:
    assert asked_for_input(output)


@pytest.mark.parametrize(
    "output",
    [
        "",
        "EOFError: Ran out of input\n",
        "unexpected EOF while looking for matching `\"'\n",
        "Overwrite? [y/N] y\nerror: disk full\n",
        "ValueError: EOF when reading a line was expected\n",
        PYTHON + "retrying\n" * 30,
    ],
)
def test_other_failures_are_not(output: str) -> None:
    assert not asked_for_input(output)
