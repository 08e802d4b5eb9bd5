from __future__ import annotations

import pytest

from rag.names import names


def found(text: str, kind: str) -> set[str]:
    return {name.text for name in names(text) if name.kind == kind and name.sure}


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("市卫生健康委副主任李明远说，将增加床位。", "李明远"),
        ("欧阳静认为，这一办法可行。", "欧阳静"),
        ("张华东表示，全市要建平台。", "张华东"),
    ],
)
def test_speakers_are_people(text: str, person: str) -> None:
    assert person in found(text, "person")


def test_whoever_says_is_not_always_a_name() -> None:
    assert not found("文章认为，报告指出，专家建议，会议强调，家长表示。", "person")


def test_terms_titles_and_latin_words() -> None:
    text = "《社区医院方案》提出“云药房”，用DRG和CHS-DRG付费，5G联网。"
    assert found(text, "title") == {"社区医院方案"}
    assert found(text, "quoted") == {"云药房"}
    assert {"DRG", "CHS-DRG", "5G"} <= found(text, "latin")


def test_places() -> None:
    assert found("浙江省和广东的县医院", "place") >= {"浙江省", "广东"}
