import pytest

from index.validity.names import Number, named_in, numbers_in


def names(text):
    return [(found.title, found.numbers, found.year) for found in named_in(text)]


def test_a_title_has_the_numbers_in_brackets_behind_it():
    text = "《甲办法》（清卫发(2010)1号、清卫发〔2011〕第02号）"
    assert names(text) == [("甲办法", (Number("清卫发", 2010, 1), Number("清卫发", 2011, 2)), 2011)]
    assert named_in(text)[0].end == len(text)


def test_marks_inside_of_marks_belong_to_the_title():
    assert names("《关于印发《甲办法》的通知》和《乙》") == [
        ("关于印发《甲办法》的通知", (), 0),
        ("乙", (), 0),
    ]


def test_the_edition_behind_a_title_belongs_to_it():
    assert names("《甲办法》（试行）（清卫发〔2010〕1号）")[0][0] == "甲办法（试行）"


def test_a_number_stands_alone_or_before_a_title():
    assert names("云卫发〔2014〕8号文件") == [("", (Number("云卫发", 2014, 8),), 2014)]
    assert names("清卫财〔2013〕5号《甲办法》") == [("甲办法", (Number("清卫财", 2013, 5),), 2013)]


def test_the_year_is_told_by_words_before_or_brackets_behind():
    assert names("2009年3月2日省政府发布的《甲办法》")[0][2] == 2009
    assert names("《甲办法》（1998年5月1日省政府发布）")[0][2] == 1998
    assert names("到2009年，《甲办法》")[0][2] == 0


def test_orders_are_counted_in_digits_or_chinese():
    assert numbers_in("清河省人民政府令第121号") == numbers_in("清河省人民政府令第一百二十一号")
    assert numbers_in("中华人民共和国国务院令第707号") == numbers_in("国令第707号")


@pytest.mark.parametrize(
    ("written", "same"),
    [("云卫发", True), ("原云卫发", True), ("自印发之日起云卫发", True), ("青云卫发", False)],
)
def test_words_before_the_office_do_not_make_another_number(written, same):
    assert Number(written, 2014, 8).names(Number("云卫发", 2014, 8)) is same
