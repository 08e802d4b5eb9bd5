"""Builders of cases worked by hand, for the tests of metrics."""

from eval.datasets.gold import Gold
from eval.datasets.sets import Question
from eval.metrics.cases import Case, Scores


def result(text="", ranking=(), cited=(), abstained=False, confidence=0.5, total_ms=10.0):
    return {
        "answer": text,
        "abstained": abstained,
        "confidence": confidence,
        "citations": list(cited),
        "passages": [{"passage_id": id_} for id_ in ranking],
        "timings": {"retrieve_ms": 1.0, "answer_ms": 1.0, "total_ms": total_ms},
    }


def cite(n, quote, article=("i", 1), start=0):
    issue, number = article
    return {
        "n": n,
        "quote": quote,
        "issue": issue,
        "article_n": number,
        "start": start,
        "end": start + len(quote),
    }


def case(type="fact", points=(), reference="", gold=None, texts=None, evidence=(), **found):
    question = Question("q", "问？", type, reference, tuple(points), evidence=tuple(evidence))
    return Case(question, result(**found), gold or Gold(), texts or {})


RANKED = case(
    ranking=["i/9#1", "i/1#2", "i/2#1", "i/1#3", "i/3#1"],
    gold=Gold(("i/1", "i/4"), (frozenset({"i/1#2"}), frozenset({"i/1#3"}), frozenset())),
)


def one(scores: Scores) -> float | None:
    [value] = scores.each
    return value
