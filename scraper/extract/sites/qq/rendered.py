"""2023 and later: the body as rendered in the page, where the data does not hold it."""

from __future__ import annotations

from scraper.extract import data, flow
from scraper.extract.facts import Facts
from scraper.extract.view import View

NAME = "qq-rendered"
VERSION = 1
VALID_FROM = "2023-01"
VALID_UNTIL = None

BODY = (
    "#article-content",
    "#ArticleContent",  # 2024
    "div.rich_media_content",
    "div.article-content-wrap",
    "div.comps-contentify-wrap",
)


def read(view: View) -> Facts | None:
    """The facts of a page with a rendered article element; None for any other page."""
    node = view.first(*BODY)
    if node is None:
        return None
    known = data.facts(view.data or {})
    known["title"] = known["title"] or view.line("h1") or view.title
    known["author"] = known["author"] or view.meta("article:author") or view.line(".media-name")
    known["published"] = (
        known["published"]
        or view.meta("article:published_time")
        or view.line("#article-author .media-meta span", ".media-meta span")
    )
    known["category"] = known["category"] or view.meta("category")
    return Facts(body=flow.read(node, view.page.url), missing=", ".join(BODY), **known)
