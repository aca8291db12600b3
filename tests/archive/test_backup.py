"""Backups: of one moment, verified, whole or not there; and the way back."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper import disk, zstd
from scraper.archive import backup, lock, restore, schema, store
from scraper.dates import BEIJING
from scraper.errors import ArchiveError, BusyError

from .test_schema import first

AT = datetime(2026, 11, 24, 10, 7, 30, tzinfo=BEIJING)
MADE: list[bytes] = []
FORMER = "archive.db.before-restore-20261124T100730"
FULL = """
import resource, sys
from datetime import datetime
from pathlib import Path
from scraper.archive import restore
from scraper.errors import ArchiveError
path, file, size, at = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
try:
    restore.restore(Path(path), Path(file), datetime.fromisoformat(at), force=True, timeout=0.2)
except ArchiveError as error:
    print(error)
"""


@pytest.fixture
def filled(path, make, answer, now):
    """An archive of twenty articles with their pages, made once."""
    if not MADE:
        fill(path, range(20), make, answer, now)
        MADE.append(path.read_bytes())
    path.write_bytes(MADE[0])
    return path


def fill(path, numbers, make, answer, now):
    with store.open(path) as archive, archive.together():
        for number in numbers:
            snapshot = archive.keep(answer(os.urandom(2000)))
            archive.put(make(number), snapshot=snapshot, at=now)


def save(path, file, **options):
    given = {"compress": False, "force": False, "tell": lambda *_: None, **options}
    return backup.save(path, file, **given)


def back(path, file, **options):
    return restore.restore(path, file, AT, **{"force": False, "timeout": 0.2, **options})


def dump(path: Path) -> list[str]:
    """All that an archive says, read by another program that writes nothing."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return list(db.iterdump())


def names(folder: Path) -> set[str]:
    """What is in a folder, without what a reader of the archive left beside it."""
    return set(os.listdir(folder)) - {"archive.db-wal", "archive.db-shm"}


def killed_writer(path: Path, much: int = 0) -> None:
    """A process that wrote to the archive, and died before anything left its journal.

    It wrote `much` letters more than a word.
    """
    code = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1])\n"
        "db.execute('PRAGMA wal_autocheckpoint = 0')\n"
        "db.execute(\"INSERT INTO sources (name) VALUES ('killed')\")\n"
        "db.execute('INSERT INTO sources (name) VALUES (?)', ['x' * int(sys.argv[2])])\n"
        "db.commit()\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(path), str(much)], check=False)
    assert Path(f"{path}-wal").stat().st_size > 0


