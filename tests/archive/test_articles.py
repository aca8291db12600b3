from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper import urls
from scraper.archive import articles
from scraper.archive.values import Cause
from scraper.dates import BEIJING
from scraper.errors import ArchiveError
from scraper.models import Address, Article, Image, Kind, Url, Video

TEXT = st.text(max_size=20)
SOME = st.text(min_size=1, max_size=20)
MAYBE = st.none() | TEXT
SIZE = st.none() | st.integers(-(2**63) + 1, 2**63 - 1)
TIME = st.datetimes(timezones=st.sampled_from([BEIJING, UTC]))
ARTICLE = st.builds(
    Article,
    id=st.just("20250212A0000100"),
    url=st.just(urls.of("20250212A0000100")),
    title=SOME,
    body=SOME,
    published=st.none() | TIME,
    author=MAYBE,
    summary=TEXT,
    thumbnail=MAYBE,
    images=st.lists(
        st.builds(Image, url=TEXT, width=SIZE, height=SIZE, caption=MAYBE), max_size=3
    ).map(tuple),
    videos=st.lists(
        st.builds(Video, vid=TEXT, url=TEXT, title=MAYBE, duration=SIZE, thumbnail=MAYBE),
        max_size=2,
    ).map(tuple),
    tags=st.lists(TEXT, max_size=3).map(tuple),
    category=MAYBE,
    lang=SOME,
    paid=st.booleans(),
    extractor=TEXT,
    abstract=MAYBE,
)
ONE = "20250212A0000100"


def test_the_first_is_new_and_the_second_the_same(archive, make, now):
    assert archive.put(make(), snapshot=None, at=now) is Kind.NEW
    before = archive.entry(ONE)
    later = now + timedelta(hours=1)
    assert archive.put(make(), snapshot=None, at=later) is Kind.SAME
    assert archive.entry(ONE) == replace(before, last_seen=later)
    assert archive.counts()["articles"] == 1
    assert archive.counts()["revisions"] == 0


def test_putting_twice_leaves_the_tables_as_once(archive, make, now):
    archive.put(make(), snapshot=None, at=now, source="ai", reason="channel")
    before = list(archive._db.conn.iterdump())
    archive.put(make(), snapshot=None, at=now, source="ai", reason="channel")
    assert list(archive._db.conn.iterdump()) == before


FIELDS = sorted({one.name for one in fields(Article)} - {"extractor", "abstract"})


@pytest.mark.parametrize("name", FIELDS)
def test_any_other_field_is_a_change(archive, make, now, name):
    other = {
        "id": "20250212A0000900",
        "url": Url("https://new.qq.com/rain/a/20250212A0000900"),
        "published": None,
        "images": (),
        "videos": (),
        "tags": (),
        "paid": True,
    }
    archive.put(make(), snapshot=None, at=now)
    second = make(**{name: other.get(name, "其他")})
    assert archive.put(second, snapshot=None, at=now) is Kind.CHANGED
    assert archive.article(second.id) == second
    (kept,) = archive.revisions(second.id)
    assert kept.article == make()
    assert kept.changed == (name,)


