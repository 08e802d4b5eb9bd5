from __future__ import annotations

import pytest

from rag.verification.proximity import Neighbourhood, Term, misattributed, neighbourhood


def neighbourhoods(text: str, *figures: str) -> list[Neighbourhood]:
    terms = [Term(text.index(f), text.index(f) + len(f), "plain", float(f)) for f in figures]
    return [neighbourhood(text, term, terms, {}) for term in terms]


SOURCE = neighbourhoods("顺产定额由800元提到1200元，剖宫产为2500元", "800", "1200", "2500")
COUNTS = neighbourhoods("中心设17个诊室、206张床位", "17", "206")


@pytest.mark.parametrize(
    ("claim", "figures", "found", "wrong"),
    [
        ("剖宫产定额为2500元", ["2500"], SOURCE, False),
        ("剖宫产为1200元", ["1200"], SOURCE, True),
        ("顺产定额提到1200元", ["1200"], SOURCE, False),
        ("中心有17个诊室和206张床位", ["17", "206"], COUNTS, False),
        ("中心有206个诊室和17张床位", ["206", "17"], COUNTS, True),
        ("中心有9个诊室", ["9"], COUNTS, False),
    ],
)
def test_figure_among_the_words_of_a_rival_is_misattributed(
    claim: str, figures: list[str], found: list[Neighbourhood], wrong: bool
) -> None:
    said = neighbourhoods(claim, *figures)
    assert any(misattributed(one, said, found) for one in said) is wrong


def test_words_beside_respectively_are_not_informative() -> None:
    found = neighbourhoods("用量、金额分别为25和8", "25", "8")
    said = neighbourhoods("金额为8", "8")
    assert not any(one.informative for one in found)
    assert not misattributed(said[0], said, found)


def test_figure_that_the_source_lacks_counts_only_above_a_threshold() -> None:
    found, said = neighbourhoods("药店进货价涨20元", "20"), neighbourhoods("药店进货价涨30元", "30")
    assert not misattributed(said[0], said, found)
    assert misattributed(said[0], said, found, threshold=0.8)
