import pytest

from eval.floors import FLOORS, check_floors
from index.errors import QuestionSetError

SUMMARY = {"metrics": {"key_point_recall": {"mean": 0.8}, "false_refusal": {"mean": 0.1}}}


def floors(tmp_path, text):
    path = tmp_path / "floors.toml"
    path.write_text("[metrics]\n" + text, encoding="utf-8")
    return path


def test_means_on_the_floor_pass(tmp_path):
    path = floors(tmp_path, "key_point_recall = 0.8\nfalse_refusal = 0.1")
    assert check_floors(SUMMARY, path) == []


def test_each_failure_is_one_line_that_names_the_bound(tmp_path):
    path = floors(tmp_path, 'key_point_recall = 0.81\nfalse_refusal = 0.04\n"mrr@10" = 0.5')
    low, high, absent = check_floors(SUMMARY, path)
    assert low == "要点召回（key_point_recall）：0.8，未达到下限 0.81"
    assert high == "误拒（false_refusal）：0.1，未达到上限 0.04"
    assert "没有这一项" in absent


@pytest.mark.parametrize("text", ["key_point_recall = ", "wishes = 1.0"])
def test_a_bad_floors_file_is_refused(tmp_path, text):
    with pytest.raises(QuestionSetError, match="下限文件"):
        check_floors(SUMMARY, floors(tmp_path, text))


def test_the_recorded_floors_are_readable():
    assert check_floors({"metrics": {}}, FLOORS)


def test_a_set_without_key_points_may_have_a_floor_for_its_evidence(tmp_path):
    path = floors(tmp_path, "evidence_in_answer = 0.8")
    [failure] = check_floors({"metrics": {"evidence_in_answer": {"mean": 0.75}}}, path)
    assert failure == "引到证据（evidence_in_answer）：0.75，未达到下限 0.8"
