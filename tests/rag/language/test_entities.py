from __future__ import annotations

import pytest

from rag.language.entities import names


def found(text: str, kind: str) -> set[str]:
    return {name.text for name in names(text) if name.kind == kind and name.sure}


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("市卫生健康委副主任李明远说，将增加床位。", "李明远"),
        ("欧阳静认为，这一办法可行。", "欧阳静"),
        ("张华东表示，全市要建平台。", "张华东"),
        ("李明远（市人大代表、某药企董事长）说，将增加床位。", "李明远"),
        ("店里的马女士说，价格没有变。", "马女士"),
        ("解读者是研究室主管柳雯馨。", "柳雯馨"),
    ],
)
def test_speakers_are_people(text: str, person: str) -> None:
    assert person in found(text, "person")


def test_common_words_that_speak_are_not_people() -> None:
    assert not found("文章认为，报告指出，专家建议，会议强调，家长表示。", "person")


def test_verbs_and_adverbs_before_speech_are_not_people() -> None:
    assert not found("在被介绍的城市里，据此表示，还可以说，一般认为。", "person")


def test_long_names_of_ministries_are_found_as_short_ones() -> None:
    long, short = "国家卫生健康委员会与医疗保障局发文。", "国家卫健委与医保局发文。"
    assert {"国家卫健委", "医保局"} <= found(long, "institution") & found(short, "institution")


def test_terms_titles_and_latin_words_are_found() -> None:
    text = "《社区医院方案》提出“云药房”，用DRG和CHS-DRG付费，5G联网。"
    assert found(text, "title") == {"社区医院方案"}
    assert found(text, "quoted") == {"云药房"}
    assert {"DRG", "CHS-DRG", "5G"} <= found(text, "latin")


def test_places_are_found() -> None:
    assert found("浙江省和广东的县医院", "place") >= {"浙江省", "广东"}
