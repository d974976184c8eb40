"""PDF and screen: the same pages, their text inside; compared with a word processor where there is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from dangjian_desktop.domain.blocks import Document, Paragraph
from dangjian_desktop.paper.layout import lay_out
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.paper.painter import paint_page, pdf
from tests.paper.paper_blocks import PITCH, body, document, report, run, table, title

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("qapp")


def painted(blocks: Document, index: int = 0) -> QImage:
    image = QImage(596, 842, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_page(painter, lay_out(blocks), index)
    painter.end()
    return image


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(60, 540) for y in range(90, 200)}


def text_of(path: Path) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    out = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return "".join(out.split())


def test_the_port_writes_a_pdf_and_counts_its_pages(tmp_path: Path) -> None:
    target = tmp_path / "报告.pdf"
    target.write_bytes(b"old")
    painter = PagePainter()
    painter.to_pdf(report(), target)
    data = target.read_bytes()
    assert data.startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == [target]
    assert painter.pages(report()) == len(lay_out(report()))
    assert set(painter.missing_fonts(report())) <= {"方正小标宋简体", "黑体", "仿宋_GB2312", "宋体"}


def test_without_any_window_the_painter_helps_itself(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    code = (
        "import sys; from pathlib import Path; from tests.paper.paper_blocks import report;"
        "from dangjian_desktop.paper.page_painter import PagePainter; painter = PagePainter();"
        "painter.to_pdf(report(), Path(sys.argv[1])); print(painter.pages(report()), painter.missing_fonts(report()) is not None)"
    )
    env = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    done = subprocess.run([sys.executable, "-c", code, str(target)], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(lay_out(report()))), "True"]
    assert target.read_bytes().startswith(b"%PDF")


def test_the_text_of_a_pdf_can_be_searched(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    PagePainter().to_pdf(document(body("在青石大会上谈心谈话174人次，增加23。")), target)
    assert "在青石大会上谈心谈话174人次，增加23。" in text_of(target)


def test_marked_underlined_struck_and_red_text_is_painted() -> None:
    marked = replace(run("【待补：主送机关】"), highlight=True, underline=True, strike=True, color="FF0000")
    shades = colours(painted(document(Paragraph((marked,), pitch=PITCH, rule_below="FF0000"))))
    assert "#fff2a8" in shades
    assert "#ff0000" in shades


def test_a_table_has_its_frame() -> None:
    image = painted(document(table(3)))
    column = [image.pixelColor(100, y).lightness() for y in range(100, 200)]
    assert sum(light < 200 for light in column) >= 4


def test_a_landscape_sheet_stays_landscape() -> None:
    setup = report().setup
    data = pdf(lay_out(Document(replace(setup, width=setup.height, height=setup.width), (title("表"),))))
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", data)
    assert box
    assert float(box[1]) > float(box[2])


def as_docx(blocks: Document, path: Path) -> None:
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    file, aligns = docx.Document(), {"both": ALIGN.JUSTIFY, "left": ALIGN.LEFT, "right": ALIGN.RIGHT, "center": ALIGN.CENTER}
    section, setup = file.sections[0], blocks.setup
    section.page_width, section.page_height = Pt(setup.width), Pt(setup.height)
    section.top_margin, section.bottom_margin = Pt(setup.top), Pt(setup.bottom)
    section.left_margin, section.right_margin = Pt(setup.left), Pt(setup.right)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    for block in blocks.blocks:
        assert isinstance(block, Paragraph)
        shape = (paragraph := file.add_paragraph()).paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(block.pitch)
        shape.space_after, shape.widow_control, shape.keep_with_next = Pt(0), False, block.keep_next
        shape.alignment, shape.right_indent, shape.first_line_indent = aligns[block.align], Pt(block.right), Pt(block.first_indent)
        for piece in block.runs:
            written = paragraph.add_run(piece.text)
            written.font.size, written.font.name = Pt(piece.size), piece.font
            properties = written._r.get_or_add_rPr()
            properties.rFonts.set(qn("w:eastAsia"), piece.font)
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), str(round(piece.spacing * 20)))
            properties.append(spacing)
    file.save(str(path))


@pytest.mark.slow
def test_the_pages_are_those_of_a_word_processor(tmp_path: Path) -> None:
    if not shutil.which("soffice") or not shutil.which("pdfinfo"):
        pytest.skip("LibreOffice or pdfinfo is not installed")
    as_docx(report(120), tmp_path / "report.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "report.docx")]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    info = subprocess.run(["pdfinfo", str(tmp_path / "report.pdf")], capture_output=True, text=True, check=True).stdout
    assert f"Pages:           {len(lay_out(report(120)))}\n" in info
