import csv
import json

import pytest

from eval.datasets.sets import Question, load, save
from eval.export import export_run
from eval.fake import FakeSystem
from eval.run import run
from index.model import Article


@pytest.mark.parametrize(
    ("style", "names"),
    [
        ("ragas", ["user_input", "response", "retrieved_contexts", "reference"]),
        ("hf", ["question", "answer", "contexts", "ground_truth"]),
    ],
)
def test_a_run_is_exported_with_the_columns_of_other_tools(tmp_path, style, names):
    article = Article("2020-05-04", 1, "青川县药价", "青川县共有61种药品中选。\n别的话。")
    asked = Question("q", "青川县有几种药品中选？", "number", "61种")
    save([asked], tmp_path / "set.jsonl")
    found = run([tmp_path / "set.jsonl"], FakeSystem([article]))
    export_run(found, tmp_path / "out.jsonl", style)
    row = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    contexts = ["青川县共有61种药品中选。", "别的话。"]
    assert row == dict(
        zip(names, [asked.question, f"{contexts[0]}[1]", contexts, "61种"], strict=True)
    )

    export_run(found, tmp_path / "out.csv", style)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        [cells] = csv.DictReader(file)
    assert json.loads(cells[names[2]]) == contexts
    # an exported run can be read as a question set
    [again] = load([tmp_path / "out.csv"])
    assert (again.question, again.answer) == (asked.question, "61种")