class TestSave:
    @pytest.mark.parametrize(
        ("name", "options", "packed"),
        [
            ("b.db", {}, False),
            ("b.db.zst", {}, True),
            ("b", {"compress": True}, True),
        ],
    )
    def test_it_holds_all_in_one_file(self, filled, tmp_path, name, options, packed):
        before = dump(filled)
        copy = save(filled, tmp_path / name, **options)
        assert copy.counts["articles"] == copy.counts["snapshots"] == 20
        assert copy.size == (tmp_path / name).stat().st_size
        assert ((tmp_path / name).read_bytes()[:4] == zstd.MAGIC) is packed
        assert names(tmp_path) == {"archive.db", name}
        if not packed:
            assert dump(tmp_path / name) == before
            assert (tmp_path / name).read_bytes()[18:20] == b"\1\1"  # needs no journal beside it
        assert dump(filled) == before

    def test_what_only_the_journal_holds_is_in_it(self, filled, tmp_path):
        killed_writer(filled)
        save(filled, tmp_path / "b.db")
        assert any("'killed'" in line for line in dump(tmp_path / "b.db"))

    def test_it_is_of_one_moment_while_others_write(self, filled, tmp_path, make, answer, now):
        """Every article of the copy has its page, and the copy ends though the writer does not."""
        done = threading.Event()
        portions = []

        def work() -> None:
            number = 100
            with store.open(filled) as archive:
                while not done.is_set():
                    snapshot = archive.keep(answer(os.urandom(5000)))
                    archive.put(make(number), snapshot=snapshot, at=now)
                    number += 1

        writer = threading.Thread(target=work)
        writer.start()
        try:
            copy = save(
                filled, tmp_path / "b.db", tell=lambda done, total: portions.append((done, total))
            )
        finally:
            done.set()
            writer.join()
        assert copy.counts["articles"] >= 20
        assert portions[-1][0] == portions[-1][1] > 0
        with store.open(tmp_path / "b.db") as opened:
            found = {entry.article.url for entry in opened.entries()}
            assert len(found) == copy.counts["articles"]
            assert all(opened.raw(url) for url in found)

    def test_a_run_does_not_keep_it_waiting(self, filled, tmp_path):
        with (
            lock.hold(filled, "crawl", AT),
            closing(sqlite3.connect(filled, isolation_level=None)) as writer,
        ):
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO sources (name) VALUES ('open')")
            save(filled, tmp_path / "b.db")
        assert not any("'open'" in line for line in dump(tmp_path / "b.db"))

    def test_it_replaces_nothing_unless_it_may(self, filled, tmp_path):
        file = tmp_path / "b.db"
        file.write_text("mine")
        with pytest.raises(ArchiveError, match=r"b\.db: is there already; replace it with --force"):
            save(filled, file)
        assert file.read_text() == "mine"
        save(filled, file, force=True)
        assert dump(file) == dump(filled)

    @pytest.mark.parametrize("file", ["archive.db", "link.db", "archive.db-wal", "archive.db.lock"])
    def test_it_never_replaces_the_archive(self, filled, tmp_path, file):
        (tmp_path / "link.db").symlink_to(filled)
        before = filled.read_bytes()
        with pytest.raises(ArchiveError, match="the archive itself"):
            save(filled, tmp_path / file, force=True)
        assert filled.read_bytes() == before

    @pytest.mark.parametrize(
        ("file", "said"),
        [
            ("none/b.db", "its folder does not exist"),
            ("", "a folder; name a file in it"),
            ("fifo", "is there already; choose another"),
            ("n" * 300, "cannot be written"),
        ],
    )
    def test_where_no_file_can_be(self, filled, tmp_path, file, said):
        os.mkfifo(tmp_path / "fifo")
        with pytest.raises(ArchiveError, match=said) as caught:
            save(filled, tmp_path / file, force=True)
        assert "\n" not in str(caught.value)
        assert names(tmp_path) == {"archive.db", "fifo"}

    @pytest.mark.skipif(not os.path.ismount("/proc"), reason="/proc is not mounted here")
    def test_a_folder_that_takes_no_files(self, filled):
        with pytest.raises(ArchiveError, match=r"b\.db: cannot be written"):
            save(filled, Path("/proc/b.db"))

    def test_no_archive_no_backup(self, tmp_path):
        with pytest.raises(ArchiveError, match="there is no archive here"):
            save(tmp_path / "archive.db", tmp_path / "b.db")
        (tmp_path / "archive.db").write_bytes(b"x" * 5000)
        with pytest.raises(ArchiveError, match=r"archive\.db: not an SQLite database"):
            save(tmp_path / "archive.db", tmp_path / "b.db")
        assert names(tmp_path) == {"archive.db"}

    def test_a_damaged_archive_gives_none(self, filled, tmp_path):
        with closing(sqlite3.connect(filled)) as db:
            db.execute("DELETE FROM contents")
            db.commit()
        with pytest.raises(ArchiveError, match=r"archive\.db: damaged .*; nothing was written"):
            save(filled, tmp_path / "b.db")
        assert names(tmp_path) == {"archive.db"}

    def test_one_of_an_older_version_is_saved_as_it_is(self, path, tmp_path):
        """Before a newer program brings it up to date."""
        first(path)
        assert save(path, tmp_path / "b.db").counts["articles"] == 0
        assert dump(tmp_path / "b.db") == dump(path)

    def test_what_a_killed_one_left_is_swept(self, filled, tmp_path):
        for name in ("x.part", "x.part-wal"):
            (tmp_path / f"{disk.PREFIX}{name}").touch()
        save(filled, tmp_path / "b.db")
        assert names(tmp_path) == {"archive.db", "b.db"}


