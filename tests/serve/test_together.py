"""A crawl, readers and backups together: a short one passes, and what is amiss is seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))


def test_for_a_short_while_nothing_fails(tmp_path: Path) -> None:
    from serving.together import Together

    result = Together(tmp_path, count=4, say=lambda _: None).run(20.0)
    assert result.faults == []
    assert result.counts["crawl"] >= 2
    assert result.counts["backup"] >= 1
    assert result.answers["200"] > 100
    assert json.loads(json.dumps(result.plain))["code"] == 0


def test_what_fails_is_told(tmp_path: Path) -> None:
    from serving.together import Together
    from soaking.crew import Done

    told: list[str] = []
    run = Together(tmp_path, say=told.append)
    out, err = tmp_path / "o", tmp_path / "e"

    def done(code: int, complaint: str) -> Done:
        out.write_text("")
        err.write_text(complaint)
        return Done(mode="m", words=("crawl",), code=code, out=out, err=err, seconds=1.0)

    run._hear(done(6, "33 blocked"), (0, 6))
    assert told == []
    run._hear(done(0, "scraper: archive.db: database is locked"), (0,))
    run._hear(done(3, ""), (0,))
    run._look("today", {200: 5, 503: 1})  # type: ignore[arg-type]
    assert len(told) == len(run.result.faults) == 3


def test_a_made_archive_is_whole(tmp_path: Path) -> None:
    """That of the measurement, smaller: no row refers to what is not there."""
    from serving import archive

    from .asking import ask
    from .sites import site

    path = tmp_path / "archive.db"
    archive.make(path, 600)
    with archive.store.open(path, readonly=True) as opened:
        assert opened._db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert opened._db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    counts = archive.counted(path)
    names = ("articles", "mentions", "revisions", "quarantine", "verdicts", "pictures", "visits")
    assert all(counts[name] for name in names)
    with site(path) as url:
        assert json.loads(ask(url, "/index.json").text)["next"]
