"""Check the architecture against the imports: allowed arrows, private names, circles, room sizes.

`docs/architecture.md` draws the same picture.
"""

import ast
from collections import defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.paths import ROOT

# What each package may import.
PACKAGES = {
    "index": "index",
    "rag": "rag index",
    "eval": "eval rag index",
    "ui": "ui eval rag index",
}

# A room may import the rooms on its right, and whatever those may import.
ARROWS = {
    "index.errors": "",
    "index.csv_files": "",
    "index.deadline": "errors",
    "index.paths": "",
    "index.sqlite_files": "",
    "index.model": "",
    "index.text": "errors model paths deadline",
    "index.metadata": "text",
    "index.layout": "metadata",
    "index.formats": "layout",
    "index.loading": "formats",
    "index.passages": "text",
    "index.embedding": "errors paths",
    "index.search": "text embedding",
    "index.store": "search",
    "index.langchain": "store embedding",
    "index.validity": "metadata",
    "index.ingest": "loading passages store embedding validity",
    "index.originals": "ingest",
    "rag.fitted": "",
    "rag.semaphore": "",
    "rag.settings": "",
    "rag.validity": "",
    "rag.checked": "",
    "rag.blocks": "validity checked",
    "rag.answer": "blocks",
    "rag.visibility": "",
    "rag.filters": "validity",
    "rag.protocol": "answer filters settings question visibility",
    "rag.language": "",
    "rag.question": "language",
    "rag.english": "language answer",
    "rag.retrieval": "question english filters answer fitted protocol",
    "rag.evidence": "retrieval",
    "rag.verification": "language english answer fitted",
    "rag.extractive": "evidence",
    "rag.llm": "verification question english settings",
    "rag.about": "protocol",
    "rag.drafts": "about verification",
    "rag.statutes": "about",
    "rag.overview": "about english",
    "rag.comparing": "about semaphore",
    "rag.examples": "protocol validity english",
    "rag.answering": "statutes overview examples extractive llm semaphore protocol",
    "rag.pipeline": "answering",
    "rag.live": "answering",
    "rag.opening": "live",
    "rag.quotation": "pipeline drafts",
    "rag.langchain": "pipeline",
    "eval.system": "",
    "eval.extras": "",
    "eval.datasets": "system",
    "eval.fake": "datasets",
    "eval.metrics": "datasets",
    "eval.floors": "metrics",
    "eval.fitting": "datasets extras",
    "eval.training": "datasets extras",
    "eval.baselines": "metrics extras",
    "eval.run": "baselines",
    "eval.export": "run",
    "eval.compare": "run",
    "eval.reports": "compare export",
    "eval.bench": "reports",
    "ui.assets": "",
    "ui.web": "assets",
    "ui.access": "web",
    "ui.originals": "access",
    "ui.library": "access originals",
    "ui.monitoring": "access",
    "ui.snapshots": "access",
    "ui.uploads": "library monitoring",
    "ui.admin": "library monitoring",
    "ui.api": "library monitoring",
    "ui.chat": "library monitoring snapshots",
    "ui.export": "library",
    "ui.embed": "chat",
    "ui.evaluation": "library",
    "ui.verify": "api export",
    "ui.comparing": "export",
    "ui.app": "uploads admin verify embed evaluation comparing",
    "ui.server": "app",
    "ui.cli": "server",
}

# What a room must not know, although its package may.
UNKNOWN = [
    ("rag.language", "index.model"),
    ("rag.question", "index.store"),
    ("rag.question", "index.search"),
    ("rag", "index.ingest"),
    *(
        (f"ui.{room}", "eval")
        for room in ("assets", "web", "access", "originals", "library", "monitoring", "uploads")
    ),
    *(
        (f"ui.{room}", "eval")
        for room in (
            *("api", "app", "server", "snapshots", "admin", "export", "embed"),
            *("verify", "comparing"),
        )
    ),
    ("ui.chat", "eval"),
]

LARGEST_ROOM = 16  # modules, not counting __init__.py


def module_name(file):
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(file): file for package in PACKAGES for file in ROOT.glob(f"{package}/**/*.py")
}


