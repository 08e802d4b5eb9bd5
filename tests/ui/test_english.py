"""Every Chinese text of the interface has an English translation, and every one is used."""

import ast
import json
import re
from html.parser import HTMLParser

from eval.metrics.readability.faultless import RULES
from eval.reports.terminal import TYPE_LABELS
from rag.checked import OUTCOMES
from rag.extractive.verdicts.asking import asked
from rag.extractive.verdicts.judging import DEPENDS
from rag.settings import Settings
from tests.conftest import FakePipeline, community_article
from tests.paths import ROOT
from ui.api.reference import operations
from ui.app import create_app

UI = ROOT / "ui"
HAN = re.compile(r"[\u3400-\u9fff]")
MODULES = [
    "chat/page",
    "chat/loading",
    "chat/answering",
    "chat/answer_view",
    "chat/checked_view",
    "comparing/pages",
    "comparing/queueing",
    "library/article_view",
    "library/pages",
    "library/facets",
    "originals/gallery",
    "originals/routes",
    "web/errors",
    "access/sign_in",
    "access/limits",
    "access/managers",
    "chat/pending",
    "access/password",
    "access/accounts",
    "access/oidc/errors",
    "access/oidc/members",
    "admin/pages",
    "admin/accounts",
    "admin/collections",
    "admin/audit",
    "embed/routes",
    "evaluation/archive",
    "evaluation/chart",
    "evaluation/comparing",
    "evaluation/job",
    "evaluation/measures",
    "evaluation/pages",
    "evaluation/problems",
    "evaluation/questions",
    "evaluation/routes",
    "evaluation/visible",
    "snapshots/routes",
    "snapshots/shelf",
    "uploads/corrections",
    "library/own",
    "uploads/folder",
    "uploads/folders",
    "uploads/jobs",
    "uploads/places",
    "uploads/preview",
    "uploads/room",
    "uploads/routes",
    "uploads/waiting",
    "verify/routes",
    "verify/turns",
]
SAYING_ERRORS = [
    *sorted((UI.parent / "index").rglob("*.py")),
    *sorted(set((UI.parent / "rag").rglob("*.py")) - {UI.parent / "rag/quotation.py"}),  # MCP alone
    UI / "export/request.py",
    UI / "export/routes.py",
    UI / "uploads/folder.py",
    UI / "uploads/folders.py",
    UI / "uploads/places.py",
    UI / "uploads/room.py",
    UI / "monitoring/feedback.py",
    *(UI / f"verify/{name}.py" for name in ("reading", "request", "commenting")),
    UI.parent / "eval/datasets/sets.py",
    UI.parent / "eval/datasets/tables.py",
]
RAG = UI.parent / "rag"
ANSWERING = [
    RAG / "question/replies.py",
    RAG / "extractive/refusal.py",
    RAG / "extractive/composition.py",
    RAG / "extractive/contradiction.py",
    RAG / "extractive/versions.py",
    RAG / "extractive/parts/answered.py",
    RAG / "extractive/parts/comparison.py",
    RAG / "extractive/tables/joining.py",
    RAG / "statutes/answerer.py",
    RAG / "statutes/stretches.py",
    RAG / "verification/verifier.py",
    RAG / "verification/written/finding.py",
    RAG / "verification/written/english.py",
    *sorted((RAG / "overview").glob("*.py")),
    *(RAG / f"about/{name}.py" for name in ("wording", "listings", "facts", "validity")),
    *(RAG / f"drafts/{name}.py" for name in ("checking", "judging", "verdicts")),
]
"""What says something of its own in an answer, beside quotes."""
NOTING = [RAG / f"llm/{name}.py" for name in ("answerer", "faults", "endpoint")]
UNSEEN = "请设置|请检查 WENCE_LLM_API_KEY。|应形如"
"""Of settings that are wrong: told when the service starts, not in a note."""
ASKED = ("能不能", "可以", "允不允许", "需要", "应不应当")  # which the verdicts answer
QUOTED = {
    *("第", "第{}{}", "{}第{}款", "号", "没", "我咱", "时候", "地方"),  # as the documents have it
    *("发", "发文", "下发", "制发", "签发", "成文", "发表", "刊登", "登载", "刊载", "刊发"),
    *("印发日期是", "发布日期是", "公布日期是", "落款日期是"),  # compared with {}是
    *("《{}》{}的内容",),
}
"""Strings of these files that no sentence of an answer is made of."""
ERRORS = {
    *("CorrectionError", "DocumentError", "QuestionError", "QuestionSetError"),
    "TimeLimitError",
    *("NoSuchArticle", "SeveralArticles", "SameArticle", "TooLongToCompare"),
    *("OriginalMissing", "OriginalChanged", "OriginalRefused", "OriginalBusy"),
}
SAID = ("aria-label", "placeholder", "title", "alt")
VOID = {"input", "meta", "link", "br", "path"}
BILINGUAL = {"english.js", "embed.js"}  # scripts that hold both languages
UNTRANSLATED = {"策"}  # the seal


def english():
    script = (UI / "static/english.js").read_text(encoding="utf-8")
    return json.loads(script.removeprefix("window.wenceEnglish = ").rstrip().rstrip(";"))


