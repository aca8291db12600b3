"""The images of articles: kept ones, and those that are asked for where they are."""

from __future__ import annotations

import asyncio
import hashlib
import io
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image as Picture

from scraper import config, urls
from scraper.archive import store
from scraper.archive.values import Want
from scraper.demo.server import serve
from scraper.fetch.client import Client
from scraper.models import Article, Image
from scraper.serve import picture
from scraper.serve.app import app
from scraper.serve.picture import mark

from ..stock import AT
from .asking import Reply, ask
from .sites import NOW, site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "https://inews.gtimg.com/om_bt"
KEY = "20261122A01KX700"


def drawn(form: str = "PNG", size: tuple[int, int] = (8, 6)) -> bytes:
    file = io.BytesIO()
    Picture.new("RGB", size, (200, 30, 30)).save(file, form)
    return file.getvalue()


@dataclass
class Host:
    """Plays every host of images; remembers who asked for what."""

    answers: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    wait: float = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        path = scope["path"]
        self.seen.append((headers["host"], path, headers.get("referer", "")))
        status, kind, body = self.answers.get(path.split("/")[-2] if "/" in path[1:] else "", MISS)
        if self.wait and status == 200:
            await asyncio.sleep(self.wait)
        start = {"status": status, "headers": [(b"content-type", kind.encode())]}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": body})

    def images(self) -> list[tuple[str, str, str]]:
        return [one for one in self.seen if one[1] != "/robots.txt"]


MISS = (404, "text/plain", b"")
GOOD = (200, "image/png", drawn())


@dataclass
class World:
    host: Host
    url: str

    def get(self, url: str, key: str = KEY, **headers: str) -> Reply:
        return ask(self.url, f"/a/{key}/image/{mark(url)}", **headers)


def article(*images: str, **fields: Any) -> Article:
    known: dict[str, Any] = {"id": KEY, "url": urls.of(KEY), "title": "图", "body": "正文"}
    return Article(**{**known, "images": tuple(Image(url=one) for one in images), **fields})


@contextmanager
def world(path: Path, *articles: Article, **images: Any) -> Iterator[World]:
    """An archive with these articles, shown; `images` are keys of [images]."""
    with store.open(path) as archive:
        for one in articles:
            archive.put(one, snapshot=None, at=AT)
    host = Host({"good": GOOD})
    with serve(host) as gateway:
        fetch = replace(
            config.Fetch(), gateway=gateway.url, interval=0.0, jitter=0.0, attempts=1,
            connect_timeout=1.0, read_timeout=2.0, total_timeout=3.0,
        )  # fmt: skip
        setting = replace(
            config.Settings(),
            archive=config.Archive(path=str(path)),
            images=replace(config.Images(), **images),
        )
        client = Client(
            fetch,
            setting.images,
            now=lambda: NOW,
            monotonic=time.monotonic,
            sleep=time.sleep,
            chance=random.random,
        )
        with client, serve(app(setting, now=lambda: NOW, tell=print, client=client)) as ours:
            yield World(host, ours.url)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def test_an_image_comes_with_its_page_as_referer(path: Path) -> None:
    one = f"{HOST}/good/641"
    with world(path, article(one)) as there:
        answer = there.get(one)
        assert (answer.status, answer.body) == (200, drawn())
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert there.host.images() == [("inews.gtimg.com", "/om_bt/good/641", urls.of(KEY))]


def test_what_the_browser_says_of_itself_is_not_passed_on(path: Path) -> None:
    one = f"{HOST}/good/641"
    with world(path, article(one)) as there:
        there.get(one, referer="https://reader.example/", cookie="secret=1", user_agent="Reader")
        assert there.host.images()[0][2] == urls.of(KEY)


@pytest.mark.parametrize(
    "place",
    [
        {"images": (Image(url=f"{HOST}/good/641"),)},
        {"images": (), "thumbnail": f"{HOST}/good/641"},
        {"images": (), "body": f"正文\n\n![x]({HOST}/good/641)"},
    ],
)
def test_wherever_the_article_shows_it(path: Path, place: dict[str, Any]) -> None:
    with world(path, article(**place)) as there:
        assert there.get(f"{HOST}/good/641").status == 200


def test_nothing_is_asked_for_but_what_the_article_shows(path: Path) -> None:
    mine, other = f"{HOST}/good/641", f"{HOST}/good/other/641"
    key = "20261122A01KX800"
    second = article(other, id=key, url=urls.of(key))
    with world(path, article(mine), second) as there:
        assert there.get(other).status == 404
        assert there.get(mine, key="nobody").status == 404
        assert ask(there.url, f"/a/{KEY}/image/{'0' * 20}").status == 404
        assert ask(there.url, f"/a/{KEY}/image/%00").status == 404
        assert there.host.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/good/641",
        "https://inews.gtimg.com.evil.example/good/641",
        "https://inews.gtimg.com@evil.example/good/641",
        "https://inews.gtimg.com:8080/good/641",
        "http://127.0.0.1/good/641",
        "http://169.254.169.254/good/641",
        "file:///good/641",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
    ],
)
def test_no_other_host_is_asked(path: Path, url: str) -> None:
    with world(path, article(url)) as there:
        assert there.get(url).status == 404
        assert there.host.images() == []


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b"<script>alert(1)</script>"),
        ("image/png", b"<script>alert(1)</script>"),
        ("image/svg+xml", SVG),
        ("image/png", SVG),
        ("image/png", b""),
        ("image/png", drawn()[:30]),
        ("image/bmp", drawn("BMP")),
        ("image/png", drawn(size=(600, 600))),
        ("image/jpeg", b"\xff\xd8\xff" + b"x" * 30_000),
    ],
)
def test_what_is_no_image_or_too_large_is_not_passed_on(path: Path, kind: str, body: bytes) -> None:
    one = f"{HOST}/bad/641"
    with world(path, article(one), max_bytes=20_000, max_pixels=100_000) as there:
        there.host.answers["bad"] = (200, kind, body)
        answer = there.get(one)
        assert answer.status == 404
        assert answer.headers["content-type"].startswith("text/plain")
        assert b"alert" not in answer.body


