"""Images that are wanted → pictures that are kept; one that fails is an outcome, never an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from scraper import pixels, reading, urls
from scraper.archive.values import Want
from scraper.errors import ExtractError, FetchError, PictureError
from scraper.hall import Hall, Shot
from scraper.models import Address, Kind, Link, Picture, Url

HOME = "https://news.qq.com/"
"""The page that an image is asked for from whose article is not known."""

PAUSES = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=14),
)
"""The pause after each try in a row that gave nothing; the next one, the seventh, is the last."""

FINAL = (timedelta(days=1), timedelta(days=7))
"""The same where another answer is not to be expected: not there, refused by us, no image."""
_SETTLED = frozenset({Kind.GONE, Kind.REFUSED, Kind.TOO_LARGE, Kind.UNREADABLE})


def after(hall: Hall) -> Iterator[Shot]:
    """The images that are due, after the articles of a run; none unless all are to be kept."""
    images = hall.settings.images
    if images.mirror == "archive":
        yield from fetch(hall, hall.store.gallery.due(hall.now(), images.limit))


def fetch(hall: Hall, wants: Iterable[Want], *, limit: int | None = None) -> Iterator[Shot]:
    """What each wanted image comes to; `limit` counts those that were asked for.

    Each is stored, or written down as missing, before the next one is asked for: a run that is
    killed loses none that it kept, and asks for none of them again.
    """
    done = 0
    for want in wants:
        if done == limit:
            return
        hall.breathe()
        shot = _one(hall, want)
        for host in hall.client.news():
            hall.store.watch.host(host)
        done += shot.asked
        yield shot


def again(want: Want, kind: Kind, now: datetime, wait: float | None = None) -> Want:
    """The want after one more try in vain: when to ask again, or None for never.

    `wait` is how many seconds the server asked for.
    """
    tries = want.tries + 1
    pauses = FINAL if kind in _SETTLED else PAUSES
    due = None
    if tries <= len(pauses):
        due = now + max(pauses[tries - 1], timedelta(seconds=wait or 0))
    return replace(want, tries=tries, asked_at=now, due_at=due)


def _one(hall: Hall, want: Want) -> Shot:
    """What an image comes to, which is written down."""
    link = Link(address=Address(url=Url(want.url), id="", fetch_url=want.url))
    try:
        with reading.net(link, Kind.FAILED):
            picture, data = _asked(hall, want)
    except FetchError as error:
        if error.kind is Kind.BLOCKED and error.answer is None:  # its host is left alone
            return Shot(want=want, kind=error.kind, reason=error.reason, asked=False)
        return _missed(hall, want, error, error.retry_after)
    except (PictureError, ExtractError) as error:
        return _missed(hall, want, error)
    hall.store.gallery.keep(want.image, picture, data, hall.now())
    return Shot(want=replace(want, reason="", tries=0, due_at=None), picture=picture)


def _asked(hall: Hall, want: Want) -> tuple[Picture, bytes]:
    """The picture that came and its bytes, in the size that is set."""
    images = hall.settings.images
    url = urls.sized(want.url, images.size)
    answer = hall.client.image(url, want.source_url or HOME)
    return pixels.read(answer.body, images.max_pixels), answer.body


def _missed(
    hall: Hall,
    want: Want,
    error: FetchError | PictureError | ExtractError,
    wait: float | None = None,
) -> Shot:
    tried = replace(again(want, error.kind, hall.now(), wait), reason=error.reason)
    hall.store.gallery.failed(tried)
    return Shot(want=tried, kind=error.kind, reason=error.reason)
