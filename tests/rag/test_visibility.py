"""What folder rules let somebody read."""

import unicodedata

import pytest

from rag.visibility import Visible, normal


def test_without_rules_everything_may_be_read():
    assert (
        Visible().everything and Visible().allows("医保/文件.txt") and Visible().allows("文件.txt")
    )


@pytest.mark.parametrize(
    ("file", "allowed"),
    [
        ("医保/天津/通知.pdf", True),
        ("医保/天津/旧/通知.pdf", True),
        ("医保/北京/通知.pdf", False),
        ("医保/通知.pdf", False),
        ("医保.txt", True),
        ("医保二/通知.pdf", True),
        ("其他/医保/通知.pdf", True),
        ("通知.pdf", True),
    ],
)
def test_the_nearest_rule_around_a_file_counts(file, allowed):
    assert Visible.of({"医保": False, "医保/天津": True}).allows(file) is allowed


def test_a_rule_for_everything_is_the_last_to_count():
    visible = Visible.of({"/": False, "公开": True})
    assert visible.allows("公开/通知.txt")
    assert not visible.allows("通知.txt") and not visible.allows("医保/通知.txt")


def test_a_rule_may_name_an_archive_or_a_file():
    visible = Visible.of({"医保/资料.zip": False, "名单.xlsx": False})
    assert not visible.allows("医保/资料.zip/名单.xlsx") and not visible.allows("名单.xlsx")
    assert visible.allows("医保/名单.xlsx")


@pytest.mark.parametrize(
    "written", ["/Café/甲/", "Café//甲", " Café / 甲 ", "./Café/甲", "Café\\甲"]
)
def test_a_folder_may_be_written_in_several_ways(written):
    assert normal(written) == "Café/甲"
    decomposed = unicodedata.normalize("NFD", "Café/甲/通知.txt")
    assert not Visible.of({written: False}).allows(decomposed)


def test_rules_that_allow_the_same_are_equal():
    assert Visible.of({"甲": True, "乙/丙": True}) == Visible()
    assert Visible.of({"甲": False, "甲/乙": False}) == Visible.of({"甲/": False})
    assert hash(Visible.of({"甲": False})) == hash(Visible.of({"/甲": False, "乙": True}))


def test_of_two_only_what_both_let_read():
    both = Visible.of({"甲": False, "甲/乙": True}) & Visible.of({"/": False, "甲": True})
    allowed = [file for file in ("甲/a", "甲/乙/a", "丙/a", "a") if both.allows(file)]
    assert allowed == ["甲/乙/a"]
