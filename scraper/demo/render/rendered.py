"""Blocks → the article element of the page itself (2023 to 2026)."""

from __future__ import annotations

import html

from scraper.demo import markup
from scraper.demo.content import Entry
from scraper.demo.render import marks

_LAZY = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_CLASS = "qnt-img-img qnr-img-lazy-load-img qnr-img-lazy-load-img-placeholder"
_RICH: marks.Marks = {
    "strong": marks.element("strong"),
    "code": marks.element("code"),
    "link": marks.element('span class="qnt-link"'),
    "card": "<!-- -->{}<!-- -->".format,
}
_FLAT: marks.Marks = {**_RICH, "strong": marks.element('span class="qnt-strong"')}
_COMPS: marks.Marks = {
    **_FLAT,
    "link": '<span dt-eid="" dt-params=""><span class="qnt-link">'
    '<span class="qnt-link-text">{}</span></span></span>'.format,
}
_OPEN = {
    "rich": '<div class="rich_media_content">',
    "wrap": '<div class="article-content-wrap ">',
    "comps": '<div class="comps-contentify-wrap comps-contentify-pc-wrap">',
}


def body(entry: Entry) -> str:
    """The element around the text, with the text; the rich form ends in a style sheet."""
    write = _rich if entry.wrap == "rich" else _flat
    parts = "".join(write(block, entry) for block in entry.blocks)
    end = "<style>.rich_media_content p{clear:both}</style>" if entry.wrap == "rich" else ""
    return f"{_OPEN[entry.wrap]}{parts}{end}</div>"


def top(entry: Entry) -> str:
    """What stands above the text: a question for the site's assistant."""
    if "ask" not in entry.traits:
        return ""
    return (
        '<div class="article-top-content"><div class="ac-ask-ai"><div class="ac-ask-ai-left">'
        '<span class="ac-ask-ai-left-icon"></span><div class="ac-ask-ai-left-content">'
        '<span class="ac-ask-ai-left-content-ask">问AI</span><span> · </span>'
        '<span class="ac-ask-ai-left-content-text">这件事对普通用户有什么影响？</span></div></div>'
        '<svg class="ruyi-icon" height="24" viewbox="0 0 24 24" width="24"><g fill="none">'
        '<path d="M9 5L16 12L9 19" stroke="currentColor"></path></g></svg></div></div>'
    )


def carousel(entry: Entry) -> str:
    """The hidden gallery below the text; on some pages it repeats every image."""
    images = entry.images if "carousel" in entry.traits else ()
    rows = "".join(f'<li><img alt="" src="{one.url("1000")}"></li>' for one in images)
    return (
        '<div class="image-carousel portal-hide "><div class="mask"></div>'
        f'<div class="carousel-img-list"><ul style="width: 0%">{rows}</ul>'
        '<div class="switch-btn left" style="display: none;"></div></div></div>'
    )


def image(block: markup.Picture, *, lazy: bool = False) -> str:
    """An image; a lazy one holds its address in `data-src` alone."""
    address = block.url()
    return (
        f'<img alt="图片" class="{_CLASS}" data-src="{address}"'
        f' src="{_LAZY if lazy else address}" style="border-radius:6px;cursor:zoom-in;height:100%">'
    )


def _rich(block: markup.Block, entry: Entry) -> str:
    """One block in the elements that HTML has for it."""
    match block:
        case markup.Paragraph(lines=lines):
            return f"<p>{marks.lines(lines, _RICH)}</p>"
        case markup.Heading(text=text, level=level):
            return f"<h{level}>{marks.line(text, _RICH)}</h{level}>"
        case markup.Picture(caption=caption):
            return _figure(image(block, lazy="lazy" in entry.traits), caption)
        case _:
            return _other(block, _RICH)


def _flat(block: markup.Block, entry: Entry) -> str:
    """One block in plain divisions, which is what most pages have."""
    words = _COMPS if entry.wrap == "comps" else _FLAT
    match block:
        case markup.Paragraph(lines=lines):
            return f'<div class="qnt-p">{marks.lines(lines, words)}</div>'
        case markup.Heading(text=text, level=level):
            return f'<div class="qnt-h{level}">{marks.line(text, words)}</div>'
        case markup.Picture(caption=caption):
            below = f'<div class="qnt-p">▲{html.escape(caption)}</div>' if caption else ""
            picture = image(block, lazy="lazy" in entry.traits)
            return f'<div class="qnt-p">{picture}</div>{below}'
        case _:
            return _other(block, words)


def _other(block: markup.Block, words: marks.Marks) -> str:
    """The blocks that every form writes alike."""
    match block:
        case markup.Items(lines=lines, ordered=ordered):
            name = "ol" if ordered else "ul"
            inner = "".join(f"<li><p>{marks.line(one, words)}</p></li>" for one in lines)
            return f'<{name} class="list-paddingleft-2">{inner}</{name}>'
        case markup.Quote(lines=lines):
            inner = "".join(f"<p>{marks.line(one, words)}</p>" for one in lines)
            return f"<blockquote>{inner}</blockquote>"
        case markup.Code(lines=lines):
            return f'<pre class="e_nm e_c">{html.escape(chr(10).join(lines), quote=False)}</pre>'
        case markup.Table(rows=rows):
            return f"<table><tbody>{''.join(_row(row, words) for row in rows)}</tbody></table>"
        case markup.Clip(vid=vid):
            return f'<div class="qnt-video" data-vid="{vid}"></div>'
        case _:
            return ""


def _row(row: tuple[str, ...], words: marks.Marks) -> str:
    return f"<tr>{''.join(f'<td><p>{marks.line(cell, words)}</p></td>' for cell in row)}</tr>"


def _figure(picture: str, caption: str) -> str:
    if not caption:
        return f'<p style="text-align:center">{picture}</p>'
    return (
        f'<figure class="content-img-focus img-focus">{picture}'
        f"<figcaption>{html.escape(caption, quote=False)}</figcaption></figure>"
    )
