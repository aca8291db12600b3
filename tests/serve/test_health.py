"""The page of health: what `scraper health` says, and what ran, failed and waits."""

from __future__ import annotations

import csv
import html
import io
import sqlite3
from contextlib import closing
from datetime import timedelta

import httpx
import pytest

from scraper import review, urls
from scraper.archive import store
from scraper.config import Settings
from scraper.models import (
    Asked,
    Fetched,
    Hint,
    Host,
    Kind,
    Level,
    Link,
    Reason,
    Sight,
    Verdict,
)

from .. import season
from ..browser import opened
from .sites import NOW, site

HOSTILE = "</td><script>document.title='x'</script>\u202e"


@pytest.fixture
def path(tmp_path):
    with store.open(path := tmp_path / "archive.db") as archive:
        for number in range(3):
            _run(archive, number)
        archive.start("crawl", NOW)  # and was killed
        archive.watch.host(_host())
    return path


def _run(archive, number: int) -> None:
    at = NOW - timedelta(hours=3 - number)
    run = archive.start("crawl", at)
    _doubt(archive, run, number, at)
    archive.watch.survey(Asked(at=at, source="ai", new=number, known=7), run=run)
    reasons = ()
    if number:
        reasons = (Reason(level=Level.WATCH, name="yield:ai", text="few", look="scraper x"),)
    archive.watch.judge(run, at, Verdict(reasons=reasons))
    archive.finish(run, at + timedelta(seconds=90), {"new": number, "hollow": 1}, "hot: busy")


def _doubt(archive, run: int, number: int, at) -> None:
    link = Link(address=urls.read(f"20261127A{number:05}00"), source="ai", hint=Hint(title=HOSTILE))
    address = link.address
    fetched = Fetched(
        asked=address.fetch_url, url=address.fetch_url, status=200, headers=(), body=b"x", at=at
    )
    sight = Sight(at=at, source="ai", kind=Kind.HOLLOW, era="qq-origin/1", missing="body")
    archive.visited(
        address.url,
        Kind.HOLLOW,
        at=at,
        reason="no body",
        snapshot=archive.keep(fetched, run),
        run=run,
        due_at=None,
        link=link,
        sight=sight,
        extractors="qq-origin/1 qq-omn/1",
    )


def _host() -> Host:
    return Host(
        host="i.news.qq.com",
        kind=Kind.BUSY,
        reason="HTTP 503",
        failures=3,
        failed_at=NOW,
        left_until=NOW + timedelta(hours=1),
    )


def test_it_says_what_the_command_says(path):
    with site(path) as base, store.open(path, readonly=True) as archive:
        facts = httpx.get(f"{base}/health.json").json()
        verdict = review.judge(archive, NOW, Settings().source)
    assert facts["level"] == verdict.level
    assert [one["name"] for one in facts["reasons"]] == [one.name for one in verdict.reasons]


def test_verdicts_that_say_the_same_are_one(path):
    with site(path) as base:
        facts = httpx.get(f"{base}/health.json").json()
    told = [(one["level"], one["runs"], one["reasons"]) for one in facts["verdicts"]]
    assert told == [("watch", 2, ["yield:ai"]), ("ok", 1, [])]


def test_runs_hosts_sources_and_the_quarantine_are_told(path):
    with site(path) as base:
        facts = httpx.get(f"{base}/health.json").json()
    assert [one["seconds"] for one in facts["runs"]] == [None, 90.0, 90.0, 90.0]
    assert facts["runs"][1]["counts"] == {"new": 2, "hollow": 1}
    assert facts["hosts"][0]["failures"] == 3
    assert facts["figures"]["quarantined"] == 3
    assert [one["url"][-8:] for one in facts["quarantine"]] == ["A0000200", "A0000100", "A0000000"]
    sources = {one["name"]: one for one in facts["sources"]}
    assert sources["ai"]["new"] == 2
    assert sources["tech"]["asked_at"] is None


@pytest.mark.parametrize("name", ["runs", "quarantine", "sources", "hosts"])
def test_each_table_is_there_as_csv(path, name):
    with site(path) as base:
        facts = httpx.get(f"{base}/health.json").json()
        text = httpx.get(f"{base}/health.csv", params={"table": name}).text
    rows = [*csv.reader(io.StringIO(text))]
    assert rows[0] == [*facts[name][0]]
    assert len(rows) == 1 + len(facts[name])
    if name == "runs":
        assert rows[2][rows[0].index("counts")] == "new 2, hollow 1"


def test_a_page_that_is_broken_is_still_a_page(path):
    with store.open(path) as archive:
        _broken(archive)
    with site(path) as base:
        answer = httpx.get(f"{base}/health", headers={"accept-language": "en"})
        facts = httpx.get(f"{base}/health.json").json()
    assert answer.status_code == 200
    assert facts["level"] == "alarm"
    assert "Something broke" in answer.text
    first = next(one for one in facts["reasons"] if one["url"])
    assert first["url"] in answer.text
    assert first["look"] in html.unescape(answer.text)


def _broken(archive) -> None:
    """Twenty good days, and a day on which every page came hollow."""
    for day in range(20, -1, -1):
        for number in range(12):
            at = NOW - timedelta(days=day, minutes=20 * number + 5)
            kind = Kind.HOLLOW if day == 0 else Kind.NEW
            address = urls.read(f"{at:%Y%m%d}A{number:05}77")
            link = Link(address=address, source="ai")
            chars = 0 if kind is Kind.HOLLOW else 900
            sight = Sight(at=at, source="ai", kind=kind, era="qq-origin/1", chars=chars)
            archive.visited(address.url, kind, at=at, due_at=None, link=link, sight=sight)


def test_an_empty_archive_has_a_page(tmp_path):
    with store.open(path := tmp_path / "archive.db"):
        pass
    with site(path) as base:
        assert httpx.get(f"{base}/health").status_code == 200
        assert httpx.get(f"{base}/health.csv?table=runs").text == "\r\n"


def test_only_addresses_of_the_web_are_links(path):
    """What a damaged archive says is no link that runs."""
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("UPDATE links SET source_url = 'javascript:alert(1)//' || source_url")
        raw.execute("UPDATE quarantine SET source_url = 'javascript:alert(1)//' || source_url")
    with site(path) as base:
        text = httpx.get(f"{base}/health").text
    assert 'href="javascript' not in text
    assert "&lt;script&gt;" in text


def test_it_is_read_in_a_browser(tmp_path):
    season.fill(path := tmp_path / "archive.db", days=30, kept=0)
    said = []
    with site(path) as base, opened() as browser:
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme, locale="en")
            page = context.new_page()
            page.on("console", lambda one: said.append(one.text))
            page.goto(f"{base}/health")
            assert page.locator("h1").count() == 1
            assert page.locator("#runs").is_visible()
            assert page.locator(".spells li").count() >= 3
            context.close()
    assert said == []


def test_sources_that_are_configured_are_told(path):
    """As JSON, so that a program may watch it."""
    with site(path) as base:
        names = [one["name"] for one in httpx.get(f"{base}/health.json").json()["sources"]]
    assert names == [one.name for one in Settings().source]
