"""Text from outside, made safe to show: what is invisible or would steer the display is written out."""

from __future__ import annotations

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def show_literally(text: str) -> str:
    r"""Return a text on one line in which every character can be seen.

    Control characters, line ends, direction marks, zero-width characters and halves of surrogate pairs are written as
    escapes such as ``\n`` or ``\u202e``, so that a name can neither break a line nor pretend to be another.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def shorten(text: str, limit: int) -> str:
    """Return a text as one line of at most so many characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "\N{HORIZONTAL ELLIPSIS}"


def without_surrogates(text: str) -> str:
    """Return a text from outside as one that can be stored and sent: halves of surrogate pairs become "?"."""
    return text.encode("utf-8", "replace").decode()


def _visible(character: str) -> str:
    import unicodedata  # Late: most texts are plain, and the command line starts without it.

    if unicodedata.category(character) in _HIDDEN_CATEGORIES:
        return character.encode("unicode_escape", "surrogatepass").decode("ascii")
    return character
