"""Ask a system every question of the given sets, score the answers and record them."""

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

from eval.baselines import compare_baselines, require_splitter
from eval.datasets import sets
from eval.datasets.gold import Gold, Locator
from eval.datasets.overlap import set_overlap
from eval.datasets.sets import Question
from eval.metrics import summary
from eval.metrics.answer import held_points
from eval.metrics.cases import Case, Scores
from eval.metrics.citation import unsupported_figures
from eval.metrics.evidence import held_evidence
from eval.metrics.readability.faultless import faults
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
    """The content of `run.json`.

    `meta`: conditions of the run; `summary`: its numbers (eval.metrics.summary); `records`:
    each question with its result and scores.
    """

    meta: dict[str, Any]
    summary: dict[str, Any]
    records: list[dict[str, Any]] = field(repr=False)

    def to_json(self) -> str:
        """Return the text of run.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    def save(self, path: Path | str) -> None:
        """Write run.json."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: Path | str) -> Run:
        """Read run.json. Raises QuestionSetError if the file is missing or malformed."""
        try:
            data = json.loads(Path(path).read_text(encoding="utf-8"))
            return cls(data["meta"], data["summary"], data["records"])
        except OSError as error:
            raise QuestionSetError(f"读不到评测结果 {path}：{error.strerror}。") from error
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionSetError(f"{path} 不是 wence eval 写出的结果文件。") from error


def run(
    files: Sequence[Path | str],
    system: System,
    *,
    engine: Engine | None = None,
    baselines: bool = False,
    judge: Judge | None = None,
    on_question: Progress | None = None,
    at_once: int = 1,
) -> Run:
    """Answer and score every question of the sets, `at_once` questions in parallel.

    `baselines` also asks the four systems of eval.baselines. `judge` adds an LLM's verdicts.
    `on_question` is called after every question.
    Raises QuestionSetError for a bad set, WenceError if baselines lack a package.
    """
    if baselines:
        require_splitter()
    started = time.perf_counter()
    questions = sets.load(files)
    locator = Locator(system.store.articles(), system.store.passages())
    cases = ask_all(questions, system, locator, engine, on_question, at_once)
    cases, verdicts = judge(cases, on_question) if judge else (cases, None)
    scores = score(cases)
    result = summary.summarise(cases, scores)
    result["wording_overlap"] = set_overlap(questions, locator)
    result["drafts"] = sum(question.draft for question in questions)
    if baselines:
        result["baselines"] = compare_baselines(cases, scores, system, on_question)
    meta = _meta(files, system, engine, time.perf_counter() - started)
    if verdicts:
        meta["judge"] = asdict(verdicts)
    return Run(meta, result, [_record(i, case, scores) for i, case in enumerate(cases)])


def ask_all(
    questions: Sequence[Question],
    system: System,
    locator: Locator,
    engine: Engine | None = None,
    on_question: Progress | None = None,
    at_once: int = 1,
) -> list[Case]:
    """Ask all questions, `at_once` in parallel; return their cases in the order of questions."""
    cases = []
    with ThreadPoolExecutor(at_once) as pool:
        answers = pool.map(lambda question: _ask(question, system, engine), questions)
        try:
            for question, answer in zip(questions, answers, strict=True):
                cases.append(make_case(question, answer, locator.gold(question)))
                if on_question:
                    on_question(len(cases), len(questions), "问策")
        except BaseException:  # Ctrl-C too: cancel the questions still waiting
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return cases


def make_case(question: Question, answer: Answer, gold: Gold) -> Case:
    """Return the case of an answer, with the article texts that its quotes are checked against."""
    texts = {c.article.id: c.article.text for c in answer.citations}
    return Case(question, answer.to_json(), gold, texts)


def _ask(question: Question, system: System, engine: Engine | None) -> Answer:
    try:
        return system.ask(question.question, question.history, k=K, engine=engine)
    except QuestionError as error:
        # a rejected question gets a message in place of an answer, which counts as a refusal
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
            "evidence": [
                {"text": text, "held": held}
                for text, held in zip(question.evidence, held_evidence(case), strict=True)
            ],
            "gold_articles": list(case.gold.articles),
            "sources": [asdict(source) for source in question.sources],
            "evidence_ranks": evidence_ranks(case),
            "unsupported_figures": [
                {"statement": text, "figures": missing}
                for text, missing in unsupported_figures(case)
            ],
            "faults": faults(case),
        },
    }


def _meta(
    files: Sequence[Path | str], system: System, engine: Engine | None, took_s: float
) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "took_s": round(took_s, 2),
        "engine": engine or "default",
        "sets": [{"file": Path(f).name, "sha256": _digest(Path(f))} for f in files],
        "settings": _public_settings(system),
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


def _public_settings(system: System) -> dict[str, Any]:
    """Return the system's settings without keys and passwords."""
    settings = getattr(system, "settings", None)
    values = settings.model_dump(mode="json") if settings is not None else {}
    secret = ("key", "token", "password", "secret")
    return {k: v for k, v in values.items() if not any(word in k.lower() for word in secret)}
