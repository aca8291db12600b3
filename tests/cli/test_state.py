"""``status``, ``quarantine``, ``list --failed`` and ``doctor``, for a person and for a script."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scraper.dates import BEIJING

if TYPE_CHECKING:
    from .trial import Site, Trial

HOLLOW = "20261121A0HOLL00"
KEY = "20261122A04DUP00"


def test_the_status_says_how_the_archive_is(crawled: Trial) -> None:
    done = crawled.run("status")
    assert (done.code, done.err) == (0, "")
    said = dict(line.split(None, 1) for line in done.lines if line[0] != " ")
    assert said["articles"].startswith("22, 22 in 24 h, 22 in 7 d, newest ")
    assert said["failed"] == "1 to be tried again, 0 given up"
    assert said["quarantine"] == "1"
    assert "22 new" in said["run"]


def test_the_status_for_a_script(crawled: Trial) -> None:
    found = json.loads(crawled.run("status", "--json").out)
    assert (found["articles"], found["quarantined"], found["hosts"]) == (22, 1, [])
    assert found["last_run"]["counts"]["new"] == 22
    assert datetime.fromisoformat(found["newest"]).tzinfo is not None
    assert found["verdict"]["level"] in ("ok", "watch")


def test_the_quarantine_is_listed_with_reasons(crawled: Trial) -> None:
    (line,) = crawled.run("quarantine").lines
    assert line.startswith(f"hollow       https://new.qq.com/rain/a/{HOLLOW}  since ")
    assert "no body: #article-content" in line
    (found,) = crawled.run("quarantine", "--json").objects
    assert (found["kind"], found["url"][-16:]) == ("hollow", HOLLOW)


def test_a_page_in_quarantine_can_be_looked_at(crawled: Trial) -> None:
    done = crawled.run("show", HOLLOW, "--format", "raw")
    assert done.code == 0
    assert "article-content" in done.out
    done = crawled.run("show", HOLLOW)
    assert done.code == 5
    assert done.complaints == [
        f"scraper: {HOLLOW}: hollow, not an article; --format raw shows its page"
    ]


def test_the_quarantine_is_read_again_offline(trial: Trial, site: Site) -> None:
    trial.run("crawl")
    asked = len(site.seen)
    done = trial.run("quarantine", "--retry")
    assert (done.code, done.lines) == (0, ["nothing new"])
    assert len(site.seen) == asked
    with trial.database() as db:  # a page that only an earlier extractor disbelieved
        (number,) = db.execute("SELECT snapshot_id FROM articles WHERE id = ?", [KEY]).fetchone()
        for table in ("images", "mentions"):
            db.execute(f"DELETE FROM {table} WHERE article_id = ?", [KEY])
        db.execute("DELETE FROM aliases WHERE source_url LIKE ?", [f"%{KEY}"])
        db.execute("DELETE FROM articles WHERE id = ?", [KEY])
        db.execute(
            "INSERT INTO quarantine VALUES (?, 'hollow', 'empty', ?, ?, ?, 'qq-before/1')",
            [f"https://new.qq.com/rain/a/{KEY}", number, *["2026-11-22T12:00:00+08:00"] * 2],
        )
    done = trial.run("quarantine", "--retry", "--json")
    assert [(one["kind"], one["id"]) for one in done.objects] == [("new", KEY)]
    assert len(site.seen) == asked
    assert KEY in trial.ids()


def test_what_failed_is_never_forgotten(crawled: Trial) -> None:
    (line,) = crawled.run("list", "--failed").lines
    assert line.startswith(f"hollow       https://new.qq.com/rain/a/{HOLLOW}  1 try, again ")
    (found,) = crawled.run("list", "--failed", "--json").objects
    assert (found["kind"], found["tries"], found["given_up"]) == ("hollow", 1, False)
    assert crawled.run("list", "--failed", "--source", "hot").lines == []


def test_what_was_given_up_says_so(trial: Trial) -> None:
    trial.run("crawl")
    with sqlite3.connect(trial.archive) as db:
        db.execute("UPDATE links SET due_at = NULL, tries = 7 WHERE id = ?", [HOLLOW])
    db.close()
    assert "7 tries, given up" in trial.run("list", "--failed").out
    assert "1 given up" in trial.run("status").out


class TestDoctor:
    def test_a_healthy_installation(self, trial: Trial) -> None:
        trial.run("crawl")
        trial.run("import", "20210426A0R5GM00", "http://finance.qq.com/a/20190923/001843.htm")
        before = trial.counts()
        done = trial.run("doctor", "--json")
        found = {one["name"]: one for one in done.objects}
        assert done.code == 0
        assert {name for name, one in found.items() if one["state"] != "ok"} == {"quarantine"}
        for era in ("qq-origin", "qq-rendered", "qq-omn", "qq-classic"):
            assert "reads as it is stored" in found[f"era {era}"]["text"]
        assert trial.counts() == before

    def test_before_the_first_run_and_without_a_site(self, trial: Trial) -> None:
        trial.configure(gateway="http://127.0.0.1:9", attempts=1)
        done = trial.run("doctor")
        assert done.code == 5
        assert not trial.archive.exists()
        assert any(line.startswith("FAIL  list ai") for line in done.lines)

    def test_a_page_that_changed_its_form(self, trial: Trial, site: Site) -> None:
        trial.run("crawl")
        path = f"/rain/a/{max(key for key in trial.ids())}"
        site.on(path, "<html><body><main>another page</main></body></html>")
        done = trial.run("doctor")
        assert done.code == 5
        (line,) = [line for line in done.lines if line.startswith("FAIL")]
        assert "the site may have changed" in line
        assert line.endswith("→ scraper health")

    def test_a_clock_that_went_back(self, trial: Trial) -> None:
        trial.run("crawl", "--source", "hot")
        ahead = (datetime.now(BEIJING) + timedelta(days=30)).isoformat()
        with sqlite3.connect(trial.archive) as db:
            db.execute("UPDATE runs SET started_at = ?", [ahead])
        db.close()
        done = trial.run("doctor")
        assert done.code == 5
        assert any("FAIL  clock" in line and "still to come" in line for line in done.lines)

    def test_a_hugo_site_around_the_documents(self, trial: Trial) -> None:
        site = trial.folder / "hugo.toml"
        site.write_text('baseURL = "https://example.org/"\n', encoding="utf-8")
        (line,) = [line for line in trial.run("doctor").lines if "  hugo  " in line]
        assert line.startswith("WARN")
        assert 'add timeZone = "Asia/Shanghai" and hasCJKLanguage = true' in line
        site.write_text(
            'baseURL = "x"\ntimeZone = "Asia/Shanghai"\nhasCJKLanguage = true\n', encoding="utf-8"
        )
        assert any(line.startswith("ok    hugo") for line in trial.run("doctor").lines)

    def test_a_host_that_is_left_alone(self, trial: Trial, site: Site) -> None:
        site.on("/rain/a/20261122A01KX700", "<html>waf.tencent.com</html>", status=501)
        trial.run("import", "20261122A01KX700")
        done = trial.run("doctor")
        assert any("WARN  hosts" in line and "new.qq.com" in line for line in done.lines)
