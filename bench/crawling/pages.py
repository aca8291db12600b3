"""A number → the page of an article of the imitation, of the size of a real one.

The imitation makes all its articles of the same few paragraphs. Each would be looked at as a copy
of many others, which news are not: so the paragraphs are those of `corpus`, of which no two agree.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count as numbers
from itertools import islice

import corpus

from scraper.dates import BEIJING
from scraper.demo import markup, pages
from scraper.demo.content import Entry
from scraper.demo.weather.press import Press
from scraper.demo.weather.story import Climate
from scraper.models import Kind

START = datetime(2025, 3, 1, 8, tzinfo=BEIJING)
LEAST, MOST = 60_000, 180_000
"""Bytes of a page. Of the real ones that were seen two have 63 KB, one 179, one 320."""
_ROW = (
    '<li class="nav-item"><a href="https://news.qq.com/rain/a/20250301A{:05}00" target="_blank">'
    '<img src="https://inews.gtimg.com/news_ls/{:08x}_294195/0"><span>推荐阅读 {}</span></a></li>\n'
)
_LINE = 'window.__m[{}]={{"k":"{:08x}","t":"{:07x}"}};'


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page in pieces: many pages have the piece in the middle in common, as a site's do."""

    path: str
    head: bytes
    common: memoryview
    tail: bytes

    @property
    def size(self) -> int:
        return len(self.head) + len(self.common) + len(self.tail)


def made(count: int) -> Iterator[Page]:
    """So many pages of articles on the AI industry, the same in every run."""
    press = Press(Climate(seed=11, start=START, stock=0))
    stories = map(press.story, numbers())
    fit = (one for one in stories if one.fate is Kind.NEW and one.entry.topic)
    dice, links, words = random.Random(11), _links(), corpus.vocabulary(11)
    around = memoryview(links + _script(MOST))
    for story in islice(fit, count):
        body = b"".join(pages.whole(_written(story.entry, words, dice)).parts)
        head, end, tail = body.rpartition(b"</body>")
        room = max(dice.randint(LEAST, MOST) - len(body), len(links))
        path = f"/rain/a/{story.entry.id}"
        yield Page(path=path, head=head, common=around[:room], tail=b"</script>" + end + tail)


def _written(entry: Entry, words: corpus.Vocabulary, dice: random.Random) -> Entry:
    """The article with other paragraphs; pictures, lists, tables and such stay."""
    parts = corpus.body(words, dice).split("\n\n")
    told = [one for one in parts if not one.startswith(("#", "!"))]
    for block in entry.body.split("\n\n")[1:-1]:
        if not isinstance(markup.parse(block)[0], markup.Paragraph):
            told.insert(dice.randrange(1, len(told) + 1), block)
    return replace(entry, body="\n\n".join(told))


def _links() -> bytes:
    """Links to other articles, and the beginning of a script."""
    dice = random.Random(7)
    rows = "".join(_ROW.format(n, dice.getrandbits(32), n) for n in range(150))
    return f'<ul class="more">{rows}</ul>\n<script>'.encode()


def _script(size: int) -> bytes:
    """So many bytes of a script, which is most of a real page."""
    dice = random.Random(5)
    lines = (_LINE.format(n, dice.getrandbits(32), dice.getrandbits(28)) for n in numbers())
    return "".join(islice(lines, size // 30)).encode()[:size]
