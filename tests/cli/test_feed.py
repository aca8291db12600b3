"""`publish feed` as a person uses it: in a folder, and served by a plain web server."""

from __future__ import annotations

import http.client
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import feedparser
import pytest

from scraper.cli import feed as command
from scraper.publish.feeds import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .trial import Trial


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing is to be read."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A folder and the port at which the standard library's own server serves it."""
    folder = tmp_path / "www"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def asked(port: int, path: str, since: str | None = None) -> tuple[int, str, bytes]:
    """Status, Last-Modified and body of a file."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    link.request("GET", path, headers={"If-Modified-Since": since} if since else {})
    answer = link.getresponse()
    found = answer.status, answer.headers.get("Last-Modified", ""), answer.read()
    link.close()
    return found


def test_the_forms_are_those_there_are() -> None:
    assert tuple(files.FORMS) == command.FORMS


def test_what_is_not_new_is_not_sent_twice(crawled: Trial, served: tuple[Path, int]) -> None:
    folder, port = served
    first = crawled.run("publish", "feed", folder)
    assert (first.code, first.err) == (0, "")
    assert first.lines[-1] == f"{folder}: 6 written, 0 unchanged"
    status, modified, body = asked(port, "/all.atom")
    assert status == 200
    assert crawled.run("publish", "feed", folder).lines == [
        f"all: {len(feedparser.parse(body).entries)} entries, 0 written",
        "changes: 0 entries, 0 written",
        f"{folder}: 0 written, 6 unchanged",
    ]
    assert asked(port, "/all.atom", modified)[0] == 304
    assert asked(port, "/changes.json", modified)[0] in (200, 304)
    assert crawled.run("publish", "feed", folder, "--all", "--limit", "2").code == 0
    (folder / "all.atom").touch()
    assert len(feedparser.parse(asked(port, "/all.atom")[2]).entries) == 2


def test_what_the_configuration_names_is_written_every_time(crawled: Trial, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    text = f'archive.path = "{crawled.archive}"\n[feed]\nurl = "https://example.org/feeds"\n'
    lists = 'kinds = ["chip"]\nentities = ["深度求索"]\nqueries = ["芯片"]\ncategories = ["tech"]'
    config.write_text(f"{text}limit = 3\n{lists}", encoding="utf-8")
    done = crawled.run("publish", "feed", tmp_path / "out", "--config", config, "--format", "rss")
    assert (done.code, done.err) == (0, "")
    found = {path.relative_to(tmp_path / "out").as_posix() for path in tmp_path.rglob("*.*ss")}
    assert found == {
        "all.rss",
        "changes.rss",
        "kind/chip.rss",
        "category/tech.rss",
        "entity/deepseek.rss",
        "search/芯片.rss",
    }
    links = feedparser.parse((tmp_path / "out/all.rss").read_bytes()).feed.links
    assert "https://example.org/feeds/all.rss" in [one.href for one in links]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--entity", "谁也不是"), 2, "no such company"),
        (("--query", "-a"), 2, "query '-a'"),
        (("--kind", "robot"), 2, "robot"),
        (("--limit", "0"), 2, "limit"),
        (("--since", "gestern"), 2, "no time"),
    ],
)
def test_one_line_says_what_is_wrong(
    crawled: Trial, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = crawled.call("publish", "feed", tmp_path / "out", *words)
    assert (done.code, len(done.complaints)) == (code, 1)
    assert said in done.err
    assert not (tmp_path / "out").exists()


def test_without_an_archive(trial: Trial) -> None:
    assert trial.call("publish", "feed", "out").code == 3


def test_a_folder_that_cannot_be(crawled: Trial, tmp_path: Path) -> None:
    (tmp_path / "kind").write_text("x")
    done = crawled.call("publish", "feed", tmp_path, "--kind", "chip")
    assert (done.code, len(done.complaints)) == (2, 1)
    assert "kind" in done.err
