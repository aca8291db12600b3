"""The frozen values that walk through the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType

Url = NewType("Url", str)
"""The one source URL of an article; only `urls.canonical` makes it."""


class Kind(StrEnum):
    """What one visit came to."""

    NEW = "new"  # stored for the first time
    CHANGED = "changed"  # stored again, the earlier text kept as a revision
    SAME = "same"  # visited, nothing differs from what is stored
    KNOWN = "known"  # in the archive already, not visited
    GONE = "gone"  # deleted by the site
    PAID = "paid"  # behind a payment: the text is not on the page
    VIDEO = "video"  # a video without text
    HOLLOW = "hollow"  # looks like an article, but the body is empty
    SUSPECT = "suspect"  # a text was found, but it is hardly the article's
    NOT_ARTICLE = "not-article"  # a page or address of something else
    BLOCKED = "blocked"  # the site refuses our address or our rate
    BUSY = "busy"  # the site asks to come back later
    TIMEOUT = "timeout"  # connect, read or total time ran out
    TRUNCATED = "truncated"  # the answer ended before its end
    TOO_LARGE = "too-large"  # more bytes than allowed, before or after decompression
    WRONG_TYPE = "wrong-type"  # not HTML (or not JSON, for a list)
    REDIRECTS = "redirects"  # a redirect loop, or too many
    REFUSED = "refused"  # by us: robots.txt, or an address off the allow list
    UNREACHABLE = "unreachable"  # no connection: DNS, refused, reset, TLS
    UNREADABLE = "unreadable"  # an answer whose content cannot be understood
    FAILED = "failed"  # any other status or fault
    OFF_TOPIC = "off-topic"  # an article, but no AI-industry news: not stored
    DUE = "due"  # to be visited, in a run that only looks


STORED = frozenset({Kind.NEW, Kind.CHANGED, Kind.SAME, Kind.KNOWN})
"""The article is in the archive."""
SETTLED = frozenset({Kind.GONE, Kind.PAID, Kind.VIDEO, Kind.OFF_TOPIC, Kind.DUE})
"""Nothing to store, and nothing is wrong: the site has no free text on the topic here."""
DOUBTED = frozenset({Kind.HOLLOW, Kind.UNREADABLE, Kind.SUSPECT})
"""A page came, and cannot be believed: its bytes go to the quarantine."""

FILMS = frozenset({"4", "56", "102", "103", "118", "123"})
"""The site's article types of videos, in lists and on pages, seen 2017–2026."""
BUSY_RETS = frozenset({"404"})
"""Values of ``ret`` in an answer of status 200 that asks to come back later."""
BUSY_CODES = frozenset({"10001", "99998"})
"""The same of ``code``: 系统繁忙."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a list says about an item; used where the page itself is silent."""

    title: str | None = None
    published: datetime | None = None
    author: str | None = None
    summary: str | None = None
    thumbnail: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address understood: which article it names, and how sure that is.

    `certain` is false where only the fetched page can tell the article's id
    (`page.om.qq.com`, `cmsn`): then `url` is the cleaned address itself and `id` is empty.
    """

    url: Url
    id: str
    fetch_url: str
    certain: bool = True
    form: str = ""
    """The address as it was written, without tracking; empty for `url` itself and a bare id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address worth a look, with who named it and what was said of it."""

    address: Address
    source: str = ""
    hint: Hint = field(default_factory=Hint)
    reason: str = ""
    """Why it counts as AI-industry news, e.g. ``channel`` or ``DeepSeek (strong)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to the web. `headers` add to the client's own."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer: the body as served, after the transport's compression is undone.

    `url` is where it came from after redirects, `asked` what was asked for.
    """

    asked: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as text: `url` is the base of its relative addresses."""

    url: str
    text: str
    charset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image of a body, in order; `width` and `height` in pixels where known."""

    url: str
    width: int | None = None
    height: int | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image that is kept: everything here was read from its bytes, nothing from what was said.

    `type` is jpeg, png, gif, webp or avif; `size` is in bytes, `width` and `height` in pixels.
    """

    sha256: str
    type: str
    width: int
    height: int
    size: int

    @property
    def name(self) -> str:
        """The name of its file, the same for the same bytes: ``0123456789abcdef0123.jpg``."""
        return f"{self.sha256[:20]}.{self.type.replace('jpeg', 'jpg')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video of a body; `duration` in seconds where known."""

    vid: str
    url: str
    title: str | None = None
    duration: int | None = None
    thumbnail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article. `url`, `title` and `body` are never empty; the rest may be missing.

    `published` is aware, in Beijing time; `body` is Markdown; `extractor` is ``era/version``.
    """

    id: str
    url: Url
    title: str
    body: str
    published: datetime | None = None
    author: str | None = None
    summary: str = ""
    thumbnail: str | None = None
    images: tuple[Image, ...] = ()
    videos: tuple[Video, ...] = ()
    tags: tuple[str, ...] = ()
    category: str | None = None
    lang: str = "zh-CN"
    paid: bool = False
    extractor: str = ""
    abstract: str | None = None
    """What the site itself says it is about, plain text."""


SORTS = ("company", "model", "person", "chip", "institution")
"""What whom an article names can be; products made of a model are models too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One whom an article names: by the dictionary's name and its kind, one of SORTS.

    `count` is of the title and the body together, `in_title` says whether the title is among them.
    """

    entity: str
    kind: str
    count: int
    in_title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """A text that came without an address; `body` is Markdown or plain text."""

    title: str
    body: str
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list answer read: the links, how many rows were passed over and why, and what to ask next.

    `more` are the requests still to make, in order; who follows them stops at its page limit.
    """

    links: tuple[Link, ...]
    skipped: tuple[tuple[str, int], ...] = ()
    more: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one link; `reason` is one line where there is something to say."""

    kind: Kind
    url: str
    id: str = ""
    title: str = ""
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host that failed, `failures` times in a row; it is not asked before `left_until`."""

    host: str
    kind: Kind
    reason: str
    failures: int
    failed_at: datetime
    left_until: datetime | None = None


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WATCH = "watch"  # out of the ordinary: worth a look, nobody is woken
    ALARM = "alarm"  # something broke: a person is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One visit to one page, as the archive remembers it.

    `era` names the extractor that knew the page, ``qq-origin/1``; empty where none did, or nothing
    came. `chars` counts the characters of the body's text. `fields` names what the page gave of
    author, published, images, thumbnail, summary. `missing` is what was looked for in vain.
    """

    at: datetime
    source: str
    kind: Kind
    url: str = ""
    era: str = ""
    missing: str = ""
    reason: str = ""
    chars: int = 0
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One list that was asked: how many rows it named, by what they were; `fault` where it failed.

    `new` were never seen before, `known` were, `off_topic` were no AI-industry news.
    """

    at: datetime
    source: str
    new: int = 0
    known: int = 0
    off_topic: int = 0
    fault: str = ""

    @property
    def rows(self) -> int:
        """How many rows the list named at all."""
        return self.new + self.known + self.off_topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that is not as usual.

    `name` is the same as long as it is the same thing: ``yield:ai``, ``hollow:qq-origin``. `text`
    is one line that names what broke, since when and how badly; `url` the first bad page, and
    `look` the command to look at it, where there is one.
    """

    level: Level
    name: str
    text: str
    url: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All that is not as usual; nothing where all is well."""

    reasons: tuple[Reason, ...] = field(default=())

    @property
    def level(self) -> Level:
        """The worst of its reasons."""
        levels = {reason.level for reason in self.reasons}
        return next((one for one in (Level.ALARM, Level.WATCH) if one in levels), Level.OK)


Condition = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at: how it is, and what to do where it is not well."""

    name: str
    state: Condition
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A notice and a channel: `fault` is "" where it was sent; neither name holds a secret."""

    notice: str
    channel: str
    fault: str = ""
