"""What arrives in a channel is what was written, whatever a headline tries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as Xml

import pytest
from markdown_it import MarkdownIt

from scraper import urls
from scraper.config import Notify
from scraper.dates import BEIJING
from scraper.models import Article
from scraper.watch import letters, notices, notify
from scraper.watch.notices import Notice

from . import servers
from .hostile import PAYLOADS, SIGNS

AT = datetime(2026, 11, 24, 10, 7, tzinfo=BEIJING)
LINK = "https://new.qq.com/rain/a/20261124A{:05}00"
FAR = 100_000


def digest() -> Notice:
    """A digest of every payload, as title, author and name of its source; by way of 50 at most."""
    given = [
        (
            payload,
            Article(
                id=f"20261124A{number:05}00",
                url=urls.of(f"20261124A{number:05}00"),
                title=payload,
                body="x",
                author=payload,
                published=AT,
            ),
        )
        for number, payload in enumerate(PAYLOADS.values())
    ]
    found = notices.digest(given, Notify())
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
    """The tags of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("form", ["", "&format=html"], ids=["text", "html"])
def test_mail(form: str) -> None:
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
    parts = [one for one in mail.walk() if not one.is_multipart()]
    assert [one.get_content_subtype() for one in parts] == (
        ["plain", "html"] if form else ["plain"]
    )
    for part in parts:
        body: Any = part.get_content()
        if part.get_content_subtype() == "html":
            page = Tags(body)
            assert not page.tags & {"script", "img", "a", "style", "iframe", "form"}
            body = page.words
        assert "".join(body.split()) == "".join(letters.text(digest(), 32768).split())


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
    assert LINK.format(0) in content
