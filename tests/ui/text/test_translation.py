"""The window's language: which catalogue is taken, and what an update under a running desk does to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jobdesk.ui.theme.resources import resources_folder

pytestmark = pytest.mark.gui
_SPEAK = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from jobdesk.ui.text import translation
folder = Path(sys.argv[1])
translation.resources_folder = lambda: folder
app = QCoreApplication([])
print(translation.install_translations(app, sys.argv[2]))
for file in (folder / "translations").iterdir():
    file.write_bytes(b"")
print(QCoreApplication.translate("Menus", "&File"), QCoreApplication.translate("Tray", "%n job(s) running", "", 1))
print(*(QCoreApplication.translate("Leaving", "Open JobDesk again to see them.", "", n).split()[-1] for n in (1, 2)))
"""


@pytest.mark.parametrize(
    ("wished", "system", "spoken", "words"),
    [
        ("de", "C", "de", "&Datei 1 Auftrag läuft"),
        ("system", "de_AT.UTF-8", "de", "&Datei 1 Auftrag läuft"),
        ("system", "fr_FR.UTF-8", "en", "&File 1 job running"),
        ("en", "de_DE.UTF-8", "en", "&File 1 job running"),
    ],
)
def test_the_language_is_found_and_outlives_its_files(
    tmp_path: Path, wished: str, system: str, spoken: str, words: str
) -> None:
    shutil.copytree(resources_folder() / "translations", tmp_path / "translations")
    environment = {key: value for key, value in os.environ.items() if key not in {"LC_ALL", "LC_MESSAGES"}}
    done = subprocess.run(
        [sys.executable, "-c", _SPEAK, str(tmp_path), wished],
        env=environment | {"LANG": system, "LANGUAGE": system.partition(".")[0]},
        capture_output=True,
        text=True,
        check=False,
    )
    rest = "sehen. sehen." if spoken == "de" else "it. them."
    assert done.stdout.splitlines() == [spoken, words, rest], done.stderr
    assert done.returncode == 0
