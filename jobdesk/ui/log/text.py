"""Turns the bytes of a log into text that can be shown: whatever a program writes, it only ever becomes characters.

A log is fed in pieces. Letters and escape sequences may be cut between two of them. Colours become names of tokens;
everything else that a terminal would obey (titles, links, the clipboard, cursor moves, clearing) is left out. Only a
carriage return keeps its meaning, because progress bars are made of it: the line is written anew.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from jobdesk.ui.text.plain_text import UNSAFE, literal

LONGEST_LINE: Final = 4096
CUT_MARK: Final = " \N{HORIZONTAL ELLIPSIS} the line goes on; all of it is in the file"

_LONGEST_SEQUENCE: Final = 4096
_SPECIAL = re.compile(f"[{UNSAFE}\n]")
_CSI = re.compile(r"\x1b\[([0-?]*)[ -/]*([@-~])")
_CSI_PART = re.compile(r"\x1b\[[0-?]*[ -/]*")
_STRING = re.compile(r"\x1b[\]PX^_]([^\x07\x1b\n\x9c]*)(?:\x07|\x1b\\|\x9c)")
_STRING_PART = re.compile(r"\x1b[\]PX^_][^\x07\x1b\n\x9c]*\x1b?")
_SHORT = re.compile(r"\x1b[ -/]*[0-~]")
_SHORT_PART = re.compile(r"\x1b[ -/]*")

# With colons an underline has a form, and a colour of three parts the name of its space; neither is of use here.
_CURLY = re.compile(r"(?<!\d)4:\d+")
_COLOUR_SPACE = re.compile(r"((?:38|48|58):2:)\d*:(?=\d+:\d+:\d+)")

_BASIC = ("text2", "fail", "done", "need", "run", "s3", "s2", "text")
_FAINT: Final = "text3"
_BRIGHT = (_FAINT, *_BASIC[1:])
_BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Style(NamedTuple):
    """How a run of text looks; an empty token is the log's own colour."""

    token: str = ""
    is_bold: bool = False
    is_underlined: bool = False
    is_inverse: bool = False


PLAIN: Final = Style()
NOTE: Final = Style("text3")


class LogRun(NamedTuple):
    """Text to append; it may hold newlines. With `rewrites_line`, the unfinished last line goes first."""

    text: str
    style: Style = PLAIN
    rewrites_line: bool = False


def encoding_of(head: bytes) -> str:
    """Tell from a log's first bytes how it is encoded."""
    return _BOMS.get(head[:2], "utf-8")


