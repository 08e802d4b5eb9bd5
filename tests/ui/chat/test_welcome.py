from __future__ import annotations

import re

from tests.conftest import FakePipeline
from ui.chat.welcome import EXAMPLES, reads_english, welcome
from ui.library.catalogue import Catalogue
from ui.web.templating import Templates


class Bilingual(FakePipeline):
    def __init__(self, **questions: list[str]) -> None:
        super().__init__([])
        self.questions = questions

    def examples(self, language: str = "zh") -> list[str]:
        return self.questions[language]


def offered(pipeline: FakePipeline, english: bool = False) -> list[tuple[str, str]]:
    html = welcome(pipeline, Catalogue(pipeline), Templates(), english)
    return re.findall(r'<button [^>]*lang="([^"]+)">(.*?)</button>', html)


def test_the_welcome_offers_questions_in_the_language_of_the_interface() -> None:
    pipeline = Bilingual(zh=["什么是集采？"], en=["What is SPD?"])
    assert offered(pipeline) == [("zh-CN", "什么是集采？")]
    assert offered(pipeline, english=True) == [("en", "What is SPD?"), ("zh-CN", "什么是集采？")]


def test_the_welcome_offers_few_questions_and_escapes_them() -> None:
    pipeline = Bilingual(zh=["<b>几家？"] * 20, en=[])
    assert offered(pipeline) == [("zh-CN", "&lt;b&gt;几家？")] * EXAMPLES


def test_a_cookie_tells_the_language() -> None:
    assert reads_english({"wence-lang": "en"})
    assert not reads_english({"wence-lang": "zh"}) and not reads_english({})
