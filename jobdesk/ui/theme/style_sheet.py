"""The one style sheet, made from the tokens; what a palette can say is not said here."""

from __future__ import annotations

from collections.abc import Mapping

from jobdesk.ui.theme.metrics import px
from jobdesk.ui.theme.tokens import Tokens


def make_style_sheet(tokens: Tokens, files: Mapping[str, str]) -> str:
    """Return the style sheet of a theme.

    Args:
        tokens: The theme's colours.
        files: Paths of tinted arrows by their names.
    """
    return "\n".join(
        (_bars(tokens), _controls(tokens, files), _buttons(tokens, files), _panes(tokens, files), _lists(tokens))
    )


def _image(files: Mapping[str, str], name: str) -> str:
    return f"image: url({files[name]});" if name in files else ""


def _bars(t: Tokens) -> str:
    return f"""
QMenuBar {{ background: {t.window}; color: {t.text}; padding: 2px {px(6)}px; }}
QMenuBar::item {{ padding: {px(4)}px {px(9)}px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.seloff}; }}
QMenu {{ menu-scrollable: 1; background: {t.raised}; color: {t.text}; border: 1px solid {t.line2}; padding: 4px;
  icon-size: {px(16)}px; }}
QMenu::item {{ padding: {px(5)}px {px(24)}px {px(5)}px {px(12)}px; border-radius: 4px; }}
QMenu::icon {{ padding-left: {px(8)}px; }}
QMenu::item:selected {{ background: {t.sel}; }}
QMenu::item:disabled {{ color: {t.text3}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QToolBar {{ background: {t.window}; border: none; border-bottom: 1px solid {t.line}; spacing: {px(4)}px;
  padding: {px(5)}px {px(8)}px; }}
QToolBar::separator {{ width: 1px; background: {t.line2}; margin: {px(8)}px {px(6)}px; }}
QStatusBar {{ background: {t.window}; border-top: 1px solid {t.line}; color: {t.text2}; }}
QStatusBar::item {{ border: none; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.edge}; padding: 4px 6px; }}
"""


def _controls(t: Tokens, files: Mapping[str, str]) -> str:
    fields = "QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox"
    return f"""
{fields} {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.edge}; border-radius: 5px;
  selection-background-color: {t.mark}; selection-color: {t.onmark}; }}
QLineEdit, QComboBox {{ padding: {px(4)}px {px(8)}px; min-height: {px(18)}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 2px solid {t.accent}; }}
QLineEdit:focus {{ padding: {px(4) - 1}px {px(8) - 1}px; }}
QComboBox:focus {{ padding: {px(4) - 1}px {px(8) - 1}px; }}
QAbstractSpinBox {{ padding: {px(3)}px {px(6)}px; min-height: {px(18)}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: {px(22)}px;
  border: none; background: transparent; }}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; margin-top: 2px; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; margin-bottom: 2px; }}
QAbstractSpinBox::up-arrow {{ {_image(files, "chevron-up-text2")} width: {px(12)}px; height: {px(12)}px; }}
QAbstractSpinBox::down-arrow {{ {_image(files, "chevron-down-text2")} width: {px(12)}px; height: {px(12)}px; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ border: none; background: transparent; min-height: 0;
  padding: 0 {px(4)}px; }}
QAbstractSpinBox:focus {{ border: 2px solid {t.accent}; padding: {px(3) - 1}px {px(6) - 1}px; }}
QAbstractSpinBox[isWrong="true"], QComboBox[isWrong="true"] {{ border: 2px solid {t.fail}; }}
QLineEdit[isWrong="true"], QPlainTextEdit[isWrong="true"] {{ border: 2px solid {t.fail}; }}
#problemMark {{ {_image(files, "filled/alert-circle-fail")} }}
QLineEdit:disabled, QComboBox:disabled {{ border-color: {t.line2}; color: {t.text3}; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView::item {{ min-height: {px(26)}px; padding: 0 {px(4)}px; }}
QComboBox::drop-down {{ border: none; width: {px(24)}px; }}
QComboBox::down-arrow {{ {_image(files, "chevron-down-text2")} width: {px(14)}px; height: {px(14)}px; }}
QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.line2};
  selection-background-color: {t.sel}; selection-color: {t.text}; outline: none; }}
QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0; background: transparent; }}
QCheckBox {{ spacing: {px(8)}px; }}
QCheckBox::indicator, QListView::indicator {{ width: {px(16)}px; height: {px(16)}px; border: 1px solid {t.edge};
  border-radius: 4px; background: {t.surface}; }}
QCheckBox::indicator:focus {{ border: 2px solid {t.accent}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{ background: {t.fill}; border-color: {t.fill};
  {_image(files, "check-onfill")} }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {t.edge}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""


def _buttons(t: Tokens, files: Mapping[str, str]) -> str:
    return f"""
QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.edge}; border-radius: 5px;
  padding: {px(5)}px {px(12)}px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton, QComboBox {{ icon-size: {px(16)}px; }}
QPushButton:default {{ border-color: {t.accent}; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed {{ background: {t.seloff}; }}
QPushButton:disabled {{ color: {t.text3}; border-color: {t.line2}; background: transparent; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: {px(5) - 1}px {px(12) - 1}px; }}
QPushButton[isMain="true"], QToolButton[isMain="true"] {{ background: {t.fill}; color: {t.onfill}; border: none;
  border-radius: 5px; padding: {px(6)}px {px(14)}px; font-weight: 600; }}
QPushButton[isMain="true"]:disabled, QToolButton[isMain="true"]:disabled {{ background: {t.seloff}; color: {t.text3}; }}
QPushButton[isMain="true"]:hover, QToolButton[isMain="true"]:hover {{ background: {t.fillhover}; }}
QPushButton[isMain="true"]:focus, QToolButton[isMain="true"]:focus {{ border: 2px solid {t.text};
  padding: {px(6) - 2}px {px(14) - 2}px; }}
QToolButton[popupMode="1"] {{ padding-right: {px(24)}px; }}
QToolButton[popupMode="1"]::menu-button {{ border: none; width: {px(20)}px; }}
QToolButton[popupMode="1"]::menu-arrow {{ {_image(files, "chevron-down-text2")} width: {px(14)}px;
  height: {px(14)}px; }}
QToolButton[isMain="true"][popupMode="1"] {{ padding-right: {px(38)}px; }}
QToolButton[isMain="true"]::menu-button {{ border: none; border-radius: 5px; width: {px(26)}px; }}
QToolButton[isMain="true"]::menu-button:hover {{ background: {t.fillhover}; }}
QToolButton[isMain="true"]::menu-arrow {{ {_image(files, "chevron-down-onfill")} width: {px(14)}px;
  height: {px(14)}px; }}
QPushButton[isPill="true"] {{ background: {t.fill}; color: {t.onfill}; border: none; border-radius: {px(13)}px;
  padding: {px(5)}px {px(12)}px; font-weight: 600; }}
QPushButton[isPill="true"]:hover {{ background: {t.fillhover}; }}
QPushButton[isPill="true"]:focus {{ border: 2px solid {t.text}; padding: {px(5) - 2}px {px(12) - 2}px; }}
QToolButton {{ background: transparent; color: {t.text}; border: 1px solid transparent; border-radius: 5px;
  padding: {px(5)}px {px(8)}px; }}
QToolButton:hover {{ background: {t.seloff}; }}
QToolButton:disabled {{ color: {t.text3}; }}
QToolButton:checked {{ background: {t.seloff}; border-color: {t.edge}; }}
QToolButton:checked:disabled {{ background: transparent; border-color: transparent; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton[isSquare="true"] {{ padding: {px(5)}px; margin-left: {px(2)}px; }}
QPushButton[isSegment="true"] {{ border-radius: 0; border-right-width: 0; padding: {px(5)}px {px(16)}px; }}
QPushButton[isSegment="true"][place="first"] {{ border-top-left-radius: 5px; border-bottom-left-radius: 5px; }}
QPushButton[isSegment="true"][place="last"] {{ border-right-width: 1px; border-top-right-radius: 5px;
  border-bottom-right-radius: 5px; }}
QPushButton[isSegment="true"]:checked {{ background: {t.sel}; color: {t.accent}; }}
QPushButton[isSegment="true"]:focus {{ border: 2px solid {t.accent}; padding: {px(5) - 1}px {px(16) - 1}px; }}
QToolButton[isQuiet="true"], QToolButton[isQuiet="true"]:checked {{ background: transparent;
  border-color: transparent; padding-left: 0; }}
QToolButton[isQuiet="true"]:hover {{ color: {t.accent}; }}
QToolButton[isQuiet="true"]:focus {{ border-color: {t.accent}; }}
"""


def _panes(t: Tokens, files: Mapping[str, str]) -> str:
    return f"""
QTableView {{ background: {t.surface}; border: none; outline: none; }}
QTableView:focus {{ border: none; }}
QHeaderView {{ background: {t.surface}; border: none; }}
QHeaderView::section {{ background: {t.surface}; color: {t.text3}; border: none;
  border-bottom: 1px solid {t.line}; padding: 0 {px(8)}px; }}
QHeaderView::section:hover {{ background: {t.hover}; }}
QSplitter::handle {{ background: {t.line2}; }}
QSplitter::handle:vertical {{ height: 1px; }}
QSplitter#gap::handle {{ height: {px(12)}px; background: transparent; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {t.text2}; border: none; border-bottom: 2px solid transparent;
  padding: {px(6)}px {px(3)}px; margin: 0 {px(9)}px; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:selected {{ color: {t.text}; font-weight: 500; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:focus {{ color: {t.accent}; }}
#logText {{ background: {t.log}; border: none; border-radius: 0; }}
#logText:focus {{ border: none; }}
#logPane, #logNote {{ background: {t.log}; }}
#logNote {{ color: {t.text3}; padding: {px(4)}px {px(12)}px; border-bottom: 1px solid {t.line}; }}
#findBar {{ background: {t.surface}; border-bottom: 1px solid {t.line}; }}
QToolButton[isLink="true"] {{ color: {t.accent}; padding: 0 2px; border: 2px solid transparent; }}
QToolButton[isLink="true"]:hover {{ background: transparent; text-decoration: underline; }}
QToolButton[isLink="true"]:focus {{ border-color: {t.accent}; }}
#glance {{ background: {t.surface}; border-left: 1px solid {t.line}; }}
#fileTable::item {{ padding: 0 {px(8) - 3}px; }}
#fileTable QHeaderView::section {{ padding: 0 {px(8)}px; height: {px(28)}px; }}
#toolLine {{ background: {t.line2}; }}
QToolButton[isTool="true"] {{ padding: 0; }}
QToolButton[isTool="true"]:focus {{ border: 2px solid {t.accent}; }}
#surface, #facts, #facts > QWidget > QWidget {{ background: {t.surface}; }}
#tabRow {{ background: {t.surface}; border-bottom: 1px solid {t.line}; }}
#sidebar {{ background: {t.side}; border: none; outline: none; padding: {px(4)}px 0; }}
#filterBar {{ background: {t.surface}; border-bottom: 1px solid {t.line}; }}
QSplitter::handle:horizontal {{ width: 1px; background: {t.line}; }}
QPushButton[isChip="true"] {{ background: {t.sel}; color: {t.text}; border: 1px solid transparent;
  border-radius: {px(11)}px; padding: {px(2)}px {px(9)}px; }}
QPushButton[isChip="true"]:hover {{ background: {t.seloff}; }}
QPushButton[isChip="true"]:focus {{ border: 1px solid {t.accent}; padding: {px(2)}px {px(9)}px; }}
QToolButton[isFilter="true"] {{ background: {t.surface}; border: 1px solid {t.edge};
  padding: {px(5)}px {px(20)}px {px(5)}px {px(8)}px; }}
QToolButton[isFilter="true"]::menu-indicator {{ {_image(files, "chevron-down-text2")} width: {px(14)}px;
  height: {px(14)}px; subcontrol-position: center right; right: {px(4)}px; }}
#noticeBar {{ background: {t.failsoft}; border-bottom: 1px solid {t.line2}; }}
#noticeBar[isCalm="true"] {{ background: {t.runsoft}; }}
#summary {{ background: {t.track}; border-radius: 6px; }}
QToolButton[isStatus="true"] {{ padding: {px(1)}px {px(6)}px; color: {t.text2}; }}
"""


def _lists(t: Tokens) -> str:
    return f"""
#palette {{ background: {t.raised}; border: 1px solid {t.edge}; border-radius: 8px; }}
#palette QLineEdit {{ border: none; background: transparent; padding: {px(4)}px; }}
#paletteList, #templateList, #settingPages, #waitList {{ background: transparent; border: none; outline: none; }}
#templateList, #settingPages, #waitList {{ background: {t.surface}; border: 1px solid {t.line2}; border-radius: 6px;
  padding: {px(4)}px; }}
#templateList:focus, #settingPages:focus, #waitList:focus {{ border: 1px solid {t.accent}; }}
#templateList::item, #settingPages::item, #waitList::item {{ border-radius: 4px; padding-left: {px(6)}px;
  color: {t.text}; }}
#waitList::item:disabled {{ color: {t.text3}; }}
#templateList::item:selected, #settingPages::item:selected, #waitList::item:selected {{ background: {t.sel};
  color: {t.text}; }}
