"""The relations between the documents of tests/data/validity: all of them, and no other."""

import json

from index.loading.registry import read_bytes
from index.validity.relations import find_relations
from tests.paths import ROOT

DATA = ROOT / "tests/data/validity"


def corpus():
    for file in sorted((DATA / "docs").iterdir()):
        yield from read_bytes(file.read_bytes(), ".txt", file.stem)[0]


def test_all_relations_are_found_and_no_other():
    articles = {article.id: article for article in corpus()}
    found = {
        (relation.newer, relation.older): relation
        for relation in find_relations(articles.values(), lambda name: articles[name].text)
    }
    lines = (DATA / "relations.jsonl").read_text("utf-8").splitlines()
    expected = {(f"{row['newer']}/1", f"{row['older']}/1"): row for row in map(json.loads, lines)}
    assert found.keys() == expected.keys()
    for pair, relation in found.items():
        source = articles[relation.stated_in]
        words = source.text[relation.start : relation.end] or source.title
        assert relation.kind == expected[pair]["kind"]
        assert relation.since == expected[pair]["since"]
        assert expected[pair]["words"] in words


def test_the_order_of_the_articles_makes_no_difference():
    articles = list(corpus())
    texts = {article.id: article.text for article in articles}
    forward = find_relations(articles, texts.__getitem__)
    backward = find_relations(articles[::-1], texts.__getitem__)
    assert {*forward} == {*backward}
