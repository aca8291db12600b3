"""What today's extractors make of one stored page, and what may not take the place of a text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scraper import reading, reread, urls
from scraper.archive import rows, store
from scraper.config import Settings
from scraper.demo import pages
from scraper.demo.content import ENTRIES
from scraper.errors import ExtractError
from scraper.hall import Desk
from scraper.models import Address, Fetched, Hint, Image, Kind, Link, Url

from . import stock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper.archive.store import Store
    from scraper.models import Article

KEY = "20261122A04DUP00"
LINK = Link(address=urls.read(KEY), source="ai", hint=Hint(author="名单"), reason="AI")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Store]:
    with store.open(tmp_path / "archive.db") as opened:
        yield opened


def answer(body: bytes | None = None, key: str = KEY) -> Fetched:
    whole = b"".join(pages.whole(ENTRIES[KEY]).parts)
    asked = urls.read(key).fetch_url
    return Fetched(
        asked=asked,
        url=asked,
        status=200,
        headers=(),
        body=whole if body is None else body,
        at=stock.AT,
    )


def put(archive: Store, fetched: Fetched, article: Article, link: Link = LINK) -> str:
    """The id of an article that was made from an answer."""
    number = archive.keep(fetched)
    archive.put(article, snapshot=number, at=stock.AT)
    archive.visited(
        link.address.url, Kind.NEW, at=stock.AT, snapshot=number, due_at=None, link=link
    )
    return article.id


RIGHT = reading.read(LINK, answer())


def test_the_same_is_same_and_holds_no_text(archive: Store) -> None:
    found = reread.look(archive, put(archive, answer(), RIGHT))
    assert (found.kind, found.old, found.new, found.title) == (Kind.SAME, None, None, RIGHT.title)


def test_a_newer_version_that_reads_the_same_is_same(archive: Store) -> None:
    key = put(archive, answer(), replace(RIGHT, extractor="qq-origin/0"))
    assert reread.look(archive, key).kind is Kind.SAME


def test_what_differs_is_changed_and_has_both(archive: Store) -> None:
    spoilt = stock.spoilt(RIGHT)
    found = reread.look(archive, put(archive, answer(), spoilt))
    assert (found.kind, found.old, found.new, found.snapshot) == (Kind.CHANGED, spoilt, RIGHT, 1)


def test_the_list_is_asked_where_the_page_is_silent(archive: Store) -> None:
    """The hint is of the link that was visited, also where the article has another address."""
    form = Url("https://new.qq.com/cmsn/20261122/20261122004000.html")
    address = Address(url=form, id="", fetch_url=form, certain=False)
    link = Link(address=address, hint=Hint(category="名单"))
    page = pages.whole(ENTRIES[KEY])
    body = b"".join(page.parts).replace(b'"catalog1"', b'"catalog9"')
    right = reading.read(link, replace(answer(body), url=form, asked=form))
    assert (right.id, right.category) == (KEY, "名单")
    key = put(archive, replace(answer(body), url=form, asked=form), right, link)
    assert reread.look(archive, key).kind is Kind.SAME


def test_a_text_is_compared_as_it_would_come_back(archive: Store) -> None:
    """What no database holds, half a character or a number without end, makes no difference."""
    odd = replace(RIGHT, category="a\ud800b", images=(Image(url="https://x.cn/a", width=2**70),))
    archive.put(odd, snapshot=None, at=stock.AT)
    assert archive.article(KEY) == rows.held(odd) != odd
    assert rows.held(rows.held(odd)) == rows.held(odd)


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"", Kind.UNREADABLE, "the page is empty"),
        (b"\x00\x01", Kind.UNREADABLE, "binary"),
        (b"<html><div id='article-content'></div></html>", Kind.HOLLOW, "no body"),
        (b"<html><p>404</p></html>", Kind.UNREADABLE, "none of window.DATA"),
    ],
)
def test_what_cannot_be_read_says_why(archive: Store, body: bytes, kind: Kind, reason: str) -> None:
    found = reread.look(archive, put(archive, answer(body), RIGHT))
    assert (found.kind, found.old, found.new) == (kind, None, None)
    assert reason in found.reason


def test_the_page_of_another_article_is_not_taken(archive: Store) -> None:
    other = "20261122A01KX700"
    found = reread.look(archive, put(archive, answer(key=other), RIGHT))
    assert found.kind is Kind.NOT_ARTICLE
    assert other in found.reason


def test_a_page_that_now_names_another_article_is_not_taken(archive: Store) -> None:
    """Where the address leaves it open, the page says whose it is: here not that of the text."""
    form = Url("https://new.qq.com/cmsn/20261122/20261122004000.html")
    link = Link(address=Address(url=form, id="", fetch_url=form, certain=False))
    other = replace(RIGHT, id="20261120A0AC5500", url=urls.of("20261120A0AC5500"), title="另")
    found = reread.look(archive, put(archive, replace(answer(), url=form), other, link))
    assert (found.kind, found.reason) == (Kind.NOT_ARTICLE, f"read as {KEY}, another article")


def test_the_article_keeps_its_id_and_its_address(archive: Store) -> None:
    """Ids that differ in version are of one article: what it is known by stays."""
    old = replace(RIGHT, id=f"{KEY[:14]}07", url=urls.of(f"{KEY[:14]}07"), title="旧")
    found = reread.look(archive, put(archive, answer(), old))
    assert found.new
    assert (found.new.id, found.new.url, found.new.title) == (old.id, old.url, RIGHT.title)


def test_a_text_that_is_hardly_the_article_is_not_taken(archive: Store) -> None:
    whole, key = answer().body, b'"originContent":'
    notice = key + '{"text":"<p>内容无法显示</p>"},"former":'.encode()
    body = whole.replace(key, notice, 1)
    assert body != whole
    found = reread.look(archive, put(archive, answer(body), RIGHT))
    assert (found.kind, found.new) == (Kind.SUSPECT, None)
    assert "a notice in the place of the text" in found.reason


def test_without_a_page_there_is_nothing_to_read(archive: Store) -> None:
    archive.put(RIGHT, snapshot=None, at=stock.AT)
    found = reread.look(archive, KEY)
    assert (found.kind, found.title) == (None, RIGHT.title)
    assert reread.look(archive, "x").kind is None


def test_a_damaged_row_is_a_look(archive: Store) -> None:
    put(archive, answer(), RIGHT)
    archive._db.execute("UPDATE contents SET zstd = x'00'")
    archive._db.commit()
    found = reread.look(archive, KEY)
    assert found.kind is Kind.UNREADABLE
    assert "cannot be unpacked" in found.reason


class TestTrial:
    """A page in quarantine."""

    @staticmethod
    def doubt(archive: Store, fetched: Fetched) -> store.Doubt:
        number = archive.keep(fetched)
        archive.visited(
            *(LINK.address.url, Kind.HOLLOW),
            at=stock.AT,
            snapshot=number,
            due_at=None,
            link=LINK,
            extractors="qq-old/1",
        )
        (found,) = archive.watch.quarantine()
        return found

    def test_an_article_leaves_and_its_bytes_stay_where_they_are(self, archive: Store) -> None:
        found = reread.tried(desk(archive), self.doubt(archive, answer()))
        assert (found.kind, found.title, found.leaves) == (Kind.NEW, RIGHT.title, True)
        assert found.met
        assert (found.met.article, found.met.fetched) == (RIGHT, None)

    def test_what_is_hollow_stays(self, archive: Store) -> None:
        hollow = answer(b"<html><div id='article-content'></div></html>")
        found = reread.tried(desk(archive), self.doubt(archive, hollow))
        assert (found.kind, found.leaves) == (Kind.HOLLOW, False)

    @pytest.mark.parametrize("sql", ["DELETE FROM contents", "UPDATE contents SET zstd = x'00'"])
    def test_what_is_damaged_stays(self, archive: Store, sql: str) -> None:
        doubt = self.doubt(archive, answer())
        archive._db.execute("PRAGMA foreign_keys = OFF")
        archive._db.execute(sql)
        archive._db.commit()
        found = reread.tried(desk(archive), doubt)
        assert (found.kind, found.leaves, found.met) == (Kind.UNREADABLE, False, None)
        assert "content" in found.reason

    def test_what_was_never_discovered_stays(self, archive: Store) -> None:
        doubt = replace(self.doubt(archive, answer()), url=Url("https://new.qq.com/rain/a/x"))
        assert not reread.tried(desk(archive), doubt).leaves


def desk(archive: Store) -> Desk:
    return Desk(settings=Settings(), store=archive)


def test_the_address_that_an_answer_is_of() -> None:
    asked = urls.read(KEY)
    assert reading.landed(asked, answer()) == asked
    for there in ("https://example.com/", "https://new.qq.com/rain/a/20261122A01KX700"):
        with pytest.raises(ExtractError, match="led to"):
            reading.landed(asked, replace(answer(), url=there))
