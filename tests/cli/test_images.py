"""Images that stay: fetched politely, verified by their bytes, never in the way of an article."""

from __future__ import annotations

import json
import signal
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from scraper import config, urls
from scraper.archive import store
from scraper.cli import images as door
from scraper.dates import BEIJING
from scraper.demo import answers
from scraper.demo.moods import images
from scraper.models import Article, Image

if TYPE_CHECKING:
    from .trial import Trial

AT = datetime(2026, 11, 27, 8, 0, tzinfo=BEIJING)
MIRRORED = '[images]\nmirror = "archive"\nmax_bytes = 200_000\n'
FINE = [f"https://inews.gtimg.com/om_bt/FINE{number}/641" for number in range(6)]


def put(trial: Trial, *addresses: str) -> None:
    """An archive with an article that shows these images."""
    key = "20261122A01KX700"
    shown = tuple(Image(url=one) for one in addresses)
    article = Article(id=key, url=urls.of(key), title="题", body="文", images=shown)
    with store.open(trial.archive) as archive:
        archive.put(article, snapshot=None, at=AT)


def kept(trial: Trial) -> set[str]:
    return {one for (one,) in trial.rows("SELECT url FROM mirrors WHERE sha256 IS NOT NULL")}


def missing(trial: Trial) -> dict[str, str]:
    return dict(trial.rows("SELECT url, reason FROM mirrors WHERE sha256 IS NULL"))


def due(trial: Trial) -> None:
    with trial.database() as db:
        db.execute("UPDATE mirrors SET due_at = '2020-01-01T00:00:00+08:00' WHERE tries > 0")


def shots(trial: Trial) -> list[str]:
    return [
        one for one in trial.site.seen if one.startswith("inews.gtimg.com/") if "robots" not in one
    ]


def test_a_crawl_fetches_them_after_its_articles(trial: Trial) -> None:
    trial.configure(MIRRORED)
    done = trial.run("crawl")
    assert done.code == 5  # a page is hollow, as without images
    assert done.lines[-1].startswith("images: ")
    assert done.lines[-1].endswith(" kept")
    first = next(place for place, one in enumerate(trial.site.seen) if one.startswith("inews"))
    assert not [one for one in trial.site.seen[first:] if not one.startswith("inews")]
    assert not missing(trial)
    assert trial.run("check").code == 0
    trial.site.seen.clear()
    again = trial.run("crawl")
    assert "images" not in again.out
    assert not shots(trial)


@pytest.mark.parametrize("mirror", ["none", "publish"])
def test_without_being_asked_to_it_fetches_none(trial: Trial, mirror: str) -> None:
    trial.configure(f'[images]\nmirror = "{mirror}"')
    assert "images" not in trial.run("crawl").out
    assert not shots(trial)
    assert trial.rows("SELECT count(*) FROM mirrors")[0][0] > 20


def test_a_crawl_fetches_so_many_as_it_may(trial: Trial) -> None:
    trial.configure(MIRRORED + "limit = 3\n")
    assert trial.run("crawl").lines[-1] == "images: 3 kept"
    assert len(shots(trial)) == 3


def test_an_import_fetches_them_too(trial: Trial) -> None:
    trial.configure(MIRRORED)
    done = trial.run("import", "20261122A01KX700")
    assert (done.code, done.lines[-1][:8]) == (0, "images: ")


def test_a_host_without_images_changes_no_exit_code(trial: Trial) -> None:
    trial.configure()
    plain = trial.run("crawl").code
    with trial.database() as db:
        paths = [
            url.removeprefix("https://inews.gtimg.com")
            for (url,) in db.execute("SELECT url FROM mirrors")
        ]
    for path in paths:
        trial.site.on(path, "no", status=500)
    trial.archive.unlink()
    trial.configure(MIRRORED)
    done = trial.run("crawl")
    assert done.code == plain
    assert "missing" in done.lines[-1]
    assert len(trial.ids()) > 20


REASONS = {
    "GONE": "status 404",
    "HTML": "HTML, not an image",
    "SVGS": "SVG, which can hold scripts",
    "HALF": "breaks off before its end",
    "CUTS": "ended before its end",
    "HUGE": "100000 × 100000 pixels, more than 40000000 (images.max_pixels)",
    "FLOW": "more than 200000 bytes (images.max_bytes)",
    "SLOW": "nothing came for 1 s",
    "TAIL": "bytes follow the end",
}


