"""Evidence in the answer: do its quotes hold the sentences that answer the question?

Where a set has evidence but no key points, this is what an answer is scored by.
"""

from __future__ import annotations

from collections import defaultdict

from eval.datasets.matching import squeeze
from eval.metrics.cases import Case, metric


def held_evidence(case: Case) -> list[bool]:
    """Tell for each evidence sentence whether the quotes hold it; a refusal holds none."""
    quoted = _quoted(case)
    return [
        case.answered and any(squeeze(sentence) in text for text in quoted)
        for sentence in case.question.evidence
    ]


@metric
def evidence_in_answer(case: Case) -> float | None:
    """Measure the share of the evidence sentences that stand whole in the quotes, 0 to 1.

    Counts answerable questions with evidence; a refusal scores 0. A sentence stands in the
    quotes if it is found in those of one article joined in the order of their offsets, all at
    half width and without whitespace: neighbouring quotes may share it. A sentence cut short
    counts as missing, since what was cut may be its figure or its condition. Longer answers
    hold more, so read it together with `answer_chars`.
    """
    held = held_evidence(case)
    return sum(held) / len(held) if held and case.answerable else None


def _quoted(case: Case) -> list[str]:
    """Return for each cited article its squeezed quotes, joined in the order of their offsets."""
    by_article: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for citation in sorted(case.result["citations"], key=lambda c: c["start"]):
        article = (citation["issue"], citation["article_n"])
        by_article[article].append(squeeze(citation["quote"]))
    return ["".join(quotes) for quotes in by_article.values()]