class TestRestore:
    @pytest.fixture(params=["b.db", "b.db.zst"])
    def file(self, request, filled, tmp_path):
        """A backup, plain and compressed; the archive has gone on since."""
        (tmp_path / "else").mkdir()
        save(filled, tmp_path / "else" / request.param)
        return tmp_path / "else" / request.param

    def test_where_there_is_none(self, filled, file):
        before = dump(filled)
        filled.unlink()
        copy = back(filled, file)
        assert (copy.counts["articles"], copy.former) == (20, None)
        assert dump(filled) == before
        assert names(filled.parent) == {"archive.db", "archive.db.lock", "else"}

    def test_the_former_one_is_kept(self, filled, file, make, answer, now):
        saved = dump(filled)
        fill(filled, range(20, 25), make, answer, now)
        before = dump(filled)
        with pytest.raises(ArchiveError, match=r"archive\.db: is there already; replace it"):
            back(filled, file)
        assert dump(filled) == before
        copy = back(filled, file, force=True)
        assert copy.former == filled.parent / FORMER
        assert dump(filled) == saved
        assert dump(copy.former) == before
        again = back(filled, file, force=True)
        assert again.former == filled.parent / f"{FORMER}-2"
        assert dump(copy.former) == before

    def test_what_only_its_journal_held_is_kept_too(self, filled, file):
        killed_writer(filled)
        copy = back(filled, file, force=True)
        assert any("'killed'" in line for line in dump(copy.former))
        assert not any("'killed'" in line for line in dump(filled))
        assert not Path(f"{filled}-wal").exists()

    def test_a_full_disk_stops_it_before_anything_is_moved(self, filled, file):
        size = filled.stat().st_size + 200_000  # enough for the new one, not for the journal
        killed_writer(filled, much=1_000_000)
        given = [str(filled), str(file), str(size), AT.isoformat()]
        done = subprocess.run(
            [sys.executable, "-c", FULL, *given], capture_output=True, text=True, check=True
        )
        assert "cannot be brought into one file" in done.stdout
        assert "free some space and try again" in done.stdout
        assert not [name for name in names(filled.parent) if name.startswith((".", FORMER))]
        rows = "".join(dump(filled))
        assert "'killed'" in rows
        assert "x" * 1_000_000 in rows
        with store.open(filled, readonly=True) as archive:
            assert len(list(archive.entries())) == 20
        copy = back(filled, file, force=True)  # once there is space
        assert "".join(dump(copy.former)) == rows

    def test_the_journal_goes_with_a_former_one_that_is_named_anew(self, filled, file):
        """A restore was killed when all but the last step was done."""
        saved = dump(filled)
        killed_writer(filled)
        left = filled.parent / FORMER
        os.link(filled, left)
        Path(f"{filled}-wal").rename(f"{left}-wal")
        copy = restore.restore(filled, file, AT + timedelta(minutes=1), force=True, timeout=0.2)
        assert copy.former == filled.parent / "archive.db.before-restore-20261124T100830"
        assert any("'killed'" in line for line in dump(copy.former))
        assert dump(filled) == saved
        assert not [name for name in names(filled.parent) if name.startswith(FORMER)]

    def test_a_damaged_one_is_replaced_with_its_journal(self, filled, file):
        saved = dump(filled)
        killed_writer(filled)
        filled.write_bytes(b"SQLite format 3\0" + os.urandom(9000))
        before = [Path(f"{filled}{side}").read_bytes() for side in ("", "-wal")]
        copy = back(filled, file, force=True)
        assert dump(filled) == saved
        assert [Path(f"{copy.former}{side}").read_bytes() for side in ("", "-wal")] == before
        assert not Path(f"{filled}-wal").exists()
        assert not Path(f"{filled}-shm").exists()

    def test_a_journal_whose_archive_is_gone_is_not_played_into_the_new_one(self, filled, file):
        saved = dump(filled)
        killed_writer(filled)
        filled.unlink()
        with pytest.raises(ArchiveError, match="is there already"):
            back(filled, file)
        back(filled, file, force=True)
        assert dump(filled) == saved

    def test_it_belongs_to_whom_the_former_one_belonged(self, filled, file):
        filled.chmod(0o640)
        if os.geteuid() == 0:
            os.chown(filled, 1234, 1234)
        back(filled, file, force=True)
        assert stat.S_IMODE(filled.stat().st_mode) == 0o640
        assert filled.stat().st_uid == (1234 if os.geteuid() == 0 else os.geteuid())

    def test_a_link_to_the_archive_stays_one(self, filled, file, tmp_path):
        (tmp_path / "link.db").symlink_to(filled)
        back(tmp_path / "link.db", file, force=True)
        assert (tmp_path / "link.db").is_symlink()
        assert FORMER in names(tmp_path)

    def test_not_while_a_run_is_at_work(self, filled, file):
        before = filled.read_bytes()
        with lock.hold(filled, "crawl", AT), pytest.raises(BusyError, match="another run"):
            back(filled, file, force=True)
        assert filled.read_bytes() == before

    def test_not_while_another_program_reads_in_the_midst(self, filled, file):
        killed_writer(filled)
        with closing(sqlite3.connect(filled, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sources").fetchone()
            with pytest.raises(ArchiveError, match="in use by another process; wait"):
                back(filled, file, force=True)
        assert any("'killed'" in line for line in dump(filled))

    def test_a_reader_that_stays_reads_on(self, filled, file, make, answer, now):
        with store.open(filled, readonly=True) as reader:
            assert len(list(reader.entries())) == 20
            back(filled, file, force=True)
            fill(filled, range(30, 40), make, answer, now)
            assert len(list(reader.entries())) == 20
        with store.open(filled, readonly=True) as reader:
            assert len(list(reader.entries())) == 30

    def test_one_of_an_older_version_is_brought_up_to_date_later(self, path, tmp_path):
        first(tmp_path / "b.db")
        back(path, tmp_path / "b.db")
        with store.open(path) as archive:
            assert archive._db.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)

    @pytest.mark.parametrize("keep", [0, 3, 100, 4000, -1])
    @pytest.mark.parametrize("name", ["b.db", "b.db.zst"])
    def test_one_that_was_cut_off_is_refused(self, filled, tmp_path, name, keep):
        save(filled, tmp_path / name)
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:keep])
        self.refused(filled, tmp_path / name, r"damaged \(|older version")

    @pytest.mark.parametrize("name", ["b.db", "b.db.zst"])
    def test_one_that_was_garbled_is_refused(self, filled, tmp_path, name):
        save(filled, tmp_path / name)
        data = bytearray((tmp_path / name).read_bytes())
        data[len(data) // 2 : len(data) // 2 + 20_000] = bytes(20_000)
        (tmp_path / name).write_bytes(data)
        self.refused(filled, tmp_path / name, r"damaged \(.*; take another backup")

    def test_other_files_are_refused(self, filled, tmp_path):
        (tmp_path / "text").write_text("a text, and no archive" * 100)
        with closing(sqlite3.connect(tmp_path / "other.db")) as db:
            db.execute("CREATE TABLE mine (x)")
        save(filled, tmp_path / "newer.db")
        with closing(sqlite3.connect(tmp_path / "newer.db")) as db:
            db.execute("PRAGMA user_version = 999")
        os.mkfifo(tmp_path / "fifo")
        for name, said in {
            "text": "damaged",
            "other.db": "the database of another program",
            "newer.db": "made by a newer version",
            "nowhere": "no such file",
            "fifo": "no such file",
            "archive.db": "the archive itself",
            ".": "no such file",
        }.items():
            self.refused(filled, tmp_path / name, said)

    def test_an_archive_in_use_is_no_backup(self, filled, tmp_path):
        with store.open(tmp_path / "other.db") as archive:
            archive.start("crawl", AT)
            self.refused(filled, tmp_path / "other.db", r"in use \(wal\); make a backup of it")

    @staticmethod
    def refused(path: Path, file: Path, said: str) -> None:
        before = path.read_bytes()
        with pytest.raises(ArchiveError, match=said) as caught:
            back(path, file, force=True)
        assert "\n" not in str(caught.value)
        assert path.read_bytes() == before
        assert not [name for name in names(path.parent) if name.startswith((".", "archive.db.b"))]
