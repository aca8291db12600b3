"""Article → the story it tells: that of the article it copies, its own where it copies none.

An article belongs to the story of that one, of all first seen before it, which it is most like: so
a story has one head, the first that told it, and two stories that an article tells together stay
two. The rule knows no order of work: an article that comes late with an early time, or changes its
text, moves what was said after it, and the archive is as if it had always been so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlite_utils import Database

from scraper.archive import functions, similar

NEWEST = 64
"""Articles looked at for one hash: what stands in more of them is no sign of a copy."""

SHARED = 3
"""Hashes that an article must share with another to be compared with it; copies share ten."""

TRIED = 8
"""Articles it is compared with, letter by letter: those that share the most hashes."""

_SAME = 2.0
"""How alike texts of the same letters are: more than those that only have the same pieces."""

_COLUMNS = "number, id, first_seen, story_id, content_sha256, body"


class Told(NamedTuple):
    """An article as one that tells a story."""

    number: int
    id: str
    first_seen: str
    story: str
    content: str
    body: str

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands among those that tell the same: the first is the head."""
        return self.first_seen, self.id


def added(db: Database, number: int) -> None:
    """Let a new article join the story it tells."""
    told = _told(db, number)
    said = similar.letters(told.body)
    _sketch(db, number, said)
    _settle(db, told, said)


def changed(db: Database, number: int, before: str) -> None:
    """Let an article whose body was `before` join the story it tells now."""
    told = _told(db, number)
    said, unsaid = similar.letters(told.body), similar.letters(before)
    if said != unsaid:
        for one in similar.sketch(unsaid):
            db.execute("DELETE FROM sketches WHERE hash = ? AND number = ?", [one, number])
        _sketch(db, number, said)
        _settle(db, told, said)


def fill(db: Database) -> None:
    """Let all articles join their stories, where none has a sketch or another's story yet."""
    ordered = db.execute("SELECT number FROM articles ORDER BY first_seen, id").fetchall()
    for (number,) in ordered:
        added(db, number)


def faults(db: Database) -> Iterator[tuple[str, str]]:
    """Where sketches, hashes and stories are not what the articles make them: which, and what."""
    count = 0
    for told in _all(db, "SELECT {} FROM articles"):
        hashes = similar.sketch(similar.letters(told.body))
        count += len(hashes)
        if told.content != functions.content_sha256(told.body):
            yield f"articles, row {told.id!r}", "its hash is not that of its text"
        if _known(db, told.number, hashes) != len(hashes):
            yield f"articles, row {told.id!r}", "its sketch is not that of its text"
    (total,) = db.execute("SELECT count(*) FROM sketches").fetchone()
    if total > count:
        yield "sketches", f"{total - count} of texts that are not there"
    for (key,) in db.execute(
        "SELECT copies.id FROM articles AS copies JOIN articles AS heads"
        " ON heads.id = copies.story_id WHERE heads.story_id <> heads.id"
        " OR (heads.first_seen, heads.id) > (copies.first_seen, copies.id)"
    ):
        yield f"articles, row {key!r}", "the head of its story is not the first that told it"


def _known(db: Database, number: int, hashes: Iterable[int]) -> int:
    known = "SELECT 1 FROM sketches WHERE hash = ? AND number = ?"
    return sum(1 for one in hashes if db.execute(known, [one, number]).fetchone())


def _sketch(db: Database, number: int, said: str) -> None:
    for one in similar.sketch(said):
        db.execute("INSERT INTO sketches (hash, number) VALUES (?, ?)", [one, number])


def _settle(db: Database, told: Told, said: str) -> None:
    """Put an article, and all that may have followed it or may now, into their stories."""
    near = _near(db, told, said)
    _join(db, told, near)
    touched = {told.story, *(one.story for _, one in near if one.place > told.place)}
    members = [one for story in touched for one in _members(db, story, after=told.place)]
    for later in sorted(members, key=lambda one: one.place):
        _join(db, later, _near(db, later, similar.letters(later.body)))


def _join(db: Database, told: Told, near: Iterable[tuple[float, Told]]) -> None:
    """Write down the story of the earlier article that is most like it; its own without one."""
    before = [(-alike, one.place, one.story) for alike, one in near if one.place < told.place]
    story = min(before)[2] if before else told.id
    if story != told.story:
        db.execute("UPDATE articles SET story_id = ? WHERE number = ?", [story, told.number])


def _near(db: Database, told: Told, said: str) -> list[tuple[float, Told]]:
    """The articles that it copies, or that copy it, with how alike they are."""
    if len(said) < similar.LEAST:
        return []
    near = [(_SAME, one) for one in _same(db, told)]
    for number in _candidates(db, told.number, similar.sketch(said)):
        one = _told(db, number)
        if one.content == told.content:
            continue  # the first of them is there already
        alike = similar.alike(said, similar.letters(one.body))
        if alike >= similar.ALIKE:
            near.append((alike, one))
    return near


def _same(db: Database, told: Told) -> Iterator[Told]:
    """The first other article of the same letters: the others belong to its story too."""
    query = (
        "SELECT {} FROM articles WHERE content_sha256 = ? AND number <> ?"
        " ORDER BY first_seen, id LIMIT 1"
    )
    return _all(db, query, told.content, told.number)


def _candidates(db: Database, number: int, hashes: Iterable[int]) -> list[int]:
    """The other articles that share the most hashes."""
    query = "SELECT number FROM sketches WHERE hash = ? ORDER BY number DESC LIMIT ?"
    shared = Counter(
        found for one in hashes for (found,) in db.execute(query, [one, NEWEST]) if found != number
    )
    return [found for found, count in shared.most_common(TRIED) if count >= SHARED]


def _members(db: Database, story: str, *, after: tuple[str, str]) -> Iterator[Told]:
    query = "SELECT {} FROM articles WHERE story_id = ? AND (first_seen, id) > (?, ?)"
    return _all(db, query, story, *after)


def _told(db: Database, number: int) -> Told:
    (found,) = _all(db, "SELECT {} FROM articles WHERE number = ?", number)
    return found


def _all(db: Database, query: str, *values: object) -> Iterator[Told]:
    return map(Told._make, db.execute(query.format(_COLUMNS), list(values)))
