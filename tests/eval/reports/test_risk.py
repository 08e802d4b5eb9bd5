from xml.etree import ElementTree

import pytest

from eval.reports.risk import risk_chart, risk_svg
from eval.run import Run
from index.errors import QuestionSetError


def saved(path, curve, aurc):
    coverage = {"curve": curve, "aurc": aurc}
    Run({}, {"risk_coverage": coverage}, []).save(path)
    return path


def test_a_file_holds_the_curve_of_each_run_with_its_name_and_area(tmp_path):
    a = saved(tmp_path / "a.json", [[0.5, 0.0], [1.0, 0.5]], 0.25)
    b = saved(tmp_path / "b.json", [[1.0, 1.0]], 1.0)
    root = ElementTree.fromstring(risk_svg([f"政策={a}", str(b)]))
    svg = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{svg}svg"
    assert len(list(root.iter(f"{svg}polyline"))) == 2
    texts = [text.text for text in root.iter(f"{svg}text")]
    assert {"政策（面积 0.250）", "b（面积 1.000）"} <= set(texts)
    assert ".s0{stroke:#" in root.find(f"{svg}style").text


def test_a_run_without_a_curve_is_named(tmp_path):
    empty = saved(tmp_path / "a.json", [], None)
    with pytest.raises(QuestionSetError, match=r"a\.json 里没有风险–覆盖曲线"):
        risk_svg([str(empty)])


def test_the_axis_of_risk_reaches_the_highest_risk_of_all_curves():
    chart = risk_chart({"甲": {"curve": [[1.0, 0.05]]}, "乙": {"curve": [[1.0, 0.55]]}})
    root = ElementTree.fromstring(str(chart))
    assert "0.6" in [text.text for text in root.iter("text") if text.get("text-anchor") == "end"]
