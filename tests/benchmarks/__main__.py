"""Measures what JobDesk claims, beside references on the same machine: ``python3 tests --benchmarks [PART ...]``."""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import archive
import arrays
import bundle
import command_line
import deeds
import job_queue
import log_pane
import running
import state
import window
from measuring import print_table

PARTS = {
    "state": state.rows,
    "running": running.rows,
    "command_line": command_line.rows,
    "arrays": arrays.rows,
    "archive": archive.rows,
    "deeds": deeds.rows,
    "queue": job_queue.rows,
    "log_pane": log_pane.rows,
    "window": window.rows,
    "bundle": bundle.rows,
}


def main(names: list[str]) -> int:
    """Run the parts named, or all, and print one table; nothing here fails on a slow machine."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    found = []
    # Beside the clone and not in /tmp, which may be memory: what is measured here waits for a disk.
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory(prefix=".benchmarks-", dir=root) as scratch:
        for name in names or PARTS:
            begun = time.monotonic()
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            found += PARTS[name](Path(scratch))
            print(f"  done in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    print_table(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
