"""Settings of how the window looks, kept twice: for everyone, and by the window, which shows before they are there."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Generic, TypeVar

from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.settings import SETTINGS
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.window_state import WindowState

Choice = TypeVar("Choice", bound=StrEnum)


class WindowSetting(Generic[Choice]):
    """Keeps what the window shows and a setting in step."""

    def __init__(
        self,
        key: str,
        show: Callable[[Choice], None],
        shown: Callable[[], Choice],
        manager: JobManager,
        bridge: EngineBridge,
        state: WindowState,
    ) -> None:
        """Begin.

        Args:
            key: Of the setting.
            show: Puts a choice in force in the window.
            shown: Returns the choice that is in force.
            manager: Stores the setting.
            bridge: The way to it.
            state: What the window remembers.
        """
        self._key = key
        self._show_choice = show
        self.shown = shown
        self._choices = type(shown())
        self._manager = manager
        self._bridge = bridge
        self._state = state
        self._is_storing = False

    def choose(self, choice: Choice) -> None:
        """Put a choice in force, and store it."""
        self._show(choice)
        self._store()

    def take(self, settings: dict[str, object]) -> None:
        """Let the stored choice hold; one that was made before it was a setting becomes one."""
        stored, shown = settings.get(self._key), self.shown()
        if stored == shown or stored not in set(self._choices):
            return
        if stored == SETTINGS[self._key].default:
            self._store()
        else:
            self._show(self._choices(str(stored)))

    def on_changed(self, key: str, value: object) -> None:
        """Put a choice in force that was stored elsewhere."""
        # While a choice of ours is on its way, what is told may be the one before it.
        if key == self._key and value in set(self._choices) and not self._is_storing:
            self._show(self._choices(str(value)))

    def _show(self, choice: Choice) -> None:
        self._show_choice(choice)
        self._state.put(f"window/{self._key}", choice.value)

    def _store(self) -> None:
        """Store what is shown; one choice at a time, so that the last one is what stays."""
        if not self._is_storing:
            self._is_storing = True
            choice = self.shown()
            work = partial(self._manager.change_setting, self._key, choice.value)
            self._bridge.ask(work, lambda _: self._on_stored(choice), self._on_refused)

    def _on_stored(self, choice: Choice) -> None:
        self._is_storing = False
        if self.shown() is not choice:
            self._store()

    def _on_refused(self, error: Exception) -> None:
        self._is_storing = False
        raise error
