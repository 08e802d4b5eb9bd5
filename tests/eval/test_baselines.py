import sys

import pytest

from eval.run import run
from index.errors import WenceError


def test_baselines_answer_with_their_first_passage(files, system):
    found = run(files, system, baselines=True).summary["baselines"]
    assert list(found) == ["bm25", "dense", "rrf", "langchain"]
    assert found["bm25"]["metrics"]["evidence_recall@1"]["mean"] == 1
    # LangChain's chunk is the whole short article; no baseline refuses
    assert found["langchain"]["metrics"]["key_point_recall"]["mean"] == 0.75
    assert found["rrf"]["metrics"]["refusal_recall"]["mean"] == 0
    ours = found["rrf"]["ours_minus_theirs"]["refusal_recall"]
    assert ours["difference"] == 1
    assert ours["real"]


def test_baselines_are_scored_by_the_evidence_in_their_first_passage(evidence_files, system):
    found = run(evidence_files, system, baselines=True).summary["baselines"]
    assert found["bm25"]["metrics"]["evidence_in_answer"]["mean"] == 0.5
    # LangChain's chunk is the whole short article
    assert found["langchain"]["metrics"]["evidence_in_answer"]["mean"] == 1
    assert found["langchain"]["ours_minus_theirs"]["evidence_in_answer"]["difference"] == -0.5


def test_progress_counts_the_passages_embedded_and_every_question(files, system):
    seen = []
    run(files, system, baselines=True, on_question=lambda *step: seen.append(step))
    assert seen[3] == (2, 2, "LangChain 常规做法：计算向量")
    assert [step for step in seen[4:] if step[0] == 3] == [
        (3, 3, label) for label in ("BM25", "向量", "RRF 融合", "LangChain 常规做法")
    ]


def test_a_missing_splitter_is_reported_before_any_question_is_asked(files, system, monkeypatch):
    monkeypatch.setitem(sys.modules, "langchain_text_splitters", None)
    seen = []
    with pytest.raises(WenceError, match=r"langchain-text-splitters，请运行 pip install 'wence\["):
        run(files, system, baselines=True, on_question=lambda *step: seen.append(step))
    assert seen == []
    assert "baselines" not in run(files, system).summary
