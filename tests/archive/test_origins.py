"""What every article was made from, which of them are chosen, and how far a command came."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper.archive import origins, store
from scraper.archive.store import Cause, Selection, Store
from scraper.errors import ArchiveError
from scraper.models import Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from scraper.models import Article, Fetched, Link

    Make = Callable[..., Article]

ALL = Selection()


@pytest.fixture
def filled(archive: Store, make: Make, now: datetime) -> Store:
    """Five articles, one an hour; the odd ones were read by another era."""
    for number in range(5):
        moment = now + timedelta(hours=number)
        era = "qq-omn/1" if number % 2 else f"qq-origin/{number}"
        archive.put(make(number, published=moment, extractor=era), snapshot=None, at=now)
    return archive


def keys(*numbers: int) -> list[str]:
    return [f"20250212A{number:05}00" for number in numbers]


def test_all_ids_in_order(filled: Store) -> None:
    assert list(filled.origins.ids(ALL)) == keys(0, 1, 2, 3, 4)
    assert filled.origins.count(ALL) == 5


def test_those_after_one(filled: Store) -> None:
    assert list(filled.origins.ids(ALL, keys(2)[0])) == keys(3, 4)
    assert filled.origins.count(ALL, keys(2)[0]) == 2
    assert list(filled.origins.ids(ALL, "~")) == []


@pytest.mark.parametrize(
    ("era", "numbers"),
    [("qq-omn", [1, 3]), ("qq-omn/1", [1, 3]), ("qq-origin/2", [2]), ("qq-origin", [0, 2, 4])],
)
def test_those_of_an_era(filled: Store, era: str, numbers: list[int]) -> None:
    assert list(filled.origins.ids(Selection(era=era))) == keys(*numbers)


@pytest.mark.parametrize("era", ["qq-om", "qq", "omn", "qq-omn/", "%", "qq-omn/11", "' OR 1 --"])
def test_an_era_is_its_whole_name(filled: Store, era: str) -> None:
    assert filled.origins.count(Selection(era=era)) == 0


def test_those_listed_since(filled: Store, now: datetime) -> None:
    chosen = Selection(since=now + timedelta(hours=3))
    assert list(filled.origins.ids(chosen)) == keys(3, 4)


def test_those_of_these_ids(filled: Store) -> None:
    assert list(filled.origins.ids(Selection(ids=(*keys(3, 1), "x")))) == keys(1, 3)
    assert list(filled.origins.ids(Selection(ids=()))) == []


def test_all_conditions_hold_together(filled: Store, now: datetime) -> None:
    chosen = Selection(ids=tuple(keys(0, 1, 3)), since=now + timedelta(hours=1), era="qq-omn")
    assert list(filled.origins.ids(chosen)) == keys(1, 3)


def test_ids_are_read_in_pages_while_the_archive_is_written(
    filled: Store, make: Make, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origins, "PAGE", 2)
    found = []
    for key in filled.origins.ids(ALL):
        found.append(key)
        filled.put(make(9), snapshot=None, at=now)
    assert found == keys(0, 1, 2, 3, 4, 9)


def test_every_extractor_that_read_what_is_stored(filled: Store) -> None:
    names = ["qq-omn/1", "qq-origin/0", "qq-origin/2", "qq-origin/4"]
    assert filled.origins.extractors() == names


def test_what_an_article_was_made_from(
    archive: Store, make: Make, answer: Callable[..., Fetched], link: Callable[..., Link]
) -> None:
    """The answer, and the link that was visited: the article may have another address."""
    fetched, known = answer(), link(7, title="标题", author="某号")
    number = archive.keep(fetched)
    archive.put(make(1), snapshot=number, at=fetched.at)
    archive.visited(
        *(known.address.url, Kind.NEW), at=fetched.at, snapshot=number, due_at=None, link=known
    )
    found = archive.origins.read(make(1).id)
    assert found
    assert (found.article, found.snapshot, found.fetched) == (make(1), number, fetched)
    assert found.link == known


def test_a_link_that_was_never_visited_is_better_than_none(
    archive: Store, make: Make, link: Callable[..., Link], now: datetime
) -> None:
    archive.discovered([link(1, title="标题")], now)
    archive.put(make(1), snapshot=None, at=now)
    found = archive.origins.read(make(1).id)
    assert found
    assert (found.link.hint.title, found.snapshot, found.fetched) == ("标题", None, None)


def test_an_article_without_a_link_has_its_own_address(
    archive: Store, make: Make, now: datetime
) -> None:
    archive.put(make(1), snapshot=None, at=now)
    found = archive.origins.read(make(1).id)
    assert found
    assert (found.link.address.url, found.link.address.id) == (make(1).url, make(1).id)


def test_of_no_article_there_is_nothing(archive: Store) -> None:
    assert archive.origins.read("x") is None


def test_a_damaged_page_is_named(
    path: Path, archive: Store, make: Make, answer: Callable[..., Fetched], now: datetime
) -> None:
    archive.put(make(1), snapshot=archive.keep(answer()), at=now)
    archive._db.execute("UPDATE contents SET zstd = x'00'")
    archive._db.commit()
    with pytest.raises(ArchiveError, match="snapshots, row 1: its content cannot be unpacked"):
        archive.origins.read(make(1).id)


def test_how_far_a_command_came(archive: Store) -> None:
    assert archive.origins.mark("reextract") is None
    archive.origins.remember("reextract", {"after": "甲", "ids": None})
    archive.origins.remember("reextract", {"after": "乙", "ids": ["a"]})
    assert archive.origins.mark("reextract") == {"after": "乙", "ids": ["a"]}
    assert archive.origins.mark("entities") is None
    archive.origins.remember("reextract", None)
    assert archive.origins.mark("reextract") is None


def test_a_mark_is_of_the_transaction_around_it(path: Path, archive: Store) -> None:
    with suppress(KeyError), archive.together():
        archive.origins.remember("reextract", {"after": "x"})
        raise KeyError
    with store.open(path, readonly=True) as other:
        assert other.origins.mark("reextract") is None


def test_an_extractor_is_no_visit(archive: Store, make: Make, now: datetime) -> None:
    """Its text is a revision that says so; the article was seen no later, and named by nobody."""
    archive.put(make(1, extractor="qq-origin/0"), snapshot=None, at=now, source="ai")
    later = now + timedelta(days=3)
    mended = make(1, title="全", body="全文", extractor="qq-origin/1")
    assert archive.put(mended, snapshot=None, at=later, cause=Cause.EXTRACTOR) is Kind.CHANGED
    entry = archive.entry(mended.id)
    assert entry
    assert (entry.last_seen, entry.changed_at, entry.source) == (now, later, "ai")
    (earlier,) = archive.revisions(mended.id)
    assert (earlier.cause, earlier.replaced_at) == (Cause.EXTRACTOR, later)
    assert earlier.article == make(1, extractor="qq-origin/0")
