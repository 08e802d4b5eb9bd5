from __future__ import annotations

import pytest

from index.model import Article, Passage
from rag.answer import Hit
from rag.language.quantities import fold
from rag.verification.speakers import wrong_speakers
from rag.verification.windows import Window

TEXT = (
    "市医院院长林知秋（市人大代表、学会会长）认为，基层要多留人才。两级报销要拉开差距。\n"
    "民进东湖市委会主张补建门诊；农工党东湖市委会建议设专员。她说经费够用。\n"
    "文章认为，办法可行。"
)


def holds(claim: str, source: str) -> bool:
    start = TEXT.index(source)
    passage = Passage("2031-02-03", 1, 1, 0, len(TEXT), TEXT)
    hit = Hit(1, 1.0, passage, Article("2031-02-03", 1, "会议", TEXT))
    window = Window(1, hit, start, start + len(source))
    return not wrong_speakers(fold(claim), fold(source), window)


@pytest.mark.parametrize(
    ("claim", "source", "held"),
    [
        ("林知秋认为，基层要多留人才。", "市医院院长林知秋（市人大代表、学会会长）认为，基层要多留人才。", True),
        ("学会会长林知秋说，基层要多留人才。", "市医院院长林知秋（市人大代表、学会会长）认为，基层要多留人才。", True),
        ("林知秋表示，两级报销要拉开差距。", "两级报销要拉开差距。", True),
        ("何静表示，两级报销要拉开差距。", "两级报销要拉开差距。", False),
        ("农工党东湖市委会建议设专员。", "农工党东湖市委会建议设专员。", True),
        ("民进东湖市委会建议设专员。", "农工党东湖市委会建议设专员。", False),
        ("何静认为办法可行。", "文章认为，办法可行。", True),
        ("文章认为，两级报销要拉开差距。", "两级报销要拉开差距。", True),
        ("在农村建议多留人才。", "两级报销要拉开差距。", True),
    ],
)  # fmt: skip
def test_speaker_is_the_last_one_named_before_the_words(
    claim: str, source: str, held: bool
) -> None:
    assert holds(claim, source) is held
