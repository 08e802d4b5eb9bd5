from index.model import Article
from index.validity.heads import Head, same_issuer


def head(text="正文。", title="清河省急救条例", **known):
    return Head.of(Article("甲", 1, title, text, **known))


def test_the_day_of_a_law_is_that_of_its_last_amendment():
    text = "（2014年9月26日省人大常委会通过 2022年7月29日省人大常委会修订）\n第一条2001年1月1日。"
    found = head(text, date="2014-09-26")
    assert found.day == "2022-07-29"
    assert text[slice(*found.history)].endswith("修订）")


def test_the_days_of_a_law_may_fill_several_lines():
    text = "2014年9月26日国务院发布\n根据2019年3月2日《决定》修订\n第一章总则"
    found = head(text)
    assert (found.day, text[slice(*found.history)].count("\n")) == ("2019-03-02", 1)


def test_a_day_far_from_the_number_is_one_of_publication():
    found = head(number="国办发〔1996〕25号", date="2018-12-24")
    assert (found.day, found.whole_day, found.year) == ("1996", "", 1996)
    assert head(number="国办发〔2018〕25号", date="2019-01-07").day == "2019-01-07"


def test_days_are_compared_as_far_as_known():
    assert head(date="2018-06-01").is_before(head(date="2018-07-01"))
    assert head(number="清卫发〔1996〕2号").is_before(head(date="1997-01-01"))
    assert not head(number="清卫发〔1996〕2号").is_before(head(date="1996-05-01"))
    assert not head().is_before(head(date="1996-05-01"))


def issued(issuer):
    return head(issuer=issuer)


def test_an_office_goes_on_under_another_name():
    assert same_issuer(issued("清河省卫生厅"), issued("清河省卫生健康委员会"))
    assert same_issuer(issued("清河省人民政府"), issued("清河省人民政府办公厅"))
    assert same_issuer(issued("清河省财政厅、清河省民政厅"), issued("清河省民政厅"))


def test_other_offices_and_hospitals_are_not_the_same():
    assert not same_issuer(issued("清河省教育厅"), issued("清河省卫生厅"))
    assert not same_issuer(issued("清河市第一人民医院"), issued("清河市第二人民医院"))
    assert not same_issuer(issued("清河省教育厅"), issued(""))
