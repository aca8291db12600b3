"""Mention ↔ entities and mentions: whom each article names."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.archive import cells, marks
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.models import Mention

MARK = "entities"
"""The mark that says by which dictionary the archive was matched, and how far."""
FEW = 2000
"""Articles that name somebody, up to which they are sorted; of more the newest are sought."""

_FEW = "id IN (SELECT article_id FROM mentions WHERE entity = ?)"
_MANY = "+id IN (SELECT article_id FROM mentions WHERE entity = ?)"
"""With the sign SQLite walks the list, and looks up who is named."""


def put(db: Database, article: str, mentions: Iterable[Mention]) -> None:
    """Whom an article of this id names, in place of whom it named before."""
    mentions = list(mentions)
    db.execute("DELETE FROM mentions WHERE article_id = ?", [article])
    db.conn.executemany(
        "INSERT INTO entities (name, kind) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(one.entity, one.kind) for one in mentions],
    )
    db.conn.executemany(
        "INSERT INTO mentions (article_id, entity, count, in_title) VALUES (?, ?, ?, ?)",
        [(article, one.entity, one.count, one.in_title) for one in mentions],
    )


def reached(db: Database, article: str) -> None:
    """A new article was matched when it was stored: the next is next, if all before are matched."""
    known = mark(db)
    (number,) = db.execute("SELECT number FROM articles WHERE id = ?", [article]).fetchone()
    if known and known["matched"] == number - 1:
        write(db, known | {"matched": number})


def forget(db: Database, article: str) -> None:
    """Nobody knows whom this text names: the archive is to be matched again from there."""
    db.execute("DELETE FROM mentions WHERE article_id = ?", [article])
    known = mark(db)
    (number,) = db.execute("SELECT number FROM articles WHERE id = ?", [article]).fetchone()
    if known and number <= known["matched"]:
        write(db, known | {"matched": number - 1, "whole": False})


def of(db: Database, article: str) -> list[Mention]:
    """Whom an article of this id names, the most named first."""
    found = db.rows(
        "SELECT entity, kind, count, in_title FROM mentions JOIN entities ON name = entity"
        " WHERE article_id = ? ORDER BY count DESC, entity",
        article,
    )
    return [Mention(**row | {"in_title": bool(row["in_title"])}) for row in found]


def known(db: Database, name: str) -> bool:
    """Whether an entity has just this name."""
    found = db.execute("SELECT 1 FROM entities WHERE name = ?", [name])
    return found.fetchone() is not None


def named(db: Database, name: str) -> list[str]:
    """The entities that have this name or alias, however written."""
    found = db.rows(
        "SELECT name FROM entities WHERE fold(name) = fold(:name) OR EXISTS"
        " (SELECT 1 FROM json_each(aliases) WHERE fold(value) = fold(:name)) ORDER BY name",
        name=name.strip(),
    )
    return [row["name"] for row in found]


def naming(db: Database, entity: str) -> str:
    """The rule that an article names somebody, in the form that SQLite is quickest with."""
    (found,) = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM mentions WHERE entity = ? LIMIT ?)", [entity, FEW]
    ).fetchone()
    return _FEW if found < FEW else _MANY


def learn(db: Database, entities: Iterable[Row], digest: str) -> None:
    """Make the table of entities that of a dictionary, and begin to match the archive by it.

    A row has name, kind, company and aliases. Who is no longer in it is mentioned no longer.
    """
    entities = [row | {"aliases": cells.dump(row["aliases"])} for row in entities]
    names = cells.dump([row["name"] for row in entities])
    db.execute("DELETE FROM entities WHERE name NOT IN (SELECT value FROM json_each(?))", [names])
    db.table("entities").upsert_all(entities, pk="name")
    write(db, {"dictionary": digest, "matched": 0, "whole": False})


def after(db: Database, number: int, limit: int) -> list[Row]:
    """The number, id, title and body of the next articles after a number."""
    return db.rows(
        "SELECT number, id, title, body FROM articles WHERE number > ? ORDER BY number LIMIT ?",
        *(number, limit),
    )


def left(db: Database) -> int:
    """How many articles are still to be matched by the dictionary of the mark."""
    known = mark(db)
    done = known["matched"] if known else 0
    (count,) = db.execute("SELECT count(*) FROM articles WHERE number > ?", [done]).fetchone()
    return int(count)


def mark(db: Database) -> Row | None:
    """`dictionary` its digest, `matched` the last number, `whole` whether it came to the end.

    None where no dictionary was ever learnt.
    """
    value = marks.read(db, MARK)
    if value is None:
        return None
    with cells.reading("marks", MARK):
        return {
            "dictionary": cells.text(value["dictionary"]),
            "matched": int(value["matched"]),
            "whole": bool(value["whole"]),
        }


def write(db: Database, value: Row) -> None:
    """Replace the mark."""
    marks.write(db, MARK, value)
