"""An archive whose extractor was broken, and what ``scraper reextract`` makes of it.

The broken one is a real run of the command with extractors that are broken on purpose
(`tests/broken.py`); what it should be is what a run of the right ones left.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper import urls
from scraper.archive import lock, store
from scraper.archive.store import Cause, Selection
from scraper.extract.article import EXTRACTORS
from scraper.models import Fetched

from .. import stock
from .trial import Trial

if TYPE_CHECKING:
    from scraper.models import Article

    from .trial import Site

BROKEN = Path(__file__).parents[1] / "broken.py"
KEY = "20261122A04DUP00"
HOLLOW = "20261121A0HOLL00"
UNSEEN = ("20260819A0M7CH00", "20261120A0P4EK00", "20261120A0V3HW00", "20261121A0N1DJ00")
"""Rendered pages, on which the broken extractors find nothing."""
KINDS = ("hollow", "unreadable", "unreadable", "not-article", "no page")
HOLLOW_PAGE = b"<html><div id='article-content'></div></html>"
SNAPSHOT = "UPDATE articles SET snapshot_id = ? WHERE id = ?"
BEFORE = EXTRACTORS.replace("/1", "/0")


@pytest.fixture(scope="session")
def misread(imitation: Site, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The folder that a crawl with the broken extractors left; only to be copied."""
    made = Trial(tmp_path_factory.mktemp("misread"), imitation)
    made.configure()
    words = [sys.executable, str(BROKEN), "crawl"]
    done = subprocess.run(words, cwd=made.folder, capture_output=True, check=False)
    assert done.returncode == 5  # some pages are hollow
    return made


@pytest.fixture
def broken(misread: Trial, tmp_path: Path) -> Trial:
    """A copy of it."""
    folder = tmp_path / "broken"
    shutil.copytree(misread.folder, folder)
    return Trial(folder, misread.site)


@pytest.fixture
def stocked(tmp_path: Path, site: Site) -> Trial:
    """An archive of thirty articles, all of them misread, and no documents."""
    trial = Trial(tmp_path, site)
    trial.configure('[documents]\ndir = ""')
    stock.fill(trial.archive, 30, stock.spoilt)
    return trial


def articles(trial: Trial) -> dict[str, Article]:
    with store.open(trial.archive, readonly=True) as archive:
        return {entry.article.id: entry.article for entry in archive.entries()}


def documents(trial: Trial) -> dict[str, bytes]:
    return {name: data for name, (_, data) in trial.documents().items()}


def dump(trial: Trial) -> str:
    """The archive whole, and every byte of its file once the journal is in it."""
    with trial.database() as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        text = "\n".join(db.iterdump())
    return sha256(text.encode() + trial.archive.read_bytes()).hexdigest()


