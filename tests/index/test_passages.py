from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.loading.loader import read_documents
from index.model import Article, Passage
from index.passages import MAX_CHARS, split_article, unit_text
from index.text.characters import half_width
from tests.data.fixtures import article
from tests.paths import SHARED

SENTENCE = "县医保局每季度公布一次药价，村民在手机上就能查到自己买的药降了多少。"
LONG = SENTENCE * 12  # longer than a passage may be


def problems(a: Article, passages: list[Passage]) -> Iterator[str]:
    """Yield every rule that the passages of an article break."""
    headings = {b.start for b in a.blocks if b.kind == "heading"}
    text_starts = [b.start for b in a.blocks if b.kind != "heading"]
    end = 0
    for k, p in enumerate(passages, 1):
        if p.id != f"{a.id}#{k}":
            yield f"{p.id}: is number {k}"
        if p.text != a.text[p.start : p.end] or not p.text.strip():
            yield f"{p.id}: offsets"
        if p.start < end or a.text[end : p.start].strip():
            yield f"{p.id}: gap or overlap before it"
        if len(p.text) > MAX_CHARS:
            yield f"{p.id}: {len(p.text)} characters"
        first = next((start for start in text_starts if p.start <= start < p.end), p.end)
        if any(first < start < p.end for start in headings):
            yield f"{p.id}: a heading inside"
        end = p.end
    if a.text[end:].strip():
        yield f"{a.id}: text after the last passage"


def texts(*lines: str) -> list[str]:
    return [p.text for p in split_article(article(*lines))]


def test_short_paragraphs_share_a_passage() -> None:
    assert texts(SENTENCE, SENTENCE, SENTENCE) == ["\n".join([SENTENCE] * 3)]


def test_a_passage_of_good_length_is_not_joined_with_a_new_point() -> None:
    paragraph = SENTENCE * 6
    assert texts(paragraph, SENTENCE * 2) == [paragraph, SENTENCE * 2]
    assert texts(paragraph, "2）结果贴在门口。") == [paragraph, "2）结果贴在门口。"]
    assert texts(paragraph, "结果贴在门口。") == [paragraph + "\n结果贴在门口。"]


def test_a_long_paragraph_is_cut_evenly_between_sentences() -> None:
    assert texts(LONG) == [SENTENCE * 6, SENTENCE * 6]


def test_a_sentence_longer_than_a_passage_is_cut_between_clauses() -> None:
    clause = "村民在手机上就能查到自己买的药降了多少，"
    found = texts(clause * 30 + "一目了然。")
    assert "".join(found) == clause * 30 + "一目了然。"
    assert [text[-1] for text in found] == ["，", "。"]


def test_text_without_any_mark_is_cut_at_the_limit() -> None:
    assert [len(text) for text in texts("药" * 800)] == [350, 350, 100]


def test_a_heading_starts_its_passage_and_is_not_in_its_path() -> None:
    found = split_article(
        article(
            "一、药价", SENTENCE, "（一）公布", LONG, "二、签约", SENTENCE, "（一）续签", SENTENCE
        )
    )
    assert [(p.headings, p.text.split("\n")[0][:5]) for p in found] == [
        ((), "一、药价"),
        (("一、药价",), "（一）公布"),
        (("一、药价", "（一）公布"), SENTENCE[:5]),
        ((), "二、签约"),
        (("二、签约",), "（一）续签"),
    ]


def test_headings_without_text_between_them_share_a_passage() -> None:
    [passage] = split_article(article("一、药价", "（一）公布", SENTENCE))
    assert passage.text == f"一、药价\n（一）公布\n{SENTENCE}"
    assert passage.headings == ()


def test_a_heading_does_not_stand_alone_above_long_text() -> None:
    tail = SENTENCE * 9 + "结果每季度在各个村卫生室门口都要及时贴出来，这样全村的村民随时都能看到。"
    assert MAX_CHARS - 9 < len(tail) <= MAX_CHARS
    first, *rest = texts("三、药价怎么公布", tail)
    assert first.startswith(f"三、药价怎么公布\n{SENTENCE}")
    assert rest[-1].endswith("看到。")


