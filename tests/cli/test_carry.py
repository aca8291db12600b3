"""What other programs and archives have, brought in and out by the command itself."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from scraper.archive import lock
from scraper.dates import BEIJING
from scraper.extract import document

if TYPE_CHECKING:
    from .trial import Done, Trial

KEY = "20261122A01KX700"
DOCUMENT = """---
title: "一篇文章"
date: "2025-02-01 10:30:49"
summary: "摘要"
categories:
  - "{site}"
lang:
  - "zh-CN"
translations:
  - "zh-CN"
tags:
  - "{site}"
menu: ""
thumbnail: ""
lead: ""
comments: false
authorbox: false
pager: true
toc: false
mathjax: false
sidebar: "right"
widgets:
  - "search"
  - "recent"
  - "taglist"
---

{body}

[{site}]({url})
"""


def written(file: Path, url: str, site: str = "qq", body: str = "正文一段。") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(DOCUMENT.format(site=site, url=url, body=body), encoding="utf-8")
    return file


@pytest.fixture
def copied(crawled: Trial, trial: Trial) -> Trial:
    """A folder with what one whole crawl left."""
    with contextlib.closing(sqlite3.connect(crawled.archive)) as source, trial.database() as copy:
        source.backup(copy)
    shutil.copytree(crawled.folder / "documents", trial.folder / "documents")
    return trial


def dump(trial: Trial) -> list[str]:
    with trial.database() as db:
        return list(db.iterdump())


def twice(trial: Trial, *words: str | Path) -> Done:
    """The first of two runs, of which the second changes nothing."""
    first = trial.call("import-archive", *words)
    before, documents = dump(trial), trial.documents() if first.code == 0 else {}
    second = trial.call("import-archive", *words)
    assert "nothing new" in second.out
    assert dump(trial) == before
    assert not documents or trial.documents() == documents
    return first


class TestDocuments:
    def test_of_the_site_and_of_others(self, trial: Trial) -> None:
        folder = trial.folder / "in"
        ours = written(folder / "b.md", "https://new.qq.com/rain/a/20250212A08YTH00")
        theirs = written(folder / "a" / "x.md", "https://www.infoq.cn/article/CPer5D", "infoq")
        done = twice(trial, folder)
        assert (done.code, done.out) == (0, f"{folder}: 2 documents\n2 new\n")
        assert trial.rows("SELECT extractor, snapshot_id, count(*) FROM articles GROUP BY 1") == [
            ("document/1", None, 2)
        ]
        for file, url in ((ours, "20250212A08YTH00"), (theirs, "https://infoq.cn/x")):
            key = url if file is ours else "https://www.infoq.cn/article/CPer5D#top"
            assert trial.call("show", key).out.encode() == file.read_bytes()

    def test_a_crawl_never_visits_another_site(self, trial: Trial) -> None:
        written(trial.folder / "a.md", "https://www.infoq.cn/article/CPer5D", "infoq")
        trial.call("import-archive", "a.md")
        assert trial.rows("SELECT * FROM links") == []
        trial.call("crawl")
        assert not [one for one in trial.site.seen if "infoq" in one]

    def test_two_of_another_site_whose_addresses_end_alike(self, trial: Trial) -> None:
        for name in "ab":
            written(trial.folder / f"{name}.md", f"https://pingwest.com/{name}/302095", "pingwest")
        assert trial.call("import-archive", "a.md", "b.md").code == 0
        assert len(trial.ids()) == 2

    def test_other_forms_of_the_address_are_known_afterwards(self, trial: Trial) -> None:
        written(trial.folder / "a.md", "https://view.inews.qq.com/a/20250212A08YTH00")
        trial.call("import-archive", "a.md")
        assert trial.call("show", "https://view.inews.qq.com/a/20250212A08YTH00").code == 0
        assert trial.ids() == {"20250212A08YTH00"}

    def test_what_a_page_gave_is_not_overwritten(self, copied: Trial) -> None:
        before = dump(copied)
        assert copied.call("import-archive", "documents").out == (
            "documents: 22 documents\nnothing new; 22 known\n"
        )
        assert dump(copied) == before
        file = copied.folder / "documents" / f"{KEY}.zh-cn.md"
        changed = copied.folder / "changed.md"
        changed.write_text(file.read_text().replace("DeepSeek", "Deep"), encoding="utf-8")
        done = copied.call("import-archive", "changed.md")
        assert (done.code, done.out) == (
            0,
            "changed.md: 1 documents; passed over: 1 documents that differ from what their pages"
            " gave, which stays\nnothing new; 1 known\n",
        )
        assert dump(copied) == before
        (said,) = copied.call("import-archive", "changed.md", "--json").objects
        assert said["reason"].startswith("documents that differ")

    def test_a_page_takes_the_place_of_a_document_and_the_site_changed_nothing(
        self, crawled: Trial, trial: Trial
    ) -> None:
        file = crawled.folder / "documents" / f"{KEY}.zh-cn.md"
        assert trial.call("import-archive", file).code == 0
        trial.call("import", KEY, "--refetch")
        ((extractor, revision),) = trial.rows("SELECT extractor, revision FROM articles")
        assert extractor != "document/1"
        assert revision == 2
        assert trial.rows("SELECT cause FROM revisions") == [("extractor",)]
        assert trial.rows("SELECT * FROM changes") == []

    def test_a_later_edition_of_a_document_is_a_revision(self, trial: Trial) -> None:
        url = "https://new.qq.com/rain/a/20250212A08YTH00"
        file = written(trial.folder / "a.md", url)
        trial.call("import-archive", "a.md")
        written(file, url, body="另一段。")
        assert twice(trial, "a.md").out == "a.md: 1 documents\n1 changed\n"
        assert trial.rows("SELECT body FROM revisions") == [("正文一段。",)]

    @pytest.mark.parametrize("emphasis", ["seed", "commonmark"])
    def test_out_and_in_and_out_again_is_the_same(
        self, copied: Trial, tmp_path_factory: pytest.TempPathFactory, emphasis: str
    ) -> None:
        copied.configure(f'[documents]\nemphasis = "{emphasis}"')
        copied.call("export", "out")
        first = {one.name: one.read_bytes() for one in (copied.folder / "out").iterdir()}
        copied.archive.unlink()
        assert copied.call("import-archive", "out").code == 0
        copied.call("export", "again")
        again = {one.name: one.read_bytes() for one in (copied.folder / "again").iterdir()}
        assert again == first
        assert len(first) == 22

    def test_where_no_document_can_be_written_it_ends_and_nothing_is_stored(
        self, trial: Trial
    ) -> None:
        written(trial.folder / "a.md", "https://new.qq.com/rain/a/20250212A08YTH00")
        (trial.folder / "documents").mkdir()
        (trial.folder / "documents" / "20250212A08YTH00.zh-cn.md").mkdir()
        done = trial.call("import-archive", "a.md")
        assert (done.code, len(done.complaints)) == (2, 1)
        assert "cannot be written" in done.complaints[-1]
        assert trial.ids() == set()

    def test_real_ones_come_out_as_they_went_in(self, trial: Trial, shared: Path) -> None:
        files = [*(shared / "siblings").glob("*.md"), *shared.glob("seed-*.md")]
        assert twice(trial, *files).code == 0
        wanted = {document.read(one.read_text()).url: one.read_bytes() for one in files}
        found = {document.read(data.decode()).url: data for _, data in trial.documents().values()}
        assert found == wanted
        for url, data in wanted.items():
            assert trial.call("show", url).out.encode() == data

    @pytest.mark.parametrize(
        ("url", "says"),
        [
            ("ftp://example.com/a", "must begin with https"),
            ("https://user@example.com/a", "user name"),
            ("javascript:alert", "not a URL"),
            ("https://news.qq.com/", "another site"),
            ("https://page.om.qq.com/page/Oxyz", "only the page"),
        ],
    )
    def test_whose_link_names_no_article(self, trial: Trial, url: str, says: str) -> None:
        written(trial.folder / "a.md", url)
        done = trial.call("import-archive", "a.md")
        assert done.code == 5
        assert says in done.err
        assert len(done.complaints) == 1
        assert trial.ids() == set()


class TestClippings:
    def put(self, trial: Trial, name: str, text: str | bytes) -> None:
        file = trial.folder / "qqnews" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def test_a_folder_of_texts_without_addresses(self, trial: Trial) -> None:
        self.put(trial, "2024-04-23/1.txt", "一个标题\n2024-04-23 08:00\n\n正文一。\n")
        self.put(trial, "2.txt", "又一个\n正文二。".encode("gb18030"))
        self.put(trial, "3.md", "# 第三个\n\n正文三。\n")
        self.put(trial, "4.json", '{"title": "第四个", "text": "正文四。", "time": "2024-05-01"}')
        self.put(trial, "hollow-1.txt", "只有标题\n")
        self.put(trial, "hollow-2.json", '{"title": "只有标题", "content": ""}')
        done = twice(trial, "qqnews")
        assert (done.code, done.out) == (
            0,
            "qqnews: 4 clippings; passed over: 2 hollow\n4 new\n",
        )
        assert trial.rows("SELECT title, body, published, file FROM clippings ORDER BY body") == [
            ("一个标题", "正文一。", "2024-04-23T08:00:00+08:00", "2024-04-23/1.txt"),
            ("第三个", "正文三。", None, "3.md"),
            ("又一个", "正文二。", None, "2.txt"),
            ("第四个", "正文四。", "2024-05-01T00:00:00+08:00", "4.json"),
        ]
        assert trial.ids() == set()

    def test_they_are_matched_whoever_comes_first(self, trial: Trial) -> None:
        for number in (1, 2):
            url = f"https://new.qq.com/rain/a/20250212A0000{number}00"
            written(trial.folder / f"{number}.md", url, body=f"**正文** {number}，一段。")
            self.put(trial, f"{number}.txt", f"标题\n\n正文{number}一段。")
        trial.call("import-archive", "1.md", "qqnews", "2.md")
        found = trial.rows("SELECT file, article_id FROM clippings ORDER BY file")
        assert found == [("1.txt", "20250212A0000100"), ("2.txt", "20250212A0000200")]


class TestArchives:
    def test_another_archive_with_its_documents(self, crawled: Trial, trial: Trial) -> None:
        done = twice(trial, crawled.archive)
        assert (done.code, done.out) == (
            0,
            f"{crawled.archive}: 22 articles of an archive\n22 new\n",
        )
        there = {name: data for name, (_, data) in crawled.documents().items()}
        assert {name: data for name, (_, data) in trial.documents().items()} == there
        for table in ("snapshots", "visits", "links", "surveys", "runs", "quarantine"):
            assert trial.counts()[table] == crawled.counts()[table], table
        trial.site.seen.clear()
        trial.call("crawl")
        assert trial.site.pages() == []  # it knows what was seen there

    @pytest.mark.parametrize("name", ["copy.db.zst", "copy.txt"])
    def test_its_name_says_nothing(self, crawled: Trial, trial: Trial, name: str) -> None:
        crawled.call("backup", trial.folder / name)
        assert trial.call("import-archive", name).code == 0
        assert trial.ids() == crawled.ids()

    def test_faults_end_it(self, copied: Trial) -> None:
        before = dump(copied)
        with contextlib.closing(sqlite3.connect(copied.folder / "alien.db")) as db:
            db.execute("CREATE TABLE x (y)")
        (copied.folder / "cut.db").write_bytes(copied.archive.read_bytes()[:50000])
        for name, says in (
            ("archive.db", "the archive itself"),
            ("alien.db", "another program"),
            ("cut.db", "damaged"),
        ):
            done = copied.run("import-archive", name)
            assert (done.code, done.out) == (3, "")
            assert says in done.err
            assert len([one for one in done.complaints if one.startswith("scraper: ")]) == 1
        assert dump(copied) == before

    def test_the_archive_in_a_folder_is_passed_over(self, copied: Trial) -> None:
        done = copied.call("import-archive", ".")
        assert "1 archive itself" in done.out
        assert done.code == 0

    def test_one_run_at_a_time(self, trial: Trial) -> None:
        written(trial.folder / "a.md", "https://new.qq.com/rain/a/20250212A08YTH00")
        with lock.hold(trial.archive, "crawl", datetime(2025, 2, 12, tzinfo=BEIJING)):
            done = trial.run("import-archive", "a.md")
        assert done.code == 7
        assert "another run is at work" in done.err


class TestWarc:
    @pytest.mark.parametrize("name", ["pages.warc.gz", "pages.warc"])
    def test_out_and_in_gives_the_same_articles(
        self, crawled: Trial, trial: Trial, name: str
    ) -> None:
        done = crawled.call("export-warc", trial.folder / name)
        count = crawled.counts()["snapshots"]
        assert done.out.startswith(f"{trial.folder / name}: {count} answers, ")
        done = twice(trial, name)
        assert done.code == 5  # the hollow one is hollow here too
        columns = (
            "id, source_url, title, published, author, summary, body, videos, tags, category,"
            " lang, paid, extractor, content_sha256"
        )
        query = f"SELECT {columns} FROM articles ORDER BY id"
        assert trial.rows(query) == crawled.rows(query)
        thumbnails = "SELECT thumbnail FROM articles ORDER BY id"
        pairs = zip(trial.rows(thumbnails), crawled.rows(thumbnails), strict=True)
        differing = {ours for ours, theirs in pairs if ours != theirs}
        assert differing <= {(None,)}  # what only a list told is not on the page
        images = "SELECT * FROM images ORDER BY article_id, position"
        assert trial.rows(images) == crawled.rows(images)
        assert trial.counts()["quarantine"] == 1
        again = trial.call("export-warc", "again.warc")
        assert again.code == 0

    def test_other_programs_read_it(self, crawled: Trial, tmp_path: Path) -> None:
        crawled.call("export-warc", tmp_path / "a.warc.gz")
        with (tmp_path / "a.warc.gz").open("rb") as stream:
            found = [
                record.headers["WARC-Target-URI"]
                for record in ArchiveIterator(
                    stream, record_types=WarcRecordType.response, parse_http=False
                )
                if record.verify_block_digest()
            ]
        kept = [url for (url,) in crawled.rows("SELECT url FROM snapshots")]
        assert sorted(found) == sorted(kept)

    def test_the_same_archive_gives_the_same_bytes(self, crawled: Trial, trial: Trial) -> None:
        crawled.call("export-warc", trial.folder / "a.warc.gz")
        crawled.call("export-warc", trial.folder / "b.warc.gz")
        trial.call("import-archive", crawled.archive)
        trial.call("export-warc", "c.warc.gz")
        names = ("a.warc.gz", "b.warc.gz", "c.warc.gz")
        assert len({(trial.folder / name).read_bytes() for name in names}) == 1

    def test_since(self, crawled: Trial, tmp_path: Path) -> None:
        done = crawled.call("export-warc", tmp_path / "a.warc", "--since", "2099-01-01")
        assert ": 0 answers, " in done.out

    def test_captures_come_to_lie_in_the_order_of_time(self, crawled: Trial, trial: Trial) -> None:
        crawled.call("export-warc", trial.folder / "a.warc")
        data = (trial.folder / "a.warc").read_bytes()
        (page,) = (one for one in data.split(b"WARC/1.1\r\n") if f"/{KEY}\r\n".encode() in one)
        body = page.partition(b"\r\n\r\n")[2]
        for year in (2023, 2024, 2022):
            other = body.replace("开源".encode(), f"闭源{year}".encode()[:6] + b"")
            other = other.replace("稀疏".encode(), f"{year}年".encode()[:6].ljust(6))
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {year}-01-01T00:00:00Z\r\n"
                f"WARC-Target-URI: https://new.qq.com/rain/a/{KEY}\r\n"
                f"Content-Length: {len(other.rstrip())}\r\n\r\n"
            )
            with (trial.folder / "b.warc").open("ab") as file:
                file.write(head.encode() + other.rstrip() + b"\r\n\r\n")
        trial.call("import-archive", "a.warc")
        done = twice(trial, "b.warc")
        assert "3 changed" in done.out
        found = trial.rows("SELECT number, stored_at FROM revisions ORDER BY number")
        assert [at[:4] for _, at in found] == ["2022", "2023", "2024"]
        ((first, revision),) = trial.rows(
            "SELECT first_seen, revision FROM articles WHERE id=?", KEY
        )
        assert (first[:4], revision) == ("2022", 4)
        assert trial.call("show", KEY).out == crawled.call("show", KEY).out

    def test_what_is_cut_or_no_article_has_a_line(self, crawled: Trial, trial: Trial) -> None:
        crawled.call("export-warc", trial.folder / "a.warc.gz")
        data = (trial.folder / "a.warc.gz").read_bytes()
        (trial.folder / "cut.warc.gz").write_bytes(data[: len(data) // 2])
        done = trial.call("import-archive", "cut.warc.gz")
        assert done.code == 5
        assert "truncated    cut.warc.gz  damaged after" in done.err
        assert trial.ids()

    def test_a_bomb(self, trial: Trial) -> None:
        head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\n"
        with gzip.open(trial.folder / "bomb.warc.gz", "wb", compresslevel=9) as file:
            file.write(head)
            for _ in range(300):
                file.write(bytes(1 << 20))
        done = trial.run("import-archive", "bomb.warc.gz")
        assert done.code == 5
        assert "300 times its size" in done.err

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            (".", "a folder"),
            ("archive.db", "the archive itself"),
            ("none/a.warc", "its folder does not exist"),
            ("there.warc", "is there already; replace it with --force"),
        ],
    )
    def test_where_it_may_not_be_written(self, copied: Trial, name: str, says: str) -> None:
        (copied.folder / "there.warc").write_text("mine")
        before = copied.archive.read_bytes()
        done = copied.call("export-warc", name)
        assert done.code == 2
        assert says in done.err
        assert copied.archive.read_bytes() == before
        assert (copied.folder / "there.warc").read_text() == "mine"
        assert copied.call("export-warc", "there.warc", "--force").code == 0


class TestPaths:
    def test_where_nothing_is(self, trial: Trial) -> None:
        written(trial.folder / "a.md", "https://new.qq.com/rain/a/20250212A08YTH00")
        done = trial.call("import-archive", "a.md", "none", "neither")
        assert done.code == 2
        assert len(done.complaints) == 2
        assert not trial.archive.exists()
        assert trial.call("import-archive").code == 2

    def test_an_empty_folder(self, trial: Trial) -> None:
        (trial.folder / "empty").mkdir()
        done = trial.call("import-archive", "empty")
        assert (done.code, done.out) == (0, "empty: nothing to import\nnothing new\n")

    def odd(self, trial: Trial) -> Path:
        folder = trial.folder / "odd"
        folder.mkdir()
        os.mkfifo(folder / "pipe.txt")
        (folder / "zeros.db").write_bytes(bytes(9000))
        (folder / "nothing.md").write_bytes(b"")
        (folder / "page.html").write_text("<html>")
        (folder / ".hidden.md").write_text("标题\n正文")
        (folder / "broken.md").symlink_to("nowhere")
        (folder / "loop.md").symlink_to("loop.md")
        (folder / "again").symlink_to(".")
        (folder / "half.md").write_text('---\ntitle: "x"\n正文')
        return folder

    def test_odd_files_in_a_folder_are_counted(self, trial: Trial) -> None:
        done = trial.call("import-archive", self.odd(trial))
        assert done.code == 5
        assert done.complaints == [
            f"unreadable   {trial.folder / 'odd' / 'half.md'}"
            "  front matter without its end: half of a document"
        ]
        for said in ("1 no plain file", "1 empty", "1 hidden", "1 link to a folder", "(.html)"):
            assert said in done.out
        assert "2 that cannot be read" in done.out or "Too many levels" in done.out
        assert trial.ids() == set()

    @pytest.mark.parametrize(
        "name", ["pipe.txt", "zeros.db", "nothing.md", "broken.md", "loop.md", "half.md"]
    )
    def test_one_that_is_named_has_a_line(self, trial: Trial, name: str) -> None:
        done = trial.run("import-archive", self.odd(trial) / name)
        assert done.code == 5
        assert len(done.complaints) == 1
        assert name in done.err

    def test_a_dry_run_says_the_same_and_writes_nothing(self, crawled: Trial, trial: Trial) -> None:
        words = ("import-archive", crawled.archive)
        looked = trial.call(*words, "--dry-run")
        assert sorted(one.name for one in trial.folder.iterdir()) == ["config.toml"]
        done = trial.call(*words)
        assert (looked.code, looked.out) == (done.code, done.out)
        before = dump(trial)
        assert "22 known" in trial.call(*words, "--dry-run").out
        assert dump(trial) == before

    def test_as_json(self, crawled: Trial, trial: Trial) -> None:
        done = trial.call("import-archive", crawled.archive, "--json")
        assert {one["id"] for one in done.objects} == crawled.ids()
        assert set(done.kinds) == {"new"}
        assert "22 new" in done.err

    def test_it_leaves_no_run_behind(self, trial: Trial) -> None:
        written(trial.folder / "a.md", "https://new.qq.com/rain/a/20250212A08YTH00")
        trial.call("import-archive", "a.md")
        assert trial.rows("SELECT * FROM runs") == []

    def test_names_that_would_move_a_terminal(self, trial: Trial) -> None:
        folder = trial.folder / "x\x1b[2J"
        folder.mkdir()
        (folder / "y\x1b[31m.md").write_text("---\nhalf")
        done = trial.call("import-archive", folder)
        assert "\x1b" not in done.out + done.err

    def test_the_log_has_a_line_for_each_path(self, trial: Trial) -> None:
        written(trial.folder / "a.md", "https://new.qq.com/rain/a/20250212A08YTH00")
        done = trial.call("import-archive", "a.md", "--log-format", "text")
        assert any(" intake path=a.md documents=1" in one for one in done.complaints)
