"""Bad input and bad luck: one line that names the thing, the right code, the archive unharmed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.demo.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .trial import Done, Site, Trial

KEY = "20261122A01KX700"
URL = f"https://new.qq.com/rain/a/{KEY}"


def only(done: Done) -> str:
    """The one line on standard error, where there is no other."""
    (line,) = done.complaints
    return line


@pytest.fixture
def stored(crawled: Trial, trial: Trial) -> Iterator[Trial]:
    """A folder whose archive holds articles, which the test must leave as they are."""
    with contextlib.closing(sqlite3.connect(crawled.archive)) as source, trial.database() as copy:
        source.backup(copy)
    before = trial.counts()
    yield trial
    assert trial.counts() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["shw"], "No such command 'shw'"),
        (["show"], "Missing argument 'KEY'; see `scraper show --help`"),
        (["list", "--since", "soon"], "'soon' is no time; write 2026-11-01, 7d or 12h"),
        (["crawl", "--limit", "0"], "--limit"),
        (["import"], "name at least one URL"),
        (["export"], "Missing argument 'DIR'"),
    ],
)
def test_wrong_usage_is_one_line(words: list[str], said: str, trial: Trial) -> None:
    done = trial.call(*words)
    assert said in only(done)
    assert done.code == 2


class TestConfiguration:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('[fetch]\nspeed = "high"', "fetch.speed: unknown key; remove it or check"),
            ("[archive]\npath = 7", "archive.path: "),
            ("archive = 'x.db'", "archive: "),
            ("fetch]\n", "not TOML: "),
            ("x = " + "[" * 100_000, "not TOML: "),
            ("x = " + "{a=" * 50_000, "not TOML: "),
            ("fetch.attempts = " + "9" * 5000, "not TOML: "),
            ("fetch.attempts = 0x" + "f" * 5000, "not TOML: "),
            ("fetch.interval = nan", "fetch.interval: "),
            ("fetch.attempts = 99", "fetch.attempts: "),
            ('[[source]]\nname = "a"\nkind = "urls"', "source.0.file: needed for kind 'urls'"),
            ('[[source]]\nname = "a"\nkind = "rss"', "source.0.kind: "),
            ('fetch.user_agent = "新闻"', "fetch.user_agent: not a header"),
            ('fetch.gateway = "127"', "fetch.gateway: '127' is not an address"),
            ('fetch.proxy = "ftp://x"', "fetch.proxy: "),
            ('documents.dir = "a\\u0000b"', "documents.dir: not a path; remove the NUL"),
            ('archive.path = "a\\u0000b"', "archive.path: not a path; remove the NUL"),
        ],
        ids=lambda value: value[:24].encode("unicode_escape").decode() if value else "",
    )
    def test_one_fault_is_one_line(self, text: str, said: str, trial: Trial) -> None:
        (trial.folder / "config.toml").write_text(text, encoding="utf-8")
        done = trial.call("import", URL)
        assert said in only(done)
        assert only(done).startswith("scraper: ")
        assert done.code == 2
        assert done.out == ""

    def test_several_faults_are_all_named_at_once(self, trial: Trial) -> None:
        trial.configure(
            'pace = 1\n[documents]\ndirectory = ""\n[topics]\nstrong = "AI"\n'
            '[[source]]\nname = "a"\nkind = "channel"\npages = 0\n'
            '[[source]]\nname = "b"\nkind = "hot"\nfilter = "no"',
        )
        done = trial.call("crawl")
        assert done.code == 2
        for path in (
            "fetch.pace",
            "documents.directory",
            "topics.strong",
            "source.0.pages",
            "source.1.filter",
        ):
            assert sum(f"config.toml: {path}: " in line for line in done.complaints) == 1
        assert len(done.complaints) == 5

    def test_names_used_twice_and_needs_not_met(self, trial: Trial) -> None:
        trial.configure(
            '[[source]]\nname = "a"\nkind = "search"\n[[source]]\nname = "a"\nkind = "author"'
        )
        done = trial.call("crawl")
        assert done.code == 2
        assert [line.split(": ", 2)[2] for line in done.complaints] == [
            "source.0.query: needed for kind 'search'; set it",
            "source.1.author: needed for kind 'author'; set it",
            "source.1.name: 'a' is used twice; rename one",
        ]

    def test_a_configuration_that_is_no_text_file(self, trial: Trial) -> None:
        (trial.folder / "binary.toml").write_bytes(bytes(range(256)))
        for name in ("missing.toml", "binary.toml", "."):
            done = trial.call("list", "--config", name)
            assert done.code == 2
            assert "cannot be read" in only(done)
            assert "scraper init" in only(done)

    def test_a_folder_in_place_of_config_toml(self, trial: Trial) -> None:
        """It is not taken for no configuration at all."""
        (trial.folder / "config.toml").unlink()
        (trial.folder / "config.toml").mkdir()
        assert "config.toml: cannot be read" in only(trial.call("list"))

    def test_a_source_that_is_not_there(self, trial: Trial) -> None:
        done = trial.call("crawl", "--source", "tech", "--source", "technology")
        assert done.code == 2
        said = "scraper: --source technology: no such source; the configuration has ai, tech, hot"
        assert only(done) == said

    def test_no_source_enabled(self, trial: Trial) -> None:
        trial.configure('[[source]]\nname = "a"\nkind = "hot"\nenabled = false')
        done = trial.call("crawl")
        assert (done.code, only(done)[:26]) == (2, "scraper: source: none is e")


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "said"),
        [
            ("not a url", "not"),
            ("", "an empty URL; give an article's link or id"),
            ("https://new.qq.com/", "not the address of an article"),
            (
                "https://news.qq.com.evil.example/rain/a/20250212A08YTH00",
                "not an address of qq.com",
            ),
            ("https://www.example.com/rain/a/20250212A08YTH00", "not an address of qq.com"),
            ("javascript:alert(1)", "not"),
            ("file:///etc/passwd", "not a web address"),
            ("https://me:secret@new.qq.com/rain/a/20250212A08YTH00", "a user name or a port"),
            ("https://new.qq.com:8080/rain/a/20250212A08YTH00", "a user name or a port"),
            ("https://[new.qq.com/rain/a/20250212A08YTH00", "not a URL"),
            ("https://new.qq.com/rain/a/\x1b[31mred", "not a URL"),
            ("https://new.qq.com/rain/a/" + "x" * 100_000, "not a URL"),
        ],
        ids=lambda value: value[:30].encode("unicode_escape").decode(),
    )
    def test_what_is_no_article(self, address: str, said: str, trial: Trial, site: Site) -> None:
        done = trial.call("import", address)
        assert done.code == (5 if address else 2)
        assert said in only(done)
        assert len(only(done)) < 500
        assert "\x1b" not in done.err
        assert not address or trial.counts()["articles"] == 0
        assert site.seen == []

    def test_the_same_at_the_other_commands(self, stored: Trial) -> None:
        for command in (["show"], ["extract", "-", "--url"]):
            done = stored.call(*command, "https://www.example.com/a", typed="<html>")
            assert done.code == 2
            assert "not an address of qq.com; give an article's link or id" in only(done)

    def test_an_id_never_seen(self, stored: Trial) -> None:
        done = stored.call("show", "20260101A000AA00")
        assert (done.code, done.out) == (5, "")
        said = "scraper: 20260101A000AA00: not in the archive; `scraper import` can bring it"
        assert only(done) == said

    def test_lines_of_every_kind_of_dirt(self, trial: Trial) -> None:
        """NUL, BOM, CRLF, bytes that are no UTF-8, and a line of 10 MB: the rest is imported."""
        (trial.folder / "links.txt").write_bytes(
            b"\xef\xbb\xbf" + URL.encode() + b"\r\n"
            b"\x00\x00\r\n"
            b"\xff\xfe\x80 \xc3(\r\n" + b"x" * 10_000_000 + b"\r\n"
            b"https://new.qq.com/rain/a/20261122A02M4P00\x00\r\n"
            b"\r\n# a note \xff\r\n" + b"20261122A03T9C00"
        )
        done = trial.call("import", "--file", "links.txt", "--json")
        assert done.code == 5
        assert done.kinds == ["new", *["not-article"] * 4, "new"]
        assert [one["reason"].partition(":")[0] for one in done.objects[1:5]] == [
            f"line {number}" for number in (2, 3, 4, 5)
        ]
        assert max(map(len, done.lines)) < 2000
        assert trial.ids() == {KEY, "20261122A03T9C00"}

    def test_a_file_that_cannot_be_read(self, trial: Trial) -> None:
        for name in ("nowhere.txt", "."):
            done = trial.call("import", "--file", name)
            assert done.code == 2
            assert only(done).startswith(f"scraper: {name}: ")

    def test_standard_input_closed(self, trial: Trial) -> None:
        for words in (["import", "--file", "-"], ["extract", "-", "--url", URL]):
            done = shell(trial, words, "<&-")
            assert done.returncode == 2
            said = "scraper: -: standard input is closed; name a file that can be read\n"
            assert done.stderr == said


class TestPages:
    PAGES = (
        (b"", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1000), "unreadable"),
        (b'<html><body><script>window.DATA = {"title": "cut', "unreadable"),
        (b"<div>" * 100_000 + b"deep", "unreadable"),
        (b'<script>window.DATA = {"a":' + b"[" * 200_000 + b"</script>", "unreadable"),
        (b"\xff\xfe" + "<html>字</html>".encode("utf-16-le"), "unreadable"),
    )

    @pytest.mark.parametrize(("body", "kind"), PAGES, ids=lambda value: str(value[:12]))
    def test_a_page_that_is_none(self, body: bytes, kind: str, trial: Trial, site: Site) -> None:
        site.on(f"/rain/a/{KEY}", body)
        done = trial.call("import", URL)
        assert done.code == 5
        assert only(done).startswith(f"{kind:<11}  {URL}  ")
        assert done.out == "nothing new; 1 unreadable\n"
        counts = trial.counts()
        assert (counts["articles"], counts["visits"], counts["snapshots"]) == (0, 1, 1)

    @pytest.mark.parametrize(("body", "kind"), PAGES, ids=lambda value: str(value[:12]))
    def test_the_same_from_a_file(self, body: bytes, kind: str, trial: Trial) -> None:
        (trial.folder / "page.html").write_bytes(body)
        done = trial.call("extract", "page.html", "--url", URL)
        assert (done.code, done.out) == (5, "")
        assert URL in only(done)

    def test_data_that_is_followed_by_text(self, trial: Trial, site: Site) -> None:
        done = trial.call("import", "https://new.qq.com/rain/a/20261121A0TAIL00", "--json")
        assert (done.code, done.kinds) == (0, ["new"])

    def test_a_saved_page_that_is_not_there(self, trial: Trial) -> None:
        done = trial.call("extract", "nowhere.html", "--url", URL)
        assert done.code == 2
        assert only(done).startswith("scraper: nowhere.html: No such file or directory; name")


class TestLists:
    LISTS = (
        ("<html>busy</html>", 200, "wrong-type", "HTML instead of a list"),
        ("callback", 200, "unreadable", "not JSON"),
        ("", 200, "unreadable", ""),
        ("[1, 2]", 200, "unreadable", "a list where an object"),
        ('{"code": 0}', 200, "unreadable", "no key data"),
        ('{"code": 0, "data": {"rows": []}}', 200, "unreadable", "data is an object, not a list"),
        ('{"code": 0, "data": ' + "[" * 100_000, 200, "unreadable", "not JSON"),
        ('{"code": 10001, "msg": "系统繁忙"}', 200, "busy", "10001"),
        ('{"code": 0, "data": []}', 500, "busy", "500"),
        ('{"code": 0, "data": []}', 567, "blocked", "567"),
    )

    @pytest.mark.parametrize("answer", LISTS, ids=lambda answer: answer[0][:24] or "empty")
    def test_an_answer_that_is_no_list(
        self, answer: tuple[str, int, str, str], trial: Trial, site: Site
    ) -> None:
        """It is named and kept, and the other sources go on."""
        body, status, kind, said = answer
        site.on("/web_feed/getPCList", body, status, "application/json")
        text = '[[source]]\nname = "a"\nkind = "channel"\nchannel = "x"\n'
        trial.configure(text + '[[source]]\nname = "b"\nkind = "hot"')
        done = trial.call("crawl", "--limit", "1")
        assert done.code == 5
        first = done.complaints[0]
        assert first.startswith(f"{kind:<11}  https://i.news.qq.com/web_feed/getPCList  ")
        assert said in first
        assert done.lines[0] == "a: 0 new, 0 known, 0 off topic"
        if kind == "blocked":  # the host is left alone
            assert "left alone for the rest of this run" in done.complaints[1]
        else:
            assert len(done.complaints) == 1
            assert done.lines[1].startswith("b: 3 new")
            assert done.lines[2].startswith(f"1 new, 1 {kind}")
        kept = trial.rows("SELECT status FROM snapshots WHERE asked LIKE '%getPCList'")
        assert kept == [(status,)]


class TestArchive:
    def test_one_that_is_not_there(self, trial: Trial) -> None:
        for words in (["list"], ["show", KEY], ["export", "out"]):
            done = trial.call(*words)
            assert done.code == 3
            assert "there is no archive here; make one with `scraper crawl`" in only(done)
        assert not (trial.folder / "out").exists()
        assert not trial.archive.exists()

    def test_one_of_a_newer_version(self, stored: Trial) -> None:
        with stored.database() as db:
            db.execute("PRAGMA user_version = 999")
        self.refused(stored, "made by a newer version of this program; upgrade this one")

    def test_a_file_that_is_none(self, trial: Trial) -> None:
        trial.archive.write_bytes(b"not a database" * 100)
        self.refused(trial, "not an SQLite database; choose another path")

    def test_the_database_of_another_program(self, trial: Trial) -> None:
        with trial.database() as db:
            db.execute("CREATE TABLE mine (x)")
        self.refused(trial, "the database of another program; choose another path")

    def test_a_folder(self, trial: Trial) -> None:
        trial.archive.mkdir()
        self.refused(trial, "a folder; name a file in it")

    def test_one_in_no_folder(self, trial: Trial) -> None:
        trial.configure('[archive]\npath = "no/such/archive.db"')
        for words in (["import", URL], ["list"], ["crawl"]):
            done = trial.call(*words)
            assert done.code == 3
            said = "no/such/archive.db: its folder does not exist; make it, or choose another path"
            assert said in only(done)

    def test_a_damaged_one(self, stored: Trial) -> None:
        """What can still be read is not written to."""
        broken = stored.folder / "broken.db"
        data = bytearray(stored.archive.read_bytes())
        data[4096 * 2 : 4096 * 6] = bytes(4096 * 4)
        broken.write_bytes(data)
        stored.configure('[archive]\npath = "broken.db"')
        done = stored.call("import", URL)
        assert done.code == 3
        assert "broken.db" in only(done)

    def test_one_that_another_program_holds(self, stored: Trial) -> None:
        """The command waits for a while (shortened here), then says who must end."""
        code = (
            "from scraper.archive import store\n"
            "store.open.__kwdefaults__['timeout'] = 0.2\n"
            "from scraper.cli import main\n"
            "main(prog_name='scraper')"
        )
        with contextlib.closing(sqlite3.connect(stored.archive, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            done = subprocess.run(
                [sys.executable, "-c", code, "import", URL],
                check=False,
                cwd=stored.folder,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 3
            assert "locked by another process; wait until it ends" in done.stderr
            assert len(done.stderr.splitlines()) == 1
            assert stored.call("list", "--limit", "1").code == 0

    @staticmethod
    def refused(trial: Trial, said: str) -> None:
        """Every command says so, and leaves what is there as it is."""
        path = trial.archive
        before = path.read_bytes() if path.is_file() else None
        for words in (["import", URL], ["list"], ["crawl", "--dry-run"]):
            done = trial.call(*words)
            assert (done.code, said in only(done)) == (3, True), words
        assert (path.read_bytes() if path.is_file() else None) == before


class TestFolders:
    def test_documents_below_a_file(self, trial: Trial) -> None:
        (trial.folder / "file").write_text("")
        trial.configure('[documents]\ndir = "file/documents"')
        for words in (["import", URL], ["crawl"]):
            done = trial.call(*words)
            assert done.code == 2
            assert "file/documents: cannot be written (Not a directory); choose" in only(done)
        assert trial.site.seen == []

    def test_export_below_a_file(self, stored: Trial) -> None:
        (stored.folder / "file").write_text("")
        done = stored.call("export", "file/out")
        assert done.code == 2
        assert "file/out: cannot be written" in only(done)
        done = stored.call("export", "file")
        assert done.code == 2
        assert "file" in done.complaints[-1]

    @pytest.mark.skipif(not os.path.ismount("/proc"), reason="/proc is not mounted here")
    def test_a_folder_that_takes_no_files(self, stored: Trial) -> None:
        """Even root cannot write there."""
        done = stored.call("export", "/proc")
        assert done.code == 2
        assert "scraper: /proc: cannot be written" in only(done)
        done = stored.call("init", "/proc")
        assert done.code == 2
        assert "/proc/config.toml: cannot be written" in only(done)

    def test_a_document_that_cannot_be_replaced(self, stored: Trial) -> None:
        (stored.folder / "out" / f"{KEY}.zh-cn.md").mkdir(parents=True)
        done = stored.call("export", "out")
        assert done.code == 2
        assert f"out/{KEY}.zh-cn.md: cannot be written (Is a directory)" in only(done)
        assert not [one for one in os.listdir(stored.folder / "out") if one.startswith(".")]

    def test_init_over_what_is_there(self, trial: Trial) -> None:
        before = (trial.folder / "config.toml").read_bytes()
        done = trial.call("init", ".")
        assert done.code == 2
        assert "config.toml: is there already; move it away or choose another" in only(done)
        assert (trial.folder / "config.toml").read_bytes() == before
        assert os.listdir(trial.folder) == ["config.toml"]

    def test_init_beside_other_files(self, trial: Trial) -> None:
        """Nothing is written where one of the files is there: not half of a configuration."""
        (trial.folder / "new").mkdir()
        (trial.folder / "new" / "scraper.timer").write_text("mine")
        done = trial.call("init", "new")
        assert done.code == 2
        assert "scraper.timer: is there already" in only(done)
        assert os.listdir(trial.folder / "new") == ["scraper.timer"]

    def test_init_below_a_file(self, trial: Trial) -> None:
        done = trial.call("init", "config.toml/new")
        assert done.code == 2
        assert "cannot be written" in only(done)

    def test_demo_below_a_file(self, trial: Trial) -> None:
        done = trial.call("demo", "--dir", "config.toml/demo")
        assert done.code == 2
        assert "cannot be written" in only(done)


class TestNetwork:
    def test_no_network(self, trial: Trial) -> None:
        trial.configure(gateway="http://127.0.0.1:9")
        done = trial.call("crawl")
        assert done.code == 4
        assert {line.split()[0] for line in done.complaints} == {"unreachable"}
        assert len(done.complaints) == 3
        done = trial.call("import", URL)
        assert done.code == 4
        assert only(done).startswith(f"unreachable  {URL}  ")
        assert trial.counts()["visits"] == 1

    def test_the_network_comes_back(self, trial: Trial) -> None:
        """What could not be reached is visited by the next crawl after the pause of the plan."""
        trial.configure(gateway="http://127.0.0.1:9")
        assert trial.call("import", URL).code == 4
        (due,) = trial.rows("SELECT due_at FROM links")
        assert due[0] is not None
        with trial.database() as db:
            db.execute("UPDATE links SET due_at = '2000-01-01T00:00:00+08:00'")
        text = '[[source]]\nname = "a"\nkind = "hot"\n'
        trial.configure(text + '[[source]]\nname = "off"\nkind = "hot"\nenabled = false')
        assert trial.call("crawl", "--dry-run", "--json").objects[0]["id"] == KEY
        assert trial.call("crawl", "--limit", "1", "--json").kinds == ["new"]


class TestInterruption:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
    def test_in_the_middle_of_a_crawl(
        self, number: signal.Signals, trial: Trial, site: Site
    ) -> None:
        slow = "/rain/a/20261121A06W1F00"
        site.replies[slow] = lambda _: Answer(wait=30.0)
        trial.configure(read_timeout=60.0, total_timeout=60.0)
        process = trial.start("crawl", "--source", "ai")
        wait_for(lambda: any(one.endswith(slow) for one in site.seen))
        process.send_signal(number)
        _, err = process.communicate(timeout=10)
        assert process.returncode == 130
        left = trial.rows("SELECT source_url FROM links WHERE kind IS NULL")
        said = f"scraper: interrupted; {len(left)} pages left; run again to go on where it stopped"
        assert err.decode().splitlines()[-1] == said
        assert any(url.endswith(slow) for (url,) in left)
        assert trial.rows("SELECT note FROM runs") == [("interrupted",)]
        assert {f"{key}.zh-cn.md" for key in trial.ids()} == set(trial.documents())
        trial.counts()
        site.reset()
        assert trial.run("crawl", "--source", "ai").code in (0, 5)
        assert trial.rows("SELECT source_url FROM links WHERE kind IS NULL") == []
        assert KEY in trial.ids()

    def test_killed_outright(self, trial: Trial, site: Site) -> None:
        slow = "/rain/a/20261121A06W1F00"
        site.replies[slow] = lambda _: Answer(wait=30.0)
        trial.configure(read_timeout=60.0, total_timeout=60.0)
        process = trial.start("crawl", "--source", "ai")
        wait_for(lambda: any(one.endswith(slow) for one in site.seen))
        process.kill()
        process.communicate()
        assert trial.call("list").code == 0
        trial.counts()
        site.reset()
        assert trial.run("crawl", "--source", "ai").code in (0, 5)
        assert {f"{key}.zh-cn.md" for key in trial.ids()} == set(trial.documents())
        assert trial.rows("SELECT source_url FROM links WHERE kind IS NULL") == []


class TestPipes:
    def test_a_reader_that_has_seen_enough(self, crawled: Trial) -> None:
        for words in (["list", "--json"], ["show", KEY, "--format", "raw"]):
            done = shell(crawled, words, "| head -c 1")
            assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
    def test_a_full_disk(self, crawled: Trial) -> None:
        query = "SELECT id FROM articles"
        for words in (
            *(["list"], ["show", KEY], ["show", KEY, "--format", "raw"], ["search", "AI"]),
            *(["sql", "--csv", query], ["sql", "--json", query], ["sql", query]),
            *(["--help"], ["--version"], ["list", "--help"]),
        ):
            done = shell(crawled, words, "> /dev/full")
            assert done.returncode == 2, words
            (line,) = done.stderr.splitlines()
            assert line == "scraper: standard output: No space left on device; make room for it"

    def test_standard_output_closed(self, crawled: Trial) -> None:
        for words in (["list"], ["show", KEY, "--format", "raw"]):
            done = shell(crawled, words, ">&-")
            assert "Traceback" not in done.stderr


def test_two_crawls_at_once(trial: Trial) -> None:
    """One of them leaves at once and says which is at work; the other is whole."""
    processes = [trial.start("crawl", "--source", "ai") for _ in range(2)]
    ends = {
        process.returncode: err.decode().splitlines()
        for process in processes
        for _, err in [process.communicate(timeout=60)]
    }
    assert set(ends) == {5, 7}  # one page is hollow
    (said,) = ends[7]
    assert said.startswith("scraper: another run is at work on archive.db")
    assert said.endswith("; wait for it or stop it")
    assert [line.split()[0] for line in ends[5]] == ["hollow"]
    counts = trial.counts()
    assert counts["articles"] == len(trial.ids()) == len(trial.documents()) == 19
    assert counts["revisions"] == 0


def shell(trial: Trial, words: list[str], rest: str) -> subprocess.CompletedProcess[str]:
    """`scraper words…` in a shell, with what follows: a redirection or a pipe."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash on this system")
    return subprocess.run(
        [bash, "-c", f'"$@" {rest}', "bash", *trial.command(*words)],
        check=False,
        cwd=trial.folder,
        capture_output=True,
        text=True,
    )


def wait_for(condition: object, seconds: float = 20.0) -> None:
    """Come back once `condition()` is true; AssertionError after so many seconds."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
