"""Command lines as Windows programs read them; where there is Windows, real programs do the reading."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobdesk.executors.windows.command_line import find_program, start_line

CMD = r"C:\Windows\System32\cmd.exe"
ARGUMENTS = [
    "",
    "plain",
    "two words",
    'say "hi"',
    'ends in quote"',
    "back\\slash",
    "ends in backslash\\",
    'backslash \\" quote',
    "many\\\\\\",
    "100%",
    "%PATH%",
    "%cd%",
    "!x! ^ & | < > ( ) ; , =",
    '" & echo injected & "',
    "ä 漢字 €",
    "tab\there",
    "*",
]

# The examples under "Parsing C command-line arguments" on Microsoft Learn, read from right to left.
EXAMPLES = [
    (["a b c", "d", "e"], '"a b c" d e'),
    (['ab"c', "\\", "d"], 'ab\\"c \\ d'),
    (["a\\\\\\b", "de fg", "h"], 'a\\\\\\b "de fg" h'),
    (['a\\"b', "c", "d"], 'a\\\\\\"b c d'),
    (["a\\\\b c", "d", "e"], '"a\\\\b c" d e'),
]


@pytest.mark.parametrize(("arguments", "line"), EXAMPLES)
def test_arguments_are_written_as_the_c_library_reads_them(arguments: list[str], line: str) -> None:
    program = r"C:\tools\tool.exe"
    assert start_line(program, ["tool", *arguments], shell=False, interpreter=CMD) == (program, f"tool {line}")


def test_shell_line_is_given_letter_for_letter() -> None:
    line = 'echo "a b" %PATH% & "c:\\d e\\f.exe" "g" > out'
    started = start_line(CMD, [CMD, "/d", "/s", "/c", line], shell=True, interpreter=CMD)
    assert started == (CMD, f'{CMD} /d /s /c "{line}"')


def test_line_for_another_shell_is_an_argument() -> None:
    started = start_line("C:\\bash.exe", ["bash", "-c", 'echo "a b"'], shell=True, interpreter=CMD)
    assert started == ("C:\\bash.exe", 'bash -c "echo \\"a b\\""')


@pytest.mark.parametrize(
    ("argument", "written"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("a b", '"a b"'),
        ("a&b", '"a&b"'),
        ('say "hi"', '"say ""hi"""'),
        ('" & calc & "', '""" & calc & """'),
        ("%PATH%", '"%%cd:~,%PATH%%cd:~,%"'),
        ("folder\\", '"folder\\\\"'),
        ('a\\"b', '"a\\\\""b"'),
    ],
)
def test_batch_file_arguments_cannot_become_commands(argument: str, written: str) -> None:
    program, line = start_line(r"C:\my tools\x.CMD", ["x", argument], shell=False, interpreter=CMD)
    assert program == CMD
    assert line == rf'"{CMD}" /e:ON /v:OFF /d /c ""C:\my tools\x.CMD" {written}"'


@pytest.mark.parametrize("argument", ["a\nb", "a\rb"])
def test_batch_file_cannot_be_given_several_lines(argument: str) -> None:
    with pytest.raises(ValueError, match="several lines"):
        start_line(r"C:\x.bat", ["x", argument], shell=False, interpreter=CMD)


needs_windows = pytest.mark.skipif(sys.platform != "win32", reason="needs Windows")


@needs_windows
def test_a_real_program_gets_what_was_given() -> None:
    code = "import json, sys; print(json.dumps(sys.argv[1:]))"
    program, line = start_line(
        sys.executable, [sys.executable, "-c", code, *ARGUMENTS], shell=False, interpreter=os.environ.get("COMSPEC", "")
    )
    told = subprocess.run(line, executable=program, stdout=subprocess.PIPE, check=True).stdout
    assert json.loads(told) == ARGUMENTS


@needs_windows
@pytest.mark.parametrize("argument", ARGUMENTS)
def test_a_real_batch_file_passes_on_what_was_given(argument: str, tmp_path: Path) -> None:
    script = tmp_path / "pass on.cmd"
    code = "import json, sys; print(json.dumps(sys.argv[1:]))"
    script.write_text(f'@"{sys.executable}" -c "{code}" %*\r\n')
    program, line = start_line(
        str(script), ["pass on", argument, "after"], shell=False, interpreter=os.environ.get("COMSPEC", CMD)
    )
    told = subprocess.run(line, executable=program, stdout=subprocess.PIPE, check=True).stdout
    assert json.loads(told) == [argument, "after"]


@needs_windows
def test_a_batch_file_is_preferred_to_a_script_of_other_systems(tmp_path: Path) -> None:
    (tmp_path / "npm").write_text("#!/bin/sh\n")
    (tmp_path / "npm.cmd").write_text("@echo off\r\n")
    found = find_program("npm", "C:\\", {"PATH": f'"{tmp_path}";C:\\windows'})
    assert found == str(tmp_path / "npm.cmd")
    with pytest.raises(FileNotFoundError):
        find_program("npm", str(tmp_path), {"PATH": "C:\\windows"})
