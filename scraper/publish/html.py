"""Article → one HTML page that any browser shows, with nothing in it that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from scraper.extract import emphasis
from scraper.models import Article
from scraper.publish.pictures import Shown, normal

_STYLE = (
    "body{max-width:42em;margin:2em auto;padding:0 1em;line-height:1.8;"
    "font-family:system-ui,'Noto Sans CJK SC','PingFang SC',sans-serif}"
    "img{max-width:100%;height:auto}table{border-collapse:collapse}"
    "td,th{border:1px solid #999;padding:.2em .6em}pre{overflow:auto}"
)


_IMAGES = "images"
"""Where the rule of images finds what is known of them."""


def fragment(body: str, images: Mapping[str, Shown] | None = None) -> str:
    """The Markdown `body` as XHTML to stand within a page, every element of it closed.

    HTML in the text is shown as text. Each of the `images`, by its address in the Markdown, is
    shown from where that says, with its width, height and words.
    """
    known = {normal(url): one for url, one in (images or {}).items()}
    return str(_renderer().render(emphasis.mend(body), {_IMAGES: known}))


@cache
def _renderer() -> MarkdownIt:
    """One for all, also of several threads: it keeps nothing of a text."""
    made = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True})
    made.add_render_rule("image", _image)
    made.enable(["table", "strikethrough"])
    made.render("*text*")  # its lists of rules are made at their first use, not for two threads
    return made


def _image(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    if known := env[_IMAGES].get(str(token.attrGet("src") or "")):
        _show(token, known)
    return self.image(tokens, at, options, env)


def _show(token: Token, known: Shown) -> None:
    """Let an image say where it is, how large, and what it shows."""
    token.attrSet("src", known.src)
    for name, value in (("width", known.width), ("height", known.height)):
        if value:
            token.attrSet(name, str(value))
    if known.alt:
        token.children = [Token(type="text", tag="", nesting=0, content=known.alt)]


def page(article: Article) -> str:
    """The whole page; HTML in the text is shown as text, images are asked for incognito."""
    body = fragment(article.body)
    moment = article.published.strftime("%Y-%m-%d %H:%M") if article.published else ""
    about = " · ".join(filter(None, (article.author, moment)))
    title, url = escape(article.title), escape(article.url)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(article.lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<article>\n"
        f"<h1>{title}</h1>\n<p>{escape(about)}</p>\n{body}"
        f'<p><a href="{url}">{url}</a></p>\n</article>\n</body>\n</html>\n'
    )
