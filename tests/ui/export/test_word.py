"""The XML of exported Word files: footnotes, links, fonts; hostile texts."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree

from tests.ui.export.conftest import COST, given
from ui.export.building import conversation
from ui.export.request import ConversationGiven
from ui.export.word import word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(data):
    """Return the XML parts of a file, parsed."""
    with ZipFile(BytesIO(data)) as file:
        return {
            name: etree.fromstring(file.read(name))
            for name in file.namelist()
            if name.endswith((".xml", ".rels"))
        }


@pytest.fixture
def found(document, cite):
    return parts(word(document, cite))


def notes(found):
    """Return the texts of the footnotes that Word does not draw itself."""
    lines = found["word/footnotes.xml"].findall(f"{W}footnote")
    return ["".join(n.itertext()) for n in lines if n.get(f"{W}type") is None]


def test_every_citation_that_holds_has_one_footnote(found):
    body = found["word/document.xml"]
    ids = [e.get(f"{W}id") for e in body.iter(f"{W}footnoteReference")]
    assert ids == ["1", "2"] and len(notes(found)) == 2
    assert notes(found)[0].startswith(" 见<社区医院三年行动方案>[8]")


def test_a_citation_used_again_refers_to_its_footnote(found):
    body = found["word/document.xml"]
    fields = [e.get(f"{W}instr").split() for e in body.iter(f"{W}fldSimple")]
    assert fields == [["NOTEREF", "note1", "\\f", "\\h"], ["NOTEREF", "note2", "\\f", "\\h"]]
    bookmarks = {e.get(f"{W}name") for e in body.iter(f"{W}bookmarkStart")}
    assert bookmarks == {"note1", "note2"}


def test_a_citation_that_is_lost_stays_a_number(found):
    text = "".join(found["word/document.xml"].itertext())
    assert "别的[3]" in text and "[3] 与现在收录的原文对不上" in text


def test_a_footnote_quotes_what_the_text_does_not_say(places, cite):
    said = given(blocks=[{"spans": [{"text": COST, "cites": [2]}, {"text": "甲", "cites": [1]}]}])
    document = conversation(ConversationGiven.model_validate(said).turns, places)
    first, second = notes(parts(word(document, cite)))
    assert COST not in first and "“到2025年" in second


def test_links_lead_to_the_passages_on_the_web_alone(found):
    targets = [
        link.get("Target")
        for name, part in found.items()
        if name.endswith(".rels")
        for link in part
        if link.get("TargetMode") == "External"
    ]
    assert sorted(targets)[1] == "https://wence.example/articles/2022-03-14/1?q=7-40#p2"
    assert len(targets) == 2 and all(t.startswith("https://wence.example/") for t in targets)


def test_an_address_of_another_kind_is_no_link(pipeline, cite):
    from ui.export.checking import Places

    places = Places(pipeline.store, "file:///etc")
    document = conversation(ConversationGiven.model_validate(given()).turns, places)
    assert not list(parts(word(document, cite))["word/footnotes.xml"].iter(f"{W}hyperlink"))


def test_chinese_text_has_chinese_fonts(found):
    styles = found["word/styles.xml"]
    fonts = styles.find(f"{W}docDefaults").find(f".//{W}rFonts")
    assert fonts.get(f"{W}eastAsia") == "宋体" and fonts.get(f"{W}eastAsiaTheme") is None
    heading = next(s for s in styles if s.get(f"{W}styleId") == "Heading1")
    assert heading.find(f".//{W}rFonts").get(f"{W}eastAsia") == "黑体"
    assert styles.find(f".//{W}lang").get(f"{W}eastAsia") == "zh-CN"


def test_every_style_used_is_defined(found):
    known = {s.get(f"{W}styleId") for s in found["word/styles.xml"].iter(f"{W}style")}
    names = {f"{W}{kind}Style" for kind in ("p", "r", "tbl")}
    used = {
        e.get(f"{W}val")
        for part in ("word/document.xml", "word/footnotes.xml")
        for e in found[part].iter()
        if e.tag in names
    }
    assert {"FootnoteText", "FootnoteReference", "Hyperlink", "Heading1"} <= used <= known


def test_word_keeps_the_order_of_settings(found):
    names = [e.tag.removeprefix(W) for e in found["word/settings.xml"]]
    assert names.index("savePreviewPicture") < names.index("footnotePr") < names.index("compat")


def test_an_article_has_its_marks_shaded_with_a_footnote_each(article, cite):
    data = word(article, cite)
    found = parts(data)
    shaded = [
        "".join(run.itertext())
        for run in found["word/document.xml"].iter(f"{W}r")
        if run.find(f"{W}rPr/{W}shd") is not None
    ]
    assert shaded == ["120家", COST] and len(notes(found)) == 2
    file = Document(BytesIO(data))
    assert file.paragraphs[0].text == file.core_properties.title == "社区医院三年行动方案"
    assert file.tables[0].rows[1].cells[0].text == "东湖区"


def test_characters_that_xml_cannot_hold_are_dropped(places, cite):
    odd = "甲\x00\x0b\ufffe<w:p>&\ud83d\ude00乙".encode("utf-16", "surrogatepass").decode("utf-16")
    document = conversation(
        ConversationGiven.model_validate(given(question=odd, blocks=[{"text": odd}])).turns, places
    )
    file = Document(BytesIO(word(document, cite)))
    assert file.paragraphs[0].text == file.paragraphs[1].text == "甲<w:p>&😀乙"