class TestMending:
    """An archive whose extractor was broken on purpose, and one whose extractor was not."""

    def test_every_article_is_mended_and_none_is_lost(self, broken: Trial, crawled: Trial) -> None:
        assert articles(broken) != articles(crawled)
        done = broken.run("reextract", "--apply")
        assert (done.code, done.err) == (0, "")
        assert articles(broken) == articles(crawled)
        assert documents(broken) == documents(crawled)

    def test_the_archive_is_whole_and_found_by_what_it_says_now(
        self, broken: Trial, crawled: Trial
    ) -> None:
        broken.run("reextract", "--apply")
        checked = broken.run("check")
        assert (checked.code, checked.out[-13:]) == (0, "all is whole\n")
        for table in ("text_index", "title_index"):
            joined = f"{table} JOIN articles ON number = {table}.rowid"
            for word in ("推理", "deepseek"):
                sql = f"SELECT id FROM {joined} WHERE {table} MATCH ?"
                found = [{*trial.rows(sql, word)} for trial in (broken, crawled)]
                assert found[0] == found[1] != set()

    def test_a_second_run_writes_nothing(self, broken: Trial) -> None:
        broken.run("reextract", "--apply")
        before, written = dump(broken), broken.documents()
        again = broken.run("reextract", "--apply")
        assert (again.code, again.err) == (0, "")
        assert again.lines == ["quarantine: 1 stay", "22 the same"]
        assert (dump(broken), broken.documents()) == (before, written)

    def test_a_sound_archive_is_not_written_at_all(self, crawled: Trial, tmp_path: Path) -> None:
        shutil.copytree(crawled.folder, tmp_path / "copy")
        trial = Trial(tmp_path / "copy", crawled.site)
        before = dump(trial)
        assert trial.run("reextract", "--apply").lines[-1] == "22 the same"
        assert dump(trial) == before

    def test_the_earlier_text_says_which_extractor_made_it(
        self, broken: Trial, misread: Trial
    ) -> None:
        broken.run("reextract", "--apply")
        with store.open(broken.archive, readonly=True) as archive:
            for key, article in articles(misread).items():
                (earlier,) = archive.revisions(key)
                assert earlier.article == article
                assert earlier.article.extractor.endswith("/0")
                assert earlier.cause is Cause.EXTRACTOR
                entry = archive.entry(key)
                assert entry
                assert earlier.replaced_at == entry.changed_at > entry.last_seen
        assert broken.rows("SELECT * FROM changes") == []  # the site changed nothing

    def test_what_the_site_said_and_when_it_was_seen_stays(
        self, broken: Trial, misread: Trial
    ) -> None:
        columns = "id, first_seen, last_seen, source, reason, snapshot_id, number"
        sql = f"SELECT {columns} FROM articles WHERE revision > ? ORDER BY id"
        broken.run("reextract", "--apply")
        assert broken.rows(sql, 1) == misread.rows(sql, 0)
        kept = "SELECT * FROM snapshots ORDER BY id"
        assert broken.rows(kept) == misread.rows(kept)

    def test_the_run_is_written_down(self, broken: Trial) -> None:
        broken.run("reextract", "--apply")
        ((command, note, counts, end),) = broken.rows(
            "SELECT command, note, counts, finished_at FROM runs WHERE id > 1"
        )
        assert (command, note, end is not None) == ("reextract", "", True)
        assert json.loads(counts) == {"new": 4, "changed": 18, "same": 4}
        assert broken.rows("SELECT * FROM marks WHERE name = 'reextract'") == []

    def test_one_process_comes_to_the_same(self, broken: Trial, crawled: Trial) -> None:
        assert broken.run("reextract", "--apply", "--jobs", "1").code == 0
        assert articles(broken) == articles(crawled)

    def test_without_documents_none_are_written(self, stocked: Trial) -> None:
        assert stocked.run("reextract", "--apply").code == 0
        assert not (stocked.folder / "documents").exists()


class TestLooking:
    """Without --apply."""

    def test_nothing_is_written(self, broken: Trial) -> None:
        before, written = dump(broken), broken.documents()
        assert broken.run("reextract", "--diff").code == 0
        assert (dump(broken), broken.documents()) == (before, written)
        assert not [one for one in broken.folder.iterdir() if one.name.startswith("reextract")]

    def test_each_article_field_by_field_and_then_the_sum(self, broken: Trial) -> None:
        done = broken.run("reextract")
        assert done.lines[-2:] == [
            "quarantine: 1 stay, 4 would leave as new",
            "18 would change (title 18, body 18, author 18, abstract 18, images 7, summary 2,"
            " tags 1)",
        ]
        start = done.lines.index(f"changed      {KEY}  百万字上  (qq-origin/0 → qq-origin/1)")
        assert [line.split()[:3] for line in done.lines[start + 1 : start + 4]] == [
            ["title", "百万字上", "→"],
            ["body", "229", "→"],
            ["author", "tech", "→"],
        ]
        head = [line for line in done.lines if line.startswith("changed")]
        assert len(head) == 18

    def test_the_paragraphs_are_shown_where_that_is_asked_for(self, broken: Trial) -> None:
        plain, diff = broken.run("reextract", KEY), broken.run("reextract", KEY, "--diff")
        more = [line for line in diff.lines if line not in plain.lines]
        same = " " * 13 + "… 1 paragraph the same"
        gained = [line for line in more if line != same]
        assert len(gained) == 4
        assert all(line.startswith(" " * 13 + "{+") and line.endswith("+}") for line in gained)
        assert len(more) == 8
        assert "\x1b" not in diff.out

    def test_hostile_text_moves_no_terminal(self, broken: Trial) -> None:
        with broken.database() as db:
            db.execute("UPDATE articles SET body = ? WHERE id = ?", ["\x1b[2J\u202e正文\x07", KEY])
        out = broken.run("reextract", KEY, "--diff").out
        assert "正文" in out
        assert not {"\x1b", "\u202e", "\x07"} & {*out}

    def test_json_has_both_values_of_what_differs(self, broken: Trial) -> None:
        done = broken.run("reextract", "--json")
        assert done.complaints[-1].startswith("18 would change")
        found = {one["id"]: one for one in done.objects if "id" in one}
        assert len(found) == 18
        changes = found[KEY]["changes"]
        assert list(changes) == ["title", "body", "author", "summary", "images", "abstract"]
        assert changes["title"]["old"] == "百万字上"
        assert changes["title"]["new"].startswith("百万字上下文")
        assert found[KEY]["extractor"] == {"old": "qq-origin/0", "new": "qq-origin/1"}
        pages = [one for one in done.objects if "url" in one]
        assert {one["url"][-16:] for one in pages if one["leaves"]} == set(UNSEEN)

    def test_an_archive_that_is_being_crawled_can_be_looked_at(self, broken: Trial) -> None:
        with lock.hold(broken.archive, "crawl", stock.AT):
            assert broken.run("reextract").code == 0
            done = broken.run("reextract", "--apply")
        assert done.code == 7
        assert "another run is at work" in done.err


