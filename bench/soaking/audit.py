"""The archive at the end ↔ what the site could give: all of it, in its words, once, and no more."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from scraper import urls
from scraper.archive import store
from scraper.demo.weather import Truth
from scraper.discover import plan
from scraper.errors import ArchiveError, PageError, UrlError
from scraper.models import STORED, Article, Kind
from soaking import texts

SETTLED = frozenset({Kind.GONE, Kind.PAID, Kind.VIDEO, Kind.OFF_TOPIC, Kind.NOT_ARTICLE})
MANY = 12
"""Faults of a sort that are said in full."""
SHARE = 0.02
"""Of the articles that the site could give, how many may be given up by the rule of the pauses."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the audit found: `faults` in words, `states` how many links ended how."""

    faults: list[str] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    given_up: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def few(faults: Iterable[str]) -> Iterator[str]:
    """The first faults of a sort, and how many more there are."""
    every = list(faults)
    yield from every[:MANY]
    if len(every) > MANY:
        yield f"… and {len(every) - MANY} more like the last"


def sound(path: Path) -> list[str]:
    """What SQLite itself finds wrong with a file."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        said = [text for (text,) in db.execute("PRAGMA integrity_check") if text != "ok"]
        said += [f"foreign key: {row}" for row in db.execute("PRAGMA foreign_key_check")]
    return [f"{path.name}: {text}" for text in said[:5]]


def judge(path: Path, truth: Truth, now: datetime) -> Verdict:
    """Everything that is to be said of an archive after the last fair day."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        links = [dict(row) for row in db.execute(_LINKS)]
        states = {link["source_url"]: _state(link, now) for link in links}
        stored = {key for (key,) in db.execute("SELECT id FROM articles")}
        ends = {link["id"]: states[link["source_url"]] for link in links if link["id"]}
        lost = sorted(truth.gives.keys() - stored)
        given_up = [key for key in lost if ends.get(key) == "given up"]
        checks = [
            sound(path),
            _sets(stored, truth),
            _links(links, states, now),
            _lost(lost, links, states, truth),
            _many(given_up, truth),
            _fates(links, states, truth),
            _bare(db),
        ]
        faults = [fault for check in checks for fault in few(check)]
        counts = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}
    faults += few(_articles(path, truth))
    return Verdict(
        faults=faults,
        states=dict(Counter(states.values()).most_common()),
        given_up=given_up,
        counts=counts,
    )


TABLES = ("articles", "revisions", "links", "visits", "runs", "snapshots", "contents")
_LINKS = """
    SELECT links.*,
           EXISTS (SELECT 1 FROM articles WHERE articles.source_url = links.source_url) AS stored,
           EXISTS (SELECT 1 FROM aliases WHERE aliases.form = links.source_url) AS alias
    FROM links
"""


def _state(link: dict[str, Any], now: datetime) -> str:
    """The one state that a link is in."""
    if link["stored"] or link["alias"]:
        return "stored"
    if link["kind"] is None:
        return "never visited"
    if link["kind"] in STORED:
        return "lost"
    if link["due_at"] is not None:
        return "overdue" if link["due_at"] <= now.isoformat() else "waiting"
    return str(link["kind"]) if link["kind"] in SETTLED else "given up"


def _sets(stored: set[str], truth: Truth) -> Iterator[str]:
    for key in sorted(stored - truth.gives.keys() - truth.perhaps.keys()):
        yield f"{key}: in the archive, but {truth.never.get(key, 'no article of the site')}"


def _links(links: list[dict[str, Any]], states: dict[str, str], now: datetime) -> Iterator[str]:
    """Links that are in no final state after the last fair day."""
    for link in links:
        url, state = link["source_url"], states[link["source_url"]]
        if state in ("never visited", "lost", "overdue", "waiting"):
            yield f"{url}: {state}: {link['kind']}, {link['tries']} tries, due {link['due_at']}"
        if state == "given up" and plan.again(Kind(link["kind"]), link["tries"], now) is not None:
            yield f"{url}: given up after {link['tries']} tries, too early for {link['kind']}"
        if state == "stored" and link["due_at"] is not None and link["kind"] in STORED:
            yield f"{url}: stored, and due {link['due_at']}"


def _lost(
    lost: list[str], links: list[dict[str, Any]], states: dict[str, str], truth: Truth
) -> Iterator[str]:
    """Articles that are missing, and not because the rule gave them up."""
    known = {link["id"]: link for link in links if link["id"]}
    for key in lost:
        link = known.get(key)
        if link is None:
            yield f"{key}: {truth.gives[key].url} was never discovered"
        elif states[link["source_url"]] != "given up":
            said = f"{link['kind']} after {link['tries']} tries, named by {link['source']}"
            yield f"{key}: could be had, but is {states[link['source_url']]}: {said}"


