"""The styles of an official document after GB/T 9704—2012 as OOXML (resources/docs/pages.md). Constants only; knows no text."""

from __future__ import annotations

LINE = 579
"""Twips: 225 mm / 22 lines."""
CHAR = 315
"""Twips of one character at 3号 with −0.25 pt."""
TIGHT = -7
"""Added to every character, in twips. −5 fills the line exactly; measured with LibreOffice 7.4 on a real text, −7 lets 28
characters stand beside digits too, and justification fills what is left. overflowPunct is read the wrong way round by
LibreOffice 7.4 (0 lets marks hang 5.7 mm into the margin there), so it is 1, which is also Word's own default."""
BODY, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"

S_TITLE, S_ADDRESSEE, S_BODY = "公文标题", "主送机关", "公文正文"
S_LEVELS = ("一级标题", "二级标题", "三级标题", "四级标题")
S_SIGNATURE, S_NOTE, S_TABLE, S_PAGE = "落款", "附注", "表格文字", "页码"
LEVEL_FONTS = (HEI, KAI, BODY, BODY)

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def fonts(name: str) -> str:
    """Return the element that names one family for every script."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _style(name: str, paragraph: str, run: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _indent() -> str:
    return f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHAR}"/><w:jc w:val="both"/>'


def styles_xml() -> str:
    """Return the whole styles part. The order of elements matters to Word."""
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="1"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/></w:pPr>'
        f'<w:rPr>{fonts(BODY)}<w:spacing w:val="{TIGHT}"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
    )
    made = [normal]
    made.append(_style(S_TITLE, '<w:jc w:val="center"/>', f'{fonts(TITLE)}<w:spacing w:val="0"/><w:sz w:val="44"/><w:szCs w:val="44"/>'))
    made.append(_style(S_ADDRESSEE, '<w:jc w:val="left"/>', ""))
    made.append(_style(S_BODY, _indent(), ""))
    for level, (name, font) in enumerate(zip(S_LEVELS, LEVEL_FONTS, strict=True)):
        made.append(_style(name, f'<w:keepNext/>{_indent()}<w:outlineLvl w:val="{level}"/>', fonts(font)))
    made.append(_style(S_SIGNATURE, '<w:jc w:val="right"/>', ""))
    made.append(_style(S_NOTE, _indent(), ""))
    small = '<w:spacing w:val="0"/><w:sz w:val="24"/><w:szCs w:val="24"/>'
    made.append(_style(S_TABLE, '<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="left"/>', small))
    page = f'{fonts(SONG)}<w:spacing w:val="0"/><w:sz w:val="28"/><w:szCs w:val="28"/>'
    made.append(_style(S_PAGE, '<w:spacing w:before="0" w:after="0" w:line="280" w:lineRule="exact"/>', page))
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:overflowPunct w:val="1"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    return f'<w:styles xmlns:w="{NAMESPACE}">{defaults}{"".join(made)}{table}</w:styles>'


SETTINGS = (
    f'<w:settings xmlns:w="{NAMESPACE}"><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/></w:settings>'
)

SECTION = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="850" w:footer="1446" w:gutter="0"/>'
)


def footer_xml(*, odd: bool) -> str:
    """Return the page number outside: — 1 —, one character from the edge of the type area."""
    place = (
        '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>'
        if odd
        else '<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>'
    )
    run = f'<w:rPr>{fonts(SONG)}<w:spacing w:val="0"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
    field = "".join(
        f"<w:r>{run}{inner}</w:r>"
        for inner in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    return f'<w:p xmlns:w="{NAMESPACE}"><w:pPr><w:pStyle w:val="{S_PAGE}"/>{place}</w:pPr>{field}</w:p>'
