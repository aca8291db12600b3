"""What the site answers when it is unhappy: an article id each, and what should come of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from scraper.demo.answers import Answer
from scraper.demo.content import STRAYS, Author, Entry
from scraper.demo.moods import said, sent
from scraper.demo.moods.visit import NOW, Visit
from scraper.models import Kind

AUTHOR = Author(name="moods", number="90000001", suid="moods", about="异常样例")
_BODY = """
这是一篇用来检验采集程序的样例。某大模型团队11月21日发布了新的推理接口，并公布了三个月的运行数据：平均延迟0.8秒，成功率99.2%。

团队负责人说，剩下的0.8%里，一半是网络中断，一半是对方返回了意料之外的内容。**每一种都应当留下记录，而不是悄悄跳过。**

接口将在年底前对中小开发者开放，首批名额为五百个。
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """One mood: the article it answers for, the outcome it should come to, and the answer."""

    entry: Entry
    kind: Kind
    answer: Callable[[Visit], Answer]


_TABLE = (
    ("GONE", Kind.GONE, said.deleted),
    ("FLAG", Kind.GONE, said.flagged),
    ("RATE", Kind.BLOCKED, said.rate),
    ("HEAL", Kind.NEW, said.heals),
    ("WALL", Kind.BLOCKED, said.firewall),
    ("BUSY", Kind.BUSY, said.busy),
    ("BUSR", Kind.BUSY, said.busier),
    ("S503", Kind.BUSY, said.unavailable),
    ("S429", Kind.BLOCKED, said.limited),
    ("S500", Kind.BUSY, said.broken),
    ("S400", Kind.FAILED, said.refused),
    ("HOLL", Kind.HOLLOW, said.hollow),
    ("HOLT", Kind.HOLLOW, said.hollow_text),
    ("NOTE", Kind.SUSPECT, said.notice),
    ("PAID", Kind.PAID, said.paid),
    ("PAIB", Kind.PAID, said.paid_bare),
    ("CLIP", Kind.VIDEO, said.video),
    ("SLOW", Kind.TIMEOUT, sent.slow),
    ("DRIP", Kind.TIMEOUT, sent.drips),
    ("CUTS", Kind.TRUNCATED, sent.cut_sized),
    ("CUTC", Kind.TRUNCATED, sent.cut_chunked),
    ("CUTZ", Kind.TRUNCATED, sent.cut_packed),
    ("HALF", Kind.UNREADABLE, sent.half),
    ("FLOW", Kind.TOO_LARGE, sent.endless),
    ("HUGE", Kind.TOO_LARGE, sent.declared),
    ("BOMB", Kind.TOO_LARGE, sent.bomb),
    ("GARB", Kind.TRUNCATED, sent.garbled),
    ("DEEP", Kind.UNREADABLE, sent.deep),
    ("BINA", Kind.UNREADABLE, sent.binary),
    ("PDFS", Kind.WRONG_TYPE, sent.document),
    ("VOID", Kind.UNREADABLE, sent.empty),
    ("GBKU", Kind.NEW, sent.misnamed),
    ("NOIS", Kind.UNREADABLE, sent.noise),
    ("LOOP", Kind.REDIRECTS, said.loop),
    ("AWAY", Kind.REFUSED, said.away),
    ("META", Kind.REFUSED, said.inside),
    ("TAIL", Kind.NEW, said.followed),
    ("SPEC", Kind.NOT_ARTICLE, said.special),
    ("HOME", Kind.NOT_ARTICLE, said.home),
    ("PRIV", Kind.REFUSED, said.well),
)
LISTED = ("GONE", "HOLL", "PAID", "CLIP")
"""The moods that the ordinary lists show too, one of each of four outcomes."""


def _mood(name: str, kind: Kind, answer: Callable[[Visit], Answer]) -> Mood:
    day = "20261122" if name == "CLIP" else "20261121"
    key = f"{day}A0{name}00"
    row = STRAYS.get(key)
    entry = Entry(
        id=key,
        title=row.title if row else f"大模型采集样例：{name}",
        published=row.published if row else NOW - timedelta(days=1),
        author=row.author if row else AUTHOR,
        body=_BODY,
        origin="plain",
        wrap="wrap",
    )
    return Mood(entry=entry, kind=kind, answer=answer)


MOODS = {mood.entry.id: mood for mood in itertools.starmap(_mood, _TABLE)}
"""The moods by article id."""
EXPECTED: dict[str, Kind] = {mood.entry.url: mood.kind for mood in MOODS.values()}
"""What a visit to each mood's address should come to.

``timeout`` needs a time limit below the site's `delay`, ``too-large`` a limit below 50 MB.
"""

__all__ = ["AUTHOR", "EXPECTED", "LISTED", "MOODS", "NOW", "Mood", "Visit"]
