"""Qt's own buttons, menus and dialogs in Chinese. Knows no office."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator


def speak_chinese(app: QCoreApplication) -> bool:
    """Install Qt's Simplified Chinese; False when this build lacks the file (self-check tells)."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    found = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return bool(found and app.installTranslator(translator))
