"""What to tell the user where a model cannot be loaded."""

from __future__ import annotations

from index.errors import ModelError


def not_loaded(what: str, remedy: str, error: Exception) -> ModelError:
    """Return the error that explains why a model could not be loaded.

    `what` names the model; `remedy` says how to do without it. A model that needs code of its
    own is told by the message of transformers and sentence-transformers, which both raise a
    ValueError that names the option.
    """
    if "trust_remote_code" in str(error):
        return ModelError(
            f"{what} 要运行它自带的代码（trust_remote_code）才能加载，问策不运行这样的代码，"
            f"请换一个模型；{remedy}。"
        )
    return ModelError(f"无法加载{what}，请检查名称或目录是否正确、能否访问模型站点；{remedy}。")
