"""Texts from outside, shown as what they are: no line breaks, no reordering, nothing invisible, never as markup."""

from __future__ import annotations

import functools
import re
from typing import Final

from jobdesk.core.text import show_literally

# A log is text of many lines: zero-width joiner and non-joiner stay, as Persian and emoji are written with them.
UNSAFE: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200b\u200e\u200f\u2060\ufeff"  # invisible
    "\u202a-\u202e\u2066-\u2069"  # reorder what stands around them
    "\u2028\u2029\ufdd0\ufdd1\ufffc"  # mean something to a text document
    "\ud800-\udfff"  # halves of pairs
    "\U000e0000-\U000e007f"  # invisible tags
)
"""The inside of a character class: what a log never shows as it is; tab and newline are left to the caller."""

# Where Unicode keeps all scripts that are read from the right, also those to come.
_TURNED: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
# By what Qt.mightBeRichText guesses.
_LOOKS_LIKE_MARKUP: Final = re.compile("<|&lt;")
_MOST_TIP: Final = 80
_MOST_SAID: Final = 500
_LONG_WORD: Final = re.compile(r"\S{40}(?=\S)")

literal: Final = functools.lru_cache(maxsize=2048)(show_literally)
"""Returns a text on one line with all that is unsafe to show written out; remembered, as tables ask again and again."""


def literal_lines(text: str) -> str:
    """The same for a text of several lines: newlines stay."""
    return "\n".join(literal(line) for line in text.split("\n"))


def breakable(text: str) -> str:
    """Return a sentence for a label that wraps: not endless, and no word in it makes the window wider."""
    short = text if len(text) <= _MOST_SAID else f"{text[:_MOST_SAID]}\N{HORIZONTAL ELLIPSIS}"
    return _LONG_WORD.sub("\\g<0>\N{ZERO WIDTH SPACE}", literal_lines(short))


def isolated(text: str) -> str:
    """Keep what stands around a text from turning it around, such as "3 min" in a window that reads from the right."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if text else ""


def has_turned_letters(text: str) -> bool:
    """Tell whether a text holds letters that are read from the right."""
    return _TURNED.search(text) is not None


def menu_text(text: str) -> str:
    """Make a text from outside fit for a menu, a button or a tab, where `&` marks a key."""
    return literal(text).replace("&", "&&")


def tooltip(text: str) -> str:
    """Make a text fit for a tooltip, which would otherwise guess that some texts are markup.

    Screen readers read it aloud as it is: it is markup only where that guess has to be prevented.
    """
    shown = literal_lines(text)
    if not _LOOKS_LIKE_MARKUP.search(shown):
        return "\n".join(_folded(line) for line in shown.split("\n"))
    # As html.escape does it, whose module brings a table of 2,000 names.
    escaped = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p style='white-space:pre-wrap'>{escaped}</p>"


def _folded(line: str) -> str:
    """Fold a line that is too long for a tooltip, which does so by itself only with markup."""
    if len(line) <= _MOST_TIP:
        return line
    from textwrap import fill  # Late: few tips are long.

    return fill(line, _MOST_TIP, replace_whitespace=False, break_on_hyphens=False)
