"""Images are asked for like a browser asks, from their own hosts only."""

from __future__ import annotations

from typing import Any

import pytest

from scraper.config import Images
from scraper.errors import FetchError
from scraper.fetch import guard
from scraper.models import Kind

HOSTS = Images().hosts


@pytest.mark.parametrize(
    "url",
    [
        "https://inews.gtimg.com/om_bt/K/641",
        "http://puui.qpic.cn/x/0",
        "https://A.GTIMG.com/x.png#y",
    ],
)
def test_an_image_is_asked_for_at_its_hosts(url: str) -> None:
    assert guard.image(url, HOSTS).lower().startswith(url.partition("#")[0].lower())
    with pytest.raises(FetchError) as fault:
        guard.check(url)
    assert fault.value.kind is Kind.REFUSED


@pytest.mark.parametrize(
    "url",
    [
        "https://new.qq.com/rain/a/20261122A01KX700",
        "https://gtimg.com/x.png",
        "https://evilgtimg.com/x.png",
        "https://inews.gtimg.com.evil.example/x.png",
        "https://inews.gtimg.com@evil.example/x.png",
        "https://inews.gtimg.com:8080/x.png",
        "https://127.0.0.1/x.png",
        "file:///x.gtimg.com/x.png",
        "data:image/png;base64,AAAA",
    ],
)
def test_and_nowhere_else(url: str) -> None:
    with pytest.raises(FetchError) as fault:
        guard.image(url, HOSTS)
    assert fault.value.kind is Kind.REFUSED


def test_a_host_by_its_whole_name_is_that_one_alone() -> None:
    assert guard.image("https://img.example.org/x", ["img.example.org"])
    with pytest.raises(FetchError):
        guard.image("https://a.img.example.org/x", ["img.example.org"])


IMAGE = "https://inews.gtimg.com/om_bt/K/641"


def test_it_says_which_page_shows_it_and_what_it_takes(world: Any) -> None:
    world.site.on("/robots.txt", world.site.answer(b"", 404))
    world.site.on("/om_bt/K/641", world.site.answer(b"\x89PNG"))
    with world.client() as client:
        assert client.image(IMAGE, "https://new.qq.com/rain/a/X").body == b"\x89PNG"
    headers = world.site.seen[-1].headers
    assert headers["referer"] == "https://new.qq.com/rain/a/X"
    assert headers["accept"].startswith("image/")
    assert world.site.seen[0].path == "/robots.txt"


def test_a_redirect_leads_to_another_image_only(world: Any) -> None:
    world.site.on("/robots.txt", world.site.answer(b"", 404))
    world.site.on("/om_bt/K/641", world.site.moved("https://new.qq.com/rain/a/20261122A01KX700"))
    with world.client() as client, pytest.raises(FetchError) as fault:
        client.image(IMAGE, "https://news.qq.com/")
    assert (fault.value.kind, "images.hosts" in fault.value.reason) == (Kind.REFUSED, True)


def test_no_page_is_asked_for_there(world: Any) -> None:
    with world.client() as client, pytest.raises(FetchError) as fault:
        client.page(IMAGE)
    assert fault.value.kind is Kind.REFUSED
    assert world.site.seen == []
