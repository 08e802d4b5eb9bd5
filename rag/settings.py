"""Read the settings from the environment (`WENCE_…`) or a `.env` file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, Json, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.embedding.engine import EngineName
from index.search.milvus.collection import Milvus
from index.store.spec import StoreSpec

Engine = Literal["extractive", "llm"]


class Settings(BaseSettings):
    """Settings of one run of the program; command-line options override them."""

    model_config = SettingsConfigDict(env_prefix="WENCE_", env_file=".env", extra="ignore")

    store: Path = Field(Path(".wence/store"), description="索引目录")
    corpus: Path | None = Field(None, description="语料的文件或文件夹")
    embedding_model: str = Field(
        "wence-e5-small-2", description="向量模型：自带模型、Hugging Face 名称或本地文件夹"
    )
    embedding_query_prompt: str | None = Field(
        None, description="加在问题前的提示词；不设置则用模型自带的，空字符串则不加"
    )
    embedding_passage_prompt: str | None = Field(
        None, description="加在段落前的提示词；改动后要重建索引"
    )
    encoder: EngineName = Field(
        "auto", description="向量模型用什么运行：openvino、torch；auto 则能用 OpenVINO 就用"
    )
    reranker_model: str = Field(
        "", description="重排模型：Hugging Face 名称或本地文件夹；留空则不重排"
    )
    vector_store: Literal["local", "milvus"] = Field(
        "local", description="在哪里检索：local（本机的索引文件）或 milvus"
    )
    milvus_uri: str = Field("", description="Milvus 的地址，或 milvus-lite 的文件（.db）")
    milvus_token: SecretStr | None = Field(None, description="Milvus 的密钥，或 用户名:密码")
    milvus_collection: str = Field("wence", description="Milvus 的集合，一个索引一个")
    base_url: str = Field("", description="链接前缀，如 https://wence.example.org")
    hosts: str = Field("", description="另外可以用来访问的主机名，用逗号隔开")
    host: str = Field("127.0.0.1", description="网页服务的地址")
    port: int = Field(7860, ge=0, le=65535, description="网页服务的端口")
    answer_timeout: float = Field(
        30, gt=0, description="一次回答的时限（秒），大模型的另算；到时就停下，说没有答完"
    )
    users: Path | None = Field(None, description="用户文件；留空则不用登录")
    oidc_issuer: str = Field("", description="单位账号（OpenID Connect）的地址；留空则只有本地用户")
    oidc_client_id: str = Field("", description="问策在单位账号那里的客户端编号")
    oidc_client_secret: SecretStr | None = Field(None, description="客户端密钥")
    oidc_client_secret_file: Path | None = Field(None, description="存着客户端密钥的文件")
    oidc_scopes: str = Field("openid profile", description="向单位账号要哪些信息")
    oidc_name_claim: str = Field("preferred_username", description="哪一项是用户名；没有则用 sub")
    oidc_groups_claim: str = Field("groups", description="哪一项是组，可以是 a.b 这样的路径")
    oidc_admin_group: str = Field("", description="哪个组的人是管理员；留空则都是读者")
    oidc_allowed_groups: str = Field("", description="哪些组的人可以登录，用逗号隔开；留空则都可以")
    oidc_label: str = Field(
        "用单位账号登录", min_length=1, max_length=40, description="登录页上按钮的文字"
    )
    oidc_hours: int = Field(12, ge=1, le=12, description="用单位账号登录后保持几小时")
    rate_limit: int | None = Field(
        None, ge=0, description="每人每分钟的请求数，0 不限；留空则只在本机服务时不限，否则 120"
    )
    cors_origins: str = Field("", description="可以跨域调用接口的网站，用逗号隔开")
    embed_origins: str = Field("", description="可以嵌入问答的网站，用逗号隔开；留空则都不可以")
    embed_rate_limit: int = Field(
        20, ge=1, description="嵌入的问答里每个访客每分钟的问题数，所有访客一共十倍"
    )
    umask: str = Field(
        "077",
        pattern="[0-7]{3}",
        description="新建的文件不给谁权限：077 只有属主可读，027 同组也可读",
    )
    audit: Path | None = Field(None, description="审计文件：问题、登录、管理，各一行；留空则不记")
    audit_mb: int = Field(1000, ge=0, description="审计一共多少 MB，满了删最早的；0 则不限")
    audit_days: int = Field(0, ge=0, description="审计保留的天数；0 则一直保留")
    feedback_days: int = Field(0, ge=0, description="反馈保留的天数；0 则一直保留")
    evaluation_days: int = Field(0, ge=0, description="评测结果保留的天数；0 则满了才删最早的")
    upload_mb: int = Field(10_000, ge=0, description="上传的文件一共多少 MB；0 则不限")
    upload_files: int = Field(10_000, ge=0, description="上传的文件一共多少个；0 则不限")
    snapshot_days: int = Field(0, ge=0, description="快照保留的天数；0 则一直保留，直到有人删除")
    log_format: Literal["text", "json"] = Field("text", description="日志写成文字或 JSON")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="日志的级别；info 每个请求一行"
    )
    llm_base_url: str = Field("", description="OpenAI 兼容接口的地址；留空则不用大模型")
    llm_model: str = Field("", description="大模型名称")
    llm_api_key: SecretStr | None = Field(None, description="接口密钥")
    llm_timeout: float = Field(60, gt=0, description="一次回答的总时限（秒，含重试）")
    llm_temperature: float = Field(0, ge=0, le=2, description="采样温度")
    llm_max_tokens: int = Field(1024, ge=16, description="回答的最大长度（token）")
    llm_context: int = Field(8192, ge=1024, description="大模型的上下文长度（token）")
    llm_extra: Json[dict[str, Any]] | None = Field(None, description="另外发给接口的参数（JSON）")
    llm_cache: Path | None = Field(None, description="存大模型回答的文件，评测用；留空则不存")
    engine: Engine | None = Field(None, description="extractive 或 llm；留空则有接口就用 llm")

    @property
    def milvus(self) -> Milvus | None:
        """Return the Milvus collection to search, or None for a local search.

        Raises:
            StoreUnreachable: Milvus is chosen and its address is not set.
        """
        if self.vector_store == "local":
            return None
        token = self.milvus_token.get_secret_value() if self.milvus_token else ""
        return Milvus(self.milvus_uri, self.milvus_collection, token)

    @property
    def store_spec(self) -> StoreSpec:
        """The store with its model and the place where it is searched.

        Raises:
            StoreUnreachable: Milvus is to search it, and its address is not set.
        """
        return StoreSpec(
            self.store,
            self.embedding_model,
            self.milvus,
            self.embedding_passage_prompt,
            self.embedding_query_prompt,
            self.encoder,
        )

    @property
    def answer_engine(self) -> Engine:
        """Return the chosen engine; without a choice, `llm` if an endpoint is set."""
        return self.engine or ("llm" if self.llm_base_url else "extractive")
