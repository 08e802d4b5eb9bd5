from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.loading.registry import KINDS, read_bytes

FEW = settings(max_examples=60, deadline=None)


MARKS = [
    "——本期视点——",
    "——本期内容——",
    "▶ 药价（来源：某报）——第 1 页",
    "药价",
    "来源：某报",
    "返回目录",
]


@FEW
@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from(MARKS) | st.text(max_size=20), max_size=12).map(
        lambda lines: "\n".join(lines).encode("utf-8", "ignore")
    )
)
def test_any_text_is_refused_or_read(raw: bytes) -> None:
    try:
        articles, warnings = read_bytes(raw, ".txt", "x")
    except DocumentError:
        return
    assert [a.n for a in articles] == list(range(1, len(articles) + 1))
    assert all(a.title and a.issue for a in articles)
    assert all(isinstance(warning, str) for warning in warnings)


@FEW
@given(
    st.sampled_from(sorted(KINDS)),
    st.binary(max_size=300) | st.text(max_size=100).map(lambda t: t.encode("utf-8", "ignore")),
)
def test_any_bytes_of_any_kind_are_refused_or_read(suffix: str, raw: bytes) -> None:
    try:
        articles, _ = read_bytes(raw, suffix, "x")
    except DocumentError as error:
        assert "\n" not in str(error)
        return
    for article in articles:
        assert article.title
        assert all(0 <= b.start < b.end <= len(article.text) for b in article.blocks)
