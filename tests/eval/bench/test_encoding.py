from eval.bench import encoding


def test_engines_are_compared_with_torch(monkeypatch):
    found = {"openvino": {"passages_per_cpu_s": 30.0}, "torch": {"passages_per_cpu_s": 12.0}}
    monkeypatch.setattr(encoding, "run_isolated", lambda step, settings, name, _: found[name])
    rows = encoding.compare_engines(None, [])
    assert [(row["engine"], row["to_torch"]) for row in rows] == [("openvino", 2.5), ("torch", 1.0)]


def test_an_engine_that_cannot_run_the_model_has_no_row(monkeypatch):
    found = {"openvino": {}, "torch": {"passages_per_cpu_s": 12.0}}
    monkeypatch.setattr(encoding, "run_isolated", lambda step, settings, name, _: found[name])
    assert [row["engine"] for row in encoding.compare_engines(None, [])] == ["torch"]
