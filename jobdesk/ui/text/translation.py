"""The language of the window: JobDesk's catalogue and Qt's own, by the user's choice or the system's."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from jobdesk.ui.theme.resources import resources_folder

_log = logging.getLogger(__name__)
_ENGLISH = "en"


def install_translations(app: QCoreApplication, language: str) -> str:
    """Speak a language from now on; to be called before the first widget is made.

    Args:
        app: The application.
        language: A language's code, or "system" for the first of the system's that there is.

    Returns:
        The code of the language that is spoken.
    """
    remove_translations(app)
    system = QLocale.system()
    locale = system if language == "system" else QLocale(language)
    if locale.language() is not system.language():
        # Dates and numbers in the language that is read; a chosen language of the system keeps the region's ways.
        QLocale.setDefault(locale)
    # English is in the code, and only what depends on a number is in its catalogue.
    own = _Catalogue(app, next(filter(Path.is_file, map(_file_of, _names_of(locale))), _file_of(_ENGLISH)))
    spoken = own.language() or _ENGLISH
    catalogues: list[QTranslator] = [own]
    if spoken != _ENGLISH:
        qt = QTranslator(app)
        if qt.load(f"qtbase_{spoken}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            catalogues.insert(0, qt)
        else:
            _log.warning("Qt's own texts are not there in %s", spoken)
    for catalogue in catalogues:
        catalogue.setObjectName(_MARK)
        app.installTranslator(catalogue)
    return spoken


def remove_translations(app: QCoreApplication) -> None:
    """Speak English as it is in the code."""
    for catalogue in app.findChildren(QTranslator, _MARK):
        app.removeTranslator(catalogue)
        catalogue.setParent(None)


_MARK = "jobdeskCatalogue"


class _Catalogue(QTranslator):
    """A catalogue in memory: Qt would map its file, and crash when an update writes another into its place."""

    def __init__(self, app: QCoreApplication, path: Path) -> None:
        super().__init__(app)
        try:
            self._content = path.read_bytes()  # Qt makes no copy.
        except OSError as error:
            _log.warning("JobDesk's own texts cannot be read: %s", error)
            return
        self.load(self._content)


def _file_of(name: str) -> Path:
    return resources_folder() / "translations" / f"jobdesk_{name}.qm"


def _names_of(locale: QLocale) -> Iterator[str]:
    """Return what catalogues of a locale's languages may be called, the best first."""
    for name in locale.uiLanguages():
        parts = name.split("-")
        for count in range(len(parts), 0, -1):
            yield "_".join(parts[:count])
