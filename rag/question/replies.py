"""Texts of the replies that need no search, and of refusals: greetings, thanks, other topics."""

from __future__ import annotations

GREETING = "您好，我是问策，根据已收录的文章回答问题并注明出处；目前还没有收到具体问题，请直接输入想了解的内容。"

THANKS = "不客气，很高兴能帮上忙；如果还有未说清楚的地方，请继续提问。"

ABOUT = (
    "我是问策：只根据已收录的文章作答，每句话都有可打开、可核对的出处；没有依据的内容我不会回答。"
)

INJECTION = "抱歉，我只根据已收录的文章回答问题，没有办法执行这样的要求。"

FRAUD = "抱歉，我没有办法帮助弄虚作假或违法的行为；想了解有关的监管和处罚规定，可以直接提问。"

OUT_OF_SCOPE = "抱歉，已收录的文章里没有这方面的内容，无法回答这个问题。"

NOT_FOUND = "抱歉，资料中没有找到相关内容，无法回答这个问题。"
