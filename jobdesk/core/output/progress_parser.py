"""How far a program is that knows nothing of JobDesk, read from what it prints.

A single number says nothing: what counts is a form that was seen to rise. Of several forms in one output the most
telling one is shown: the one that began anew least often, for what begins again with each file, epoch or step says how
far that one is, and not the whole; then the one that is known best (`core.printed_forms`); then the newest.

A bar within a round that is counted ("Epoch 3/5") is a part of that round: both are put together. A bar that began
anew, and of which nothing counts the rounds, has no end that could be known.
"""

from __future__ import annotations

import re
from typing import Final

from jobdesk.core.output.progress import Progress
from jobdesk.core.output.progress_patterns import Reading, readings

_MOST_TRACKS: Final = 32
_ROUND_RANK: Final = 1
_RISES_FOR_A_FALL: Final = 4
_NEAR_START: Final = 0.1
_NEAR_END: Final = 0.9
_LONG_AGO: Final = 40
_MOST_BEGUN: Final = 4096
_MOST_PIECES: Final = 64

_ENDS: Final = re.compile(r"\r\n|[\r\n]|\x08+|\x1b\[[\d;]{0,20}[A-Hf]")
_NEW_LINE: Final = frozenset({"\n", "\r\n"})
_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07\x1b]{0,300}(?:\x07|\x1b\\)|[0-9A-Za-z=>])")


class _Track:
    """What is known of one form with one label and one total."""

    def __init__(self, reading: Reading, fraction: float) -> None:
        self.reading = reading
        self.fraction = fraction
        self.rises = 0
        self.falls = 0
        self.restarts = 0
        self.seen = 0
        self.began = 0
        self.changed = 0
        self.changed_piece = 0
        self.done = 0.0
        """Rounds that have ended, where it counts some."""
        self.best = 0.0
        self.is_announced = False
        self.holds_several = False

    @property
    def is_progress(self) -> bool:
        """Whether it rises, and is not a measure that goes up and down."""
        return self.rises > _RISES_FOR_A_FALL * self.falls

    def note(self, reading: Reading, fraction: float) -> None:
        """Take the next reading."""
        if fraction > self.fraction:
            self.rises += 1
        elif fraction < self.fraction:
            if fraction <= _NEAR_START or self.fraction >= _NEAR_END:
                self.restarts += 1
            else:
                self.falls += 1
        self.reading, self.fraction = reading, fraction

    @property
    def is_counting(self) -> bool:
        """Whether it counts rounds, of which some are left."""
        return self.reading.step is not None and bool(self.reading.total) and self.restarts == 0 and self.fraction < 1

    def succeed(self, earlier: _Track) -> None:
        """Go on from another one of the same form that has reached its end."""
        self.rises, self.falls, self.restarts = earlier.rises, earlier.falls, earlier.restarts + 1


