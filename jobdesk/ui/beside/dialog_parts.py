"""What the windows beside the main one are made with."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.ui.actions import Actions
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.deeds.job_deeds import JobDeeds
from jobdesk.ui.deeds.undo import UndoHistory
from jobdesk.ui.look.icons import Icons
from jobdesk.ui.look.theme import Theme
from jobdesk.ui.roster import Roster
from jobdesk.ui.toasts import Toasts
from jobdesk.ui.window_state import WindowState


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
