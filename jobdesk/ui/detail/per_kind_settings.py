"""What was chosen in a pane, remembered apart for each kind of job."""

from __future__ import annotations

from jobdesk.ui.model.window_state import WindowState


class KindChoices:
    """Choices of one pane; without a window's state nothing is remembered."""

    def __init__(self, state: WindowState | None, pane: str) -> None:
        self._state = state
        self._pane = pane

    def get(self, kind: str, key: str, default: str) -> str:
        """Return what was chosen for a kind, or the default."""
        return default if self._state is None else self._state.text(f"{self._pane}/{kind}/{key}", default)

    def put(self, kind: str, key: str, value: str) -> None:
        """Remember a choice for a kind."""
        if self._state is not None:
            self._state.put(f"{self._pane}/{kind}/{key}", value)
