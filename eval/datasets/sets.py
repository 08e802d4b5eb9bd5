"""Question sets: read from JSON Lines, JSON, CSV or Excel, checked line by line, and written again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.datasets.tables import read_rows, write_csv
from index.errors import QuestionSetError

ANSWERABLE_TYPES = (
    "number",
    "fact",
    "list",
    "why_how",
    "compare",
    "summary",
    "followup",
    "cross_issue",
)
REFUSAL_TYPES = ("unanswerable", "off_topic", "chitchat", "injection")
TYPES = ANSWERABLE_TYPES + REFUSAL_TYPES

SHIPPED = Path(__file__).parents[1] / "questions"


@dataclass(frozen=True, slots=True)
class Source:
    """A gold article, identified by its issue and title."""

    issue: str
    title: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set, with what is needed to score an answer to it.

    `answer`: the reference answer. `key_points`: the points an answer must contain, each with
    the wordings that count. `sources`: the gold articles. `evidence`: verbatim quotes from
    them. `history`: earlier turns of the conversation. `draft`: whether the question was
    drafted by the program and not yet edited by a person.
    """

    id: str
    question: str
    type: str
    answer: str = ""
    key_points: tuple[tuple[str, ...], ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: tuple[str, ...] = ()
    history: tuple[Mapping[str, str], ...] = ()
    draft: bool = False

    @property
    def answerable(self) -> bool:
        """Whether the corpus is expected to contain the answer."""
        return self.type not in REFUSAL_TYPES

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of the question's line; `draft` is left out unless true."""
        line = asdict(self)
        if not self.draft:
            del line["draft"]
        return line


def load(files: Iterable[Path | str]) -> list[Question]:
    """Read question sets in the formats of eval.datasets.tables.

    Raises QuestionSetError, naming file and line, for a bad question or a repeated id.
    """
    questions: list[Question] = []
    seen: dict[str, str] = {}
    for path in map(Path, files):
        for place, row in read_rows(path):
            question = from_json(row, place)
            if question.id in seen:
                raise QuestionSetError(f"{place}：编号 {question.id} 与 {seen[question.id]} 重复。")
            seen[question.id] = place
            questions.append(question)
    if not questions:
        raise QuestionSetError("题集里没有题目。")
    return questions


def save(questions: Iterable[Question], path: Path | str) -> None:
    """Write one set, as CSV if the file name ends in .csv, otherwise as JSON Lines."""
    if Path(path).suffix.lower() == ".csv":
        export_questions(questions, path)
        return
    lines = (json.dumps(q.to_json(), ensure_ascii=False) + "\n" for q in questions)
    Path(path).write_text("".join(lines), encoding="utf-8")


def export_questions(questions: Iterable[Question], path: Path | str) -> None:
    """Write a set as CSV for a spreadsheet, with lists as JSON in their cells."""
    write_csv([q.to_json() for q in questions], Path(path))


def from_json(data: Any, place: str) -> Question:
    """Check the decoded JSON of one question and convert it.

    Raises QuestionSetError; its message starts with `place`, the file and line.
    """
    if not isinstance(data, dict):
        raise QuestionSetError(f"{place}：应为 JSON 对象。")
    question = Question(
        id=_text(data, "id", place, required=True),
        question=_text(data, "question", place, required=True),
        type=_text(data, "type", place) or "fact",
        answer=_text(data, "answer", place),
        key_points=tuple(_key_point(p, place) for p in _list(data, "key_points", place)),
        sources=tuple(_source(s, place) for s in _list(data, "sources", place)),
        evidence=tuple(_strings(_list(data, "evidence", place), "evidence", place)),
        history=tuple(_turn(t, place) for t in _list(data, "history", place)),
        draft=data.get("draft") is True,
    )
    _check(question, place)
    return question


def _check(question: Question, place: str) -> None:
    if question.type not in TYPES:
        raise QuestionSetError(
            f"{place}：题型 {question.type} 不认识，可用的有 {'、'.join(TYPES)}。"
        )
    if not question.answerable and (question.sources or question.evidence):
        raise QuestionSetError(f"{place}：{question.type} 类题目不应有 sources 或 evidence。")


def _text(data: dict[str, Any], name: str, place: str, *, required: bool = False) -> str:
    value = data.get(name) or ""
    if not isinstance(value, str):
        raise QuestionSetError(f"{place}：{name} 应为字符串。")
    if required and not value.strip():
        raise QuestionSetError(f"{place}：缺少 {name}。")
    return value


def _list(data: dict[str, Any], name: str, place: str) -> list[Any]:
    value = data.get(name) or []
    if not isinstance(value, list):
        raise QuestionSetError(f"{place}：{name} 应为列表。")
    return value


def _strings(values: Sequence[Any], name: str, place: str) -> Sequence[str]:
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise QuestionSetError(f"{place}：{name} 里应都是非空字符串。")
    return values


def _key_point(value: Any, place: str) -> tuple[str, ...]:
    variants = [value] if isinstance(value, str) else value
    if not isinstance(variants, list) or not variants:
        raise QuestionSetError(f"{place}：key_points 的每一项应为非空的说法列表。")
    return tuple(_strings(variants, "key_points", place))


def _source(value: Any, place: str) -> Source:
    if not isinstance(value, dict):
        raise QuestionSetError(f"{place}：sources 的每一项应有 issue 和 title。")
    issue = _text(value, "issue", place, required=True)
    return Source(issue, _text(value, "title", place, required=True))


def _turn(value: Any, place: str) -> Mapping[str, str]:
    roles = ("user", "assistant")
    if not isinstance(value, dict) or value.get("role") not in roles:
        raise QuestionSetError(
            f"{place}：history 的每一项应有 role（user 或 assistant）和 content。"
        )
    return {"role": value["role"], "content": _text(value, "content", place)}
