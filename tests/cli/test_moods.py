"""The site in every mood, over a real connection: what an import of each comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scraper.demo.site import EXPECTED
from scraper.models import STORED, Kind

if TYPE_CHECKING:
    from .trial import Trial

PATIENCE = {"read_timeout": 0.4, "total_timeout": 0.8, "attempts": 3, "max_bytes": 2_000_000}
LEAVING = ("RATE", "HEAL", "WALL", "S503", "S429")
"""After these a host is left alone for the rest of a run."""
ALONE = {url: kind for url, kind in EXPECTED.items() if url[-6:-2] in LEAVING}
TOGETHER = {url: kind for url, kind in EXPECTED.items() if url not in ALONE}


def test_all_that_let_a_run_go_on(trial: Trial) -> None:
    """One process meets them all, remembers each with a reason, and stores what is an article."""
    trial.configure(**PATIENCE)
    done = trial.run("import", "--json", *TOGETHER)
    assert done.code == 5
    assert {one["url"]: one["kind"] for one in done.objects} == TOGETHER
    visits = trial.rows("SELECT source_url, kind, reason FROM visits")
    assert {url: kind for url, kind, _ in visits} == TOGETHER
    assert all(reason for _, kind, reason in visits if kind not in STORED)
    assert len(visits) == len(TOGETHER)
    stored = {url for (url,) in trial.rows("SELECT source_url FROM articles")}
    assert stored == {url for url, kind in TOGETHER.items() if kind in STORED}
    assert len(trial.documents()) == len(stored)
    silent = {
        url for (url,) in trial.rows("SELECT source_url FROM visits WHERE snapshot_id IS NULL")
    }
    assert {url[-6:-2] for url in silent} == {"SLOW", "PRIV"}
    trial.counts()


@pytest.mark.parametrize(("url", "kind"), ALONE.items(), ids=[url[-6:-2] for url in ALONE])
def test_one_after_which_a_host_is_left_alone(url: str, kind: Kind, trial: Trial) -> None:
    trial.configure(**PATIENCE)
    done = trial.call("import", "--json", url, "20261122A01KX700")
    assert done.kinds == [kind, "new" if kind is Kind.NEW else Kind.BLOCKED]
    if kind is not Kind.NEW:
        assert "left alone for the rest of this run" in done.objects[1]["reason"]
        assert trial.counts()["articles"] == 0
        assert trial.rows("SELECT kind FROM links WHERE id LIKE '%KX700'") == [(None,)]
    visits = trial.rows("SELECT kind FROM visits WHERE snapshot_id IS NOT NULL")
    assert visits == [(kind,)] * (2 if kind is Kind.NEW else 1)
    assert trial.counts()["visits"] == len(visits)
