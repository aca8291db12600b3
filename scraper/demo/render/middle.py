"""An article → its page as served from 2018 to 2022: window.DATA without a text."""

from __future__ import annotations

import html
import json
from datetime import timedelta
from typing import Any

from scraper.demo import keys, markup
from scraper.demo.content import Entry, brief, stamp
from scraper.demo.render import marks

_MARKS: marks.Marks = {"strong": marks.element("strong")}


def page(entry: Entry) -> str:
    """The page of an article."""
    title = html.escape(entry.title)
    values = json.dumps(_data(entry), ensure_ascii=False, indent="\t").replace("\n", "\n\t\t")
    values = values[:-1].rstrip("\t") + "\t}"  # the site's own brace stands one tab further left
    return f"""<!DOCTYPE html>
\t<html lang="zh-CN" dir="ltr">
\t  <head>
\t\t<title>{title}_腾讯新闻</title>
\t\t<meta name="keywords" content="{title},{html.escape(",".join(entry.tags))}">
\t\t<meta name="description" content="{html.escape(brief(entry))}">
\t\t<meta name="apub:time" content="{_built(entry)}">
\t\t<meta name="apub:from" content="default">
\t\t<meta http-equiv="X-UA-Compatible" content="IE=Edge" />
\t<!--[if lte IE 8]><meta http-equiv="refresh" content="0; url=/upgrade.htm"><![endif]-->
\t<!--[if !IE]>|xGv00|{keys.letters(entry.id, 32)}<![endif]-->
\t\t<script>window.DATA = {values}

\t\t</script>
\t  </head>
\t  <body>
\t\t<div id="TopNav"></div>
\t\t<div id="topAd"></div>
\t\t<div class="qq_conent clearfix">
\t\t  <div class="LEFT">
\t\t\t<h1>{title}</h1>
\t\t\t<div class="content clearfix">
\t\t\t  <div class="LeftTool" id="LeftTool"></div>
\t\t\t  <!--内容-->
\t\t\t  <div class="content-article">
\t\t\t\t<!--导语-->{_lead(entry)}
{"".join(_block(block) for block in entry.blocks)}\t\t\t\t<div id="Status"></div>
\t\t\t  </div>
\t\t\t</div>
\t\t\t<div id="Comment"></div>
\t\t\t<div id="Recomend"></div>
\t\t  </div>
\t\t  <div class="RIGHT" id="RIGHT"></div>
\t\t</div>
\t\t<div class="qq_footer" id="Foot"></div>
\t\t<style>.absolute{{position:absolute;}}</style>
\t  </body>
\t</html>
"""


def _data(entry: Entry) -> dict[str, Any]:
    edited = entry.id[:3].isalpha()
    return {
        "article_id": entry.number if edited else entry.id[:14],
        "article_type": entry.type,
        "title": entry.title,
        "abstract": None,
        "catalog1": entry.category,
        "catalog2": f"{entry.category}_ai",
        "media": entry.author.name,
        "media_id": entry.author.name if edited else entry.author.number,
        "pubtime": stamp(entry),
        "comment_id": keys.number(entry.id, 10),
        "tags": ",".join(entry.tags),
        "political": 0,
        "artTemplate": None,
        "FztCompetition": None,
        "FCompetitionName": None,
        "is_deleted": 0,
        "cms_id": entry.id,
        "apubTpl": None,
        "videoArr": [],
    }


def _built(entry: Entry) -> str:
    """When the page was built: sixteen minutes after the article, in the American form."""
    time = entry.published + timedelta(minutes=16)
    half = "AM" if time.hour < 12 else "PM"
    clock = f"{time.hour % 12 or 12}:{time:%M:%S} {half}"
    return f"{time.month}/{time.day}/{time.year}, {clock}"


def _lead(entry: Entry) -> str:
    if not entry.lead:
        return ""
    return f'\n\t\t\t\t<div class="introduction">{html.escape(entry.lead)}</div>'


def _block(block: markup.Block) -> str:
    match block:
        case markup.Paragraph(lines=lines):
            return f'\t\t\t\t<p class="one-p">{marks.lines(lines, _MARKS)}</p>\n'
        case markup.Picture():
            return _image(block)
        case markup.Clip():
            return _video(block)
        case _:
            raise TypeError(f"a page of 2018 to 2022 has no {type(block).__name__} here")


def _image(block: markup.Picture) -> str:
    caption = (
        f'\t\t\t\t<p class="one-p">{html.escape(block.caption)}</p>\n' if block.caption else ""
    )
    picture = f'<img class="content-picture" src="{block.former("1000")}">'
    return f'\t\t\t\t<p class="one-p">{picture}\n\t\t\t\t</p>\n{caption}'


def _video(block: markup.Clip) -> str:
    length = f"{block.seconds // 60}分{block.seconds % 60}秒"
    values = {
        "title": block.title,
        "vid": block.vid,
        "img": f"http://inews.gtimg.com/newsapp_ls/0/{keys.number(block.vid, 11)}_640480/0",
        "desc": f"视频：{block.title}，时长约{length}",
    }
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    push = f"<script>window.DATA.videoArr.push({text})</script>"
    return f'\t\t\t\t<div class="videoPlayerWrap"></div>\n\t\t\t\t{push}\n'
