"""Build the wheel and use it from another folder, as somebody who installs it does."""

import json
import os
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.paths import ROOT

PACKAGES = ("index", "rag", "eval", "ui")
OTHER_FILES = ("pyproject.toml", "README.md", "LICENSE")

WENCE = (sys.executable, "-m", "ui.cli")


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the wheel, built from a copy of the tree: a build writes beside its sources."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in OTHER_FILES:
        shutil.copy(ROOT / name, source)
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index")
    run(*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(built), str(source))
    [file] = built.glob("wence-*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    ZipFile(wheel).extractall(folder)
    return folder


def test_wheel_holds_every_file_of_the_packages(installed):
    def files(root):
        return {
            file.relative_to(root).as_posix()
            for package in PACKAGES
            for file in (root / package).rglob("*")
            if file.is_file() and "__pycache__" not in file.parts
        }

    assert files(installed) == files(ROOT)
    assert {f"{package}/py.typed" for package in PACKAGES} <= files(installed)


def test_wheel_installs_the_command(installed):
    entries = ConfigParser()
    [file] = installed.glob("*.dist-info/entry_points.txt")
    entries.read(file)
    assert dict(entries["console_scripts"]) == {"wence": "ui.cli.main:main"}


@pytest.fixture
def elsewhere(installed, tmp_path):
    """Return where to run an installed `wence`: an empty folder, with no settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENCE_")}
    return {"cwd": tmp_path, "env": kept | {"PYTHONPATH": str(installed)}}


def test_installed_command_finds_its_own_files(installed, elsewhere):
    assert "ask" in run(*WENCE, "--help", **elsewhere)
    program = "import eval, index.paths, ui; print(eval.__file__, ui.__file__, index.paths.default_corpus())"
    paths = run(sys.executable, "-c", program, **elsewhere).split()
    assert all(Path(path).is_relative_to(installed) for path in paths)


@pytest.mark.slow
def test_installed_command_indexes_answers_and_evaluates(installed, elsewhere):
    folder = elsewhere["cwd"]
    run(*WENCE, "index", str(installed / "index/sample/2023-02.txt"), **elsewhere)
    shipped = (installed / "eval/questions/dev_2023-02.jsonl").read_text(encoding="utf-8")
    (folder / "one.jsonl").write_text(shipped.splitlines()[1], encoding="utf-8")
    run(*WENCE, "eval", "one.jsonl", "--out", "run.json", "--html", "report.html", **elsewhere)
    [record] = json.loads((folder / "run.json").read_text(encoding="utf-8"))["records"]
    assert record["result"]["citations"]
    assert "<style>" in (folder / "report.html").read_text(encoding="utf-8")
