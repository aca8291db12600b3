"""The peers that read any page: a script of ``.venv/peers``, asked by `extracting.beside`."""

from __future__ import annotations

import re
import sys
from importlib.metadata import version
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
import newspaper
import readability
import trafilatura
from common import peers
from gne import GeneralNewsExtractor
from lxml import html
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from extracting import worker

_TITLE = re.compile(r"^title: (.*)$", re.MULTILINE)
_GNE = GeneralNewsExtractor()


def fast(text: str) -> worker.Found:
    """trafilatura's quicker way, as a text; it gives no title."""
    return None, trafilatura.extract(text, fast=True) or ""


def markdown(text: str) -> worker.Found:
    """trafilatura's usual way, as a document: front matter and Markdown."""
    written = trafilatura.extract(text, output_format="markdown", with_metadata=True) or ""
    title = _TITLE.search(written)
    return title[1] if title else "", written.rpartition("\n---\n")[2]


def paper(text: str) -> worker.Found:
    article = newspaper.Article("https://new.qq.com/", language="zh")
    article.download(input_html=text)
    article.parse()
    return article.title, article.text


def readable(text: str) -> worker.Found:
    """Its text is HTML; `plain` makes it a text where that is to be judged."""
    document = readability.Document(text)
    return document.short_title(), document.summary()


def gne(text: str) -> worker.Found:
    said = _GNE.extract(text)
    return said["title"], said["content"]


def resiliparse(text: str) -> worker.Found:
    tree = HTMLTree.parse(text)
    return tree.title or "", extract_plain_text(tree, main_content=True)


def plain(text: str) -> str:
    """A piece of HTML as a text; any other text as it is."""
    return html.document_fromstring(text).text_content() if text.startswith("<") else text


WAYS = {
    "trafilatura, fast, text": worker.Way(fast, version("trafilatura")),
    "trafilatura, Markdown": worker.Way(markdown, version("trafilatura")),
    "newspaper4k": worker.Way(paper, version("newspaper4k")),
    "readability-lxml": worker.Way(readable, version("readability-lxml")),
    "GNE": worker.Way(gne, version("gne")),
    "resiliparse": worker.Way(resiliparse, version("resiliparse")),
}

if __name__ == "__main__":
    peers.serve(worker.Worker(WAYS, plain).answer)
