"""Ask a pipeline every question of a set, score the answers, keep the record."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.datasets import sets
from eval.datasets.gold import Gold, Locator
from eval.datasets.overlap import set_overlap
from eval.datasets.sets import Question
from eval.metrics import summary
from eval.metrics.answer import held_points
from eval.metrics.cases import Case, Scores
from eval.metrics.citation import unsupported_figures
from eval.metrics.registry import score
from eval.metrics.retrieval import evidence_ranks
from eval.system import K, Progress, System
from index.errors import QuestionError, QuestionSetError
from rag.answer import Answer
from rag.blocks import AnswerBlock

if TYPE_CHECKING:
    from eval.metrics.judge import Judge
    from rag.settings import Engine


@dataclass(frozen=True, slots=True)
class Run:
    """What `run.json` holds (CONTRACT)."""

    meta: dict[str, Any]
    summary: dict[str, Any]
    records: list[dict[str, Any]] = field(repr=False)

    def save(self, path: Path | str) -> None:
        """Write run.json."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        Path(path).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path | str) -> Run:
        """Read run.json. Raises QuestionSetError."""
        try:
            data = json.loads(Path(path).read_text(encoding="utf-8"))
            return cls(data["meta"], data["summary"], data["records"])
        except OSError as error:
            raise QuestionSetError(f"读不到评测结果 {path}：{error.strerror}。") from error
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionSetError(f"{path} 不是 wence eval 写出的结果文件。") from error


def run(
    files: Sequence[Path | str],
    pipeline: System,
    *,
    engine: Engine | None = None,
    baselines: bool = False,
    judge: Judge | None = None,
    on_question: Progress | None = None,
    at_once: int = 1,
) -> Run:
    """Answer and score every question of the sets, `at_once` of them at a time.

    `baselines` adds the four systems of eval.baselines, on the same questions. `judge` adds
    an LLM's verdicts. `on_question(done, total, what)` reports progress.
    Raises QuestionSetError for a bad set.
    """
    started = time.perf_counter()
    questions = sets.load(files)
    locator = Locator(pipeline.store.articles(), pipeline.store.passages())
    cases = ask_all(questions, pipeline, locator, engine, on_question, at_once)
    cases, verdicts = judge(cases, on_question) if judge else (cases, None)
    scores = score(cases)
    result = summary.summarise(cases, scores)
    result["wording_overlap"] = set_overlap(questions, locator)
    result["drafts"] = sum(question.draft for question in questions)
    if baselines:
        from eval.baselines import compare_baselines

        result["baselines"] = compare_baselines(cases, scores, pipeline, on_question)
    meta = _meta(files, pipeline, engine, time.perf_counter() - started)
    if verdicts:
        meta["judge"] = asdict(verdicts)
    return Run(meta, result, [_record(i, case, scores) for i, case in enumerate(cases)])


def ask_all(
    questions: Sequence[Question],
    pipeline: System,
    locator: Locator,
    engine: Engine | None = None,
    on_question: Progress | None = None,
    at_once: int = 1,
) -> list[Case]:
    """One case for each question, in their order, however many are asked at once."""
    cases = []
    with ThreadPoolExecutor(at_once) as pool:
        answers = pool.map(lambda question: _ask(question, pipeline, engine), questions)
        try:
            for question, answer in zip(questions, answers, strict=True):
                cases.append(case_of(question, answer, locator.gold(question)))
                if on_question:
                    on_question(len(cases), len(questions), "问策")
        except BaseException:  # an interruption too: what isn't asked yet is asked no more
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return cases


def case_of(question: Question, answer: Answer, gold: Gold) -> Case:
    """Make the case of an answer, with the texts its quotes are checked against."""
    texts = {c.article.id: c.article.text for c in answer.citations}
    return Case(question, answer.to_json(), gold, texts)


def _ask(question: Question, pipeline: System, engine: Engine | None) -> Answer:
    try:
        return pipeline.ask(question.question, question.history, K, engine)
    except QuestionError as error:
        # the person is told why and gets no answer: a refusal
        reply = (AnswerBlock.paragraph(str(error)),)
        return Answer(question.question, question.question, reply, True, 0.0, "", "")


def _record(i: int, case: Case, scores: Mapping[str, Scores]) -> dict[str, Any]:
    question = case.question
    return {
        "id": question.id,
        "type": question.type,
        "question": question.question,
        "history": [dict(turn) for turn in question.history],
        "reference": question.answer,
        "result": dict(case.result),
        "metrics": {name: s.each[i] for name, s in scores.items() if s.each[i] is not None},
        "details": {
            "key_points": [
                {"variants": list(variants), "held": held}
                for variants, held in zip(question.key_points, held_points(case), strict=True)
            ],
            "gold_articles": list(case.gold.articles),
            "sources": [asdict(source) for source in question.sources],
            "evidence_ranks": evidence_ranks(case),
            "unsupported_figures": [
                {"statement": text, "figures": missing}
                for text, missing in unsupported_figures(case)
            ],
        },
    }


def _meta(
    files: Sequence[Path | str], pipeline: System, engine: Engine | None, took_s: float
) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "took_s": round(took_s, 2),
        "engine": engine or "default",
        "sets": [{"file": Path(f).name, "sha256": _digest(Path(f))} for f in files],
        "settings": _public_settings(pipeline),
        "versions": {
            "wence": version("wence"),
            "python": platform.python_version(),
            "torch": version("torch"),
            "faiss": version("faiss-cpu"),
        },
        "machine": {"system": platform.platform(), "cpus": os.cpu_count()},
    }


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _public_settings(pipeline: System) -> dict[str, Any]:
    """List the pipeline's settings, but no keys and passwords."""
    settings = getattr(pipeline, "settings", None)
    values = settings.model_dump(mode="json") if settings is not None else {}
    secret = ("key", "token", "password", "secret")
    return {k: v for k, v in values.items() if not any(word in k.lower() for word in secret)}
