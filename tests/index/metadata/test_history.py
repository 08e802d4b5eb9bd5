from __future__ import annotations

from index.metadata.history import first_published, history, is_history


def test_a_law_is_dated_by_its_last_amendment() -> None:
    lines = [
        "（2019年8月26日第三届全国人民代表大会常务委员会第十二次会议通过 "
        "根据2031年3月1日《关于修改〈献血法〉的决定》修正 自2032年1月1日起施行）",
        "第一条 制定本法。",
    ]
    assert history(lines) == {
        "date": "2031-03-01",
        "effective": "2032-01-01",
        "issuer": "全国人民代表大会常务委员会",
    }


def test_an_order_gives_number_issuer_and_days() -> None:
    [line] = ["（2031年2月14日清河市卫生局令第53号发布，自2031年5月1日起施行）"]
    assert history([line]) == {
        "date": "2031-02-14",
        "published": "2031-02-14",
        "effective": "2031-05-01",
        "number": "清河市卫生局令第53号",
        "issuer": "清河市卫生局",
    }


def test_events_stand_on_lines_of_their_own_or_in_brackets_over_lines() -> None:
    lines = [
        "2031年4月2日 国务院第3次常务会议通过",
        "2031年4月7日 国务院令第374号公布",
        "2031年10月1日 施行",
    ]
    assert history(lines)["effective"] == "2031-10-01"
    broken = [
        "（2031年3月1日清河市第五届人民代表大会常务委员会第三次会议通过",
        "根据2032年5月6日《决定》修正）",
    ]
    assert history(broken) == {"date": "2032-05-06", "issuer": "清河市人民代表大会常务委员会"}


def test_two_orders_give_no_number() -> None:
    text = "（2031年2月14日卫生部令第5号发布 2033年1月1日卫生部令第8号修订）"
    assert "number" not in history([text])
    assert first_published([text]) == ""


def test_prose_and_the_text_itself_are_no_history() -> None:
    assert not is_history("2031年3月1日，会议审议通过")
    assert not is_history("（2031年9月5日）")
    assert history(["第一条 总则。", "2031年3月1日 国务院令第1号公布"]) == {}
