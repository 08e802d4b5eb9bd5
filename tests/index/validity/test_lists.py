from index.model import Article
from index.validity.lists import listed

DECISION = "清河省人民政府关于废止和宣布失效部分规范性文件的决定"


def titles(text, title=DECISION):
    found = list(listed(Article("决定", 1, title, text, number="清政发〔2021〕5号")))
    assert all(text[start:end] in text.split("\n") for _, start, end in found)
    return [named.title or named.numbers for named, _, _ in found]


def test_a_numbered_list_in_an_annex_is_read():
    text = (
        "经研究，决定对下列文件予以废止，自公布之日起不再执行。\n清河省人民政府\n"
        "附件 废止的文件目录\n1.《甲办法》（清政发〔2001〕3号）\n"
        "2.清河省人民政府关于印发乙办法的通知（清政发〔2002〕4号）"
    )
    assert titles(text) == ["甲办法", "清河省人民政府关于印发乙办法的通知"]


def test_a_table_is_read_row_by_row():
    text = "附件所列文件宣布失效。\n序号\t名称\t文号\n1\t医院评审收费标准\t清卫财〔2003〕2号"
    assert titles(text) == ["医院评审收费标准"]


def test_documents_that_stay_or_are_changed_are_not_ended():
    text = (
        "一、决定废止下列2件文件：\n1.《甲办法》\n二、决定修改下列文件：\n1.《乙办法》\n"
        "三、继续有效的文件目录\n1.《丙办法》"
    )
    assert titles(text) == ["甲办法"]


def test_a_column_tells_what_becomes_of_each():
    text = (
        "现将文件清理结果公布如下\n名称\t文号\t结果\n"
        "门诊收费管理办法\t清卫发〔2001〕3号\t废止\n"
        "住院收费管理办法\t清卫发〔2002〕4号\t继续有效"
    )
    assert titles(text, "清河省卫生厅关于公布继续有效和废止失效文件目录的通知") == [
        "门诊收费管理办法"
    ]


def test_another_document_ends_only_those_right_below_the_line():
    text = (
        "本办法自发布之日起施行，下列文件同时废止：\n（一）《甲办法》（清卫发〔2001〕3号）；\n"
        "（二）《乙办法》。\n附件\n1.《丙表》"
    )
    assert titles(text, "清河省新办法") == ["甲办法", "乙办法"]


def test_work_on_repealing_repeals_nothing():
    text = "对下列文件要提出废止意见\n1.《甲办法》\n2.《乙办法》"
    assert titles(text, "关于开展文件废止清理工作的通知") == []
