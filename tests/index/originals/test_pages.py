"""Where quotes stand on the pages of a PDF, and the images of the pages."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from index.errors import DocumentError
from index.originals import pages
from index.originals.matching import Wanted
from index.originals.pages import Box, Pdf, Pictures
from tests.data.pdfs import FULL, LEFT, ROWS, SIZE, WIDE, XS, YS, Page, make_pdf

WIDTH, HEIGHT = 595, 842


def image(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def in_points(boxes: list[Box]) -> list[tuple[int, ...]]:
    """Return left, base, width in points from the lower left corner; heights are of the font."""
    return [
        (round(x * WIDTH), round((1 - y - h) * HEIGHT), round(w * WIDTH)) for x, y, w, h in boxes
    ]


def two_pages() -> Pdf:
    first = Page().write("接着" + FULL[:-2], top=100)
    second = Page().write(FULL, "结束了。").grid(XS, YS, ROWS)
    for n, page in enumerate([first, second], 1):
        page.write("清河省政务公开", x=220, top=810, size=10)
        page.write(f"— {n} —", x=280, top=40, size=10)
    return Pdf(make_pdf(first, second))


def test_a_quote_over_two_lines_has_a_box_for_each() -> None:
    found = Pdf(make_pdf(Page().write(FULL, FULL[:4] + "。别的话"))).places(
        Wanted(FULL[4:] + FULL[:4]), 1, 1
    )
    first, second = in_points(found[1])
    assert first[0] == LEFT + 4 * SIZE and first[2] == pytest.approx((WIDE - 4) * SIZE, abs=2)
    assert second[0] == LEFT and second[2] == pytest.approx(4 * SIZE, abs=2)
    assert first[1] - second[1] == 24


def test_a_quote_over_two_pages_has_boxes_on_both_and_none_on_running_heads() -> None:
    quote = "接着" + FULL[:-2] + FULL + "结束了。"
    found = two_pages().places(Wanted(quote), 1, 2)
    assert {n: len(boxes) for n, boxes in found.items()} == {1: 1, 2: 2}
    assert all(40 < base < 800 for n in found for _, base, _ in in_points(found[n]))


def test_the_cells_of_a_row_have_a_box_each() -> None:
    found = two_pages().places(Wanted("西山\t18\t96"), 2, 2)
    assert [x for x, _, _ in in_points(found[2])] == [XS[0] + 3, XS[1] + 3, XS[2] + 3]


def test_a_quote_is_looked_for_on_the_pages_beside_the_one_told() -> None:
    assert list(two_pages().places(Wanted("东湖\t35\t101"), 1, 1)) == [2]
    assert two_pages().places(Wanted("这句话哪里都没有写过"), 1, 2) == {}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_lie_on_ink_however_the_page_is_turned_and_cropped(turn: int) -> None:
    data = make_pdf(Page().write("甲乙丙丁", top=700, size=40))
    look = f"/Rotate {turn}/CropBox[40 100 560 800]/MediaBox".encode()
    pdf = Pdf(data.replace(b"/MediaBox", look, 1))
    [(x, y, w, h)] = pdf.places(Wanted("甲乙丙丁"), 1, 1)[1]
    shown = image(pdf.picture(1, 1000)).convert("L")
    ink = shown.point(lambda v: 255 * (v < 128)).getbbox()
    assert ink is not None
    left, top, right, bottom = ink[0], ink[1], ink[2], ink[3]
    assert x * shown.width - 8 <= left and right <= (x + w) * shown.width + 8
    assert y * shown.height - 8 <= top and bottom <= (y + h) * shown.height + 8
    assert w * shown.width < 2.2 * (right - left) and h * shown.height < 2.2 * (bottom - top)


def test_vertical_writing_has_a_box_for_a_column() -> None:
    page = Page()
    page.texts = [(300, 700 - 20 * n, 20, char) for n, char in enumerate("竖排的一行字")]
    found = Pdf(make_pdf(page)).places(Wanted("竖排的一行字"), 1, 1)
    assert len(found[1]) == 1


def test_images_are_as_wide_as_asked_and_never_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = Pdf(make_pdf(Page().write(FULL)))
    assert image(pdf.picture(1, 1000)).size[0] in (1000, 1001)
    monkeypatch.setattr(pages, "MAX_PIXELS", 10_000)
    across, down = image(pdf.picture(1, 1000)).size
    assert across * down < 11_000
    monkeypatch.undo()
    long = Pdf(make_pdf(Page()).replace(b"0 0 595 842", b"0 0 10 14000"))
    across, down = image(long.picture(1, 2000)).size
    assert across * down <= 1.01 * pages.MAX_PIXELS


def test_pages_of_text_keep_their_colours_and_pictures_are_small() -> None:
    text = Image.new("RGB", (200, 200), "white")
    text.paste((200, 0, 0), (50, 50, 90, 90))
    shown = image(pages.webp(text)).convert("RGB")
    assert shown.getpixel((70, 70)) == (200, 0, 0) and shown.getpixel((9, 9)) == (255, 255, 255)
    noise = Image.effect_noise((500, 500), 90).convert("RGB")
    photo = Image.merge("RGB", [band.rotate(n * 90) for n, band in enumerate(noise.split())])
    assert len(pages.webp(photo)) < 500 * 500


def test_a_picture_is_shown_by_frame_in_its_own_size_at_most() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (300, 400), colour) for colour in ("red", "blue")]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    pictures = Pictures(out.getvalue())
    assert pictures.sizes() == [(300, 400), (300, 400)]
    assert image(pictures.picture(2, 1000)).size == (300, 400)
    assert image(pictures.picture(2, 1000)).convert("RGB").getpixel((9, 9))[2] > 200  # type: ignore[index]
    assert pictures.places(Wanted("甲"), 1, 1) == {}


@pytest.mark.parametrize("kind", [Pdf, Pictures])
def test_damaged_files_are_refused(kind: type[Pdf] | type[Pictures]) -> None:
    with pytest.raises(DocumentError, match="已损坏"):
        kind(b"%PDF-1.7 nothing")