class TestQuarantine:
    """Pages that the broken extractors found hollow."""

    def test_a_new_era_is_tried_there(self, broken: Trial, crawled: Trial) -> None:
        assert {key[-16:] for (key,) in broken.rows("SELECT source_url FROM quarantine")} == {
            HOLLOW,
            *UNSEEN,
        }
        done = broken.run("reextract", "--quarantined", "--apply")
        assert done.code == 0
        assert done.lines[-1] == "quarantine: 1 stay, 4 left as new"
        left = broken.rows("SELECT source_url, extractors FROM quarantine")
        assert [(url[-16:], extractors) for url, extractors in left] == [(HOLLOW, EXTRACTORS)]
        right, found = articles(crawled), articles(broken)
        assert {key: found[key] for key in UNSEEN} == {key: right[key] for key in UNSEEN}
        assert found[KEY] != right[KEY]  # only the quarantine was asked for

    def test_first_it_is_only_looked_at(self, broken: Trial) -> None:
        before = dump(broken)
        done = broken.run("reextract", "--quarantined")
        assert done.lines[-1] == "quarantine: 1 stay, 4 would leave as new"
        assert sum("→ new" in line for line in done.lines) == 4
        assert [line.split()[2:4] for line in done.lines if HOLLOW in line] == [
            ["stays", "hollow:"]
        ]
        assert dump(broken) == before

    def test_a_second_look_writes_nothing(self, broken: Trial) -> None:
        broken.run("reextract", "--quarantined", "--apply")
        before = dump(broken)
        done = broken.run("reextract", "--quarantined", "--apply")
        assert (done.code, done.lines[-1]) == (0, "quarantine: 1 stay")
        assert dump(broken) == before

    def test_one_of_them_by_name(self, broken: Trial) -> None:
        done = broken.run("reextract", "--quarantined", "--apply", UNSEEN[0], HOLLOW, KEY)
        assert done.code == 5
        assert done.complaints == [f"scraper: {KEY}: not in quarantine; check the key"]
        assert done.lines[-1] == "quarantine: 1 stay, 1 left as new"

    def test_articles_of_a_choice_leave_it_alone(self, broken: Trial) -> None:
        done = broken.run("reextract", "--apply", "--since", "2026-11-22")
        assert "quarantine" not in done.out
        assert len(broken.rows("SELECT 1 FROM quarantine WHERE extractors = ?", BEFORE)) == 5

    @pytest.mark.parametrize("word", [("--era", "qq-omn"), ("--since", "7d")])
    def test_it_is_not_of_articles(self, broken: Trial, word: tuple[str, str]) -> None:
        done = broken.call("reextract", "--quarantined", *word)
        assert done.code == 2
        assert "--quarantined takes no --since and no --era" in done.err


