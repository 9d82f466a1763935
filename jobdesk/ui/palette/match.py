"""How well what a person types fits a text: every word of it must be there, whole or as letters in their order."""

from __future__ import annotations

import itertools
from typing import Final

_WHOLE: Final = 100.0
_WORD_START: Final = 60.0
_AT_BEGIN: Final = 10.0
_LETTERS: Final = 30.0
_LEAST_FOR_LETTERS: Final = 2


def match(query: str, text: str) -> tuple[float, frozenset[int]] | None:
    """Match a query against a text.

    Returns:
        How well it fits, and which characters of the text fit; None if it does not. An empty query fits all.
    """
    folded = fold(text)
    total, places = 0.0, set[int]()
    for word in query.casefold().split():
        found = _match_word(word, folded)
        if found is None:
            return None
        total += found[0]
        places.update(found[1])
    # Of two that fit alike, the shorter one is more likely what is meant.
    return total - len(text) / 50, frozenset(places)


def fold(text: str) -> str:
    """Return a text in which upper and lower case are the same, as long as it was."""
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    # Places must be those of the text: what becomes longer stays as it is.
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def score(words: list[str], text: str) -> float | None:
    """Say how well words fit a text, both folded, as `match` does but for the text's length; None if they do not."""
    total = 0.0
    for word in words:
        at = text.find(word)
        if at >= 0:
            while at > 0 and text[at - 1].isalnum():
                at = text.find(word, at + 1)
            total += _WHOLE if at < 0 else _WHOLE + _WORD_START + (_AT_BEGIN if at == 0 else 0.0)
            continue
        letters = score_letters(word, text)
        if letters is None:
            return None
        total += letters[0]
    return total


def score_letters(word: str, text: str) -> tuple[float, int] | None:
    """Say how well the letters of a word fit a text, each at the first place behind the one before, and the last."""
    if len(word) < _LEAST_FOR_LETTERS:
        return None
    find, at, first, good = text.find, -1, -1, 0
    for letter in word:
        before, at = at, find(letter, at + 1)
        if at < 0:
            return None
        if at == 0 or not text[at - 1].isalnum():
            good += 1
        if before < 0:
            first = at
        elif at == before + 1:
            good += 1
    # Letters strewn over a long text are chance.
    return None if good < len(word) / 2 else (_LETTERS + 5.0 * good - (at - first) / 10, at)


def _match_word(word: str, text: str) -> tuple[float, range | list[int]] | None:
    at = text.find(word)
    first = at
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    if at >= 0:
        return _WHOLE + _WORD_START + (_AT_BEGIN if at == 0 else 0.0), range(at, at + len(word))
    if first >= 0:
        return _WHOLE, range(first, first + len(word))
    if len(word) < _LEAST_FOR_LETTERS:
        return None
    places: list[int] = []
    at = -1
    for letter in word:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    starts = sum(place == 0 or not text[place - 1].isalnum() for place in places)
    neighbours = sum(after == before + 1 for before, after in itertools.pairwise(places))
    if starts + neighbours < len(word) / 2:
        return None  # Letters strewn over a long text are chance.
    return _LETTERS + 5.0 * (starts + neighbours) - (places[-1] - places[0]) / 10, places