ROWS = [
    f"{place}区\t{n}\t{'每季度核对一次并在门口贴出' * 4}" for n, place in enumerate("东西南北中")
]


def test_a_table_is_cut_between_rows_with_caption_and_header_in_the_lead() -> None:
    header = "地区\t家数\t做法"
    found = split_article(article(SENTENCE, "各区做法", header, *ROWS * 3, SENTENCE))
    pieces = [p for p in found if "\t" in p.text]
    assert len(pieces) > 2
    assert pieces[0].lead == ""
    assert pieces[0].text.split("\n")[-2].startswith("东区") or header in pieces[0].text
    for piece in pieces[1:]:
        assert piece.lead == f"各区做法\n{header}"
        assert all(row in [*ROWS, SENTENCE] for row in piece.text.split("\n"))


def test_a_row_longer_than_a_passage_is_cut_without_loss() -> None:
    a = article(SENTENCE, "地区\t做法", "东区\t" + LONG * 2, "西区\t40", SENTENCE)
    assert list(problems(a, split_article(a))) == []


def test_the_lead_repeats_nothing_of_the_passage() -> None:
    a = article(SENTENCE, "表1 各区做法", "地区\t家数", "东区\t40", SENTENCE)
    assert [(p.lead, p.text) for p in split_article(a)] == [("", a.text)]


def test_unit_text_puts_title_headings_and_lead_first() -> None:
    passage = Passage("i", 1, 1, 0, 3, "四十家", ("一、医院", "（一）东区"), "地区\t家数")
    text, start = unit_text(passage, article("四十家", title="各区医院"))
    assert text == "各区医院 一、医院 （一）东区 地区\t家数\n四十家"
    assert text[start:] == "四十家"


def test_an_article_without_text_has_no_passages() -> None:
    assert split_article(article()) == []


LINE = st.one_of(
    st.sampled_from(
        ["一、药价", "（一）公布", "药价怎么查", "表1 药价", "东区\t40\t35", SENTENCE, LONG]
    ),
    st.integers(1, 900).map(lambda n: "药" * n),
    st.integers(1, 60).map(lambda n: "东区\t" + "贴在门口，" * n),
    st.text(alphabet="医药 。，；：“”12%\t", min_size=1, max_size=300),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(LINE, max_size=10))
def test_passages_cover_any_article(lines: list[str]) -> None:
    a = article(*lines)
    assert list(problems(a, split_article(a))) == []


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return read_documents([SHARED / "corpus"]).articles


@pytest.mark.corpus
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real corpus is absent")
class TestCorpus:
    def test_passages_cover_every_article(self, articles: list[Article]) -> None:
        assert [p for a in articles for p in problems(a, split_article(a))] == []

    def test_no_heading_stands_alone(self, articles: list[Article]) -> None:
        for a in articles:
            headings = {b.end for b in a.blocks if b.kind == "heading"}
            assert [p.id for p in split_article(a) if p.end in headings] == []

    def test_passages_have_a_useful_size(self, articles: list[Article]) -> None:
        sizes = [len(p.text) for a in articles for p in split_article(a)]
        assert 150 < sum(sizes) / len(sizes) < 300
        assert sum(size < 30 for size in sizes) < len(sizes) / 50

    def test_every_evidence_quote_is_in_a_passage_of_its_article(
        self, articles: list[Article]
    ) -> None:
        texts = {
            (a.issue, _fold(a.title)): [_fold(p.text) for p in split_article(a)] for a in articles
        }
        lost = [
            (question["id"], quote)
            for question in _questions()
            for quote in question["evidence"]
            if not any(
                _middle(_fold(quote)) in text
                for source in question["sources"]
                for text in texts[source["issue"], _fold(source["title"])]
            )
        ]
        assert lost == []


def _questions() -> Iterator[dict]:
    for file in sorted((SHARED / "eval").glob("dev_*.jsonl")):
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def _fold(text: str) -> str:
    return "".join(half_width(text).split())


def _middle(text: str, length: int = 15) -> str:
    start = max(0, (len(text) - length) // 2)
    return text[start : start + length]
