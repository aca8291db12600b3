"""Every payload in every field of every era: crawled by a real process, shown, listed, exported."""

from __future__ import annotations

import json
import os
import pty
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import frontmatter
import pytest

from scraper import urls
from scraper.discover.dictionary import builtin
from scraper.extract import article, clean, document

from ..fuzz import promises
from . import streams
from .payloads import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from .conftest import Harvest

KEYS = (
    "title date summary categories lang translations tags menu thumbnail lead comments authorbox "
    "pager toc mathjax sidebar widgets"
).split()
FIXED = {
    "categories": ["qq"],
    "tags": ["qq"],
    "lang": ["zh-CN"],
    "translations": ["zh-CN"],
    "menu": "",
    "lead": "",
    "comments": False,
    "authorbox": False,
    "pager": True,
    "toc": False,
    "mathjax": False,
    "sidebar": "right",
    "widgets": ["search", "recent", "taglist"],
}
TABLES = "articles images links revisions runs snapshots visits".split()
NAMES = pytest.mark.parametrize("name", PAYLOADS)


@pytest.fixture(scope="module")
def listed(harvest: Harvest) -> dict[str, dict[str, Any]]:
    """What `list --json` says of every article, by its address."""
    done = harvest.trial.run("list", "--json")
    assert (done.code, done.err) == (0, "")
    return {one["source_url"]: one for one in done.objects}


@pytest.fixture(scope="module")
def written(harvest: Harvest) -> dict[str, str]:
    """Every document, by the id of its article."""
    found = harvest.trial.documents()
    return {name.partition(".")[0]: data.decode() for name, (_, data) in found.items()}


def stored(address: str) -> str:
    """The source URL under which the archive holds what is at the address."""
    return urls.canonical(address)


def test_every_page_is_an_article_and_every_stream_is_still(harvest: Harvest) -> None:
    done = harvest.done
    streams.plain(done.out + done.err)
    assert Counter(done.kinds) == {"new": len(harvest.all)}
    assert {one["url"] for one in done.objects} == {stored(one) for one in harvest.all}
    assert all(set(one) == set(done.objects[0]) for one in done.objects)
    assert done.code == 0


def test_the_log_is_an_object_a_line(harvest: Harvest) -> None:
    said = [json.loads(line) for line in harvest.done.complaints]
    titles = {one["title"][:1000] for one in said if one["event"] == "outcome"}
    assert titles == {one["title"][:1000] for one in harvest.done.objects}
    assert all(one["level"] == "INFO" for one in said)


def test_a_notice_is_the_one_that_a_harmless_crawl_would_send(harvest: Harvest) -> None:
    """A line for each story of the digest, and no address but theirs."""
    (posted,) = map(json.loads, harvest.notices)
    lines = posted["message"].split("\n")
    streams.plain(posted["title"] + posted["message"])
    assert posted["title"] == f"scraper: {len(harvest.all)} new articles"
    items = [line for line in lines if line.startswith("- ")]
    below = [line.strip() for line in lines if line.startswith("  ")]
    links = [line for line in below if line.startswith("https://")]
    assert len(items) == len(links) > 20
    assert set(links) <= {stored(one) for one in harvest.all}
    assert len(below) <= len(items) * 2  # an address, and what it is about
    lead, *heads, archive, more = [line for line in lines if line[:2] not in ("- ", "  ", "")]
    assert re.fullmatch(r"2\S+ \S+ – \S+ \S+, Beijing time · [0-9a-z ,]+", lead)
    known = {"Other", *builtin().entities}
    assert {line.partition(" (")[0] for line in heads} <= known
    assert archive == "Archive: archive.db"
    assert re.fullmatch(r"… and \d+ more", more)


def test_nothing_is_written_but_the_archive_and_its_documents(harvest: Harvest) -> None:
    root = harvest.trial.folder.parent
    files = [one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file()]
    documents = [one for one in files if one.startswith("work/documents/")]
    assert len(documents) == len(harvest.all)
    assert all(re.fullmatch(r"work/documents/[A-Z0-9]+\.zh-cn\.md", one) for one in documents)
    rest = {re.sub(r"archive\.db[a-z.-]*", "archive.db", one) for one in set(files) - {*documents}}
    assert rest == {"work/config.toml", "work/archive.db"}


