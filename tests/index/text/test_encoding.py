from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.text.encoding import decode

NOTE = "村卫生室用药办法\n\n村卫生室统一采购药品，每季度公布一次价格，村民随时可以查看。\n"
FEW = settings(max_examples=80, deadline=None)
CHINESE = st.text(alphabet="医保药价签约居民。，、：“”（）\n", min_size=4, max_size=80)


def is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_encoding_of_chinese_text_is_recognised(encoding: str) -> None:
    assert decode(NOTE.encode(encoding)) == NOTE


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("marked", [True, False], ids=["mark", "no mark"])
def test_utf_16_is_read_in_both_byte_orders_with_and_without_a_mark(
    order: str, marked: bool
) -> None:
    mark = codecs.BOM_UTF16_LE if order == "le" else codecs.BOM_UTF16_BE
    assert decode(mark * marked + NOTE.encode(f"utf-16-{order}")) == NOTE


def test_all_line_ends_become_line_feeds() -> None:
    assert decode("一\r\n二\r三\n".encode()) == "一\n二\n三\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xfe\x00\xd8\x00",
        "café à la crème".encode("latin-1"),
        bytes(range(256)) * 4,
        "Рост цен на лекарства".encode("utf-16-le"),
    ],
    ids=["png", "broken", "latin", "binary", "russian without a mark"],
)
def test_bytes_that_are_not_chinese_text_are_refused(raw: bytes) -> None:
    with pytest.raises(DocumentError, match="不是文本，或编码无法识别"):
        decode(raw)


@FEW
@given(
    CHINESE.filter(lambda t: bool(t.strip("\n"))), st.sampled_from(["utf-8", "gb18030", "utf-16"])
)
def test_decoding_gives_back_what_was_encoded(text: str, encoding: str) -> None:
    raw = text.encode(encoding)
    assume(encoding != "gb18030" or not is_utf8(raw))  # 签 alone is ǩ as well
    assert decode(raw) == text


@FEW
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_decoded(raw: bytes) -> None:
    try:
        text = decode(raw)
    except DocumentError:
        return
    assert text.strip()
    assert "\r" not in text
