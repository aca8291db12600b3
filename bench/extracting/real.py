"""A folder of saved pages → the same as those that are made, with what their elements hold.

They are other people's text, beside the repository and never in it. What an article's text is, is
read here a second time: the element of its era without what is no text of it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extracting.pages import AT, Made
from scraper import urls
from scraper.extract import page
from scraper.models import Fetched, Link

FOLDER = Path(__file__).resolve().parents[3] / "shared/qq/pages"


class Saved(NamedTuple):
    """A page: the file, its address, where its title and text are, what in it is no text."""

    file: str
    url: str
    title: str
    text: str
    junk: str


SHARE = ".rv-root-v2,.mbArticleShareBtn,#backqqcom,script,style"
NEWEST = Saved(
    "magichtml-20240513A00GCM00",
    "https://new.qq.com/rain/a/20240513A00GCM00",
    "#ArticleColumnTag + h1",
    "#ArticleContent",
    ".ac-ask-ai,.image-carousel,script,style",
)
PAGES = (
    NEWEST,
    Saved(
        "gootworms-TWF2021042600346900",
        "https://new.qq.com/omn/TWF20210/TWF2021042600346900.html",
        ".LEFT h1",
        "div.content-article",
        "#Status,.videoPlayerWrap,script,style",
    ),
    Saved(
        "gne-finance-20190923-000843",
        "http://finance.qq.com/a/20190923/000843.htm",
        ".hd h1",
        "#Cnt-Main-Article-QQ",
        SHARE,
    ),
    Saved(
        "readability-tech-20161014-006270",
        "http://tech.qq.com/a/20161014/006270.htm",
        ".hd h1",
        "#Cnt-Main-Article-QQ",
        SHARE,
    ),
)


def made(saved: Saved) -> Made:
    """A saved page."""
    link = Link(address=urls.read(saved.url))
    fetched = Fetched(
        asked=saved.url,
        url=saved.url,
        status=200,
        headers=(("content-type", "text/html"),),
        body=(FOLDER / f"{saved.file}.html").read_bytes(),
        at=AT,
    )
    parsed = LexborHTMLParser(page.decode(fetched).text)
    text = _node(parsed, saved.text)
    for junk in text.css(saved.junk):
        junk.decompose()
    title = re.sub(r"\s+", " ", _node(parsed, saved.title).text(deep=True)).strip()
    return Made(link=link, fetched=fetched, title=title, text=text.text(deep=True))


def _node(parsed: LexborHTMLParser, selector: str) -> LexborNode:
    if (found := parsed.css_first(selector)) is None:
        raise SystemExit(f"{selector}: not on a saved page any more")
    return found
