"""2018–2022: the body in ``div.content-article``, the rest in ``window.DATA``."""

from __future__ import annotations

from scraper.extract import data, flow
from scraper.extract.blocks import Block, Run
from scraper.extract.facts import Facts
from scraper.extract.view import View
from scraper.models import Video

NAME = "qq-omn"
VERSION = 1
VALID_FROM = "2018-01"
VALID_UNTIL = "2022-12"

BODY = "div.content-article"
LEAD = "div.introduction"

_LATER = "#article-content, #ArticleContent, #article-author, #ArticleAuthor"
"""Since 2023 the same element also holds the title and the author, and the body inside these."""


def read(view: View) -> Facts | None:
    """The facts of a page of these years; None for any other page."""
    node = view.first(BODY)
    if node is None or node.css_first(_LATER) is not None:
        return None
    found = view.data or {}
    listed = found.get("videoArr")
    rows = [*(listed if isinstance(listed, list) else []), *view.pushed]
    videos = tuple(video for row in rows if (video := data.video(row)))
    body = flow.read(node, view.page.url)
    body.blocks[:0] = [_link(video) for video in videos]  # the player stands before the text
    known = data.facts(found)
    known["abstracts"] = (view.line(LEAD), *known["abstracts"])
    known["title"] = known["title"] or view.line(".LEFT h1", "h1") or view.title
    return Facts(body=body, missing=BODY, videos=videos, **known)


def _link(video: Video) -> Block:
    return Block(tag="p", runs=[Run(kind="text", text=data.label(video), href=video.url)])
