"""Chinese help pages and usage errors for typer's commands."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

WORDS = {
    "Usage:": "用法：",
    "Arguments:": "参数：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "Show this message and exit.": "显示这份说明",
    "[required]": "[必填]",
    "[default:": "[默认：",
}
SENTENCES = {
    "NoSuchOption": "没有 {name} 这个选项",
    "MissingParameter": "缺少 {name}",
    "BadParameter": "{name} 的值无效",
    "BadOptionUsage": "选项 {name} 后面缺少值",
}


class Command(TyperCommand):
    """A command with a help page in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """Translate the fixed words of the help page."""
        return _translated(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands with a help page in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """Translate the fixed words of the help page."""
        return _translated(super().get_help(ctx))


def _translated(text: str) -> str:
    for english, chinese in WORDS.items():
        text = text.replace(english, chinese)
    return text


def explain(error: typer.TyperException) -> str:
    """Return a Chinese sentence for a usage error."""
    name = getattr(error, "option_name", None) or _parameter(getattr(error, "param", None))
    sentence = SENTENCES.get(type(error).__name__, "没有这个命令，或者多了参数")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "wence"
    return f"{sentence.format(name=name)}；用法见 {command} --help。"


def _parameter(parameter: Any) -> str:
    """Return an option's longest spelling, or an argument's name."""
    if parameter is None:
        return "参数"
    spellings = [o for o in parameter.opts if o.startswith("-")]
    return max(spellings, key=len) if spellings else str(parameter.metavar or parameter.name)
