"""Article → the story it tells: that of the article it copies, its own where it copies none.

An article belongs to the story of that one, of all first seen before it, which it is most like: so
a story has one head, the first that told it, and two stories that an article tells together stay
two. The rule knows no order of work: an article that comes late with an early time, or changes its
text, moves what was said after it, and the archive is as if it had always been so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from sqlite_utils import Database

from scraper.archive import functions, similar

NEWEST = 64
"""Articles looked at for one hash: what stands in more of them is no sign of a copy."""

SHARED = 3
"""Hashes that an article must share with another to be compared with it; copies share ten."""

TRIED = 5
"""Texts, earlier and again later ones, that it is compared with: those that share the most."""

_SAME = 2.0
"""How alike texts of the same letters are: more than those that only have the same pieces."""

_COLUMNS = "number, id, first_seen, story_id, content_sha256, body"
_RETOLD = "INSERT OR IGNORE INTO retellings (article_id, story_id, until) VALUES (?, ?, ?)"
_NUMBERED = "SELECT {} FROM articles WHERE number = ?"


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


_place = attrgetter("place")


class Said(NamedTuple):
    """What a body says: its letters, and the hashes of their sketch."""

    letters: str
    hashes: list[int]


def _said(body: str) -> Said:
    letters = similar.letters(body)
    return Said(letters, similar.sketch(letters))


def added(db: Database, number: int) -> None:
    """Let a new article join the story it tells."""
    told = _told(db, number)
    said = _said(told.body)
    _sketch(db, number, said.hashes)
    _settle(db, told, said)


def changed(db: Database, number: int, before: str, at: str) -> None:
    """Let an article whose body was `before` until a time join the story it tells now.

    Which story was told until then, by it and by all that move with it, is written down.
    """
    told = _told(db, number)
    said, unsaid = _said(told.body), _said(before)
    if said.letters != unsaid.letters:
        lost, come = set(unsaid.hashes) - set(said.hashes), set(said.hashes) - set(unsaid.hashes)
        sql = "DELETE FROM sketches WHERE hash = ? AND number = ?"
        db.conn.executemany(sql, [(one, number) for one in sorted(lost)])
        _sketch(db, number, sorted(come))
        _settle(db, told, said, at)


def moved(db: Database, number: int) -> None:
    """Let an article that was first seen at another time than was known join its story."""
    told = _told(db, number)
    _settle(db, told, _said(told.body))


def fill(db: Database) -> None:
    """Let all articles join their stories, where none has a sketch or another's story yet."""
    ordered = db.execute("SELECT number FROM articles ORDER BY first_seen, id").fetchall()
    for (number,) in ordered:
        added(db, number)


def faults(db: Database) -> Iterator[tuple[str, str]]:
    """Where sketches, hashes and stories are not what the articles make them: which, and what."""
    count = 0
    for told in _all(db, "SELECT {} FROM articles"):
        hashes = _said(told.body).hashes
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


def _sketch(db: Database, number: int, hashes: list[int]) -> None:
    sql = "INSERT OR IGNORE INTO sketches (hash, number) VALUES (?, ?)"
    db.conn.executemany(sql, [(one, number) for one in hashes])


def _settle(db: Database, told: Told, said: Said, at: str = "") -> None:
    """Put an article, and all that may have followed it or may now, into their stories."""
    near = _near(db, told, said)
    story = _join(db, told, near, at)
    later = {one.story for _, one in near if one.place > told.place}
    touched = {told.story, *(later - {story})}  # who is of its story stays, whichever is likest
    members = [one for old in touched for one in _members(db, old, after=told.place)]
    for one in sorted(members, key=_place):
        _join(db, one, _near(db, one, _said(one.body)), at)


def _join(db: Database, told: Told, near: Iterable[tuple[float, Told]], at: str) -> str:
    """The story of the earlier article that is most like it, its own without one; written down.

    So is the one it told until then, where a text changed at a time; what only came late changes
    no past.
    """
    before = [(-alike, one.place, one.story) for alike, one in near if one.place < told.place]
    story = min(before)[2] if before else told.id
    if story != told.story:
        if at:
            db.execute(_RETOLD, [told.id, told.story, at])
        db.execute("UPDATE articles SET story_id = ? WHERE number = ?", [story, told.number])
    return story


def _near(db: Database, told: Told, said: Said) -> list[tuple[float, Told]]:
    """The articles that it copies, or that copy it, with how alike they are."""
    if not said.hashes:
        return []
    near = [(_SAME, one) for one in _same(db, told)]
    for one in _candidates(db, told, said.hashes):
        alike = similar.alike(said.letters, similar.letters(one.body))
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


def _candidates(db: Database, told: Told, hashes: Iterable[int]) -> list[Told]:
    """The first of each other text that shares the most hashes, earlier and later ones."""
    query = "SELECT number FROM sketches WHERE hash = ? ORDER BY number DESC LIMIT ?"
    shared = Counter(found for one in hashes for (found,) in db.execute(query, [one, NEWEST]))
    likely = [number for number, count in shared.most_common(NEWEST) if count >= SHARED]
    first: dict[str, Told] = {}
    known = (_all(db, _NUMBERED, number) for number in likely)
    for one in chain.from_iterable(known):  # one that is lost is `check`'s affair
        first[one.content] = min(one, first.get(one.content, one), key=_place)
    others = [one for content, one in first.items() if content != told.content]
    earlier = [one for one in others if one.place < told.place]
    later = [one for one in others if one.place > told.place]
    return earlier[:TRIED] + later[:TRIED]


def _members(db: Database, story: str, *, after: tuple[str, str]) -> Iterator[Told]:
    query = "SELECT {} FROM articles WHERE story_id = ? AND (first_seen, id) > (?, ?)"
    return _all(db, query, story, *after)


def _told(db: Database, number: int) -> Told:
    (found,) = _all(db, _NUMBERED, number)
    return found


def _all(db: Database, query: str, *values: object) -> Iterator[Told]:
    return map(Told._make, db.execute(query.format(_COLUMNS), list(values)))