def test_the_archive_is_whole(harvest: Harvest) -> None:
    counts = harvest.trial.counts()
    assert set(TABLES) <= set(counts)
    assert counts["articles"] == len(harvest.all)
    assert harvest.trial.rows("SELECT count(*) FROM articles WHERE title = ''") == [(0,)]
    texts = harvest.trial.rows("SELECT title, body, author, category, tags, videos FROM articles")
    hints = harvest.trial.rows("SELECT hint FROM links")
    assert len(hints) == len(harvest.all)
    for one in (text for row in (*texts, *hints) for text in row if text):
        streams.still(one)
        assert not re.search(r"\\u00[0189]", one)  # nor as JSON writes it


LONGEST = article.TITLE
"""Characters of a title: of a longer one the beginning is kept."""


@NAMES
def test_a_payload_is_the_text_that_it_was(
    name: str, harvest: Harvest, listed: dict[str, dict[str, Any]]
) -> None:
    title = clean.line("题 " + clean.references(PAYLOADS[name]))[:LONGEST].rstrip()
    for era, address in harvest.addresses[name].items():
        found = listed[stored(address)]
        if era in ("origin", "omn"):
            assert found["title"] == title
        assert found["title"].startswith("题")
        assert found["published"].startswith("2016" if era == "classic" else "2026-11-01")
        assert found["extractor"] == f"qq-{era}/1"


@NAMES
def test_a_document_says_what_the_article_says_and_no_more(
    name: str, harvest: Harvest, listed: dict[str, dict[str, Any]], written: dict[str, str]
) -> None:
    for address in harvest.of(name):
        said = listed[stored(address)]
        text = written[said["id"]]
        streams.still(text)
        post = frontmatter.loads(text)
        assert list(post.metadata) == KEYS
        assert {key: post[key] for key in FIXED} == FIXED
        assert post["title"] == document.inert(said["title"])
        assert post["summary"] == document.inert(said["summary"])
        assert post["thumbnail"] == (said["thumbnail"] or "")
        made = document.read(text)
        assert made.url == said["source_url"]
        assert made.body == document.inert(said["body"])
        assert document.write(made) == text
        promises.written(made)


@NAMES
def test_markdown_makes_nothing_of_a_payload(
    name: str, harvest: Harvest, listed: dict[str, dict[str, Any]]
) -> None:
    """Read strictly, or with HTML: the same elements as with a word in its place, or fewer."""
    for era, address in harvest.addresses[name].items():
        usual = stored(harvest.addresses[_usual(name)][era])
        body = listed[stored(address)]["body"]
        for place, reader in enumerate(promises.READERS):
            found = list(promises.nodes(reader.render(body)))
            assert not _tags(found) - _known(listed[usual]["body"], place)
            for node in found:
                promises.known(node)
                _at_home(node)


@NAMES
def test_shown_in_a_browser_a_payload_is_text(name: str, harvest: Harvest) -> None:
    done = harvest.trial.call("show", harvest.addresses[name]["origin"], "--format", "html")
    streams.still(done.out)
    promises.harmless(done.out)
    found = list(promises.nodes(done.out))
    assert not _tags(found) - _usual_page(harvest, _usual(name))
    for node in found:
        _at_home(node)


@NAMES
def test_every_command_shows_a_payload_as_text(
    name: str, harvest: Harvest, written: dict[str, str]
) -> None:
    address = harvest.addresses[name]["rendered"]
    shown = harvest.trial.call("show", address)
    streams.still(shown.out)
    key = stored(address).rpartition("/")[2]
    assert shown.out == written[key]
    (said,) = harvest.trial.call("show", address, "--format", "json").objects
    assert said["id"] == key
    streams.still(json.dumps(said, ensure_ascii=False))


