"""What the tests of this room are given: answers, pages, and what a reader sees of them."""

from __future__ import annotations

import json
import re
from datetime import datetime

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper import urls
from scraper.dates import BEIJING
from scraper.extract import article, clean, flow, markdown, page, tree
from scraper.models import Article, Fetched, Hint

ID = "20260810A0BO7100"
URL = f"https://new.qq.com/rain/a/{ID}"
AT = datetime(2026, 8, 11, 9, 0, tzinfo=BEIJING)
COMMONMARK = MarkdownIt("commonmark").enable("table").enable("strikethrough")
# What bodies of real pages hold that no reader sees.
UNSEEN = (
    "style,script,svg,iframe,.ac-ask-ai,[style*='display:none'],.qqnews_search_icon,"
    ".code-snippet__line-index"
)


def fetched(body: bytes | str, url: str = URL, *, content_type: str = "text/html") -> Fetched:
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    headers = (("content-type", content_type),)
    return Fetched(asked=url, url=url, status=200, headers=headers, body=raw, at=AT)


def read(body: bytes | str, url: str = URL, hint: Hint | None = None) -> Article:
    return article.read(page.decode(fetched(body, url)), urls.read(url), hint)


def data_page(data: object, rest: str = "") -> str:
    """A page of 2023 and later, with `data` as its ``window.DATA``."""
    script = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>题_腾讯新闻</title></head>'
        f"<body>{rest}<script>window.DATA = {script};</script></body></html>"
    )


def origin_page(text: str, **data: object) -> str:
    """A page whose data holds the body `text`."""
    known: dict[str, object] = {
        "article_id": ID,
        "article_type": "0",
        "title": "题",
        "media": "某号",
        "pubtime": "2026-08-10 19:43:37",
        "originContent": {"text": text},
    }
    return data_page({**known, **data})


def rendered_page(body: str) -> str:
    """A page without data, its body `body` in the page."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="题">'
        f'</head><body><h1>题</h1><div id="article-content">{body}</div></body></html>'
    )


def body(html: str, base: str = URL) -> str:
    """The Markdown of a piece of HTML."""
    return markdown.write(flow.read(tree.fragment(html), base))


def squeezed(text: str) -> str:
    """The text without its white space."""
    return re.sub(r"[\s\u3000]+", "", clean.characters(text))


def seen(html: str) -> str:
    """What a reader of the page sees, without white space."""
    parsed = LexborHTMLParser(html)
    for node in parsed.css(UNSEEN):
        node.decompose()
    return squeezed(_text(parsed.body))


def shown(written: str) -> str:
    """What a reader of the Markdown sees, without white space."""
    return squeezed(_text(LexborHTMLParser(COMMONMARK.render(written)).body))


def _text(node: LexborNode | None) -> str:
    return node.text(deep=True) if node is not None else ""
