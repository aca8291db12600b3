"""The same crawl by fundus: the site as a publisher of its own kind, with a parser of its own kind.

    python publisher.py PORT FILE   in ``.venv/peers-news``

fundus has one parser a publisher, and none for this site: this one is written with what fundus
gives for it (selectors, the body as its parts), and reads the article as the page shows it. Its
articles go into SQLite, each address once.
"""

from __future__ import annotations

import datetime
import re
import sqlite3
import sys

from fundus import Crawler, Sitemap
from fundus.parser import ArticleBody, BaseParser, ParserProxy, attribute
from fundus.parser.utility import extract_article_body_with_selector, generic_date_parsing
from fundus.publishers.base_objects import Publisher, PublisherGroup
from lxml.etree import XPath

_TIME = re.compile(r'"pubtime":"([^"]+)"')


class NewsParser(ParserProxy):
    class V1(BaseParser):
        _paragraphs = XPath("//*[@id='article-content']//*[self::p or @class='qnt-p' or self::li]")
        _headings = XPath("//*[@id='article-content']//*[self::h2 or self::h3 or @class='qnt-h2']")
        _title = XPath("string(//h1)")

        @attribute
        def body(self) -> ArticleBody | None:
            return extract_article_body_with_selector(
                self.precomputed.doc,
                paragraph_selector=self._paragraphs,
                subheadline_selector=self._headings,
            )

        @attribute
        def title(self) -> str | None:
            return str(self._title(self.precomputed.doc)) or None

        @attribute
        def publishing_date(self) -> datetime.datetime | None:
            found = _TIME.search(self.precomputed.html)
            return generic_date_parsing(found[1]) if found else None


def main(port: str, file: str) -> None:
    base = f"http://127.0.0.1:{port}"

    class Site(metaclass=PublisherGroup):
        default_language = "zh"
        News = Publisher(
            name="News",
            domain=base,
            parser=NewsParser,
            sources=[Sitemap(f"{base}/local/index.xml")],
        )

    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE articles (url TEXT PRIMARY KEY, title TEXT, document TEXT)")
        crawler = Crawler(Site.News, delay=0.0)
        for article in crawler.crawl(only_complete=True, language_filter=None):
            row = (article.html.requested_url, article.title, str(article.body))
            db.execute("INSERT OR IGNORE INTO articles VALUES (?, ?, ?)", row)
            db.commit()
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
