"""Pages made to be read for ever, by name: what is made, what is done with it, what it comes to."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from scraper import urls
from scraper.dates import BEIJING
from scraper.extract import article, document, page
from scraper.models import Fetched
from scraper.publish import html

ID = "20260810A0BO7100"
URL = f"https://new.qq.com/rain/a/{ID}"
AT = datetime(2026, 8, 11, 9, tzinfo=BEIJING)
MOST = 9_900_000
"""Characters of the largest: what `fetch.max_bytes` lets pass."""


class Bomb(NamedTuple):
    """What is made, and what is done with it."""

    make: Callable[[], Any]
    work: Callable[[Any], str]
    says: str = ""


def whole(body: str | bytes) -> str:
    """A page to its article, its document and back, and its HTML."""
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    kept = Fetched(asked=URL, url=URL, status=200, headers=(), body=raw, at=AT)
    found = article.read(page.decode(kept), urls.read(URL))
    text = document.write(document.of(found, commonmark=True))
    assert document.read(text).title
    shown = html.page(found)
    return f"article of {len(found.body)}, document of {len(text)}, HTML of {len(shown)}"


def scripted(script: str, rest: str = "") -> str:
    """A page with a script, whatever is in it."""
    head = '<meta charset="utf-8"><title>题_腾讯新闻</title>'
    body = f"<body>{rest}<script>{script}</script></body>"
    return f"<!DOCTYPE html><html><head>{head}</head>{body}</html>"


def data(**said: Any) -> str:
    """A page whose data say these things."""
    known = {"article_id": ID, "article_type": "0", "title": "题", "pubtime": "2026-08-10 19:43:37"}
    text = json.dumps({**known, **said}, ensure_ascii=False).replace("<", "\\u003c")
    return scripted(f"window.DATA = {text};")


def origin(text: str) -> str:
    """A page whose data hold the body."""
    return data(originContent={"text": text})


def rendered(body: str) -> str:
    """A page that holds the body as it is shown."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="题">'
        f'</head><body><h1>题</h1><div id="article-content">{body}</div></body></html>'
    )


