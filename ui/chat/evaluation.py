"""The evaluation page: choose or upload question sets, run them, read and download the report."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from eval.datasets import sets
from eval.datasets.tables import SUFFIXES
from eval.reports.html import to_html
from eval.run import run
from index.errors import QuestionSetError, WenceError
from ui.access.caller import caller

if TYPE_CHECKING:
    from eval.system import System

MAX_QUESTIONS = 1000
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
INTRO = (
    "用带参考答案的题集检验检索、回答、引用和拒答。题集为 JSON Lines、CSV 或 Excel，"
    "列名可以是中文，也认得 RAGAS 与 Hugging Face 数据集的。"
)
FORMAT = """
每行一题，只有 `question` 必填；给出 `answer`（参考答案）、`key_points`（要点，各有几种说法）和
`sources`（出处文章），才能算出相应的指标：

```json
{"id": "a1", "type": "number", "question": "平均降价多少？", "answer": "降了12%。",
 "key_points": [["12%", "百分之十二"]], "sources": [{"issue": "2021-01-25", "title": "文章标题"}]}
```

题型 `type`：number、fact、list、why_how、compare、summary、followup、cross_issue；资料答不了的题用
unanswerable、off_topic、chitchat、injection。表格（CSV、Excel）用同样的列名，或
问题、答案、要点、证据、题型；列表写成 JSON，或每行一项。
"""
FORMAT_IN_ENGLISH = """
One question a line; only `question` is required. With `answer` (the reference), `key_points` (each
with the wordings that count) and `sources` (its articles), the metrics that need them are computed:

```json
{"id": "a1", "type": "number", "question": "平均降价多少？", "answer": "降了12%。",
 "key_points": [["12%", "百分之十二"]], "sources": [{"issue": "2021-01-25", "title": "文章标题"}]}
```

`type`: number, fact, list, why_how, compare, summary, followup, cross_issue; for questions that the
articles do not answer: unanswerable, off_topic, chitchat, injection. Tables (CSV, Excel) have the
same column names; lists in them are JSON, or one item a line.
"""
LABELS = {"cross": "跨期", "refuse": "该拒答的"}


def evaluation_page(pipeline: System) -> None:
    """Create the page's components in the current gr.Blocks."""
    gr.HTML(f"<h1>评测</h1><p>{INTRO}</p>", elem_id="evaluation-intro")
    shipped = _shipped()
    with gr.Row():
        chosen = gr.CheckboxGroup(
            [(_label(path), name) for name, path in shipped.items()],
            value=list(shipped),
            label="自带题集",
            scale=2,
            min_width=300,
        )
        uploads = gr.File(
            label="上传题集",
            file_count="multiple",
            file_types=list(SUFFIXES),
            height=140,
            min_width=300,
        )
    with gr.Accordion("题集的写法", open=False):
        gr.Markdown(FORMAT, elem_classes="in-chinese")
        gr.Markdown(FORMAT_IN_ENGLISH, elem_classes="in-english")
    with gr.Row():
        baselines = gr.Checkbox(label="同时测四个基线（用时约加一倍）", scale=2, min_width=300)
        start = gr.Button("开始评测", variant="primary", min_width=300)
    frame = gr.HTML(elem_id="evaluation-report")
    with gr.Row():
        report = gr.DownloadButton("下载报告（HTML）", visible=False)
        result = gr.DownloadButton("下载结果（run.json）", visible=False)

    # Gradio recognises the progress bar by this default value
    def evaluate(
        names: list[str],
        files: list[str] | None,
        baselines: bool,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, gr.DownloadButton, gr.DownloadButton]:
        paths = [shipped[name] for name in names] + [Path(file) for file in files or ()]
        try:
            page, saved, written = _evaluate(pipeline, paths, baselines, progress)
        except WenceError as error:
            return alert_html(str(error)), _download(None), _download(None)
        return frame_html(page), _download(written), _download(saved)

    # an uploaded set replaces the selection of shipped sets
    uploads.upload(lambda: gr.update(value=[]), None, chosen, api_visibility="private")
    start.click(
        evaluate,
        [chosen, uploads, baselines],
        [frame, report, result],
        concurrency_limit=1,
        api_visibility="private",
    )


def frame_html(page: str) -> str:
    """Embed a page in a sandboxed frame: its scripts run but cannot reach our page."""
    return (
        f'<iframe title="评测报告" sandbox="{SANDBOX}" referrerpolicy="no-referrer" '
        f'style="width:100%;height:85vh;border:0;border-radius:10px" srcdoc="{escape(page)}">'
        "</iframe>"
    )


def alert_html(message: str) -> str:
    """Show an error message in place of the report."""
    return f'<p role="alert" style="font-size:1rem">不能评测：{escape(message)}</p>'


def _download(file: Path | None) -> gr.DownloadButton:
    return gr.DownloadButton(value=file and str(file), visible=file is not None)


def _evaluate(
    pipeline: System, paths: Sequence[Path], baselines: bool, progress: gr.Progress
) -> tuple[str, Path, Path]:
    """Run the sets and write run.json and the report to a new folder.

    Returns the report to show, and the paths of run.json and of the report to download.
    Raises WenceError for a user who is not an administrator, QuestionSetError for bad sets.
    """
    if caller().role != "administrator":
        raise WenceError("只有管理员可以评测。")
    if not paths:
        raise QuestionSetError("请先选择或上传一个题集。")
    if (count := len(sets.load(paths))) > MAX_QUESTIONS:
        raise QuestionSetError(f"题集共 {count} 题，网页上一次最多 {MAX_QUESTIONS} 题。")
    found = run(
        paths,
        pipeline,
        baselines=baselines,
        on_question=lambda done, total, what: progress((done, total), desc=what, unit="题"),
    )
    folder = Path(tempfile.mkdtemp(prefix="wence-eval-"))
    saved, written = folder / "run.json", folder / "report.html"
    found.save(saved)
    written.write_text(to_html(found), encoding="utf-8")
    return to_html(found, base_url=""), saved, written


def _shipped() -> dict[str, Path]:
    return {path.stem: path for path in sorted(sets.SHIPPED.glob("*.jsonl"))}


def _label(path: Path) -> str:
    name = path.stem.removeprefix("dev_")
    return f"{LABELS.get(name, name)}（{len(sets.load([path]))} 题）"
