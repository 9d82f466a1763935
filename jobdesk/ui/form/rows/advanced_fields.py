"""Which fields of a form lie below its fold; known without making them."""

from __future__ import annotations

from typing import Final

from jobdesk.ui.form.preview.policy_text import MOST_TRIGGERS, SPANS

FOLDED: Final = frozenset({"env", "env_from", "tags", "interpreter"})
"""Fields of the kinds, and of all kinds, that few jobs need."""
KEPT: Final = "kept"
"""The choice to run over the values that an array ran over before."""
FOLD_KEYS: Final = frozenset(
    {"needs", "notify", "retry_limit", "park", "over", "at_once"}
    | {f"then_{at}" for at in range(MOST_TRIGGERS)}
    | {f"{span}_{what}" for span in SPANS for what in ("warn", "stop")}
)
"""Fields one of which is filled where the rows that are made below the fold are of use."""
_MADE_THERE: Final = ("retry_", "park_", "over_", "then_")


def is_folded(key: str) -> bool:
    """Tell whether a field lies below the fold."""
    return key in FOLDED or key in FOLD_KEYS or key.startswith(_MADE_THERE)
