"""The draft of a new job: what stands in the form survives its closing, and the window's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from jobdesk.ui.form_field import FormField
from jobdesk.ui.window_state import WindowState

_KEY: Final = "form/draft"
# What may hold a password is not kept.
_NOT_KEPT: Final = frozenset({"env"})
Rows = Mapping[tuple[str, str], FormField]


def save_draft(state: WindowState, kind: str, rows: Rows) -> None:
    """Keep what stands in the rows."""
    contents = {"/".join(key): row.raw() for key, row in rows.items() if row.raw() and key[1] not in _NOT_KEPT}
    state.put(_KEY, json.dumps({"kind": kind, "contents": contents}))


def restore_draft(state: WindowState, rows: Rows) -> str:
    """Fill the rows as they were left, and return the kind that was chosen; empty if none was."""
    try:
        draft = json.loads(state.text(_KEY, "{}"))
        contents, kind = dict(draft.get("contents", {})), str(draft.get("kind", ""))
    except (ValueError, AttributeError, TypeError):
        return ""
    for key, row in rows.items():
        if "/".join(key) in contents:
            row.set_raw(contents["/".join(key)])
    return kind
