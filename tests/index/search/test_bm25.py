from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rank_bm25 import BM25Okapi

from index.errors import StoreDamaged
from index.ingest.lexical import write_lexical
from index.search.bm25 import K1, B, LexicalIndex, best_rows
from index.text.tokenizer import Tokenizer

TEXTS = [
    "东湖区推行家庭医生签约服务，签约率达到75%。",
    "西山区医院实行DRG付费，住院费用下降12.5%。",
    "南岭县疫苗冷链记录保存五年，温度每日上传。",
    "全市中医馆覆盖所有乡镇卫生院，2021年新增30家。",
]


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS, ["家庭医生"])


@pytest.mark.parametrize(
    ("query", "row"),
    [("签约率", 0), ("drg", 1), ("降了12.5%", 1), ("疫苗冷链", 2), ("2021 年中醫館", 3)],
)
def test_the_document_that_answers_comes_first(index: LexicalIndex, query: str, row: int) -> None:
    ids, scores = index.search(query, 4)
    assert ids[0] == row
    assert scores[0] > 0


def test_word_scores_equal_the_bm25_formula(index: LexicalIndex) -> None:
    """Lucene's form: idf = ln(1 + (N - df + .5) / (df + .5)), tf / (tf + k1 (1 - b + b L/mean))."""
    known = Tokenizer(["家庭医生"])
    documents = [known.words(text) + known.bigrams(text) for text in TEXTS]
    reference = BM25Okapi(documents, k1=K1, b=B)
    lengths = np.array([len(d) for d in documents])
    expected = np.zeros(4)
    for word in known.words("医院费用"):
        tf = np.array([d.count(word) for d in documents])
        df = (tf > 0).sum()
        idf = np.log(1 + (4 - df + 0.5) / (df + 0.5))
        expected += idf * tf / (tf + K1 * (1 - B + B * lengths / reference.avgdl))
    assert expected.max() > 0
    assert index.scores("医院费用", bigram_weight=0) == pytest.approx(expected, abs=1e-5)


def test_bigrams_find_what_the_words_miss(index: LexicalIndex) -> None:
    assert index.scores("链记", bigram_weight=0).max() == 0
    assert index.scores("链记", bigram_weight=1).argmax() == 2


@pytest.mark.parametrize("query", ["", "？！", "火星 quantum", "的"])
def test_a_query_that_shares_no_term_finds_nothing(index: LexicalIndex, query: str) -> None:
    ids, scores = index.search(query, 3)
    assert ids.tolist() == scores.tolist() == []
    assert index.scores(query).tolist() == [0.0] * 4


@pytest.mark.parametrize("mmap", [True, False])
def test_written_and_loaded_it_gives_the_same_as_made_by_bm25s(
    index: LexicalIndex, tmp_path: Path, mmap: bool
) -> None:
    tokenizer = Tokenizer(["家庭医生"])
    write_lexical(tmp_path / "lexical", len(TEXTS), enumerate(TEXTS), tokenizer)
    loaded = LexicalIndex.load(tmp_path / "lexical", ["家庭医生"], mmap=mmap)
    assert len(loaded) == 4
    for query in ("签约率", "医院费用下降12.5%"):
        assert loaded.scores(query) == pytest.approx(index.scores(query), rel=1e-6)


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="wence index"):
        LexicalIndex.load(tmp_path)


@pytest.mark.parametrize("n", [1, 60, 1500, 5000])
def test_the_best_are_those_a_full_sort_gives_ties_by_row(n: int) -> None:
    scores = np.random.default_rng(n).integers(0, 40, n).astype(np.float32)
    expected = [row for row in np.lexsort((np.arange(n), -scores)) if scores[row] > 0]
    for k in (1, 10, n + 1):
        assert best_rows(scores, k).tolist() == expected[:k]


def test_texts_without_a_term_are_documents_too(tmp_path: Path) -> None:
    texts = ["？！", "医院", ""]
    write_lexical(tmp_path / "lexical", 3, enumerate(texts), Tokenizer())
    for index in (LexicalIndex.build(texts), LexicalIndex.load(tmp_path / "lexical")):
        assert len(index) == 3
        assert index.search("医院", 3)[0].tolist() == [1]
    assert LexicalIndex.build(["医院", "医院"]).search("", 2)[0].tolist() == []


@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_corpus_without_any_term_finds_nothing(tmp_path: Path) -> None:
    write_lexical(tmp_path / "lexical", 1, [(0, "？！")], Tokenizer())
    assert LexicalIndex.load(tmp_path / "lexical").search("医院", 3)[0].tolist() == []
    assert LexicalIndex.build(["？！"]).search("医院", 3)[0].tolist() == []
