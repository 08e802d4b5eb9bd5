"""Find the province that a title or an issuer names."""

from __future__ import annotations

import re

from index.text.characters import BASIC_HAN

# Patterns of the names: characters around a name may make it another word (经济|南下, 三明|治).
_NAMES = {
    "北京": "北京(?!时间)",
    "天津": "天津",
    "河北": "(?<!黄)河北(?!岸)|石家庄",
    "山西": "(?<!中)山西|太原(?!始)",
    "内蒙古": "内蒙古|呼和浩特",
    "辽宁": "辽宁|沈阳|大连(?!接|续|锁)",
    "吉林": "吉林|长春(?!花|新碱)",
    "黑龙江": "黑龙江|哈尔滨",
    "上海": "上海",
    "江苏": "江苏|南京|苏州|无锡",
    "浙江": "浙江|杭州|宁波|温州",
    "安徽": "安徽|合肥",
    "福建": "福建|福州|厦门|三明(?!治)",
    "江西": "江西|南昌",
    "山东": "(?<![中佛])山东|(?<!经)济南|青岛",
    "河南": "(?<!黄)河南(?!岸)|郑州",
    "湖北": "湖北|武汉",
    "湖南": "湖南|长沙",
    "广东": "广东|广州|深圳",
    "广西": "广西|南宁",
    "海南": "(?<!上)海南(?!藏族)|海口",
    "重庆": "重庆",
    "四川": "四川|(?<![形建组构变])成都",
    "贵州": "贵州|贵阳",
    "云南": "云南(?!白药)|昆明",
    "西藏": "西藏|拉萨",
    "陕西": "陕西|(?<![陕广山江])西安(?!全|排|徽)",
    "甘肃": "甘肃|兰州",
    "青海": "青海|(?<![陕广山江])西宁",
    "宁夏": "宁夏|银川",
    "新疆": "新疆|乌鲁木齐",
    "香港": "香港",
    "澳门": "澳门",
    "台湾": "台湾",
}
_REGION = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _NAMES.items()))
_SCHOOL = re.compile(
    rf"[{BASIC_HAN}]{{2,8}}大学(?!生)"
)  # 四川大学 says nothing of the province's policy


def region_of(text: str) -> str:
    """Return the province that a text names, itself or by a city; '' for none or several."""
    found = {match.lastgroup for match in _REGION.finditer(_SCHOOL.sub("", text))}
    return found.pop() or "" if len(found) == 1 else ""
