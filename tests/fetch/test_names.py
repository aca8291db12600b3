"""A resolver that hangs, fails or says odd things."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpcore
import pytest

from scraper.errors import FetchError
from scraper.fetch import names
from scraper.fetch.limits import Reach
from scraper.fetch.names import Names
from scraper.models import Kind

URL = "http://news.qq.com/rain/a/20250212A08YTH00"
Hang = Callable[[str, int], list[str]]


@pytest.fixture
def hang() -> Iterator[Hang]:
    """A lookup that ends with the test."""
    over = threading.Event()

    def look(host: str, port: int) -> list[str]:
        over.wait(30)
        return ["93.184.216.34"]

    yield look
    over.set()


def _hanging() -> int:
    return sum(1 for one in threading.enumerate() if "_ask" in one.name)


def test_a_resolver_that_hangs_is_a_timeout(world: Any, hang: Hang) -> None:
    client = world.client(reach=Reach(lookup=hang), robots=False, attempts=1, connect_timeout=0.2)
    start = time.monotonic()
    with pytest.raises(
        FetchError, match=r"fetch\.connect_timeout.*no address of news\.qq\.com"
    ) as (caught):
        client.page(URL)
    assert caught.value.kind is Kind.TIMEOUT
    assert 0.1 < time.monotonic() - start < 2.0


def test_the_whole_of_an_answer_has_one_deadline_with_the_lookup_in_it(
    world: Any, hang: Hang
) -> None:
    client = world.client(
        reach=Reach(lookup=hang),
        robots=False,
        attempts=1,
        connect_timeout=9.0,
        total_timeout=0.2,
        real=True,
    )
    with pytest.raises(FetchError, match=r"fetch\.total_timeout") as caught:
        client.page(URL)
    assert caught.value.kind is Kind.TIMEOUT


def test_lookups_left_behind_are_few_and_forgotten_when_they_end() -> None:
    over = threading.Event()

    def look(host: str, port: int) -> list[str]:
        over.wait(30)
        return ["93.184.216.34"]

    before, asked = _hanging(), Names(look)
    for _ in range(50):
        with pytest.raises(httpcore.ConnectTimeout):
            asked.find("news.qq.com", 80, 0.01)
    assert _hanging() - before == 4
    over.set()
    for _ in range(100):
        time.sleep(0.01)
        if _hanging() == before:
            break
    assert asked.find("news.qq.com", 80, 5.0) == ["93.184.216.34"]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (socket.gaierror(-2, "Name or service not known"), httpcore.ConnectError),
        (UnicodeError("label too long"), httpcore.ConnectError),
        (ValueError("embedded null"), httpcore.ConnectError),
        (TimeoutError("by itself"), httpcore.ConnectTimeout),
    ],
)
def test_a_resolver_that_fails_is_no_connection(error: Exception, kind: type[Exception]) -> None:
    def look(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(kind, match=r"news\.qq\.com"):
        Names(look).find("news.qq.com", 80, 1.0)


def test_a_name_without_addresses_is_no_connection() -> None:
    with pytest.raises(httpcore.ConnectError, match="no address"):
        Names(lambda host, port: []).find("news.qq.com", 80, 1.0)


def test_each_address_is_named_once() -> None:
    found = Names(lambda host, port: ["1.1.1.1", "1.0.0.1", "1.1.1.1"]).find("x", 80, 1.0)
    assert found == ["1.1.1.1", "1.0.0.1"]


def test_the_system_knows_this_machine() -> None:
    assert "127.0.0.1" in names.system("127.0.0.1", 80)
    assert set(names.system("localhost", 80)) <= {"127.0.0.1", "::1"}