def rep(piece: str, size: int = 999_000) -> str:
    """A piece again and again, up to so many characters."""
    return piece * (size // len(piece))


NESTED = "a_source where a_time pubTime article-time titBar a_Info info hd"
AUTHOR = "media-meta media-name"


def blank(around: str, body: str, filling: str = " ") -> str:
    """A page of elements in one another, asked for a line each, around nothing but `filling`."""
    size = MOST // len(filling.encode())
    return f"<title>题</title><body>{around * 20}{filling * size}{'</span></div></h1>' * 20}{body}"


BODIES: dict[str, Callable[[], str]] = {
    "links 100k": lambda: "<a href=/x>甲</a>" * 100_000,
    "links max": lambda: '<a href="/x">甲</a>' * 24_000,
    "br 1M": lambda: "<br>" * 1_000_000,
    "br max": lambda: "甲<br>" * 49_000,
    "p max": lambda: "<p>甲" * 49_000,
    "b max": lambda: "<b>甲</b>乙" * 24_000,
    "i paren": lambda: "<p>" + "<i>（</i>甲" * 24_000,
    "img max": lambda: '<img src="https://inews.gtimg.com/om_bt/K/641">' * 49_000,
    "li max": lambda: "<ul>" + "<li>甲" * 49_000,
    "td 100k": lambda: "<table>" + "".join("<tr>" + "<td>1" * 50 for _ in range(2000)),
    "td max": lambda: "<table><tr>" + "<td>甲" * 49_000,
    "tr max": lambda: "<table>" + "<tr><td>甲<td>乙" * 16_000,
    "span colspan": lambda: (
        "<table>" + "<tr><td colspan=1000000000 rowspan=1000000000>甲<td>乙" * 2000
    ),
    "tables": lambda: "<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>" * 9_900,
    "nested tables": lambda: "<table><tr><td>" * 4_000 + "甲",
    "nested ul 10000": lambda: "<ul><li>" * 10_000 + "甲",
    "nested ul 2400": lambda: "<ul><li>甲" * 4_900,
    "blockquote 4900": lambda: "<blockquote>甲" * 4_900,
    "blockquote many": lambda: (
        ("<blockquote>" * 12 + "<p>甲</p>" * 6 + "</blockquote>" * 12) * 1_300
    ),
    "blockquote long lines": lambda: "<blockquote>" * 12 + "甲<br>" * 49_000,
    "quote list": lambda: "<ul><li>" * 12 + "<p>甲</p>" * 24_000,
    "div 4999": lambda: "<div>" * 4_999 + "甲",
    "div 4999 b": lambda: "<b>" * 4_999 + "甲",
    "font formatting": lambda: "<p><b><i><s><em><strong>甲" * 8_000,
    "adoption agency": lambda: "<a><b><i><p>" * 16_000,
    "adoption2": lambda: ("<b>" * 5 + "<p>") * 49_000,
    "misnest": lambda: "<b><p></b>" * 16_000,
    "pre code": lambda: "<pre>" + "<code>甲</code>" * 24_000,
    "pre deep": lambda: "<pre>" + "<span>" * 4_900 + "甲",
    "one line": lambda: "<p>" + rep("a"),
    "one line cjk": lambda: "<p>" + rep("甲"),
    "one line emoji": lambda: "<p>" + rep("a") + "😀",
    "br table": lambda: "<p>" + "<b>甲</b>乙<br>" * 16_000,
    "blocks code": lambda: "<p><code>" + "甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲<i></i>" * 24_000,
    "pieces": lambda: "<p>" + ("甲" * 40 + "<u></u>") * 24_000,
    "stars": lambda: "<p>" + "*" * 1_000_000,
    "stars10": lambda: "<p>" + rep("*"),
    "brackets": lambda: "<p>" + rep("["),
    "ticks": lambda: "<p>" + rep("`"),
    "gt": lambda: "<p>" + rep("&gt;"),
    "tilde": lambda: "<p>" + rep("~ "),
    "nl": lambda: "<p>" + rep("# \n"),
    "code ticks": lambda: "<p><code>" + rep("`a"),
    "pre ticks": lambda: "<pre>" + rep("`a"),
    "entities": lambda: "<p>" + rep("&amp;"),
    "entities lt": lambda: "<p>" + rep("&lt;"),
    "entities num": lambda: "<p>" + rep("&#x110000;"),
    "entities open": lambda: "<p>" + rep("&amp"),
    "imgs 10MB": lambda: rep("<!--IMG_0-->", MOST) + "<p>一",
    "imgs distinct": lambda: "".join(f"<!--IMG_{n}-->" for n in range(600_000)) + "<p>一",
    "comment unclosed": lambda: "<p>甲" + "<!--" * 24_000,
    "comment unclosed 10MB": lambda: "<p>甲" + rep("<!-"),
    "svg": lambda: "<svg>" * 2_000 + "<p>甲",
    "svg foreign": lambda: "<svg><foreignObject><p>甲</p></foreignObject></svg>" * 12_000 + "<p>乙",
    "math": lambda: "<math><mi><mglyph><style><!--</style><img title='--&gt;'>甲" * 12_000,
    "template": lambda: "<template>" * 4_900 + "<p>甲",
    "template many": lambda: "<template><p>甲</p></template>" * 12_000 + "乙",
    "select": lambda: "<select>" + "<option>甲" * 49_000,
    "class 10MB": lambda: '<p class="' + rep("ab ", MOST) + '">甲',
    "style 10MB": lambda: '<p style="' + rep("display ", MOST) + '">甲',
    "attr 10MB": lambda: '<p title="' + rep("a", MOST) + '">甲',
    "attrs many": lambda: "<p " + " ".join(f"a{n}=1" for n in range(900_000)) + ">甲",
    "href dots": lambda: '<a href="' + rep("../") + '">甲</a>',
    "src 10MB": lambda: '<img src="https://inews.gtimg.com/' + rep("a", MOST) + '">甲',
    "alt 10MB": lambda: '<img src="https://inews.gtimg.com/x" alt="' + rep("[") + '">甲',
    "data caption": lambda: (
        '<img src="https://inews.gtimg.com/x" data-caption="' + rep("甲 ") + '">甲'
    ),
    "figcaption": lambda: (
        ('<img src="https://inews.gtimg.com/x"><figcaption>' + "甲" * 20) * 16_000
    ),
    "figcaption nested": lambda: (
        '<img src="https://inews.gtimg.com/x">' + "<figcaption>" * 4_900 + rep("甲", 1_000_000)
    ),
    "caption class nested": lambda: (
        '<img src="https://inews.gtimg.com/x">'
        + "<div class=caption>" * 4_900
        + "<b>甲</b>" * 24_000
    ),
    "captions of 8,000": lambda: (
        f'<img src="https://inews.gtimg.com/x" data-caption="{"*a " * 2_600}">' * 1_240
    ),
    "alternatives of 8,000": lambda: (
        f'<img src="https://inews.gtimg.com/x" alt="{"[" * 7_900}"><br>' * 1_240
    ),
    "as many captions as are read": lambda: (
        f'<img src="https://inews.gtimg.com/x" data-caption="{"*a " * 660}">' * 190
    ),
    "a caption of hidden blanks": lambda: (
        '<p>甲<img src="https://inews.gtimg.com/x">'
        + "<figcaption>" * 10
        + f"<b hidden>{' ' * MOST}"
    ),
    "a caption of blanks": lambda: (
        '<p>甲<img src="https://inews.gtimg.com/x">' + "<figcaption>" * 10 + " " * MOST
    ),
    "a caption of style": lambda: (
        f'<p>甲<img src="https://inews.gtimg.com/x"><figcaption><style>{"a" * 9_000_000}</style>'
    ),
    "headings": lambda: "<h2>甲|</h2>" * 24_000,
    "heading long": lambda: "<h1>" + rep("甲"),
    "heading hashes": lambda: "<h3>" + rep("# "),
    "links long": lambda: "<a href=/x>" + rep("[") + "</a>",
    "hr": lambda: "甲<hr>" * 49_000,
    "ol": lambda: "<ol start=99999999>" + "<li>甲" * 49_000,
    "punct bold": lambda: (
        "<p>甲<b>" + rep("（", 3_000_000) + "甲" + rep("）", 3_000_000) + "</b>乙"
    ),
    "punct bold mixed": lambda: "<p>甲<b>" + rep("（）", 6_000_000) + "</b>乙",
    "bold breaks": lambda: "<p><b>" + "<br><br>" * 24_000 + "甲</b>",
    "bold open many": lambda: "<p>" + "<b>（甲）</b>乙" * 24_000,
    "controls": lambda: "<p>" + rep("\u200b\u200d") + "甲",
    "nul": lambda: "<p>" + "甲\x00" * 1_000_000,
    "surrogates": lambda: "<p>甲" + "\\ud800" * 400_000,
    "nbsp": lambda: "<p>甲" + rep("\u00a0\u3000 "),
    "lines": lambda: "<p>" + rep("甲\n"),
    "frames": lambda: "<frameset><frame></frameset><p>甲",
    "carriage returns": lambda: "<pre>" + rep("a&#13;&#13;# b&#13;", 390_000),
    "plain lines": lambda: rep("甲\n"),
}
"""Bodies of articles."""


PAGES: dict[str, Callable[[], str | bytes]] = {
    "an attribute of 200 MB": lambda: b'<html><body><p title="' + b"a" * 200_000_000 + b'">',
    "an attribute of 19 MB": lambda: (
        '<html><body><div id="article-content"><p title="' + "a" * 19_000_000
    ),
    "JSON 100,000 deep": lambda: scripted("window.DATA = " + '{"a":' * 100_000),
    "arrays 100,000 deep": lambda: scripted(
        'window.DATA = {"a":' + "[" * 100_000 + "]" * 100_000 + "}"
    ),
    "a number of a million digits": lambda: scripted(
        'window.DATA = {"title": ' + "9" * 1_000_000 + "}"
    ),
    "numbers beyond float": lambda: scripted(
        'window.DATA = {"title": 1e999, "pubtime": -1e999, "atype": NaN, "a": Infinity, "x": -0}'
    ),
    "the same key 100,000 times": lambda: scripted(
        "window.DATA = {" + '"title": "题", ' * 100_000 + '"a": 1}'
    ),
    "NUL": lambda: scripted('window.DATA = {"title": "题\x00"}', rep("\x00")),
    "a title of 5 MB": lambda: data(title="题" * 1_600_000, originContent={"text": "<p>甲"}),
    "a title of 5 MB in the head": lambda: f"<title>{'题' * 1_600_000}</title>" + rendered("<p>甲"),
    "a million tags": lambda: data(tags="标,签," * 500_000, originContent={"text": "<p>甲"}),
    "a million keywords": lambda: (
        f'<meta name="keywords" content="{"词," * 1_000_000}">' + rendered("甲")
    ),
    "window.DATA a million times": lambda: scripted("window.DATA = {" * 600_000),
    "videos without end": lambda: scripted("window.DATA.videoArr.push({" * 300_000),
    "metas without end": lambda: "<meta name=a content=b>" * 400_000 + rendered("甲"),
    "a meta that is never closed": lambda: "<meta " * 1_600_000,
    "charsets without end": lambda: b"<meta charset=gbk" * 500_000 + b"\xff",
    "a script of classic days": lambda: scripted("ARTICLE_INFO = {" + "title:'" * 1_000_000),
    "quotes of classic days": lambda: scripted("ARTICLE_INFO = {tags:[" + "'\\" * 2_000_000),
    "a document of one line": lambda: rep("题", MOST),
    "only less than": lambda: rep("<", MOST),
    "only comments": lambda: rep("<!-- -->", MOST),
    "comments that never end": lambda: "<!--" * 2_400_000,
    "tags that never end": lambda: "<a" * 4_900_000,
    "long tags that never end": lambda: ("<a" + "x" * 1_990) * 4_900,
    "quotes that never end": lambda: '<a b="' * 1_600_000,
    "end tags": lambda: "</p>" * 2_400_000,
    "CDATA": lambda: "<svg><![CDATA[" * 700_000,
    "doctypes": lambda: "<!DOCTYPE html>" * 600_000,
    "bytes of no charset": lambda: b"\x81\x30\xff" * 3_300_000,
    "blanks around which everything is said": lambda: blank(
        f'<div class="{NESTED}">', '<div id="Cnt-Main-Article-QQ"><p>甲</p></div>'
    ),
    "wide blanks around which everything is said": lambda: blank(
        f'<div class="{NESTED}"><h1>',
        '<div id="Cnt-Main-Article-QQ"><p>甲</p></div>',
        "\u3000 \u200b",
    ),
    "blanks around an author": lambda: blank(
        f'<div id="article-author"><div class="{AUTHOR}"><h1><span class="{AUTHOR}">',
        '<div id="article-content"><p>甲</p></div>',
    ),
    "a line of 10 MB around an author": lambda: blank(
        f'<div id="article-author"><div class="{AUTHOR}"><h1><span class="{AUTHOR}">',
        '<div id="article-content"><p>甲</p></div>',
        "甲 ",
    ),
    "numbers of 10 MB": lambda: scripted(
        'window.DATA = {"i":[' + "1.5," * 2_440_000 + "1]}", '<div id="article-content"><p>甲</div>'
    ),
    "numbers of 20 MB": lambda: scripted(
        'window.DATA = {"i":[' + "1.5," * 4_880_000 + "1]}", '<div id="article-content"><p>甲</div>'
    ),
    "as many numbers as are read": lambda: scripted(
        'window.DATA = {"i":[' + "1.5," * 1_999_000 + "1]}", '<div id="article-content"><p>😀</div>'
    ),
    "frames": lambda: "<html><frameset><frame></frameset></html>",
    "GB18030 cut everywhere": lambda: b"\xb0" * 9_900_000,
}
"""Whole pages."""

BOMBS: dict[str, Bomb] = {
    **{
        f"origin: {name}": Bomb(lambda make=make: origin(make()), whole)
        for name, make in BODIES.items()
    },
    **{
        f"rendered: {name}": Bomb(lambda make=make: rendered(make()), whole)
        for name, make in BODIES.items()
    },
    **{f"page: {name}": Bomb(make, whole) for name, make in PAGES.items()},
}
