"""config.toml → frozen Settings; every wrong key named, all at once."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

from annotated_types import Ge, Le

from scraper.config import faults, fit
from scraper.errors import ConfigError

if TYPE_CHECKING:
    from pydantic import ValidationError

Seconds = Annotated[float, Ge(0), Le(86400)]
Words = tuple[str, ...]
Form = TypeVar("Form")


class Strict:
    """No unknown keys, and a number is not a text: read by pydantic when it validates."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {
        "extra": "forbid",
        "strict": True,
        "allow_inf_nan": False,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive(Strict):
    """Where the archive is; a relative path starts at the folder of config.toml."""

    path: str = "archive.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents(Strict):
    """Where a crawl or an import writes its documents; "" writes none."""

    dir: str = "documents"
    emphasis: Literal["seed", "commonmark"] = "seed"
    """``seed`` writes bold where the page has it, byte for byte as the seed document does;
    ``commonmark`` moves punctuation out of it where Hugo would else show the asterisks.
    """

    @property
    def commonmark(self) -> bool:
        """Whether emphasis is mended."""
        return self.emphasis == "commonmark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch(Strict):
    """How the web is visited. Times in seconds, sizes in bytes."""

    user_agent: str = "Mozilla/5.0 (compatible; scraper/0.1; news archive)"
    interval: Seconds = 1.0
    """Least time between two requests to one host."""
    jitter: Seconds = 0.5
    """Up to so much is added to each interval, at random."""
    connect_timeout: Seconds = 10.0
    read_timeout: Seconds = 20.0
    total_timeout: Seconds = 60.0
    max_bytes: Annotated[int, Ge(1024)] = 10_000_000
    """Of one answer, before and after decompression."""
    attempts: Annotated[int, Ge(1), Le(10)] = 3
    max_backoff: Seconds = 60.0
    """The longest pause before another attempt; a longer Retry-After ends the attempts."""
    max_redirects: Annotated[int, Ge(0), Le(20)] = 5
    proxy: str = ""
    robots: bool = True
    hosts: Words = ()
    """Further hosts that may be visited, beside the site's own."""
    gateway: str = ""
    """An address that stands in for every host, for offline trials: ``http://127.0.0.1:8000``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics(Strict):
    """What counts as AI-industry news, beside the built-in words."""

    strong: Words = ()
    weak: Words = ()
    exclude: Words = ()
    entities: str = ""
    """A file of further companies, models, people …, of the form of the built-in entities.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Strict):
    """One list that names articles. Which of `channel`, `author`, `query`, `file` it needs
    follows from `kind`.
    """

    name: str
    kind: Literal["channel", "hot", "author", "search", "sitemap", "urls"]
    channel: str = ""
    author: str = ""
    query: str = ""
    file: str = ""
    pages: Annotated[int, Ge(1), Le(100)] = 3
    filter: bool = True
    """Whether the topic rule is asked; False passes every item but those of excluded words.

    A list without titles (a sitemap) is judged by its pages; one of kind ``urls`` never is.
    """
    include: Words = ()
    exclude: Words = ()
    categories: Words = ()
    robots: bool = True
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify(Strict):
    """Who is told when something breaks. Addresses hold secrets: they stand in no repr."""

    urls: Words = field(default=(), repr=False)
    """Channels, as apprise writes them: ``ntfy://ntfy.example.org/topic``."""
    env: str = "SCRAPER_NOTIFY_URLS"
    """The environment variable that holds more of them, with blanks between; "" asks none."""
    level: Literal["alarm", "watch"] = "alarm"
    """From which level on people are told."""
    lang: Literal["en", "zh"] = "en"
    digest: bool = False
    """Whether new articles are told too, once a day on one page."""
    remind: Annotated[int, Ge(0), Le(3650)] = 7
    """Days after which an alarm that still stands is told again; 0 never tells it again."""
    heartbeat: str = field(default="", repr=False)
    """An address that is called after each good run, for a service that misses the call."""
    heartbeat_env: str = "SCRAPER_HEARTBEAT_URL"
    """The environment variable that holds it, where the file does not; "" asks none."""
    timeout: Annotated[float, Ge(1), Le(600)] = 10.0
    """Seconds for all channels together, and for the heartbeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(Strict):
    """What `publish feed` writes, beside the feed of all and the feed of changes."""

    url: str = ""
    """The address under which its folder is served; needed for links to the feeds themselves."""
    site: str = "https://news.qq.com/ch/fx"
    """The web page that the feeds belong to."""
    title: str = ""
    language: str = "zh-CN"
    limit: Annotated[int, Ge(1), Le(1000)] = 50
    kinds: tuple[Literal["company", "model", "person", "chip", "institution"], ...] = ()
    categories: Words = ()
    entities: Words = ()
    queries: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics(Strict):
    """Where the figures of the last run are written for node-exporter; "" writes none."""

    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front(Strict):
    """What a site wants otherwise above its documents. A key within `params` has a dot in it:
    ``params.media``.
    """

    drop: Words = ()
    rename: dict[str, str] = field(default_factory=dict)
    """Key → its new name."""
    add: dict[str, str | bool | Words] = field(default_factory=dict)
    """Key → its value; in texts ``{media}`` stands for what is known of the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hugo(Strict):
    """How `publish hugo` writes a site."""

    profile: Literal["hugo", "seed"] = "hugo"
    """``hugo``: today's conventions; ``seed``: the documents of `export`, byte for byte."""
    layout: Literal["flat", "monthly", "bundles", "adapter"] = "flat"
    section: str = "post"
    """The folder of the articles within ``content``."""
    images: str = "/images/"
    """The address of the site's folder ``static/images``; of a site below a path with that."""
    front: Front = field(default_factory=Front)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit(Strict):
    """When a stored article is looked at again, for what was changed after publication."""

    after: Words = ("1h", "6h", "1d", "7d", "30d")
    """Ages, since the article was first seen, at each of which it is visited once; none: never."""
    limit: Annotated[int, Ge(1), Le(10_000)] = 50
    """Of one run, after all that was never visited."""

    @property
    def ages(self) -> tuple[timedelta, ...]:
        """The same as lengths of time."""
        return tuple(map(_length, self.after))


