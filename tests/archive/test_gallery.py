"""Which images are wanted, which are kept, and what becomes of damaged ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scraper import pixels
from scraper.archive import store
from scraper.demo import picture
from scraper.models import Image

KEY = "inews.gtimg.com/om_bt/K"
ADDRESS = "https://inews.gtimg.com/om_bt/K/641"


def shot(name="K"):
    data = picture.png(name, 64, 36)
    return pixels.read(data, 10_000), data


@pytest.fixture
def filled(archive, make, now):
    archive.put(make(thumbnail="https://inews.gtimg.com/om_ls/T_640330/0"), snapshot=None, at=now)
    return archive


def keep(archive, now, name="K", image=KEY):
    picture, data = shot(name)
    archive.gallery.keep(image, picture, data, now)
    return picture, data


def test_what_an_article_names_is_wanted_at_once(filled, make, now):
    found = filled.gallery.due(now)
    assert [one.image for one in found] == [
        "inews.gtimg.com/om_bt/K",
        "inews.gtimg.com/om_bt/L",
        "inews.gtimg.com/om_ls/T_640330",
    ]
    one = make()
    assert {(f.article_id, f.source_url, f.title) for f in found} == {(one.id, one.url, one.title)}
    assert list(filled.gallery.missing()) == found


def test_so_is_what_a_document_names_in_its_text(archive, make, now):
    body = "![a](https://a.gtimg.com/x.png)\n\n`![a](https://a.gtimg.com/no.png)`\n\n![a](data:x)"
    archive.put(make(images=(), body=body), snapshot=None, at=now)
    assert [one.url for one in archive.gallery.due(now)] == ["https://a.gtimg.com/x.png"]


def test_and_what_a_later_text_shows_beside(filled, make, now):
    images = (Image(url=ADDRESS.replace("641", "1000")), Image(url="https://inews.gtimg.com/x/M/0"))
    filled.put(make(images=images), snapshot=None, at=now + timedelta(hours=1))
    found = {one.image: one.url for one in filled.gallery.due(now + timedelta(hours=2))}
    assert found["inews.gtimg.com/x/M"] == "https://inews.gtimg.com/x/M/0"
    assert found[KEY] == ADDRESS  # as it was named first
    assert len(found) == 4


def test_the_newest_come_first_and_so_many_as_asked_for(archive, make, now):
    for number in range(5):
        images = (Image(url=f"https://inews.gtimg.com/om_bt/K{number}/641"),)
        at = now + timedelta(hours=number)
        archive.put(make(number, images=images), snapshot=None, at=at)
    later = now + timedelta(days=1)
    assert [one.image[-1] for one in archive.gallery.due(later, 3)] == ["4", "3", "2"]
    since = make(3).published
    assert [one.image[-1] for one in archive.gallery.due(later, since=since)] == ["4", "3"]
    assert [one.image[-1] for one in archive.gallery.missing(since)] == ["3", "4"]


def test_what_is_kept_is_known_in_every_size_and_wanted_no_more(filled, now):
    kept, data = keep(filled, now)
    asked = [ADDRESS, ADDRESS.replace("641", "0"), "//inews.gtimg.com/om_bt/K/1000", "https://x/y"]
    assert filled.gallery.of(asked) == dict.fromkeys(asked[:3], kept)
    assert filled.gallery.read(kept.sha256) == data
    assert KEY not in {one.image for one in filled.gallery.due(now)}


def test_the_same_bytes_are_stored_once(filled, now):
    keep(filled, now)
    keep(filled, now, image="inews.gtimg.com/om_bt/L")
    assert filled.counts()["pictures"] == 1
    assert len(list(filled.gallery.pictures())) == 1


def test_what_failed_is_due_again_then_and_not_before(filled, now):
    (want, *_) = filled.gallery.due(now)
    due = now + timedelta(hours=1)
    tried = replace(want, reason="status 404", tries=1, asked_at=now, due_at=due)
    filled.gallery.failed(tried)
    assert want.image not in {one.image for one in filled.gallery.due(now)}
    assert tried in filled.gallery.due(due)
    assert tried in filled.gallery.due(now, again=True)
    assert filled.gallery.lacking([want.url.replace("641", "0")], due) == [tried]
    assert filled.gallery.lacking([want.url], now) == []


def test_what_was_given_up_is_missing_and_asked_for_only_when_told(filled, now):
    (want, *_) = filled.gallery.due(now)
    gone = replace(want, reason="status 404", tries=3, asked_at=now, due_at=None)
    filled.gallery.failed(gone)
    assert gone in list(filled.gallery.missing())
    later = now + timedelta(days=900)
    assert gone not in filled.gallery.due(later)
    assert gone in filled.gallery.due(later, again=True)


def test_what_a_clock_that_ran_ahead_put_off_is_due(filled, now):
    (want, *_) = filled.gallery.due(now)
    filled.gallery.failed(replace(want, reason="x", tries=1, due_at=now + timedelta(days=900)))
    assert want.image in {one.image for one in filled.gallery.due(now)}


class TestDamaged:
    @pytest.fixture
    def hurt(self, filled, now):
        keep(filled, now)
        keep(filled, now, image="inews.gtimg.com/om_bt/L")
        filled._db.execute("UPDATE pictures SET bytes = x'00'")
        filled._db.commit()
        (found,) = filled.gallery.pictures()
        filled.gallery.damaged(found, "damaged: x", now)
        return filled

    def test_it_is_wanted_again_and_shown_no_more(self, hurt, now):
        assert hurt.gallery.of([ADDRESS]) == {}
        assert {one.image for one in hurt.gallery.due(now)} >= {KEY, "inews.gtimg.com/om_bt/L"}
        assert [one.reason for one in hurt.gallery.missing()] == ["damaged: x", "damaged: x", ""]

    def test_the_same_bytes_mend_all_that_show_it(self, hurt, now):
        kept, data = keep(hurt, now)
        assert hurt.gallery.read(kept.sha256) == data
        assert len(hurt.gallery.of([ADDRESS, "https://inews.gtimg.com/om_bt/L/641"])) == 2
        assert [one.image for one in hurt.gallery.missing()] == ["inews.gtimg.com/om_ls/T_640330"]

    def test_other_bytes_take_their_place(self, hurt, now):
        kept, _ = keep(hurt, now, name="other")
        assert hurt.gallery.of([ADDRESS]) == {ADDRESS: kept}
        assert hurt.counts()["pictures"] == 2  # the other image still refers to the damaged one
        keep(hurt, now, name="other", image="inews.gtimg.com/om_bt/L")
        assert hurt.counts()["pictures"] == 1


class TestMerge:
    @pytest.fixture
    def other(self, tmp_path, make, now):
        path = tmp_path / "other.db"
        with store.open(path) as opened:
            opened.put(make(), snapshot=None, at=now)
            keep(opened, now)
            (want,) = opened.gallery.due(now)
            opened.gallery.failed(replace(want, reason="404", tries=2, asked_at=now))
        return path

    def whole(self, archive):
        assert [one for one in archive.upkeep.audit(lambda *_: None) if not one.note] == []
        return archive._db.rows("SELECT * FROM mirrors ORDER BY image")

    def test_what_was_kept_there_is_kept_here(self, archive, other, make, now):
        list(archive.intake.merge(other))
        assert set(archive.gallery.of([ADDRESS])) == {ADDRESS}
        before = self.whole(archive)
        assert [(one["tries"], one["article_id"]) for one in before] == [
            (0, make().id),
            (2, make().id),
        ]
        list(archive.intake.merge(other))
        assert self.whole(archive) == before

    def test_what_is_kept_here_stays(self, filled, other, now):
        mine, _ = keep(filled, now, name="mine")
        list(filled.intake.merge(other))
        assert filled.gallery.of([ADDRESS]) == {ADDRESS: mine}
        assert filled.counts()["pictures"] == 1
        self.whole(filled)
