import re

import gradio as gr
import pytest

from eval.datasets.sets import Question, save
from eval.fake import FakeSystem
from eval.run import Run
from index.model import Article
from ui.chat.evaluation import evaluation_page, frame_html

ARTICLE = Article("2020-05-04", 1, "青川县药价", "青川县共有61种药品中选。")


@pytest.fixture(scope="module")
def evaluate():
    with gr.Blocks() as blocks:
        evaluation_page(FakeSystem([ARTICLE]))
    [found] = (f for f in blocks.fns.values() if f.name == "evaluate")
    return lambda *given: found.fn(*given, progress=lambda *args, **kwargs: None)


def test_an_uploaded_set_gives_a_report_and_two_files(evaluate, tmp_path):
    save(
        [Question("q1", "青川县有几种药品中选？", "number", "61种", (("61",),))],
        tmp_path / "a.jsonl",
    )
    frame, report, result = evaluate([], [str(tmp_path / "a.jsonl")], False)
    assert "青川县有几种药品中选" in frame
    assert Run.load(result.value["path"]).records[0]["metrics"]["key_point_recall"] == 1
    with open(report.value["path"], encoding="utf-8") as file:
        assert file.read().startswith("<!doctype html>")


def test_shipped_sets_can_be_chosen(evaluate):
    _, _, result = evaluate(["dev_refuse"], None, False)
    assert len(Run.load(result.value["path"]).records) == 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "请先选择"),
        ('{"id": "<b>"}', "a.jsonl 第 1 行：缺少 question"),
        ("<b>", "a.jsonl 第 1 行：不是合法的 JSON"),
        ('{"id": "1", "question": "?", "type": "<b>"}', "题型 &lt;b&gt; 不认识"),
    ],
)
def test_a_bad_set_gives_one_sentence_in_place_of_the_report(evaluate, tmp_path, text, message):
    (tmp_path / "a.jsonl").write_text(text or "")
    shown, *files = evaluate([], [str(tmp_path / "a.jsonl")] if text else None, False)
    assert message in shown
    assert "<b>" not in shown
    assert "iframe" not in shown
    assert not any(file.visible for file in files)


def test_too_many_questions_are_refused(evaluate, tmp_path):
    save([Question(f"q{i}", "问？", "fact") for i in range(1001)], tmp_path / "a.jsonl")
    assert "最多 1000 题" in evaluate([], [str(tmp_path / "a.jsonl")], False)[0]


def test_shipped_sets_are_offered_with_their_sizes_and_an_upload_deselects_them():
    with gr.Blocks() as blocks:
        evaluation_page(FakeSystem([ARTICLE]))
    [chosen] = (c for c in blocks.blocks.values() if isinstance(c, gr.CheckboxGroup))
    assert ("该拒答的（20 题）", "dev_refuse") in chosen.choices
    assert len(chosen.value) == len(chosen.choices) == 7
    [upload] = (f for f in blocks.fns.values() if f.targets[0][1] == "upload")
    assert upload.fn()["value"] == []
    assert "choices" not in upload.fn()


def test_the_report_cannot_leave_its_frame():
    html = frame_html('"><script>top.hacked=1</script>')
    assert "<script>" not in html
    assert html.count('"') % 2 == 0
    [sandbox] = re.findall(r'sandbox="([^"]*)"', html)
    assert "allow-same-origin" not in sandbox
