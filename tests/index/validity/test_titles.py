import pytest

from index.validity.titles import Title, is_act, place_of, same_place


@pytest.mark.parametrize(
    "title",
    [
        "清河省救助办法",
        "关于印发《清河省救助办法》的通知",
        "清河省民政厅关于印发清河省救助办法的通知",
        "关于印发〈清河省救助办法〉的通知",
        "清河省救助办法（试行）",
        "清河省救助暂行办法",
        "清河省救助办法（2021年修订）",
        "清河省 救助办法（2021 年版）",
    ],
)
def test_wrappers_and_editions_make_no_other_title(title):
    assert Title.of(title).base == "清河省救助办法"


def test_the_exact_title_keeps_the_edition():
    assert Title.of("救助办法（试行）").exact == "救助办法试行"
    assert Title.of("救助办法（2021年版）").revised
    assert not Title.of("救助办法（试行）").revised


@pytest.mark.parametrize(
    "title",
    [
        "转发《清河省救助办法》的通知",
        "关于修改《清河省救助办法》的决定",
        "清河省救助办法（征求意见稿）",
        "清河省2021年救助办法",
        "清河省救助办法（2021年）",
    ],
)
def test_other_documents_have_other_titles(title):
    assert Title.of(title).base != "清河省救助办法"


def test_a_law_may_go_without_the_name_of_the_country():
    assert Title.of("中华人民共和国献血法") == Title.of("献血法")


def test_the_issuer_before_the_subject_is_left_out():
    assert Title.of("清河省政府关于加强急救的意见") == Title.of("关于加强急救的意见")


@pytest.mark.parametrize(
    ("title", "rules"),
    [
        ("急救条例", True),
        ("关于印发《急救办法》的通知", True),
        ("关于做好急救的通知", False),
        ("卫生统计公报", False),
        ("招标公告", False),
        ("工作要点", False),
    ],
)
def test_only_texts_that_set_rules_take_the_place_of_others(title, rules):
    assert Title.of(title).sets_rules is rules


@pytest.mark.parametrize(
    ("title", "act"),
    [
        ("急救办法（试行）", True),
        ("关于做好急救的通知", True),
        ("《急救办法》解读", False),
        ("急救办法（征求意见稿）", False),
        ("专家热议急救", False),
    ],
)
def test_official_documents_are_told_by_their_titles(title, act):
    assert is_act(title) is act


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("清河省卫生健康委员会", "清河省"),
        ("清河省南塘市人民政府", "清河省南塘市"),
        ("杭州市上城区教育局", "杭州市上城区"),
        ("广西壮族自治区医疗保障局", "广西壮族自治区"),
        ("浙江医保局", "浙江"),
        ("国家市场监督管理总局", "国家"),
        ("卫生部", "国家"),
        ("城市居民最低生活保障条例", ""),
        ("药品上市后变更管理办法", ""),
        ("社区卫生服务规范", ""),
    ],
)
def test_the_place_is_what_a_name_begins_with(name, place):
    assert place_of(name) == place


def test_a_place_may_go_without_its_province():
    assert same_place("清河省南塘市", "南塘市")
    assert same_place("广西壮族自治区", "广西")
    assert not same_place("清河省", "清河市")
    assert not same_place("清河省", "临江省")
    assert not same_place("", "清河省")
