from eval.metrics.written import count_written, describe_written
from tests.eval.metrics.worked_cases import case


def with_result(engine, abstained=False, **more):
    found = case(abstained=abstained)
    found.result.update(engine=engine, **more)
    return found


def test_written_answers_refusals_and_replacements_are_counted():
    cases = [
        with_result("llm", verification={"supported": 2, "repaired": 1, "unsupported": 1}),
        with_result("llm", verification={"supported": 1}),
        with_result("llm", abstained=True),
        with_result("extractive", note="大模型没有回答，改为摘录原文。"),
    ]
    counts = count_written(cases)
    assert counts == {
        "supported": 3,
        "repaired": 1,
        "unsupported": 1,
        "refusals": 1,
        "answers": 2,
        "replaced": 1,
    }
    assert describe_written(counts) == (
        "大模型写出 2 题，拒答 1 题，改为摘录 1 题；核对 5 句：有据 3，改正出处 1，删去或换掉 1，"
        "没有逐字核对 0"
    )


def test_nothing_is_counted_without_a_language_model():
    assert count_written([with_result("extractive")]) == {}