class Texts(HTMLParser):
    """The texts and attributes of a page that are not marked as Chinese."""

    def __init__(self, html):
        super().__init__()
        self.found, self._open = set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._open += [(tag, (given.get("lang") or "").startswith("zh"))] * (tag not in VOID)
        for name in SAID:
            self._add(given.get(name) or "")

    def handle_endtag(self, tag):
        if (tag, True) in self._open or (tag, False) in self._open:
            while self._open and self._open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        for part in data.split("\0"):
            self._add(part)

    def _add(self, text):
        chinese = any(marked for tag, marked in self._open if tag != "html")
        text = " ".join(text.replace("\0", "").split())
        if HAN.search(text) and not chinese:
            self.found.add(text)


def of_template(file):
    source = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    inside = re.findall(
        r'"([^"]*[\u3400-\u9fff][^"]*)"', " ".join(re.findall(r"\{[{%].*?[%}]\}", source))
    )
    source = re.sub(r"\{\{.*?\}\}", "{}", source, flags=re.DOTALL)
    source = re.sub(r"<[^>]*>", lambda tag: re.sub(r"\{%.*?%\}", " ", tag[0]), source)
    return Texts(re.sub(r"\{%.*?%\}", "\0", source, flags=re.DOTALL)).found | set(inside)


def of_script(file):
    source = re.sub(r"^\s*//.*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    texts = [
        text
        for _, text in re.findall(r"([\"`'])((?:(?!\1).)*[\u3400-\u9fff](?:(?!\1).)*)\1", source)
    ]
    return {re.sub(r"\$\{[^}]*\}", "{}", text) for text in texts}


def of_module(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    plain, formed = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            formed |= set(node.values)
            parts = (getattr(v, "value", None) for v in node.values)
            plain.add("".join(p if isinstance(p, str) else "{}" for p in parts))
        elif isinstance(node, ast.Expr):
            formed.add(node.value)  # a docstring
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in formed:
            plain.add(node.value)
    return {text for html in plain for text in Texts(html).found}


def of_answers(file):
    """Yield the sentences, and pieces of sentences, that a file writes into answers."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    unsaid = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.Expr)
        or (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."))
        for part in ([node.value] if isinstance(node, ast.Expr) else ast.walk(node))
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
            unsaid |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            unsaid |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (getattr(part, "value", None) for part in node.values)
            text = "".join(part if isinstance(part, str) else "{}" for part in parts)
        else:
            text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in unsaid and HAN.search(text):
            yield text


def of_notes(file):
    """Yield the sentences of the notes on a language model's answers."""
    for text in of_answers(file):
        if not re.search(UNSEEN, text):
            yield text if file.stem == "answerer" else text.removesuffix("。")


def of_verdicts():
    for form in ASKED:
        word = asked(
            f"个体户{form}开具发票吗？" if len(form) == 2 else f"个体户{form}开具发票？"
        ).word
        yield from (f"{word}。", f"不{word}。")
    yield DEPENDS


def of_joined():
    """Yield what joins the pieces of a sentence, and the heads of documents in sentences."""
    yield from ("。", "；", "《{}》：", "《{}》（{}）：", "{} 以前", "{} 以来", "{} 至 {}")
    yield from ("“{}”栏目", "来源“{}”", "文件夹“{}”", "{} 期", "截至 {}")  # rag/filters.py


def of_errors(file):
    """Yield the sentences of errors that a user can cause."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
            first = node.args[0]
            parts = first.values if isinstance(first, ast.JoinedStr) else [first]
            text = "".join(
                str(getattr(part, "value", "")) if isinstance(part, ast.Constant) else "{}"
                for part in parts
            )
            if not text.isascii():
                yield text


def of_interfaces():
    described = create_app(FakePipeline([community_article()]), Settings(_env_file=None)).openapi()
    return {operation["about"] for operation in operations(described)}


def spoken():
    yield from (("/docs", text) for text in of_interfaces())
    yield from (("checked", label) for label in OUTCOMES.values())
    yield from (("evaluation", label) for label in TYPE_LABELS.values())
    yield from (("evaluation", label) for label, _ in RULES.values())
    for file in SAYING_ERRORS:
        yield from ((file.name, text) for text in of_errors(file))
    yield from (("comparing", text) for text in of_module(RAG / "comparing/wording.py"))
    for file in NOTING:  # a reason stands without its stop in a note
        yield from ((file.name, text) for text in of_notes(file))
    for file in ANSWERING:
        yield from ((file.name, text) for text in of_answers(file) if text not in QUOTED)
    yield from (("verdicts", text) for text in of_verdicts())
    yield from (("joined", text) for text in of_joined())
    for file in sorted(UI.glob("templates/*.html")):
        yield from ((file.name, text) for text in of_template(file))
    for file in sorted(UI.glob("static/*.js")):
        if file.name not in BILINGUAL:
            yield from ((file.name, text) for text in of_script(file))
    for name in MODULES:
        yield from ((name, text) for text in of_module(UI / f"{name}.py"))


def test_every_text_of_the_interface_has_a_translation():
    known = {*english(), *UNTRANSLATED, "{}"}
    assert [(w, t) for w, t in spoken() if t.removesuffix(" · 问策") not in known] == []


def test_every_translation_is_used():
    assert sorted(set(english()) - {text for _, text in spoken()}) == []


def test_translations_are_english_and_have_the_same_placeholders():
    for chinese, translation in english().items():
        assert translation and not HAN.search(translation)
        assert translation.count("{}") == chinese.count("{}")
