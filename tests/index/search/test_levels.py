from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.fake import DIMENSION
from index.search import levels
from index.search.levels import Level, Levels, late_similarity, measure_levels, pseudo_question
from tests.conftest import CountingEmbedder

CLINICS = [
    "全市社区医院达到一百二十家，居民就近看病。",
    "家庭医生每月上门一次，为老人测量血压。",
    "每家社区医院至少配备两名全科医生。",
]
OTHERS = [
    "集采药品的平均价格下降了五成左右。",
    "疫苗冷链的温度记录至少要保存五年。",
    "河道清淤工程在汛期之前必须全部完工。",
]


@pytest.fixture(autouse=True)
def _small_corpora_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "FEW", 2)


def measured(
    texts: Sequence[str], articles: Sequence[int], vectors: NDArray[np.float32] | None = None
) -> tuple[Levels, CountingEmbedder]:
    fake = CountingEmbedder()
    encoded = fake.encode(texts, "passage")
    if vectors is None:
        vectors = np.stack([e.vector for e in encoded])
    numbers = np.array(articles, np.int64)
    found = measure_levels(
        vectors, lambda row: encoded[row].tokens, numbers, texts.__getitem__, fake
    )
    return found, fake


def best_elsewhere(texts: Sequence[str], articles: Sequence[int]) -> NDArray[np.float64]:
    """Return each text's best similarity to a text of another article, by comparing all."""
    tokens = [e.tokens for e in CountingEmbedder().encode(texts, "passage")]
    return np.array(
        [
            max(
                late_similarity(tokens[i], tokens[j])
                for j in range(len(texts))
                if articles[j] != articles[i]
            )
            for i in range(len(texts))
        ]
    )


def test_late_similarity_averages_each_tokens_best_cosine() -> None:
    query = np.array([[1, 0], [0, 1]], np.float32)
    passage = np.array([[1, 0], [0.6, 0.8]], np.float32)
    assert late_similarity(query, passage) == pytest.approx((1.0 + 0.8) / 2)
    nothing = np.empty((0, 2), np.float32)
    assert late_similarity(nothing, passage) == late_similarity(query, nothing) == 0.0


def test_a_similarity_is_told_in_spreads_above_the_mean() -> None:
    assert Level(0.8, 0.05).standardise(0.9) == pytest.approx(2.0)
    assert Level(0.8, 0.05).standardise(0.7) == pytest.approx(-2.0)


def test_a_pseudo_question_is_the_middle_sentence_of_fitting_length() -> None:
    long = "长" * 61 + "。"
    assert pseudo_question("短句。" + CLINICS[0] + long + CLINICS[1] + CLINICS[2]) == CLINICS[1]
    assert pseudo_question(long) == "长" * 40
    assert pseudo_question("短句。") == "短句。"


def test_levels_are_those_of_the_best_passages_of_other_articles() -> None:
    alike = CLINICS[0].replace("二十", "三十")
    texts, articles = [*CLINICS, *OTHERS[:2], alike], [7, 7, 7, 1, 2, 4]
    expected = best_elsewhere(texts, articles)
    found, fake = measured(texts, articles)
    assert fake.questions == texts
    assert found.max_sim.mean == pytest.approx(expected.mean(), abs=1e-6)
    assert found.max_sim.spread == pytest.approx(expected.std(), abs=1e-6)


def test_the_level_of_the_cosine_is_that_of_the_nearest_passages_of_other_articles() -> None:
    texts, articles = [*CLINICS, *OTHERS], [0, 0, 0, 1, 2, 3]
    vectors = np.stack([e.vector for e in CountingEmbedder().encode(texts, "passage")])
    cosines = vectors @ vectors.T
    cosines[np.equal.outer(articles, articles)] = -1
    found, _ = measured(texts, articles)
    assert found.cosine.mean == pytest.approx(float(cosines.max(axis=1).mean()), abs=1e-6)


def test_a_question_is_not_compared_with_its_own_article() -> None:
    repeated = [CLINICS[0], CLINICS[0], *OTHERS]
    together, _ = measured(repeated, [0, 0, 1, 2, 3])
    apart, _ = measured(repeated, [0, 9, 1, 2, 3])
    assert together.max_sim.mean < apart.max_sim.mean - 0.1


def test_only_the_five_nearest_by_vector_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*CLINICS, *OTHERS, "社区里的孩子都爱读书。", "明天的会议改在下午举行。"]
    compared = list[int]()

    def noted(query: object, passage: NDArray[np.float32]) -> float:
        compared.append(len(passage))
        return 0.5

    monkeypatch.setattr(levels, "late_similarity", noted)
    measured(texts, range(len(texts)))
    assert len(compared) == 5 * len(texts)


def test_steps_give_what_one_comparison_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"第{n}条规定，{line}" for n in range(9) for line in CLINICS + OTHERS]
    articles = [n // 4 for n in range(len(texts))]
    drawn = np.random.default_rng(7).standard_normal((len(texts), DIMENSION)).astype(np.float32)
    whole, _ = measured(texts, articles, drawn)
    for step in (1, 3, 7):
        monkeypatch.setattr(levels, "STEP", step)
        found, _ = measured(texts, articles, drawn)
        assert found.max_sim.mean == pytest.approx(whole.max_sim.mean, abs=1e-6)


def test_a_hundred_passages_spread_over_the_corpus_are_asked() -> None:
    texts = [f"这是第{n}段话，说的是第{n}件事情。" for n in range(250)]
    _, fake = measured(texts, range(250))
    assert len(fake.questions) == 100
    assert fake.questions[:3] == [texts[0], texts[2], texts[5]]
    assert fake.questions[-1] == texts[247]


def test_the_same_corpus_gives_the_same_levels() -> None:
    texts = [f"这是第{n}段话，说的是第{n}件事情。" for n in range(130)]
    assert measured(texts, range(130))[0] == measured(texts, range(130))[0]


def test_in_few_articles_the_other_passages_of_the_same_are_compared_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(levels, "FEW", 3)
    texts = CLINICS + OTHERS
    together = measured(texts, [0, 0, 0, 1, 1, 1])[0]
    assert together == measured(texts, range(6))[0]
    assert together != measured(texts, [0, 0, 0, 1, 1, 2])[0]


def test_of_a_single_article_its_other_passages_are_compared() -> None:
    texts = CLINICS + OTHERS
    assert measured(texts, [4] * 6)[0] == measured(texts, range(6))[0]


def test_a_single_passage_gives_levels_that_say_little() -> None:
    found, _ = measured(CLINICS[:1], [0])
    assert (found.max_sim.mean, found.max_sim.spread) == (pytest.approx(1.0), 1.0)


@pytest.mark.parametrize("texts", [[CLINICS[0]] * 4, CLINICS[:2], ["", CLINICS[0]]])
def test_the_spread_is_never_zero(texts: list[str]) -> None:
    found, _ = measured(texts, range(len(texts)))
    for level in (found.max_sim, found.cosine):
        assert level.spread >= max(0.08 * (1 - level.mean), 1e-3)
