from __future__ import annotations

import numpy as np

from eval.fake import FakeEmbedder
from rag.verification.alignment import MAX_SENTENCES, Evidence, Scorer, merge
from tests.rag.verification.answers import hit, window

TEXT = "东湖区有四十家诊所。诊所由区里出资。医生由市里培训。药品统一采购。"


def evidence() -> Evidence:
    return Evidence([hit(TEXT)], FakeEmbedder())  # type: ignore[arg-type]


def test_windows_are_neighbouring_sentences_of_the_passage() -> None:
    windows = evidence().windows[1]
    assert all(w.text in TEXT for w in windows)
    assert {len(w.sentences) for w in windows} == set(range(1, MAX_SENTENCES + 1))


def test_most_similar_sentence_ranks_first() -> None:
    found = evidence()
    ranked = found.ranked("医生由市里培训。", found.no_similarities(), [1])
    assert ranked[0][1].text == "医生由市里培训。"
    assert [score for score, _ in ranked] == sorted((s for s, _ in ranked), reverse=True)


def test_unknown_passages_have_no_windows() -> None:
    found = evidence()
    assert found.ranked("医生由市里培训。", found.no_similarities(), [7]) == []


def test_similarities_lie_between_zero_and_one() -> None:
    found = evidence().similarities("诊所由区里出资。")
    assert found.shape == (4,)
    assert np.all((found >= 0) & (found <= 1))
    assert found.argmax() == 1


def test_score_rises_with_the_figures_that_a_window_has() -> None:
    scorer = Scorer("东湖区有40家诊所。")
    with_figure, without = (window(TEXT, part) for part in TEXT.split("。")[:2])
    assert scorer.score(with_figure, 0.0) > scorer.score(without, 0.0)
    assert scorer.word_overlap(with_figure) > scorer.word_overlap(without)


def test_merged_window_spans_from_the_first_to_the_last() -> None:
    single = [w for w in evidence().windows[1] if len(w.sentences) == 1]
    merged = merge([single[2], single[0]])
    assert merged is not None
    assert merged.text == "东湖区有四十家诊所。诊所由区里出资。医生由市里培训。"


def test_windows_too_far_apart_are_not_merged() -> None:
    far = "东湖区有四十家诊所。" + "药" * 500 + "。诊所由区里出资。"
    parts = [window(far, "东湖区有四十家诊所。"), window(far, "诊所由区里出资。")]
    assert merge(parts) is None
