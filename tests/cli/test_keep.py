"""``backup``, ``restore`` and ``check`` as commands, one run at a time, readers that never wait."""

from __future__ import annotations

import contextlib
import shutil
import signal
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.archive import functions
from scraper.demo.answers import Answer

from .test_faults import KEY, URL, only, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .trial import Done, Site, Trial

SLOW = "/rain/a/20261121A06W1F00"


@pytest.fixture
def kept(crawled: Trial, trial: Trial) -> Trial:
    """A folder of its own with what a whole crawl left."""
    for name in ("archive.db", "documents"):
        source = crawled.folder / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, trial.folder / name)
    return trial


@pytest.fixture
def busy(trial: Trial, site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """A crawl that is in the middle of a page, with articles stored and waiting to be."""
    site.replies[SLOW] = lambda _: Answer(wait=30.0)
    trial.configure(read_timeout=60.0, total_timeout=60.0)
    process = trial.start("crawl", "--source", "ai")
    wait_for(lambda: any(one.endswith(SLOW) for one in site.seen))
    yield process
    process.kill()
    process.communicate()


class TestCheck:
    def test_what_a_crawl_left_is_whole(self, crawled: Trial) -> None:
        done = crawled.call("check")
        assert (done.code, done.err) == (0, "")
        (line,) = done.lines
        assert f"{len(crawled.ids())} articles" in line
        assert line.endswith("all is whole")

    def test_documents_alone_are_mended_by_export(self, kept: Trial) -> None:
        """One missing, one cut short, one empty, one a folder, one half written: each a line."""
        folder = kept.folder / "documents"
        before = {name: data for name, (_, data) in kept.documents().items()}
        missing, cut, empty, *_ = sorted(before)
        (folder / missing).unlink()
        (folder / cut).write_bytes(before[cut][:-10])
        (folder / empty).write_bytes(b"")
        (folder / ".scraper-abc.part").write_bytes(b"half")
        (folder / "notes.md").write_text("mine")
        done = kept.call("check")
        assert done.code == 5
        assert {line.split(None, 1)[1] for line in done.lines[:-1]} == {
            f"documents/{missing}: is missing; `scraper export documents` mends it",
            f"documents/{cut}: is not as the archive has it; `scraper export documents` mends it",
            f"documents/{empty}: is not as the archive has it; `scraper export documents` mends it",
            "documents/.scraper-abc.part: half written by a run that was killed;"
            " `scraper export documents` mends it",
        }
        assert done.lines[-1].endswith("; 4 documents to mend")
        assert kept.call("check", "--no-documents").code == 0
        assert kept.call("export", "documents").out.startswith("documents: 3 written, ")
        assert kept.call("check").code == 0
        (folder / "notes.md").unlink()
        assert {name: data for name, (_, data) in kept.documents().items()} == before

    def test_a_folder_that_is_gone_is_one_line(self, kept: Trial) -> None:
        shutil.rmtree(kept.folder / "documents")
        done = kept.call("check")
        assert (done.code, len(done.lines)) == (5, 2)
        assert done.lines[0].startswith("documents    documents: the folder is not there; ")

    def test_no_documents_where_none_are_written(self, kept: Trial) -> None:
        shutil.rmtree(kept.folder / "documents")
        kept.configure('[documents]\ndir = ""')
        assert kept.call("check").code == 0

    def test_a_damaged_archive(self, kept: Trial) -> None:
        with kept.database() as db:
            db.execute("UPDATE contents SET size = 1 WHERE rowid = 3")
        (kept.folder / "documents" / f"{KEY}.zh-cn.md").unlink()
        done = kept.call("check")
        assert done.code == 3
        assert done.lines[0].startswith("archive      contents, row 3: its content is not what ")
        assert "scraper import URL --refetch" in done.lines[0]
        assert done.lines[1:] == ["archive.db: damaged; 1 faults; documents were not looked at"]

    def test_as_json(self, kept: Trial) -> None:
        (kept.folder / "documents" / f"{KEY}.zh-cn.md").unlink()
        with kept.database() as db:
            db.execute("UPDATE articles SET snapshot_id = NULL WHERE id = ?", [KEY])
        done = kept.call("check", "--json")
        assert done.code == 5
        assert [(one["level"], one["where"]) for one in done.objects] == [
            ("note", "articles"),
            ("documents", f"documents/{KEY}.zh-cn.md"),
        ]
        assert all(one["what"] and one["remedy"] for one in done.objects)
        assert only(done).endswith("; 1 documents to mend, 1 notes")

    def test_notes_are_no_fault(self, kept: Trial) -> None:
        with kept.database() as db:
            db.execute("UPDATE articles SET snapshot_id = NULL")
        done = kept.call("check")
        assert (done.code, done.lines[0].split()[0]) == (0, "note")


class TestCopies:
    def test_there_and_back(self, kept: Trial) -> None:
        before = kept.counts()
        for name in ("b.db", "b.db.zst"):
            done = kept.call("backup", name)
            assert (done.code, done.err) == (0, "")
            assert done.out.startswith(f"{name}: verified, ")
            assert f", {before['articles']} articles, " in done.out
            assert "already" in only(kept.call("backup", name))
        small, large = ((kept.folder / name).stat().st_size for name in ("b.db.zst", "b.db"))
        assert small < large
        with kept.database() as db:
            db.execute("DELETE FROM aliases")
        done = kept.call("restore", "b.db.zst")
        assert done.code == 3
        assert "archive.db: is there already; replace it with --force" in only(done)
        done = kept.call("restore", "b.db.zst", "--force")
        assert done.code == 0
        assert done.lines[0].startswith("archive.db: restored from b.db.zst, ")
        former = Path(done.lines[1].partition(":")[0])
        assert former.name.startswith("archive.db.before-restore-")
        assert kept.counts() == before
        assert kept.call("check").code == 0

    def test_faults_are_one_line(self, kept: Trial) -> None:
        for words in (
            ["backup", "no/such/b.db"],
            ["backup", "."],
            ["backup", "archive.db", "--force"],
            ["restore", "nowhere.db"],
            ["restore", "config.toml", "--force"],
            ["restore", "archive.db", "--force"],
        ):
            before = kept.counts()
            done = kept.call(*words)
            assert done.code == 3, words
            assert only(done).startswith("scraper: ")
            assert kept.counts() == before

    def test_a_backup_while_a_crawl_is_at_work(
        self, trial: Trial, busy: subprocess.Popen[bytes]
    ) -> None:
        assert trial.call("backup", "b.db").code == 0
        assert busy.poll() is None
        trial.configure('[archive]\npath = "b.db"\n[documents]\ndir = ""')
        assert trial.call("check").code == 0


class TestOneAtATime:
    def test_a_second_run_leaves_at_once(
        self, trial: Trial, site: Site, busy: subprocess.Popen[bytes]
    ) -> None:
        said = f"scraper: another run is at work on archive.db: crawl, pid {busy.pid}, since 20"
        asked = len(site.seen)
        trial.call("backup", "b.db")
        for words in (["crawl"], ["import", URL], ["restore", "b.db", "--force"]):
            start = time.monotonic()
            done = trial.call(*words)
            assert (done.code, done.out) == (7, ""), words
            assert only(done).startswith(said)
            assert only(done).endswith("; wait for it or stop it")
            assert time.monotonic() - start < 5
        assert len(site.seen) == asked
        assert busy.poll() is None

    def test_who_only_reads_goes_on(self, trial: Trial, busy: subprocess.Popen[bytes]) -> None:
        (stored,) = trial.rows("SELECT id FROM articles LIMIT 1")
        for words in (
            ["list"],
            ["show", *stored],
            ["export", "out"],
            ["check", "--no-documents"],
            ["crawl", "--dry-run"],
            ["backup", "b.db"],
        ):
            assert trial.call(*words).code in (0, 5), words
        assert busy.poll() is None

    def test_after_a_kill_the_next_run_goes_on(
        self, trial: Trial, site: Site, busy: subprocess.Popen[bytes]
    ) -> None:
        busy.send_signal(signal.SIGKILL)
        busy.wait()
        site.reset()
        done = trial.run("crawl", "--source", "ai")
        assert done.code == 5  # one page is hollow
        assert trial.rows("SELECT count(*) FROM links WHERE kind IS NULL") == [(0,)]
        assert trial.call("check").code == 0


class TestReaders:
    """They never wait for a writer, and nobody is told that the database is locked."""

    WORDS = (
        ["list"],
        ["show", KEY],
        ["export", "out"],
        ["check"],
        ["backup", "b.db", "--force"],
        ["status"],
    )

    def test_while_a_writer_is_in_the_middle_of_a_transaction(self, kept: Trial) -> None:
        with contextlib.closing(sqlite3.connect(kept.archive, isolation_level=None)) as writer:
            functions.register(writer)
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("UPDATE articles SET title = 'half done'")
            start = time.monotonic()
            for words in self.WORDS:
                done = kept.call(*words)
                assert (done.code, done.err) == (0, ""), words
                assert "half done" not in done.out
            assert time.monotonic() - start < 10
            writer.execute("ROLLBACK")

    def test_many_at_once_while_a_crawl_writes(self, kept: Trial, site: Site) -> None:
        kept.configure('[documents]\ndir = "else"')
        links = "\n".join(sorted(kept.ids()))
        crawl = kept.start("import", "--refetch", "--file", "-", stdin=subprocess.PIPE)

        def read(words: list[str]) -> tuple[list[str], Done]:
            return words, kept.run(*words)

        lists = [words for words in self.WORDS if words[0] not in ("check", "backup")]
        with ThreadPoolExecutor(4) as pool:
            found = pool.map(read, lists)
            crawl.communicate(f"{links}\n".encode(), timeout=60)
            for words, done in found:
                assert (done.code, done.err) == (0, ""), words
        assert crawl.returncode == 0

    def test_where_a_killed_writer_left_its_journal(self, kept: Trial) -> None:
        journal(kept)
        for words in self.WORDS:
            done = kept.call(*words)
            assert (done.code, done.err) == (0, ""), words
        assert "journalled" in kept.call("list").out

    @pytest.mark.parametrize("left", [True, False], ids=["killed", "ended"])
    def test_on_a_disk_that_cannot_be_written(
        self, kept: Trial, tmp_path: Path, left: bool
    ) -> None:
        """As after a crash that made the system mount its disk read-only."""
        if left:
            journal(kept)
        with read_only(kept.folder, tmp_path):
            for words in (["list"], ["show", KEY], ["check"], ["status"]):
                done = kept.call(*words)
                assert (done.code, done.err) == (0, ""), words
            assert ("journalled" in kept.call("list").out) is left
            for words in (["crawl"], ["import", URL], ["backup", "b.db"], ["export", "documents"]):
                done = kept.call(*words)
                assert done.code in (2, 3), words
                assert "Read-only file system" in only(done)


def journal(trial: Trial) -> None:
    """Let a writer change an article and be killed before its journal is played back."""
    code = (
        "import os, sqlite3\n"
        "from scraper.archive import functions\n"
        "db = sqlite3.connect('archive.db')\n"
        "functions.register(db)\n"
        "db.execute('PRAGMA wal_autocheckpoint = 0')\n"
        f"db.execute(\"UPDATE articles SET title = 'journalled' WHERE id = '{KEY}'\")\n"
        "db.commit()\n"
        "os.kill(os.getpid(), 9)"
    )
    trial.call("export", "documents")
    subprocess.run([trial.command()[0], "-c", code], cwd=trial.folder, check=False)
    assert (trial.folder / "archive.db-wal").stat().st_size > 0
    trial.call("export", "documents")


@contextlib.contextmanager
def read_only(folder: Path, scratch: Path) -> Iterator[None]:
    """Let `folder` be on a file system that is mounted read-only; a skip where that is not ours."""
    if subprocess.run(["mount", "--bind", folder, folder], check=False).returncode:
        pytest.skip("only the superuser of a machine may mount")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)
