"""The files of a job folder: a verdict that always fits the space that was reserved for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobdesk.executors.folder import VERDICT_BYTES, JobFolder, read_json
from jobdesk.executors.verdict import make_reason, make_verdict


@pytest.mark.parametrize("letter", ["x", "\x01", "\u00fc", "\U0001f600"])
@pytest.mark.parametrize("count", [1, 400, 5000])
def test_a_verdict_fits_its_reserved_space_whatever_it_tells(tmp_path: Path, letter: str, count: int) -> None:
    folder = JobFolder(tmp_path)
    reason = make_reason("could_not_start", letter * count)
    leftovers = [f"{letter * 40} ({pid})" for pid in range(count)]
    folder.reserve_verdict()
    folder.write_verdict(make_verdict(tmp_path, None, reason=reason, leftovers=leftovers, token="abc"))
    assert folder.verdict.stat().st_size == VERDICT_BYTES
    verdict = read_json(folder.verdict)
    assert verdict is not None
    assert (verdict["token"], verdict["reason"]["code"]) == ("abc", "could_not_start")
    assert verdict["reason"]["text"].startswith(letter * min(count, 100))
    assert verdict["leftovers"]
