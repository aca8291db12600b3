"""The archive as a book: whole or not there, the same bytes for the same stories, and sound."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import stat
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml
from zipfile import ZIP_STORED, ZipFile

import pytest
from PIL import Image

from scraper import urls
from scraper.archive import store
from scraper.dates import BEIJING
from scraper.errors import DocumentError
from scraper.models import Article, Mention, Url
from scraper.publish import stories
from scraper.publish.epub import issue, press

from ...hostile.payloads import PAYLOADS as PAGES
from ...watch.hostile import PAYLOADS as TITLES
from . import checked

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=BEIJING)
KINDS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
HEADINGS = "\n\n".join(f"{'#' * (n % 6 + 1)} 第{n}节" for n in range(3000))
DEEP = "\n".join(f"{'  ' * n}- 深{n}" for n in range(200)) + "\n\n" + "> " * 200 + "引"
TABLE = "| a | b |\n| :-: | --- |\n" + "| ![图片](https://a.cn/JPEG) | <td>`x` |\n" * 300


def words(number: int) -> str:
    """A text that is like no other's."""
    return "".join(chr(0x4E00 + (number * 7919 + n * (n + number)) % 20000) for n in range(200))


def article(number: int, title: str, body: str = "", **values: object) -> Article:
    key = f"20261124A{number:05}00"
    at = NOW - timedelta(hours=number % 70)
    made = {"id": key, "url": urls.of(key), "title": title, "published": at, "author": "号"}
    return Article(**{**made, "body": f"{words(number)}\n\n{body}", **values})  # type: ignore[arg-type]


def hostile() -> Iterator[Article]:
    payloads = {**TITLES, **PAGES}
    for number, text in enumerate(payloads.values()):
        kept = text.encode("utf-8", "replace").decode()
        yield article(number, kept or "空", f"{kept}\n\n# {kept}\n\n![{kept}]({kept})", author=kept)
    yield article(900, "<script>alert(1)</script>]]>" * 200_000, HEADINGS)
    yield article(901, "深", DEEP, lang='"><script>')
    yield article(902, "表", TABLE, lang="en")
    yield article(903, "址", url=Url("https://evil.example/\"'<>%zz#a#b"))
    yield article(904, "无", "[a](javascript:x) [b](x.html) [c](#d) <ftp://a.cn> ![](//a.cn/x)")
    images = "\n\n".join(f"![图片](https://a.cn/{one})\n\n*说明 {one}*" for one in KINDS)
    yield article(905, "图", f"{images}\n\n![坏](https://a.cn/broken) ![无](https://a.cn/none)")


def hang(path: Path) -> None:
    """Keep an image of each kind, and one whose bytes are broken."""
    pictures = []
    for kind in KINDS:
        made = BytesIO()
        Image.new("RGB", (64, 48), "navy").save(made, kind)
        pictures.append((kind, kind.lower(), made.getvalue()))
    pictures.append(("broken", "png", pictures[1][2][:60]))
    with sqlite3.connect(path) as db:
        for name, kind, data in pictures:
            digest = hashlib.sha256(data).hexdigest()
            row = (digest, kind, 64, 48, len(data), data)
            db.execute("INSERT INTO pictures VALUES (?, ?, ?, ?, ?, ?)", row)
            mirror = (digest, f"a.cn/{name}")
            db.execute("UPDATE mirrors SET sha256 = ?, due_at = NULL WHERE image = ?", mirror)
    db.close()


def archive(path: Path, articles: Iterator[Article] | list[Article]) -> store.Store:
    with store.open(path) as opened, opened.together():
        for one in articles:
            named = [Mention(entity=one.title[:90], kind="company", count=3, in_title=True)]
            opened.put(one, snapshot=None, at=NOW, source="ai", mentions=named)
    hang(path)
    return store.open(path, readonly=True)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.Store]:
    with archive(tmp_path_factory.mktemp("given") / "archive.db", hostile()) as opened:
        yield opened


def made(opened: store.Store, limit: int | None = None) -> issue.Issue:
    found = issue.of(stories.told(opened, opened.entries()), limit)
    assert found
    return found


