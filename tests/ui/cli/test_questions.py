import json

QUESTION = "到2025年社区医院达到多少家？"


def test_ask_json_is_the_only_output_on_stdout(wence):
    code, out, err = wence("ask", QUESTION, "--json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert data["citations"][0]["quote"].startswith("到2025年")
    assert "社区医院" in out  # not \\u-escaped


def test_ask_prints_answer_and_numbered_sources(wence):
    code, out, _ = wence("ask", QUESTION)
    assert code == 0
    assert "120家" in out and "\n社区医院三年行动方案\n" in out and "[1] 「到2025年" in out
    assert "/articles/2022-03-14/1#p2" in out


def test_ask_refusal_prints_no_sources(wence):
    code, out, _ = wence("ask", "火星上有几家银行")
    assert code == 0
    assert "没有" in out and "出处" not in out


def test_filters_limit_questions_and_searches(wence):
    code, out, _ = wence("ask", QUESTION, "--issue", "2021-01-04", "--issue", "2022-03-14")
    assert code == 0 and "120家" in out
    assert "120家" not in wence("ask", QUESTION, "--until", "2021")[1]
    found = json.loads(wence("search", "疫苗", "--source", "东江市卫生健康委", "--json")[1])
    assert {p["n"] for p in found["passages"]} == {1}
    assert "120家" in wence("ask", QUESTION, "--in-force", "--as-of", "2022-03-14")[1]
    assert "120家" not in wence("ask", QUESTION, "--as-of", "2022-03-13")[1]
    assert wence("search", "疫苗", "--section", "没有的栏目")[1] == "没有找到相关的段落。\n"


def test_invalid_date_prints_one_sentence(wence):
    code, out, err = wence("ask", QUESTION, "--since", "去年")
    assert (code, out) == (2, "")
    assert err == "筛选条件有误：日期应写成 2022-01-24、2022-01 或 2022。\n"


def test_search_prints_json(wence):
    code, out, _ = wence("search", "家庭医生签约率", "-k", "2", "--json")
    data = json.loads(out)
    assert code == 0
    assert [p["rank"] for p in data["passages"]] == [1, 2]
    assert data["took_ms"] >= 0


def test_search_prints_passages(wence):
    code, out, _ = wence("search", "家庭医生签约率", "-k", "1")
    assert code == 0
    assert "社区医院三年行动方案" in out and "2022-03-14/1#2" in out
