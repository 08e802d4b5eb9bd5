"""Train an adapter: `python -m eval.training SET.jsonl… --corpus DOCUMENTS --out FOLDER`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from eval.extras import require_package
from index.embedding.bundled import BASE
from index.errors import WenceError

if TYPE_CHECKING:
    from eval.training.adapters import TrainedAdapter
    from eval.training.encoding import TrainableEncoder
    from eval.training.examples import Example, Examples, Unit
    from eval.training.loop import Plan
    from eval.training.report import Figures
    from index.embedding.engine import Kind

STRENGTHS = (0.4, 0.6, 0.8, 1.0)
DEFAULT_STRENGTH = 0.6  # where no documents are left out to choose one by
OWN_REPEATED = 3  # beside public questions, our own are seen this often
ADAPTER, MERGED, REPORT = "adapter", "model", "report.json"  # what is written


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, measure on the documents left out, choose α, and write adapter and merged model."""
    options = _options(arguments)
    require_package("peft", "peft", "训练适配器", extra="train")
    from eval.training.adapters import TrainedAdapter, load_base
    from eval.training.encoding import TrainableEncoder
    from eval.training.loop import train
    from eval.training.report import table

    own, learned, asked = _read(options)
    _tell(f"用 {len(learned.questions)} 个问题训练，留出 {len(asked)} 个。")
    model = load_base(options.model)
    encoder = TrainableEncoder(options.model, model)
    adapter = TrainedAdapter(model, options.rank)
    history = train(encoder, learned, _plan(options), _progress)
    figures = _measure_strengths(encoder, adapter, own.units, asked) if asked else {}
    alpha = max(STRENGTHS, key=lambda a: figures[a].choice) if figures else DEFAULT_STRENGTH
    counts = {"trained": len(learned.questions), "left_out": len(asked)}
    _write(options, adapter, encoder.prompts, alpha)
    _report(options, alpha, counts, figures, history)
    if figures:
        print(table(figures, alpha))
    print(f"已写到 {options.out}；使用：WENCE_EMBEDDING_MODEL={options.out / MERGED}")


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser("python -m eval.training", description="训练向量模型的适配器（LoRA）")
    add = parser.add_argument
    add("sets", nargs="+", type=Path, metavar="SET.jsonl", help="题集，要有 evidence")
    add("--corpus", nargs="+", type=Path, required=True, help="题集所问的文件或文件夹")
    add("--public", type=Path, help="另加公开的问题（docs/training.md 里的第二种格式）")
    add("--out", type=Path, required=True, help="写到哪个文件夹")
    add("--model", default=BASE, help=f"在哪个模型上训练（{BASE}）")
    add("--documents-left-out", type=float, default=0.2, help="留出多大比例的文档来检验（0.2）")
    add("--epochs", type=int, default=2, help="遍数（2）")
    add("--batch", type=int, default=64, help="一批多少个问题（64）")
    add("--steps", type=int, default=0, help="最多多少步，0 不限")
    add("--rank", type=int, default=32, help="LoRA 的秩（32）")
    add("--learning-rate", type=float, default=4e-4, help="学习率（4e-4）")
    add("--seed", type=int, default=0, help="随机数种子")
    return parser.parse_args(arguments)


def _plan(options: Namespace) -> Plan:
    from eval.training.loop import Plan

    return Plan(
        epochs=options.epochs,
        batch=options.batch,
        learning_rate=options.learning_rate,
        steps=options.steps,
        seed=options.seed,
    )


def _read(options: Namespace) -> tuple[Examples, Examples, list[Example]]:
    """Return our own questions, all that are trained on, and those about documents left out.

    No public question is left out: α is chosen for the documents that the user has.
    """
    from eval.training.examples import from_sets
    from eval.training.public import public_examples

    own = from_sets(options.sets, options.corpus, OWN_REPEATED if options.public else 1)
    learned, asked = own.leave_out(options.documents_left_out)
    if options.public:
        learned += public_examples(options.public)
    if not learned.questions:
        raise WenceError("没有可以用来训练的问题：题集里要有 evidence，并且出自 --corpus 的文档。")
    return own, learned, asked


def _measure_strengths(
    encoder: TrainableEncoder,
    adapter: TrainedAdapter,
    units: Sequence[Unit],
    asked: Sequence[Example],
) -> dict[float, Figures]:
    from eval.training.report import measure

    figures = {}
    for alpha in (0.0, *STRENGTHS):
        _tell(f"在留出的文档上检验 α = {alpha:g}。")
        adapter.set_strength(alpha)
        figures[alpha] = measure(encoder, units, asked)
    return figures


def _write(
    options: Namespace, adapter: TrainedAdapter, prompts: Mapping[Kind, str], alpha: float
) -> None:
    from eval.training.adapters import save_merged

    adapter.save(options.out / ADAPTER, alpha, options.model)
    named: dict[str, str | None] = {"query": prompts["query"], "document": prompts["passage"]}
    save_merged(options.model, options.out / ADAPTER, named, options.out / MERGED)


def _report(
    options: Namespace,
    alpha: float,
    counts: Mapping[str, int],
    figures: Mapping[float, Figures],
    history: Sequence[Mapping[str, float]],
) -> None:
    report = {
        "base": options.model,
        "alpha": alpha,
        "rank": options.rank,
        "plan": asdict(_plan(options)),
        "questions": counts,
        "figures": {f"{strength:g}": asdict(found) for strength, found in figures.items()},
        "losses": history,
    }
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (options.out / REPORT).write_text(text, encoding="utf-8")


def _progress(step: int, total: int, losses: dict[str, float]) -> None:
    if step % 20 == 0 or step == total:
        told = "，".join(f"{name} {value:.3f}" for name, value in losses.items())
        _tell(f"第 {step}/{total} 步：{told}")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except WenceError as failure:
        sys.exit(str(failure))