def _many(given_up: list[str], truth: Truth) -> Iterator[str]:
    if len(given_up) > SHARE * len(truth.gives) + 2:
        yield f"{len(given_up)} of {len(truth.gives)} articles were given up"


def _fates(links: list[dict[str, Any]], states: dict[str, str], truth: Truth) -> Iterator[str]:
    """Links of what could not be had, in another state than that."""
    readable = truth.gives.keys() | truth.perhaps.keys()
    for link in links:
        wanted = truth.never.get(link["id"])
        if wanted and states[link["source_url"]] not in (wanted, "given up"):
            yield f"{link['source_url']}: {states[link['source_url']]}, not {wanted}"
        if not wanted and link["id"] and link["id"] not in readable:
            yield f"{link['source_url']}: a link to no article of the site"


def _bare(db: sqlite3.Connection) -> Iterator[str]:
    """Rows that stand for nothing."""
    checks = {
        "articles without a snapshot": "SELECT id FROM articles WHERE snapshot_id IS NULL",
        "articles that no visit brought": "SELECT id FROM articles WHERE snapshot_id NOT IN"
        " (SELECT snapshot_id FROM visits WHERE snapshot_id IS NOT NULL)",
        "articles that no visit found new": "SELECT id FROM articles WHERE NOT EXISTS"
        " (SELECT 1 FROM visits LEFT JOIN aliases ON form = visits.source_url WHERE kind = 'new'"
        " AND articles.source_url IN (visits.source_url, aliases.source_url))",
        "contents of no snapshot": "SELECT sha256 FROM contents"
        " WHERE sha256 NOT IN (SELECT sha256 FROM snapshots)",
        "two articles with the same text": "SELECT group_concat(id) FROM articles"
        " GROUP BY title, body HAVING count(*) > 1",
        "visits of no run": "SELECT id FROM visits WHERE run_id IS NULL",
        "links in the future": "SELECT source_url FROM links WHERE due_at IS NOT NULL"
        " AND kind IS NULL",
    }
    for name, sql in checks.items():
        if found := [key for (key,) in db.execute(sql)]:
            yield f"{name}: {len(found)}, the first {found[0]}"


def _articles(path: Path, truth: Truth) -> Iterator[str]:
    """Texts, their earlier texts and their pages, one by one."""
    with store.open(path, readonly=True) as archive:
        for entry in archive.entries():
            told = truth.gives.get(entry.article.id) or truth.perhaps.get(entry.article.id)
            if told is None:
                continue
            yield from texts.differ(entry.article, told)
            yield from _derived(archive, entry.article)
            for one in archive.revisions(entry.article.id):
                former = truth.earlier.get(entry.article.id)
                text = (one.article.title, one.article.body)
                if text != (entry.article.title, entry.article.body) and not (
                    former and texts.is_it(text, former)
                ):
                    yield f"{entry.article.id}: a revision with a text that the site never had"
        yield from _snapshots(archive, path)


def _derived(archive: store.Store, article: Article) -> Iterator[str]:
    """Where an article is not what the page it was made from says."""
    try:
        fetched = archive.raw(article.id)
    except ArchiveError as error:
        yield str(error)
        return
    if fetched is None:
        yield f"{article.id}: no page was kept"
        return
    try:
        found = texts.extracted(fetched, _named(fetched.url, article.url))
    except PageError as error:
        yield f"{article.id}: its own page is none: {error}"
    else:
        if (found.title, found.body) != (article.title, article.body):
            yield f"{article.id}: not what its own page says"


def _named(landed: str, url: str) -> str:
    """The address that names the article for sure."""
    try:
        return landed if urls.read(landed).certain else url
    except UrlError:
        return url


def _snapshots(archive: store.Store, path: Path) -> Iterator[str]:
    """Answers whose bytes are not those that came."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        numbers = [number for (number,) in db.execute("SELECT id FROM snapshots")]
    for number in numbers:
        try:
            archive.snapshot(number)
        except ArchiveError as error:
            yield str(error)


def folders(documents: Path, exported: Path) -> Iterator[str]:
    """How the documents of the crawls differ from a fresh export, name by name and byte by byte."""
    ours = {one.name for one in documents.iterdir()}
    theirs = {one.name for one in exported.iterdir()}
    for name in sorted(ours ^ theirs)[:5]:
        yield f"{name}: only in {'documents' if name in ours else 'the export'}"
    for name in sorted(ours & theirs):
        if (documents / name).read_bytes() != (exported / name).read_bytes():
            yield f"{name}: another text in documents than in the export"