/* The style puts 3 px beside the words of a cell, not beside those of a header. */
#activityTable::item, #limitsTable::item {{ padding: 0 {px(8) - 3}px; border: none; }}
#activityTable::item:selected, #limitsTable::item:selected {{ background: {t.sel}; color: {t.text}; }}
#activityTable::item:selected:!active, #limitsTable::item:selected:!active {{ background: {t.seloff}; }}
#limitsTable, #limitsTable:focus {{ border: 1px solid {t.line2}; border-radius: 6px; padding: 2px; }}
#limitsTable:focus {{ border-color: {t.accent}; }}
#completions {{ background: {t.raised}; border: 1px solid {t.edge}; padding: {px(2)}px; outline: none; }}
#completions::item {{ border-radius: 4px; padding: {px(3)}px {px(6)}px; color: {t.text}; }}
#completions::item:selected {{ background: {t.sel}; color: {t.text}; }}
#toast {{ background: {t.raised}; border: 1px solid {t.edge}; border-radius: 8px; }}
QPushButton[isLink="true"] {{ background: transparent; color: {t.accent}; border: 1px solid transparent;
  padding: {px(3)}px {px(7)}px; font-weight: 600; }}
QPushButton[isLink="true"]:hover {{ background: {t.hover}; }}
QPushButton[isFix="true"] {{ padding: {px(1)}px {px(3)}px; font-weight: normal; text-decoration: underline; }}
QPushButton[isFix="true"]:focus {{ padding: {px(1) - 1}px {px(3) - 1}px; }}
QPushButton[isLink="true"]:focus {{ border: 2px solid {t.accent}; padding: {px(3) - 1}px {px(7) - 1}px; }}
QLabel[tone="text2"] {{ color: {t.text2}; }}
QLabel[tone="text3"] {{ color: {t.text3}; }}
QLabel[tone="fail"] {{ color: {t.fail}; }}
QLabel[tone="need"] {{ color: {t.need}; }}
"""
