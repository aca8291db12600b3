"""Blocks → the text and the attributes that window.DATA holds (2023 to 2026).

Images, videos and linked words stand in the text as comments, ``<!--IMG_0-->``; the attributes
of the same name say what they are.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from scraper.demo import keys, markup
from scraper.demo.content import Entry
from scraper.demo.render import marks

_TEXT = "color: #3d3d3d; font-size: 16px; line-height: 1.85; margin: 20px 0"
_CAPTION = "color: #b0b0b0; display: block; font-size: 11px"
_STYLE = (
    ".data_color_scheme_dark{--weui-BTN-ACTIVE-MASK: rgba(255, 255, 255, .2)}"
    ".rich_media_content p{clear:both;min-height:1em}"
)
_RULE = ".rich_media_content .w%d{--weui-FG-%d: rgba(0, 0, 0, .%d);margin:%dpx}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A text under way: what its placeholders stand for, and how many there are of each kind."""

    plain: bool = False
    nested: bool = False
    attributes: dict[str, Any] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)

    def place(self, kind: str, attribute: dict[str, Any] | None = None) -> str:
        """The next placeholder of a kind; `attribute` is what it stands for."""
        name = f"{kind}_{self.count[kind]}"
        self.count[kind] += 1
        if attribute is not None:
            self.attributes[name] = attribute
        return f"<!--{name}-->"

    @property
    def marks(self) -> marks.Marks:
        """How marked words are written."""
        return {
            "strong": marks.element("STRONG" if self.plain else "strong"),
            "code": marks.element("code"),
            "link": self.link,
            "card": self.card,
        }

    def link(self, words: str) -> str:
        """Words that the site links to a search of its own."""
        begin = self.place("SECURE_LINK_BEGIN", _secure(words))
        return f"{begin}{words}{self.place('SECURE_LINK_END', {})}"

    def card(self, words: str) -> str:
        """Words that open a card in the app."""
        begin = self.place("VERTICAL_CARD_BEGIN", _card(words))
        return f"{begin}{words}{self.place('VERTICAL_CARD_END', {'show_type': '6'})}"


def text(entry: Entry) -> tuple[str, dict[str, Any]]:
    """The HTML of an article's text, and the attributes of its placeholders."""
    sheet = Sheet(plain=entry.origin == "plain", nested="nested" in entry.traits)
    if sheet.plain:
        return "".join(_plain(entry, sheet)), sheet.attributes
    parts = "".join(_rich(entry, sheet))
    style = _STYLE + (_flood() if "css" in entry.traits else "")
    body = (
        f'<div class="rich_media_content"><section style="{_TEXT}">{parts}</section>'
        f"<style>{style}</style></div>"
    )
    return body, sheet.attributes


def _plain(entry: Entry, sheet: Sheet) -> Iterator[str]:
    """The first form: upper-case paragraphs, an image between them."""
    for place, block in enumerate(entry.blocks):
        if isinstance(block, markup.Picture):
            yield sheet.place("IMG", _image(block, block.caption))
        elif isinstance(block, markup.Clip):
            yield sheet.place("VIDEO", video(block))
        elif isinstance(block, markup.Paragraph):
            end = sheet.place("EOP") if place == 1 else ""
            yield f"<P>{marks.lines(block.lines, sheet.marks)}{end}</P>"
            yield "<!--AIPOS_0-->" if place == 2 else ""
        else:
            raise TypeError(f"{entry.id}: plain text has no {type(block).__name__}; use rich")


def _rich(entry: Entry, sheet: Sheet) -> Iterator[str]:
    """The second form: what an editor's tool made, with its styles."""
    middle = len(entry.blocks) // 2
    for place, block in enumerate(entry.blocks):
        yield _block(block, sheet)
        if place == 1:
            yield sheet.place("PARAGRAPH")
        if place == middle:
            yield "<!--AI_MID_AD-->"


def _block(block: markup.Block, sheet: Sheet) -> str:
    """One block of the second form."""
    match block:
        case markup.Paragraph(lines=lines):
            return _paragraph(marks.lines(lines, sheet.marks), sheet)
        case markup.Heading(text=text, level=level):
            return f"<h{level}>{_leaf(marks.line(text, sheet.marks))}</h{level}>"
        case markup.Picture():
            return _figure(block, sheet)
        case markup.Clip():
            return f"<section>{sheet.place('VIDEO', video(block))}</section>"
        case _:
            return _box(block, sheet)


def _box(block: markup.Items | markup.Quote | markup.Code | markup.Table, sheet: Sheet) -> str:
    """A block that holds several lines."""
    match block:
        case markup.Items(lines=lines, ordered=ordered):
            return _items(lines, "ol" if ordered else "ul", sheet)
        case markup.Quote(lines=lines):
            inner = "".join(f"<p>{_leaf(marks.line(one, sheet.marks))}</p>" for one in lines)
            return f'<blockquote style="margin-bottom:25px">{inner}</blockquote>'
        case markup.Code():
            return _code(block)
        case markup.Table(rows=rows):
            return _table(rows, sheet)


