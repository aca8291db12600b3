"""Article → what it was made from: the answer, and the link that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scraper.archive import articles, cells, links, marks, rows, snapshots
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.session import Session
from scraper.archive.values import Entry, Origin, Selection
from scraper.models import Link

PAGE = 1000
"""Ids read at once."""


class Origins(Session):
    """The part of an open archive from which every article can be made again."""

    def ids(self, chosen: Selection, after: str = "") -> Iterator[str]:
        """The ids of the chosen articles in their order, those `after` one.

        Read in pages: the archive may be written meanwhile.
        """
        while True:
            with self._reading():
                found = _ids(self._db, chosen, after)
            if not found:
                return
            yield from found
            after = found[-1]

    def count(self, chosen: Selection, after: str = "") -> int:
        """How many `ids` there are."""
        where, values = _where(chosen, after)
        with self._reading():
            return int(self._db.execute(f"SELECT count(*) {where}", values).fetchone()[0])

    def extractors(self) -> list[str]:
        """Every extractor, ``era/version``, that read a text which is stored now."""
        with self._reading():
            found = self._db.rows("SELECT DISTINCT extractor FROM articles ORDER BY extractor")
        return [row["extractor"] for row in found]

    def read(self, key: str) -> Origin | None:
        """What the article of this id was made from; None where there is no such article."""
        with self._reading():
            known = articles.entry(self._db, key)
            if known is None:
                return None
            number = known.snapshot
            return Origin(
                article=known.article,
                snapshot=number,
                link=_link(self._db, known),
                fetched=None if number is None else snapshots.read(self._db, number),
            )

    def mark(self, name: str) -> Row | None:
        """How far the command of this name came; None where it came to its end."""
        with self._reading():
            return marks.read(self._db, name)

    def remember(self, name: str, place: Row | None) -> None:
        """Write down how far a command came; None at its end."""
        with self._writing():
            marks.write(self._db, name, place)


def _ids(db: Database, chosen: Selection, after: str) -> list[str]:
    where, values = _where(chosen, after)
    found = db.execute(f"SELECT id {where} ORDER BY id LIMIT ?", [*values, PAGE])
    return [key for (key,) in found]


def _where(chosen: Selection, after: str) -> tuple[str, list[Any]]:
    """The rest of a query for the chosen articles, and its values."""
    where: dict[str, list[Any]] = {"id > ?": [after]}
    if chosen.ids is not None:
        where["id IN (SELECT value FROM json_each(?))"] = [cells.dump(chosen.ids)]
    if chosen.since is not None:
        where["listed_at >= ?"] = [cells.stamp(chosen.since)]
    if chosen.era:
        where["? IN (extractor, substr(extractor, 1, instr(extractor, '/') - 1))"] = [chosen.era]
    values = [value for one in where.values() for value in one]
    return f"FROM articles WHERE {' AND '.join(where)}", values


def _link(db: Database, known: Entry) -> Link:
    """The link whose visit brought the answer; an article that came another way has a bare one."""
    found = db.rows(
        "SELECT links.* FROM visits JOIN links USING (source_url) WHERE visits.snapshot_id = ?"
        " ORDER BY visits.id LIMIT 1",
        known.snapshot,
    )
    if found:
        return rows.link(found[0])
    return links.link(db, known.article.url) or links.bare(known.article.url)