def test_the_kind_is_that_of_the_bytes(path: Path) -> None:
    one = f"{HOST}/jpeg/641"
    with world(path, article(one)) as there:
        there.host.answers["jpeg"] = (200, "image/png", drawn("JPEG"))
        assert there.get(one).headers["content-type"] == "image/jpeg"


def test_two_who_ask_at_once_are_told_of_one_answer(path: Path) -> None:
    one = f"{HOST}/good/641"
    with world(path, article(one)) as there, ThreadPoolExecutor(8) as many:
        there.host.wait = 0.3
        answers = list(many.map(lambda _: there.get(one), range(8)))
        assert {answer.status for answer in answers} == {200}
        assert len(there.host.images()) == 1


def test_what_did_not_come_is_not_asked_for_again_at_once(path: Path) -> None:
    one = f"{HOST}/gone/641"
    with world(path, article(one)) as there:
        assert [there.get(one).status for _ in range(3)] == [404] * 3
        assert len(there.host.images()) == 1


def test_a_host_that_says_nothing_keeps_no_page_waiting(path: Path) -> None:
    slow = [f"{HOST}/good/{n}/641" for n in range(3)]
    with world(path, article(*slow)) as there:
        there.host.answers = {str(n): GOOD for n in range(3)}
        there.host.wait = 30.0
        with ThreadPoolExecutor(3) as many:
            begun = time.monotonic()
            answers = many.map(there.get, slow)
            time.sleep(0.3)
            start = time.monotonic()
            assert ask(there.url).status == 200
            assert ask(there.url, f"/a/{KEY}").status == 200
            assert time.monotonic() - start < 1
            assert {answer.status for answer in answers} == {404}
            assert time.monotonic() - begun < 12


def test_where_too_many_wait_the_rest_are_told_to_come_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "WAITING", 2)
    many_of_them = [f"{HOST}/good/{n}/641" for n in range(8)]
    with world(path, article(*many_of_them)) as there, ThreadPoolExecutor(8) as many:
        there.host.answers = {str(n): GOOD for n in range(8)}
        there.host.wait = 0.5
        said = [answer.status for answer in many.map(there.get, many_of_them)]
        assert {200, 503} == set(said)
        there.host.wait = 0.0
        assert {there.get(one).status for one in many_of_them} == {200}


def test_what_is_kept_comes_from_the_archive(path: Path) -> None:
    one = f"{HOST}/good/641"
    with store.open(path) as archive:
        archive.put(article(one), snapshot=None, at=AT)
        found = picture.pixels.read(drawn(), 1000)
        archive.gallery.failed(Want(image=urls.image(one), url=one))
        archive.gallery.keep(urls.image(one), found, drawn(), AT)
    digest = hashlib.sha256(drawn()).hexdigest()
    with world(path) as there:
        page = ask(there.url, f"/a/{KEY}").text
        assert there.host.seen == []
        answer = ask(there.url, f"/image/{digest}.png")
        assert (answer.status, answer.body) == (200, drawn())
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert f"/a/{KEY}/image/" not in page
        assert ask(there.url, f"/image/{digest}.html").status == 404
        assert ask(there.url, f"/image/{'0' * 64}.png").status == 404


def test_without_the_wish_none_is_asked_for(path: Path) -> None:
    one = f"{HOST}/good/641"
    with store.open(path) as archive:
        archive.put(article(one, body=f"正文\n\n![x]({one})"), snapshot=None, at=AT)
    with site(path) as url:
        text = ask(url, f"/a/{KEY}").text
        assert re.findall(r'<img src="(/static/[0-9a-f]+/absent\.svg)"', text)
        assert "/image/" not in text
        assert ask(url, f"/a/{KEY}/image/{mark(one)}").status == 404


def test_the_memory_of_images_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "ROOM", 1 << 17)
    held = picture.Proxy(client=None, images=config.Images(), monotonic=lambda: 0.0)  # type: ignore[arg-type]
    for number in range(100):
        held._hold(f"u{number}", picture.Bytes(type="image/png", data=b"x" * 5000))
        held._hold("same", picture.Bytes(type="image/png", data=b"x" * 5000))
    assert held._size == sum(len(one.data) for one in held._held.values()) <= 1 << 17
    assert "same" in held._held
