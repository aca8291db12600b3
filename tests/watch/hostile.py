"""What a headline may hold that a channel, a terminal, a log or a file could take for orders."""

from __future__ import annotations

PAYLOADS = {
    "markdown link": "[点击领奖](https://evil.example/x)",
    "markdown image": "![x](https://evil.example/pixel.png)",
    "markdown marks": "**粗** _斜_ ~~删~~ `代码` # 题 > 引 | 表 |",
    "code fence": "```\nrm -rf /\n```",
    "html": "<script>alert(1)</script><b onclick=x>粗</b><img src=x onerror=y>",
    "html entity": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;",
    "html comment": "<!-- --><!--",
    "slack": "<!channel> <@U123> <https://evil.example|点>",
    "discord": "@everyone @here <@&123> <#123>",
    "feishu": '<at user_id="all">所有人</at>',
    "wecom": "<@all> @all <@userid>",
    "dingtalk": "@13800000000 @所有人",
    "autolink": "https://evil.example/login http://evil.example javascript:alert(1)",
    "lines": "一\n- 二\r\n# 三\u2028四\u2029五\x85六\x0b七\x0c八",
    "list": "1. 一",
    "terminal": "\x1b[31m红\x1b[0m\x1b]0;题\x07\x9b31m",
    "controls": "".join(map(chr, [*range(32), *range(0x7F, 0xA0)])),
    "direction": "\u202e左\u202c\u2066右\u2069\u200f",
    "invisible": "零\u200b宽\u200d字\ufeff\xad符",
    "surrogate": "半\ud83d个",
    "nonsense": "\ufffe\uffff\U000f0000\U0010ffff",
    "template": "{{ 7*7 }} {% x %} ${HOME} $(id) `id` %s {0} {count}",
    "json": '","admin":true,"x":"\\u0000',
    "xml": "]]></Message><Subject>假</Subject><![CDATA[",
    "form": "a&b=c&title=假",
    "header": "题\r\nBcc: all@example.org\r\n\r\n正文",
    "emoji": ":smile: :rocket: 🚀",
    "long": "长" * 100_000,
    "marks": "a" + "\u0301" * 5000,
}
"""Titles by what they try."""

SIGNS = "<>*_`~[]{}|\\@#&"
"""What none of the scraped text in a notice may hold as it was."""
