"""The peers that make Markdown of HTML: a script of ``.venv/peers``; `bench/markdown.py` asks."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import html2text
import html_to_markdown
import markdownify
from common import peers

from extracting import worker


def markdownified(html: str) -> worker.Found:
    return None, markdownify.markdownify(html)


def texted(html: str) -> worker.Found:
    """Its lines are not broken: Chinese has no blanks to break them at."""
    return None, html2text.html2text(html, bodywidth=0)


def rust(html: str) -> worker.Found:
    return None, html_to_markdown.convert(html).content or ""


WAYS = {
    "markdownify": worker.Way(markdownified, version("markdownify")),
    "html2text": worker.Way(texted, version("html2text")),
    "html-to-markdown": worker.Way(rust, version("html-to-markdown")),
}

if __name__ == "__main__":
    peers.serve(worker.Worker(WAYS).answer)
