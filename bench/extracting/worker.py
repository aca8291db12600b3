"""Questions → answers, in an environment of peers: the pages are loaded once, then ways do them.

``{"load": file}`` reads pages, a JSON text a line; ``{"ways": true}`` names the ways with their
versions; ``{"way": name, "first": n}`` does the first n pages, over and over where there are fewer,
and answers with the seconds of the processor, how many pages gave a text, and with ``"say": true``
the titles and texts. What fails over a page has found nothing there.
"""

from __future__ import annotations

import gc
import json
import logging
import time
import warnings
from collections.abc import Callable, Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

Found = tuple[str | None, str]
"""A title and a text; empty where none was found, None where a way gives no titles."""


class Way(NamedTuple):
    does: Callable[[str], Found]
    version: str


class Worker:
    """One that knows `ways`; `plain` makes of what they give the text that is judged."""

    def __init__(self, ways: Mapping[str, Way], plain: Callable[[str], str] = str) -> None:
        self._ways, self._plain = ways, plain
        logging.disable()  # what one of them says of every page is in no figure
        warnings.simplefilter("ignore")
        self._pages: list[str] = []

    def answer(self, question: dict[str, Any]) -> Any:
        if "load" in question:
            lines = Path(question["load"]).read_text(encoding="utf-8").splitlines()
            self._pages = [json.loads(line) for line in lines]
            return len(self._pages)
        if "ways" in question:
            return {name: way.version for name, way in self._ways.items()}
        return self._done(**question)

    def _done(self, way: str, first: int, *, say: bool = False) -> dict[str, Any]:
        does = self._ways[way].does
        pages = list(islice(cycle(self._pages), first))
        gc.collect()
        start = time.process_time()
        found = [tried(does, page) for page in pages]
        seconds = time.process_time() - start
        given = sum(bool(text) for _, text in found)
        told = [(title, self._plain(text)) for title, text in found] if say else []
        return {"cpu": seconds, "given": given, "found": told}


def tried(does: Callable[[str], Found], page: str) -> Found:
    try:
        return does(page)
    except Exception:
        return "", ""
