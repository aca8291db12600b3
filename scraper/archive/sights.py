"""What was met, what the lists said, what was judged and told ↔ their tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import lru_cache

from scraper.archive import cells, runs
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.values import Told
from scraper.models import Asked, Kind, Level, Reason, Sight, Verdict

_STATES = ("alarm", "watch", "recovery", "reminder")
"""The kinds of notice that tell of a state; a digest does not."""


def facts(sight: Sight) -> Row:
    """The columns of `visits` that tell what a page gave."""
    fields = cells.dump(sorted(sight.fields))
    return {"era": sight.era, "missing": sight.missing, "chars": sight.chars, "fields": fields}


def since(db: Database, start: datetime, end: datetime) -> list[Sight]:
    """Every visit from `start` to `end`, in order."""
    found = db.rows(
        "SELECT visits.*, links.source FROM visits JOIN links USING (source_url)"
        " WHERE at BETWEEN ? AND ? ORDER BY at, visits.id",
        *(cells.stamp(start), cells.stamp(end)),
    )
    return [_sight(row) for row in found]


def survey(db: Database, asked: Asked, kind: str, run: int | None) -> None:
    """Write down what a source named, or how it failed."""
    runs.named(db, asked.source)
    db.add(
        "surveys",
        {
            "run_id": run,
            "source": asked.source,
            "at": cells.stamp(asked.at),
            "new": asked.new,
            "known": asked.known,
            "off_topic": asked.off_topic,
            "kind": kind,
            "reason": asked.fault,
        },
    )


def surveys(db: Database, start: datetime, end: datetime) -> list[Asked]:
    """Every time a source was asked from `start` to `end`, in order."""
    found = db.rows(
        "SELECT * FROM surveys WHERE at BETWEEN ? AND ? ORDER BY at, id",
        *(cells.stamp(start), cells.stamp(end)),
    )
    return [_asked(row) for row in found]


def surveyed(db: Database, source: str) -> bool:
    """Whether a source named all it had when it was asked last; False where it never was."""
    found = db.rows(
        "SELECT kind || reason AS fault FROM surveys WHERE source = ?"
        " ORDER BY at DESC, id DESC LIMIT 1",
        source,
    )
    return bool(found) and not found[0]["fault"]


def judge(db: Database, run: int, at: datetime, verdict: Verdict) -> None:
    """Write down what was said after a run."""
    reasons = cells.dump([asdict(one) for one in verdict.reasons])
    row = {"run_id": run, "at": cells.stamp(at), "level": verdict.level.value, "reasons": reasons}
    db.table("verdicts").upsert(row, pk="run_id")


def verdicts(db: Database, limit: int) -> list[tuple[datetime, Verdict]]:
    """The latest verdicts with their times, newest first."""
    found = db.rows("SELECT * FROM verdicts ORDER BY run_id DESC LIMIT ?", limit)
    return [_verdict(row) for row in found]


def spell(db: Database, now: datetime, apart: timedelta) -> datetime:
    """When the alarms began that go on until now; `now` where none does."""
    begun = now
    for row in db.rows(
        "SELECT run_id, at FROM verdicts WHERE level = 'alarm' AND at <= ? ORDER BY at DESC",
        cells.stamp(now),
    ):
        with cells.reading("verdicts", row["run_id"]):
            at = cells.time(row["at"])
        if begun - at > apart:
            break
        begun = at
    return begun


def tell(
    db: Database, told: Told, subject: str, deliveries: Iterable[tuple[str, str]], run: int | None
) -> None:
    """Write down a notice, and for each channel the fault it met ("" for none)."""
    db.add(
        "notices",
        {
            "run_id": run,
            "at": cells.stamp(told.at),
            "kind": told.kind,
            "level": told.level,
            "names": cells.dump(list(told.names)),
            "subject": subject,
            "deliveries": cells.dump(
                [{"channel": channel, "fault": fault} for channel, fault in deliveries]
            ),
        },
    )


def told(db: Database, kinds: Iterable[str] = _STATES) -> Told | None:
    """The last notice of these kinds that arrived somewhere; None where none did yet."""
    found = db.rows(
        "SELECT * FROM notices WHERE kind IN (SELECT value FROM json_each(?))"
        " AND EXISTS (SELECT 1 FROM json_each(deliveries) AS one"
        " WHERE json_extract(one.value, '$.fault') = '') ORDER BY id DESC LIMIT 1",
        cells.dump(list(kinds)),
    )
    for row in found:
        with cells.reading("notices", row["id"]):
            return Told(
                at=cells.time(row["at"]),
                kind=row["kind"],
                level=row["level"],
                names=tuple(cells.text(name) for name in json.loads(row["names"])),
            )
    return None


def _sight(row: Row) -> Sight:
    with cells.reading("visits", row["id"]):
        return Sight(
            at=cells.time(row["at"]),
            source=row["source"],
            kind=Kind(row["kind"]),
            url=row["source_url"],
            era=row["era"],
            missing=row["missing"],
            reason=row["reason"],
            chars=row["chars"],
            fields=_fields(row["fields"]),
        )


@lru_cache(maxsize=256)  # there are few different ones, and tens of thousands of visits
def _fields(written: str) -> frozenset[str]:
    return frozenset(cells.text(name) for name in json.loads(written))


def _asked(row: Row) -> Asked:
    with cells.reading("surveys", row["id"]):
        return Asked(
            at=cells.time(row["at"]),
            source=row["source"],
            new=row["new"],
            known=row["known"],
            off_topic=row["off_topic"],
            fault=row["reason"],
        )


def _verdict(row: Row) -> tuple[datetime, Verdict]:
    with cells.reading("verdicts", row["run_id"]):
        found = json.loads(row["reasons"])
        reasons = tuple(Reason(**one | {"level": Level(one["level"])}) for one in found)
        return cells.time(row["at"]), Verdict(reasons=reasons)
