"""Sample jobs, for the demo and for a first try: ``jobdesk --sample NAME`` plays one.

JobDesk plays them itself, so that a machine needs no Python for them.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import sys
import time
from collections import Counter
from typing import Any


def main(arguments: list[str]) -> int:
    """Play the sample that is named, and return the exit code."""
    if len(arguments) != 1 or arguments[0] not in SAMPLES:
        sys.stderr.write(f"usage: jobdesk --sample {'|'.join(SAMPLES)}\n")
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
    result = SAMPLES[arguments[0]]()
    if result is not None:
        report(type="result", value=result)
    return 0


def report(**event: Any) -> None:
    """Append an event to the file that JobDesk names to a job; without one there is nobody to report to."""
    path = os.environ.get("JOBDESK_EVENTS")
    if path:
        with open(path, "a", encoding="utf-8") as events:  # noqa: PTH123 - quicker, and this is a path
            events.write(json.dumps(event) + "\n")


def write(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")


def count() -> None:
    """Count to 30."""
    for step in range(1, 31):
        write(f"step {step} of 30")
        time.sleep(1)
    write("done")


def count_words(_config: object = None) -> dict[str, object]:
    """Count the words of Python's own docstrings."""
    counts: Counter[str] = Counter()
    modules = ["argparse", "datetime", "json", "logging", "pathlib", "statistics", "textwrap", "threading"]
    for name in modules:
        module = __import__(name)
        counts.update(re.findall(r"[a-z]{4,}", (module.__doc__ or "").lower()))
        write(f"{name}: {counts.total()} words so far")
        time.sleep(0.3)
    word, times = counts.most_common(1)[0]
    return {"words": counts.total(), "most common": word, "times": times}


def find_primes() -> None:
    """Find primes in many small steps, and report each."""
    found, started = 0, time.monotonic()
    steps, limit = 200, 4_000_000
    for step in range(steps):
        first, last = limit * step // steps, limit * (step + 1) // steps
        for number in range(max(2, first), min(last, first + 400)):
            found += all(number % divisor for divisor in range(2, int(number**0.5) + 1))
        write(f"step {step + 1:3} of {steps}   {found} primes found   {time.monotonic() - started:.0f} s")
        report(type="progress", step=step + 1, total=steps, text=f"{found} primes")
        time.sleep(1)


def check_links() -> None:
    """Check some links, and fail at one that is broken."""
    for page in ("index.md", "install.md", "usage.md"):
        write(f"checking {page}: 12 links, all well")
        time.sleep(0.5)
    targets = {"faq.md": ["install.md", "usage.md"]}
    write("checking faq.md: 14 links")
    write(f"the fourteenth leads to {targets['faq.md'][13]}")


def build_loudly() -> None:
    """Write what a chatty build writes: many lines, some of them coloured."""
    numbers = random.Random(7)  # noqa: S311 - the same lines each time
    for number in range(6000):
        name = f"src/module_{number % 97:02}.c"
        line = numbers.randint(10, 400)
        if number % 40 == 17:
            write(f"\033[33mwarning:\033[0m {name}:{line}: unused variable \033[1mresult\033[0m")
        elif number % 211 == 101:
            write(f"\033[31merror:\033[0m {name}:{line}: tried again with an older rule")
        else:
            write(f"\033[32m[{number // 60:3}%]\033[0m building {name}")
        if number % 10 == 0:
            time.sleep(0.2)


def translate_pages() -> None:
    """Act as a run that costs money: it reports its steps, and what it has spent by its own estimate."""
    for page in range(1, 49):
        write(f"page {page}: translated, {random.randint(300, 900)} words")  # noqa: S311 - made up
        report(type="progress", step=page, total=48, text=f"page {page}")
        report(type="cost", usd=round(page * 0.0137, 4), mark="\u2248")
        time.sleep(1.5)
    report(type="result", value="48 pages in pages.md")


def back_up() -> None:
    """Show a progress bar that rewrites its own line."""
    for percent in range(101):
        report(type="progress", fraction=percent / 100)
        bar = "#" * (percent // 4)
        sys.stdout.write(f"\rcopying {percent:3} %  [{bar:25}]")
        sys.stdout.flush()
        time.sleep(0.6)
    write("\n4,212 files copied")


SAMPLES = {
    one.__name__.replace("_", "-"): one
    for one in (count, count_words, find_primes, check_links, build_loudly, translate_pages, back_up)
}
"""Each sample by its name on the command line."""
