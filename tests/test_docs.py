"""Check what the documents name: files, folders, commands of the Makefile, imports."""

import importlib
import re

import pytest

from tests.paths import ROOT

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
PACKAGES = ("index", "rag", "eval", "ui")
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)


@each_document
def test_links_lead_to_files(document):
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@each_document
def test_named_paths_exist(document):
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`((?:index|rag|ui|eval|tests|docs|deploy|\.ci)/[\w./-]*)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


@each_document
def test_named_make_commands_exist(document):
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    text = document.read_text(encoding="utf-8")
    calls = re.findall(r"(?:`|^|&& |cpu )make ((?:[a-z-]+ ?)+)", text, re.M)
    assert {name for call in calls for name in call.split()} <= set(targets)


@each_document
def test_shown_imports_work(document):
    text = document.read_text(encoding="utf-8")
    for module, name in re.findall(r"^from ((?:index|rag|eval|ui)\S*) import (\w+)", text, re.M):
        assert hasattr(importlib.import_module(module), name), f"{module}.{name}"


def test_architecture_names_every_room():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = {file.parent for package in PACKAGES for file in ROOT.glob(f"{package}/*/__init__.py")}
    assert [room.name for room in sorted(rooms) if f"{room.name}/" not in text] == []
