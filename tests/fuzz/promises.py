"""What holds of whatever comes out of the pure rooms, whatever went in."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper import urls
from scraper.archive import rows
from scraper.extract import clean, document, emphasis, record
from scraper.publish import html

if TYPE_CHECKING:
    from scraper.models import Article, Hint

READERS = tuple(
    MarkdownIt("commonmark", {"html": raw}).enable(["table", "strikethrough"])
    for raw in (False, True)
)
"""With `html` true, every tag that the Markdown lets through is one in the page."""
ELEMENTS = frozenset(
    "a blockquote br code em h1 h2 h3 h4 h5 h6 hr img li ol p pre s strong table tbody td th thead "
    "tr ul".split()
)
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "code": {"class"},
}
_HUGO = re.compile(r"\{\{[<%]|<!--more-->|HAHAHUGOSHORTCODE|__hdeferred/|__h_pp_l1")
_KEYS = 17


def article(found: Article) -> None:
    """An article is whole, clean in every field, and walks through the house unchanged."""
    assert found.title == clean.line(found.title) != ""
    assert found.body == found.body.strip() != ""
    assert found.url == urls.of(found.id)
    text(found.body, lines=True)
    for one in _texts(found):
        text(one)
    for address in (found.thumbnail, *(image.url for image in found.images)):
        assert address is None or re.fullmatch(r"https?://[^\s()<>\"\\]+", address), address
    assert rows.unpack(rows.pack(found)) == found
    assert json.loads(json.dumps(record.of(found)))["title"] == found.title
    for commonmark in (False, True):
        written(document.of(found, commonmark=commonmark))
    markdown(found.body)
    mended = emphasis.mend(found.body)
    assert emphasis.mend(mended) == mended
    markdown(mended)
    harmless(html.page(found))


def written(made: document.Document) -> None:
    """A document reads back as it was, and holds nothing that Hugo would act upon."""
    whole = document.write(made)
    assert document.read(whole) == made
    assert document.write(document.read(whole)) == whole
    assert not _HUGO.search(whole), _HUGO.search(whole)
    head = whole.split("\n---\n", 1)[0]
    assert len(re.findall(r"(?m)^[a-z]+:", head)) == _KEYS
    whole.encode()


def text(value: str, *, lines: bool = False) -> None:
    """No character that is none: no controls, no halves; and one line, unless it may be more."""
    for sign in set(value):
        assert unicodedata.category(sign) not in ("Cc", "Cs") or (lines and sign in "\t\n"), value
    assert lines or "\n" not in value
    assert clean.characters(value) == value


def hint(said: Hint) -> None:
    """What a list says of an article is clean too."""
    for one in (said.title, said.author, said.summary, said.thumbnail, said.category):
        text(one or "")
        assert one is None or one == one.strip() != ""


def line(value: str) -> None:
    """What is shown to a person is one line, and nothing in it moves the terminal."""
    assert value.isprintable(), value


def markdown(body: str) -> None:
    """The Markdown makes none but the elements it has signs for, read strictly or with HTML."""
    for reader in READERS:
        for node in nodes(reader.render(body)):
            known(node)


def harmless(page: str) -> None:
    """The whole page for a browser: no element or attribute but its own and the Markdown's."""
    for node in nodes(page):
        if node.tag not in ("meta", "title", "style", "article"):
            known(node)


def nodes(page: str) -> Iterator[LexborNode]:
    """Every element below ``head`` and ``body``."""
    for root in (LexborHTMLParser(page).head, LexborHTMLParser(page).body):
        for node in root.traverse() if root is not None else ():
            if node.tag not in ("head", "body"):
                yield node


def known(node: LexborNode) -> None:
    """An element that Markdown has a sign for, with none but its attributes."""
    assert node.tag in ELEMENTS, (node.tag, node.html)
    for name, value in node.attributes.items():
        assert name in ATTRIBUTES.get(node.tag or "", ()), (node.tag, name, value)
        if name in ("href", "src"):
            assert (value or "").startswith(("http://", "https://")), value


def _texts(found: Article) -> Iterator[str]:
    yield from (found.id, found.url, found.title, found.summary, found.lang, found.extractor)
    yield from filter(None, (found.author, found.thumbnail, found.category, *found.tags))
    for image in found.images:
        yield from filter(None, (image.url, image.caption))
    for video in found.videos:
        yield from filter(None, (video.vid, video.url, video.title, video.thumbnail))
