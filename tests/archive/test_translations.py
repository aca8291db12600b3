"""Translations in the archive: what is due, what is kept, what is of an earlier text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.archive import store
from scraper.archive.translations import TRIES
from scraper.errors import ArchiveError
from scraper.models import Kind


def due(archive, lang="en", **asked):
    return [entry.article.title for entry in archive.translations.due(lang, **asked)]


@pytest.fixture
def three(archive, make, now):
    for number in (1, 2, 3):
        archive.put(make(number), snapshot=None, at=now)
    return archive


def keep(archive, article, now, lang="en", **made):
    words = {"title": "T", "summary": "S", "body": "B", **made}
    archive.translations.keep(article, lang, model="m", tokens=7, at=now, **words)


def test_all_are_due_newest_first(three, now):
    assert due(three) == ["大模型 3", "大模型 2", "大模型 1"]
    assert due(three, since=now + timedelta(minutes=2)) == ["大模型 3", "大模型 2"]
    assert due(three, ids=["20250212A0000100"]) == ["大模型 1"]
    assert due(three, ids=[]) == []
    assert due(three, "zh-CN") == []


def test_what_is_kept_is_not_due_and_comes_out(three, make, now):
    keep(three, make(2), now)
    assert due(three) == ["大模型 3", "大模型 1"]
    assert due(three, "ja") == ["大模型 3", "大模型 2", "大模型 1"]
    (made,) = three.translations.of(make(2).id)
    assert (made.lang, made.title, made.summary, made.body) == ("en", "T", "S", "B")
    assert (made.model, made.made_at, made.stale) == ("m", now, False)
    assert three.translations.of(make(1).id) == ()
    assert three.translations.of("unknown") == ()


def test_another_text_makes_it_due_and_stale_and_the_next_replaces_it(three, make, now):
    keep(three, make(2), now)
    changed = make(2, body="另一段")
    assert three.translations.of(changed.id, changed)[0].stale
    assert three.put(changed, snapshot=None, at=now) is Kind.CHANGED
    assert due(three) == ["大模型 3", "大模型 2", "大模型 1"]
    assert three.translations.of(changed.id)[0].stale
    keep(three, changed, now, body="B2")
    assert [one.body for one in three.translations.of(changed.id)] == ["B2"]
    assert not three.translations.of(changed.id)[0].stale


def test_other_facts_than_title_and_text_do_not_make_it_due(three, make, now):
    keep(three, make(2), now)
    three.put(make(2, author="另号", tags=(), images=()), snapshot=None, at=now)
    assert "大模型 2" not in due(three)


def test_a_failure_is_tried_again_but_not_for_ever(three, make, now):
    for tries in range(1, TRIES + 1):
        assert "大模型 2" in due(three)
        said = three.translations.failed(make(2), "en", model="m", reason="不行", tokens=5, at=now)
        assert said == tries
    assert "大模型 2" not in due(three)
    assert "大模型 2" in due(three, retry=True)
    assert three.translations.of(make(2).id) == ()
    three.put(make(2, title="新题"), snapshot=None, at=now)
    assert "新题" in due(three)
    changed = make(2, title="新题")
    assert three.translations.failed(changed, "en", model="m", reason="x", tokens=1, at=now) == 1


def test_a_failure_leaves_what_was_made_of_the_earlier_text_and_says_it_is(three, make, now):
    keep(three, make(2), now)
    changed = make(2, body="另一段")
    three.put(changed, snapshot=None, at=now)
    three.translations.failed(changed, "en", model="m", reason="不行", tokens=5, at=now)
    (made,) = three.translations.of(changed.id)
    assert (made.body, made.stale) == ("B", True)
    assert "大模型 2" in due(three)
    (row,) = three._db.rows("SELECT tokens, reason FROM translations")
    assert row == {"tokens": 12, "reason": "不行"}


def test_leads_are_due_where_there_is_no_abstract(three, make, now):
    three.put(make(3, abstract="站方的话"), snapshot=None, at=now)
    assert due(three, None) == ["大模型 2", "大模型 1"]
    three.translations.keep(make(2), None, model="m", summary="一句", tokens=1, at=now)
    assert due(three, None) == ["大模型 1"]
    assert three.translations.lead(make(2).id) == "一句"
    assert three.translations.of(make(2).id) == ()
    assert three.translations.lead(make(2).id, make(2, body="另一段")) == ""
    assert three.translations.lead("unknown") == ""


def test_what_is_odd_in_a_text_is_kept(three, make, now):
    keep(three, make(2), now, title="\ud800")
    assert three.translations.of(make(2).id)[0].title == "\ufffd"


def test_an_article_that_is_not_there_has_none(three, make, now):
    with pytest.raises(ArchiveError):
        keep(three, make(9), now)


def test_they_go_with_their_article_and_an_old_archive_has_room_for_them(three, make, now, path):
    keep(three, make(2), now)
    three._db.execute("UPDATE articles SET id = 'other' WHERE id = ?", [make(2).id])
    assert three.translations.of("other")[0].body == "B"


def test_many_are_read_in_pages(archive, make, now):
    for number in range(250):
        archive.put(make(number), snapshot=None, at=now)
    found = []
    for entry in archive.translations.due("en"):
        found.append(entry.article.id)
        keep(archive, entry.article, now)
    assert len(set(found)) == len(found) == 250
    assert due(archive) == []


@pytest.fixture
def other(tmp_path, make, now):
    with store.open(tmp_path / "other.db") as opened:
        for number in (1, 2, 3, 4):
            opened.put(make(number), snapshot=None, at=now)
        yield opened


def brought(archive, other, tmp_path):
    list(archive.intake.merge(tmp_path / "other.db"))
    rows = archive._db.rows("SELECT article_id, lang, body FROM translations ORDER BY 1, 2")
    return [(row["article_id"][9:14], row["lang"], row["body"]) for row in rows]


def test_another_archive_brings_what_is_lacking(three, other, make, now, tmp_path):
    for number in (1, 2):
        keep(other, make(number), now, body=f"theirs {number}")
    keep(three, make(2), now, body="ours 2")
    other.translations.failed(make(3), "en", model="m", reason="x", tokens=1, at=now)
    found = brought(three, other, tmp_path)
    assert [body for _, _, body in found] == ["theirs 1", "ours 2"]
    assert brought(three, other, tmp_path) == found


def test_theirs_of_the_present_text_takes_the_place_of_ours_of_an_earlier_one(
    three, other, make, now, tmp_path
):
    later = now + timedelta(hours=1)
    keep(three, make(1), now, body="old")
    changed = make(1, body="另一段")
    for one in (three, other):
        one.put(changed, snapshot=None, at=later)
    keep(other, changed, later, body="new")
    three.translations.failed(make(2), "en", model="m", reason="x", tokens=1, at=now)
    keep(other, make(2), later, body="made")
    assert [body for _, _, body in brought(three, other, tmp_path)] == ["new", "made"]
    assert not three.translations.of(changed.id)[0].stale


def test_theirs_of_an_earlier_text_does_not(three, other, make, now, tmp_path):
    keep(three, make(1), now, body="ours")
    keep(other, replace(make(1), body="别的"), now, body="theirs")
    assert [body for _, _, body in brought(three, other, tmp_path)] == ["ours"]
