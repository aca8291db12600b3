"""The same crawl as a Scrapy project: its spider of sitemaps, our extractor, a pipeline to SQLite.

    python spider.py PORT FILE default|tuned   in ``.venv/peers``

It obeys robots.txt and keeps no pause, as we do here. ``default`` has Scrapy's own settings, and
the pipeline that its users write: a row and a commit an article. ``tuned`` has twice the requests
under way, none of the parts that this crawl does not need, no log, and a commit a hundred articles
into a journal written ahead. The article is read by the code that reads it for us, in this
environment: its versions of selectolax are the peers' own.
"""

from __future__ import annotations

import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.spiders import SitemapSpider

sys.path.append(str(Path(__file__).resolve().parents[2]))

from scraper import reading, urls
from scraper.models import Fetched, Hint, Link

_WAYS: dict[str, dict[str, Any]] = {
    "default": {"ROBOTSTXT_OBEY": True},
    "tuned": {
        "ROBOTSTXT_OBEY": True,
        "LOG_ENABLED": False,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "AJAXCRAWL_ENABLED": False,
    },
}
_SITE = "https://new.qq.com"


class Store:
    """The pipeline: an article a row, each address once."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Store:
        return cls(crawler.settings["STORE_FILE"], crawler.settings["STORE_EVERY"])

    def __init__(self, file: str, every: int) -> None:
        self._file, self._every, self._count = file, every, 0

    def open_spider(self) -> None:
        self._db = sqlite3.connect(self._file)
        if self._every > 1:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("CREATE TABLE articles (url TEXT PRIMARY KEY, title TEXT, document TEXT)")

    def process_item(self, item: dict[str, str]) -> dict[str, str]:
        row = (item["url"], item["title"], item["document"])
        self._db.execute("INSERT OR IGNORE INTO articles VALUES (?, ?, ?)", row)
        self._count += 1
        if self._count % self._every == 0:
            self._db.commit()
        return item

    def close_spider(self) -> None:
        self._db.commit()
        self._db.close()


class News(SitemapSpider):
    """Every page that the sitemaps name."""

    name = "news"

    def parse(self, response: scrapy.http.Response) -> Any:
        url = _SITE + urlsplit(response.url).path
        link = Link(address=urls.read(url), source="map", hint=Hint())
        fetched = Fetched(
            asked=url,
            url=url,
            status=response.status,
            headers=(("content-type", response.headers["Content-Type"].decode("latin-1")),),
            body=response.body,
            at=datetime.now(UTC),
        )
        article = reading.read(link, fetched)
        yield {"url": article.url, "title": article.title, "document": article.body}


def main(port: str, file: str, way: str) -> None:
    every = 1 if way == "default" else 100
    own = {"ITEM_PIPELINES": {Store: 300}, "STORE_FILE": file, "STORE_EVERY": every}
    process = CrawlerProcess(settings=_WAYS[way] | own)
    process.crawl(News, sitemap_urls=[f"http://127.0.0.1:{port}/local/index.xml"])
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