class PrintedProgress:
    """Reads the output of one program, in the order in which it is written."""

    def __init__(self) -> None:
        self._begun = ""
        self._tracks: dict[tuple[str, str, int | None], _Track] = {}
        self._count = 0
        self._piece = 0
        self._length_s: float | None = None
        self.source: tuple[str, str, int | None] | None = None
        """What the progress is read from; another one has another pace."""
        self.is_cyclic = False
        """Whether it began anew, so that its pace says nothing of the end."""

    def take(self, text: str, *, is_cut: bool = False) -> Progress | None:
        """Read some more output.

        A line whose end has not come waits for it. One that writes over another is read at once: nothing may follow.

        Args:
            text: What came.
            is_cut: Whether something before it was left out.

        Returns:
            How far the program is; None as long as that cannot be told.
        """
        if is_cut:
            first = _ENDS.search(text)
            self._begun, text = "", text[first.start() :] if first is not None else ""
        for piece, is_rewritten in self._pieces(self._begun + text):
            self._piece += 1
            for reading in readings(piece, is_rewritten=is_rewritten):
                self._note(reading)
        told = [(key, track) for key, track in self._tracks.items() if track.is_progress]
        if not told:
            return None
        self.source, track = min(told, key=lambda entry: self._place(entry[1]))
        nested = self._nested(track)
        if nested is not None:
            return nested
        self.is_cyclic = track.restarts > 0
        reading = track.reading
        return Progress(track.fraction, reading.step, reading.total, reading.text, is_printed=True)

    def _nested(self, shown: _Track) -> Progress | None:
        """Put together the rounds that are counted and the bar within the present one; None if there are not both."""
        counting = [
            (key, track) for key, track in self._tracks.items() if track.is_counting and self._has_rounds(track)
        ]
        if not counting:
            return None
        key, outer = min(counting, key=lambda entry: self._place(entry[1]))
        inner = [track for track in self._tracks.values() if track is not outer and _is_within(track, outer)]
        outer.holds_several = outer.holds_several or len(inner) > 1
        if outer is not shown and not inner:
            return None
        reading, total = outer.reading, outer.reading.total or 1
        part = inner[0].fraction if len(inner) == 1 and not outer.holds_several else 0.0
        outer.best = max(outer.best, min(1.0, (outer.done + part) / total))
        self.source, self.is_cyclic = key, False
        return Progress(outer.best, reading.step, reading.total, reading.text, is_printed=True)

    def _has_rounds(self, track: _Track) -> bool:
        """Tell whether something begins anew with each of what a form counts, or is known to."""
        if track.reading.rank <= _ROUND_RANK:
            return True
        if not track.rises and track.fraction == 0:
            # A bar that stood there at its start when another one of its kind began below it.
            return any(
                other.reading.form == track.reading.form and other.began > track.began
                for other in self._tracks.values()
            )
        return track.rises > 0 and any(
            (other.restarts >= 1 and other.reading.form != track.reading.form) or other.restarts > 1
            for other in self._tracks.values()
            if other is not track
        )

    def _pieces(self, text: str) -> list[tuple[str, bool]]:
        """Cut output into what was written at once, without escape sequences, and whether it is written over."""
        found = []
        start, was_rewritten, begun = 0, False, 0
        for end in _ENDS.finditer(text):
            is_rewritten = end[0] not in _NEW_LINE
            found.append((text[start : end.start()], is_rewritten or was_rewritten))
            start, was_rewritten = end.end(), is_rewritten
            begun = end.start() if is_rewritten else start
        if was_rewritten:
            found.append((text[start:], True))
        self._begun = text[begun:][:_MOST_BEGUN]
        if len(found) > 2 * _MOST_PIECES:
            found = found[:_MOST_PIECES] + found[-_MOST_PIECES:]
        if "\x1b" not in text:
            return found
        return [(_ESCAPES.sub("", piece), is_rewritten) for piece, is_rewritten in found]

    def _place(self, track: _Track) -> tuple[bool, int, int, int]:
        """Return what orders the forms, the most telling one first."""
        ago = self._count - track.seen
        is_left = track.reading.rank > 1 and track.reading.total is None and ago > _LONG_AGO
        if track.fraction >= 1 or is_left:
            return True, ago, 0, 0
        return False, track.restarts, track.reading.rank, ago

    def _note(self, reading: Reading) -> None:
        fraction = self._fraction(reading)
        if fraction is None:
            return
        self._count += 1
        key = (reading.form, reading.label, reading.total)
        track = self._tracks.get(key)
        if track is None:
            track = self._begin(key, reading, fraction)
            track.began = track.changed = self._count
            track.changed_piece = self._piece
        else:
            if fraction != track.fraction:
                track.changed, track.changed_piece = self._count, self._piece
            track.note(reading, fraction)
        track.seen = self._count
        if reading.step is not None and reading.total:
            track.done = reading.step - 1.0 if track.is_announced else fraction * reading.total

    def _begin(self, key: tuple[str, str, int | None], reading: Reading, fraction: float) -> _Track:
        track = _Track(reading, fraction)
        # The first of its rounds is named before anything else is written: each is, when it begins.
        track.is_announced = reading.step == 1 and fraction > 0 and not self._tracks
        ended = [other for other in self._tracks if other[:2] == key[:2] and self._tracks[other].fraction >= 1]
        for other in ended:
            track.succeed(self._tracks.pop(other))
        if len(self._tracks) >= _MOST_TRACKS:
            del self._tracks[min(self._tracks, key=lambda other: self._tracks[other].seen)]
        self._tracks[key] = track
        return track

    def _fraction(self, reading: Reading) -> float | None:
        """Return how far a reading says it is; how long a film is was said before, the longest input counts."""
        if reading.begins:
            self._length_s = None
        if reading.length_s is not None:
            self._length_s = max(reading.length_s, self._length_s or 0.0)
        if reading.seconds is None:
            return reading.fraction
        return min(1.0, reading.seconds / self._length_s) if self._length_s else None


def _is_within(track: _Track, outer: _Track) -> bool:
    """Tell whether a bar has moved since the present round began; beside a count stands the end of the one before."""
    return track.changed > outer.changed and (track.changed_piece > outer.changed_piece or track.fraction < 1)
