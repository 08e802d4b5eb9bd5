from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.formats.web.webpage import decode_page, read_webpage
from index.loading.assembly import finish
from index.model import Article

NAV = "<ul class=nav>" + "".join(
    f"<li><a href='/{t}'>{t}</a></li>" for t in ["首页", "新闻", "服务"]
)
NAV += "</ul>"
FOOT = "<div class=footer><p>版权所有：清河省卫生健康委员会</p><p>地址：白水市人民路1号</p></div>"
TABLE = (
    "<table><tr><th>地区</th><th colspan=2>2030年</th></tr>"
    "<tr><th>&nbsp;</th><th>机构</th><th>品种</th></tr>"
    "<tr><td rowspan=2>白水市</td><td>812</td><td>96</td></tr><tr><td>35</td><td>101</td></tr>"
    "</table>"
)
BODY = (
    "<p>各市、县卫生健康委：</p>"
    "<p>　　为方便群众就近用药，现就有关事项<span>通知</span>如下：</p>"
    "<p><strong>一、完善采购机制</strong></p>"
    "<p>村卫生室使用的药品由乡镇卫生院统一采购，每季度公布一次价格。</p>"
    f"<p>配备情况见下表。</p>{TABLE}"
    "<p>清河省卫生健康委员会</p><p>2031年1月20日</p>"
)


def read(text: str) -> Article:
    [article], _ = finish(read_webpage(text), "网页")
    return article


def shown(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def ministry(body: str = BODY) -> str:
    return (
        "<html><head><title>关于加强用药管理的通知-清河省卫生健康委员会</title>"
        "<meta name=PubDate content='2031-01-25 10:00'></head><body>"
        f"{NAV}<div class=w1024><div class=tit>关于加强用药管理的通知</div>"
        "<div class=source><span>发布时间： 2031-01-26</span><span>作者：甲</span><span>来源: 基层处</span></div>"
        f"<div class=con id=xw_box><p>清卫〔2031〕3号</p>{body}</div>"
        "<div class=fx>分享到 <a href='#'>微信</a></div></div>"
        f"{FOOT}<script>var a = '<p>假。的。</p>';</script></body></html>"
    )


def test_only_the_main_text_of_a_ministry_page_is_read() -> None:
    assert shown(read(ministry())) == [
        ("paragraph", "清卫〔2031〕3号"),
        ("paragraph", "各市、县卫生健康委："),
        ("paragraph", "为方便群众就近用药，现就有关事项通知如下："),
        ("heading", "一、完善采购机制"),
        ("paragraph", "村卫生室使用的药品由乡镇卫生院统一采购，每季度公布一次价格。"),
        ("paragraph", "配备情况见下表。"),
        ("table", "地区\t2030年\t2030年\n\t机构\t品种\n白水市\t812\t96\n白水市\t35\t101"),
        ("paragraph", "清河省卫生健康委员会"),
        ("paragraph", "2031年1月20日"),
    ]


def test_title_date_source_and_number_of_a_ministry_page_are_read() -> None:
    article = read(ministry())
    assert article.title == "关于加强用药管理的通知"
    assert (article.date, article.published) == ("2031-01-20", "2031-01-25")
    assert (article.source, article.author) == ("基层处", "甲")
    assert (article.number, article.issuer) == ("清卫〔2031〕3号", "清河省卫生健康委员会")


def test_header_rows_of_a_table_are_its_rows_of_header_cells() -> None:
    [table] = [b for b in read(ministry()).blocks if b.kind == "table"]
    assert table.header_rows == 2


def test_main_text_is_found_without_a_known_container() -> None:
    page = ministry().replace("id=xw_box", "class=c7")
    assert shown(read(page)) == shown(read(ministry()))


def test_a_page_laid_out_with_tables_is_read_without_its_metadata_table() -> None:
    page = (
        "<html><head><title>关于推动公立医院发展的意见_清河省人民政府</title></head><body>"
        f"{NAV}<table><tr><td><b>发文机关：</b></td><td>清河省人民政府</td>"
        "<td><b>成文日期：</b></td><td>2031年05月14日</td></tr>"
        "<tr><td><b>发文字号：</b></td><td>清政发〔2031〕18号</td><td>发布日期：</td>"
        "<td>2031年06月04日</td></tr></table>"
        "<table><tr><td><p align=center><b>关于推动公立医院<br>发展的意见</b></p>"
        f"{BODY}</td></tr></table>{FOOT}</body></html>"
    )
    article = read(page)
    assert (article.title, article.date) == ("关于推动公立医院发展的意见", "2031-05-14")
    assert (article.issuer, article.number) == ("清河省人民政府", "清政发〔2031〕18号")
    assert shown(article)[0] == ("paragraph", "各市、县卫生健康委：")


def test_a_wechat_page_is_read_although_it_is_hidden_without_scripts() -> None:
    page = (
        "<html><head><title></title><meta property='og:title' content='药价又降了！'>"
        "<meta property='og:url' content='http://example.cn/s?__biz=a&amp;mid=1'></head>"
        "<body><h1 id=activity-name>药价又降了！</h1><a id=js_name> 清河健康报 </a>"
        "<div id=js_content style='visibility: hidden;'><section><section><p><span>自3月1日起执行"
        "第二批结果，平均降价61.3%。</span></p></section></section>"
        "<section><strong>降了多少？</strong></section><p>企业要在48小时内送达。</p><p>END</p></div>"
        "<script>var ct = '1614528001';</script></body></html>"
    )
    article = read(page)
    assert shown(article) == [
        ("paragraph", "自3月1日起执行第二批结果，平均降价61.3%。"),
        ("heading", "降了多少？"),
        ("paragraph", "企业要在48小时内送达。"),
    ]
    assert (article.source, article.date) == ("清河健康报", "2021-03-01")  # 00:00:01 in China
    assert article.url == "http://example.cn/s?__biz=a&mid=1"


def test_date_and_source_beside_the_title_of_a_news_page_are_read() -> None:
    page = (
        "<title>三年行动方案发布--海蓝频道--清河网</title>"
        "<link rel=canonical href='https://news.example.cn/1.html'>"
        f"<body>{NAV}<h1>三年行动方案发布</h1><div>2031年02月03日08:30 | 来源：<a>海蓝日报</a></div>"
        "<div class=text><p>到2033年，社区医院要达到126家。</p><p>资金由市和区两级财政分担。</p>"
        "<div>(责编：甲、乙)</div></div><div><h2>热门</h2><ul><li>某条新闻</li></ul></div>"
    )
    article = read(page)
    assert article.title == "三年行动方案发布"
    assert article.text == "到2033年，社区医院要达到126家。\n资金由市和区两级财政分担。"
    assert (article.date, article.source) == ("2031-02-03", "海蓝日报")
    assert article.url == "https://news.example.cn/1.html"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/1.html", "data:text/html,x"])
def test_an_address_that_is_not_a_web_address_is_dropped(address: str) -> None:
    assert read(f"<link rel=canonical href='{address}'><p>题</p><p>一句话。</p>").url == ""


def test_list_entries_are_items_and_hidden_text_is_left_out() -> None:
    page = "<p>题</p><ul><li>甲。<li><p>乙。</p></ul><p style='display: none'>假。</p>"
    assert shown(read(page)) == [("item", "甲。"), ("item", "乙。")]


@pytest.mark.parametrize("name", ["gb2312", "GBK", "gb18030", "utf-8", "big5"])
def test_a_page_is_decoded_by_its_declared_encoding(name: str) -> None:
    raw = f"<meta http-equiv=x content='text/html; charset={name}'>中文".encode(name)
    assert (decode_page(raw) or "").endswith("中文")


@pytest.mark.parametrize(
    "raw",
    [b"<p>x", b"<meta charset=klingon>x", "<meta charset=utf-8>中文".encode("gbk"), b""],
    ids=["none", "unknown", "wrong", "empty"],
)
def test_a_page_without_a_usable_encoding_declaration_is_not_decoded(raw: bytes) -> None:
    assert decode_page(raw) is None


@pytest.mark.parametrize("text", [" ", "<!-- -->", "<p></p>", "<script>x。</script>"])
def test_a_page_without_text_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="文件是空的"):
        read(text)


