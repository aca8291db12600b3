"""The frozen values ↔ rows of text and numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from scraper.archive import cells, hints
from scraper.archive.cells import Row
from scraper.archive.values import Cause, Entry, Failure, Revision, Run, State
from scraper.models import Address, Article, Fetched, Hint, Image, Kind, Link, Url, Video

_TEXT = ("title", "body", "extractor")
"""What a revision always keeps in columns of its own."""


def pack(article: Article) -> Row:
    """An article as plain values, fit for JSON and SQLite."""
    plain: Row = {name: getattr(article, name) for name in cells.names(Article)}
    plain["published"] = cells.stamp(article.published) if article.published else None
    plain["tags"] = list(article.tags)
    plain["images"] = [_flat(image, cells.names(Image)) for image in article.images]
    plain["videos"] = [_flat(video, cells.names(Video)) for video in article.videos]
    return cells.clean(plain)


def _flat(item: object, names: Iterable[str]) -> Row:
    """`asdict` copies what it finds in depth, and takes ten times as long."""
    return cells.bounded({name: getattr(item, name) for name in names})


def unpack(plain: Row) -> Article:
    """The article of `pack`; ValueError or TypeError where the values are of another shape."""
    return Article(
        **{
            **plain,
            "published": cells.maybe(plain["published"]),
            "paid": bool(plain["paid"]),
            "tags": tuple(cells.text(tag) for tag in plain["tags"]),
            "images": tuple(cells.build(Image, image) for image in plain["images"]),
            "videos": tuple(cells.build(Video, video) for video in plain["videos"]),
        }
    )


def held(article: Article) -> Article:
    """The article as it will come back from the archive."""
    return unpack(pack(article))


def columns(plain: Row) -> Row:
    """What of a packed article stands in the table `articles`."""
    row = {name: value for name, value in plain.items() if name not in ("images", "url")}
    return row | {
        "source_url": plain["url"],
        "videos": cells.dump(plain["videos"]),
        "tags": cells.dump(plain["tags"]),
    }


def images(plain: Row) -> list[Row]:
    """What of a packed article stands in the table `images`."""
    return [
        {"article_id": plain["id"], "position": position, **image}
        for position, image in enumerate(plain["images"])
    ]


def article(row: Row, pictures: list[Row]) -> Article:
    """The article of a row of `articles` and its rows of `images`, in order."""
    with cells.reading("articles", row["id"]):
        plain = {name: row[name] for name in cells.names(Article) if name in row}
        plain["url"] = row["source_url"]
        plain["images"] = [{name: one[name] for name in cells.names(Image)} for one in pictures]
        plain["videos"] = json.loads(row["videos"])
        plain["tags"] = json.loads(row["tags"])
        return unpack(plain)


def entry(row: Row, pictures: list[Row]) -> Entry:
    """The entry of a row of `articles` and its rows of `images`, in order."""
    with cells.reading("articles", row["id"]):
        return Entry(
            article=article(row, pictures),
            first_seen=cells.time(row["first_seen"]),
            last_seen=cells.time(row["last_seen"]),
            changed_at=cells.maybe(row["changed_at"]),
            source=row["source"],
            reason=row["reason"],
            snapshot=row["snapshot_id"],
            story=row["story_id"],
            gone_at=cells.maybe(row["gone_at"]),
        )


def altered(old: Row, new: Row) -> Row:
    """The fields of a packed article that differ, with their old values.

    Another extractor that finds the same has altered nothing, nor has the first abstract.
    """
    return {
        name: value
        for name, value in old.items()
        if value != new[name] and name != "extractor" and (name, value) != ("abstract", None)
    }


def turned(changed: Row) -> bool:
    """Whether what was `altered` makes another text of it; another abstract alone does not.

    Lists give it as well as pages, each its own, and older extractors gave none.
    """
    return not changed.keys() <= {"abstract"}


def history(found: list[Row], article: Article) -> Iterator[Revision]:
    """The revisions in rows, newest first, each made from the `article` that replaced it."""
    for row in found:
        with cells.reading("revisions", (row["article_id"], row["number"])):
            later = pack(article)
            text = {name: row[name] for name in _TEXT}
            old = later | cells.dictionary(row["changed"]) | text
            article = unpack(old)
            yield Revision(
                number=row["number"],
                article=article,
                changed=tuple(altered(old, later)),
                stored_at=cells.time(row["stored_at"]),
                replaced_at=cells.time(row["replaced_at"]),
                cause=Cause(row["cause"]),
                kinds=tuple(cells.text(one) for one in json.loads(row["kinds"])),
                snapshot=row["snapshot_id"],
            )


def others(changed: Row) -> str:
    """The JSON of `revisions.changed`."""
    return cells.dump({name: value for name, value in changed.items() if name not in _TEXT})


def link_row(link: Link, at: datetime) -> Row:
    """A new row of `links`."""
    address = link.address
    row = {
        "source_url": address.url,
        "id": address.id,
        "fetch_url": address.fetch_url,
        "form": address.form,
        "certain": int(address.certain),
        "source": link.source,
        "hint": cells.dump(said(link.hint)),
        "reason": link.reason,
        "discovered_at": cells.stamp(at),
    }
    return cells.clean(row)


def link(row: Row) -> Link:
    """The link of a row of `links`."""
    with cells.reading("links", row["source_url"]):
        address = Address(
            url=Url(row["source_url"]),
            id=row["id"],
            fetch_url=row["fetch_url"],
            form=row["form"],
            certain=bool(row["certain"]),
        )
        return Link(address=address, source=row["source"], hint=_hint(row), reason=row["reason"])


def filled(row: Row, link: Link) -> Row:
    """What a later sighting of the same link adds to the row: only where it was silent."""
    with cells.reading("links", row["source_url"]):
        first = cells.dictionary(row["hint"])
    more = {name: value for name, value in said(link.hint).items() if value and not first.get(name)}
    later = {"source": link.source, "reason": link.reason, "form": link.address.form}
    added = {name: value for name, value in later.items() if value and not row[name]}
    if row["reason"] == "no title yet" and link.reason:  # as version 1 wrote where it had none
        added["reason"] = link.reason
    return cells.clean(added | ({"hint": cells.dump(first | more)} if more else {}))


def state(row: Row) -> State:
    """The state of a row of `stored`, `kind`, `tries`, `due_at`."""
    with cells.reading("links", row["source_url"]):
        return State(
            stored=bool(row["stored"]),
            kind=Kind(row["kind"]) if row["kind"] is not None else None,
            tries=row["tries"] or 0,
            due_at=cells.maybe(row["due_at"]),
        )


def failure(row: Row) -> Failure:
    """The failure of a row of `links` with `fault` and `at` of its last visit."""
    with cells.reading("links", row["source_url"]):
        return Failure(
            url=Url(row["source_url"]),
            kind=Kind(row["kind"]),
            reason=row["fault"] or "",
            title=cells.dictionary(row["hint"]).get("title") or "",
            source=row["source"],
            tries=row["tries"],
            last_at=cells.maybe(row["at"]),
            due_at=cells.maybe(row["due_at"]),
        )


def snapshot(fetched: Fetched) -> Row:
    """A new row of `snapshots`, but for its content and its run."""
    return {
        "asked": fetched.asked,
        "url": fetched.url,
        "status": fetched.status,
        "headers": cells.dump(fetched.headers),
        "fetched_at": cells.stamp(fetched.at),
    }


def fetched(row: Row, body: bytes) -> Fetched:
    """The answer of a row of `snapshots` and its bytes."""
    with cells.reading("snapshots", row["id"]):
        headers = tuple(
            (cells.text(name), cells.text(value)) for name, value in json.loads(row["headers"])
        )
        return Fetched(
            asked=row["asked"],
            url=row["url"],
            status=row["status"],
            headers=headers,
            body=body,
            at=cells.time(row["fetched_at"]),
        )


def run(row: Row) -> Run:
    """The run of a row of `runs`."""
    with cells.reading("runs", row["id"]):
        return Run(
            id=row["id"],
            command=row["command"],
            started_at=cells.time(row["started_at"]),
            finished_at=cells.maybe(row["finished_at"]),
            counts={name: int(count) for name, count in cells.dictionary(row["counts"]).items()},
            note=row["note"],
        )


def _hint(row: Row) -> Hint:
    said = hints.whole(cells.dictionary(row["hint"]))
    return cells.build(Hint, said | {"published": cells.maybe(said.get("published"))})


def said(hint: Hint) -> Row:
    """What a hint says, as it is written down."""
    values = ((name, getattr(hint, name)) for name in cells.names(Hint))
    said: Row = {name: value for name, value in values if value is not None}
    if hint.published:
        said["published"] = cells.stamp(hint.published)
    return said
