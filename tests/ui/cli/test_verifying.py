import json

TRUE = "到2025年，全市社区医院达到120家。"
WRONG = "家庭医生签约率达到95%。"


def test_verify_prints_verdicts_reasons_and_quotes(wence, tmp_path):
    (tmp_path / "稿.md").write_text(f"# 题\n\n{TRUE}{WRONG}", encoding="utf-8")
    code, out, err = wence("verify", "稿.md")
    assert (code, err) == (0, "")
    assert f"✓ 有依据 {TRUE}" in out and "/articles/2022-03-14/1?q=" in out
    assert WRONG in out and "共 2 句：有依据 1，" in out


def test_verify_reads_standard_input_and_prints_json_alone(wence, monkeypatch):
    from io import BytesIO, TextIOWrapper

    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(TRUE.encode())))
    code, out, err = wence("verify", "-", "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["counts"]["supported"] == 1 and told["took_ms"] > 0


def test_filters_narrow_what_verify_looks_at(wence, tmp_path):
    (tmp_path / "稿.txt").write_text(TRUE, encoding="utf-8")
    told = json.loads(wence("verify", "稿.txt", "--until", "2021", "--json")[1])
    assert told["counts"]["supported"] == 0


def test_a_draft_that_cannot_be_read_or_checked_is_refused_in_one_sentence(wence, tmp_path):
    (tmp_path / "空.txt").write_text("# 题\n", encoding="utf-8")
    (tmp_path / "稿.xyz").write_text("甲", encoding="utf-8")
    for name, says in (
        ("没有.txt", "无法读取"),
        ("空.txt", "没有可以核对"),
        ("稿.xyz", "稿件要是"),
    ):
        code, out, err = wence("verify", name)
        assert (code, out) == (2, "") and says in err and err.count("\n") == 1
