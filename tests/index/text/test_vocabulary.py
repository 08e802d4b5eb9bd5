from __future__ import annotations

from index.text.vocabulary import mine_terms


def test_terms_are_cohesive_and_have_varied_neighbours() -> None:
    around = ["推进", "完善", "关于", "建设", "评价", "支持", "参与", "深化"]
    texts = [f"{a}云岚医联体{b}，其他内容" for a, b in zip(around, around[::-1], strict=True)]
    filler = "".join(map(chr, range(0x4E00, 0x4E00 + 800)))
    terms = mine_terms(["标题"], [*texts, filler])
    assert "云岚医联体" in terms
    assert "云岚医联" not in terms
    assert "岚医联体" not in terms


def test_terms_in_quotation_marks_need_no_frequency() -> None:
    assert "沐光行动" in mine_terms([], ["开展“沐光行动”。", "启动“沐光行动”方案"])
    assert "沐光行动" not in mine_terms([], ["开展沐光行动。", "启动沐光行动方案"])
