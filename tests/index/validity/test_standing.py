from dataclasses import replace

import pytest

from index.metadata.fields import AMENDED, IN_FORCE, PENDING, REPEALED
from index.model import Article, Relation
from index.validity.standing import Standing, standing


def rule(**known):
    return Article("旧办法", 1, "旧办法", "第一条。", **known)


def relation(kind, since):
    return Relation(kind, "新办法/1", "旧办法/1", since, "新办法/1", 0, 4)


def test_a_document_of_which_nothing_is_known_has_no_status():
    assert standing(rule(), [], "2024-01-01") == Standing()
    assert Standing().in_force


@pytest.mark.parametrize(
    ("day", "status"),
    [("2023-06-30", PENDING), ("2023-07-01", IN_FORCE), ("2026-06-30", IN_FORCE),
     ("2026-07-01", REPEALED)],
)  # fmt: skip
def test_its_own_days_tell_when_a_document_is_in_force(day, status):
    known = rule(effective="2023-07-01", expires="2026-07-01")
    assert standing(known, [], day).status == status


@pytest.mark.parametrize("kind", ["repeals", "replaces"])
def test_a_document_is_repealed_from_the_day_of_the_relation(kind):
    found = relation(kind, "2023-07-01")
    known = rule(effective="2018-01-01")
    assert standing(known, [found], "2023-06-30").status == IN_FORCE
    assert standing(known, [found], "2023-07-01") == Standing(REPEALED, "2023-07-01", found)


def test_an_amended_document_is_still_in_force():
    found = relation("amends", "2023-07-01")
    assert standing(rule(), [found], "2024-01-01") == Standing(AMENDED, "2023-07-01", found)
    assert standing(rule(), [found], "2024-01-01").in_force


@pytest.mark.parametrize(
    ("until", "day", "status"),
    [
        ("2034-12-01", "2018-06-01", PENDING),
        ("2034-12-01", "2023-11-30", IN_FORCE),
        ("2034-12-01", "2024-01-01", IN_FORCE),
        ("2034-12-01", "2034-12-01", REPEALED),
        ("", "2050-01-01", IN_FORCE),
    ],
)
def test_an_extended_document_is_in_force_until_its_new_end(until, day, status):
    found = replace(relation("extends", "2023-11-10"), until=until)
    known = rule(effective="2018-12-01", expires="2023-12-01")
    assert standing(known, [], "2024-01-01").status == REPEALED
    assert standing(known, [found], day).status == status


def test_a_relation_of_an_unknown_day_counts_on_any_day():
    assert standing(rule(), [relation("repeals", "")], "1999-01-01").status == REPEALED


def test_the_newer_document_is_not_repealed_by_its_own_relation():
    newer = Article("新办法", 1, "新办法", "第一条。")
    assert standing(newer, [relation("repeals", "")], "2024-01-01") == Standing()


def test_what_a_person_says_stands_where_no_day_decides():
    assert standing(rule(status=REPEALED), [], "1999-01-01").status == REPEALED
    assert standing(rule(status=IN_FORCE), [], "1999-01-01").status == IN_FORCE
    assert standing(rule(status=PENDING), [], "1999-01-01").status == PENDING
    assert standing(rule(status=PENDING, effective="1998-01-01"), [], "1999-01-01").in_force
