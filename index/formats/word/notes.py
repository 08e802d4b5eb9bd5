"""Find the footnotes and endnotes of a document, and number them in the order of their marks."""

from __future__ import annotations

from typing import Any

from index.formats.office.package import local
from index.formats.word.names import W, value
from index.formats.word.numbering import format_number

_FORMS = {"footnote": "decimal", "endnote": "lowerRoman"}  # Word's own, where none is set


class Notes:
    """The notes of a document; those whose mark was read wait to be placed.

    `stories` are the roots of footnotes.xml and endnotes.xml, `settings` that of settings.xml.
    """

    def __init__(self, stories: list[Any], settings: Any | None) -> None:
        self._notes = {
            (local(note), str(note.get(f"{W}id"))): note for story in stories for note in story
        }
        self._forms = {
            kind: value(
                settings.find(f"{W}{kind}Pr") if settings is not None else None, "numFmt", form
            )
            for kind, form in _FORMS.items()
        }
        self._count = dict.fromkeys(_FORMS, 0)
        self._waiting: list[tuple[str, Any]] = []

    def mark(self, reference: Any) -> str:
        """Return the mark of a reference; '' if the note does not exist, or has its own mark."""
        kind = local(reference).removesuffix("Reference")
        note = self._notes.get((kind, str(reference.get(f"{W}id"))))
        if note is None:
            return ""
        own = reference.get(f"{W}customMarkFollows") in ("1", "true", "on")
        self._count[kind] += not own
        mark = "" if own else format_number(self._count[kind], self._forms[kind])
        self._waiting.append((mark, note))
        return mark

    def take(self) -> list[tuple[str, Any]]:
        """Return the notes that were referred to since the last call: mark and content."""
        taken, self._waiting = self._waiting, []
        return taken
