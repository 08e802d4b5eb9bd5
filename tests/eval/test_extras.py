import sys
import tomllib

import pytest

from eval.extras import EXTRA, require_package
from index.errors import WenceError
from tests.paths import ROOT


def test_a_missing_package_is_reported_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(WenceError) as caught:
        require_package("sklearn", "scikit-learn", "拟合权重")
    assert str(caught.value) == (
        f"拟合权重要另装 scikit-learn，请运行 pip install 'wence[{EXTRA}]'。"
    )


def test_another_extra_can_be_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(WenceError, match=r"wence\[train\]"):
        require_package("peft", "peft", "训练适配器", extra="train")


def test_an_installed_package_is_accepted():
    require_package("numpy", "numpy", "评测")


def test_the_named_extra_exists_and_holds_the_optional_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    offered = project["dependencies"] + project["optional-dependencies"][EXTRA]
    for package in ("langchain-text-splitters", "scikit-learn"):
        assert any(line.startswith(package) for line in offered)
