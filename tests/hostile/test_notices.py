"""Every payload in what people are told: a line of text, whatever their channel reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from scraper import urls
from scraper.config import Notify
from scraper.dates import BEIJING
from scraper.models import Article, Level, Reason, Verdict
from scraper.publish.digest import letter
from scraper.watch import letters, notices

from ..fuzz import promises
from ..publish.pieces import day, named, piece
from . import streams
from .payloads import PAYLOADS

KEY = "20260810A0BO7100"
ARTICLE = Article(id=KEY, url=urls.of(KEY), title="题", body="文", author="号")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=BEIJING)
ELEMENTS = {"p", "strong", "ul", "li", "a", "br", "code"}
NAMES = pytest.mark.parametrize("name", PAYLOADS)


def seen(notice: notices.Notice | None) -> None:
    """A letter in both forms: no sign of a terminal's, no element but those of letters."""
    assert notice is not None
    streams.plain(notice.title)
    assert "\n" not in notice.title
    streams.plain(letters.text(notice, 4000))
    body = letters.markdown(notice, 4000)
    streams.plain(body)
    for reader in promises.READERS:
        for node in promises.nodes(reader.render(body)):
            assert node.tag in ELEMENTS, body
            assert node.attributes.get("href", ARTICLE.url) == ARTICLE.url


@NAMES
def test_a_digest(name: str) -> None:
    text = PAYLOADS[name]
    found = piece(1, text, text, url=ARTICLE.url, summary=text, mentions=(named(text),))
    seen(letter.of(day([found], gone=(replace(found, gone_at=NOW),)), Notify()))


@NAMES
def test_an_alarm_and_its_end(name: str) -> None:
    text = PAYLOADS[name]
    reason = Reason(level=Level.ALARM, name="yield:ai", text=text, url=ARTICLE.url, look=text)
    bad, good = Verdict(reasons=(reason,)), Verdict()
    began = notices.change(None, [bad, bad, bad], NOW, Notify())
    seen(began)
    assert began is not None
    seen(notices.change(began.told, [good, good, good], NOW, Notify()))
