"""When an image that did not come is asked for again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scraper import mirror, urls
from scraper.archive import gallery
from scraper.archive.values import Want
from scraper.dates import BEIJING
from scraper.models import Article, Image, Kind

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=BEIJING)


def tries(kind: Kind) -> list[timedelta]:
    """The pauses until an image is given up."""
    want, now, found = Want(image="x", url="x"), NOW, []
    while True:
        want = mirror.again(want, kind, now)
        assert want.asked_at == now
        if want.due_at is None:
            return found
        found.append(want.due_at - now)
        now = want.due_at


@pytest.mark.parametrize("kind", [Kind.BUSY, Kind.BLOCKED, Kind.TIMEOUT, Kind.TRUNCATED])
def test_what_can_heal_is_asked_for_seven_times_in_a_month(kind: Kind) -> None:
    pauses = tries(kind)
    assert pauses == sorted(pauses) == list(mirror.PAUSES)
    assert len(pauses) + 1 == 7


@pytest.mark.parametrize("kind", [Kind.GONE, Kind.REFUSED, Kind.TOO_LARGE, Kind.UNREADABLE])
def test_what_hardly_can_three_times(kind: Kind) -> None:
    assert len(tries(kind)) + 1 == 3


def test_a_server_may_ask_for_more_time() -> None:
    want = mirror.again(Want(image="x", url="x"), Kind.BUSY, NOW, wait=86400.0)
    assert want.due_at == NOW + timedelta(days=1)


def test_the_images_of_an_article_are_those_of_its_text_and_beside_it() -> None:
    key = "20261122A01KX700"
    article = Article(
        id=key,
        url=urls.of(key),
        title="t",
        body="[![x](https://a/b.png)](https://a) ![](https://a/c.png)\n\n`![](https://a/no.png)`",
        thumbnail="https://a/t.png",
        images=(Image(url="https://a/i.png"),),
    )
    assert gallery.named(article) == {f"https://a/{name}.png" for name in "bcti"}
