"""Bytes → what a room makes of them: every target, and what it promises for any bytes at all.

Each is given bytes, which it takes as they are or as numbers of words (`words`), and raises
AssertionError where a promise is broken; anything else that it raises is a fault as well.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from scraper import dates, urls
from scraper.config import Source
from scraper.dates import BEIJING
from scraper.discover import sources
from scraper.errors import DiscoverError, DocumentError, FetchError, ScraperError, UrlError
from scraper.extract import article, document, emphasis, page
from scraper.fetch import coding, guard, moods, pace, robots
from scraper.models import (
    Asked,
    Fetched,
    Hint,
    Kind,
    Level,
    Link,
    Listing,
    Request,
    Sight,
    Verdict,
)
from scraper.watch import health, history, replay, sight

from . import promises, words

GOLDEN = Path(__file__).parents[1] / "extract" / "golden"
SECONDS = 5.0
"""So long may one input take."""
NOW = datetime(2026, 8, 11, 9, 0, tzinfo=BEIJING)
ID = "20260810A0BO7100"
ADDRESSES = (
    f"https://new.qq.com/rain/a/{ID}",
    "http://tech.qq.com/a/20161014/006270.htm",
    "https://page.om.qq.com/page/OAbcDEF123",
)
HINT = Hint(title="提示 \x1b[31m\u202e", author="号\x9b", thumbnail="//a.gtimg.com/(\x00)")
LISTS = (
    Source(name="ai", kind="channel", channel="news_news_fx"),
    Source(name="tech", kind="channel", channel="kv:tech"),
    Source(name="hot", kind="hot"),
    Source(name="lab", kind="author", author="8QMd3Xt+6Kz/abQ="),
    Source(name="count", kind="author", author="5206106"),
    Source(name="find", kind="search", query="大模型"),
    Source(name="map", kind="sitemap"),
)

Target = Callable[[bytes], None]


def whole(raw: bytes) -> None:
    """A page as it came."""
    _page(raw, raw[-1:] or b"\x00")


def soup(raw: bytes) -> None:
    """A page of tags and words."""
    _page(_spoken(raw[1:], words.HTML + words.SIGNS), raw[:1] or b"\x00")


def data(raw: bytes) -> None:
    """A page whose data has any value, of any type, at the keys that are known."""
    found = {"title": "题", "originContent": {"text": "<p>一<!--IMG_0--><!--VIDEO_0-->"}}
    more = _value(iter(raw[1:]), 3)
    found |= more if isinstance(more, dict) else {}
    _page(_holding(found) + b"<div class=content-article>x", raw[:1] or b"\x00")


def value(raw: bytes) -> None:
    """A page whose data is JSON, and any value at any key."""
    with suppress(ValueError, RecursionError):
        _page(_holding(json.loads(raw)), b"\x00")


def body(raw: bytes) -> None:
    """A body of tags and words, where the data holds it."""
    text = _spoken(raw, words.HTML + words.SIGNS)
    picture = {"url": "//inews.gtimg.com/om_bt/KEY/641", "desc": "说"}
    found = {
        "title": "题",
        "originContent": {"text": text.decode("utf-8", "surrogatepass")},
        "originAttribute": {"IMG_0": picture, "VIDEO_0": {"vid": "v0012abc", "title": "片"}},
    }
    _page(_holding(found), b"\x00")


def markup(raw: bytes) -> None:
    """A body as it came."""
    text = raw.decode("utf-8", "replace")
    _page(_holding({"title": "题", "originContent": {"text": text}}), b"\x00")


def mending(raw: bytes) -> None:
    """Mending moves signs of emphasis in any Markdown, also of others, and nothing else."""
    text = _spoken(raw, words.SIGNS).decode("utf-8", "replace")
    kept = [re.sub(r"[*~\\\s\x00-\x04]", "", one) for one in (text, emphasis.mend(text))]
    assert kept[0] == kept[1]


def paper(raw: bytes) -> None:
    """Any text is a document that reads back as it was written, or no document."""
    text = raw.decode("utf-8", "replace")
    for one in (text, f"---\n{text}\n---\n\n{text}\n\n[qq](u)\n"):
        try:
            found = document.read(document.write(document.read(one)))
        except DocumentError as error:
            promises.line(str(error))
        else:
            assert document.read(document.write(found)) == found


def listed(raw: bytes) -> None:
    """An answer of a list: raw, or made of words."""
    for one in (raw, _spoken(raw, words.LISTS + words.SIGNS)):
        for source in LISTS:
            asked = sources.first(source)
            with _told(DiscoverError):
                _listing(sources.read(source, asked, _answer(one, asked.url), NOW))


def typed(raw: bytes) -> None:
    """Lines of addresses."""
    text = raw.decode("utf-8", "surrogateescape")
    for found in sources.lines(text.split("\n"), "typed"):
        if isinstance(found, Link):
            _link(found)
        else:
            promises.text(found.url)
            promises.line(found.reason)


def address(raw: bytes) -> None:
    """An address, a date, a header: each understood, or refused with a reason."""
    text = raw.decode("utf-8", "surrogateescape")
    with _told(UrlError):
        found = urls.read(text)
        assert urls.read(found.url).url == found.url
        promises.line(found.url)
        if found.form:
            assert urls.read(found.form).url == found.url
    with _told(FetchError):
        plain = guard.check(guard.join(ADDRESSES[0], text))
        assert plain.isascii()
        assert plain.isprintable()
        assert guard.check(plain) == plain
    for moment in (dates.parse(text, NOW), dates.absolute(text)):
        assert moment is None or moment.tzinfo
    wished = pace.wished(text, NOW)
    assert wished is None or 0 <= wished <= 31 * 86400
    answer = _answer(raw, ADDRESSES[0], location=text, sort=text)
    for fits in (moods.page, moods.listing, moods.anything):
        mood = moods.judge(answer, None, fits)
        assert mood is None or mood.kind in Kind


def rules(raw: bytes) -> None:
    """A robots.txt."""
    with _told(FetchError):
        robots.parse(raw)
    answer = _answer(raw, "https://new.qq.com/robots.txt")
    with _told(FetchError):
        delay = robots.Robots("scraper", lambda _: answer).check(ADDRESSES[0])
        assert delay >= 0


def days(raw: bytes) -> None:
    """A history of days: one verdict for each, of lines."""
    with _told(DocumentError):
        for day, verdict in replay.replay(history.read(raw[:2000], "days.tsv")):
            assert day.year
            _verdict(verdict)


def judged(raw: bytes) -> None:
    """Visits and lists in any order, at any time, from sources of any name."""
    sights, asked = [], []
    for place in range(0, len(raw) - 3, 4):
        hours, sort, source, count = raw[place : place + 4]
        at = NOW - timedelta(hours=hours * 3 - 30)
        name = ("ai", "tech", "题:目", "[x](u)", "import", "")[source % 6]
        if sort % 2:
            asked.append(Asked(at=at, source=name, new=count, fault="x" * (count % 5 == 1)))
            continue
        kind = tuple(Kind)[sort // 2 % len(Kind)]
        fields = frozenset(sight.FIELDS[: count % 6])
        url = f"https://new.qq.com/rain/a/{words.SIGNS[count % len(words.SIGNS)]}"
        sights.append(
            Sight(at=at, source=name, kind=kind, url=url, era="e/1", chars=count, fields=fields)
        )
    _verdict(health.judge(sights, asked, NOW, newest=NOW - timedelta(hours=len(raw))))


def packed(raw: bytes) -> None:
    """Compressed bytes, by any header."""
    head, _, rest = raw.partition(b"\n")
    done = coding.undo(rest, head.decode("latin-1"), 100_000)
    assert len(done.body) <= 100_000


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        whole,
        soup,
        data,
        value,
        body,
        markup,
        mending,
        paper,
        listed,
        typed,
        address,
        rules,
        days,
        judged,
        packed,
    )
}


def run(target: Target, raw: bytes) -> None:
    """Hold `target` to its promises, and to its time."""
    start = time.perf_counter()
    target(raw)
    took = time.perf_counter() - start
    assert took < SECONDS, f"{took:.1f} s"


def seeds(name: str) -> list[bytes]:
    """Where a run of the target begins: the golden pages, their data, documents and lines."""
    pages, lines = _golden("page.html"), _golden("url.txt")
    begun = {
        "whole": pages,
        "markup": pages,
        "value": [b"{}", *filter(None, map(_data, pages))],
        "paper": _golden("expected.md"),
        "typed": lines,
        "address": [*lines, b"Mon, 10 Aug 2026 19:43:37 GMT", "3小时前".encode()],
        "days": [b"day\tarticles\thollow\tmedian_chars\n2024-04-22\t90\t1\t900"],
        "rules": [b"User-agent: *\nDisallow: /x*$\nCrawl-delay: 1.5\nRequest-rate: 1/5s"],
        "packed": [b"gzip\n\x1f\x8b\x08", b"br\n\x8b", b"zstd\n\x28\xb5\x2f\xfd"],
    }
    return begun.get(name) or [_numbers(step) for step in (1, 3, 7, 37, 83, 101)]


def _numbers(step: int) -> bytes:
    return bytes(place * step % 256 for place in range(256))


def _golden(name: str) -> list[bytes]:
    return [file.read_bytes() for file in sorted(GOLDEN.glob(f"*/{name}"))]


def _value(raw: Iterator[int], depth: int) -> object:
    """A JSON value of any type, as the bytes say; an object has keys that pages have."""
    sort = next(raw, 0)
    if sort % 4 == 0 and depth:
        keys = [words.KEYS[next(raw, 0) % len(words.KEYS)] for _ in range(sort // 4 % 12)]
        return {key: _value(raw, depth - 1) for key in keys}
    if sort % 16 == 1 and depth:
        return [_value(raw, depth - 1) for _ in range(sort // 16)]
    return words.VALUES[sort % len(words.VALUES)]


def _spoken(raw: bytes, vocabulary: tuple[str, ...]) -> bytes:
    """Each byte is a word."""
    text = "".join(vocabulary[number % len(vocabulary)] for number in raw)
    return text.encode("utf-8", "surrogatepass")


def _holding(found: object) -> bytes:
    script = json.dumps(found).replace("<", "\\u003c")
    return f"<title>题</title><body><script>window.DATA = {script}</script>".encode()


def _data(raw: bytes) -> bytes:
    """The data of a golden page, where it is JSON."""
    _, _, rest = raw.decode("utf-8", "replace").partition("window.DATA = ")
    try:
        return json.dumps(json.JSONDecoder().raw_decode(rest)[0], ensure_ascii=False).encode()
    except ValueError:
        return b""


def _answer(raw: bytes, url: str, *, location: str = "", sort: str = "text/html") -> Fetched:
    headers = (("content-type", sort), ("location", location))
    status = 302 if location else 200
    return Fetched(asked=url, url=url, status=status, headers=headers, body=raw, at=NOW)


def _page(raw: bytes, choice: bytes) -> None:
    number = choice[0] % len(ADDRESSES)
    asked = urls.read(ADDRESSES[number])
    with _told(ScraperError):
        found = article.read(page.decode(_answer(raw, asked.fetch_url)), asked, HINT)
        promises.article(found)


def _verdict(found: Verdict) -> None:
    assert found.level in Level
    for reason in found.reasons:
        promises.line(reason.text)
        promises.line(reason.name)
        assert reason.level is not Level.OK


def _listing(found: Listing) -> None:
    for link in found.links:
        _link(link)
    for reason, count in found.skipped:
        promises.line(reason)
        assert count > 0
    for request in found.more:
        assert isinstance(request, Request)
        assert guard.check(request.url) or request.url


def _link(link: Link) -> None:
    promises.line(link.address.url)
    promises.hint(link.hint)


class _told:  # noqa: N801 - reads as a word
    """Lets a documented error pass, if it is a line."""

    def __init__(self, kind: type[ScraperError]) -> None:
        self.kind = kind

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if isinstance(error, self.kind):
            promises.line(str(error))
            return True
        return False
