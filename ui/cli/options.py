"""Options that several commands share, and how they become settings, filters and pipelines."""

from __future__ import annotations

import getpass
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from index.errors import WenceError

if TYPE_CHECKING:
    from rag.answering import QuestionAnswerer
    from rag.filters import Filters
    from rag.live import LivePipeline
    from rag.settings import Settings
    from ui.access.accounts import Accounts
    from ui.access.events import Record

StoreOption = Annotated[Path | None, typer.Option("--store", help="索引目录（WENCE_STORE）")]
JsonOption = Annotated[bool, typer.Option("--json", help="只输出 JSON")]
EngineOption = Annotated[
    Literal["extractive", "llm"] | None,
    typer.Option("--engine", metavar="ENGINE", help="extractive（摘录）或 llm"),
]
KOption = Annotated[int, typer.Option("-k", min=1, max=50, help="找几段")]
IssueOption = Annotated[list[str] | None, typer.Option("--issue", help="只在这一期里找，可重复")]
SectionOption = Annotated[
    list[str] | None, typer.Option("--section", help="只在这个栏目里找，可重复")
]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", help="只在这个来源里找，可重复")
]
SinceOption = Annotated[str, typer.Option("--since", help="从哪天起：2022-01-24、2022-01 或 2022")]
UntilOption = Annotated[str, typer.Option("--until", help="到哪天为止（含）")]
InForceOption = Annotated[bool, typer.Option("--in-force", help="只看现行有效的")]
AsOfOption = Annotated[str, typer.Option("--as-of", help="按这天的效力回答：2022-01-24")]


def read_filters(
    issue: IssueOption = None,
    section: SectionOption = None,
    source: SourceOption = None,
    since: SinceOption = "",
    until: UntilOption = "",
    in_force: InForceOption = False,
    as_of: AsOfOption = "",
) -> Filters:
    """Build filters from the options of a command, see `ui.web.parameters.filters_from`.

    Raises:
        QuestionError: a value is invalid.
    """
    from rag.filters import Filters

    return Filters.of(
        issue, section, source, since=since, until=until, in_force=in_force, as_of=as_of
    )


def load_settings(**overrides: Any) -> Settings:
    """Load the settings; options that were given override the environment.

    Raises:
        WenceError: a value is invalid.
    """
    from pydantic import ValidationError

    from rag.settings import Settings

    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        name = "、".join(f"WENCE_{str(e['loc'][0]).upper()}" for e in error.errors() if e["loc"])
        raise WenceError(f"设置 {name} 的值无效。") from error


def open_accounts() -> Accounts:
    """Return the users file that the settings name; it need not exist yet.

    Raises:
        WenceError: they name none.
    """
    from ui.access.accounts import Accounts

    path = service_settings().users
    if path is None:
        raise WenceError("请先用 WENCE_USERS 指定用户文件，如 WENCE_USERS=users.json。")
    return Accounts(path)


def recorder() -> Record:
    """Return what keeps a record of changes made by commands: the audit, if there is one."""
    from ui.access.events import unrecorded
    from ui.monitoring.audit import Audit

    audit = Audit.of(service_settings())
    return partial(audit.record, user=_operator(), by="wence") if audit else unrecorded


def _operator() -> str:
    """Return who runs the command, as the system names them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def service_settings(**overrides: Any) -> Settings:
    """Load the settings of a command that writes what others must not read, and see to that.

    What it creates from here on is readable as `WENCE_UMASK` says: by its owner alone.

    Raises:
        WenceError: a value is invalid.
    """
    settings = load_settings(**overrides)
    os.umask(int(settings.umask, 8))
    return settings


def open_pipeline(settings: Settings) -> QuestionAnswerer:
    """Open a pipeline that answers from the index as it is now."""
    from rag.answering import QuestionAnswerer

    return QuestionAnswerer.open(settings)


def open_live_pipeline(settings: Settings) -> LivePipeline:
    """Open a pipeline that answers from a new index version without a restart."""
    from rag.live import open_live

    return open_live(settings)
