"""The main window's menu bar and toolbar: where each action stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from jobdesk.kinds.registry import KINDS
from jobdesk.ui import metrics
from jobdesk.ui.actions import Actions
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_state import KIND_ICONS
from jobdesk.ui.theme import Theme, ThemeChoice

JOB_MENU = ("start", "cancel", "rerun", None, "copy_rows", "copy_command", "copy_log_path", "show_in_folder")
_THEMES = ((ThemeChoice.SYSTEM, "As the &System"), (ThemeChoice.LIGHT, "&Light"), (ThemeChoice.DARK, "&Dark"))


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
    fill_menu(bar.addMenu("&File"), actions, ("new_job", None, "close_window", "stop_and_quit", "quit"))
    fill_menu(bar.addMenu("&Edit"), actions, ("copy_rows", "copy_command", "copy_log_path", None, "find"))
    fill_menu(bar.addMenu("&Job"), actions, ("start", "cancel", "rerun", None, "show_in_folder"))
    view = bar.addMenu("&View")
    view.addAction(actions["details"])
    view.addAction(actions["activity"])
    columns = view.addMenu("&Columns")

    def refill() -> None:
        columns.clear()
        fill_columns(columns)

    columns.aboutToShow.connect(refill)
    colours = view.addMenu("C&olours")
    group = QActionGroup(window)
    for choice, text in _THEMES:
        action = colours.addAction(text)
        action.setCheckable(True)
        action.setChecked(choice is theme.choice)
        action.triggered.connect(lambda _=False, choice=choice: on_theme_chosen(choice))
        group.addAction(action)
    about = bar.addMenu("&Help").addAction("&About JobDesk")
    about.setMenuRole(QAction.MenuRole.AboutRole)
    about.triggered.connect(on_about)


class DeskToolBar(QToolBar):
    """The few actions that are needed often, and the search."""

    def __init__(
        self, actions: Actions, icons: Icons, on_kind_chosen: Callable[[str], None], parent: QMainWindow
    ) -> None:
        super().__init__("Toolbar", parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFixedHeight(metrics.px(48))
        self.setIconSize(QSize(metrics.px(18), metrics.px(18)))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._new = QToolButton(self)
        self._new.setProperty("isMain", True)
        self._new.setText("New Job")
        self._new.setIcon(icons.icon("plus", "onfill"))
        self._new.setToolTip(actions["new_job"].toolTip())
        self._new.setAccessibleName("New Job")
        self._new.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._new.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._new.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self._new.clicked.connect(actions["new_job"].trigger)
        kinds = QMenu(self._new)
        for kind in KINDS.values():
            entry = kinds.addAction(icons.icon(KIND_ICONS.get(kind.key, "plug"), "text2"), f"New {kind.title} Job")
            entry.triggered.connect(lambda _=False, key=kind.key: on_kind_chosen(key))
        self._new.setMenu(kinds)
        self.addWidget(self._new)
        self.addSeparator()
        for key in ("cancel", "rerun"):
            # Not addAction: the toolbar would become a place where the action's key works, and the search is in it.
            button = QToolButton(self)
            button.setDefaultAction(actions[key])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.addWidget(button)
        spring = QWidget(self)
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self.search = _make_search(icons, self)
        self.addWidget(self.search)
        details = QToolButton(self)
        details.setDefaultAction(actions["details"])
        details.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        details.setAccessibleName("Details")
        details.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addWidget(details)
        self._fixed = {self._new, details}

    def set_narrow(self, is_narrow: bool) -> None:
        """Show icons only, except on New Job, while there is little room."""
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if is_narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self.findChildren(QToolButton):
            if button not in self._fixed:
                button.setToolButtonStyle(style)
        self.search.setFixedWidth(metrics.px(150 if is_narrow else 250))


def _make_search(icons: Icons, parent: QWidget) -> QLineEdit:
    search = QLineEdit(parent)
    search.setPlaceholderText("Search jobs")
    search.setAccessibleName("Search jobs")
    search.setClearButtonEnabled(True)
    search.addAction(icons.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
    search.setFixedWidth(metrics.px(250))
    return search
