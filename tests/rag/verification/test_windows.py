from __future__ import annotations

from rag.verification.coverage import Content
from rag.verification.windows import MAX_SENTENCES, Evidence
from tests.rag.verification.answers import hit

TEXT = "东湖区有四十家诊所。诊所由区里出资。医生由市里培训。药品统一采购。"


def test_windows_are_neighbouring_sentences_that_cover_most_first() -> None:
    windows = Evidence([hit(TEXT)]).windows(Content.of("医生由市里培训。"), [1])
    assert windows[0].text == "医生由市里培训。"
    assert all(w.own_text in TEXT for w in windows)
    assert all(w.own_text.count("。") <= MAX_SENTENCES for w in windows)


def test_passages_not_asked_for_have_no_windows() -> None:
    assert Evidence([hit(TEXT)]).windows(Content.of("医生由市里培训。"), []) == []


def test_sentences_apart_are_joined_where_each_adds_something() -> None:
    far = "东湖区有四十家诊所。" + "绿化改造工程另行安排。" * 20 + "药品统一采购。"
    *_, joined = Evidence([hit(far)]).windows(Content.of("东湖区有四十家诊所，药品统一采购。"), [1])
    assert [part.own_text for part in joined.parts] == ["东湖区有四十家诊所。", "药品统一采购。"]


def test_windows_of_two_passages_are_joined() -> None:
    evidence = Evidence([hit("东湖区有四十家诊所。"), hit("药品统一采购。")])
    *_, joined = evidence.windows(Content.of("东湖区有四十家诊所，药品统一采购。"), [1, 2])
    assert [part.number for part in joined.parts] == [1, 2]
