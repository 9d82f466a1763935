"""The chosen theme, kept twice: as a setting for everyone, and by the window, which shows before settings are there."""

from __future__ import annotations

from functools import partial

from jobdesk.engine.manager import JobManager
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.theme import Theme, ThemeChoice
from jobdesk.ui.window_state import WindowState


class ThemeSetting:
    """Keeps the theme and its setting in step."""

    def __init__(self, manager: JobManager, bridge: EngineBridge, theme: Theme, state: WindowState) -> None:
        self._manager = manager
        self._bridge = bridge
        self._theme = theme
        self._state = state

    def choose(self, choice: ThemeChoice) -> None:
        """Put a theme in force, and store it."""
        self._show(choice)
        self._store(choice)

    def take(self, settings: dict[str, object]) -> None:
        """Let the stored theme hold; one that was chosen before it was a setting becomes one."""
        stored, shown = settings.get("theme"), self._theme.choice
        if stored == shown or stored not in set(ThemeChoice):
            return
        if stored == ThemeChoice.SYSTEM:
            self._store(shown)
        else:
            self._show(ThemeChoice(str(stored)))

    def on_changed(self, value: object) -> None:
        """Put a theme in force that was stored elsewhere."""
        if value in set(ThemeChoice):
            self._show(ThemeChoice(str(value)))

    def _show(self, choice: ThemeChoice) -> None:
        self._theme.choose(choice)
        self._state.put("window/theme", choice.value)

    def _store(self, choice: ThemeChoice) -> None:
        self._bridge.ask(partial(self._manager.change_setting, "theme", choice.value))