def test_each_mood_is_written_down_and_stops_nothing(trial: Trial) -> None:
    trial.configure(MIRRORED, read_timeout=1.0, total_timeout=4.0, attempts=1)
    put(trial, *map(images.address, REASONS), *FINE)
    done = trial.run("images")
    assert (done.code, done.lines) == (5, ["images: 6 kept, 9 missing"])
    assert kept(trial) == {*FINE}
    found = missing(trial)
    for name, reason in REASONS.items():
        assert reason in found[images.address(name)], name
    assert len(done.complaints) == len(found)
    listed = trial.run("images", "--missing")
    assert (listed.code, len(listed.lines)) == (0, len(found) + 1)
    assert "20261122A01KX700" in listed.lines[0]
    objects = trial.run("images", "--missing", "--json").objects
    assert {one["url"]: one["reason"] for one in objects} == found
    assert {"image", "article_id", "source_url", "tries", "due_at"} <= objects[0].keys()


def test_a_host_that_refuses_our_rate_is_left_alone_and_articles_go_on(trial: Trial) -> None:
    """What was not asked for is as due as it was, and no article waits for it."""
    trial.configure(MIRRORED, attempts=1)
    later = [one.replace("FINE", "ZZZZ") for one in FINE]
    put(trial, images.address("RATE"), *later)
    done = trial.run("images")
    assert done.lines == ["images: 1 missing, 6 not asked for"]
    assert "status 429" in missing(trial)[images.address("RATE")]
    assert trial.rows("SELECT count(*) FROM mirrors WHERE tries = 0 AND due_at IS NOT NULL") == [
        (6,)
    ]
    assert len(shots(trial)) == 1
    trial.site.seen.clear()
    assert trial.run("import", "20261122A02M4P00").code == 0
    assert not shots(trial)


def test_what_failed_is_tried_again_when_it_is_due_and_then_given_up(trial: Trial) -> None:
    trial.configure(MIRRORED)
    put(trial, images.address("GONE"))
    for tries in (1, 2, 3):
        assert trial.run("images").code == 5
        assert trial.run("images").out == "images: none wanted\n"
        assert trial.rows("SELECT tries, due_at IS NULL FROM mirrors") == [(tries, tries == 3)]
        if tries < 3:
            due(trial)
    assert "given up after 3 tries" in trial.run("images", "--missing").out
    trial.site.seen.clear()
    assert trial.run("images", "--again").code == 5
    assert len(shots(trial)) == 1


def test_only_the_right_page_is_shown_them(trial: Trial) -> None:
    """The imitation refuses whoever asks without a page of the site; other hosts are not asked."""
    trial.configure(MIRRORED)
    put(
        trial,
        FINE[0],
        "https://evil.example/x.png",
        "https://127.0.0.1/x.png",
        "https://new.qq.com/x",
    )
    done = trial.run("images")
    assert kept(trial) == {FINE[0]}
    assert all("images.hosts" in one or "only names" in one for one in missing(trial).values())
    assert len(done.complaints) == 3
    assert {one.partition("/")[0] for one in trial.site.seen} == {"inews.gtimg.com"}


def test_robots_are_obeyed(trial: Trial) -> None:
    trial.configure(MIRRORED)
    put(trial, FINE[0])
    trial.site.on("/robots.txt", "User-agent: *\nDisallow: /om_bt/", sort="text/plain")
    trial.run("images")
    assert "robots.txt forbids it" in missing(trial)[FINE[0]]
    assert not shots(trial)


@pytest.mark.parametrize(("size", "path"), [("641", "641"), ("1000", "1000"), ("0", "0")])
def test_they_are_asked_for_in_the_size_that_is_set(trial: Trial, size: str, path: str) -> None:
    trial.configure(MIRRORED + f'size = "{size}"\n')
    put(trial, FINE[0], FINE[1].replace("641", "1000"), FINE[2].replace("641", "0"))
    trial.run("images")
    assert sorted(
        one[-4:].lstrip("E0123456789"[:1]).rpartition("/")[2] for one in shots(trial)
    ) == sorted([path, path, "0"])


def test_without_being_wanted_it_is_an_error(trial: Trial) -> None:
    put(trial, FINE[0])
    done = trial.run("images")
    assert done.code == 2
    assert 'images.mirror is "none"' in done.err
    assert trial.run("images", "--missing").code == 0


def test_limit_since_and_json(trial: Trial) -> None:
    trial.configure(MIRRORED)
    put(trial, *FINE)
    done = trial.run("images", "--limit", "2", "--json")
    assert (done.code, [one["type"] for one in done.objects]) == (0, ["png", "png"])
    assert done.err == "images: 2 kept\n"
    assert trial.run("images", "--since", "2099-01-01").out == "images: none wanted\n"
    log = trial.run("images", "--log-format", "json")
    events = [json.loads(line) for line in log.complaints]
    assert [one["event"] for one in events] == ["run-start", *["image"] * 4, "run-end"]
    assert events[1]["sha256"]


