"""Public questions as JSON Lines (.jsonl or .jsonl.gz), a second format beside our sets.

    {"kind": "passage", "set": …, "title": …, "text": …}
    {"kind": "question", "question": …, "passage": 0, "sentence": 2}

`passage` counts the file's passages from 0; `sentence` the sentences of the passage's text as
`split_sentences` cuts them. To index and ask them as our own:

    python -m eval.datasets.public FILE.jsonl.gz FOLDER [--passages 1500]

writes a Markdown file for each title to FOLDER/documents, and FOLDER/questions.jsonl.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.datasets.sets import Question, Source, save
from index.errors import QuestionSetError, WenceError
from index.text.sentences import split_sentences

DOCUMENTS, QUESTIONS = "documents", "questions.jsonl"  # what is written

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # of ASCII: Markdown may give it a meaning
_NO_REFERENCE = {ord(c): f"\\u{ord(c):04x}" for c in "&*"}  # as YAML's references look


@dataclass(frozen=True, slots=True)
class PublicPassage:
    """A passage of a document, which its set's name and its title stand for."""

    set: str
    title: str
    text: str

    @property
    def document(self) -> str:
        """The document's name among all sets."""
        return f"{self.set}/{self.title}"


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A question with the number of its passage, and of the sentence in it that answers."""

    question: str
    passage: int
    sentence: int


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Public passages, and the questions about them."""

    passages: list[PublicPassage] = field(default_factory=list)
    questions: list[PublicQuestion] = field(default_factory=list)

    def evidence(self, question: PublicQuestion) -> str:
        """Return the sentence that answers a question."""
        text = self.passages[question.passage].text
        start, end = split_sentences(text)[question.sentence]
        return text[start:end]


def read_public(path: Path) -> PublicSet:
    """Read the passages and questions of a file.

    Raises:
        QuestionSetError: the file cannot be read, or a line is none of the two kinds.
    """
    found = PublicSet()
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as file
        ):
            for number, line in enumerate(file, 1):
                _add(found, json.loads(line), f"{path.name} 第 {number} 行")
    except (OSError, EOFError, ValueError) as error:
        raise QuestionSetError(f"公开问题集 {path} 无法读取：{error}。") from error
    return found


def _add(found: PublicSet, row: Any, place: str) -> None:
    try:
        if row["kind"] == "passage":
            parts = [_text(row, name) for name in ("set", "title", "text")]
            found.passages.append(PublicPassage(*parts))
            return
        asked = PublicQuestion(_text(row, "question"), row["passage"], row["sentence"])
        sentences = split_sentences(found.passages[asked.passage].text)
        known = 0 <= asked.sentence < len(sentences)
    except (KeyError, TypeError, IndexError) as error:
        raise QuestionSetError(f"{place}：应为一个段落，或一个问题和它的段落。") from error
    if not known:
        raise QuestionSetError(f"{place}：段落里没有第 {asked.sentence} 句。")
    found.questions.append(asked)


def _text(row: Any, name: str) -> str:
    text = row[name]
    if not isinstance(text, str):
        raise TypeError(name)
    return text


def write_documents(public: PublicSet, folder: Path, most: int = 0) -> tuple[int, int]:
    """Write the documents and the question set; return how many of both.

    Left out are passages without a title, and questions without words or evidence. `most`:
    about how many passages to write, of documents drawn from all sets alike; 0 for all.

    Raises:
        QuestionSetError: the folder is there already, or cannot be written.
    """
    documents = _drawn(public.passages, most)
    try:
        (folder / DOCUMENTS).mkdir(parents=True)
        for name, rows in documents.items():
            passages = [public.passages[row] for row in rows]
            (folder / DOCUMENTS / f"{name}.md").write_text(_markdown(passages), encoding="utf-8")
        questions = list(_questions(public, documents))
        save(questions, folder / QUESTIONS)
    except OSError as error:
        raise QuestionSetError(f"写不了 {folder}（{error.strerror}），请换一个文件夹。") from error
    return len(documents), len(questions)


def _drawn(passages: Sequence[PublicPassage], most: int) -> dict[str, list[int]]:
    """Return the rows of each document's passages, by the document's name.

    The documents are ordered by a hash, so that the first are a fair sample, the same each time.
    """
    rows = defaultdict(list)
    for row, passage in enumerate(passages):
        if passage.title.strip():
            rows[passage.document].append(row)
    drawn: dict[str, list[int]] = {}
    count = 0
    for number, document in enumerate(sorted(rows, key=_digest)):
        if most and count >= most:
            break
        drawn[f"p{number:05}"] = rows[document]
        count += len(rows[document])
    return drawn


def _digest(document: str) -> bytes:
    return hashlib.blake2b(document.encode(), digest_size=8).digest()


def _markdown(passages: Sequence[PublicPassage]) -> str:
    """Return a document: its title above, each passage a paragraph on one line, all literal."""
    title = json.dumps(passages[0].title, ensure_ascii=False).translate(_NO_REFERENCE)
    paragraphs = (_PUNCTUATION.sub(r"\\\1", " ".join(p.text.split())) for p in passages)
    return "\n\n".join([f"---\ntitle: {title}\n---", *paragraphs]) + "\n"


def _questions(public: PublicSet, documents: Mapping[str, Sequence[int]]) -> Iterator[Question]:
    name_of = {row: name for name, rows in documents.items() for row in rows}
    for number, asked in enumerate(public.questions):
        evidence = public.evidence(asked)
        if (name := name_of.get(asked.passage)) and asked.question.strip() and evidence:
            yield Question(
                f"public-{number}",
                asked.question,
                "fact",
                sources=(Source(name, public.passages[asked.passage].title),),
                evidence=(evidence,),
            )


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a file of public questions as documents and a set."""
    parser = ArgumentParser(
        "python -m eval.datasets.public", description="公开的问题写成文档和题集"
    )
    parser.add_argument("file", type=Path, help="docs/training.md 里的第二种格式")
    parser.add_argument("folder", type=Path, help="写到哪个文件夹")
    parser.add_argument("--passages", type=int, default=0, help="大约写多少段，0 为全部")
    options = parser.parse_args(arguments)
    documents, questions = write_documents(
        read_public(options.file), options.folder, options.passages
    )
    print(f"{documents} 篇文档、{questions} 个问题，已写到 {options.folder}。")


if __name__ == "__main__":
    try:
        main()
    except WenceError as failure:
        sys.exit(str(failure))
