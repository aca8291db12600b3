"""The peers that read news sites: a script of ``.venv/peers-news``, asked by `extracting.beside`.

fundus has a parser for each publisher, and none for this one. `Site` is the one that its manual
would have written for it, with the selectors of all eras: it is told what a generic way must guess.
"""

from __future__ import annotations

import datetime
import sys
from importlib.metadata import version
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from common import peers
from fundus.parser import ArticleBody, BaseParser, Image, ParserProxy, attribute
from fundus.parser.utility import (
    extract_article_body_with_selector,
    generic_author_parsing,
    generic_date_parsing,
    image_extraction,
)
from lxml.cssselect import CSSSelector
from lxml.etree import XPath
from newsplease import NewsPlease

from extracting import worker

_TEXT = (
    "#article-content {0}, #ArticleContent {0}, div.content-article > {0}, #Cnt-Main-Article-QQ {0}"
)
_TITLE = CSSSelector("#ArticleColumnTag + h1, .LEFT h1, .hd h1")
_AUTHOR = CSSSelector(".media-name, .a_source, .where")
_TIME = CSSSelector(".media-meta span, .a_time, .pubTime")


class Site(ParserProxy):
    class V1(BaseParser):
        _paragraphs = CSSSelector(
            ", ".join(_TEXT.format(one) for one in ("p", "div.qnt-p", "figcaption", "td", "li"))
        )
        _headlines = CSSSelector(", ".join(_TEXT.format(one) for one in ("h2", "div.qnt-h2")))

        @attribute
        def body(self) -> ArticleBody | None:
            return extract_article_body_with_selector(
                self.precomputed.doc, self._paragraphs, subheadline_selector=self._headlines
            )

        @attribute
        def title(self) -> str | None:
            return _first(_TITLE(self.precomputed.doc))

        @attribute
        def authors(self) -> list[str]:
            return generic_author_parsing(_first(_AUTHOR(self.precomputed.doc)))

        @attribute
        def publishing_date(self) -> datetime.datetime | None:
            return generic_date_parsing(_first(_TIME(self.precomputed.doc)))

        @attribute
        def images(self) -> list[Image]:
            return image_extraction(
                doc=self.precomputed.doc,
                paragraph_selector=self._paragraphs,
                image_selector=XPath("//figure//img | //p//img | //div[@class='qnt-p']//img"),
                upper_boundary_selector=XPath("//h1"),
            )


def _first(nodes: list) -> str | None:
    return nodes[0].text_content() if nodes else None


_SITE = Site()


def fundus(text: str) -> worker.Found:
    said = _SITE().parse(text, "suppress")
    return said["title"] or "", str(said["body"] or "")


def please(text: str) -> worker.Found:
    """Its images are left where they are: it would fetch them."""
    said = NewsPlease.from_html(text, fetch_images=False)
    return said.title or "", said.maintext or ""


WAYS = {
    "fundus, told the site": worker.Way(fundus, version("fundus")),
    "news-please": worker.Way(please, version("news-please")),
}

if __name__ == "__main__":
    peers.serve(worker.Worker(WAYS).answer)
