"""The main window's menu bar and toolbar: where each action stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from jobdesk.kinds.registry import KINDS
from jobdesk.ui import metrics
from jobdesk.ui.actions import Actions
from jobdesk.ui.form_field import kind_text
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_menu import COPY, PRIORITY, QUEUE, TAGS
from jobdesk.ui.job_state import KIND_ICONS
from jobdesk.ui.literal import tooltip
from jobdesk.ui.theme import Theme, ThemeChoice

JOB_MENU = (
    "start",
    "cancel",
    "hold",
    "rerun",
    "edit_and_rerun",
    "edit_job",
    None,
    QUEUE,
    PRIORITY,
    TAGS,
    None,
    COPY,
    "show_in_folder",
    None,
    "new_from",
    "save_template",
    "restore",
    "delete",
)
QUEUE_MENU = ("pause_queue", None, "run_next", "move_up", "move_down", "hold", None, PRIORITY)
_SEARCH_HINT = QT_TRANSLATE_NOOP(
    "Search",
    "Words, or terms: status:failed  kind:python  tag:nightly  queue:default  priority:>0  cost:>1  since:7d  #14\n"
    '"exact words"  -word',
)
_THEMES = (
    (ThemeChoice.SYSTEM, str(QT_TRANSLATE_NOOP("Menus", "As the &System"))),
    (ThemeChoice.LIGHT, str(QT_TRANSLATE_NOOP("Menus", "&Light"))),
    (ThemeChoice.DARK, str(QT_TRANSLATE_NOOP("Menus", "&Dark"))),
)


def fill_menu(menu: QMenu, actions: Actions, keys: tuple[str | None, ...]) -> None:
    """Add actions to a menu; None is a line between."""
    for key in keys:
        if key is None:
            menu.addSeparator()
        else:
            menu.addAction(actions[key])


def make_menu_bar(
    window: QMainWindow,
    actions: Actions,
    theme: Theme,
    on_theme_chosen: Callable[[ThemeChoice], None],
    fill_columns: Callable[[QMenu], None],
    on_about: Callable[[], None],
) -> None:
    """Fill the menu bar: it holds every command."""
    bar = window.menuBar()
    fill_menu(
        bar.addMenu(_tr("&File")),
        actions,
        (
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
    )
    fill_menu(
        bar.addMenu(_tr("&Edit")),
        actions,
        (
            "undo",
            "redo",
            None,
            "copy_rows",
            "copy_command",
            "copy_log_path",
            None,
            "delete",
            "restore",
            None,
            "find",
        ),
    )
    fill_menu(
        bar.addMenu(_tr("&Job")),
        actions,
        (
            "start",
            "cancel",
            "rerun",
            "edit_and_rerun",
            "edit_job",
            None,
            "save_template",
            "show_in_folder",
            None,
            "clear_finished",
            "empty_trash",
        ),
    )
    bar.addMenu(_tr("&Queue")).setObjectName("queueMenu")
    view = bar.addMenu(_tr("&View"))
    view.addAction(actions["sidebar"])
    view.addAction(actions["details"])
    view.addAction(actions["details_right"])
    view.addAction(actions["activity"])
    view.addAction(actions["palette"])
    columns = view.addMenu(_tr("&Columns"))

    def refill() -> None:
        columns.clear()
        fill_columns(columns)

    columns.aboutToShow.connect(refill)
    colours = view.addMenu(_tr("C&olours"))
    group = QActionGroup(window)
    for choice, text in _THEMES:
        action = colours.addAction(_tr(text))
        action.setCheckable(True)
        action.setChecked(choice is theme.choice)
        action.triggered.connect(lambda _=False, choice=choice: on_theme_chosen(choice))
        theme.changed.connect(lambda action=action, choice=choice: action.setChecked(choice is theme.choice))
        group.addAction(action)
    help_menu = bar.addMenu(_tr("&Help"))
    help_menu.addAction(actions["cheat_sheet"])
    about = help_menu.addAction(_tr("&About JobDesk"))
    about.setMenuRole(QAction.MenuRole.AboutRole)
    about.triggered.connect(on_about)


class DeskToolBar(QToolBar):
    """The few actions that are needed often, and the search."""

    def __init__(
        self, actions: Actions, icons: Icons, on_kind_chosen: Callable[[str], None], parent: QMainWindow
    ) -> None:
        super().__init__(_tr("Toolbar"), parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFixedHeight(metrics.px(48))
        self.setIconSize(QSize(metrics.px(18), metrics.px(18)))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._new = QToolButton(self)
        self._new.setProperty("isMain", True)
        self._new.setText(_tr("New Job"))
        self._new.setIcon(icons.icon("plus", "onfill"))
        self._new.setToolTip(actions["new_job"].toolTip())
        self._new.setAccessibleName(_tr("New Job"))
        self._new.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._new.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._new.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self._new.clicked.connect(actions["new_job"].trigger)
        kinds = QMenu(self._new)
        for kind in KINDS.values():
            entry = kinds.addAction(
                icons.icon(KIND_ICONS.get(kind.key, "plug"), "text2"),
                _tr("New {kind} Job").format(kind=kind_text(kind.title)),
            )
            entry.triggered.connect(lambda _=False, key=kind.key: on_kind_chosen(key))
        self._new.setMenu(kinds)
        self.new_menu = kinds
        self.addWidget(self._new)
        self.addSeparator()
        for key in ("cancel", "rerun", "run_next", "", "pause_queue"):
            if not key:
                self.addSeparator()
                continue
            # Not addAction: the toolbar would become a place where the action's key works, and the search is in it.
            button = QToolButton(self)
            button.setDefaultAction(actions[key])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.addWidget(button)
        spring = QWidget(self)
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self.filter_button = _make_filter_button(icons, self)
        self._filter_place = self.addWidget(self.filter_button)
        self._filter_place.setVisible(False)
        self.search = _make_search(icons, self)
        self.addWidget(self.search)
        sidebar = _make_toggle(actions["sidebar"], _tr("Sidebar"), self)
        self._sidebar_place = self.addWidget(sidebar)
        details = _make_toggle(actions["details"], _tr("Details"), self)
        self.addWidget(details)
        self._fixed = {self._new, sidebar, details, self.filter_button}

    def set_narrow(self, is_narrow: bool, *, is_tiny: bool = False) -> None:
        """Show icons only, except on New Job, while there is little room; if hardly any, on the filters too."""
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        self.filter_button.setToolButtonStyle(alone if is_tiny else beside)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if is_narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self.findChildren(QToolButton):
            if button not in self._fixed:
                button.setToolButtonStyle(style)
        self.search.setFixedWidth(metrics.px(150 if is_narrow else 250))
        self._filter_place.setVisible(is_narrow)
        self._sidebar_place.setVisible(not is_narrow)


def _make_filter_button(icons: Icons, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(icons.icon("filter", "text2"))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setProperty("isFilter", True)
    return button


def _make_toggle(action: QAction, name: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _make_search(icons: Icons, parent: QWidget) -> QLineEdit:
    search = QLineEdit(parent)
    search.setPlaceholderText(_tr("Search jobs"))
    search.setAccessibleName(_tr("Search jobs"))
    search.setClearButtonEnabled(True)
    search.setToolTip(tooltip(QCoreApplication.translate("Search", str(_SEARCH_HINT))))
    search.addAction(icons.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
    search.setFixedWidth(metrics.px(250))
    return search


def _tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)
