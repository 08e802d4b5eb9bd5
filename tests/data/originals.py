"""Articles that were read from files, with the record that a build keeps of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from index.ingest.sources import SourceFile, Sources
from index.loading.registry import read_bytes
from tests.conftest import FakePipeline
from tests.data.pdfs import FULL, ROWS, XS, YS, Page, make_pdf
from tests.data.word import saved

COST = "冷链药品的配送费用由省财政按每单二十元给予补助。"
SPREAD = "药品目录每年调整一次并在政务网站公布供村民查询" + FULL[:-6] + "可以向县里反映。"
PAGE = """<html><head><meta charset="utf-8"><title>社区医院建设答问</title></head><body>
<nav><a href="/">首页</a></nav><div><h1>社区医院建设答问</h1>
<p><strong>问：到2032年建成多少家？</strong></p>
<p>答：到2032年，全省社区医院达到<b>320家</b>，每家至少配备<u>两名全科医生</u>。</p>
<script>window.hacked = 1</script><img src="x" onerror="window.hacked = 2" alt="流程图">
<ul><li>新建的，一次性补助；</li><li>改建的，分两年补助。</li></ul>
<table><tr><th>地区</th><th>家数</th></tr><tr><td>东湖区</td><td>40</td></tr></table></div>
</body></html>"""


def notice(pages: int = 3) -> bytes:
    """Return a PDF: a quote that goes over from its first page to the second, a table, running heads."""
    made = [Page().write("清河省村卫生室用药办法", x=150, size=22)]
    made[0].write("\u3000\u3000" + FULL[:-2], "\u3000\u3000" + COST, top=700)
    made[0].write("\u3000\u3000" + SPREAD[:27], top=100)
    made.append(Page().write(SPREAD[27:]).grid(XS, YS, ROWS).write("表后的话。", top=470))
    made += [Page().write(f"\u3000\u3000第{n}页的话。") for n in range(3, pages + 1)]
    for n, page in enumerate(made, 1):
        page.write("清河省政务公开", x=220, top=810, size=10)
        page.write(f"— {n} —", x=280, top=40, size=10)
    return make_pdf(*made)


def measures() -> bytes:
    """Return a Word document with headings, bold text, a list and a table."""
    from docx import Document

    document = Document()
    document.add_heading("清河省家庭医生签约办法", 0)
    document.add_heading("一、签约", 1)
    paragraph = document.add_paragraph("每名家庭医生签约居民")
    paragraph.add_run("不超过两千人").bold = True
    paragraph.add_run("，签约一年一次。")
    document.add_paragraph("老年人优先签约。", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("地区", "签约率", "东湖区", "75%"), strict=True):
        cell.text = text
    return saved(document)


def indexed(folder: Path, files: dict[str, bytes]) -> FakePipeline:
    """Write files and return a pipeline on what is read in them, as if a build had done so."""
    articles, records = [], []
    for name, data in files.items():
        file = folder / name
        file.write_bytes(data)
        found, _ = read_bytes(data, file.suffix, file.stem)
        articles += [replace(article, file=name) for article in found]
        digest = hashlib.sha256(data).hexdigest()
        records.append(SourceFile(str(file), digest, name, sorted({a.issue for a in found})))
    version = folder / "version"
    version.mkdir()
    Sources([], records).write(version)
    pipeline = FakePipeline(articles)
    pipeline.store.folder = version
    return pipeline


def everything(folder: Path, pages: int = 3) -> FakePipeline:
    """Return a pipeline on a PDF, a Word document, a web page and a text."""
    text = "社区医院\n全市社区医院达到120家，居民就近看病。".encode()
    files = {"办法.pdf": notice(pages), "签约.docx": measures(), "答问.html": PAGE.encode()}
    return indexed(folder, {**files, "短文.txt": text})
