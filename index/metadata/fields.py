"""Metadata fields of an article: their names in files, cleaning of values, corrections.

A field's value is taken from the first of these sources that has one: a person's corrections
in the sidecar `x.pdf.meta.json` beside `x.pdf`; the file's own metadata (front matter, columns,
meta tags); the text, by labels such as `发文字号：` and by the usual places
(`index/metadata/recognition.py`).
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from index.errors import CorrectionError, DocumentError
from index.text.characters import NUMERALS
from index.text.lines import strip_markup
from index.text.numerals import ZEROS, read_below_hundred, read_digits

Metadata = dict[str, str]  # field of `Article` to value; '' in a correction: there is none

FIELDS: dict[str, tuple[str, ...]] = {  # names of each field in files, the preferred one first
    "title": ("title", "标题", "题目", "题名", "文件名称", "文件标题", "名称"),
    "date": (
        *("date", "日期", "成文日期", "成文时间", "印发日期", "印发时间", "发文日期", "发文时间"),
        *("签发日期", "制定日期", "通过日期", "发布日期", "发布时间", "发表时间", "公布日期"),
        *("颁布日期", "公开日期", "published", "publishdate", "pubdate", "时间"),
    ),
    "source": ("source", "来源", "信息来源", "文章来源", "稿件来源", "媒体", "出处"),
    "url": ("url", "link", "链接", "原文链接", "原文地址", "原文网址", "网址"),
    "author": ("author", "作者", "记者"),
    "issuer": (
        *("issuer", "发文机关", "发文机构", "发布机关", "发布机构", "发文单位", "发布单位"),
        *("发文部门", "发布部门", "制定机关", "制定单位", "制发机关", "印发机关", "颁布机关"),
        *("颁布单位", "公布机关"),
    ),
    "number": ("number", "文号", "发文字号", "发文文号", "文件编号", "文件字号", "文件号"),
    "region": ("region", "地区", "地域", "省份"),
    "status": (
        *("status", "状态", "有效性", "时效性", "效力状态", "效力", "文件状态", "时效", "时效状态"),
        *("文件有效性", "文件效力", "是否有效"),
    ),
    "published": (
        *("published", "发布日期", "发布时间", "公布日期", "公布时间", "颁布日期", "颁布时间"),
        *("公开日期", "公开时间", "publishdate", "pubdate"),
    ),
    "effective": (
        *("effective", "施行日期", "实施日期", "生效日期", "执行日期", "施行时间", "实施时间"),
        *("生效时间", "执行时间"),
    ),
    "expires": ("expires", "失效日期", "废止日期", "失效时间", "废止时间", "终止日期"),
    "section": ("section", "栏目", "分类", "类别"),
    "abstract": ("abstract", "摘要", "提要", "summary"),
}
SIDECAR = ".meta.json"
DATES = ("date", "published", "effective", "expires")
IN_FORCE, PENDING, AMENDED, REPEALED = "现行", "尚未施行", "已修订", "已废止"

MAX_VALUE = 300  # characters of a value; an abstract may have ten times as many
_CALENDAR = re.compile(
    r"(?<!\d)(\d{4})\s*(?:年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日|([-/.])(\d{1,2})\4(\d{1,2})(?!\d))"
)
_HAN_DATE = re.compile(
    rf"([{ZEROS}0{NUMERALS[:-1]}]{{4}})年([{NUMERALS}]{{1,2}})月([{NUMERALS}]{{1,3}})日"
)
_STATUSES = {
    IN_FORCE: (
        *("现行", "现行有效", "有效", "全文有效", "继续有效", "已生效", "生效", "正在施行", "是"),
        *("effective", "valid", "in force"),
    ),
    PENDING: ("尚未施行", "尚未生效", "未生效", "待生效", "未施行", "即将施行", "pending"),
    AMENDED: (
        *("已修订", "已修改", "已被修改", "已被修订", "已修正", "修订", "修改", "有修改"),
        *("部分失效", "部分废止", "部分有效", "amended"),
    ),
    REPEALED: (
        *("已废止", "废止", "失效", "已失效", "全文失效", "全文废止", "无效", "已被废止", "否"),
        *("repealed", "invalid", "expired"),
    ),
}
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\，。；：！？、（）《》“”‘’【】]+", re.I)


def named(values: Mapping[Any, Any]) -> Metadata:
    """Return the fields found in a mapping with Chinese or English names, values cleaned.

    Fields without a valid value are left out.
    """
    given = {fold_name(str(key)): value for key, value in values.items()}
    found: Metadata = {}
    for name, aliases in FIELDS.items():
        cleaned = (clean(name, given[alias]) for alias in aliases if alias in given)
        if value := next(filter(None, cleaned), ""):
            found[name] = value
    return found


def clean(name: str, value: Any) -> str:
    """Clean a value for its field; '' if it is not valid there."""
    if isinstance(value, list | tuple):
        value = "、".join(str(part) for part in value)
    text = " ".join(str("" if value is None else value).split())
    if name in DATES:
        return iso_date(text)
    if name == "url":
        return text if _ADDRESS.fullmatch(text) else ""
    text = strip_markup(text)
    if name == "status":
        word = text.lower().strip("（()）【】[]〔〕。 ")
        return next((ours for ours, words in _STATUSES.items() if word in words), "")
    return text[: MAX_VALUE * (10 if name == "abstract" else 1)]


def iso_date(text: str) -> str:
    """Return the first full date of a text as `2021-01-25`, or ''; Chinese numerals count too."""
    if match := _CALENDAR.search(text):
        year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
    elif match := _HAN_DATE.search(text):
        year = read_digits(match[1])
        month, day = read_below_hundred(match[2]), read_below_hundred(match[3])
    else:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def shifted(day: str, days: int) -> str:
    """Return the ISO day that is so many days after another; '' where there is no such day."""
    try:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    except (ValueError, OverflowError):
        return ""


def sidecar(file: Path) -> Path:
    """Return the path of the file that holds the corrections of a document."""
    return file.with_name(file.name + SIDECAR)


def is_regular(file: Path) -> bool:
    """Return whether a path is a file itself: no link, no pipe, which might never end.

    Raises:
        OSError: there is no such file, or it cannot be looked at.
    """
    return stat.S_ISREG(file.lstat().st_mode)


def read_sidecar(file: Path) -> Metadata:
    """Read a person's corrections of a document; none where there is no sidecar.

    Raises:
        DocumentError: the sidecar is not a JSON object of known fields.
    """
    try:
        if not is_regular(sidecar(file)):
            raise ValueError("a link or a device")
        if (size := sidecar(file).stat().st_size) > 100_000:
            raise ValueError(size)
        values = json.loads(sidecar(file).read_text(encoding="utf-8"))
        return checked(values)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError, AttributeError) as error:
        if getattr(error, "errno", 0) == errno.ENAMETOOLONG:  # then there cannot be any
            return {}
        raise DocumentError(f"修正信息无法读取，已忽略：{sidecar(file)}") from error


def write_sidecar(file: Path, values: Mapping[str, str]) -> None:
    """Write a person's corrections of a document, for its next reading.

    Raises:
        DocumentError: a field is unknown, a value is not valid, or the disk refuses.
    """
    text = json.dumps(checked(values), ensure_ascii=False, indent=1)
    beside = sidecar(file).with_name(f".{sidecar(file).name}")
    try:
        beside.write_text(text + "\n", encoding="utf-8")
        os.replace(beside, sidecar(file))
    except OSError as error:
        raise DocumentError(f"修正信息无法写入（{error.strerror}）：{sidecar(file)}") from error


def checked(values: Mapping[str, str]) -> Metadata:
    """Clean a person's corrections.

    Raises:
        CorrectionError: a field is unknown, or its value is not valid.
    """
    found = {name: clean(name, value) for name, value in values.items()}
    for name, value in values.items():
        if name not in FIELDS:
            raise CorrectionError(f"修正信息里有不认识的字段：{name}", name)
        if value and not found[name]:
            raise CorrectionError(f"修正信息里的{FIELDS[name][1]}不正确：{value}", name)
    return found


def fold_name(key: str) -> str:
    """Fold a field name for comparison: drop spaces, dashes and colons; lower case."""
    return re.sub(r"[\s_\-:：]+", "", key).lower()
