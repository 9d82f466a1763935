"""The language of the window: JobDesk's catalogue and Qt's own, by the user's choice or the system's."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from jobdesk.ui.resources import resources_folder

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
    own = QTranslator(app)
    folder = str(resources_folder() / "translations")
    if not own.load(locale, "jobdesk", "_", folder):
        # English is in the code, and only what depends on a number is in its catalogue.
        own.load(f"jobdesk_{_ENGLISH}", folder)
    spoken = own.language() or _ENGLISH
    catalogues = [own]
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
