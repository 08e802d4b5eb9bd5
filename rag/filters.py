"""Restrict the articles that a question is answered from, by issue, date, source and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from index.errors import QuestionError
from index.model import Article
from rag.validity import OWN, Standings

_NAMED = 2  # values of one condition that a description names; more are only counted
_DATE = r"^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"
_DAY = r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"
_LAST = "~"  # sorts after every digit and hyphen: the end of a month or a year

Text = Annotated[str, StringConstraints(max_length=500)]
Texts = Annotated[tuple[Text, ...], Field(max_length=500)]
Date = Annotated[str, StringConstraints(pattern=_DATE)]
Day = Annotated[str, StringConstraints(pattern=_DAY)]


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on articles: an article must meet each one, with any of its values.

    `since` and `until` are days, months or years (`2022-01-24`, `2022-01`, `2022`), both
    included. `folders` are those of the articles' files, `医保` or `医保/天津`, each with all
    folders in it. `article` is the id of the one article that is asked, `articles` are the ids of
    several. `in_force` leaves out what is known not to be in force today, or on the ISO day
    `as_of`, which also leaves out what was published later.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    issues: Texts = ()
    sections: Texts = ()
    sources: Texts = ()
    since: Date = ""
    until: Date = ""
    article: Text = ""
    region: Text = ""
    status: Text = ""
    in_force: bool = False
    as_of: Day = ""
    folders: Texts = ()
    articles: Texts = ()

    @classmethod
    def read(cls, data: object) -> Filters:
        """Read the conditions from JSON data; None gives no conditions.

        Raises:
            QuestionError: a condition is unknown or malformed.
        """
        try:
            found = _adapter.validate_python({} if data is None else data)
        except ValidationError as error:
            raise QuestionError(f"筛选条件有误：{_wrong(error)}。") from error
        if found.since and found.until and found.since > found.until + _LAST:
            raise QuestionError("筛选条件有误：开始日期晚于结束日期。")
        if found.article and found.articles:
            raise QuestionError("筛选条件有误：article 和 articles 只写一项。")
        if len(found.articles) == 1:
            return replace(found, article=found.articles[0], articles=())
        return found

    @classmethod
    def of(
        cls,
        issue: Sequence[str] | None,
        section: Sequence[str] | None,
        source: Sequence[str] | None,
        **others: str | bool | Sequence[str],
    ) -> Filters:
        """Read the conditions from query parameters or options, whose names are singular.

        Raises:
            QuestionError: a condition is malformed.
        """
        values = {"issues": issue, "sections": section, "sources": source, **others}
        return cls.read({name: value for name, value in values.items() if value})

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def allows(self, article: Article, standings: Standings = OWN) -> bool:
        """Return whether an article meets every condition.

        An article of unknown date does not meet a condition on dates, except `as_of`.
        `standings` tell whether it is in force; by default, what it says of itself does.
        """
        return (
            _among(article.issue, self.issues)
            and _among(article.section, self.sections)
            and _among(article.source, self.sources)
            and _below(article.file, self.folders)
            and self.article in ("", article.id)
            and _among(article.id, self.articles)
            and self.region in ("", article.region)
            and self.status in ("", article.status)
            and self._in_time(date_of(article))
            and (not self.as_of or date_of(article) <= self.as_of)
            and (not self.in_force or self._is_in_force(article, standings))
        )

    def _is_in_force(self, article: Article, standings: Standings) -> bool:
        known = standings.of(article, self.as_of)
        return known is None or known.in_force

    def _in_time(self, date: str) -> bool:
        if not (self.since or self.until):
            return True
        return bool(date) and date + _LAST >= self.since and date <= (self.until or "9") + _LAST

    def to_json(self) -> dict[str, Any]:
        """Return the conditions that are set, in the form that `read` accepts."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if v}

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the articles that are named one by one."""
        return (self.article,) if self.article else self.articles

    def describe(self, titles: Sequence[str] = ()) -> str:
        """Describe the conditions in Chinese, for a message to the user.

        `titles` are those of the `chosen` articles, where they are known.
        """
        dates = {
            (True, True): f"{self.since} 至 {self.until}",
            (True, False): f"{self.since} 以来",
            (False, True): f"{self.until} 以前",
        }
        parts = [
            self._named(titles),
            _list(self.issues, "{} 期", "期"),
            _list(self.sections, "“{}”栏目", "个栏目"),
            _list(self.sources, "来源“{}”", "个来源"),
            _list(self.folders, "文件夹“{}”", "个文件夹"),
            dates.get((bool(self.since), bool(self.until)), ""),
            self.region,
            self.status,
            "现行有效" if self.in_force else "",
            f"截至 {self.as_of}" if self.as_of else "",
        ]
        return "、".join(filter(None, parts))

    def _named(self, titles: Sequence[str]) -> str:
        if titles and len(titles) == len(self.chosen) <= _NAMED:
            return "、".join(f"《{title}》" for title in titles)
        if self.article:
            return "这篇文章"
        return f"所选的 {len(self.articles)} 篇文章" if self.articles else ""


_adapter = TypeAdapter(Filters)
_FIELDS = {
    "since": "日期应写成 2022-01-24、2022-01 或 2022",
    "until": "日期应写成 2022-01-24、2022-01 或 2022",
    "issues": "issues（期）应是一列文字，最多 500 个",
    "sections": "sections（栏目）应是一列文字，最多 500 个",
    "sources": "sources（来源）应是一列文字，最多 500 个",
    "folders": "folders（文件夹）应是一列文字，最多 500 个",
    "article": "article（文章）应是 <期>/<序号>",
    "articles": "articles（几篇文章）应是一列 <期>/<序号>，最多 500 个",
    "region": "region（地区）应是一段文字",
    "status": "status（效力）应是一段文字",
    "in_force": "in_force（只看现行）应是 true 或 false",
    "as_of": "as_of（截至日期）应写成 2022-01-24",
}


def date_of(article: Article) -> str:
    """Return an article's date, or its issue's: a day, month or year; empty if unknown."""
    date = article.date or article.issue
    return date if re.fullmatch(_DATE, date) else ""


def _among(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or value in wanted


def _below(file: str, folders: Sequence[str]) -> bool:
    return not folders or any(file.startswith(f"{folder}/") for folder in folders)


def _list(values: Sequence[str], one: str, many: str) -> str:
    """Name a few values (`one` is a format for each), or only count many of them."""
    if len(values) > _NAMED:
        return f"{len(values)} {many}"
    return "、".join(one.format(value) for value in values)


def _wrong(error: ValidationError) -> str:
    """Say in Chinese what is wrong with the first malformed condition."""
    place = error.errors()[0]["loc"]
    if not place:
        return "filters 应是 JSON 对象"
    known = "、".join(_FIELDS)
    return _FIELDS.get(str(place[0]), f"没有 {place[0]} 这一项，可用的有 {known}")
