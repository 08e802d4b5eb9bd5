"""Texts of the replies that need no search: greetings, thanks, refusals."""

from __future__ import annotations

GREETING = "您好，我是问策，根据卫生政策文章回答问题并注明出处；目前还没有收到具体问题，请直接输入想了解的内容。"

THANKS = "不客气，很高兴能帮上忙；如果还有未说清楚的地方，请继续提问。"

ABOUT = "我是问策：只根据已收录的卫生政策文章作答，每句话都有可打开、可核对的出处；没有依据的内容我不会回答。"

INJECTION = "抱歉，我只根据已收录的卫生政策文章回答问题，没有办法执行这样的要求。"

OUT_OF_SCOPE = "抱歉，这个问题不在卫生政策文章的范围内，资料中没有相关内容。"

NOT_FOUND = "抱歉，资料中没有找到相关内容，无法回答这个问题。"
