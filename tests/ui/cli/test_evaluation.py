import json

import pytest

from eval.datasets.sets import Question, load, save
from eval.fake import FakeSystem
from index.errors import WenceError
from index.model import Article
from rag.settings import Settings
from ui.cli.evaluation import Evaluation, evaluate

ARTICLE = Article(
    "2020-05-04",
    1,
    "青川县药品集采",
    "青川县药品集采平均降价12.5%，共有61种药品中选。",
    abstract="全县药品平均降价12.5%，61种药品中选。",
)


SYSTEM = FakeSystem([ARTICLE])


@pytest.fixture
def do(tmp_path):
    """Run `evaluate` on a small system, in a folder with one question set."""
    save(
        [Question("q", "青川县药品平均降价多少？", "number", "12.5%", (("12.5%",),))],
        tmp_path / "a.jsonl",
    )

    def run(**wanted):
        return evaluate(
            Evaluation(**wanted),
            Settings(_env_file=None, store=tmp_path, llm_base_url=""),
            lambda: SYSTEM.store,
            lambda: SYSTEM,
        )

    return run


def test_answers_are_exported_with_the_chosen_columns(do, tmp_path):
    for columns, name in (("ragas", "user_input"), ("hf", "question")):
        file = tmp_path / f"{columns}.jsonl"
        do(files=[tmp_path / "a.jsonl"], out=tmp_path / "run.json", export=file, columns=columns)
        assert json.loads(file.read_text(encoding="utf-8"))[name] == "青川县药品平均降价多少？"


@pytest.mark.parametrize("name", ["draft.jsonl", "draft.csv"])
def test_drafted_questions_are_written_as_json_lines_or_csv(do, tmp_path, capsys, name):
    do(draft=9, out=tmp_path / name)
    questions = load([tmp_path / name])
    assert "《青川县药品集采》主要讲了什么？" in {question.question for question in questions}
    assert all(question.draft for question in questions)
    said = capsys.readouterr().out
    assert f"起草 {len(questions)} 题" in said
    assert "字面重合" in said


def test_two_equal_runs_are_reported_as_equal(do, tmp_path, capsys):
    do(files=[tmp_path / "a.jsonl"], out=tmp_path / "run.json")
    capsys.readouterr()
    do(compare=(tmp_path / "run.json", tmp_path / "run.json"), html=tmp_path / "c.html")
    assert "各项指标和每道题的答案都相同" in capsys.readouterr().out
    assert "各项指标和每道题的答案都相同" in (tmp_path / "c.html").read_text(encoding="utf-8")


def test_a_judge_without_a_model_is_refused_before_anything_is_asked(do, tmp_path):
    with pytest.raises(WenceError, match="WENCE_LLM_BASE_URL"):
        do(files=[tmp_path / "a.jsonl"], out=tmp_path / "run.json", judge=True)
    assert not (tmp_path / "run.json").exists()
