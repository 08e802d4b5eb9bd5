from __future__ import annotations

import pytest

from index.metadata.regions import region_of


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("浙江省医保新规", "浙江"),
        ("深圳试点家庭医生", "广东"),
        ("上海、浙江两地对比", ""),
        ("杭州和宁波", "浙江"),
        ("全国卫生健康工作会议", ""),
        ("四川大学华西医院的经验", ""),
        ("经济南下与三明治", ""),
        ("三明医改十年", "福建"),
        ("上海南站", "上海"),
        ("", ""),
    ],
)
def test_the_region_is_the_only_province_named(text: str, region: str) -> None:
    assert region_of(text) == region
