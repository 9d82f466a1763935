"""Finds the entries of the palette that fit what is typed, among thousands, in a few milliseconds a key.

What fits, and how well, is what `palette_match.match` says. Here it is asked of all entries at once: their texts are
folded once, who types on looks only among what could still fit, and which characters fit is found out of those that
show alone.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from jobdesk.ui.palette.match import fold, score, score_letters

_TARGET_LOSS: Final = 50.0
"""Who types the name of a job looks for it, more likely than for all that can be done to it."""
_DISABLED_LOSS: Final = 120.0


class PaletteEntry(msgspec.Struct, frozen=True):
    """One thing that can be done or gone to.

    Attributes:
        key: Names it among those used lately.
        title: What it does.
        act: Does it.
        target: What to, or where it belongs.
        keys: Its shortcut.
        icon: Name for `Icons`.
        is_enabled: Whether it can be done now; if not, `target` says why.
        is_listed: Whether it shows before anything was typed.
    """

    key: str
    title: str
    act: Callable[[], None]
    target: str = ""
    keys: str = ""
    icon: str = ""
    is_enabled: bool = True
    is_listed: bool = True


class PaletteSearch:
    """Some entries, to be looked through key by key."""

    def __init__(self, entries: Sequence[PaletteEntry]) -> None:
        """Fold the texts; of what cannot be done now the target says why, and nobody finds it by that."""
        self._titles = [fold(entry.title) for entry in entries]
        self._wholes = [
            f"{title}  {fold(entry.target)}" if entry.is_enabled else title
            for title, entry in zip(self._titles, entries, strict=True)
        ]
        self._disabled = {place for place, entry in enumerate(entries) if not entry.is_enabled}
        self._all = range(len(entries))
        # What could fit as it was typed so far, by its words: found again when some of it is taken back.
        self._narrowed: list[tuple[list[str], Sequence[int]]] = []

    def find(self, query: str, bonuses: Mapping[int, float], most: int) -> list[int]:
        """Return the places of the entries that fit best, the best first; those that fit alike stay in their order.

        Args:
            query: What is typed, not empty.
            bonuses: What some entries, by their places, gain.
            most: How many are returned.
        """
        words = query.casefold().split()
        while self._narrowed and not _goes_on(self._narrowed[-1][0], words):
            self._narrowed.pop()
        titles, wholes = self._titles, self._wholes
        could_fit = [_could_fit(word) for word in words]
        is_one = len(words) == 1
        left: list[int] = []
        places: list[int] = []
        scores: list[float] = []
        for place in self._narrowed[-1][1] if self._narrowed else self._all:
            title, whole = titles[place], wholes[place]
            for could in could_fit:
                if not could(whole):
                    break
            else:
                left.append(place)
                if is_one and words[0] not in whole:
                    # Most that fails fails here: both texts are looked through at once.
                    letters = score_letters(words[0], whole)
                    if letters is None:
                        continue
                    found, is_in_title = letters[0], letters[1] < len(title)
                elif (in_title := score(words, title)) is not None:
                    found, is_in_title = in_title, True
                elif (in_whole := score(words, whole)) is not None:
                    found, is_in_title = in_whole, False
                else:
                    continue
                places.append(place)
                # Of two that fit alike, the shorter one is more likely what is meant.
                scores.append(found - len(title) / 50 if is_in_title else found - len(whole) / 50 - _TARGET_LOSS)
        self._narrowed.append((words, left))
        disabled = self._disabled
        if bonuses or disabled:
            scores = [
                found + bonuses.get(place, 0.0) - (_DISABLED_LOSS if place in disabled else 0.0)
                for found, place in zip(scores, places, strict=True)
            ]
        return [places[at] for at in heapq.nlargest(most, range(len(scores)), key=scores.__getitem__)]


def _goes_on(before: list[str], words: list[str]) -> bool:
    """Whether all that fits these words could also fit those before."""
    return len(before) <= len(words) and all(map(str.startswith, words, before))


def _could_fit(word: str) -> Callable[[str], object]:
    """Return a test of texts that is quick, and fails where not even the letters of a word are there in their order."""
    if len(word) == 1:
        return lambda text: word in text
    # Possessive, so that nothing is tried twice.
    letters = (re.escape(letter) for letter in word)
    return re.compile("".join(f"[^{letter}]*+{letter}" for letter in letters), re.DOTALL).match
