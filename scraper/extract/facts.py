"""What one page says of its article, before it is judged."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extract.blocks import Block
from scraper.models import Video


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an era reads from a page; an empty value is one the page does not give."""

    body: Block
    missing: str
    """What was looked for in vain, where the body is empty."""
    ids: tuple[str, ...] = ()
    """Ids that the page gives itself, the surest first."""
    title: str = ""
    published: str = ""
    author: str = ""
    thumbnail: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    videos: tuple[Video, ...] = ()
    abstracts: tuple[str, ...] = ()
    """What the page gives as its abstract or lead, the surest first; see `abstract.read`."""
    film: bool = False
    """The page calls itself a video."""
    paid: bool = False
    locked: bool = False
    """Paid, and the page does not give the whole text."""
    deleted: bool = False
