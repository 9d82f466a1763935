"""PySide6 comes without its own documentation, which is still there for whoever asks."""

import subprocess
import sys

_ASK = """
{first}
import builtins, sys
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
names = vars(sys.modules["PySide6.support.signature.lib.pyi_generator"])
print("generate_pyi" in names, builtins.__import__.__name__)
try:
    QColor().setRgb("red", 1)
except TypeError as error:
    print(error)
print(QObject.setObjectName.__doc__)
print(sys.modules["PySide6.support.signature.lib.pyi_generator"].generate_pyi.__name__)
"""
_QUICK = "from jobdesk.ui.widgets.quick_pyside import import_pyside; import_pyside()"


def _ask(first: str) -> tuple[str, str]:
    command = [sys.executable, "-c", _ASK.format(first=first)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    state, _, rest = told.partition("\n")
    return state, rest


def test_its_documentation_is_the_same_and_comes_when_asked_for() -> None:
    """Errors and help say what they always say; none of it was compiled before, nor is any import searched."""
    usual_state, usual = _ask("")
    state, told = _ask(_QUICK)
    assert usual_state == "True __feature_import__"
    assert state == "False __import__"
    assert "QColor.setRgb" in told
    assert told == usual


_ASK_FOR_STAND_INS = """
import sys
{first}
import PySide6.QtCore
print("inspect" in sys.modules, "tempfile" in sys.modules)
feature = sys.modules["shibokensupport.feature"]
print(feature.inspect.isclass(int))
import inspect, json, tempfile
print(inspect.getsource(json) != "", tempfile.gettempdir() != "")
"""


def test_what_it_only_imports_is_loaded_by_who_uses_it() -> None:
    """A module that PySide6 imports and does not use is not there before somebody uses it, and then it is whole."""
    command = [sys.executable, "-c", _ASK_FOR_STAND_INS.format(first=_QUICK)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert told.split() == ["False", "False", "True", "True", "True"]
