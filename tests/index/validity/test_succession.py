"""A later text of the same title takes the place of the earlier one, of the same office only."""

from itertools import count

import pytest

from index.model import Article
from index.validity.relations import find_relations

NAMES = map(str, count())
ISSUER = "清河省卫生健康委员会"


def text(title="急救管理办法", date="2018-06-01", issuer=ISSUER, text="第一条正文。", **known):
    return Article(next(NAMES), 1, title, text, date=date, issuer=issuer, **known)


def pairs(*articles):
    texts = {article.id: article.text for article in articles}
    order = [article.id for article in articles]
    return [
        (found.kind, order.index(found.newer), order.index(found.older), found.since)
        for found in find_relations(articles, texts.__getitem__)
    ]


OLD = "第一条救护车每公里收费六元。\n第二条等候另外收费三十元。"
NEW = "第一条救护车每公里收费三元。\n第二条等候的时候不再收费。"


def test_the_later_text_replaces_the_earlier():
    old, new = text(text=OLD), text(date="2023-06-01", text=NEW)
    assert pairs(new, old) == [("replaces", 0, 1, "2023-06-01")]


def test_each_text_replaces_the_one_before_it():
    texts = [
        text(date=f"20{year}-06-01", text=f"第一条收费{year}元的办法。") for year in (10, 16, 23)
    ]
    assert {(newer, older) for _, newer, older, _ in pairs(*texts)} == {(1, 0), (2, 1)}


@pytest.mark.parametrize(
    "edition", ["（2023年版）", "（修订）", "（2023年修订）", "（试行第二版）"]
)
def test_a_new_edition_replaces(edition):
    old, new = text("诊疗规范", text=OLD), text(f"诊疗规范{edition}", "2023-06-01", text=NEW)
    assert len(pairs(old, new)) == 0  # four characters tell no document
    old, new = (
        text("急救诊疗规范", text=OLD),
        text(f"急救诊疗规范{edition}", "2023-06-01", text=NEW),
    )
    assert pairs(old, new) == [("replaces", 1, 0, "2023-06-01")]


def test_a_trial_is_replaced_by_the_final_text():
    old, new = text("急救暂行办法", text=OLD), text("急救服务办法", "2023-06-01", text=NEW)
    assert pairs(old, new) == []
    old, new = text("急救服务暂行办法", text=OLD), text("急救服务办法", "2023-06-01", text=NEW)
    assert pairs(old, new) == [("replaces", 1, 0, "2023-06-01")]


@pytest.mark.parametrize(
    "issuer", ["临江省卫生健康委员会", "清河省教育厅", "清河市卫生健康委员会", ""]
)
def test_the_same_title_of_another_office_is_no_relation(issuer):
    old, new = text("急救管理办法", text=OLD), text("急救管理办法", "2023-06-01", issuer, NEW)
    assert pairs(old, new) == []


@pytest.mark.parametrize(
    "title",
    [
        "关于做好居民医保缴费工作的通知",
        "清河省卫生健康事业发展统计公报",
        "清河省卫生健康工作要点",
        "清河省医疗设备采购招标公告",
        "清河省急救工作方案",
    ],
)
def test_what_comes_every_year_is_not_replaced(title):
    assert pairs(text(title, text=OLD), text(title, "2023-06-01", text=NEW)) == []


def test_texts_named_by_their_years_are_not_replaced():
    old = text("清河省2022年普通高校招生规定", text=OLD)
    assert pairs(old, text("清河省2023年普通高校招生规定", "2023-06-01", text=NEW)) == []


def test_a_copy_published_again_is_not_a_new_text():
    same_number = {"number": "清卫发〔2018〕6号"}
    old, new = text("急救管理办法", text=OLD), text("急救管理办法", "2019-01-01", text=OLD)
    assert pairs(old, new) == []
    old = text("急救管理办法", text=OLD, **same_number)
    assert pairs(old, text("急救管理办法", "2019-01-01", text=NEW, **same_number)) == []


def test_undated_and_unsigned_texts_are_left_alone():
    old, new = text("急救管理办法", "", text=OLD), text("急救管理办法", "2023-06-01", text=NEW)
    assert pairs(old, new) == []
    old = text("急救管理办法", issuer="", text=OLD)
    assert pairs(old, text("急救管理办法", "2023-06-01", "", NEW)) == []


def law(day, body="第一条为了健康，制定本法。"):
    history = f"（1998年1月1日全国人民代表大会常务委员会通过　{day}修正）"
    return text("献血法", "", "", f"{history}\n{body}\n第九条本法自1998年10月1日起施行。")


def test_an_amended_law_replaces_its_earlier_text_from_the_amendment_on():
    old, new = law("2004年8月28日"), law("2019年8月26日")
    [found] = find_relations([old, new], {a.id: a.text for a in (old, new)}.__getitem__)
    assert (found.newer, found.older, found.since) == (new.id, old.id, "2019-08-26")
    assert new.text[found.start : found.end].endswith("2019年8月26日修正）")


def test_a_revision_is_in_force_from_its_own_day_on():
    old = text("急救管理办法", text=OLD)
    new = text("急救管理办法", "2023-06-01", text=NEW + "\n第三条本办法自2023年9月1日起施行。")
    assert pairs(old, new) == [("replaces", 1, 0, "2023-09-01")]


def test_where_the_words_repeal_the_title_adds_nothing():
    old = text("急救管理办法", text=OLD)
    new = text("急救管理办法", "2023-06-01", text=NEW + "\n原《急救管理办法》同时废止。")
    assert pairs(old, new) == [("repeals", 1, 0, "2023-06-01")]
