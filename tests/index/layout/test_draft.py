from __future__ import annotations

from index.layout.draft import fold_title


def test_titles_are_compared_without_spaces_and_punctuation() -> None:
    assert fold_title(" 关于“用药”的 通知！") == fold_title("关于用药的通知")
    assert fold_title("用药通知") != fold_title("用药办法")
