"""What the windows beside the main one are made with."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.job_commands import JobDeeds
from jobdesk.ui.commands.undo import UndoHistory
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.model.window_state import WindowState
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.toasts import Toasts
from jobdesk.ui.window.actions import Actions


class DialogParts(msgspec.Struct, frozen=True):
    """What the dialogs are made with; all of it is the main window's."""

    manager: JobManager
    bridge: EngineBridge
    state: WindowState
    theme: Theme
    icons: Icons
    actions: Actions
    deeds: JobDeeds
    history: UndoHistory
    toasts: Toasts
    roster: Roster
    selected: Callable[[], list[Job]]
    go_to: Callable[[str], None]