def _leaf(inner: str) -> str:
    return f'<span leaf="">{inner}</span>'


def _paragraph(inner: str, sheet: Sheet) -> str:
    if not sheet.nested:
        return f'<p style="{_TEXT}">{_leaf(inner)}{sheet.place("EOP")}</p>'
    box = '<section data-role="outer" label="edit by 135editor"><section style="padding:10px">'
    spans = '<span style="letter-spacing:1px"><span style="color:rgb(0, 0, 0)"><span>'
    return f"{box}<p>{spans}{inner}</span></span></span></p></section></section>"


def _items(lines: tuple[str, ...], name: str, sheet: Sheet) -> str:
    inner = "".join(f"<li><p>{_leaf(marks.line(one, sheet.marks))}</p></li>" for one in lines)
    return f'<{name} class="list-paddingleft-2">{inner}</{name}>'


def _code(block: markup.Code) -> str:
    """A block of code as the editor writes it: a list of line numbers, a `code` for every line."""
    numbers = "<li></li>" * len(block.lines)
    rows = "".join(
        f'<code><span class="code-snippet_outer">{html.escape(row, quote=False)}</span></code>'
        for row in block.lines
    )
    return (
        '<section class="code-snippet__fix code-snippet__js">'
        f'<ul class="code-snippet__line-index code-snippet__js">{numbers}</ul>'
        f'<pre class="code-snippet__js" data-lang="{block.language}">{rows}</pre></section>'
    )


def _table(rows: tuple[tuple[str, ...], ...], sheet: Sheet) -> str:
    cell = '<td style="border-width:1px;padding:0px 7px" valign="top"><p>{}</p></td>'
    body = "".join(
        f"<tr>{''.join(cell.format(marks.line(one, sheet.marks)) for one in row)}</tr>"
        for row in rows
    )
    return (
        f'<div style="overflow-x:auto"><table cellpadding="0"><tbody>{body}</tbody></table></div>'
    )


def _figure(block: markup.Picture, sheet: Sheet) -> str:
    image = _leaf(sheet.place("IMG", _image(block, "")))
    if not block.caption:
        return f"<p>{image}</p>"
    caption = _leaf(html.escape(block.caption, quote=False))
    return (
        f'<figure style="margin: 16px 0; text-align: center">{image}'
        f'<figcaption style="{_CAPTION}">{caption}</figcaption></figure>'
    )


def _image(block: markup.Picture, caption: str) -> dict[str, Any]:
    """What window.DATA says of an image; the addresses are of one image in several sizes."""
    small, original = block.url(), block.url("0")
    height = block.height * 641 // block.width
    moving = {"gifSize": 7300, "gifUrl": original, "isGif": 1} if block.moving else {}
    return {
        "bigOrigUrl": original,
        "compressUrl": small,
        "desc": caption,
        "fullPic": "1",
        "height": height,
        "imgurl0": original,
        "imgurl1000": block.url("1000"),
        "islong": 0,
        "origUrl": small,
        "size": 66,
        "style": {"display": "block", "margin": "28px auto", "maxWidth": "100%", "width": "100%"},
        "thumb": f"https://inews.gtimg.com/om_bt/{block.key}_181x181s/0",
        "url": small,
        "width": 641,
        **moving,
    }


def video(block: markup.Clip) -> dict[str, Any]:
    """What window.DATA says of a video."""
    cover = f"https://inews.gtimg.com/om_ls/{keys.image(block.vid)}_640480/0"
    return {
        "desc": block.title,
        "duration": f"00:{block.seconds // 60:02d}:{block.seconds % 60:02d}",
        "img": {"imgurl640": {"imgurl": cover}, "imgurl1000": {"imgurl": cover}},
        "playurl": f"https://v.qq.com/x/page/{block.vid}.html",
        "title": block.title,
        "type": "video",
        "vid": block.vid,
    }


def _secure(words: str) -> dict[str, Any]:
    return {"desc": words, "type": "search", "url": f"qqnews://search?query={quote(words)}"}


def _card(words: str) -> dict[str, Any]:
    version = "21_android_7.4.57"
    act = f"qqnews://article_9528?act=ai_chat&vertical_card_type=ai&a_version={version}"
    address = f"{act}&vertical_card_desc={quote(words)}"
    return {"a_version": version, "desc": words, "detail_url": address, "type": "ai"}


def _flood() -> str:
    """About 90 KB of style sheet, as some tools leave in the text."""
    return "".join(_RULE % (n, n, n % 90 + 10, n % 40) for n in range(1200))
