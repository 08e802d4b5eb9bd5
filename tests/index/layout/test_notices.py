from __future__ import annotations

from index.layout.notices import document_starts


def notice(title: str, number: str, *more: str) -> list[str]:
    head = [title, number] if number else [title]
    return [*head, "各县卫生健康委：", "请照办。", "清河市卫生健康委", "2031年1月5日", *more]


FIRST = notice("关于用药的通知", "清卫〔2031〕3号")


def test_notices_one_after_the_other_are_parted() -> None:
    lines = [
        *FIRST,
        *notice("关于采购的通知", "（清卫〔2031〕4号）"),
        *notice("关于结算的函", "清卫〔2031〕5号"),
    ]
    assert document_starts(lines) == [0, 6, 12]


def test_a_letterhead_belongs_to_the_notice_below_it() -> None:
    second = ["清河市财政局文件", "清财〔2031〕9号", *notice("关于补助的通知", "")]
    assert document_starts([*FIRST, *second]) == [0, 6]


def test_a_title_and_a_signature_are_a_whole_notice() -> None:
    assert document_starts([*FIRST, *notice("关于采购的通知", "")]) == [0, 6]


def test_an_annex_stays_with_its_notice() -> None:
    annex = ["附件1", "药品目录", "序号", "名称"]
    second = notice("关于采购的通知", "清卫〔2031〕4号")
    assert document_starts([*FIRST, *annex, *second]) == [0, 10]
    assert document_starts([*FIRST, *annex, *notice("关于采购的通知", "")]) == [0]


def test_a_notice_that_the_one_before_names_stays_with_it() -> None:
    first = [*FIRST[:3], "现转发《关于采购的通知》，请照办。", *FIRST[4:]]
    assert document_starts([*first, *notice("关于采购的通知", "省卫〔2031〕4号")]) == [0]


def test_a_digest_of_titles_is_one_text() -> None:
    lines = [
        "关于用药的通知",
        "清卫〔2031〕3号",
        "要点如下。",
        "关于采购的通知",
        "清卫〔2031〕4号",
        "要点如下。",
    ]
    assert document_starts(lines) == [0]
    assert document_starts([]) == [0]
