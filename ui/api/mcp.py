"""Tools for language models (Model Context Protocol), over stdio and at /mcp."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.routing import BaseRoute

from index.errors import WenceError
from rag.drafts.checking import MAX_CHARS as MAX_DRAFT
from rag.drafts.checking import MAX_STATEMENTS, check_draft
from rag.filters import Filters
from rag.question.understanding import MAX_CHARS
from rag.quotation import verify_quote
from ui.monitoring.audit import Audit
from ui.monitoring.logs import set_up_logs
from ui.monitoring.observer import ObservedPipeline
from ui.web.parameters import filters_from
from ui.web.serialize import article_json, search_json

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings

INSTRUCTIONS = (
    "查询已收录的中文文章。先用 ask 得到带出处的回答，或用 search 找段落、get_article 读全文；"
    "引用任何一句话之前用 verify_quote 核对它确实在文章里；写成的稿件用 verify_draft 逐句核对。"
    "资料里没有的，ask 会说没有。"
)
READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Quote = Annotated[str, Field(description="要核对的引文，4 到 2000 字")]
Draft = Annotated[str, Field(description=f"稿件，最多 {MAX_DRAFT} 字、{MAX_STATEMENTS} 句")]
ArticleId = Annotated[str, Field(description="文章的编号，<期>/<序号>，如 2022-03-14/1")]
Question = Annotated[str, Field(max_length=MAX_CHARS, description="问题，或检索的词语")]


@contextmanager
def tool_errors() -> Iterator[None]:
    """Raise WenceError as ToolError, whose sentence the model gets; it learns of no other."""
    try:
        yield
    except WenceError as error:
        raise ToolError(str(error)) from error


def read_filters(
    issues: Annotated[
        Sequence[str], Field(description='只看这几期，如 ["2022-01-24"]；空为不限')
    ] = (),
    sections: Annotated[Sequence[str], Field(description="只看这些栏目")] = (),
    sources: Annotated[Sequence[str], Field(description="只看这些来源的文章")] = (),
    since: Annotated[
        str, Field(description="只看从这天起的文章：2022-01-24、2022-01 或 2022")
    ] = "",
    until: Annotated[str, Field(description="只看到这天为止的文章（含）")] = "",
    in_force: Annotated[bool, Field(description="只看现行有效的文件")] = False,
    as_of: Annotated[str, Field(description="按这天的效力回答：2022-01-24；空为今天")] = "",
) -> Filters:
    """Build filters from the arguments of a tool, see `ui.web.parameters.filters_from`.

    Raises:
        QuestionError: a value is invalid.
    """
    return Filters.of(
        issues, sections, sources, since=since, until=until, in_force=in_force, as_of=as_of
    )


def mcp_server(pipeline: QuestionAnswering, settings: Settings) -> MCPServer[Any]:
    """Make a server with the tools search, ask, get_article, verify_quote and verify_draft."""
    server: MCPServer[Any] = MCPServer(
        "wence",
        title="问策",
        instructions=INSTRUCTIONS,
        version=version("wence"),
        log_level="WARNING",
    )
    base_url = settings.base_url

    @server.tool(title="检索段落", annotations=READS)
    @tool_errors()
    @filters_from(read_filters)
    def search(
        query: Question,
        *,
        k: Annotated[int, Field(ge=1, le=50, description="找几段")] = 10,
        filters: Filters,
    ) -> dict[str, Any]:
        """找出与问题最相关的段落，附文章、位置和网址。"""
        return search_json(pipeline, query, k, base_url, filters)

    @server.tool(title="提问", annotations=READS)
    @tool_errors()
    @filters_from(read_filters)
    def ask(question: Question, *, filters: Filters) -> dict[str, Any]:
        """回答一个问题：answer 里的 [n] 指 citations 里的出处；abstained 为真表示资料里没有。"""
        return pipeline.ask(question, filters=filters).to_json(base_url)

    @server.tool(title="读一篇文章", annotations=READS)
    def get_article(article_id: ArticleId) -> dict[str, Any]:
        """取一篇文章的题目、来源和正文。"""
        article = pipeline.store.article(article_id)
        if article is None:
            raise ToolError(f"没有 {article_id} 这篇文章。")
        return article_json(article, text=True)

    @server.tool(name="verify_quote", title="核对引文", annotations=READS)
    @tool_errors()
    def verify(
        quote: Quote,
        article_id: Annotated[str, Field(description="据说出自哪篇文章；不知道就留空")] = "",
    ) -> dict[str, Any]:
        """核对一句引文是否真的在文章里。

        verdict：exact 逐字相同（不计空白和全角半角），near 相近，none 没有；text 是文章里的原文，
        elsewhere 为真表示不在所说的文章里、而在 article_id 这一篇；judgement 是按意思核对这句话的
        结果，字段与 verify_draft 的一句相同。
        """
        return verify_quote(pipeline, quote, article_id, base_url)

    @server.tool(name="verify_draft", title="核对稿件", annotations=READS)
    @tool_errors()
    @filters_from(read_filters)
    def verify_whole(text: Draft, *, filters: Filters) -> dict[str, Any]:
        """逐句核对一篇稿件（纯文本或 Markdown）是否有资料为据。

        statements 里每句一条：verdict 是 supported 有依据、elsewhere 出自别处（不是所说的文件）、
        misattributed 张冠李戴、contradicted 与原文不符、not_found 没有找到、unchecked 没有核对；
        reason 说明原因，evidence 是原文的句子和网址，outdated 为真表示所据文件已不是现行的。
        """
        return check_draft(pipeline, text, filters).to_json(base_url)

    return server


def serve(pipeline: QuestionAnswering, settings: Settings) -> None:
    """Serve over stdin and stdout until stdin ends; log to stderr."""
    set_up_logs(settings)
    audit = Audit.of(settings)
    mcp_server(ObservedPipeline(pipeline, [audit] if audit else []), settings).run("stdio")


class Mcp:
    """The tools over HTTP, without sessions: a route and a lifespan for an application."""

    def __init__(self, pipeline: QuestionAnswering, settings: Settings) -> None:
        self._server = mcp_server(pipeline, settings)
        web = self._server.streamable_http_app(
            streamable_http_path="/mcp",
            json_response=True,
            stateless_http=True,
            # the application has its own middleware for this
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        self.route: BaseRoute = web.routes[0]

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Serve while the application runs."""
        async with self._server.session_manager.run():
            yield
