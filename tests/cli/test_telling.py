"""A crawl and those who watch over it: people, a dead-man service, Prometheus."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from scraper.demo.content import ENTRIES

from ..watch import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..watch.servers import Listener
    from .trial import Site, Trial

SECRET = "s3cr3t-t0ken"
BARE = '<html><body><h1>标题</h1><div id="article-content"></div></body></html>'


@pytest.fixture
def web() -> Iterator[Listener]:
    with servers.listening(servers.answer()) as listener:
        yield listener


def configure(trial: Trial, web: Listener, more: str = "") -> None:
    trial.configure(
        f'[notify]\nurls = ["json://user:{SECRET}@127.0.0.1:{web.port}/{SECRET}"]\n'
        f'heartbeat = "http://127.0.0.1:{web.port}/beat/{SECRET}"\n{more}\n'
        '[metrics]\npath = "scraper.prom"\n'
    )


def told(web: Listener) -> list[str]:
    """The subjects of the notices that arrived."""
    return [json.loads(one.body)["title"] for one in web.posts if one.line.startswith("POST")]


def hollow(site: Site) -> None:
    """The site changes: every article's element is there, and empty."""
    for key in ENTRIES:
        site.on(f"/rain/a/{key}", BARE)


def metrics(trial: Trial) -> dict[str, float]:
    text = (trial.folder / "scraper.prom").read_text(encoding="utf-8")
    rows = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in rows}


def test_a_good_run_gives_a_sign_of_life_and_tells_nobody(trial: Trial, web: Listener) -> None:
    configure(trial, web)
    assert trial.run("crawl").code == 5  # one page is hollow, as every day
    assert [one.line for one in web.posts] == [f"GET /beat/{SECRET} HTTP/1.1"]
    found = metrics(trial)
    assert found['scraper_run_outcomes{kind="new"}'] == found["scraper_articles"] == 22
    assert (found["scraper_run_exit_code"], found["scraper_health_level"]) == (5, 0)
    assert found["scraper_last_good_run_timestamp_seconds"] > 0


def test_an_alarm_is_told_once_with_an_exit_code_and_a_command(
    trial: Trial, site: Site, web: Listener
) -> None:
    configure(trial, web)
    hollow(site)
    done = trial.run("crawl")
    assert done.code == 6
    (line,) = [line for line in done.complaints if line.startswith("alarm")]
    assert "hollow" in line
    assert any("look:  scraper" in line for line in done.complaints)
    (subject,) = told(web)
    assert subject.startswith("scraper: ALARM: ")
    assert [one for one in web.posts if one.line.startswith("GET")] == []  # no sign of life
    assert metrics(trial)["scraper_health_level"] == 2
    assert trial.run("crawl", "--source", "hot").code == 6
    assert len(told(web)) == 1
    assert trial.run("health").code == 6
    ((deliveries, names),) = trial.rows("SELECT deliveries, names FROM notices")
    assert json.loads(deliveries)[0]["fault"] == ""
    assert json.loads(names)


def test_a_channel_that_fails_is_an_outcome_and_is_told_by_the_next_run(
    trial: Trial, site: Site, web: Listener
) -> None:
    configure(trial, web)
    hollow(site)
    web.serve = servers.status(500)
    done = trial.run("crawl")
    assert done.code == 6
    assert any(line.startswith("not told") and "answered 500" in line for line in done.complaints)
    web.serve = servers.answer()
    web.posts.clear()
    trial.run("crawl", "--source", "hot")
    assert len(told(web)) == 1


def test_secrets_stand_nowhere(trial: Trial, site: Site, web: Listener) -> None:
    configure(trial, web)
    hollow(site)
    web.serve = servers.status(500)
    for words in (["crawl"], ["crawl", "--log-format", "json"], ["crawl", "--log-format", "text"]):
        done = trial.run(*words)
        assert SECRET not in done.out + done.err
    assert SECRET.encode() not in trial.archive.read_bytes()
    assert SECRET not in (trial.folder / "scraper.prom").read_text(encoding="utf-8")
    wrong = f'[notify]\nurls = ["no-such-scheme://{SECRET}@x"]\nheartbeat = "ftp://{SECRET}/x"'
    trial.configure(wrong)
    done = trial.run("crawl")
    assert done.code == 2
    assert done.complaints[0].startswith("scraper: notify.urls.0: not an address")
    assert SECRET not in done.out + done.err


def test_a_run_that_cannot_go_on_is_told_once_and_so_is_its_end(
    trial: Trial, web: Listener
) -> None:
    configure(trial, web)
    trial.archive.write_bytes(b"not a database " * 400)
    for _ in range(2):
        assert trial.run("crawl").code == 3
    (subject,) = told(web)
    assert "archive.db: not an SQLite database" in subject
    assert metrics(trial)["scraper_run_exit_code"] == 3
    trial.archive.unlink()
    web.posts.clear()
    assert trial.run("crawl", "--source", "hot").code == 0
    assert told(web) == ["scraper: all is well again"]
    assert trial.run("crawl", "--source", "hot").code == 0
    assert len(told(web)) == 1


def test_a_second_run_beside_the_first_is_nobodys_alarm(trial: Trial, web: Listener) -> None:
    from datetime import datetime

    from scraper.archive import lock
    from scraper.dates import BEIJING

    configure(trial, web)
    with lock.hold(trial.archive, "crawl", datetime.now(BEIJING)):
        assert trial.run("crawl").code == 7
    assert web.posts == []


def test_the_new_articles_of_a_day_in_a_list(trial: Trial, web: Listener) -> None:
    configure(trial, web, "digest = true")
    trial.run("crawl")
    (one,) = [json.loads(one.body) for one in web.posts if one.line.startswith("POST")]
    assert "22" in one["title"]
    assert "DeepSeek" in one["message"]
    web.posts.clear()
    trial.run("import", "20210426A0R5GM00")
    trial.run("crawl")
    assert told(web) == []  # one a day
    with sqlite3.connect(trial.archive) as db:
        db.execute("UPDATE notices SET at = '2020-01-01T00:00:00+08:00' WHERE kind = 'digest'")
    db.close()
    trial.run("crawl")
    assert len(told(web)) == 1


def test_a_metrics_file_that_cannot_be_written_is_an_outcome(trial: Trial, web: Listener) -> None:
    trial.configure('[metrics]\npath = "no/such/folder/scraper.prom"')
    done = trial.run("crawl", "--source", "hot")
    assert done.code == 0
    assert any("no/such/folder/scraper.prom: cannot be written" in one for one in done.complaints)


def test_a_look_tells_nobody_anything(trial: Trial, web: Listener) -> None:
    configure(trial, web)
    trial.run("crawl", "--dry-run")
    assert web.posts == []
    assert not (trial.folder / "scraper.prom").exists()


def test_a_trial_notice_shows_whether_channels_work(trial: Trial, web: Listener) -> None:
    configure(trial, web)
    done = trial.run("doctor", "--notify")
    assert "ok    notify            notify.urls.0 json://127.0.0.1: sent" in done.lines
    assert len(told(web)) == 1
    web.serve = servers.status(403)
    done = trial.run("doctor", "--notify")
    assert done.code == 5
    assert any("FAIL  notify" in line and "answered 403" in line for line in done.lines)
    assert SECRET not in done.out + done.err