@cache
def tree(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(node):
    """Yield the modules of ours that a syntax tree imports, with the name taken, if any."""
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            found = [(alias.name, None) for alias in child.names]
        elif isinstance(child, ast.ImportFrom):
            found = [(child.module, alias.name) for alias in child.names]
        else:
            continue
        for module, name in found:
            if f"{module}.{name}" in MODULES:
                module, name = f"{module}.{name}", None
            if module.split(".")[0] in PACKAGES:
                yield module, name


def room(module):
    return ".".join(module.split(".")[:2])


def arrows():
    """Yield each import between two rooms: the importing module, the imported one."""
    for module, file in MODULES.items():
        for target, _ in imports(tree(file)):
            if room(module) != room(target) and "." in module and "." in target:
                yield module, target


@cache
def allowed(name):
    package = name.split(".")[0]
    direct = {f"{package}.{other}" for other in ARROWS[name].split()}
    return direct.union(*(allowed(other) for other in direct))


def told(pairs):
    lines = {f"{MODULES[module].relative_to(ROOT)} imports {target}" for module, target in pairs}
    return "\n".join(sorted(lines))


def circle(graph):
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return " -> ".join(error.args[1][::-1])
    return ""


def test_packages_import_downwards_only():
    wrong = [
        (module, target)
        for module, file in MODULES.items()
        for target, _ in imports(tree(file))
        if target.split(".")[0] not in PACKAGES[module.split(".")[0]].split()
    ]
    assert not wrong, told(wrong)


def test_every_room_is_in_the_table():
    assert {room(module) for module in MODULES} - set(PACKAGES) - set(ARROWS) == set()


def test_rooms_import_along_the_arrows_only():
    wrong = [
        (module, target)
        for module, target in arrows()
        if module.split(".")[0] == target.split(".")[0]
        and room(target) not in allowed(room(module))
    ]
    assert not wrong, told(wrong)


def test_rooms_do_not_import_what_they_must_not_know():
    wrong = [
        (module, target)
        for module, target in arrows()
        for who, what in UNKNOWN
        if f"{module}.".startswith(f"{who}.") and f"{target}.".startswith(f"{what}.")
    ]
    assert not wrong, told(wrong)


def test_rooms_form_no_circle():
    graph = defaultdict(set)
    for module, target in arrows():
        graph[room(module)].add(room(target))
    assert circle(graph) == ""


def test_modules_form_no_circle():
    graph = {
        module: {target for target, _ in imports(tree(file))} for module, file in MODULES.items()
    }
    assert circle(graph) == ""


def private(name):
    return name.startswith("_") and not name.startswith("__")


def aliases(file):
    """Return the names that stand for whole modules in a file, each with its module."""
    found = {}
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            start = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            found |= {a.asname or a.name: start + a.name for a in node.names}
    return {name: module for name, module in found.items() if module in MODULES}


def private_names(file):
    """Yield the private names of other modules that a file imports, reads or patches."""
    modules = aliases(file)
    for module, name in imports(tree(file)):
        if any(private(part) for part in [*module.split("."), name or ""]):
            yield f"{module}.{name}" if name else module
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Attribute) and private(node.attr):
            if module := modules.get(ast.unparse(node.value)):
                yield f"{module}.{node.attr}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setattr"):
            first, second = (ast.unparse(argument).strip("'") for argument in node.args[:2])
            module, name = (
                (modules[first], second) if first in modules else first.rpartition(".")[::2]
            )
            if module in MODULES and private(name):
                yield f"{module}.{name}"


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_private_names_stay_in_their_file(folder):
    found = [
        f"{file.relative_to(ROOT)} uses {name}"
        for file in sorted(ROOT.glob(f"{folder}/**/*.py"))
        for name in private_names(file)
    ]
    assert not found, "\n".join(found)


def test_rooms_are_small():
    sizes = {
        str(folder.relative_to(ROOT)): len(list(folder.glob("*.py"))) - 1
        for folder in {file.parent for file in MODULES.values()}
    }
    assert {name: size for name, size in sizes.items() if size > LARGEST_ROOM} == {}
