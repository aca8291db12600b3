from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper import urls
from scraper.archive import links
from scraper.archive.store import State
from scraper.dates import BEIJING
from scraper.errors import ArchiveError
from scraper.models import Address, Hint, Kind, Link, Url

TEXT = st.text(max_size=20)
MAYBE = st.none() | TEXT


def test_links_are_counted_once(archive, link, now):
    assert archive.discovered([link(1), link(2), link(1)], now) == 2
    assert archive.discovered(iter([link(1), link(3)]), now) == 1
    assert archive.discovered([], now) == 0


def test_the_first_word_stays_and_gaps_are_filled(archive, link, now):
    archive.discovered([link(1, source="", title="甲")], now)
    later = link(1, source="hot", reason="AI", title="乙", author="某号", published=now)
    archive.discovered([later, link(1, source="ai", author="别人")], now)
    (found,) = archive.due(now)
    assert found == link(1, source="hot", reason="AI", title="甲", author="某号", published=now)


def test_an_empty_word_is_a_gap(archive, link, now):
    archive.discovered([link(1, title="", summary="")], now)
    archive.discovered([link(1, title="甲")], now)
    assert archive.due(now) == [link(1, title="甲", summary="")]


def test_more_links_than_one_query_takes(archive, link, now):
    many = [link(number) for number in range(1201)]
    assert archive.discovered(many, now) == 1201
    assert archive.discovered(many, now) == 0
    assert len(archive.states(one.address.url for one in many)) == 1201
    assert len(archive.due(now)) == 1201


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    link=st.builds(
        Link,
        address=st.builds(
            Address, url=TEXT.map(Url), id=TEXT, fetch_url=TEXT, form=TEXT, certain=st.booleans()
        ),
        source=TEXT,
        hint=st.builds(
            Hint,
            title=MAYBE,
            published=st.none() | st.datetimes(timezones=st.sampled_from([BEIJING, UTC])),
            author=MAYBE,
            summary=MAYBE,
            thumbnail=MAYBE,
            category=MAYBE,
        ),
        reason=TEXT,
    )
)
def test_what_goes_in_comes_out(archive, now, link):
    archive._db.execute("DELETE FROM links")
    assert archive.discovered([link, link], now) == 1
    assert archive.due(now) == [link]


def test_never_visited_newest_first_after_the_longest_overdue(archive, link, now):
    hour = timedelta(hours=1)
    archive.discovered([link(1)], now)
    archive.discovered([link(2)], now + hour)
    for number, due in ((3, now - hour), (4, now - 2 * hour), (5, now + hour), (6, None)):
        archive.visited(
            link(number).address.url, Kind.BUSY, at=now - 3 * hour, due_at=due, link=link(number)
        )
    assert archive.due(now) == [link(4), link(3), link(2), link(1)]
    assert archive.due(now, 3) == [link(4), link(3), link(2)]
    assert archive.due(now, 1) == [link(4)]
    assert archive.due(now, 0) == archive.due(now, -1) == []
    assert archive.due(now + hour, 3) == [link(4), link(3), link(5)]


def test_due_by_source(archive, link, now):
    archive.discovered([link(1, source="ai"), link(2, source="hot")], now)
    archive.visited(link(3).address.url, Kind.BUSY, at=now, due_at=now, link=link(3, source="hot"))
    assert archive.due(now, sources=["hot"]) == [link(3, source="hot"), link(2, source="hot")]
    assert archive.due(now, sources={"hot", "ai"}, limit=9)[-1] == link(2, source="hot")
    assert archive.due(now, sources=[]) == []


def test_an_imported_article_is_not_due_for_being_discovered(archive, link, make, now):
    form = urls.read("https://page.om.qq.com/page/Ofoo")
    archive.put(make(1), snapshot=None, at=now)
    archive.alias(form.url, make(1).url, now)
    archive.discovered([link(1), link(2), Link(address=form)], now)
    assert archive.due(now) == [link(2)]


def test_states(archive, link, make, now):
    later = now + timedelta(hours=1)
    form = Url("https://page.om.qq.com/page/Ofoo")
    archive.discovered([link(1), link(2)], now)
    archive.visited(link(2).address.url, Kind.NEW, at=now, due_at=later)
    archive.put(make(2), snapshot=None, at=now)
    archive.put(make(3), snapshot=None, at=now)
    archive.alias(form, make(2).url, now)
    asked = [link(number).address.url for number in range(1, 6)] + [form, form, Url("\ud800")]
    stored = State(stored=True, kind=Kind.NEW, tries=0, due_at=later)
    assert archive.states(asked) == {
        link(1).address.url: State(stored=False),
        link(2).address.url: stored,
        link(3).address.url: State(stored=True),
        form: stored,
    }
    assert archive.states([]) == {}