TAGS = ["<p>", "</p>", "<table>", "<tr>", "<td colspan=99>", "<h2>", "<li>", "<br>", "<b>", "。"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(TAGS) | st.text(max_size=8), max_size=20).map("".join))
def test_any_page_is_refused_or_read(text: str) -> None:
    try:
        article = read(text)
    except DocumentError:
        return
    assert "\n".join(article.text[b.start : b.end] for b in article.blocks) == article.text


def test_a_decree_above_the_repeated_title_is_kept() -> None:
    page = (
        "<title>海蓝市献血办法</title><div id=zoom><p>首页 &gt; 政策 &gt; 规章</p><p>海蓝市人民政府令</p>"
        "<p>第8号</p><p>《海蓝市献血办法》自2031年5月1日起施行。</p><p>市长</p><p>2031年3月15日</p>"
        "<p>发布时间：2031-03-20 字号：大 中 小</p><p><b>海蓝市献血办法</b></p>"
        "<p>第一条 为了保障临床用血。</p></div>"
    )
    assert read(page).text.split("\n") == [
        "海蓝市人民政府令",
        "第8号",
        "《海蓝市献血办法》自2031年5月1日起施行。",
        "市长",
        "2031年3月15日",
        "第一条为了保障临床用血。",
    ]


def test_a_number_above_the_repeated_title_is_kept_and_read() -> None:
    page = (
        "<title>关于用药的通知</title><div id=zoom><p>清卫〔2031〕3号</p><h2>关于用药的通知</h2>"
        "<p>现通知如下。</p></div>"
    )
    article = read(page)
    assert (article.number, article.text) == ("清卫〔2031〕3号", "清卫〔2031〕3号\n现通知如下。")


def test_a_page_inside_a_form_is_read() -> None:
    form = "<form id=aspnetForm><input type=hidden>{}</form>"
    assert read("<title>题</title>" + form.format("<p>一句话。</p><p>二句话。</p>")).text
    table = "<table><tr><td>a<td>b<tr><td>1<td>2</table>"
    assert "1\t2" in read("<title>题</title>" + form.format(table)).text


def test_a_question_on_the_button_of_a_heading_is_read() -> None:
    page = "<title>题</title><h1>题</h1><h2><button>几天办结？</button></h2><p>三天办结。</p>"
    assert shown(read(page)) == [("heading", "几天办结？"), ("paragraph", "三天办结。")]
