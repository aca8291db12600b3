"""A payload → a page of each era, and a row of a list, with the payload in every field."""

from __future__ import annotations

import html
import json
from typing import Any

from scraper import urls

CLASSIC = "/a/20161014/"
DAY = "20261101A"

Page = tuple[str, str, str]
"""The address, the path that is asked for, and the page."""


def every(number: int, payload: str) -> dict[str, Page]:
    """The page of each era, by its name."""
    text = payload.replace("\x00", "&#0;")  # a page with a NUL in its head is binary
    eras = {"origin": _origin(payload), "rendered": _rendered(text), "omn": _omn(payload, text)}
    made = {era: _modern(f"{DAY}{number:03}{era[1].upper()}A", page) for era, page in eras.items()}
    path = f"{CLASSIC}{number:06}.htm"
    return {**made, "classic": (f"http://tech.qq.com{path}", path, _classic(text))}


def rows(number: int, payload: str, pages: dict[str, Page]) -> list[dict[str, Any]]:
    """What a list says of these pages; and rows whose id or address is the payload."""
    said = [{**_row(payload), "url": address} for address, _, _ in pages.values()]
    bare = {"title": f"题{number}", "articletype": "0"}
    return [
        *said,
        {**bare, "id": payload},
        {**bare, "url": payload},
        {**bare, "id": "x", "link_info": {"url": payload}},
    ]


def _modern(key: str, page: str) -> Page:
    url = urls.of(f"{key}00")
    return url, f"/rain/a/{key}00", page


def _row(payload: str) -> dict[str, Any]:
    address = f"https://inews.gtimg.com/om_ls/{payload}/0"
    return {
        "articletype": "0",
        "title": f"题 {payload}",
        "longtitle": f"题 {payload}",
        "publish_time": "2026-11-01 09:00:00",
        "time": payload,
        "long_summary": payload,
        "desc": payload,
        "media_info": {"chl_name": payload},
        "source": payload,
        "category": {"cate1_name": payload, "cate2_name": payload},
        "pic_info": {"big_img": [payload, address], "small_img": payload},
        "bimg": payload,
        "link_info": {"url": payload},
        "short_url": payload,
        "tags": [payload],
    }


def _facts(payload: str) -> dict[str, Any]:
    """The data of a page, the payload at every key that is known."""
    address = f"//inews.gtimg.com/om_ls/{payload}/0"
    film = {"vid": "v0012abcdef", "title": payload, "desc": payload, "img": address}
    return {
        "title": f"题 {payload}",
        "media": payload,
        "media_id": payload,
        "abstract": payload,
        "desc": payload,
        "pubtime": f"2026-11-01 09:00:00 {payload}",
        "catalog1": payload,
        "tags": f"{payload},甲",
        "cmsId": payload,
        "thumbnail": payload,
        "shareImg": address,
        "url": payload,
        "originAttribute": {
            "IMG_0": {"url": address, "desc": payload, "width": payload, "height": "480"},
            "IMG_1": {"url": payload, "desc": payload, "isGif": 1, "gifUrl": payload},
            "VIDEO_0": {**film, "duration": payload},
            "VIDEO_1": {**film, "vid": payload},
            payload: {"url": payload},
        },
        "videoArr": [film, {**film, "vid": payload}, payload],
    }


def _body(text: str) -> str:
    """Every sort of block, with the payload at its beginning, inside and at its end."""
    shown = html.escape(text)
    return (
        f"<p>{shown}</p><p>文{shown}尾</p><p>文<br>{shown}<br>尾</p>"
        f"<h2>{shown}</h2><h3>文 {shown}</h3>"
        f"<p><strong>{shown}</strong>字<em>{shown}</em>字<del>{shown}</del></p>"
        f'<p>字{{{{<a href="https://a.cn/?q={shown}">{shown}</a>字</p>'
        f'<p><img alt="{shown}" src="https://inews.gtimg.com/om_bt/{shown}/641"></p>'
        f'<p class="img-desc">图{shown}</p><p>字<code>{shown}</code>字</p>'
        f'<pre data-lang="{shown}">文{shown}</pre><blockquote><p>{shown}</p></blockquote>'
        f"<ul><li>{shown}</li><li>文{shown}</li></ul><ol start='{shown}'><li>{shown}</li></ol>"
        f"<table><tr><th>文{shown}</th><th>字</th></tr><tr><td>{shown}</td><td>文{shown}</td></tr></table>"
        f"<!--IMG_0--><p>字</p><!--IMG_1--><p>字</p><!--VIDEO_0--><!--VIDEO_1-->"
    )


def _script(data: dict[str, Any]) -> str:
    written = json.dumps(data).replace("<", "\\u003c")
    return f"<script>window.DATA = {written};</script>"


def _origin(payload: str) -> str:
    data = {**_facts(payload), "originContent": {"text": _body(payload)}}
    return f"<!DOCTYPE html><title>题_腾讯新闻</title><body>{_script(data)}</body>"


def _rendered(text: str) -> str:
    shown = html.escape(text)
    return (
        f'<!DOCTYPE html><head><meta charset="utf-8">'
        f'<meta property="og:title" content="题 {shown}">'
        f'<meta name="article:author" content="{shown}"><meta name="category" content="{shown}">'
        f'<meta name="article:published_time" content="2026-11-01 09:00 {shown}">'
        f'<meta name="keywords" content="{shown},甲"><meta property="og:image" content="{shown}">'
        f"<title>题 {shown}_腾讯新闻</title></head><body><h1>题 {shown}</h1>"
        f'<div id="article-content"><div class="qnt-p">{shown}</div>{_body(text)}</div></body>'
    )


def _omn(payload: str, text: str) -> str:
    return (
        f"<!DOCTYPE html><title>题_腾讯新闻</title><body>{_script(_facts(payload))}"
        f'<div class="content-article">{_body(text)}</div></body>'
    )


def _classic(text: str) -> str:
    shown = html.escape(text)
    words = text.replace("</script", "")
    return (
        f"<html><head><title>题 {shown}_科技_腾讯网</title></head><body><script>"
        f"ARTICLE_INFO = window.ARTICLE_INFO || {{ site:'tech', title:'题 {words}', id:'{words}',\n"
        f"pubtime:'2016-10-14 07:17 {words}', tags:['{words}','甲'], site:'{words}' }}</script>"
        f'<div class="hd"><h1>题 {shown}</h1></div><span class="a_source">{shown}</span>'
        f'<span class="a_time">2016-10-14 07:17</span>'
        f'<div id="Cnt-Main-Article-QQ">{_body(text)}</div></body></html>'
    )
