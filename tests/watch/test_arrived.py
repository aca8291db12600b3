"""What arrives in a channel is what was written, whatever a headline tries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as Xml

import pytest
from markdown_it import MarkdownIt

from scraper.config import Notify
from scraper.publish.digest import letter
from scraper.watch import letters, notify
from scraper.watch.notices import Notice

from ..publish.pieces import day, named, piece
from . import servers
from .hostile import PAYLOADS, SIGNS

LINK = "https://new.qq.com/rain/a/20261124A{:05}00"
FAR = 100_000


def digest() -> Notice:
    """A digest of every payload, as title, author, summary and whom it names; by way of 50 most."""
    given = [
        piece(number, payload, payload, summary=payload, mentions=(named(payload),))
        for number, payload in enumerate(PAYLOADS.values())
    ]
    found = letter.of(day(given), Notify())
    assert found
    return found


@pytest.fixture
def post() -> Iterator[Callable[[str], servers.Post]]:
    """Sends the digest to an address, `{port}` standing for the server's, and gives what came."""
    started: list[servers.Listener] = []

    def send(url: str) -> servers.Post:
        started.append(servers.Listener(servers.answer()))
        given = notify.channels(Notify(urls=(url.format(port=started[-1].port),)), {})
        assert [one.fault for one in notify.send(digest(), given, 30)] == [""]
        (found,) = started[-1].posts
        return found

    yield send
    for one in started:
        one.close()


Poster = Callable[..., servers.Post]


def test_the_digest_holds_every_payload_and_no_sign() -> None:
    body = letters.text(digest(), FAR)
    assert body.count("https://new.qq.com/rain/a/") == len(PAYLOADS) > 25
    assert not set(body) & set(SIGNS)
    assert all(char == "\n" or char.isprintable() for char in body)


def test_json(post: Poster) -> None:
    found = json.loads(post("json://127.0.0.1:{port}/").body)
    assert found["title"] == f"scraper: {len(PAYLOADS)} new articles"
    assert found["message"] == letters.text(digest(), 32768)
    assert set(found) == {"version", "title", "message", "attachments", "type"}


def test_xml(post: Poster) -> None:
    root = Xml.fromstring(post("xml://127.0.0.1:{port}/").body)
    (message,) = [one for one in root.iter() if one.tag.endswith("Message")]
    (subject,) = [one for one in root.iter() if one.tag.endswith("Subject")]
    assert message.text == letters.text(digest(), 32768)
    assert subject.text == f"scraper: {len(PAYLOADS)} new articles"


def test_form(post: Poster) -> None:
    found = parse_qs(post("form://127.0.0.1:{port}/").body.decode())
    assert found["message"] == [letters.text(digest(), 32768).strip()]
    assert set(found) == {"version", "title", "message", "type"}


def test_ntfy(post: Poster) -> None:
    found = json.loads(post("ntfy://127.0.0.1:{port}/news").body)
    assert found["topic"] == "news"
    assert found["message"] == letters.text(digest(), 3600)
    assert set(found) == {"topic", "title", "message"}


def test_gotify(post: Poster) -> None:
    found = json.loads(post("gotify://127.0.0.1:{port}/abcdefghijklmnopqrstuvw").body)
    assert found["message"] == letters.text(digest(), 32768)


def test_a_channel_that_only_knows_markdown(post: Poster) -> None:
    """Rocket.Chat: what it shows has the links of the articles and no others."""
    hook = "rocket://abcdefghijklmnop%2Fabcdefghijklmnopqrstuvwxyz@127.0.0.1:{port}/%23news"
    found = json.loads(post(hook).body)
    html = MarkdownIt("commonmark").enable("table").render(found["text"])
    assert html.count("<a ") == html.count('<a href="https://new.qq.com/rain/a/20261124A') > 1
    assert html.count("<h1") == 1
    for tag in ("<img", "<script", "<em", "<code", "<h2", "<blockquote", "<ol", "<table"):
        assert tag not in html


class Tags(HTMLParser):
    """The tags of a page, its links, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str | None] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("form", ["", "&format=html", "&format=text"])
def test_mail(form: str) -> None:
    """A page, and the same without markup; or text alone, where that is asked for."""
    with servers.listening(servers.post_office(password=False)) as office:
        url = (
            f"mailto://127.0.0.1:{office.port}?smtp=127.0.0.1&mode=insecure"
            f"&to=reader@example.org&from=scraper@example.org{form}"
        )
        given = notify.channels(Notify(urls=(url,)), {})
        assert [one.fault for one in notify.send(digest(), given, 30)] == [""]
    ((_, receivers, mail),) = office.mails
    assert len(receivers) == 1
    assert mail["Subject"] == f"scraper: {len(PAYLOADS)} new articles"
    assert not mail["Bcc"]
    parts = {one.get_content_subtype(): one for one in mail.walk() if not one.is_multipart()}
    plain: Any = parts["plain"].get_content()
    if form == "&format=text":
        assert list(parts) == ["plain"]
        assert "".join(plain.split()) == "".join(letters.text(digest(), 32768).split())
        return
    assert list(parts) == ["plain", "html"]
    body: Any = parts["html"].get_content()
    assert "".join(body.split()) == "".join(digest().page.split())
    page = Tags(body)
    assert page.tags == {*"html head meta title body h1 h2 p ul li a".split()}
    assert sorted(map(str, page.links)) == [LINK.format(n) for n in range(len(PAYLOADS))]
    for text in (page.words, plain):
        assert "https://evil" not in text
        assert not set(text) & set("<>`[]{}|\\@")


def test_a_page_too_long_for_a_mail_is_text() -> None:
    with servers.listening(servers.post_office(password=False)) as office:
        url = (
            f"mailto://127.0.0.1:{office.port}?smtp=127.0.0.1&mode=insecure"
            "&to=reader@example.org&from=scraper@example.org"
        )
        (channel,) = notify.channels(Notify(urls=(url,)), {})
        found = digest()
        sent = replace(found, page=found.page + " " * channel.plugin.body_maxlen)
        assert [one.fault for one in notify.send(sent, (channel,), 30)] == [""]
    ((_, _, mail),) = office.mails
    assert [one.get_content_subtype() for one in mail.walk()] == ["plain"]


def test_a_small_channel_gets_the_first_ones_and_a_count(post: Poster) -> None:
    """A robot of WeCom takes 2048 bytes: beyond, it would take nothing."""
    (channel,) = notify.channels(Notify(urls=("wecombot://abcdef",)), {})
    with servers.listening(servers.json(b'{"errcode":0}')) as robot:
        there: Any = channel.plugin
        there.api_url = f"http://127.0.0.1:{robot.port}/"
        assert [one.fault for one in notify.send(digest(), (channel,), 30)] == [""]
    content = json.loads(robot.posts[0].body)["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.startswith(f"scraper: {len(PAYLOADS)} new articles\n\n")
    assert content.endswith(" more")
    assert sum(LINK.format(n) in content for n in range(len(PAYLOADS))) > 5
