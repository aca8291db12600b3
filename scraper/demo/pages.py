"""An article → the answer that holds its page, as its era served it."""

from __future__ import annotations

from scraper.demo import answers
from scraper.demo.answers import Answer
from scraper.demo.content import Entry
from scraper.demo.render import classic, middle, recent


def whole(entry: Entry) -> Answer:
    """The page of an article."""
    match entry.era:
        case "recent":
            return answers.page(recent.page(entry))
        case "middle":
            return answers.page(middle.page(entry))
        case "classic":
            return answers.page(classic.page(entry), type="text/html; charset=GB2312")
