from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.ingest import lexical
from index.ingest.lexical import Earlier, write_lexical
from index.search.bm25 import LexicalIndex
from index.text.tokenizer import Tokenizer

TERMS = ["家庭医生"]
TEXTS = [
    "东湖区推行家庭医生签约服务，签约率达到75%。",
    "西山区医院实行DRG付费，住院费用下降12.5%，医院满意。",
    "南岭县疫苗冷链记录保存五年，温度每日上传。",
    "",
    "全市中医馆覆盖所有乡镇卫生院，2021年新增30家医院。",
    "家庭医生上门服务，医院、医院、还是医院。",
]
QUESTIONS = ["家庭医生签约率", "医院费用", "2021年冷链", "火星"]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer(TERMS)


def same_scores(folder: Path, texts: list[str]) -> bool:
    ours, made = LexicalIndex.load(folder, TERMS), LexicalIndex.build(texts, TERMS)
    return all(
        ours.scores(question) == pytest.approx(made.scores(question), rel=1e-5, abs=1e-6)
        for question in QUESTIONS
    )


def test_an_index_written_in_batches_scores_like_bm25s(
    tmp_path: Path, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "BATCH", 2)
    write_lexical(tmp_path / "new", len(TEXTS), enumerate(TEXTS), tokenizer)
    assert same_scores(tmp_path / "new", TEXTS)
    assert all(path.is_file() for path in (tmp_path / "new").iterdir())


def test_a_continued_index_scores_like_one_from_scratch(
    tmp_path: Path, tokenizer: Tokenizer
) -> None:
    write_lexical(tmp_path / "old", 4, enumerate(TEXTS[:4]), tokenizer)
    # the second document is gone, the others are moved, two are new
    rows = np.array([3, -1, 0, 2], np.int32)
    after = [TEXTS[2], TEXTS[4], TEXTS[3], TEXTS[0], TEXTS[5]]
    new = [(1, TEXTS[4]), (4, TEXTS[5])]
    write_lexical(tmp_path / "new", 5, new, tokenizer, Earlier(tmp_path / "old", rows))
    assert same_scores(tmp_path / "new", after)
    # and so does one that is continued again
    rows = np.array([0, 1, -1, 2, 3], np.int32)
    write_lexical(tmp_path / "last", 4, [], tokenizer, Earlier(tmp_path / "new", rows))
    assert same_scores(tmp_path / "last", [after[row] for row in (0, 1, 3, 4)])


def test_only_new_texts_are_tokenized(
    tmp_path: Path, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lexical(tmp_path / "old", 4, enumerate(TEXTS[:4]), tokenizer)
    seen = list[str]()
    tokens = Tokenizer.tokens
    monkeypatch.setattr(Tokenizer, "tokens", lambda self, t: seen.append(t) or tokens(self, t))
    earlier = Earlier(tmp_path / "old", np.arange(4, dtype=np.int32))
    write_lexical(tmp_path / "new", 5, [(4, TEXTS[4])], tokenizer, earlier)
    assert seen == [TEXTS[4]]