def test_the_list_is_a_line_an_article(harvest: Harvest) -> None:
    done = harvest.trial.run("list")
    streams.plain(done.out)
    assert (len(done.lines), done.err) == (len(harvest.all), "")
    assert all(line.startswith("20") and line.endswith(")") for line in done.lines)


def test_an_export_holds_the_same_documents_and_nothing_else(
    harvest: Harvest, tmp_path: Path
) -> None:
    done = harvest.trial.run("export", tmp_path / "out")
    streams.plain(done.out + done.err)
    there = {one.name: one.read_bytes() for one in (tmp_path / "out").rglob("*")}
    assert there == {name: data for name, (_, data) in harvest.trial.documents().items()}
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_an_import_of_them_all_says_a_line_each(harvest: Harvest) -> None:
    lines = (f"{address} {text}" for address, text in _typed(harvest))
    given = "\n".join(lines).encode("utf-8", "surrogatepass")
    done = harvest.trial.run(
        "import", "--refetch", *harvest.all[:20], "--file", "-", typed=given, timeout=120
    )
    streams.plain(done.out + done.err)
    assert done.code in (0, 5)
    said = [*done.lines, *done.complaints]
    assert [
        one for one in said if not re.match(r"(same|known|not-article) +\S|nothing new; ", one)
    ] == []


def test_a_terminal_is_told_nothing_by_a_payload(harvest: Harvest) -> None:
    """With the bar that moves on it: what the bar itself says is set apart."""
    ours, theirs = pty.openpty()
    known = [found["rendered"] for found in harvest.addresses.values()]
    process = harvest.trial.start("import", "--refetch", *known, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b"".join(iter(lambda: _read(ours), b"")).decode("utf-8", "replace")
    process.wait(60)
    os.close(ours)
    told = re.sub(r"\x1b\[(?:[0-9;]*m|\?25[lh]|[0-9]*[AK])|\r", "", seen)
    streams.still(told)
    assert "\x1b[31mevil" not in seen
    assert told.count("same") >= len(known)


def test_the_bytes_of_a_page_never_reach_a_terminal(harvest: Harvest) -> None:
    address = harvest.addresses["clipboard"]["classic"]
    assert b"\x1b]52" in harvest.trial.start("show", address, "--format", "raw").communicate()[0]
    ours, theirs = pty.openpty()
    process = harvest.trial.start("show", address, "--format", "raw", stdout=theirs)
    os.close(theirs)
    assert process.communicate()[1].startswith(b"scraper: a page may hold commands to a terminal")
    assert (_read(ours), process.returncode) == (b"", 5)
    os.close(ours)


def _typed(harvest: Harvest) -> list[tuple[str, str]]:
    """Lines of a file of links: a payload beside a link, and in its place."""
    known = [(harvest.of(name)[0], text) for name, text in PAYLOADS.items()]
    return known + [(text, "题") for text in PAYLOADS.values()]


def _read(terminal: int) -> bytes:
    """What has come to the terminal; nothing once its other end is closed."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""


def _usual(name: str) -> str:
    """Which ordinary page has the elements that the payload's should have."""
    return "harmless" if clean.line(PAYLOADS[name]) else "empty"


def _tags(found: Iterable[LexborNode]) -> Counter[str | None]:
    return Counter(node.tag for node in found)


@cache
def _known(body: str, place: int) -> Counter[str | None]:
    return _tags(promises.nodes(promises.READERS[place].render(body)))


_pages: dict[str, Counter[str | None]] = {}


def _usual_page(harvest: Harvest, name: str) -> Counter[str | None]:
    if name not in _pages:
        address = harvest.addresses[name]["origin"]
        shown = harvest.trial.call("show", address, "--format", "html")
        _pages[name] = _tags(promises.nodes(shown.out))
    return _pages[name]


def _at_home(node: LexborNode) -> None:
    """No address leads to where a payload would lead."""
    for name in ("href", "src"):
        assert urlsplit(node.attributes.get(name) or "").hostname != "evil.example"