_LENGTH = re.compile(r"([1-9][0-9]{0,5})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def _length(text: str) -> timedelta:
    """``6h`` as a length of time, none where it is not written so."""
    found = _LENGTH.fullmatch(text)
    return int(found[1]) * _UNITS[found[2]] if found else timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Images(Strict):
    """Which images are kept, and how they are fetched and published. Sizes in bytes."""

    mirror: Literal["none", "publish", "archive"] = "none"
    """``publish`` fetches what is published, ``archive`` also what a crawl or an import brings."""
    size: Literal["641", "1000", "0"] = "641"
    """Of an image that the site has in several: pixels of width, 0 as it was uploaded."""
    hosts: Words = ("*.gtimg.com", "*.qpic.cn")
    """Where images are asked for, beside no other host."""
    max_bytes: Annotated[int, Ge(1024)] = 20_000_000
    max_pixels: Annotated[int, Ge(1), Le(80_000_000)] = 40_000_000
    limit: Annotated[int, Ge(1), Le(100_000)] = 200
    """Images that one crawl, import or publication fetches at most."""
    convert: Literal["", "webp", "avif"] = ""
    """What images are made into when they are published; the archive keeps them as served."""
    quality: Annotated[int, Ge(1), Le(100)] = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Translate(Strict):
    """Into which languages articles are put, and by whom: a command or an endpoint."""

    to: Words = ()
    """BCP 47: ``en``, ``ja``, ``zh-Hant``; none: nothing is translated."""
    command: Words = ()
    """A program and its arguments: JSON to its standard input, JSON from its standard output."""
    url: str = field(default="", repr=False)
    """The base of an OpenAI-compatible API; ``/chat/completions`` is appended."""
    model: str = ""
    key_env: str = "SCRAPER_TRANSLATE_KEY"
    """The environment variable that holds the key; unset or "" sends none."""
    timeout: Annotated[float, Ge(1), Le(3600)] = 120.0
    """Seconds for one answer."""
    max_tokens: Annotated[int, Ge(256), Le(100_000)] = 4096
    """Of one answer; longer articles are cut into pieces that fit."""
    summary: bool = False
    """Whether articles without an abstract get a lead, in their own language."""
    prompt: str = ""
    """What else a model is told: names to be written so, a tone."""

    @property
    def wanted(self) -> bool:
        """Whether somebody is named who translates."""
        return bool(self.command or self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve(Strict):
    """How `serve` shows the archive in a browser."""

    host: str = "127.0.0.1"
    """The address it listens at; any but this machine's own needs `password` or `proxy`."""
    port: Annotated[int, Ge(0), Le(65535)] = 8765
    """0 takes a free one."""
    names: Words = ()
    """Under which names it may be asked for, beside localhost and addresses of numbers."""
    password: str = field(default="", repr=False)
    """What whoever reads must say, under any name; "" asks for nothing."""
    password_env: str = "SCRAPER_SERVE_PASSWORD"  # noqa: S105 - its name
    """The environment variable that holds it, where the file does not; "" asks none."""
    proxy: bool = False
    """Whether a reverse proxy stands before it, and says who may come in."""
    images: bool = True
    """Whether images that are not kept are asked for where they are, when they are looked at."""
    sql: bool = True
    """Whether the archive may be asked in SQL."""


SOURCES = (
    Source(name="ai", kind="channel", channel="news_news_fx", filter=False),
    Source(name="tech", kind="channel", channel="news_news_tech"),
    Source(name="hot", kind="hot"),
)
"""The sources of a configuration that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Strict):
    """The whole configuration."""

    archive: Archive = field(default_factory=Archive)
    documents: Documents = field(default_factory=Documents)
    fetch: Fetch = field(default_factory=Fetch)
    topics: Topics = field(default_factory=Topics)
    revisit: Revisit = field(default_factory=Revisit)
    images: Images = field(default_factory=Images)
    notify: Notify = field(default_factory=Notify)
    metrics: Metrics = field(default_factory=Metrics)
    hugo: Hugo = field(default_factory=Hugo)
    feed: Feed = field(default_factory=Feed)
    translate: Translate = field(default_factory=Translate)
    serve: Serve = field(default_factory=Serve)
    source: tuple[Source, ...] = SOURCES


def load(path: Path) -> Settings:
    """The settings of a TOML file, its relative paths resolved; ConfigError names all faults."""
    text = read(path, "name another, or make one with `scraper init`")
    return rooted(parse(text, str(path)), path.parent)


def read(path: Path, remedy: str) -> str:
    """The text of a file; ConfigError, with what to do, where it has none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise ConfigError(f"{path}: cannot be read ({reason}); {remedy}") from error


def parse(text: str, name: str) -> Settings:
    """The settings written in `text`; `name` stands in messages."""
    settings = validated(Settings, text, name)
    if found := [f"{name}: {fault}" for fault in faults.wrong(settings)]:
        raise ConfigError(*found)
    return settings


def validated(form: type[Form], text: str, name: str) -> Form:
    """The values written in TOML, of the form of a `Strict` class; ConfigError names all faults."""
    try:  # by way of JSON, whose strict reading takes tables for classes and arrays for tuples
        tables = tomllib.loads(text)
        values = json.dumps(tables, default=str)
    except (ValueError, RecursionError) as error:  # of its grammar, of numbers, of depth
        raise ConfigError(f"{name}: not TOML: {error}; see https://toml.io") from error
    if (filled := fit.fitted(form, tables)) is not None:
        return filled
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 - slow to load

    try:
        return TypeAdapter(form).validate_json(values)
    except ValidationError as error:
        raise ConfigError(*_faults(error, name)) from error


def rooted(settings: Settings, root: Path) -> Settings:
    """The same settings with every relative path taken from `root`."""
    documents, metrics = settings.documents.dir, settings.metrics.path
    entities = settings.topics.entities
    return replace(
        settings,
        archive=replace(settings.archive, path=str(root / settings.archive.path)),
        metrics=replace(settings.metrics, path=str(root / metrics) if metrics else ""),
        topics=replace(settings.topics, entities=str(root / entities) if entities else ""),
        documents=replace(settings.documents, dir=str(root / documents) if documents else ""),
        source=tuple(
            replace(one, file=str(root / one.file)) if one.file else one for one in settings.source
        ),
    )


def _faults(error: ValidationError, name: str) -> list[str]:
    lines = []
    for fault in error.errors():
        path = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "unexpected_keyword_argument":
            lines.append(f"{name}: {path}: unknown key; remove it or check its spelling")
        else:
            lines.append(f"{name}: {path}: {fault['msg']}")
    return lines
