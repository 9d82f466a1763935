"""Makes recordings of this folder again: ``python3 tests/compatibility/record.py NAME...``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from tests.compatibility import golden  # noqa: E402

if __name__ == "__main__":
    golden.record()
