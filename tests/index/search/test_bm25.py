from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rank_bm25 import BM25Okapi

from index.errors import StoreDamaged
from index.search.bm25 import K1, B, LexicalIndex, best_rows
from index.text.tokenizer import Tokenizer, dictionary, normalise
from index.text.vocabulary import mine_terms

TEXTS = [
    "东湖区推行家庭医生签约服务，签约率达到75%。",
    "西山区医院实行DRG付费，住院费用下降12.5%。",
    "南岭县疫苗冷链记录保存五年，温度每日上传。",
    "全市中医馆覆盖所有乡镇卫生院，2021年新增30家。",
]


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS, ["家庭医生"])


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("２０２１ 年 ＤＲＧ", "2021年 drg"),
        ("醫療保障", "医疗保障"),
        ("覆盖\n率 12.5％ 以上", "覆盖率12.5%以上"),
        ("家庭 医生　签约", "家庭医生签约"),
        ("long term care", "long term care"),
    ],
)
def test_writing_variants_become_one(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年", "2021"),
        ("增长12.5％", "12.5%"),
        ("增长12.5%", "12.5"),
        ("1,234.5万", "1234.5"),
        ("COVID-19疫苗", "covid-19"),
        ("DRG/DIP付费", "drg"),
        ("DRG/DIP付费", "dip"),
        ("5G网络", "5g"),
        ("125mg", "125mg"),
        ("10-20家", "20"),
        ("醫院", "医院"),
    ],
)
def test_numbers_and_latin_words_stay_whole(tokenizer: Tokenizer, text: str, expected: str) -> None:
    assert expected in tokenizer.words(text)


def test_a_long_number_is_not_broken(tokenizer: Tokenizer) -> None:
    assert tokenizer.words("20210125") == ["20210125"]


def test_function_words_are_left_out(tokenizer: Tokenizer) -> None:
    assert tokenizer.words("什么是医院的职责吗？") == ["医院", "职责"]


def test_given_terms_are_words(tokenizer: Tokenizer) -> None:
    assert "码上就医" not in tokenizer.words("推行码上就医服务")
    assert "码上就医" in Tokenizer(["码上就医"]).words("推行码上就医服务")


def test_bigrams_stay_inside_runs_of_chinese(tokenizer: Tokenizer) -> None:
    assert tokenizer.bigrams("医保局，DRG付费") == ["#医保", "#保局", "#付费"]


@pytest.mark.parametrize(
    ("query", "row"),
    [("签约率", 0), ("drg", 1), ("降了12.5%", 1), ("疫苗冷链", 2), ("2021 年中醫館", 3)],
)
def test_the_document_that_answers_comes_first(index: LexicalIndex, query: str, row: int) -> None:
    ids, scores = index.search(query, 4)
    assert ids[0] == row
    assert scores[0] > 0


def test_word_scores_equal_the_bm25_formula(index: LexicalIndex, tokenizer: Tokenizer) -> None:
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
def test_saved_and_loaded_it_gives_the_same(
    index: LexicalIndex, tmp_path: Path, mmap: bool
) -> None:
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical", ["家庭医生"], mmap=mmap)
    assert len(loaded) == 4
    for query in ("签约率", "医院费用下降12.5%"):
        assert loaded.scores(query).tolist() == index.scores(query).tolist()


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="wence index"):
        LexicalIndex.load(tmp_path)


def test_jiebas_cache_is_ours_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    dictionary.cache_clear()
    Tokenizer().words("医院")
    assert [f.name for f in (tmp_path / "wence" / "jieba").iterdir()] == ["jieba.cache"]
    assert capfd.readouterr() == ("", "")


def test_terms_are_mined_by_cohesion_and_varied_neighbours() -> None:
    around = ["推进", "完善", "关于", "建设", "评价", "支持", "参与", "深化"]
    texts = [f"{a}云岚医联体{b}，其他内容" for a, b in zip(around, around[::-1], strict=True)]
    filler = "".join(map(chr, range(0x4E00, 0x4E00 + 800)))
    terms = mine_terms(["标题"], [*texts, filler])
    assert "云岚医联体" in terms
    assert "云岚医联" not in terms
    assert "岚医联体" not in terms


def test_terms_in_quotation_marks_need_no_frequency() -> None:
    assert "沐光行动" in mine_terms([], ["开展“沐光行动”。", "启动“沐光行动”方案"])
    assert "沐光行动" not in mine_terms([], ["开展沐光行动。", "启动沐光行动方案"])


@pytest.mark.parametrize("n", [1, 60, 1500, 5000])
def test_the_best_are_those_a_full_sort_gives_ties_by_row(n: int) -> None:
    scores = np.random.default_rng(n).integers(0, 40, n).astype(np.float32)
    expected = [row for row in np.lexsort((np.arange(n), -scores)) if scores[row] > 0]
    for k in (1, 10, n + 1):
        assert best_rows(scores, k).tolist() == expected[:k]


def test_texts_without_a_term_are_documents_too(tmp_path: Path) -> None:
    index = LexicalIndex.build(["？！", "医院", ""])
    assert index.search("医院", 3)[0].tolist() == [1]
    index.save(tmp_path)
    assert len(LexicalIndex.load(tmp_path)) == 3
    assert LexicalIndex.build(["医院", "医院"]).search("", 2)[0].tolist() == []


@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_corpus_without_any_term_finds_nothing() -> None:
    assert LexicalIndex.build(["？！"]).search("医院", 3)[0].tolist() == []
