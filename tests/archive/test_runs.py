from __future__ import annotations

from datetime import timedelta

import pytest

from scraper.archive.store import Run
from scraper.errors import ArchiveError


def test_a_run_is_written_down(archive, now):
    first = archive.start("crawl", now)
    second = archive.start("import", now)
    later = now + timedelta(minutes=3)
    archive.finish(first, later, {"new": 3, "gone": 1}, "blocked \ud800")
    assert archive.runs() == [
        Run(id=second, command="import", started_at=now, finished_at=None, counts={}, note=""),
        Run(
            id=first,
            command="crawl",
            started_at=now,
            finished_at=later,
            counts={"new": 3, "gone": 1},
            note="blocked \ufffd",
        ),
    ]
    assert [run.id for run in archive.runs(limit=1)] == [second]


def test_a_run_that_never_began_cannot_end(archive, now):
    with pytest.raises(ArchiveError, match="no run 5"):
        archive.finish(5, now, {})


def test_a_damaged_run_is_named(archive, now):
    run = archive.start("crawl", now)
    archive._db.execute("""UPDATE runs SET counts = '{"new": "many"}'""")
    with pytest.raises(ArchiveError, match=f"runs, row {run}"):
        archive.runs()


def test_sources_know_their_first_and_last_run(archive, link, now):
    archive.discovered([link(1, source="ai"), link(2, source="hot")], now)
    first, second = archive.start("crawl", now), archive.start("crawl", now)
    archive.source("ai", "channel", first)
    archive.source("ai", "channel", second)
    archive.source("ai", "channel")
    rows = archive._db.rows("SELECT * FROM sources ORDER BY name")
    assert rows == [
        {"name": "ai", "kind": "channel", "first_run": first, "last_run": second},
        {"name": "hot", "kind": "", "first_run": None, "last_run": None},
    ]


def test_an_empty_archive_counts_nothing(archive):
    assert set(archive.counts().values()) == {0}
    assert "articles" in archive.counts()
    assert archive.runs() == []