def test_another_extractor_with_the_same_text_is_the_same(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    assert archive.put(make(extractor="2023/2"), snapshot=None, at=now) is Kind.SAME
    assert archive.article(ONE).extractor == "2023/2"
    assert archive.revisions(ONE) == []


def test_the_same_time_in_another_zone_is_the_same(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    moved = make(published=make().published.astimezone(UTC))
    assert archive.put(moved, snapshot=None, at=now) is Kind.SAME


def test_a_change_keeps_the_earlier_text(archive, make, answer, now):
    first = archive.keep(answer(b"1"))
    second = archive.keep(answer(b"2"))
    later = now + timedelta(days=1)
    archive.put(make(), snapshot=first, at=now, source="ai", reason="channel")
    changed = make(title="新标题", thumbnail="https://x", extractor="2023/2")
    archive.put(changed, snapshot=second, at=later, source="hot")

    entry = archive.entry(ONE)
    assert entry.article == changed
    assert (entry.first_seen, entry.last_seen, entry.changed_at) == (now, later, later)
    assert (entry.source, entry.reason, entry.snapshot) == ("ai", "channel", second)
    (kept,) = archive.revisions(ONE)
    assert (kept.number, kept.stored_at, kept.snapshot) == (1, now, first)
    assert kept.article == make()
    assert set(kept.changed) == {"title", "thumbnail"}


def test_a_text_that_comes_back_is_a_third_one(archive, make, now):
    for body in "abab":
        archive.put(make(body=body), snapshot=None, at=now)
    assert [one.article.body for one in archive.revisions(ONE)] == ["a", "b", "a"]
    assert [one.number for one in archive.revisions(ONE)] == [1, 2, 3]


def test_what_was_unknown_is_filled(archive, make, answer, now):
    archive.put(make(), snapshot=None, at=now)
    snapshot = archive.keep(answer())
    archive.put(make(), snapshot=snapshot, at=now, source="ai", reason="channel")
    entry = archive.entry(ONE)
    assert (entry.snapshot, entry.source, entry.reason) == (snapshot, "ai", "channel")


def test_what_is_not_there_has_no_earlier_texts(archive):
    assert archive.revisions(ONE) == []
    assert archive.entry(ONE) is archive.article(ONE) is None


def test_an_older_visit_does_not_turn_back_the_clock(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    archive.put(make(), snapshot=None, at=now - timedelta(days=1))
    assert archive.entry(ONE).last_seen == now


@pytest.mark.parametrize("name", ["id", "url", "title", "body"])
def test_nothing_hollow_is_stored(archive, make, now, name):
    with pytest.raises(ArchiveError, match="needs_id_url_title_and_body"):
        archive.put(make(**{name: ""}), snapshot=None, at=now)
    assert archive.counts()["articles"] == 0


def test_a_hollow_change_leaves_all_as_it_was(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    before = list(archive._db.conn.iterdump())
    with pytest.raises(ArchiveError):
        archive.put(make(body=""), snapshot=None, at=now)
    assert list(archive._db.conn.iterdump()) == before


def test_an_unknown_snapshot_is_refused(archive, make, now):
    with pytest.raises(ArchiveError, match="FOREIGN KEY"):
        archive.put(make(), snapshot=77, at=now)


def test_a_time_without_a_zone_is_a_mistake(archive, make):
    with pytest.raises(ValueError, match="without a zone"):
        archive.put(make(), snapshot=None, at=datetime(2025, 1, 1))


def test_an_article_that_moved_is_found_at_its_former_address(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    old, new = make().url, Url("https://new.qq.com/rain/a/20250212A0000100X")
    archive.put(make(url=new), snapshot=None, at=now)
    assert archive.article(old).url == new
    assert archive.counts()["articles"] == 1


def test_lone_surrogates_and_huge_numbers_are_stored_as_well_as_can_be(archive, make, now):
    odd = make(
        title="a\ud800b",
        body="\ud83d\ude00",
        tags=("\udfff",),
        images=(Image(url="u", width=10**30, caption="\udc80"),),
        videos=(Video(vid="v", url="u", duration=-(10**5000)),),
    )
    assert archive.put(odd, snapshot=None, at=now, source="\ud800", reason="\ud800") is Kind.NEW
    assert archive.put(odd, snapshot=None, at=now, source="\ud800", reason="\ud800") is Kind.SAME
    stored = archive.article(ONE)
    assert (stored.title, stored.body, stored.tags) == ("a\ufffdb", "😀", ("\ufffd",))
    assert stored.images == (Image(url="u", caption="\ufffd"),)
    assert stored.videos == (Video(vid="v", url="u"),)
    assert archive.article("\ud800") is None


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(article=ARTICLE, at=TIME.filter(lambda at: 1 < at.year < 9999))
def test_what_goes_in_comes_out(archive, article, at):
    archive._db.execute("DELETE FROM articles")
    archive.put(article, snapshot=None, at=at)
    assert archive.article(article.id) == article
    assert archive.put(article, snapshot=None, at=at) is Kind.SAME
    (entry,) = archive.entries()
    assert entry.article == article


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(ARTICLE.map(lambda it: replace(it, abstract=None)), min_size=2, max_size=4))
def test_every_earlier_text_comes_out(archive, texts, now):
    archive._db.execute("DELETE FROM articles")
    stored = []
    for article in texts:
        if archive.put(article, snapshot=None, at=now) is Kind.SAME:
            stored.pop()
        stored.append(article)
    assert [one.article for one in archive.revisions(ONE)] == stored[:-1]
    assert archive.article(ONE) == stored[-1]


# Listing


def test_the_newest_comes_first(archive, make, now):
    for number in (2, 3, 1):
        archive.put(make(number), snapshot=None, at=now)
    assert [one.article.title for one in archive.entries()] == ["大模型 3", "大模型 2", "大模型 1"]
    assert [one.article.title for one in archive.entries(limit=1)] == ["大模型 3"]
    assert list(archive.entries(limit=0)) == []


def test_without_a_date_the_first_sight_counts(archive, make, now):
    archive.put(make(1), snapshot=None, at=now)
    archive.put(make(2, published=None), snapshot=None, at=now + timedelta(hours=1))
    archive.put(make(3, published=now - timedelta(1)), snapshot=None, at=now)
    assert [one.article.title[-1] for one in archive.entries()] == ["2", "1", "3"]


def test_zones_do_not_disturb_the_order(archive, make, now):
    archive.put(make(1, published=datetime(2025, 1, 1, 1, tzinfo=BEIJING)), snapshot=None, at=now)
    archive.put(make(2, published=datetime(2024, 12, 31, 18, tzinfo=UTC)), snapshot=None, at=now)
    assert [one.article.title[-1] for one in archive.entries()] == ["2", "1"]


def test_entries_are_chosen_by_time_and_source(archive, make, now):
    for number in range(6):
        source = ("ai", "hot")[number % 2]
        archive.put(make(number), snapshot=None, at=now, source=source)
    since = now + timedelta(minutes=2)
    assert [one.article.title[-1] for one in archive.entries(since=since)] == list("5432")
    assert [one.article.title[-1] for one in archive.entries(until=since)] == list("10")
    assert [one.article.title[-1] for one in archive.entries(source="ai")] == list("420")
    found = archive.entries(since=since, source="hot", limit=5)
    assert [one.article.title[-1] for one in found] == list("53")


def test_many_pages_hold_every_entry_once(archive, make, now, monkeypatch):
    monkeypatch.setattr(articles, "PAGE", 3)
    for number in range(10):
        archive.put(make(number, published=now), snapshot=None, at=now)
    names = [one.article.id for one in archive.entries()]
    assert names == sorted(names, reverse=True)
    assert len(names) == 10
    assert len(list(archive.entries(limit=7))) == 7


def test_the_archive_may_be_written_while_it_is_listed(archive, make, now, monkeypatch):
    monkeypatch.setattr(articles, "PAGE", 2)
    for number in range(7):
        archive.put(make(number), snapshot=None, at=now)
    seen = []
    for entry in archive.entries():
        seen.append(entry.article.id)
        archive.put(replace(entry.article, body="neu"), snapshot=None, at=now)
    assert len(seen) == len(set(seen)) == 7


# Addresses


def test_an_article_is_found_by_every_form(archive, make, now):
    article = make()
    archive.put(article, snapshot=None, at=now)
    archive.alias("https://view.inews.qq.com/w/WXN123?from=x#top", article.url, now)
    form = "https://view.inews.qq.com/w/WXN123"
    for key in (article.id, article.url, form, f"{form}?y=1"):
        assert archive.article(key) == article
        assert archive.entry(key).article == article
    assert archive.article("https://view.inews.qq.com/w/WXN9") is None
    assert archive.article("") is None


def test_resolve_knows_addresses_and_forms(archive, make, now):
    article = make()
    archive.put(article, snapshot=None, at=now)
    form = "https://page.om.qq.com/page/Ofoo"
    archive.alias(form, article.url, now)
    assert archive.resolve(urls.read(article.url)) == article.url
    assert archive.resolve(urls.read(form)) == article.url
    other = urls.read("20250212A0000200")
    assert archive.resolve(other) is None
    assert archive.resolve(other, ["https://nothing.example/", form]) == article.url
    assert archive.resolve(Address(url=Url("\ud800"), id="", fetch_url="")) is None


def test_a_known_form_keeps_its_article(archive, make, now):
    one, two = make(1), make(2)
    archive.put(one, snapshot=None, at=now)
    archive.put(two, snapshot=None, at=now)
    form = "https://page.om.qq.com/page/Ofoo"
    archive.alias(form, one.url, now)
    archive.alias(form, two.url, now)
    archive.alias(one.url, one.url, now)
    archive.alias(one.url, two.url, now)
    assert archive.article(form) == one
    assert archive.article(one.url) == one
    assert archive.counts()["aliases"] == 1


def test_a_form_of_no_article_is_refused(archive, now):
    with pytest.raises(ArchiveError, match="no article of this address"):
        archive.alias("https://page.om.qq.com/page/Ofoo", Url("https://new.qq.com/rain/a/X"), now)


# Damage


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("videos", "{"),
        ("videos", '[{"vid": 1, "url": "u"}]'),
        ("videos", '[{"other": 1}]'),
        ("videos", "[[[[1]]]]"),
        ("tags", "3"),
        ("tags", "[1]"),
        ("tags", "[" * 100_000),
        ("published", "yesterday"),
        ("published", "2025-01-01"),
        ("first_seen", ""),
    ],
)
def test_a_damaged_row_is_named(archive, make, now, column, value):
    archive.put(make(), snapshot=None, at=now)
    archive._db.execute("PRAGMA ignore_check_constraints = ON")
    archive._db.execute(f"UPDATE articles SET {column} = ?", [value])
    for ask in (lambda: archive.entry(ONE), lambda: list(archive.entries())):
        with pytest.raises(ArchiveError, match=rf"archive\.db: damaged, articles, row '{ONE}'"):
            ask()


def test_a_damaged_revision_is_named(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    archive.put(make(body="neu", author=None), snapshot=None, at=now)
    archive._db.execute("""UPDATE revisions SET changed = '{"nonsense": 1}'""")
    with pytest.raises(ArchiveError, match="damaged, revisions, row"):
        archive.revisions(ONE)
    archive._db.execute("UPDATE revisions SET changed = '[]'")
    with pytest.raises(ArchiveError, match="not a JSON object"):
        archive.revisions(ONE)


def test_bad_json_cannot_be_written_by_hand(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    with pytest.raises(Exception, match="json_valid"):
        archive._db.execute("UPDATE articles SET tags = '{'")


def test_a_time_that_is_none_is_named_wherever_it_is_asked_for(archive, make, now):
    archive.put(make(1), snapshot=None, at=now)
    archive._db.execute("UPDATE articles SET first_seen = '9999 garbage'")
    for ask in (archive.newest, lambda: archive.watch.figures(now)):
        with pytest.raises(ArchiveError, match="damaged, articles, row '9999 garbage'"):
            ask()


def test_the_first_abstract_is_no_change(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    later = now + timedelta(hours=1)
    found = make(abstract="站方的话", extractor="2023/2")
    assert not archive.differs(found)
    assert archive.put(found, snapshot=None, at=later) is Kind.SAME
    assert archive.entry(ONE).article.abstract == "站方的话"
    assert archive.entry(ONE).changed_at is None
    assert archive.revisions(ONE) == []
    assert list(archive.history.changes(extractor=True)) == []


def test_a_page_silent_for_once_does_not_take_the_abstract(archive, make, now):
    archive.put(make(abstract="站方的话"), snapshot=None, at=now)
    assert archive.put(make(), snapshot=None, at=now + timedelta(hours=1)) is Kind.SAME
    assert archive.article(ONE).abstract == "站方的话"


def test_another_abstract_alone_takes_the_place_of_the_first(archive, make, now):
    archive.put(make(abstract="站方的话"), snapshot=None, at=now)
    assert archive.put(make(abstract="另一句"), snapshot=None, at=now) is Kind.SAME
    assert archive.article(ONE).abstract == "另一句"
    assert archive.counts()["revisions"] == 0


def test_another_extractor_fills_the_abstract_without_a_visit(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    found, later = make(abstract="站方的话"), now + timedelta(days=1)
    kind = archive.put(found, snapshot=None, at=later, cause=Cause.EXTRACTOR)
    assert kind is Kind.SAME
    entry = archive.entry(ONE)
    assert (entry.article.abstract, entry.last_seen) == ("站方的话", now)
    assert archive.put(make(), snapshot=None, at=later, cause=Cause.EXTRACTOR) is Kind.SAME
    assert archive.article(ONE).abstract is None  # else it would differ for ever


def test_with_another_text_the_abstract_is_that_of_each(archive, make, now):
    archive.put(make(abstract="旧话"), snapshot=None, at=now)
    archive.put(make(body="另一篇", abstract=None), snapshot=None, at=now)
    (revision,) = archive.revisions(ONE)
    assert (revision.article.abstract, archive.article(ONE).abstract) == ("旧话", None)
    assert revision.changed == ("body", "abstract")


def test_with_another_text_the_first_abstract_is_not_told_as_altered(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    archive.put(make(body="另一篇", abstract="新话"), snapshot=None, at=now)
    assert archive.revisions(ONE)[0].changed == ("body",)
