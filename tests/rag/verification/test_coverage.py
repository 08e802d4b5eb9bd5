from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.verification.coverage import Content, Coverage, matched_runs, rarity, squeeze


def test_squeezed_text_has_one_width_one_dot_and_no_blanks() -> None:
    assert squeeze("艾伦• 图灵 ＡＩ") == "艾伦·图灵ai"


def test_rare_words_weigh_more_and_function_words_nothing() -> None:
    content = Content.of("诊所的")
    assert content.weights[0] > 0
    assert content.weights[-1] == 0
    assert rarity("诊所") > rarity("我们")
    assert Content.of("的了和").total == 0


def test_run_has_the_length_of_the_longest_match_through_a_character() -> None:
    assert matched_runs("甲乙丙丁", "乙丙。丁").tolist() == [0, 2, 2, 1]


@given(st.text(alphabet="甲乙丙。", max_size=12), st.text(alphabet="甲乙丙。", max_size=12))
def test_runs_are_as_long_as_the_matches_that_exist(text: str, source: str) -> None:
    runs = matched_runs(text, source)
    for at, length in enumerate(runs):
        longest = max(
            (
                end - start
                for start in range(at + 1)
                for end in range(at + 1, len(text) + 1)
                if text[start:end] in source
            ),
            default=0,
        )
        assert length == longest


@pytest.mark.parametrize(
    ("source", "missing"), [("东湖区有诊所。", ""), ("东湖区有公园。", "诊所")]
)
def test_missing_words_are_counted_and_told(source: str, missing: str) -> None:
    coverage = Coverage.by(Content.of("东湖区有诊所"), source)
    assert coverage.missing_stretch() == missing
    assert (coverage.features()["missing"] > 0) is bool(missing)
