"""What stands in the menus: the menu bar holds every command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices
from PySide6.QtWidgets import QMenu

from jobdesk.kinds.registry import KINDS
from jobdesk.ui.app.build_info import read_build_info
from jobdesk.ui.text.job_state import KIND_ICONS
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.metrics import RowHeight
from jobdesk.ui.theme.theme import ThemeChoice
from jobdesk.ui.window.actions import Actions
from jobdesk.ui.window.job_menu import COMPARE, COPY, NOTIFY, PRIORITY, QUEUE, QUEUES, TAGS, menu_keys
from jobdesk.ui.window.persisted_setting import Choice, WindowSetting

if TYPE_CHECKING:
    from jobdesk.ui.window.main_window import MainWindow

_JOB_VERBS: Final = (
    "start",
    "try_now",
    "run_now",
    "hold",
    "cancel",
    "rerun",
    "rerun_failed",
    "edit_and_rerun",
    "edit_job",
    "edit_schedule",
    "rename",
)
JOB_MENU: Final = (
    *_JOB_VERBS,
    None,
    QUEUE,
    PRIORITY,
    "wait_for",
    "chain",
    TAGS,
    NOTIFY,
    None,
    COPY,
    COMPARE,
    "show_in_folder",
    None,
    "new_from",
    "save_template",
    "archive",
    "restore",
    "delete",
)
PAUSE_MENU: Final = ("pause_queue", "drain_queue", "resume_queue", None, "limits", "schedules")
QUEUE_MENU: Final = (
    "pause_queue",
    "drain_queue",
    "resume_queue",
    QUEUES,
    "limits",
    "schedules",
    None,
    "run_now",
    "run_next",
    "move_up",
    "move_down",
    "hold",
    None,
    PRIORITY,
    "wait_for",
    "chain",
)
_LISTED: Final = {
    "file": (
        "new_job",
        "new_from",
        None,
        "templates",
        "import_template",
        None,
        "settings",
        None,
        "close_window",
        "stop_and_quit",
        "quit",
    ),
    "edit": (
        "undo",
        "redo",
        None,
        "copy_rows",
        "copy_command",
        "copy_log_path",
        "copy_link",
        None,
        "archive",
        "delete",
        "restore",
        None,
        "find",
    ),
    "job": (
        *_JOB_VERBS,
        None,
        "compare_good",
        "compare_two",
        None,
        "save_template",
        "show_in_folder",
        None,
        "clear_finished",
        "empty_trash",
    ),
    "view": (
        "sidebar",
        "details",
        "details_right",
        "next_pane",
        "previous_pane",
        "activity",
        "show_archive",
        "palette",
    ),
    "help": ("guide", "cheat_sheet"),
}
"""What is always there; the queue's menu is filled when it opens."""
_THEMES = (
    (ThemeChoice.SYSTEM, str(QT_TRANSLATE_NOOP("Menus", "As the &System"))),
    (ThemeChoice.LIGHT, str(QT_TRANSLATE_NOOP("Menus", "&Light"))),
    (ThemeChoice.DARK, str(QT_TRANSLATE_NOOP("Menus", "&Dark"))),
)


_ROW_HEIGHTS = (
    (RowHeight.COMPACT, str(QT_TRANSLATE_NOOP("Menus", "&Compact"))),
    (RowHeight.DEFAULT, str(QT_TRANSLATE_NOOP("Menus", "&Default"))),
    (RowHeight.ROOMY, str(QT_TRANSLATE_NOOP("Menus", "&Roomy"))),
)


def fill_menu_bar(window: MainWindow, on_about: Callable[[], None]) -> None:
    """Fill the menus of the menu bar; the home page is in it if the build was given one."""
    menus = window.bar_menus
    for key, listed in _LISTED.items():
        _fill(menus[key], window.actions_, listed)
    _add_columns(menus["view"], window.table.columns.fill_menu)
    _add_choices(menus["view"], _tr("&Row Height"), _ROW_HEIGHTS, window.row_height_setting)
    _add_choices(menus["view"], _tr("C&olours"), _THEMES, window.theme_setting)
    home_page = menus["help"].addAction(_tr("&Home Page"))
    home_page.setVisible(False)
    window.bridge.ask(read_build_info, lambda build: _offer(home_page, build.homepage))
    about = menus["help"].addAction(_tr("&About JobDesk"))
    about.setMenuRole(QAction.MenuRole.AboutRole)
    about.triggered.connect(on_about)


def _offer(entry: QAction, address: str) -> None:
    """Have a menu entry open an address; without one it stays hidden."""
    if address:
        entry.triggered.connect(lambda: QDesktopServices.openUrl(QUrl(address)))
        entry.setVisible(True)


def fill_kinds(menu: QMenu, icons: Icons, on_kind_chosen: Callable[[str], None]) -> None:
    """Let a menu offer a new job of each kind."""
    for kind in KINDS.values():
        entry = menu.addAction(
            icons.icon(KIND_ICONS.get(kind.key, "plug"), "text2"),
            _tr("New {kind} Job").format(kind=QCoreApplication.translate("Kinds", kind.title)),
        )
        entry.triggered.connect(lambda _=False, key=kind.key: on_kind_chosen(key))


def fill_pause(menu: QMenu, actions: Actions) -> None:
    """Let the menu of the toolbar's switch hold the queue back, in each way there is."""
    menu.setToolTipsVisible(True)
    _fill(menu, actions, PAUSE_MENU)


def show_job_menu(window: MainWindow, position: QPoint) -> None:
    """Show what can be done with the selected jobs; rows stay in their places meanwhile."""
    menu = QMenu(window)
    jobs = window.table.selected_jobs()
    window.menus.fill(menu, menu_keys(JOB_MENU, jobs), jobs)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.aboutToHide.connect(lambda: window.table.hold.set_menu_open(False))
    window.table.hold.set_menu_open(True)
    menu.popup(position)


def _fill(menu: QMenu, actions: Actions, keys: tuple[str | None, ...]) -> None:
    """Add actions to a menu; None is a line between."""
    for key in keys:
        if key is None:
            menu.addSeparator()
        else:
            menu.addAction(actions[key])


def _add_columns(view: QMenu, fill_columns: Callable[[QMenu], None]) -> None:
    columns = view.addMenu(_tr("&Columns"))

    def refill() -> None:
        columns.clear()
        fill_columns(columns)

    columns.aboutToShow.connect(refill)


def _add_choices(view: QMenu, title: str, texts: Sequence[tuple[Choice, str]], kept: WindowSetting[Choice]) -> None:
    """Offer the choices of a setting, of which the one in force is marked when the menu opens."""
    menu = view.addMenu(title)
    group = QActionGroup(menu)
    for choice, text in texts:
        action = menu.addAction(_tr(text))
        action.setCheckable(True)
        action.triggered.connect(lambda _=False, choice=choice: kept.choose(choice))
        menu.aboutToShow.connect(lambda action=action, choice=choice: action.setChecked(choice is kept.shown()))
        group.addAction(action)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)
