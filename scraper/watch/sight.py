"""Article → what it gave, and whether it is hardly the article that its list named (pure)."""

from __future__ import annotations

import re

from scraper.models import Article, Hint

FIELDS = ("author", "published", "images", "thumbnail", "summary")
"""What a page may give beside what it must."""

_TARGET = re.compile(r"\]\([^()\s]{0,2000}\)")
_BLANK = re.compile(r"\s+")
_PROMISED = 100  # characters of a list's summary from which on a text of half of it is too short
_SHORT = 80  # characters: a text longer than this is not taken for a notice
_NOTICES = re.compile(
    "内容(?:暂时)?(?:无法|不能)(?:显示|查看)|(?:文章|内容|页面)(?:已被删除|已删除|不存在|走丢了)|请(?:升级|更新|下载|打开).{0,12}客户端"
    "|(?:在|到|前往).{0,12}(?:APP|App|客户端)(?:内|中)?(?:查看|阅读|打开)|访问过于频繁|(?:拖动|完成).{0,6}(?:滑块|验证)|开启\\s?JavaScript",
)
_BROKEN = re.compile("锟斤拷|烫烫烫|[\ufffd]|â€|Ã[\u0080-\u00bf]")
_SCRIPT = re.compile(
    r"function\s*\(|window\.[A-Za-z_]+\s*=|document\.[a-z]+|var\s+\w+\s*=|\{\s*[a-z-]+\s*:\s*[^;}]{1,80};"
)


def gave(article: Article) -> tuple[int, frozenset[str]]:
    """How many characters its text has, and which of FIELDS it gave."""
    return len(text(article)), frozenset(name for name in FIELDS if getattr(article, name))


def text(article: Article) -> str:
    """The body without white space and the targets of links and images."""
    return _BLANK.sub("", _TARGET.sub("]", article.body))


def doubt(article: Article, hint: Hint) -> str:
    """Why this is hardly the article, in one line; "" where there is nothing to doubt.

    Only what no news is written like: a notice in the place of a text, less text than its own
    summary in the list, characters of a wrong charset, or the page's script.
    """
    said = text(article)
    promised = len(_BLANK.sub("", hint.summary or ""))
    notice = _NOTICES.search(said) if len(said) < _SHORT else None
    if notice and notice[0] not in article.title:
        return f"a notice in the place of the text: {notice[0]}"
    shown = article.images or article.videos
    if promised >= _PROMISED and len(said) * 2 < promised and not shown:
        return f"{len(said)} characters of text, but its list gives {promised} of its beginning"
    if (wrong := len(_BROKEN.findall(said))) > 3 and wrong * 50 > len(said):
        return f"{wrong} marks of a wrong charset in {len(said)} characters"
    prose = "".join(article.body.split("```")[::2])
    if (lines := len(_SCRIPT.findall(prose))) > 3 and lines * 200 > len(said):
        return f"{lines} lines of script or style in {len(said)} characters of text"
    return ""
