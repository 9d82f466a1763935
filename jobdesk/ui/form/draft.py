"""The draft of a new job: what stands in the form survives its closing, and the window's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from jobdesk.ui.form.rows.field import FormField
from jobdesk.ui.model.window_state import WindowState

_KEY: Final = "form/draft"
# What may hold a password is not kept.
_NOT_KEPT: Final = frozenset({"env"})
Rows = Mapping[tuple[str, str], FormField]


def save_draft(state: WindowState, kind: str, start: str, rows: Rows) -> None:
    """Keep what stands in the rows."""
    contents = {"/".join(key): row.raw() for key, row in rows.items() if row.raw() and key[1] not in _NOT_KEPT}
    state.put(_KEY, json.dumps({"kind": kind, "start": start, "contents": contents}))


def draft_keys(state: WindowState) -> set[str]:
    """Return the keys of the fields that the draft fills."""
    return {str(key).rpartition("/")[2] for key in _read(state)[2]}


def restore_draft(state: WindowState, rows: Rows) -> tuple[str, str]:
    """Fill the rows as they were left, and return the kind and the start that were chosen; empty if none was."""
    kind, start, contents = _read(state)
    for key, row in rows.items():
        if "/".join(key) in contents:
            row.set_raw(contents["/".join(key)])
    return kind, start


def _read(state: WindowState) -> tuple[str, str, dict[str, Any]]:
    try:
        draft = json.loads(state.text(_KEY, "{}"))
        return str(draft.get("kind", "")), str(draft.get("start", "")), dict(draft.get("contents", {}))
    except (ValueError, AttributeError, TypeError):
        return "", "", {}
