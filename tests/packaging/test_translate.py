"""Every text of the window is translated, fills its blanks, and is compiled as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import translate
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from jobdesk.ui.text.translation import install_translations, remove_translations

TEXTS = translate.extract(translate.ROOT / "jobdesk")


@pytest.mark.parametrize("catalogue", translate.CATALOGUES, ids=lambda catalogue: catalogue.language)
class TestCatalogue:
    def test_it_holds_every_text_translated_and_none_that_is_gone(self, catalogue: translate.Catalogue) -> None:
        known = translate.read(catalogue.source)
        wanted = [text for text in TEXTS if text.is_counted or not catalogue.only_counted]
        missing = [text for text in wanted if not translate.is_translated(text, known.get(text, ()), catalogue)]
        assert missing == [], "run packaging/translate.py and translate what it lists"
        assert set(known) == set(wanted)

    def test_blanks_are_the_same(self, catalogue: translate.Catalogue) -> None:
        wrong = [
            (text.source, form)
            for text, forms in translate.read(catalogue.source).items()
            for form in forms
            if blanks(form) != blanks(text.source)
        ]
        assert wrong == []

    def test_ends_are_the_same(self, catalogue: translate.Catalogue) -> None:
        ends = ("…", ":", ".", "?", ",", " ", "\n")
        wrong = [
            (text.source, form)
            for text, forms in translate.read(catalogue.source).items()
            for form in forms
            if next((end for end in ends if text.source.endswith(end)), "")
            != next((end for end in ends if form.endswith(end) and not form.endswith(("Nr.", "Tsd."))), "")
        ]
        assert wrong == []

    def test_it_is_compiled_as_it_stands(self, catalogue: translate.Catalogue) -> None:
        content = catalogue.source.read_text(encoding="utf-8")
        assert content == translate.render(translate.read(catalogue.source), catalogue)
        assert catalogue.compiled.read_bytes() == translate.compile_catalogue(content)


def blanks(text: str) -> list[str]:
    return sorted(re.findall(r"%\d|%n|\{%?[a-z0-9]+\}|&&|\*\.json", text))


def test_every_way_to_translate_is_found(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "a.py").write_text(
        "from PySide6.QtCore import QCoreApplication\n"
        "class Pane:\n"
        "    def show(self, n):\n"
        "        self.tr('Short\\N{HORIZONTAL ELLIPSIS}'); self.tr('%n line(s)', '', n)\n"
        "        self.tr('Two ' 'parts', 'told apart')\n"
        "QCoreApplication.translate('Other', 'Long')\n"
        "def _say(text):\n"
        "    return QCoreApplication.translate('Short', text)\n"
        "_say('By shorthand')\n"
    )
    found = {(text.context, text.source, text.comment, text.is_counted) for text in translate.extract(tmp_path)}
    assert found >= {
        ("Pane", "Short…", "", False),
        ("Pane", "%n line(s)", "", True),
        ("Pane", "Two parts", "told apart", False),
        ("Other", "Long", "", False),
        ("Short", "By shorthand", "", False),
    }


@pytest.mark.gui
def test_the_window_speaks_german_and_qt_with_it(qapp: QApplication) -> None:
    before = QLocale()
    try:
        assert install_translations(qapp, "de") == "de"
        say = QCoreApplication.translate
        assert say("Menus", "&File") == "&Datei"
        assert say("QPlatformTheme", "Cancel") == "Abbrechen"
        assert say("Tray", "%n job(s) running", "", 1) == "1 Auftrag läuft"
        assert say("Tray", "%n job(s) running", "", 3) == "3 Aufträge laufen"
        assert install_translations(qapp, "en") == "en"
        assert say("Menus", "&File") == "&File"
        assert say("Tray", "%n job(s) running", "", 1) == "1 job running"
    finally:
        remove_translations(qapp)
        QLocale.setDefault(before)


def test_every_text_has_a_context_to_be_found_by() -> None:
    assert [text.source for text in TEXTS if not text.context] == []
