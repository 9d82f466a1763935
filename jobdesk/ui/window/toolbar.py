"""The main window's menu bar and toolbar, as they are seen before anything is chosen from them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu, QMenuBar, QSizePolicy, QToolBar, QToolButton, QWidget

from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override
from jobdesk.ui.window.actions import Actions

_SEARCH_HINT = QT_TRANSLATE_NOOP(
    "Search",
    "Words, or terms: status:failed  kind:python  tag:nightly  queue:default  priority:>0  cost:>1  since:7d  #14\n"
    '"exact words"  -word',
)
MENUS: Final = {
    "file": str(QT_TRANSLATE_NOOP("Menus", "&File")),
    "edit": str(QT_TRANSLATE_NOOP("Menus", "&Edit")),
    "job": str(QT_TRANSLATE_NOOP("Menus", "&Job")),
    "queue": str(QT_TRANSLATE_NOOP("Menus", "&Queue")),
    "view": str(QT_TRANSLATE_NOOP("Menus", "&View")),
    "help": str(QT_TRANSLATE_NOOP("Menus", "&Help")),
}


def add_menus(bar: QMenuBar) -> dict[str, QMenu]:
    """Put the menus on the menu bar, and return them by their keys; `fill_menu_bar` fills them."""
    menus = {key: bar.addMenu(_tr(title)) for key, title in MENUS.items()}
    for key, menu in menus.items():
        menu.setObjectName(f"{key}Menu")
    return menus


class DeskToolBar(QToolBar):
    """The few actions that are needed often, and the search."""

    def __init__(self, actions: Actions, icons: Icons, parent: QMainWindow) -> None:
        super().__init__(_tr("Toolbar"), parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFixedHeight(metrics.px(48))
        self.setIconSize(QSize(metrics.px(18), metrics.px(18)))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.new_button = QToolButton(self)
        self.new_button.setProperty("isMain", True)
        self.new_button.setText(_tr("New Job"))
        self.new_button.setIcon(icons.icon("plus", "onfill"))
        self.new_button.setAccessibleName(_tr("New Job"))
        self.new_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.new_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.new_button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.new_button.clicked.connect(actions["new_job"].trigger)
        self.addWidget(self.new_button)
        self.addSeparator()
        self.pause_menu = QMenu(self)
        self._is_narrow = False
        self._deed_buttons: list[QToolButton] = []
        for key in ("cancel", "rerun", "run_next", "", "pause_queue"):
            if not key:
                self.addSeparator()
                continue
            button = _make_deed_button(actions, key, self)
            self._deed_buttons.append(button)
            if key == "pause_queue":
                self.pause_button = button
                button.setMenu(self.pause_menu)
                button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
            self.addWidget(button)
        spring = QWidget(self)
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self.filter_button = _make_filter_button(icons, self)
        self._filter_place = self.addWidget(self.filter_button)
        self._filter_place.setVisible(False)
        self.search = _make_search(icons, self)
        self.addWidget(self.search)
        self.toggles = (
            _make_toggle(actions["sidebar"], _tr("Sidebar"), self),
            _make_toggle(actions["details"], _tr("Details"), self),
        )
        self._sidebar_place, _ = map(self.addWidget, self.toggles)

    def set_narrow(self, is_narrow: bool) -> None:
        """Show icons only, except on New Job, and the filters instead of the button for the sidebar."""
        self._is_narrow = is_narrow
        self.search.setPlaceholderText(_tr("Search") if is_narrow else _tr("Search jobs and logs"))
        self._filter_place.setVisible(is_narrow)
        self._sidebar_place.setVisible(not is_narrow)
        self.fit()

    def set_filter_title(self, title: str) -> None:
        """Say on the button for the filters what is chosen."""
        if title != self.filter_button.text():
            self.filter_button.setText(title)
            self.fit()

    def fit(self) -> None:
        """Show as many words as there is room for: in some languages and fonts they need more than a wide window has.

        The search gives way first, then the words of the actions, then those of the filters, and the search once more.
        """
        least, most = metrics.px(150), metrics.px(250)
        missing = 0
        for has_words, has_filter_words in ((not self._is_narrow, True), (False, True), (False, False)):
            missing = (
                self._width_with(most, has_words=has_words, has_filter_words=has_filter_words) - self.window().width()
            )
            if missing <= most - least:
                break
        self.search.setFixedWidth(max(metrics.px(60), min(least if self._is_narrow else most, most - missing)))
        self._measure()

    def _width_with(self, search_width: int, *, has_words: bool, has_filter_words: bool) -> int:
        """Change what the buttons show, and return the width that they and a search of some width need."""
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._deed_buttons:
            button.setToolButtonStyle(beside if has_words else alone)
        self.filter_button.setToolButtonStyle(beside if has_filter_words else alone)
        return self._measure() + search_width - self.search.maximumWidth()

    def _measure(self) -> int:
        # Qt hides what finds no room, and does not measure again what is hidden.
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
        return self.sizeHint().width()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.fit)  # Its words have their looks, and so their widths, by then.


def _make_deed_button(actions: Actions, key: str, parent: QWidget) -> QToolButton:
    # Not addAction: the toolbar would become a place where the action's key works, and the search is in it.
    button = QToolButton(parent)
    button.setDefaultAction(actions[key])
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


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
    button.setProperty("isSquare", True)
    return button


def _make_search(icons: Icons, parent: QWidget) -> QLineEdit:
    search = QLineEdit(parent)
    search.setPlaceholderText(_tr("Search jobs and logs"))
    search.setAccessibleName(_tr("Search jobs and logs"))
    search.setToolTip(tooltip(QCoreApplication.translate("Search", str(_SEARCH_HINT))))
    search.addAction(icons.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
    search.setFixedWidth(metrics.px(250))
    return search


def _tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)
