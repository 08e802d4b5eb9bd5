"""The digits of what a document shows, in order, are the digits of the article read from it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from index.loading.registry import read_bytes

FEW = settings(max_examples=150, deadline=None)


@dataclass(frozen=True)
class Piece:
    """A piece of a document: its source, and the digits that it shows."""

    source: str
    digits: str


def digits(text: str) -> str:
    """Return the digits of a text in plain form: ⁹ and ９ are 9."""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())


def read(source: str, suffix: str) -> str:
    [article], _ = read_bytes(source.encode(), suffix, "文")
    return article.title + "\n" + article.text


FIGURE = st.from_regex(r"[1-9][0-9]{0,4}(\.[0-9]{1,2})?", fullmatch=True)
WIDE = FIGURE.map(lambda t: t.translate(str.maketrans("0123456789", "０１２３４５６７８９")))
WORD = st.sampled_from(["限额", "元，", "支付比例", "%。", "（门诊）", "：", "和", "mg/L，", " "])
MARK = st.sampled_from(["1", "2", "9", "-3", "[2]", "12", "注1", "2+"])
UNIT = st.sampled_from(["元", "×10", "m", "%", "", "10"])


def built(figure: str, form: str, mark: str, unit: str) -> Piece:
    source = form.format(f=figure, m=mark, u=unit)
    left = form.replace("<!-- 8 -->", "").format(f=figure, m=mark, u=unit)
    return Piece(source, digits(left))


INLINE = [  # forms that mean the same in HTML and in Markdown
    "限额{f}{u}<sup>{m}</sup>元",
    "低于{f}{u}<sub>{m}</sub>/L",
    "共{f}<sup>{m}</sup>{u}起",
    "新<ins>{f}</ins>旧",
    "上<br>{f}",
    "ALT&lt;{f}&gt;{u}",
    "{f}<!-- 8 -->{u}",
]
HTML_ONLY = ["甲{f}</p><p>乙", "<span>{f}</span><b>{u}</b>", "{f}<img>{f}", "{f}&nbsp;&ensp;{f}"]
MARKDOWN_ONLY = ["规格{f}*{f}*{f}cm", "共**{f}**{u}", "{f}~{f}%", "见[{f}](http://a.cn/x)"]


def spoken(forms: list[str]) -> st.SearchStrategy[Piece]:
    return st.builds(built, FIGURE | WIDE, st.sampled_from(forms), MARK, UNIT)


STRUCK = FIGURE.map(lambda f: Piece(f"限额<del>{f}</del>元", ""))
PLAIN = st.lists(FIGURE | WORD, min_size=1, max_size=5).map(
    lambda words: Piece(t := "文" + "".join(words) + "字", digits(t))
)


def line(forms: list[str], struck: st.SearchStrategy[Piece]) -> st.SearchStrategy[Piece]:
    piece = spoken(forms) | PLAIN | struck
    return st.lists(piece, min_size=1, max_size=4).map(lambda pieces: joined(pieces, "，且"))


def joined(pieces: list[Piece], by: str) -> Piece:
    return Piece(by.join(p.source for p in pieces), "".join(p.digits for p in pieces))


HTML_LINE = line(INLINE + HTML_ONLY, STRUCK)
MARKDOWN_LINE = line(
    INLINE + MARKDOWN_ONLY, STRUCK | FIGURE.map(lambda f: Piece(f"由~~{f}元~~改", ""))
)


def numbered(pieces: list[Piece], start: int) -> Piece:
    source = "".join(f"<li>{p.source}</li>" for p in pieces)
    shown = "".join(f"{n}{p.digits}" for n, p in enumerate(pieces, start))
    return Piece(f"<ol start={start}>{source}</ol>", shown)


def rows(pieces: list[Piece]) -> Piece:
    body = joined(pieces, "</td><td>")
    return Piece(
        f"<table><tr><td>甲<td>乙</tr><tr><td>{body.source}</td></tr></table>", body.digits
    )


SIMPLE = line(INLINE, STRUCK)
HTML_BLOCK = (
    HTML_LINE.map(lambda p: Piece(f"<p>{p.source}</p>", p.digits))
    | HTML_LINE.map(lambda p: Piece(f"<div>{p.source}</div>", p.digits))
    | st.builds(numbered, st.lists(SIMPLE, min_size=1, max_size=3), st.integers(0, 120))
    | st.lists(SIMPLE, min_size=1, max_size=3).map(rows)
    | SIMPLE.map(lambda p: Piece(f"<h2>{p.source}</h2>", p.digits))
    | PLAIN.map(lambda p: Piece(f"<pre>{p.source}\n{p.source}</pre>", p.digits * 2))
)
MARKDOWN_BLOCK = (
    MARKDOWN_LINE
    | MARKDOWN_LINE.map(lambda p: Piece(f"## {p.source}", p.digits))
    | MARKDOWN_LINE.map(lambda p: Piece(f"> {p.source}", p.digits))
    | st.builds(
        lambda pieces, start: Piece(
            "\n".join(f"{start}. {p.source}" for p in pieces),
            "".join(f"{n}{p.digits}" for n, p in enumerate(pieces, start)),
        ),
        st.lists(MARKDOWN_LINE, min_size=1, max_size=3),
        st.integers(0, 120),
    )
    | st.lists(MARKDOWN_LINE, min_size=1, max_size=3).map(
        lambda pieces: Piece(
            "|甲" * len(pieces)
            + "|\n"
            + "|--" * len(pieces)
            + "|\n|"
            + "|".join(p.source for p in pieces)
            + "|",
            "".join(p.digits for p in pieces),
        )
    )
    | PLAIN.map(lambda p: Piece(f"```\n{p.source}\n```", p.digits))
    | st.just(Piece("<!-- 5 -->", ""))
)


@FEW
@given(st.lists(HTML_BLOCK, min_size=1, max_size=5))
def test_the_digits_of_a_page_are_those_of_its_article(blocks: list[Piece]) -> None:
    page = joined(blocks, "")
    source = f"<title>题目</title><div id=zoom><p>甲。</p>{page.source}<p>完。</p></div>"
    assert digits(read(source, ".html")) == page.digits


@FEW
@given(st.lists(MARKDOWN_BLOCK, min_size=1, max_size=5))
def test_the_digits_of_markdown_are_those_of_its_article(blocks: list[Piece]) -> None:
    page = joined(blocks, "\n\n正文。\n\n")
    assert digits(read(f"# 题目\n\n{page.source}\n\n完。\n", ".md")) == page.digits