class TestChoosing:
    def test_by_any_address(self, broken: Trial) -> None:
        forms = (KEY, f"https://view.inews.qq.com/a/{KEY}?suid=1", f"http://kuaibao.qq.com/s/{KEY}")
        for form in forms:
            done = broken.run("reextract", form)
            assert (done.code, done.err) == (0, "")
            assert done.lines[-1].startswith("1 would change")

    def test_what_is_not_there_is_named_and_the_rest_is_done(self, broken: Trial) -> None:
        done = broken.run("reextract", "--apply", "20200101A0000000", KEY, "\x1b[31mno")
        assert done.code == 5
        assert done.complaints == [
            "scraper: 20200101A0000000: not in the archive; check the key",
            "scraper: \\x1b[31mno: not in the archive; check the key",
        ]
        assert done.lines[-1].startswith("1 changed")

    def test_where_nothing_named_is_there_nothing_is_done(self, broken: Trial) -> None:
        before = dump(broken)
        done = broken.run("reextract", "--apply", "20200101A0000000")
        assert (done.code, done.lines) == (5, ["no articles"])
        assert dump(broken) == before

    def test_by_time(self, broken: Trial) -> None:
        count = sum(f"{one.published}" >= "2026-11-21" for one in articles(broken).values())
        done = broken.run("reextract", "--since", "2026-11-21")
        assert done.lines[-1].startswith(f"{count} would change")

    @pytest.mark.parametrize("era", ["qq-origin", "qq-origin/0"])
    def test_by_era(self, broken: Trial, era: str) -> None:
        stored = [one for one in articles(broken).values() if one.extractor == "qq-origin/0"]
        done = broken.run("reextract", "--era", era, "--apply")
        assert done.lines[-1].startswith(f"{len(stored)} changed")

    def test_an_era_of_which_nothing_is_stored(self, broken: Trial) -> None:
        done = broken.run("reextract", "--era", "qq-classic/1")
        assert (done.code, done.lines) == (0, ["no articles"])

    def test_an_unknown_era_names_the_known(self, broken: Trial) -> None:
        done = broken.run("reextract", "--era", "qq-new")
        assert done.code == 2
        assert done.err.startswith("scraper: --era qq-new: no such extractor; those known are ")
        for name in ("qq-classic", "qq-omn/1", "qq-origin/0", "qq-origin/1"):
            assert f" {name}" in done.err

    @pytest.mark.parametrize("jobs", ["0", "-1", "many"])
    def test_a_number_of_processes_that_is_none(self, broken: Trial, jobs: str) -> None:
        assert broken.call("reextract", "--jobs", jobs).code == 2

    def test_without_an_archive_there_is_nothing_to_read(self, trial: Trial) -> None:
        for words in ([], ["--apply"]):
            done = trial.run("reextract", *words)
            assert done.code == 3
            assert "there is no archive here" in done.err
            assert not trial.archive.exists()


class TestUnread:
    """What today's extractors cannot read stays as it is."""

    @pytest.fixture
    def faulty(self, stocked: Trial) -> Trial:
        """Of thirty articles five whose pages can no longer be had or read: KINDS, in order."""
        with store.open(stocked.archive) as archive:
            keys = list(archive.origins.ids(Selection()))
            for key, body in zip(keys[:3], (HOLLOW_PAGE, b" ", b"\x1f\x8b"), strict=True):
                asked = urls.read(key).fetch_url
                known = {"asked": asked, "url": asked, "status": 200, "headers": ()}
                number = archive.keep(Fetched(**known, body=body, at=stock.AT))
                archive._db.execute(SNAPSHOT, [number, key])
            archive._db.execute(SNAPSHOT, [archive.entry(keys[6]).snapshot, keys[3]])
            archive._db.execute(SNAPSHOT, [None, keys[4]])
            archive._db.commit()
        self.kinds = dict(zip(keys, KINDS, strict=False))
        return stocked

    def test_it_is_reported_and_the_rest_is_mended(self, faulty: Trial) -> None:
        before = articles(faulty)
        done = faulty.run("reextract", "--apply")
        assert done.code == 5
        for key, kind in self.kinds.items():
            (line,) = [one for one in done.lines if key in one]
            assert line.startswith(f"{kind:<11}  {key}  ")
            assert line.endswith("; it stays as it is")
        assert done.lines[-1].startswith("25 changed")
        assert done.lines[-1].endswith(
            "4 can no longer be read and stay as they are, 1 without a page"
        )
        after = articles(faulty)
        assert {key: after[key] for key in self.kinds} == {key: before[key] for key in self.kinds}
        assert len(after) == len(before) == 30

    def test_a_second_run_says_so_again_and_writes_nothing(self, faulty: Trial) -> None:
        faulty.run("reextract", "--apply")
        before = dump(faulty)
        done = faulty.run("reextract", "--apply")
        assert (done.code, len(done.lines)) == (5, 6)
        assert dump(faulty) == before

    def test_a_damaged_page_does_not_stop_the_others(self, stocked: Trial) -> None:
        with stocked.database() as db:
            db.execute("UPDATE contents SET zstd = x'00' WHERE rowid IN (5, 9)")
        done = stocked.run("reextract", "--apply")
        assert done.code == 5
        assert sum("its content cannot be unpacked" in line for line in done.lines) == 2
        assert done.lines[-1].startswith("28 changed")

    def test_json_names_the_kind(self, faulty: Trial) -> None:
        found = {one["id"]: one for one in faulty.run("reextract", "--json").objects}
        for key, kind in self.kinds.items():
            assert found[key]["kind"] == (None if kind == "no page" else kind)
            assert found[key]["reason"]
            assert "changes" not in found[key]
