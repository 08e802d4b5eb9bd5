"""Pages that need recognition: with a fake recogniser, without one, and with the real one."""

from __future__ import annotations

import io
from typing import Any

import pytest

from index.errors import DocumentError
from index.formats.ocr.engine import Recognised, Word
from index.formats.ocr.pictures import read_picture
from index.formats.pdf.reader import read_pdf
from index.loading.sandbox import Reader
from tests.data.pdfs import FULL, Page, make_pdf

SAID = "第 2 页由文字识别得到，平均把握 0.97"


def fake(image: Any) -> Recognised:
    return Recognised((1654, 2339), [Word("起付标准800元。", 200, 200, 520, 240, 0.97)])


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    for user in ("pdf.reader", "ocr.pictures"):
        monkeypatch.setattr(f"index.formats.{user}.recogniser", lambda: fake)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for user in ("pdf.reader", "ocr.pictures"):
        monkeypatch.setattr(f"index.formats.{user}.recogniser", lambda: None)


def picture(kind: str, frames: int = 1) -> bytes:
    from PIL import Image

    out, page = io.BytesIO(), Image.new("L", (300, 400), 255)
    more = {"save_all": True, "append_images": [page] * (frames - 1)} if frames > 1 else {}
    page.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.usefixtures("recognised")
@pytest.mark.parametrize("second", ["", "\ue000\ue001" * 20], ids=["empty", "garbled"])
def test_pages_without_readable_text_are_recognised_and_told_of(second: str) -> None:
    page = Page().write(second) if second else Page()
    draft = read_pdf(make_pdf(Page().write(FULL), page))
    assert (draft.recognised, list(draft.notes)) == (SAID, [SAID])
    assert [(part.text, part.pages) for part in draft.parts][-1] == ("起付标准800元。", ((0, 2),))


@pytest.mark.usefixtures("bare")
def test_without_recognition_the_other_pages_are_read_and_the_way_out_is_told() -> None:
    draft = read_pdf(make_pdf(Page().write(FULL), Page().write("\ue000\ue001" * 20)))
    assert [part.text for part in draft.parts] == [FULL]
    assert draft.recognised == ""
    [note] = draft.notes
    assert note.startswith("第 2 页的文字层是乱码，未收入")
    assert 'pip install "wence[ocr]"' in note


@pytest.mark.usefixtures("recognised")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_a_picture_is_read_as_a_page(kind: str) -> None:
    draft = read_picture(picture(kind))
    assert [part.text for part in draft.parts] == ["起付标准800元。"]
    assert draft.recognised == "第 1 页由文字识别得到，平均把握 0.97"


@pytest.mark.usefixtures("recognised")
def test_each_frame_of_a_picture_is_a_page() -> None:
    assert read_picture(picture("TIFF", frames=3)).recognised.startswith("第 1–3 页")


@pytest.mark.usefixtures("recognised")
def test_a_broken_picture_is_refused() -> None:
    with pytest.raises(DocumentError, match="图片已损坏"):
        read_picture(picture("PNG")[:60])


@pytest.mark.usefixtures("bare")
def test_a_picture_without_recognition_is_refused_with_the_way_out() -> None:
    with pytest.raises(DocumentError, match="请安装文字识别后再读：pip install"):
        read_picture(picture("PNG"))


def test_the_real_recogniser_reads_turned_pages_within_the_limits() -> None:
    pytest.importorskip("rapidocr")
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1000, 700), 255)
    for n in range(6):
        text = f"Medicine {n}: 28.5{n} per 1{n}0 tablets of {n}5 mg"
        font = ImageFont.load_default(32)
        ImageDraw.Draw(image).text((80, 60 + 80 * n), text, fill=0, font=font)
    with Reader() as reader:
        for turn in (0, 90, 180):
            out = io.BytesIO()
            image.rotate(turn, expand=True, fillcolor=255).save(out, "PNG")
            [article], _ = reader.read(out.getvalue(), ".png", "x")
            assert "28.53" in article.text
