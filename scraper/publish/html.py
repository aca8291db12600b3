"""Article → one HTML page that any browser shows, with nothing in it that runs."""

from __future__ import annotations

from html import escape

from markdown_it import MarkdownIt

from scraper.extract import emphasis
from scraper.models import Article

_STYLE = (
    "body{max-width:42em;margin:2em auto;padding:0 1em;line-height:1.8;"
    "font-family:system-ui,'Noto Sans CJK SC','PingFang SC',sans-serif}"
    "img{max-width:100%;height:auto}table{border-collapse:collapse}"
    "td,th{border:1px solid #999;padding:.2em .6em}pre{overflow:auto}"
)


def page(article: Article) -> str:
    """The whole page; HTML in the text is shown as text, images are asked for incognito."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    body = renderer.render(emphasis.mend(article.body))
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
