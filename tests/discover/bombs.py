"""List answers made to be read for ever, by name: what is made, what is done with it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from scraper.config import Source, Topics
from scraper.dates import BEIJING
from scraper.discover import sources, topics
from scraper.models import Fetched

AT = datetime(2026, 11, 22, 12, tzinfo=BEIJING)
MOST = 9_900_000
CHANNEL = Source(name="ai", kind="channel", channel="news_news_fx")
MAP = Source(name="map", kind="sitemap")


class Bomb(NamedTuple):
    """What is made, and what is done with it."""

    make: Callable[[], bytes]
    work: Callable[[bytes], str]
    says: str = ""


def listed(source: Source) -> Callable[[bytes], str]:
    """An answer to its links, each judged by its topic."""

    def work(body: bytes) -> str:
        asked = sources.first(source)
        answer = Fetched(asked=asked.url, url=asked.url, status=200, headers=(), body=body, at=AT)
        listing = sources.read(source, asked, answer, AT)
        rule = topics.rule(Topics(), source)
        wanted = sum(topics.judge(rule, link.hint).wanted for link in listing.links)
        return f"{len(listing.links)} links, {wanted} wanted"

    return work


def feed(row: str, count: int = 1) -> bytes:
    """A channel whose rows are all this one."""
    return f'{{"code": 0, "data": [{",".join([row] * count)}]}}'.encode("utf-8", "surrogatepass")


def item(**said: object) -> str:
    return json.dumps({"id": "20261122A01KX700", "title": "DeepSeek", **said}, ensure_ascii=False)


def laughs() -> bytes:
    """An entity that means a billion of another."""
    entities = ['<!ENTITY a0 "ha">']
    entities += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    doctype = f"<!DOCTYPE l [{''.join(entities)}]>"
    return f'<?xml version="1.0"?>{doctype}<urlset><url><loc>&a9;</loc></url></urlset>'.encode()


def rows(count: int, **said: object) -> bytes:
    """A channel of so many different rows that say the same."""
    many = ",".join(item(id=f"20261122A{number:05}00", **said) for number in range(count))
    return f'{{"code": 0, "data": [{many}]}}'.encode()


CARD = '{"articletype":"525","sub_item":['
LONG = "https://new.qq.com/rain/a/" + "9" * 3_000_000

ROWS: dict[str, Callable[[], bytes]] = {
    "objects 100,000 deep": lambda: b'{"a":' * 100_000,
    "arrays 100,000 deep": lambda: b'{"code":0,"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "cards 100,000 deep": lambda: feed(CARD * 100_000 + "]}" * 100_000),
    "cards 900 deep": lambda: feed(CARD * 900 + "]}" * 900),
    "a number of a million digits": lambda: feed(f'{{"id": {"9" * 1_000_000}}}'),
    "numbers beyond float": lambda: feed('{"id": 1e999, "publish_time": -1e999, "title": NaN}'),
    "a time of 10^300": lambda: feed(item(publish_time="9" * 300, timestamp=10**300)),
    "the same key 100,000 times": lambda: feed("{" + '"title":"a",' * 100_000 + '"id":"x"}'),
    "lone surrogates": lambda: feed('{"id":"20261122A01KX700","title":"\\ud800\\udfff"}', 10_000),
    "100,000 rows": lambda: feed('{"id":"20261122A01KX700","title":"AI"}', 90_000),
    "a title of 3 MB": lambda: feed(item(title="大模型" * 1_000_000)),
    "an address of 3 MB": lambda: feed(item(id="", url=LONG)),
    "entities in a title": lambda: feed(item(title="&amp;" * 600_000)),
    "tags in a title": lambda: feed(item(title="<em>" * 700_000)),
    "a title of every word": lambda: feed(item(title="AI芯片大模型智能" * 300_000)),
    "ligatures of 18 letters": lambda: rows(2500, title="\ufdfa" * 500, desc="\ufdfa" * 1000),
    "squares of six letters": lambda: rows(1200, title="\u3316" * 500, desc="\u3316" * 1000),
    "letters that grow without case": lambda: rows(2500, title="\u0390" * 500, desc="\u0390" * 900),
    "JSONP without end": lambda: b"callback(" * 1_000_000,
    "blanks": lambda: b" " * MOST,
    "NUL": lambda: b"\0" * MOST,
}
MAPS: dict[str, Callable[[], bytes]] = {
    "a billion laughs": laughs,
    "entities that name files": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<urlset><url><loc>&x;</loc></url></urlset>"
    ),
    "a million addresses": lambda: b"<urlset>" + b"<url><loc>a</loc></url>" * 430_000,
    "elements never closed": lambda: b"<loc>" * 1_900_000,
    "elements 100,000 deep": lambda: b"<urlset>" * 100_000 + b"</urlset>" * 100_000,
    "an address of 9 MB": lambda: b"<urlset><url><loc>" + b"a" * MOST,
    "packed": lambda: gzip.compress(b"<urlset>" + bytes(300 << 20)),
    "packed 10,000 times": lambda: gzip.compress(b"", mtime=0) * 10_000,
    "comments": lambda: b"<urlset>" + b"<!-- -->" * 1_200_000,
    "CDATA": lambda: b"<urlset><url><loc>" + b"<![CDATA[" * 1_000_000,
}
BOMBS: dict[str, Bomb] = {
    **{f"list: {name}": Bomb(make, listed(CHANNEL)) for name, make in ROWS.items()},
    **{f"map: {name}": Bomb(make, listed(MAP)) for name, make in MAPS.items()},
}