@pytest.fixture(scope="module")
def book(given: store.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "issue.epub"
    done = press.write(given, path, made(given))
    assert (done.path, done.images, done.written) == (path, len(KINDS), True)
    return path


def text(book: Path, name: str) -> str:
    with ZipFile(book) as opened:
        return opened.read(f"EPUB/{name}").decode()


def test_epubcheck_is_silent_whatever_articles_hold(book: Path) -> None:
    assert checked.faults(book) == []


def test_the_file_is_as_readers_want_it(book: Path, given: store.Store) -> None:
    with ZipFile(book) as opened:
        first, *rest = opened.infolist()
        assert opened.testzip() is None
        names = opened.namelist()
        pages = [opened.read(name).decode() for name in names if name.endswith("html")]
    assert (first.filename, first.compress_type, first.header_offset) == ("mimetype", ZIP_STORED, 0)
    assert first.extra == b""
    assert {one.date_time for one in (first, *rest)} == {(1980, 1, 1, 0, 0, 0)}
    assert len(names) == len(set(names))
    assert sum("story-" in name for name in names) == sum(1 for _ in made(given).chapters) > 90
    for page in pages:
        assert not re.search(r"<script|\son\w+=|src=\"(?!images/)", re.sub(">[^<]*<", "><", page))
    assert stat.S_IMODE(book.stat().st_mode) == 0o644


def test_the_contents_are_nested_in_both_forms(book: Path, given: store.Store) -> None:
    found = made(given)
    nav = Xml.fromstring(text(book, "nav.xhtml"))
    html = "{http://www.w3.org/1999/xhtml}"
    toc = nav.find(f".//{html}nav[@id='toc']/{html}ol")
    assert toc is not None
    assert [len(one.findall(f"{html}ol/{html}li")) for one in toc] == [
        sum(1 for _ in one.chapters) for one in found.days
    ]
    ncx = Xml.fromstring(text(book, "toc.ncx"))
    points = list(ncx.iter("{http://www.daisy.org/z3986/2005/ncx/}navPoint"))
    assert [one.attrib["playOrder"] for one in points] == [
        str(n) for n in range(1, len(points) + 1)
    ]
    assert len(points) == len(found.days) + sum(1 for _ in found.chapters)
    assert f'content="{found.identifier}"' in text(book, "toc.ncx")
    assert "<dc:language>zh-CN</dc:language>" in text(book, "package.opf")


def test_a_chapter_says_all_that_is_known(tmp_path: Path) -> None:
    copy = article(2, "又一题", words(1), author="乙").body
    with store.open(tmp_path / "archive.db") as opened:
        first = article(1, "题目", copy)
        opened.put(first, snapshot=None, at=NOW, source="ai")
        again = article(2, "又一题", author="乙", body=first.body)
        opened.put(again, snapshot=None, at=NOW + timedelta(1), source="ai")
        opened.gone(first.url, NOW)
        found = issue.of(stories.told(opened, opened.entries(heads=True)))
        assert found
        press.write(opened, tmp_path / "x.epub", found)
    page = text(tmp_path / "x.epub", "story-0001.xhtml")
    assert '<p class="about">号 · 2026-11-24 11:00</p>' in page
    assert "另有 1 篇转载：乙" in page
    assert "原站已删除（2026-11-24 发现）" in page
    assert f'<a href="{first.url}">原文' in page


def test_the_same_stories_are_the_same_bytes(given: store.Store, tmp_path: Path) -> None:
    few = [article(n, f"题{n}", "![图片](https://a.cn/WEBP)") for n in range(5)]
    books = []
    for name, order in (("a", few), ("b", few[::-1])):
        with archive(tmp_path / f"{name}.db", order) as opened:
            books.append(press.write(opened, tmp_path / f"{name}.epub", made(opened)).path)
    assert books[0].read_bytes() == books[1].read_bytes()


def test_a_file_that_would_be_the_same_is_not_touched(given: store.Store, tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.epub"
    few = made(given, limit=3)
    assert press.write(given, path, few).written
    before = path.stat()
    assert not press.write(given, path, few).written
    assert path.stat() == before or path.stat().st_mtime_ns == before.st_mtime_ns
    path.write_bytes(b"half")
    assert press.write(given, path, few).written
    assert path.stat().st_size == before.st_size
    assert press.write(given, path, made(given, limit=2)).written
    assert [one.name for one in path.parent.iterdir()] == ["x.epub"]


def test_without_images(given: store.Store, tmp_path: Path) -> None:
    done = press.write(given, tmp_path / "x.epub", made(given), images=False)
    assert done.images == 0
    with ZipFile(done.path) as opened:
        assert [one for one in opened.namelist() if "images" in one] == ["EPUB/images/cover.png"]


@pytest.mark.parametrize("place", ["a-file/x.epub", "\0"])
def test_a_place_that_cannot_be_written_is_named(
    given: store.Store, tmp_path: Path, place: str
) -> None:
    (tmp_path / "a-file").write_text("x")
    with pytest.raises(DocumentError, match="cannot be written"):
        press.write(given, tmp_path / place, made(given, limit=1))
    assert [one.name for one in tmp_path.iterdir()] == ["a-file"]


def test_in_a_folder_it_has_its_own_name(given: store.Store, tmp_path: Path) -> None:
    few = made(given, limit=1)
    assert press.place(str(tmp_path), few) == tmp_path / few.file
    assert press.place(f"{tmp_path}/new/", few) == tmp_path / "new" / few.file
    assert press.place(f"{tmp_path}/new.epub", few) == tmp_path / "new.epub"