class TestVerify:
    def test_what_is_whole_is_said_to_be(self, trial: Trial) -> None:
        trial.configure(MIRRORED)
        put(trial, *FINE)
        trial.run("images")
        done = trial.run("images", "--missing", "--verify")
        assert (done.code, done.lines) == (0, ["images: none missing", "images: 6 kept, all whole"])

    def test_what_is_damaged_is_named_and_fetched_again(self, trial: Trial) -> None:
        trial.configure(MIRRORED)
        put(trial, *FINE)
        trial.run("images")
        with trial.database() as db:
            db.execute(
                "UPDATE pictures SET bytes = x'0011' WHERE sha256 ="
                " (SELECT sha256 FROM mirrors WHERE url = ?)",
                [FINE[2]],
            )
        assert trial.run("check").code == 3
        done = trial.run("images", "--verify")
        assert done.code == 3
        assert FINE[2] in done.lines[0]
        assert "1 of them damaged" in done.lines[1]
        assert "damaged" in trial.run("images", "--missing").out
        trial.site.seen.clear()
        assert trial.run("images").lines == ["images: 1 kept"]
        assert len(shots(trial)) == 1
        assert trial.run("images", "--verify").code == 0
        assert trial.run("check", "--no-documents").code == 0


class TestPublish:
    """What publish commands call first."""

    def test_it_fetches_what_their_articles_lack(self, trial: Trial) -> None:
        setting = config.load(trial.configure('[images]\nmirror = "publish"\nlimit = 4\n'))
        put(trial, *FINE)
        with store.open(trial.archive) as archive:
            (one,) = [entry.article for entry in archive.entries()]
        assert door.fetch(setting, []) == ""
        assert door.fetch(setting, [one]) == "images: 4 kept, 2 left to `scraper images`"
        assert door.fetch(setting) == "images: 2 kept"
        assert door.fetch(setting) == ""
        assert kept(trial) == {*FINE}

    def test_it_never_fails(self, trial: Trial) -> None:
        setting = config.load(
            trial.configure('[images]\nmirror = "publish"\n', gateway="http://127.0.0.1:1")
        )
        assert door.fetch(setting).startswith("images: not fetched: ")
        put(trial, *FINE)
        assert "missing" in door.fetch(setting)

    def test_it_does_nothing_where_none_is_wanted(self, trial: Trial) -> None:
        put(trial, *FINE)
        assert door.fetch(config.load(trial.configure())) == ""


def test_killed_in_the_middle_it_loses_nothing_and_repeats_nothing(trial: Trial) -> None:
    trial.configure(MIRRORED, interval=0.15)
    addresses = [f"https://inews.gtimg.com/om_bt/MANY{number}/641" for number in range(16)]
    put(trial, *addresses)
    before: set[str] = set()
    for number in (signal.SIGKILL, signal.SIGKILL, signal.SIGINT):
        process = trial.start("images")
        end = time.monotonic() + 30
        while len(kept(trial)) < len(before) + 2 and time.monotonic() < end:
            time.sleep(0.005)
        process.send_signal(number)
        process.communicate(timeout=20)
        assert process.returncode == (130 if number is signal.SIGINT else -number)
        assert trial.counts()["pictures"] == len(kept(trial))
        assert before < kept(trial)
        before = kept(trial)
    assert trial.run("images").code == 0
    assert kept(trial) == {*addresses}
    asked = shots(trial)
    assert len(asked) - len(addresses) <= 3  # at most the one under way when it was killed
    assert trial.run("images", "--verify").code == 0
    notes = trial.rows("SELECT note FROM runs ORDER BY id")
    assert [note for (note,) in notes][2:] == ["interrupted", ""]


def test_the_demo_keeps_its_images(trial: Trial) -> None:
    done = trial.run("demo")
    assert done.code == 0
    assert "images: " in done.out
    with store.open(trial.folder / "demo" / "archive.db") as archive:
        assert not list(archive.gallery.missing())
        types = {one.type for one in archive.gallery.pictures()}
    assert types == {"png", "gif"}


def test_answers_are_of_the_imitation() -> None:
    assert images.answer(answers.Ask(host="inews.gtimg.com", path="/om_bt/K/641")).status == 403


def test_a_site_is_published_with_the_images_of_its_articles(trial: Trial) -> None:
    trial.configure('[images]\nmirror = "publish"\n')
    assert trial.run("import", "20261122A02M4P00").code == 0
    done = trial.run("publish", "hugo", "site")
    assert done.code == 0
    assert done.err.startswith("images: ")
    files = [one for one in (trial.folder / "site").rglob("*.png") if one.is_file()]
    assert files
    again = trial.run("publish", "hugo", "site")
    assert (again.code, again.err) == (0, "")
