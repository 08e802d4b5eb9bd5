"""The look of exported Word documents: A4, Chinese fonts, styles of footnotes and links."""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from ui.export.elements import add_field, element

LATIN, BODY, HEADING = "Times New Roman", "宋体", "黑体"
SIZES = {"Title": 18, "Heading 1": 15, "Heading 2": 13, "Heading 3": 12, "Heading 4": 11}
_LINK = "0D5F5C"


def _line_style(id: str, name: str, left: int, hanging: int) -> str:
    """Return a style of lines that stand close together; indents are twentieths of a point."""
    return f"""<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{id}">
    <w:name w:val="{name}"/><w:basedOn w:val="Normal"/>
    <w:pPr><w:spacing w:after="40"/><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>
    </w:style>"""


_NEW_STYLES = (
    _line_style("Item", "问策 清单", 454, 454),
    _line_style("MarkedItem", "问策 自带序号的清单", 454, 0),
    _line_style("Reference", "问策 参考文献", 0, 0),
    f"""<w:style {nsdecls("w")} w:type="paragraph" w:styleId="FootnoteText">
    <w:name w:val="footnote text"/><w:basedOn w:val="Normal"/><w:uiPriority w:val="99"/>
    <w:pPr><w:snapToGrid w:val="0"/><w:spacing w:after="40" w:line="240" w:lineRule="auto"/>
    <w:jc w:val="left"/></w:pPr>
    <w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style>""",
    f"""<w:style {nsdecls("w")} w:type="character" w:styleId="FootnoteReference">
    <w:name w:val="footnote reference"/><w:basedOn w:val="DefaultParagraphFont"/>
    <w:uiPriority w:val="99"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>""",
    f"""<w:style {nsdecls("w")} w:type="character" w:styleId="Hyperlink">
    <w:name w:val="Hyperlink"/><w:basedOn w:val="DefaultParagraphFont"/>
    <w:uiPriority w:val="99"/><w:rPr><w:color w:val="{_LINK}"/><w:u w:val="single"/></w:rPr>
    </w:style>""",
)


def apply(document: Document) -> None:
    """Set page, fonts and styles of a new document."""
    _page(document)
    for defaults in document.styles.element.iter(qn("w:docDefaults")):
        for language in defaults.iter(qn("w:lang")):
            language.set(qn("w:val"), "en-US")
            language.set(qn("w:eastAsia"), "zh-CN")
        for fonts in defaults.iter(qn("w:rFonts")):
            _set_fonts(fonts, BODY)
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    for xml in _NEW_STYLES:
        document.styles.element.append(parse_xml(xml))
    _style(document, "Normal", 11, BODY)
    for name, size in SIZES.items():
        _style(document, name, size, HEADING)
    title = document.styles["Title"]
    assert isinstance(title, ParagraphStyle)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in list(title.element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)


def _page(document: Document) -> None:
    """Make the pages A4, with a number at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    section.top_margin = section.bottom_margin = Cm(2.6)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_field(foot, " PAGE ", "1")


def _style(document: Document, name: str, size: int, font: str) -> None:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    _set_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), font)
    style.paragraph_format.line_spacing = 1.5 if name == "Normal" else 1.3
    style.paragraph_format.space_after = Pt(6)
    if name != "Normal":
        style.paragraph_format.space_before = Pt(10)


def _set_fonts(fonts: object, font: str) -> None:
    """Name the fonts of Latin and Chinese text, in place of those of a theme."""
    plain = element("w:rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=font, cs=LATIN)
    fonts.attrib.clear()  # type: ignore[attr-defined]
    fonts.attrib.update(plain.attrib)  # type: ignore[attr-defined]
