"""config.toml → frozen Settings; every wrong key named, all at once."""

from __future__ import annotations

import tomllib
from dataclasses import field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from scraper.errors import ConfigError

_STRICT = ConfigDict(extra="forbid", strict=True)
_settings = dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)

Seconds = Annotated[float, Field(ge=0, le=86400)]
Words = tuple[str, ...]


@_settings
class Archive:
    """Where the archive is; a relative path starts at the folder of config.toml."""

    path: str = "archive.db"


@_settings
class Documents:
    """Where a crawl or an import writes its documents; "" writes none."""

    dir: str = "documents"


@_settings
class Fetch:
    """How the web is visited. Times in seconds, sizes in bytes."""

    user_agent: str = "Mozilla/5.0 (compatible; scraper/0.1; news archive)"
    interval: Seconds = 1.0
    """Least time between two requests to one host."""
    jitter: Seconds = 0.5
    """Up to so much is added to each interval, at random."""
    connect_timeout: Seconds = 10.0
    read_timeout: Seconds = 20.0
    total_timeout: Seconds = 60.0
    max_bytes: Annotated[int, Field(ge=1024)] = 10_000_000
    """Of one answer, before and after decompression."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    max_backoff: Seconds = 60.0
    """The longest pause before another attempt; a longer Retry-After ends the attempts."""
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    proxy: str = ""
    robots: bool = True
    hosts: Words = ()
    """Further hosts that may be visited, beside the site's own."""
    gateway: str = ""
    """An address that stands in for every host, for offline trials: ``http://127.0.0.1:8000``."""


@_settings
class Topics:
    """What counts as AI-industry news, beside the built-in words."""

    strong: Words = ()
    weak: Words = ()
    exclude: Words = ()


@_settings
class Source:
    """One list that names articles. Which of `channel`, `author`, `query`, `file` it needs
    follows from `kind`.
    """

    name: str
    kind: Literal["channel", "hot", "author", "search", "sitemap", "urls"]
    channel: str = ""
    author: str = ""
    query: str = ""
    file: str = ""
    pages: Annotated[int, Field(ge=1, le=100)] = 3
    filter: bool = True
    """Whether the topic rule is asked; False passes every item."""
    include: Words = ()
    exclude: Words = ()
    categories: Words = ()
    robots: bool = True
    enabled: bool = True


SOURCES = (
    Source(name="ai", kind="channel", channel="news_news_fx", filter=False),
    Source(name="tech", kind="channel", channel="news_news_tech"),
    Source(name="hot", kind="hot"),
)
"""The sources of a configuration that names none."""

_NEEDS = {"channel": "channel", "author": "author", "search": "query", "urls": "file"}


@_settings
class Settings:
    """The whole configuration."""

    archive: Archive = field(default_factory=Archive)
    documents: Documents = field(default_factory=Documents)
    fetch: Fetch = field(default_factory=Fetch)
    topics: Topics = field(default_factory=Topics)
    source: tuple[Source, ...] = SOURCES


def load(path: Path) -> Settings:
    """The settings of a TOML file, its relative paths resolved; ConfigError names all faults."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}; run `scraper init`") from error
    return rooted(parse(text, str(path)), path.parent)


def parse(text: str, name: str) -> Settings:
    """The settings written in `text`; `name` stands in messages."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: not TOML: {error}") from error
    try:
        settings = TypeAdapter(Settings).validate_python(_listed(values))
    except ValidationError as error:
        raise ConfigError("\n".join(_faults(error, name))) from error
    if faults := [f"{name}: {fault}" for fault in _missing(settings)]:
        raise ConfigError("\n".join(faults))
    return settings


def rooted(settings: Settings, root: Path) -> Settings:
    """The same settings with every relative path taken from `root`."""
    documents = settings.documents.dir
    return replace(
        settings,
        archive=replace(settings.archive, path=str(root / settings.archive.path)),
        documents=replace(settings.documents, dir=str(root / documents) if documents else ""),
        source=tuple(
            replace(one, file=str(root / one.file)) if one.file else one for one in settings.source
        ),
    )


def _listed(value: Any) -> Any:
    """TOML arrays as tuples: strict validation takes no list for a tuple."""
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return tuple(_listed(item) for item in value) if isinstance(value, list) else value


def _faults(error: ValidationError, name: str) -> list[str]:
    lines = []
    for fault in error.errors():
        path = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "unexpected_keyword_argument":
            lines.append(f"{name}: {path}: unknown key; remove it or check its spelling")
        else:
            lines.append(f"{name}: {path}: {fault['msg']}")
    return lines


def _missing(settings: Settings) -> list[str]:
    faults = []
    seen: set[str] = set()
    for place, source in enumerate(settings.source):
        need = _NEEDS.get(source.kind)
        if need and not getattr(source, need):
            faults.append(f"source.{place}.{need}: needed for kind {source.kind!r}; set it")
        if source.name in seen:
            faults.append(f"source.{place}.name: {source.name!r} is used twice; rename one")
        seen.add(source.name)
    return faults
