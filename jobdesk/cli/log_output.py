"""Prints logs: byte for byte into files and pipes, without what steers a terminal on one.

A log may set the clipboard, the title or the palette of the terminal that prints it, clear the screen and write over
what other programs printed. Kept are colours, the carriage return that progress bars are made of, and the clearing of
the line that the log itself is writing.
"""

from __future__ import annotations

import codecs
import re
import sys

# Only for the checker: the command line loads this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_SEQUENCE = 4096
_RESET = "\x1b[0m"
# The 8-bit forms of the sequences, and of the characters that end them.
_C1 = dict.fromkeys(range(128, 160), "") | {
    0x85: "\n",
    **{code: f"\x1b{chr(code - 0x40)}" for code in (0x90, 0x98, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F)},
}
_STEERING = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*[0-~]|\x1b"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]"
    "|(?P<direction>[\u202a-\u202e\u2066-\u2069])"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b\n]*\x1b?|[ -/]*)\Z")
_COLOURS = re.compile(r"[0-9;:]*")


class LogOutput:
    """Writes the pieces of a log to standard output."""

    def __init__(self, *, is_raw: bool) -> None:
        """Choose the way.

        Args:
            is_raw: Whether a terminal gets all bytes as they are, too.
        """
        self._text = TerminalText() if sys.stdout.isatty() and not is_raw else None

    def write_all(self, pieces: Iterable[bytes]) -> None:
        """Write all pieces, each as soon as it comes; after an interruption the next call goes on."""
        for data in pieces:
            if self._text is not None:
                sys.stdout.write(self._text.feed(data))
            else:
                sys.stdout.buffer.write(data)
            sys.stdout.flush()
        if self._text is not None:
            sys.stdout.write(self._text.end())
            sys.stdout.flush()


class TerminalText:
    """Turns the bytes of a log into text for a terminal; letters and sequences may be cut between two pieces."""

    def __init__(self) -> None:
        self._decoder: codecs.IncrementalDecoder | None = None
        self._rest = ""
        self._is_coloured = False

    def feed(self, data: bytes) -> str:
        """Return what to print of the next bytes."""
        if self._decoder is None:
            is_utf16 = data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
            self._decoder = codecs.getincrementaldecoder("utf-16" if is_utf16 else "utf-8")("replace")
        text = self._rest + self._decoder.decode(data).translate(_C1)
        unfinished = _UNFINISHED.search(text, max(0, len(text) - _LONGEST_SEQUENCE))
        self._rest = unfinished[0] if unfinished is not None else ""
        return _STEERING.sub(self._replace, text[: len(text) - len(self._rest)])

    def end(self) -> str:
        """Return what to print after the last bytes: what was cut, and an end of all colours."""
        rest = "" if self._decoder is None else self._decoder.decode(b"", final=True).translate(_C1)
        text = _STEERING.sub(self._replace, self._rest + rest)
        self._rest = ""
        return text + (_RESET if self._is_coloured else "")

    def _replace(self, found: re.Match[str]) -> str:
        if found["direction"]:
            return found["direction"].encode("unicode_escape").decode()
        parameters, final = found["parameters"], found["final"]
        if found["between"] or final not in {"m", "K"} or not _COLOURS.fullmatch(parameters):
            return ""
        if final == "K":
            return found[0] if parameters in {"", "0", "1", "2"} else ""
        self._is_coloured = parameters.strip("0;") != ""
        return found[0]
