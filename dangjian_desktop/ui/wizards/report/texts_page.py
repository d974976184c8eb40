"""各部分文字: one editor per section with numbers as chips, the last report beside it. The words live in the draft, not here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.report import Draft, Piece, Section, TagInfo, may_be_taken_over
from dangjian_desktop.domain.spelling import initials
from dangjian_desktop.ui.kit.later import later
from dangjian_desktop.ui.kit.parts.layout import grow, row
from dangjian_desktop.ui.kit.parts.parts import Pill, rule
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.report.chips import as_sent, plain_of
from dangjian_desktop.ui.wizards.report.section_desk import SectionDesk
from dangjian_desktop.ui.wizards.report.section_list import SectionList, done
from dangjian_desktop.ui.wizards.report.session import ReportSession
from dangjian_desktop.ui.wizards.report.tag_picker import TagOffer, TagPicker, with_form
from dangjian_desktop.ui.wizards.report.texts_side import TextsSide
from dangjian_desktop.ui.wizards.report.typed_numbers import Typed, words_in

if TYPE_CHECKING:
    from dangjian_desktop.services.services import Services

WRITTEN_AFTER = 300
GUIDANCE = {"topic": 4000}
USUAL_GUIDANCE = 5000
Loaded = tuple[dict[str, tuple[Piece, ...]], tuple[TagOffer, ...], "Draft | None", dict[str, tuple[Piece, ...]]]


def load(draft: Draft) -> Callable[[Services], Loaded]:
    """Everything the page shows, in one visit to the services."""

    def work(services: Services) -> Loaded:
        final = draft.state != "draft"
        frozen = {number.tag: number.value for number in services.reporting.frozen(draft.id)} if final else {}
        pieces = {part.key: as_sent(services.reporting.pieces(draft, part.text), frozen) for part in draft.sections}
        offers = tuple(TagOffer(info, initials(info.label)) for info in services.reporting.tags(draft.period))
        previous = services.reporting.previous(draft)
        old = {part.key: services.reporting.pieces(previous, part.text) for part in previous.sections} if previous else {}
        return pieces, offers, previous, old

    return work


class TextsPage(WizardPage):
    """The third step."""

    name = "各部分文字"
    records_wanted = Signal(object, str)

    def __init__(self, session: ReportSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme = session, theme
        self.key = self.wanted = ""
        self.pieces: dict[str, tuple[Piece, ...]] = {}
        self.old: dict[str, tuple[Piece, ...]] = {}
        self.offers: tuple[TagOffer, ...] = ()
        self.previous: Draft | None = None
        self._corner = Pill(theme)
        self._timer = later(self, WRITTEN_AFTER, self.write)
        self._build()
        session.kept.connect(lambda at: self._corner.say("", "check", f"已自动保存 {at}"))

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        self.sections = SectionList(self.theme)
        self.sections.chosen.connect(self.show_section)
        self.side = TextsSide(self.theme)
        self.desk = SectionDesk(self.theme)
        self.edit = self.desk.edit
        row(self.theme, self.sections, rule(upright=True), grow(self.desk), self.side, on=self, gap=0)
        self.desk.edited.connect(self._timer.start)
        self.desk.confirm_wanted.connect(self._confirm)
        self.desk.insert_wanted.connect(self._open_picker)
        self.desk.swap_wanted.connect(self._swap)
        self.desk.side_toggled.connect(lambda on: self._show_side(on=on))
        self.edit.chip_chosen.connect(self._show_chip)
        self.picker = TagPicker(self.theme, self)
        self.picker.picked.connect(self._insert)
        self.side.take_wanted.connect(self._take_over)
        self.side.records_wanted.connect(self.records_wanted)
        self.side.form_wanted.connect(self._choose_form)

    # ------------------------------------------------------------------ the frame asks
    def sub(self) -> str:
        return "蓝色数字块连着台账：点一下看记录，不会被改错"

    def hint(self) -> str:
        total = sum(words_in(plain_of(pieces)) for pieces in self.pieces.values())
        limit = GUIDANCE.get(self.session.draft.kind, USUAL_GUIDANCE) if self.session.draft else USUAL_GUIDANCE
        over = f"，超出 {total - limit:,} 字" if total > limit else ""
        return f"全文 {total:,} 字，参考上限 {limit:,} 字{over}"

    def note(self) -> str:
        sections = self.session.draft.sections if self.session.draft else ()
        return f"{len(sections)} 节，写好 {sum(map(done, sections))} 节" if sections else ""

    def trouble(self) -> bool:
        return bool(self.session.draft) and not all(map(done, self.session.draft.sections if self.session.draft else ()))

    def corner(self) -> QWidget:
        return self._corner

    def first(self) -> QWidget:
        return self.edit

    def enter(self) -> None:
        if (draft := self.session.draft) is not None:
            self.session.ask(load(draft), self._loaded, latest="texts")

    def leave(self) -> None:
        self.write()
        self.session.keep()

    def set_narrow(self, narrow: bool) -> None:
        self.desk.old_button.setVisible(narrow)
        self._show_side(on=not narrow)

    # ------------------------------------------------------------------ sections
    def _loaded(self, found: Loaded) -> None:
        self.pieces, self.offers, self.previous, self.old = found
        draft = self.session.draft
        if draft is None or not draft.sections:
            return
        key = next((name for name in (self.wanted, self.key) if name in self.pieces), draft.sections[0].key)
        self.key = self.wanted = ""
        self.show_section(key)

    def choose(self, key: str) -> None:
        """Begin with this section the next time the page comes into view."""
        self.wanted = key

    def show_section(self, key: str) -> None:
        """Another section; what was typed in the one before goes into the draft first."""
        self.write()
        section = self.session.section(key)
        if section is None or key == self.key:
            return
        self.key = key
        old = plain_of(self.old.get(key, ()))
        read_only = self.session.final
        self.desk.show_section(section, self.pieces.get(key, ()), old if self.previous else None, read_only=read_only)
        words = self.previous.period.label if self.previous else ""
        self.side.show_previous(words, old, may_take=may_be_taken_over(key) and not read_only)
        self._show_chip(None)
        self._settle()

    def write(self) -> None:
        """Put the words of the editor into the draft."""
        self._timer.stop()
        section = self.session.section(self.key)
        if section is None or self.session.final:
            return
        self.pieces[self.key] = tuple(self.edit.pieces())
        source = self.edit.source()
        if source != section.text:
            self.session.change_section(self.key, text=source, checked=False)
        self._settle()

    def _settle(self) -> None:
        """Counts, states and offers after a change."""
        draft, section = self.session.draft, self.session.section(self.key)
        if draft is None or section is None:
            return
        before = {part.key: part.text for part in self.previous.sections} if self.previous else None
        self.sections.show_sections(draft.sections, self.key, before)
        self.desk.settle(section, [offer.info for offer in self.offers])
        self.side.compare(self.edit.plain())
        self.told.emit()

    def _confirm(self) -> None:
        self.write()
        section = self.session.section(self.key)
        if section is not None:
            self.session.change_section(self.key, checked=not section.checked)
            self._settle()

    def _take_over(self, _shown: str) -> None:
        """The last report's section with its chips, counted for this period."""
        part: Section | None = next((part for part in self.previous.sections if part.key == self.key), None) if self.previous else None
        draft = self.session.draft
        if part is None or draft is None:
            return
        text, key = part.text, self.key
        self.session.ask(lambda services: services.reporting.pieces(draft, text), lambda pieces: self._put(key, pieces), latest="take")

    def _put(self, key: str, pieces: tuple[Piece, ...]) -> None:
        if key == self.key:
            self.edit.replace_all(pieces)
            self.write()

    # ------------------------------------------------------------------ chips
    def _open_picker(self, place: QRect) -> None:
        self.picker.open_at(self.desk.below_cursor(place), self.offers)

    def _choose_form(self) -> None:
        piece = self.edit.chip_beside_cursor()
        if piece is not None:
            self.picker.offer_forms(self.desk.below_cursor(self.edit.cursorRect()), piece.tag, piece.name)

    def _insert(self, source: str) -> None:
        """A chip for the chosen tag: another form for the chip at the cursor when only the form was chosen."""
        swap = not self.picker.offers
        draft = self.session.draft
        if draft is None:
            return
        done = self.edit.replace_chip if swap else self.edit.insert_piece
        self.session.ask(lambda services: services.reporting.pieces(draft, source), lambda pieces: done(pieces[0]), latest="insert")

    def _show_chip(self, piece: Piece | None) -> None:
        info: TagInfo | None = next((offer.info for offer in self.offers if piece and offer.info.tag == piece.tag), None)
        self.side.show_number(piece, info)

    def _swap(self, typed: Typed) -> None:
        draft = self.session.draft
        if draft is None:
            return
        source = with_form(typed.tag)
        self.session.ask(
            lambda services: services.reporting.pieces(draft, source),
            lambda pieces: self._swapped(typed, pieces[0]),
            latest="swap",
        )

    def _swapped(self, typed: Typed, piece: Piece) -> None:
        self.edit.replace_words(typed.words, piece)
        self.write()

    # ------------------------------------------------------------------ size
    def _show_side(self, *, on: bool) -> None:
        self.side.setVisible(on)
        self.desk.old_button.setChecked(on)
