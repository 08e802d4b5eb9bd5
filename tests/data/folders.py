"""A corpus of three folders, one of which everybody may read, with marks by which each is known.

Every field of a document has a mark of its own, so that a test that asks by one can look for all
others.
"""

from __future__ import annotations

from pathlib import Path

from index.metadata.fields import write_sidecar

OPEN, STAFF, MONEY = "公开", "人事", "财务"
MARKED = ("title", "author", "section", "source", "issuer", "abstract", "url")

_OPEN = """晴川市值班办法
晴政发〔2015〕5号
各县区人民政府：
第一条 各单位每天安排两人值班，值班人员由办公室统一安排。
第二条 值班补助为每人每天120元，由市财政承担。
第三条 本办法自2015年5月1日起施行。
晴川市人民政府
2015年4月20日
"""
_STAFF = """后备名单管理办法
晴人发〔2021〕88号
各县区人民政府：
第一条 后备名单一共有371人，后备名单由{text}小组牵头管理。
第二条 后备名单每年更新两次，入选的人要有五年工作经历。
第三条 本办法自2021年9月1日起施行。《晴川市值班办法》（晴政发〔2015〕5号）同时废止。
晴川市人民政府
2021年7月19日
"""
_MEALS = """食堂开放时间
食堂每天开放三次，早餐从七点开始供应，午餐从十一点半开始供应，晚餐从十七点半开始供应。
周末和节假日只供应早餐和午餐，加班的人可以在前一天下午五点以前预订晚餐，逾期不再受理。
就餐一律刷卡，每餐的标准是早餐五元、午餐十五元、晚餐十二元，来访的客人由接待的部门登记后就餐。
食堂每月最后一个星期五征求意见，意见由后勤处在三天之内答复，并贴在食堂的门口。
"""
_MONEY = """<html><head><title>账外资金管理办法</title></head><body>
<h1>账外资金管理办法</h1>
<p>第一条 账外资金一共有4825万元，账外资金由{text}小组统一保管。</p>
<p>第二条 账外资金每月核对一次，核对的结果报市长审批。</p>
<p>第三条 各单位每天安排两人值班，值班人员由办公室统一安排。</p>
</body></html>
"""
DATES = {STAFF: "2021-07-19", MONEY: "2022-08-23"}
FIGURES = {
    STAFF: {"371人", "晴人发〔2021〕88号", "后备名单管理", "zqstaffagain"},
    MONEY: {"4825万元", "账外资金管理", "账外资金一共有多少元"},  # the last of an example question
}


def mark(folder: str, field: str) -> str:
    """Return the mark of a field of a folder's document."""
    return {STAFF: "zqstaff", MONEY: "zqmoney"}[folder] + field


def marks(folder: str) -> set[str]:
    """Return all marks of a folder's document."""
    named = {mark(folder, field) for field in (*MARKED, "text", "file")}
    year, month, day = DATES[folder].split("-")
    return named | FIGURES[folder] | {DATES[folder], f"{year}年{int(month)}月{int(day)}日"}


def article_id(folder: str) -> str:
    """Return the id of a folder's document."""
    return "值班/1" if folder == OPEN else f"{mark(folder, 'file')}/1"


def write(root: Path) -> Path:
    """Write the documents below a folder, and return it."""
    files = {
        f"{OPEN}/值班.txt": _OPEN,
        f"{OPEN}/食堂.txt": _MEALS,
        f"{STAFF}/{mark(STAFF, 'file')}.txt": _STAFF.format(text=mark(STAFF, "text")),
        f"{MONEY}/{mark(MONEY, 'file')}.html": _MONEY.format(text=mark(MONEY, "text")),
        f"{STAFF}/zqstaffagain.txt": _MEALS,
    }
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        folder = file.parent.name
        if file.stem.endswith("file"):
            write_sidecar(file, _fields(folder))
    return root


def _fields(folder: str) -> dict[str, str]:
    title = {STAFF: "后备名单管理办法", MONEY: "账外资金管理办法"}[folder]
    fields = {field: mark(folder, field) for field in MARKED}
    return fields | {
        "title": mark(folder, "title") + title,
        "url": f"https://example.org/{mark(folder, 'url')}",
        "date": DATES[folder],
    }