class LogText:
    """Reads one log from one place on."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = ""
        self._style = PLAIN
        self._column = 0
        self._is_return_due = False
        self._runs: list[LogRun] = []
        self._parts: list[str] = []

    def feed(self, data: bytes, *, is_end: bool = False) -> list[LogRun]:
        """Take the next bytes and return what to show of them.

        Args:
            data: The bytes that follow those of the last call.
            is_end: Whether none will follow, so that what is unfinished is shown as it is.
        """
        text = self._rest + self._decoder.decode(data, final=is_end)
        self._rest = ""
        position = 0
        while position < len(text):
            special = _SPECIAL.search(text, position)
            if special is None:
                self._write(text[position:])
                break
            if special.start() > position:
                self._write(text[position : special.start()])
            end = self._obey(text, special.start(), is_end=is_end)
            if end is None:
                self._rest = text[special.start() :]
                break
            position = end
        self._close_run()
        runs, self._runs = self._runs, []
        return runs

    def _obey(self, text: str, start: int, *, is_end: bool) -> int | None:
        """Handle the special character at a place; return where to go on, or None to wait for more."""
        character = text[start]
        if character == "\n":
            self._is_return_due = False
            self._parts.append("\n")
            self._column = 0
        elif character == "\r":
            self._is_return_due = True
        elif character == "\x1b":
            return self._obey_escape(text, start, is_end=is_end)
        elif character not in "\x07\x08":
            self._write(chr(0x2400 + ord(character)) if character < " " else literal(character))
        return start + 1

    def _obey_escape(self, text: str, start: int, *, is_end: bool) -> int | None:
        for whole in (_CSI, _STRING):
            match = whole.match(text, start)
            if match is not None:
                if whole is _CSI:
                    self._obey_csi(match[1], match[2])
                return match.end()
        for part in (_CSI_PART, _STRING_PART):
            match = part.match(text, start)
            if match is not None:
                is_cut = match.end() == len(text) and len(text) - start < _LONGEST_SEQUENCE
                # A sequence that never ends must not swallow the log: without its end, only its start goes.
                return None if is_cut and not is_end else start + 2
        match = _SHORT.match(text, start)
        if match is not None:
            return match.end()
        match = _SHORT_PART.match(text, start)
        if match is not None and match.end() == len(text) and len(text) - start < 8 and not is_end:
            return None
        return start + 1

    def _obey_csi(self, parameters: str, final: str) -> None:
        if final == "m":
            self._close_run()
            self._style = _restyle(self._style, parameters)
        elif final == "K" and (parameters == "2" or (self._is_return_due and parameters in {"", "0"})):
            # The line is erased now, not when the next text comes.
            self._rewrite_line()

    def _write(self, text: str) -> None:
        if self._is_return_due:
            self._rewrite_line()
        room = LONGEST_LINE - self._column
        if len(text) > room:
            if room > 0:
                self._parts.append(text[:room] + CUT_MARK)
        else:
            self._parts.append(text)
        self._column += len(text)

    def _rewrite_line(self) -> None:
        """Forget the unfinished line; what of it is still here need not even be shown."""
        self._is_return_due = False
        self._column = 0
        pending = "".join(self._parts)
        self._parts.clear()
        kept, newline, _ = pending.rpartition("\n")
        if newline:
            self._parts.append(kept + newline)
            return
        while self._runs:
            run = self._runs.pop()
            kept, newline, _ = run.text.rpartition("\n")
            if newline:
                self._runs.append(run._replace(text=kept + newline))
                return
        self._runs.append(LogRun("", self._style, rewrites_line=True))

    def _close_run(self) -> None:
        if self._parts:
            self._runs.append(LogRun("".join(self._parts), self._style))
            self._parts.clear()


def shown_text(data: bytes) -> str:
    """Return a short piece of a log as plain text: what stays of it where a log is shown."""
    text = ""
    for run in LogText().feed(data, is_end=True):
        text = text[: text.rfind("\n") + 1] + run.text if run.rewrites_line else text + run.text
    return text


# Code of SGR: place in `Style`, and what stands there then.
_FLAGS: Final = {
    1: (1, True),
    22: (1, False),
    4: (2, True),
    21: (2, True),
    24: (2, False),
    7: (3, True),
    27: (3, False),
}


def _restyle(style: Style, parameters: str) -> Style:
    """Apply the numbers of an SGR sequence; a ground of its own is left out, as contrast could not be kept on it."""
    parameters = _CURLY.sub(lambda found: "24" if found[0] == "4:0" else "4", parameters)
    codes = [_number(code) for code in re.split("[;:]", _COLOUR_SPACE.sub(r"\1", parameters))]
    index = 0
    while index < len(codes):
        code = codes[index]
        if code == 0:
            style = PLAIN
        elif code in _FLAGS:
            place, value = _FLAGS[code]
            parts = list(style)
            parts[place] = value
            style = Style(*parts)  # type: ignore[arg-type]
            if code == 22 and style.token == _FAINT:
                style = style._replace(token="")
        elif code == 2:
            style = style._replace(token=_FAINT)
        elif 30 <= code <= 37:
            style = style._replace(token=_BASIC[code - 30])
        elif 90 <= code <= 97:
            style = style._replace(token=_BRIGHT[code - 90])
        elif code == 39:
            style = style._replace(token="")
        elif code in {38, 48, 58}:
            token, used = _extended(codes[index + 1 :])
            if code == 38:
                style = style._replace(token=token)
            index += used
        index += 1
    return style


def _number(code: str) -> int:
    return int(code) if code.isdecimal() and len(code) < 6 else 0


def _extended(codes: list[int]) -> tuple[str, int]:
    """Map a colour of 256, or of red, green and blue, to the nearest token; return how many numbers it took."""
    if codes[:1] == [5] and len(codes) > 1:
        code = codes[1]
        if code < 16:
            return (_BASIC[code] if code < 8 else _BRIGHT[code - 8]), 2
        if code >= 232:
            return ("text3" if code < 244 else "text2"), 2
        red, rest = divmod(code - 16, 36)
        return _nearest(red * 51, rest // 6 * 51, rest % 6 * 51), 2
    if codes[:1] == [2] and len(codes) > 3:
        return _nearest(*codes[1:4]), 4
    return "", len(codes)


def _nearest(red: int, green: int, blue: int) -> str:
    high = max(red, green, blue)
    if high - min(red, green, blue) < 48:
        return "text2"
    strong = (red > high * 0.65, green > high * 0.65, blue > high * 0.65)
    names = {
        (True, False, False): "fail",
        (False, True, False): "done",
        (False, False, True): "run",
        (True, True, False): "need",
        (True, False, True): "s3",
        (False, True, True): "s2",
    }
    return names.get(strong, "text2")
