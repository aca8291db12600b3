"""A visit → an answer in which the site says that something is the matter."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import Any

from scraper.demo import answers, markup
from scraper.demo.answers import Answer
from scraper.demo.content import STRAYS, Entry
from scraper.demo.moods.visit import Visit
from scraper.demo.render import origin, recent


def deleted(_: object) -> Answer:
    """Sent to the home page, as for every article that is gone."""
    return answers.deleted()


def flagged(visit: Visit) -> Answer:
    """The page stands, and says that the article is deleted."""
    return _page(visit.entry, _bare(visit.entry) | {"is_deleted": 1}, "")


def rate(_: object) -> Answer:
    """Too many requests: the status the site invented for it."""
    return answers.page("<html><body>567</body></html>", status=567)


def heals(visit: Visit) -> Answer:
    """Blocked twice, then well."""
    return rate(visit) if visit.count < 2 else answers.page(recent.page(visit.entry))


def firewall(_: object) -> Answer:
    """The firewall: an address is shut out."""
    target = "https://waf.tencent.com/501page.html?u=https%3A%2F%2Fnew.qq.com%2F"
    script = f'<script>window.location.href="{target}";</script>'
    return answers.page(f"<html><head>{script}</head><body></body></html>", status=501)


def busy(_: object) -> Answer:
    """Busy, in the words of an interface, with status 200."""
    return answers.listing({"ret": 404})


def busier(_: object) -> Answer:
    """Busy, in other words, as a page."""
    return answers.page(json.dumps({"code": 10001, "msg": "系统繁忙"}, ensure_ascii=False))


def unavailable(_: object) -> Answer:
    """Busy, for two seconds."""
    return later(503, "2")


def limited(visit: Visit) -> Answer:
    """Too many requests, until half a minute from now."""
    until = visit.today.astimezone(UTC) + timedelta(seconds=30)
    return later(429, format_datetime(until, usegmt=True))


def broken(_: object) -> Answer:
    """A fault of the server."""
    return answers.page("<html><body>500 Internal Server Error</body></html>", status=500)


def refused(_: object) -> Answer:
    """A request that the site does not understand."""
    return answers.page("<html><body>400 Bad Request</body></html>", status=400)


def hollow(visit: Visit) -> Answer:
    """The article element is there, and empty."""
    return _page(visit.entry, _bare(visit.entry), "")


def hollow_text(visit: Visit) -> Answer:
    """The text is there, and empty."""
    content = {"directory": {"enable": 2}, "text": ""}
    return _page(
        visit.entry, _bare(visit.entry) | {"originContent": content, "originAttribute": {}}, ""
    )


def notice(visit: Visit) -> Answer:
    """A notice in the place of the text."""
    inner = '<div class="rich_media_content"><p>该内容暂时无法显示，请稍后再试</p></div>'
    return _page(visit.entry, _bare(visit.entry), inner)


def paid(visit: Visit) -> Answer:
    """The text is there, to its first fifth."""
    pay = {"need_pay": 1, "is_free_to_read": 0, "text_free_percent": 20}
    teaser = f"<P>{markup.plain(visit.entry.pieces[0])[:40]}</P>"
    content = {"directory": {"enable": 2}, "text": teaser}
    values = _bare(visit.entry) | {
        "article_is_pay": True,
        "payment_info": pay,
        "originContent": content,
    }
    inner = f'<div class="rich_media_content"><p>{visit.entry.pieces[0][:40]}</p></div>'
    return _page(visit.entry, values, inner)


def paid_bare(visit: Visit) -> Answer:
    """No text at all."""
    pay = {"need_pay": True, "is_free_to_read": False, "text_free_percent": 0}
    return _page(
        visit.entry, _bare(visit.entry) | {"article_is_pay": True, "payment_info": pay}, ""
    )


def video(visit: Visit) -> Answer:
    """The text is a video and nothing else."""
    clip = markup.Clip(vid="c1ip00demo1", title=visit.entry.title, seconds=90)
    sheet = origin.Sheet()
    text = sheet.place("VIDEO", origin.video(clip))
    said = {"vid": clip.vid, "title": clip.title, "desc": clip.title}
    values = _bare(visit.entry) | {
        "atype": "4",
        "article_type": "4",
        "originContent": {"directory": {"enable": 2}, "text": text},
        "originAttribute": sheet.attributes,
        "videoArr": [said],
    }
    return _page(visit.entry, values, '<div class="rich_media_content"><div></div></div>')


def followed(visit: Visit) -> Answer:
    """window.DATA, and then another object in the same script."""
    after = '\n  window.NOTE = {"text": "};", "DATA": {"title": "}"}};\n  var end = "};";'
    script = recent.script(visit.entry, recent.data(visit.entry), after)
    return answers.page(recent.frame(visit.entry, script, recent.article(visit.entry)))


def special(_: object) -> Answer:
    """To a special page in the place of an article."""
    return answers.redirect("https://new.qq.com/zt/template/?id=TWF2026112100530000")


def home(_: object) -> Answer:
    """To the home page in the place of an article."""
    return answers.redirect("https://news.qq.com/")


def well(visit: Visit) -> Answer:
    """An ordinary page."""
    return answers.page(recent.page(visit.entry))


def loop(visit: Visit) -> Answer:
    """To the other host and back again."""
    host = "news" if visit.count % 2 == 0 else "new"
    return answers.redirect(f"https://{host}.qq.com/rain/a/{visit.entry.id}")


def away(_: Visit) -> Answer:
    """To a host that only looks like the site's."""
    return answers.redirect("https://news.qq.com.example.com/rain/a/1")


def inside(_: Visit) -> Answer:
    """To an address that only machines of the same network can reach."""
    return answers.redirect("http://169.254.169.254/latest/meta-data/")


def special_page() -> str:
    """A special page: many links, no article."""
    rows = "".join(f'<li><a href="/rain/a/{name}">{name}</a></li>' for name in list(STRAYS)[:5])
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>专题：人工智能周_腾讯新闻</title>'
        f'</head><body><div class="zt-wrap"><h1>专题</h1><ul>{rows}</ul></div></body></html>'
    )


def home_page() -> str:
    """The home page."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>腾讯网</title></head><body>'
        '<div id="home"><a href="https://news.qq.com/ch/tech">科技</a></div></body></html>'
    )


def _bare(entry: Entry) -> dict[str, Any]:
    """window.DATA without a text."""
    values = recent.data(entry)
    return {key: value for key, value in values.items() if not key.startswith("origin")}


def _page(entry: Entry, values: dict[str, Any], inner: str) -> Answer:
    return answers.page(recent.frame(entry, recent.script(entry, values), inner))


def later(status: int, after: str) -> Answer:
    """A refusal that says when to come back: seconds, or a date."""
    answer = answers.page("<html><body>busy</body></html>", status=status)
    return Answer(
        status=status, headers=(*answer.headers, ("retry-after", after)), parts=answer.parts
    )
