from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np

from eval.fake import FakeEmbedder
from index.ingest.duplicates import signature
from index.layout.structure import structure
from index.model import Article
from index.store.store import Store
from rag.retrieval.retriever import distinct
from tests.stores import index_articles

PLACES = [
    "东湖",
    "西山",
    "北渡",
    "南岭",
    "青川",
    "海蓝",
    "云岭",
    "江原",
    "白石",
    "长河",
    "新港",
    "古城",
]
LINES = [
    f"{place}区今年新建社区医院{7 + 3 * i}家，配备全科医生{20 + 11 * i}名，"
    f"居民在家门口就能看病，家庭医生签约率达到{50 + 2 * i}.{i % 10}%，夜间也有门诊，药品也齐全。"
    for i, place in enumerate(PLACES)
]


def article(issue: str, lines: list[str], title: str = "社区医院进展") -> Article:
    text, blocks = structure(lines)
    return Article(issue, 1, title, text, blocks=blocks)


def built(folder: Path, *articles: Article) -> Store:
    index_articles(articles, folder, FakeEmbedder())
    return Store.open_folder(folder)


def copies(store: Store) -> dict[str, str]:
    """Return the id of the first passage with the same words for the id of each copy."""
    passages = store.passages()
    return {
        passages[row].id: passages[first].id
        for row, first in enumerate(store.copies.tolist())
        if first != row
    }


def test_a_reprint_is_linked_to_the_first_printing(tmp_path: Path) -> None:
    first = article("2031-01-06", LINES)
    again = article("2031-02-03", [line.replace("，夜间", " ，夜间") for line in LINES])
    third = article("2031-03-03", LINES, "社区医院的进展")
    store = built(tmp_path, first, again, third)
    assert store.duplicates == {again.id: first.id, third.id: first.id}
    assert store.also_in(first.id) == [again.id, third.id]
    assert store.also_in(again.id) == [first.id, third.id]
    found = copies(store)
    assert {p.id for a in (again, third) for p in store.passages_of(a.id)} == set(found)
    assert set(found.values()) == {p.id for p in store.passages_of(first.id)}


def test_a_reprint_without_one_sentence_is_still_a_reprint(tmp_path: Path) -> None:
    first = article("2031-01-06", LINES)
    shorter = article("2031-02-03", LINES[:-1])
    store = built(tmp_path, first, shorter)
    assert store.duplicates == {shorter.id: first.id}
    assert len(copies(store)) == len(store.passages_of(shorter.id))


def test_passages_with_other_figures_are_not_copies(tmp_path: Path) -> None:
    first = article("2031-01-06", LINES)
    update = article("2031-02-03", [LINES[0].replace("7家", "999家"), *LINES[1:]])
    store = built(tmp_path, first, update)
    assert store.duplicates == {update.id: first.id}
    said = {store.passage(p).text for p in copies(store)}  # type: ignore[union-attr]
    assert said and not any("999家" in text for text in said)


def test_articles_that_differ_only_in_figures_are_not_reprints(tmp_path: Path) -> None:
    first = article("2031-01-06", LINES)
    draw = random.Random(1)
    other = ["".join(str(draw.randint(0, 9)) if c.isdigit() else c for c in line) for line in LINES]
    store = built(tmp_path, first, article("2031-02-03", other))
    assert store.duplicates == {}
    assert copies(store) == {}


def test_a_document_with_its_own_number_is_not_a_reprint(tmp_path: Path) -> None:
    older, newer = article("旧办法", LINES), article("新办法", [*LINES[:-1], LINES[-1][:40]])
    numbers = ("海府发〔2018〕6号", "海府发〔2023〕9号", "")
    for number, again in ((numbers[1], False), (numbers[0], True), (numbers[2], True)):
        documents = (replace(older, number=numbers[0]), replace(newer, number=number))
        assert bool(built(tmp_path / number, *documents).duplicates) == again


def test_the_newer_version_of_a_document_is_not_a_reprint(tmp_path: Path) -> None:
    decision = "《社区医院管理办法》（海府发〔2018〕6号）同时废止。"
    known = {"title": "社区医院管理办法", "date": "2018-05-01"}
    older = replace(article("旧办法", LINES), number="海府发〔2018〕6号", **known)
    newer = article("新办法", [*LINES, f"本办法自2023年7月1日起施行。{decision}"])
    known |= {"date": "2023-06-01", "issuer": "海蓝市卫生局"}
    store = built(tmp_path, older, replace(newer, **known))
    assert store.relations_of("旧办法/1") and not store.duplicates


def test_the_same_words_under_other_headings_are_not_copies(tmp_path: Path) -> None:
    same = "全省开通门诊异地直接结算的医院有318家，全年结算46.2万人次，群众少垫付资金5.7亿元。"
    one = article("2031-01-06", ["## 云岭省", same, *LINES[:3]], "甲")
    two = article("2031-02-03", ["## 江原省", same, *LINES[6:9]], "乙")
    assert copies(built(tmp_path, one, two)) == {}


def test_a_passage_quoted_in_two_articles_is_a_copy(tmp_path: Path) -> None:
    quoted = ["## 政策原文", LINES[4] + LINES[5] + LINES[6]]
    one = article("2031-01-06", [*quoted, "## 评论", *LINES[:3]], "甲")
    two = article("2031-02-03", [*quoted, "## 解读", *LINES[8:11]], "乙")
    store = built(tmp_path, one, two)
    assert store.duplicates == {}
    assert set(copies(store).values()) <= {p.id for p in store.passages_of(one.id)}
    assert len(copies(store)) == 1


def test_short_texts_are_never_linked(tmp_path: Path) -> None:
    one = article("2031-01-06", ["详见附件。"])
    store = built(tmp_path, one, replace(one, issue="2031-02-03"))
    assert (store.duplicates, copies(store)) == ({}, {})


def test_of_copies_only_the_best_ranked_is_kept() -> None:
    same = np.array([0, 1, 0, 1, 4], np.int32)
    assert distinct([3, 4, 2, 0, 1], same) == [3, 4, 2]
    assert distinct([1, 3], same) == [1]
    assert distinct([], same) == []


def test_signatures_agree_as_far_as_the_texts_do() -> None:
    first = signature(article("2031-01-06", LINES))
    nearly = signature(article("2031-02-03", LINES[:-1]))
    other = signature(article("2031-02-03", LINES[:3]))
    assert (signature(article("2031-02-03", LINES, "另题")) == first).all()
    assert 0.8 < float((nearly == first).mean()) < 1
    assert float((other == first).mean()) < 0.5
    assert not signature(article("2031-02-03", ["详见附件。"])).any()
