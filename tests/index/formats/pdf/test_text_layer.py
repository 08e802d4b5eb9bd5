from __future__ import annotations

import pytest

from index.formats.pdf.text_layer import GARBLED, MISSING, THIN, fault

TEXT = "村卫生室统一采购药品，每季度公布一次价格：2031年为3.5元/片（含税），降10%。"
TRADITIONAL = "職工基本醫療保險門診統籌年度限額調整為六千元"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TRADITIONAL,
        "Medical insurance – café, naïve résumé of 2031",
        "оплата медицинских услуг населению",
        "白细胞≤3.5×10⁹/L，α≥0.05，㎡，①②③",
        "………… 12 …………… 13",
    ],
)
def test_readable_text_has_no_fault(text: str) -> None:
    assert fault(text, 1.0 if len(text) > 50 else 0.0) == ""


@pytest.mark.parametrize(
    "text",
    [
        "(cid:12)(cid:345)(cid:7)元" * 3,
        "\ue000\ue001\ue002元" * 5,
        "\ufffd\ufffd元" * 5,
        TEXT.encode().decode("latin-1"),
        TEXT.encode("gbk").decode("latin-1"),
        TEXT.encode().decode("gbk", "ignore"),
        TRADITIONAL.encode().decode("gbk", "ignore"),
    ],
)
def test_garbled_text_is_known(text: str) -> None:
    assert fault(text, 0.0) == GARBLED


def test_a_page_without_text_or_with_hardly_any_over_a_picture_is_a_scan() -> None:
    assert fault(" \n", 0.0) == MISSING
    assert fault("扫描件", 0.9) == THIN
    assert fault("扫描件", 0.2) == ""
