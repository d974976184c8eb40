"""Qt's own buttons, menus and dialogs in Chinese. Knows no office."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

GAPS: Mapping[str, str] = {
    "&Look in:": "查找范围(&I)：",
    "Files of &type:": "文件类型(&T)：",
    "Folder": "文件夹",
    "Page &Set:": "页面选择(&S)：",
    "Page &order:": "页面顺序(&O)：",
    "Pages &per sheet:": "每张页数(&P)：",
}
"""What Qt 6.11 says in new words that its own translation does not know yet."""


class _Gaps(QTranslator):
    """Asked last, for what Qt's translation leaves in English."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1) -> str | None:
        return GAPS.get(source)


def speak_chinese(app: QCoreApplication) -> bool:
    """Install Qt's Simplified Chinese; False when this build lacks the file (self-check tells)."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app.installTranslator(_Gaps(app))
    translator = QTranslator(app)
    found = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return bool(found and app.installTranslator(translator))
