"""A small statute with what statutes have: chapters, paragraphs, items, references; invented."""

from __future__ import annotations

from index.model import Article, Block

LINES = (
    "云江市渡口管理条例",
    "目录",
    "第一章总则",
    "第二章船舶",
    "第一章总则",
    "第一条为了渡口安全，制定本条例。",
    "第二条渡口分为下列两类：",
    "（一）公益渡口；",
    "（二）经营渡口：",
    "1.客渡；",
    "2.货渡。",
    "第一款规定以外的码头，不是渡口。",
    "第一条第一款所称渡口，不包括桥梁。",
    "第二章船舶",
    "第一节登记",
    "第三条渡船每年检验一次。",
    "第三条之一电动渡船每半年检验一次。",
    "第二节值守",
    "第四条渡船停航：（一）六级以上大风；（二）大雾。",
    "违反前款规定的，依照第五条处罚。",
    "第五条违反本条例第四条第一款规定的，处一千元罚款。",
    "第六条本条例自2031年1月1日起施行。",
    "云江市人民政府",
    "2030年12月1日",
    "附件1：渡口目录",
    "第七条船",
)


def document(title: str, *lines: str, issue: str = "", **known: str) -> Article:
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block("paragraph", at, at + len(line)))
        at += len(line) + 1
    return Article(issue or title, 1, title, "\n".join(lines), blocks=tuple(blocks), **known)


FERRIES = document(LINES[0], *LINES, issue="渡口")
