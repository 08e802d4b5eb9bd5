"""A tiny magazine, laid out like the real ones, and short documents; all facts are invented."""

from __future__ import annotations

from pathlib import Path

from index.layout.structure import structure
from index.model import Article

MAGAZINE = """

东江医药观察

2020.05.04-2020.05.10

——本期视点——

（阅读提醒：点击标题可以跳到正文。）

· 药品采购 ·

▶ [青川县药价平均降一成！村卫生室都用上了集采药](#)（来源：东江日报）——第 6 页

【提要】县医保局公布半年账，集采药进了所有村卫生

室，药价平均下降一成。

### • 基层卫生 •

► 家庭医生签约一年了，东湖区做对
了什么？(来源：《基层卫生》杂

志）——第
12 页

**【提要】**三成居民签约，九成续签。

▣ 专家答问 | 门诊统筹 with 慢病用药怎么结算（来源:东江市医保局）—第18页

【提要】专家回答两个问题。

## ——本期内容——

· 药品采购 ·

## 青川县药价平均降一成!

### 村卫生室都用上集采药

来源：东江日报

作者：林知秋

青川县有四十二个行政村，去年底全部村卫生室都接通了医保结算系统，

村民买药不用再跑县城。

县医保局的半年账显示，药价平均下降10.6%。

资料来源：县医保局半年报

[返回目录](#)

### • 基层卫生 •

# 家庭医生签约一年，东湖区做对了什么？

来源：《基层卫生》杂志

东湖区签约居民占三成，到期后九成续签。

专家答问 | 门诊统筹&慢病用药怎么结算

来源：东江市医保局

近日，市医保局在网站上发布了一份问答。

首页 > 政策 > 解读

门诊统筹政策问答

来源：市政府网站

问：门诊统筹从哪天开始？

答：从今年六月一日开始，全市定点医院都能结算。

返回目录



扫一扫
关注东江医药公众号

地 址：东江市湖滨路一号
电 话：000-00000000
"""


def blocks_of(*lines: str, wrap: int | None = None) -> list[tuple[str, str]]:
    """Return kind and text of each block of the lines."""
    text, blocks = structure(lines, wrap)
    return [(block.kind, text[block.start : block.end]) for block in blocks]


def article(
    *lines: str,
    title: str = "标题",
    issue: str = "2020-05-04",
    n: int = 1,
    source: str = "",
    page: int | None = None,
) -> Article:
    """Return an article whose text and blocks are read from the lines."""
    text, blocks = structure(lines)
    return Article(issue, n, title, text, source=source, page=page, blocks=blocks)


NOTE = "村卫生室用药办法\n\n村卫生室统一采购药品，每季度公布一次价格，村民随时可以查看。\n"


def write_note(
    folder: Path, name: str = "用药办法.txt", text: str = NOTE, encoding: str = "utf-8"
) -> Path:
    """Write a short document to a file, with the folders above it."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode(encoding))
    return file
