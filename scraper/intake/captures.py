"""WARC → what each answer in it comes to: kept, extracted, put in its place in time."""

from __future__ import annotations

from collections.abc import Iterator

from scraper import captured
from scraper.hall import Hall
from scraper.intake.files import File, Odd
from scraper.models import Fetched, Outcome
from scraper.warc import read, unpack


def bring(hall: Hall, file: File) -> Iterator[Outcome | Odd]:
    """What each record of a WARC comes to; a second time each answer is KNOWN."""
    limit = hall.settings.fetch.max_bytes
    with unpack.opened(file.path) as source:
        for found in read.read(source, captured.wanted, limit):
            hall.breathe()
            if isinstance(found, Fetched):
                came = captured.bring(hall, found)
                yield Odd(path=file.path, reason=came) if isinstance(came, str) else came
            elif found.kind is None:
                yield Odd(path=file.path, reason=found.reason)
            else:
                url = found.url or str(file.path)
                yield Outcome(kind=found.kind, url=url, source=captured.SOURCE, reason=found.reason)
