"""Settings → what of this installation works, and what a person should do about the rest."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from scraper import urls
from scraper.archive import lock
from scraper.config import Source
from scraper.discover import sources
from scraper.errors import ArchiveError, DocumentError, FetchError, PageError, ScraperError
from scraper.extract import article as articles
from scraper.extract import page as pages
from scraper.hall import Hall
from scraper.models import Article, Check, Condition, Fetched
from scraper.publish import files
from scraper.watch import notices, notify

_ROOM = 500_000_000
"""Bytes: with less room left, a crawler of this site fills the disk within weeks."""
_SKEW = timedelta(minutes=5)
_HUGO = ("hugo.toml", "config.toml")
_ABOVE = 3  # folders above the documents in which a Hugo site is looked for


def examine(hall: Hall, fault: str = "") -> Iterator[Check]:
    """Every check, the web last: one list, and one known article of each era.

    `fault` is why the archive cannot be read; then that of the `hall` is an empty one.
    """
    asked = [source.name for source in hall.settings.source if source.enabled]
    yield Check(name="config", state="ok", text=f"sources: {', '.join(asked) or 'none'}")
    yield from (_broken(fault),) if fault else _sound(_archive(hall))
    yield from _sound(_lock(hall))
    yield _disk(Path(hall.settings.archive.path).absolute().parent)
    yield from _documents(hall)
    yield from _sound(_clock(hall))
    yield from _sound(_hosts(hall))
    yield from _lists(hall)
    if fault:
        text = "no known article can be visited, for the archive cannot be read"
        yield Check(name="era", state="warn", text=text, remedy="mend the archive first")
    else:
        yield from _sound(_eras(hall))


def _sound(checks: Iterator[Check]) -> Iterator[Check]:
    """The checks, up to where the archive proves to be damaged."""
    try:
        yield from checks
    except ArchiveError as error:
        yield _broken(str(error))


def _broken(fault: str) -> Check:
    """The archive cannot be read; what an ArchiveError says ends in what to do about it."""
    text, _, remedy = fault.rpartition("; ")
    return Check(name="archive", state="fail", text=text or fault, remedy=remedy)


def _archive(hall: Hall) -> Iterator[Check]:
    place = Path(hall.settings.archive.path)
    if not place.parent.is_dir():
        yield _broken(f"{place}: its folder does not exist; make it, or choose another path")
        return
    if not place.exists():
        yield Check(name="archive", state="ok", text="none yet; the first crawl makes it")
        return
    found = hall.store.watch.figures(hall.now())
    text = f"{found.articles} articles, {found.size / 1e6:.1f} MB"
    yield Check(name="archive", state="ok", text=text)
    if found.quarantined:
        text = f"{found.quarantined} pages could not be believed"
        yield Check(name="quarantine", state="warn", text=text, remedy="scraper quarantine")
    if found.given_up:
        text = f"{found.given_up} links were given up"
        yield Check(name="failed", state="warn", text=text, remedy="scraper list --failed")


def _lock(hall: Hall) -> Iterator[Check]:
    place = Path(hall.settings.archive.path)
    if not place.parent.is_dir():
        return
    holder = lock.holder(place)
    text = f"held by {holder or 'a run'}" if holder is not None else "nobody is at work"
    yield Check(name="lock", state="ok", text=text)


def tell(hall: Hall) -> Iterator[Check]:
    """A trial notice through every channel."""
    notice = notices.trial(hall.settings.notify, place=hall.settings.archive.path)
    for one in notify.send(notice, hall.channels, hall.settings.notify.timeout):
        state: Condition = "fail" if one.fault else "ok"
        yield Check(name="notify", state=state, text=f"{one.channel}: {one.fault or 'sent'}")
    if not hall.channels:
        remedy = "set notify.urls, or the environment variable of notify.env"
        yield Check(name="notify", state="warn", text="there is no channel", remedy=remedy)


def _disk(folder: Path) -> Check:
    """The room at a folder, or where it would be made."""
    folder = next((one for one in (folder, *folder.parents) if one.is_dir()), Path("/"))
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB free at {folder}"
    if free < _ROOM:
        return Check(name="disk", state="fail", text=text, remedy="free some space")
    return Check(name="disk", state="ok", text=text)


def _documents(hall: Hall) -> Iterator[Check]:
    if not hall.settings.documents.dir:
        yield Check(name="documents", state="ok", text="none are written (documents.dir)")
        return
    folder = Path(hall.settings.documents.dir).absolute()
    try:
        files.ready(folder)
    except DocumentError as error:
        remedy = "choose another documents.dir"
        yield Check(name="documents", state="fail", text=str(error), remedy=remedy)
        return
    yield Check(name="documents", state="ok", text=f"{folder} can be written")
    above = (folder, *folder.parents[:_ABOVE])
    site = next((one / name for one in above for name in _HUGO if _is_hugo(one / name)), None)
    if site:
        yield _hugo(site)


def _hugo(path: Path) -> Check:
    """What in a Hugo site's configuration will go wrong with these documents."""
    said = _toml(path)
    missing = [
        f"{key} = {value}"
        for key, value in (("timeZone", '"Asia/Shanghai"'), ("hasCJKLanguage", "true"))
        if not {name.lower(): one for name, one in said.items()}.get(key.lower())
    ]
    if missing:
        remedy = f"add {' and '.join(missing)}"
        text = f"{path}: dates or summaries will be wrong"
        return Check(name="hugo", state="warn", text=text, remedy=remedy)
    return Check(name="hugo", state="ok", text=f"{path}")


