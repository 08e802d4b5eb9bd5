"""The bodies of the requests behind the page for uploading articles."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.metadata.fields import MAX_VALUE
from ui.uploads.folder import Acceptance
from ui.web.validation import Text

MOST_NAMES = 1000
Value = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=MAX_VALUE)]
Long = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=10 * MAX_VALUE)]
Folder = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=500)]
Names = Annotated[list[Text], Field(min_length=1, max_length=MOST_NAMES)]


class Correction(BaseModel):
    """A waiting file and a person's corrections: None leaves a field, "" empties it.

    With `replace` it takes the place of the file whose name it came with.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Text
    title: Text | None = None
    date: Text | None = None
    source: Text | None = None
    folder: Folder | None = None
    replace: bool = False

    def accepted(self) -> Acceptance:
        """Return how the file is to be kept."""
        known = self.model_dump(include={"title", "date", "source"}, exclude_none=True)
        return Acceptance(known, self.folder, self.replace)


class Corrections(BaseModel):
    """Corrections of an indexed file: "" says that there is none, null takes one back.

    `folder` moves it; "" takes it out of its folder.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Value | None = None
    date: Value | None = None
    published: Value | None = None
    effective: Value | None = None
    expires: Value | None = None
    issuer: Value | None = None
    number: Value | None = None
    region: Value | None = None
    source: Value | None = None
    status: Value | None = None
    section: Value | None = None
    author: Value | None = None
    url: Value | None = None
    abstract: Long | None = None
    folder: Folder | None = None

    def changes(self) -> dict[str, Any]:
        """Return the fields that were sent, without the folder."""
        return self.model_dump(exclude_unset=True, exclude={"folder"})


class ToIndex(BaseModel):
    """The waiting files to add to the index; with none, the index is built again as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    documents: list[Correction] = Field(default_factory=list, max_length=MOST_NAMES)


class Chosen(BaseModel):
    """Files, by their names."""

    model_config = ConfigDict(extra="forbid", strict=True)

    names: Names


class Moved(Chosen):
    """Files and the folder that they are to lie in, "" for none."""

    folder: Folder


class OwnFolder(BaseModel):
    """A folder, and the name that it is to have where it is renamed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    folder: Folder
    to: Folder = ""
