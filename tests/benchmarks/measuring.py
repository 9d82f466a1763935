"""How the benchmarks measure: references run beside what is measured, in turn, and only ratios are judged."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        value: The figure, with its unit.
        reference: What it is compared with, and that one's figure.
        ratio: Measured over reference; None where there is no reference.
        bound: What the ratio, or the value named in `bound_on`, should not exceed; None where nothing is promised.
    """

    what: str
    value: str
    reference: str = ""
    ratio: float | None = None
    bound: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the promise was kept in this run."""
        if self.ratio is None or self.bound is None:
            return ""
        return "ok" if self.ratio <= self.bound else "OVER"


def median_s(work: Callable[[], object], runs: int) -> float:
    """Return the median of several runs, in seconds."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def best_of_turns(works: dict[str, Callable[[], float]], turns: int) -> dict[str, float]:
    """Let each work measure itself in turn, and return each one's median; drift of the machine then hits all alike."""
    figures: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(turns):
        for name, work in works.items():
            figures[name].append(work())
    return {name: statistics.median(values) for name, values in figures.items()}


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def print_table(rows: list[Row]) -> None:
    """Print the rows in columns."""
    cells = [("measured", "figure", "reference", "ratio", "bound", "")]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        bound = "" if row.bound is None else f"{row.bound:g}"
        cells.append((row.what, row.value, row.reference, ratio, bound, row.verdict))
    widths = [max(len(line[column]) for line in cells) for column in range(6)]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip(), flush=True)
