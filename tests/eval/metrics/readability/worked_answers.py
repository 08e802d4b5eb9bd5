"""Builder of answers worked by hand: blocks that quote one article, with their citations."""

from eval.datasets.gold import Gold
from eval.datasets.sets import Question
from eval.metrics.cases import Case


def quote(words, bold=(), kind="quote", lead="", article=1, number=None):
    about = {"bold": bold, "lead": lead, "article": article, "number": number}
    return {"kind": kind, "words": words, **about}


def item(words, number=None):
    return quote(words, kind="item", number=number)


def own(words, bold=()):
    return quote(words, bold, kind="text", article=None)


def table(*rows):
    return {"kind": "table", "rows": rows, "article": 1}


def source(title):
    return {"kind": "source", "title": title}


def answer(asked, *parts, text="", other="", follows="", rewritten="", found=()):
    """Return the case of an answer; `text` and `other` are the articles that it quotes.

    `found`: titles and texts of the retrieved passages.
    """
    texts = {"i/1": text, "i/2": other}
    cited, blocks = [], []
    for part in parts:
        if part["kind"] == "source":
            blocks.append({"kind": "source", "text": f"《{part['title']}》：", "spans": []})
        elif part["kind"] == "table":
            rows = [[_cell(cell, texts, cited) for cell in row] for row in part["rows"]]
            lines = ["；".join(span["text"] for cell in row for span in cell) for row in rows]
            blocks.append({"kind": "table", "text": "\n".join(lines), "spans": [], "rows": rows})
        else:
            blocks.append(_block(part, texts, cited))
    history = ({"role": "user", "content": follows},) if follows else ()
    result = {
        "question": asked,
        "standalone_question": rewritten or asked,
        "answer": "\n\n".join(block["text"] for block in blocks),
        "abstained": False,
        "blocks": blocks,
        "citations": cited,
        "passages": [{"title": title, "text": passage} for title, passage in found],
    }
    return Case(Question("q", asked, "fact", history=history), result, Gold(), texts)


def refused(asked):
    result = {"answer": "没有找到。", "abstained": True, "blocks": [], "citations": []}
    return Case(Question("q", asked, "fact"), result, Gold())


def _block(part, texts, cited):
    words, article = part["words"], part["article"]
    spans = [{"text": part["lead"], "cites": [], "bold": False}] if part["lead"] else []
    rest = words
    for bold in part["bold"]:
        before, _, rest = rest.partition(bold)
        spans += [_span(before), _span(bold, bold=True)]
    cites = _cite(words, article, texts, cited) if article else []
    spans.append(_span(rest) | {"cites": cites})
    number = {"number": part["number"]} if part["number"] else {}
    return {"kind": part["kind"], "text": part["lead"] + words, "spans": spans, **number}


def _cell(cell, texts, cited):
    return [_span(cell) | {"cites": _cite(cell, 1, texts, cited) if cell in texts["i/1"] else []}]


def _span(text, bold=False):
    return {"text": text, "cites": [], "bold": bold}


def _cite(words, article, texts, cited):
    start = texts[f"i/{article}"].index(words)
    cited.append(
        {
            "n": len(cited) + 1,
            "quote": words,
            "issue": "i",
            "article_n": article,
            "title": "",
            "start": start,
            "end": start + len(words),
        }
    )
    return [len(cited)]