def test_a_visit_of_the_form_itself_counts_for_it(archive, link, make, now):
    form = urls.read("https://page.om.qq.com/page/Ofoo")
    archive.discovered([Link(address=form)], now)
    archive.visited(form.url, Kind.BUSY, at=now, due_at=now)
    assert archive.states([form.url])[form.url] == State(
        stored=False, kind=Kind.BUSY, tries=1, due_at=now
    )
    archive.put(make(2), snapshot=None, at=now)
    archive.alias(form.url, make(2).url, now)
    assert archive.states([form.url])[form.url].stored


def test_tries_are_those_told_and_none_where_the_article_is_there(archive, link, now):
    url = link(1).address.url
    tries = []
    told = ((Kind.BUSY, 1), (Kind.TIMEOUT, 2), (Kind.BLOCKED, 1), (Kind.NEW, 3), (Kind.SAME, 1))
    for kind, count in (*told, (Kind.GONE, 1)):
        archive.visited(url, kind, at=now, due_at=None, tries=count)
        tries.append(archive.states([url])[url].tries)
    assert tries == [1, 2, 1, 0, 0, 1]
    assert archive.counts()["visits"] == 6


def test_a_visit_is_written_down_whole(archive, link, answer, now):
    run = archive.start("crawl", now)
    snapshot = archive.keep(answer(), run)
    url = link(1).address.url
    archive.visited(
        url, Kind.HOLLOW, at=now, reason="empty", snapshot=snapshot, run=run, due_at=None
    )
    (row,) = archive._db.rows("SELECT * FROM visits")
    assert row == {
        "id": 1,
        "source_url": url,
        "run_id": run,
        "at": "2025-02-12T20:00:00+08:00",
        "kind": "hollow",
        "reason": "empty",
        "snapshot_id": snapshot,
        "due_at": None,
        "era": "",
        "missing": "",
        "chars": 0,
        "fields": "[]",
    }
    assert archive.due(now) == []


def test_a_visit_nobody_announced_makes_its_link(archive, link, now):
    archive.visited(link(1).address.url, Kind.BUSY, at=now, due_at=now)
    odd = Url("https://elsewhere.example/\ud800")
    other = Url("https://view.inews.qq.com/a/20250212A0000900")
    archive.visited(odd, Kind.BUSY, at=now, due_at=now, link=link(7))
    archive.visited(other, Kind.BUSY, at=now, due_at=now)
    found = {one.address.url: one for one in archive.due(now)}
    assert found[link(1).address.url] == link(1, source="")
    assert found.keys() == {
        link(1).address.url,
        "https://elsewhere.example/\ufffd",
        "https://view.inews.qq.com/a/20250212A0000900",
    }


def test_a_visit_of_a_run_that_never_was_is_refused_whole(archive, link, now):
    with pytest.raises(ArchiveError, match="FOREIGN KEY"):
        archive.visited(link(1).address.url, Kind.BUSY, at=now, run=9, due_at=now)
    assert archive.counts()["links"] == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [("hint", "{"), ("hint", "[]"), ("hint", '{"title": 1}'), ("hint", '{"x": 1}')],
)
def test_a_damaged_link_is_named(archive, link, now, column, value):
    archive.discovered([link(1)], now)
    archive._db.execute("PRAGMA ignore_check_constraints = ON")
    archive._db.execute(f"UPDATE links SET {column} = ?", [value])
    with pytest.raises(ArchiveError, match="damaged, links, row 'https://new"):
        archive.due(now)


def test_an_unknown_outcome_is_named(archive, link, now):
    url = link(1).address.url
    archive.visited(url, Kind.BUSY, at=now, due_at=None)
    archive._db.execute("UPDATE links SET kind = 'odd'")
    with pytest.raises(ArchiveError, match=r"links, row .*odd"):
        archive.states([url])


def test_links_come_in_chunks():
    assert [len(one) for one in links.chunks(range(1001))] == [500, 500, 1]


def test_a_bare_link_keeps_the_address():
    assert links.bare(Url("x")).address == Address(
        url=Url("x"), id="", fetch_url="x", certain=False
    )
    known = urls.read("20250212A0000100")
    assert links.bare(known.url).address == known
    assert replace(known, certain=True) == known
