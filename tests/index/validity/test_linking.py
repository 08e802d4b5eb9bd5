"""Which article a named document is: by 文号, else by title, place and day; in doubt none."""

import pytest

from index.model import Article
from index.validity.heads import Head
from index.validity.linking import Register
from index.validity.names import named_in

ISSUER = "清河省卫生健康委员会"


def head(name, title="急救办法", date="2018-06-01", issuer=ISSUER, number="", text="正文。"):
    article = Article(name, 1, title, text, date=date, issuer=issuer, number=number)
    return Head.of(article)


NEW = head("新", "急救规定", "2023-06-20", number="清卫发〔2023〕9号")


def found(text, *heads, by=NEW, later=False):
    [named] = named_in(text)
    return [head.id.split("/")[0] for head in Register([by, *heads]).find(named, by, later=later)]


def test_the_number_decides():
    heads = (head("甲", number="清卫发〔2018〕6号"), head("乙", number="清卫发〔2015〕4号"))
    assert found("《急救办法》（清卫发〔2018〕6号）", *heads) == ["甲"]
    assert found("原清卫发〔2015〕4号文件", *heads) == ["乙"]


def test_another_number_is_another_document():
    known = head("甲", number="清卫发〔2018〕6号")
    assert found("《急救办法》（清卫发〔2018〕7号）", known) == []


def test_a_number_of_another_place_needs_the_title():
    known = head("甲", "采购规定", number="卫发〔2018〕6号", issuer="临江省卫生厅")
    assert found("《急救办法》（卫发〔2018〕6号）", known) == []


def test_a_document_without_a_number_is_found_by_title_and_year():
    assert found("《急救办法》（清卫发〔2018〕6号）", head("甲")) == ["甲"]
    assert found("《急救办法》（清卫发〔2010〕6号）", head("甲")) == []
    assert found("2018年印发的《急救办法》", head("甲"), head("乙", date="2011-01-01")) == ["甲"]


def test_the_title_may_stand_in_a_notice():
    known = head("甲", "清河省卫生厅关于印发《急救办法》的通知")
    assert found("《急救办法》", known) == ["甲"]
    assert found("《关于印发〈急救办法〉的通知》", head("甲")) == ["甲"]


@pytest.mark.parametrize("issuer", ["临江省卫生健康委员会", "国家卫生健康委员会"])
def test_the_same_title_of_another_place_is_no_relation(issuer):
    assert found("《急救办法》", head("甲", issuer=issuer)) == []


def test_a_title_that_tells_its_place_needs_no_issuer():
    assert found("《清河省急救办法》", head("甲", "清河省急救办法", issuer="")) == ["甲"]


def test_a_title_of_no_known_place_is_not_taken_by_a_province():
    assert found("《急救办法》", head("甲", issuer="")) == []


def test_a_national_document_ends_a_national_one():
    law = head("新法", "中华人民共和国急救法", "2021-01-01", issuer="")
    assert found("《急救条例》", head("甲", "急救条例", issuer=""), by=law) == ["甲"]


def test_of_several_versions_the_one_before_is_meant():
    heads = [head("甲", date="2010-01-01"), head("乙"), head("丙", date="2024-01-01")]
    assert found("《急救办法》", *heads) == ["乙"]
    assert found("《急救办法》", *heads, later=True) == ["丙"]


def test_copies_are_all_meant_and_undated_versions_none():
    assert found("《急救办法》", head("甲"), head("乙")) == ["甲", "乙"]
    assert found("《急救办法》", head("甲"), head("乙", date="")) == []


def test_the_exact_edition_goes_before_the_other():
    trial = head("甲", "急救办法（试行）", "2018-06-01")
    final = head("乙", "急救办法", "2016-06-01")
    assert found("《急救办法（试行）》", trial, final) == ["甲"]
    assert found("《急救办法》", trial, final) == ["乙"]


def test_a_document_does_not_name_itself_or_a_later_one():
    assert found("《急救规定》") == []
    assert found("《急救办法》", head("甲", date="2024-01-01")) == []


def test_an_order_may_be_named_by_a_shorter_office():
    known = head("甲", number="清河省人民政府令第121号")
    assert found("《急救办法》（省政府令第121号）", known) == ["甲"]
    assert found("《急救办法》（省政府令第12号）", known) == []
