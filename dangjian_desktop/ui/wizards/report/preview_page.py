"""预览与输出: the finished pages or 数源索引, print, Word, PDF, 定稿, 已报送. What is painted is what stands in the Word file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QSize, Qt, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from dangjian_desktop.domain.blocks import Document
from dangjian_desktop.domain.finding import Finding
from dangjian_desktop.domain.report import STATES, Draft
from dangjian_desktop.paper.layout import Pages, lay_out
from dangjian_desktop.paper.painter import page_layout, paint_all
from dangjian_desktop.services.base.ports import Painter
from dangjian_desktop.services.report import outputs
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.pages.page_view import PageView
from dangjian_desktop.ui.kit.pages.printing import safely
from dangjian_desktop.ui.kit.parts.layout import clear
from dangjian_desktop.ui.kit.parts.parts import Pill, area, button, label, rule
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.report.session import ReportSession
from dangjian_desktop.ui.wizards.report.typed_numbers import words_in

if TYPE_CHECKING:
    from dangjian_desktop.services.services import Services

FINDINGS = 3
MOVED_SHOWN = 6
HOW_TO_FONTS = (
    "请向上级办公室要这几种字体的文件，右键点文件，选“为所有用户安装”，再重新打开程序。\n"
    "存成的 Word 文件里写的总是标准字体的名称，在装有这些字体的电脑上打开就是原样。"
)


@dataclass(frozen=True)
class Paper:
    """A finished Word file and what is painted of it; ``name`` is added to the name of the file."""

    docx: bytes
    document: Document
    name: str = ""


@dataclass(frozen=True)
class Output:
    """What the page shows, brought home in one answer."""

    paper: Paper
    findings: tuple[Finding, ...]
    moved: tuple[str, ...]
    numbers: int


def produce(draft: Draft) -> Callable[[Services], Output]:
    def work(services: Services) -> Output:
        reporting = services.reporting
        docx = reporting.render(draft)
        moved = tuple(map(str, reporting.changed_since(draft.id))) if draft.state != "draft" else ()
        findings = reporting.findings(draft) if draft.state == "draft" else ()
        return Output(Paper(docx, reporting.document(docx)), tuple(findings), moved, len(reporting.numbers(draft)))

    return work


def produce_index(draft: Draft) -> Callable[[Services], Paper]:
    def work(services: Services) -> Paper:
        docx = services.reporting.source_index(draft)
        return Paper(docx, services.reporting.document(docx), "数源索引")

    return work


class TallButton(QPushButton):
    """An icon, a verb in bold and a line below it."""

    def __init__(self, theme: Theme, icon: str, words: str, line: str) -> None:
        super().__init__()
        self.setProperty("kind", "tall")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(words)
        self._height = theme.control(53)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(theme.px(10))
        sign = QLabel()
        sign.setPixmap(theme.pixmap(icon, 20, theme.color("ink2")))
        self._texts = texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        texts.addWidget(label(words, "strong"))
        texts.addWidget(label(line, "caption"))
        texts.addStretch(1)
        row.addWidget(sign)
        row.addLayout(texts, 1)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(self._texts.sizeHint().width(), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class FontsNote(QVBoxLayout):
    """Which faces of the standard are there, what stands in for those that are not, and how to get them."""

    def __init__(self, theme: Theme, ask: Ask) -> None:
        super().__init__()
        self.theme, self.questions = theme, ask
        self.setSpacing(theme.spacing(4))

    def say(self, pages: Pages) -> None:
        clear(self)
        states = pages.fonts
        for family in dict.fromkeys(family for _char, family in pages.lost):
            chars = "、".join(char for char, wanted in pages.lost if wanted == family)
            self._line("warning-triangle", "amber", f"{family}和本机其他字体都没有“{chars}”，印出来是空框；请补装带这些字的字体", "warning")
        if present := [state.wanted for state in states if state.present]:
            self._line("check", "green", "、".join(present), "label")
        for state in states:
            if not state.present:
                instead = f"，用{state.shown}{'加粗' if state.bold else ''}代替" if state.shown else ""
                self._line("warning-triangle", "amber", f"没有{state.wanted}{instead}", "warning")
        if not all(state.present for state in states):
            tell = button(self.theme, "怎样补装字体", "link", clicked=lambda: self.questions.tell("怎样补装字体", HOW_TO_FONTS))
            self.addWidget(tell, 0, Qt.AlignmentFlag.AlignLeft)

    def _line(self, icon: str, color: str, words: str, role: str) -> None:
        row = QHBoxLayout()
        sign = QLabel()
        sign.setPixmap(self.theme.pixmap(icon, 14, self.theme.color(color)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(words, "caption" if role == "label" else role, wrap=True), 1)
        self.addLayout(row)


class PreviewPage(WizardPage):
    """The fifth step."""

    name = "预览与输出"
    records_wanted = Signal(object, str)

    def __init__(self, session: ReportSession, theme: Theme, ask: Ask, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme, self.questions, self.painter = session, theme, ask, painter
        self.output: Output | None = None
        self.paper: Paper | None = None
        self.pages: Pages | None = None
        self.dialog: QPrintDialog | None = None
        self.view = PageView(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.view, 1)
        row.addWidget(self._build_side())

    def _build_side(self) -> QFrame:
        theme = self.theme
        side = area("panel")
        side.setFixedWidth(theme.px(296))
        outer = QVBoxLayout(side)
        outer.setContentsMargins(0, 0, 0, theme.spacing(12))
        upper = area("paper")
        column = QVBoxLayout(upper)
        column.setContentsMargins(theme.spacing(16), theme.spacing(12), theme.spacing(16), 0)
        column.setSpacing(theme.spacing(8))
        head = QHBoxLayout()
        self.state, self.pill = label("", "panel-title"), Pill(theme)
        head.addWidget(self.state)
        head.addWidget(self.pill)
        head.addStretch(1)
        column.addLayout(head)
        self.facts, self.moved = label("", "label", wrap=True), label("", "warning", wrap=True)
        column.addWidget(self.facts)
        column.addWidget(self.moved)
        column.addWidget(rule())
        self.print_button = TallButton(theme, "print", "打印...", "A4 双面，每页 22 行 28 字")
        self.word_button = TallButton(theme, "file", "存为 Word", "可以在 WPS 里再改")
        self.pdf_button = TallButton(theme, "report", "存为 PDF", "给领导看")
        for widget, work in ((self.print_button, self.print_pages), (self.word_button, self.save_word), (self.pdf_button, self.save_pdf)):
            widget.clicked.connect(lambda _checked=False, work=work: work())
            column.addWidget(widget)
        self.index_button = button(theme, "", "link", clicked=self.turn)
        column.addWidget(self.index_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.saved = label("", "done", wrap=True)
        self.saved.hide()
        column.addWidget(self.saved)
        column.addWidget(rule())
        column.addWidget(label("字体", "strong"))
        self.fonts = FontsNote(theme, self.questions)
        column.addLayout(self.fonts)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(upper)
        outer.addWidget(scroll, 1)
        outer.addWidget(rule())
        lower = QVBoxLayout()
        lower.setContentsMargins(theme.spacing(16), 0, theme.spacing(16), 0)
        lower.setSpacing(theme.spacing(8))
        self._build_final(lower)
        outer.addLayout(lower)
        return side

    def _build_final(self, column: QVBoxLayout) -> None:
        self.final_words = label("", "caption", wrap=True)
        self.final_button = button(self.theme, "定稿...", "primary", clicked=self.finalize)
        self.sent_button = button(self.theme, "标记已报送", "primary", clicked=self.mark_sent)
        foot = QHBoxLayout()
        self.refusal = label("", "caption", wrap=True)
        self.go_button = button(self.theme, "去处理", "link", clicked=lambda: self.jump.emit(FINDINGS))
        foot.addWidget(self.refusal, 1)
        foot.addWidget(self.go_button)
        for widget in (self.final_words, self.final_button, self.sent_button):
            column.addWidget(widget)
        column.addLayout(foot)

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        return "看到的就是打印出来的"

    def note(self) -> str:
        return f"{len(self.pages)} 页" if self.pages else ""

    def first(self) -> QWidget:
        return self.view.canvas

    def enter(self) -> None:
        draft = self.session.draft
        if draft is not None:
            self.session.keep()
            self.session.ask(produce(draft), self._show, latest="preview")

    def set_narrow(self, narrow: bool) -> None:
        self.view.thumbs.setVisible(not narrow)

    # ------------------------------------------------------------------ showing
    def _show(self, output: Output) -> None:
        self.output = output
        self._show_paper(output.paper)

    def _show_paper(self, paper: Paper) -> None:
        self.paper = paper
        self.pages = lay_out(paper.document)
        self.view.show_pages(self.pages)
        self.fonts.say(self.pages)
        self.index_button.setText("看报告" if paper.name else "看数源索引")
        self.index_button.setToolTip("" if paper.name else "每个数的台账、口径、记录和佐证材料，附核验码")
        self._show_state()
        self.told.emit()

    def turn(self) -> None:
        """From the report to its 数源索引 and back; print, Word and PDF mean what is on view."""
        draft, output, paper = self.session.draft, self.output, self.paper
        if draft is None or output is None or paper is None:
            return
        if paper is output.paper:
            self.session.ask(produce_index(draft), self._show_paper, latest="preview")
        else:
            self._show_paper(output.paper)

    def must(self) -> list[Finding]:
        draft, output = self.session.draft, self.output
        if draft is None or output is None:
            return []
        return [found for found in output.findings if found.passed_with(draft.passed).stops]

    def _show_state(self) -> None:
        draft, output, paper, pages = self.session.draft, self.output, self.paper, self.pages
        if draft is None or output is None or paper is None or pages is None:
            return
        must = self.must()
        self.state.setText(STATES[draft.state])
        if draft.state == "draft":
            self.pill.say("amber", "warning-triangle", f"还有 {len(must)} 处必须处理" if must else "")
        else:
            self.pill.say("amber", "warning-triangle", f"{len(output.moved)} 个数后来变了" if output.moved else "")
        more = f"\n另 {len(output.moved) - MOVED_SHOWN} 个" if len(output.moved) > MOVED_SHOWN else ""
        self.moved.setText("\n".join(output.moved[:MOVED_SHOWN]) + more)
        self.moved.setVisible(bool(output.moved))
        words = f"{words_in(paper.document.text):,} 字，数字 {output.numbers} 个"
        self.facts.setText(f"{paper.name}，{len(pages)} 页" if paper.name else f"{len(pages)} 页，{words}")
        self.final_words.setText(
            f"定稿会冻结 {output.numbers} 个数和它们的记录，以后台账变了也查得到。"
            if draft.state == "draft"
            else "数字和记录已经冻结，这份报告不再改动。"
        )
        self.final_button.setVisible(draft.state == "draft")
        self.final_button.setEnabled(not must)
        self.final_button.setToolTip(f"处理完 {len(must)} 处后才能定稿" if must else "")
        self.sent_button.setVisible(draft.state == "final")
        self.refusal.setText(f"处理完 {len(must)} 处后才能定稿" if must else "")
        self.refusal.setVisible(bool(must))
        self.go_button.setVisible(bool(must))

    # ------------------------------------------------------------------ out of the house
    def _file_name(self, ending: str) -> str:
        title = self.session.draft.title if self.session.draft else "报告"
        added = self.paper.name if self.paper else ""
        return "".join(char for char in title + added if char not in '\\/:*?"<>|\n') + ending

    def save_word(self) -> None:
        if self.paper is None:
            return
        docx = self.paper.docx
        self._save("Word 文件 (*.docx)", ".docx", lambda path: path.write_bytes(docx))

    def save_pdf(self) -> None:
        if self.paper is None:
            return
        document, painter = self.paper.document, self.painter
        self._save("PDF 文件 (*.pdf)", ".pdf", lambda path: painter.to_pdf(document, path))

    def _save(self, kinds: str, ending: str, write: Callable[[Path], object]) -> None:
        path = self.questions.save_file(f"存为 {kinds.partition(' ')[0]}", self._file_name(ending), kinds)
        if path is not None:
            self.session.ask(lambda _services: put(write, path), lambda place: self._saved(path, place))

    def _saved(self, wanted: Path, place: Path) -> None:
        aside = "" if place == wanted else f"；“{wanted.name}”已有人改过，没有覆盖它"
        self.saved.setText(f"已存到 {place}{aside}")
        self.saved.show()

    def print_pages(self) -> None:
        """Ask for a printer; the dialog stays open beside the preview and prints when it is accepted."""
        if self.pages is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.dialog = QPrintDialog(printer, self)
        self.dialog.setMinMax(1, len(self.pages))
        self.dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(self.dialog)

    def print_on(self, printer: QPrinter) -> None:
        """The chosen pages, true to the millimetre."""
        if self.pages is None:
            return
        printer.setFullPage(True)
        printer.setPageLayout(page_layout(self.pages.setup))
        printer.setPageMargins(QMarginsF())
        first, last = printer.fromPage() or 1, printer.toPage() or len(self.pages)
        try:
            paint_all(printer, self.pages, chosen=range(first - 1, min(last, len(self.pages))))
        except OSError:
            self.questions.tell("没有打印", "打印机没有接受这份文件。报告完好，请检查打印机后再点打印，或先存为 PDF。")

    # ------------------------------------------------------------------ state
    def finalize(self) -> None:
        draft = self.session.draft
        if draft is None or self.must():
            return
        if self.questions.confirm("现在定稿？", "数字和它们的记录会冻结，文字不再改动。台账可以照常登记。", "定稿"):
            self.session.ask(lambda services: services.reporting.finalize(draft), lambda _info: self._reopen())

    def mark_sent(self) -> None:
        draft = self.session.draft
        if draft is not None:
            self.session.ask(lambda services: services.reporting.mark_sent(draft.id), lambda _info: self._reopen())

    def _reopen(self) -> None:
        draft = self.session.draft
        if draft is not None:
            self.session.ask(lambda services: services.reporting.open(draft.id), self._reopened)

    def _reopened(self, draft: Draft) -> None:
        self.session.take(draft)
        self.enter()


def put(write: Callable[[Path], object], path: Path) -> Path:
    """Where it was written: beside a file that somebody has worked on since."""
    place = outputs.free_place(path)
    safely(write, place)
    outputs.written(place)
    return place
