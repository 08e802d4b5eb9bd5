from __future__ import annotations

from pathlib import Path

from eval.training.examples import Example, Examples, Unit, from_sets
from index.loading.loader import read_documents
from index.passages import split_article, unit_text
from tests.eval.training.conftest import SUBJECTS


def test_units_are_what_indexing_encodes(corpus: Path, question_set: Path) -> None:
    expected = [
        unit_text(passage, article)
        for article in read_documents([corpus]).articles
        for passage in split_article(article)
    ]
    units = from_sets([question_set], [corpus]).units
    assert [(unit.text, unit.start) for unit in units] == expected


def test_evidence_is_found_in_passages_and_sentences(corpus: Path, question_set: Path) -> None:
    data = from_sets([question_set], [corpus], repeated=3)
    assert len(data.questions) == 2 * len(SUBJECTS)  # neither the unanswerable nor the follow-up
    asked = next(e for e in data.questions if e.question == "医保记录保存几年？")
    [(row, number)] = asked.sentences
    start, end = data.units[row].sentences[number]
    assert asked.rows == {row} and asked.repeated == 3
    assert data.units[row].text[start:end] == "医保记录应当保存五年。"


def test_documents_are_left_out_with_all_their_questions(corpus: Path, question_set: Path) -> None:
    data = from_sets([question_set], [corpus])
    learned, asked = data.leave_out(0.5)
    assert 0 < len(asked) < 16 and len(learned.questions) + len(asked) == 16
    emptied = {row for row, unit in enumerate(learned.units) if not unit.text}
    assert all(e.rows <= emptied for e in asked)
    assert not any(e.rows & emptied for e in learned.questions)
    assert data.leave_out(0.5)[1] == asked
    assert data.leave_out(0) == (data, [])


def test_joined_questions_keep_their_passages() -> None:
    one, two = (
        Examples([Unit(name, name, 0)], [Example("问", (frozenset([0]),), frozenset([(0, 0)]))])
        for name in ("甲", "乙")
    )
    both = one + two
    assert [both.units[next(iter(e.rows))].document for e in both.questions] == ["甲", "乙"]
    assert [e.sentences for e in both.questions] == [{(0, 0)}, {(1, 0)}]
