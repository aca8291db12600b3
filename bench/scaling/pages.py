"""A number → a WARC of so many pages of the imitation, as a crawl of the web would hold them.

Between them stand pages of other sites, a quarter as many, and a request record before each
answer. Each record is a member of gzip of its own. The same number gives the same bytes.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.demo import pages
from scraper.demo.weather import desk
from scraper.demo.weather.press import Press
from scraper.demo.weather.story import Climate
from scraper.models import Kind

CHUNK = 2_500
STRIDE = 2 * CHUNK
"""Numbers of stories that a chunk may look at: about a tenth of them are no article."""
OTHERS = 4
"""One page of another site comes to so many of ours."""
START = datetime(2026, 10, 1, tzinfo=UTC)


def make(file: Path, count: int, others: int = OTHERS) -> None:
    """Write the WARC; `others` 0 leaves out the pages of other sites."""
    made = partial(_chunk, file, count, others)
    with ProcessPoolExecutor() as pool, file.open("wb") as whole:
        for part in pool.map(made, range(0, count, CHUNK)):
            with part.open("rb") as raw:
                shutil.copyfileobj(raw, whole)
            part.unlink()


def foreign(file: Path, count: int) -> None:
    """Write a WARC of pages of other sites only: what most of a crawl of the web is."""
    with file.open("wb") as raw:
        writer = WARCWriter(raw, gzip=True, warc_version="1.0")
        for number in range(count):
            _write(writer, *_other(number), START + timedelta(seconds=number))


def _chunk(file: Path, count: int, others: int, start: int) -> Path:
    part = file.with_name(f"{file.name}.{start:08}")
    wanted = min(CHUNK, count - start)
    with part.open("wb") as raw:
        writer = WARCWriter(raw, gzip=True, warc_version="1.0")
        for number, (url, headers, body) in enumerate(_stories(start, count, wanted), start=start):
            _write(writer, url, headers, body, at := START + timedelta(seconds=number))
            if others and number % others == 0:
                _write(writer, *_other(number), at)
    return part


def _stories(
    start: int, count: int, wanted: int
) -> Iterator[tuple[str, list[tuple[str, str]], bytes]]:
    climate = Climate(stock=2 * count + STRIDE)
    press = Press(climate)
    found = 0
    for number in range(2 * start, 2 * start + STRIDE):
        story = desk.Desk(climate, number, press.published(number)).write()
        if story.fate is Kind.NEW and story.end is None and found < wanted:
            found += 1
            served = pages.whole(story.entry)
            yield story.entry.url, [*served.headers[:1]], b"".join(served.parts)


def _other(number: int) -> tuple[str, list[tuple[str, str]], bytes]:
    chance = random.Random(f"other {number}")
    words = [f"{chance.randrange(16**6):06x}" for _ in range(400)]
    rows = (
        f"<div class='row c{n % 9}'><p>{' '.join(chance.choices(words, k=30))}</p></div>\n"
        for n in range(500)
    )
    body = f"<!DOCTYPE html><title>{words[0]}</title>{''.join(rows)}".encode()
    return f"https://news.example/{number}.html", [("content-type", "text/html")], body


def _write(
    writer: WARCWriter, url: str, headers: list[tuple[str, str]], body: bytes, at: datetime
) -> None:
    said = {"WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    ask = StatusAndHeaders("GET / HTTP/1.1", [("user-agent", "bench")], is_http_request=True)
    told = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    for kind, block, head in (("request", b"", ask), ("response", body, told)):
        record = writer.create_warc_record(
            url, kind, payload=BytesIO(block), http_headers=head, warc_headers_dict=dict(said)
        )
        record.rec_headers.replace_header("WARC-Record-ID", f"<urn:x:{url}:{kind}>")
        writer.write_record(record)