def _is_hugo(path: Path) -> bool:
    return path.is_file() and any(key.lower() in ("baseurl", "theme") for key in _toml(path))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}


def _clock(hall: Hall) -> Iterator[Check]:
    """Whether the archive holds anything from the future."""
    latest = max((run.started_at for run in hall.store.runs(5)), default=None)
    if latest and latest > hall.now() + _SKEW:
        text = f"the archive was written at {latest:%Y-%m-%d %H:%M}, which is still to come"
        remedy = "set the clock of this machine"
        yield Check(name="clock", state="fail", text=text, remedy=remedy)
        return
    yield Check(name="clock", state="ok", text=f"{hall.now():%Y-%m-%d %H:%M:%S %z}")


def _hosts(hall: Hall) -> Iterator[Check]:
    for host in hall.store.watch.hosts():
        if host.left_until and host.left_until > hall.now():
            text = (
                f"{host.host} is left alone until {host.left_until:%Y-%m-%d %H:%M}: {host.reason}"
            )
            yield Check(
                name="hosts", state="warn", text=text, remedy="wait; it is asked again then"
            )


def _lists(hall: Hall) -> Iterator[Check]:
    """The first source that is asked over the web."""
    for source in hall.settings.source:
        if source.enabled and source.kind != "urls":
            yield from _list(hall, source)
            return
    remedy = "add one to the configuration"
    yield Check(name="list", state="warn", text="no source is asked over the web", remedy=remedy)


def _list(hall: Hall, source: Source) -> Iterator[Check]:
    request, name = sources.first(source), f"list {source.name}"
    try:
        answer = hall.client.ask(request, robots=source.robots)
        listing = sources.read(source, request, answer, hall.now())
    except PageError as error:
        remedy = "see docs/site.md: has the endpoint moved?"
        yield Check(name=name, state="fail", text=str(error), remedy=remedy)
        return
    rows = len(listing.links)
    state: Condition = "ok" if rows or listing.more else "warn"
    yield Check(name=name, state=state, text=f"{rows} items at {request.url.partition('?')[0]}")
    yield from _told(answer)


def _told(answer: Fetched) -> Iterator[Check]:
    """Our clock against that of the site."""
    try:
        told = parsedate_to_datetime(dict(answer.headers).get("date", ""))
        skew = abs(told - answer.at)
    except (ValueError, TypeError, IndexError, OverflowError):
        return
    if skew > _SKEW:
        text = f"{skew} apart from the site's ({told:%Y-%m-%d %H:%M:%S %z})"
        yield Check(name="clock", state="fail", text=text, remedy="set the clock of this machine")


def _eras(hall: Hall) -> Iterator[Check]:
    """The newest article of each extractor, visited again."""
    for name in articles.EXTRACTORS.split():
        era = name.partition("/")[0]
        known = hall.store.latest(era)
        if known is None:
            yield Check(name=f"era {era}", state="ok", text="no article of it yet")
        else:
            yield _visit(hall, f"era {era}", known)


def _visit(hall: Hall, name: str, known: Article) -> Check:
    look = f"scraper import --refetch {known.id}"
    try:
        address = urls.read(known.url)
        fetched = hall.client.page(address.fetch_url)
        found = articles.read(pages.decode(fetched), address)
    except FetchError as error:
        return Check(name=name, state="warn", text=str(error), remedy=look)
    except ScraperError as error:
        return Check(name=name, state="fail", text=str(error), remedy="scraper health")
    if found.body == known.body:
        return Check(name=name, state="ok", text=f"{known.id} reads as it is stored")
    share = len(found.body) / len(known.body)
    text = f"{known.id} reads otherwise than it is stored ({share:.0%} of the length)"
    return Check(name=name, state="warn" if share > 0.5 else "fail", text=text, remedy=look)
