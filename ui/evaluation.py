"""The 评测 page: choose or upload question sets, watch the run, read and download the report."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from eval import sets
from eval.report import to_html
from eval.run import run
from index.errors import QuestionSetError, WenceError

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

MAX_QUESTIONS = 1000
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
INTRO = (
    "用带参考答案的题集检验检索、回答、引用和拒答。题集为 JSON Lines 或 CSV，"
    "也认得 RAGAS 与 Hugging Face 数据集的列名。"
)


def evaluation_page(pipeline: Pipeline) -> None:
    """Create the page's components in the gr.Blocks that is open."""
    gr.Markdown(INTRO)
    with gr.Row():
        shipped = _shipped()
        chosen = gr.Dropdown(
            list(shipped), value=list(shipped), multiselect=True, label="自带题集", scale=2
        )
        uploads = gr.File(
            label="上传题集", file_count="multiple", file_types=[".jsonl", ".csv"], height=120
        )
    with gr.Row():
        baselines = gr.Checkbox(label="同时测四个基线（用时约加一倍）", scale=2)
        start = gr.Button("开始评测", variant="primary")
    frame = gr.HTML()
    with gr.Row():
        report = gr.DownloadButton("下载报告（HTML）", visible=False)
        result = gr.DownloadButton("下载结果（run.json）", visible=False)

    # Gradio finds the progress bar by this default value
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
            raise gr.Error(escape(str(error)), title="不能评测") from error
        return frame_html(page), _download(written), _download(saved)

    start.click(
        evaluate,
        [chosen, uploads, baselines],
        [frame, report, result],
        concurrency_limit=1,
        api_visibility="private",
    )


def frame_html(page: str) -> str:
    """Put a page in a frame that may run its own script but not touch ours."""
    return (
        f'<iframe title="评测报告" sandbox="{SANDBOX}" referrerpolicy="no-referrer" '
        f'style="width:100%;height:85vh;border:0;border-radius:10px" srcdoc="{escape(page)}">'
        "</iframe>"
    )


def _download(file: Path) -> gr.DownloadButton:
    return gr.DownloadButton(value=str(file), visible=True)


def _evaluate(
    pipeline: Pipeline, paths: Sequence[Path], baselines: bool, progress: gr.Progress
) -> tuple[str, Path, Path]:
    """Run, and write run.json and the report to a new folder."""
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
