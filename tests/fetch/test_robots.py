from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import FetchError
from scraper.fetch import robots
from scraper.fetch.robots import Robots
from scraper.models import Fetched, Kind

AGENT = "Mozilla/5.0 (compatible; scraper/0.1)"
URL = "https://news.qq.com/rain/a/20250212A08YTH00"


def _fetched(url: str, body: bytes = b"", status: int = 200) -> Fetched:
    now = datetime(2026, 8, 10, tzinfo=UTC)
    return Fetched(asked=url, url=url, status=status, headers=(), body=body, at=now)


def _says(text: str) -> Robots:
    return Robots(AGENT, lambda url: _fetched(url, text.encode()))


def _fails(kind: Kind, status: int | None = None) -> Callable[[str], Fetched]:
    def read(url: str) -> Fetched:
        answer = _fetched(url, status=status) if status else None
        raise FetchError(url, kind, "why", answer=answer, retry_after=9.0)

    return read


def test_rules_are_obeyed() -> None:
    rules = _says("User-agent: *\nDisallow: /rain/\nAllow: /rain/a/2025*00$\n")
    assert rules.check(URL) == 0.0
    with pytest.raises(FetchError) as caught:
        rules.check("https://news.qq.com/rain/a/20260212A08YTH00")
    assert caught.value.kind is Kind.REFUSED
    for word in ("robots.txt", "fetch.robots", "robots = false of the source"):
        assert word in caught.value.reason


def test_rules_for_others_are_not_ours() -> None:
    assert _says("User-agent: OtherBot\nDisallow: /\n").check(URL) == 0.0
    with pytest.raises(FetchError):
        _says("User-agent: OtherBot\nUser-agent: Scraper\nDisallow: /\n").check(URL)


def test_every_origin_is_asked_once() -> None:
    asked: list[str] = []

    def read(url: str) -> Fetched:
        asked.append(url)
        return _fetched(url)

    rules = Robots(AGENT, read)
    for url in (URL, URL, "https://xw.qq.com/x", "http://news.qq.com/y", URL):
        rules.check(url)
    assert asked == [
        "https://news.qq.com/robots.txt",
        "https://xw.qq.com/robots.txt",
        "http://news.qq.com/robots.txt",
    ]


@pytest.mark.parametrize(
    ("value", "delay"),
    [("5", 5.0), ("0.5", 0.5), ("nan", 0.0), ("inf", 0.0), ("-3", 0.0), ("x", 0.0), ("1e999", 0.0)],
)
def test_the_crawl_delay(value: str, delay: float) -> None:
    assert _says(f"User-agent: *\nCrawl-delay: {value}\n").check(URL) == delay


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Kind.GONE, 404), (Kind.GONE, 302), (Kind.BLOCKED, 403), (Kind.FAILED, 400)],
)
def test_none_there_is_everything_allowed(kind: Kind, status: int) -> None:
    assert Robots(AGENT, _fails(kind, status)).check(URL) == 0.0


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Kind.BUSY, 503),
        (Kind.BLOCKED, 429),
        (Kind.BLOCKED, 567),
        (Kind.TIMEOUT, None),
        (Kind.UNREACHABLE, None),
        (Kind.TRUNCATED, 200),
        (Kind.REFUSED, 302),
        (Kind.REDIRECTS, 302),
    ],
)
def test_one_that_cannot_be_read_closes_the_host(kind: Kind, status: int | None) -> None:
    rules = Robots(AGENT, _fails(kind, status))
    for _ in range(2):
        with pytest.raises(FetchError) as caught:
            rules.check(URL)
        assert caught.value.kind is kind
        assert caught.value.url == URL
        assert caught.value.answer is None
        assert caught.value.retry_after == 9.0
        assert "robots.txt could not be read: why" in caught.value.reason


def test_one_that_was_never_asked_for_says_only_why_its_host_is_left_alone() -> None:
    with pytest.raises(FetchError) as caught:
        Robots(AGENT, _fails(Kind.BLOCKED, None)).check(URL)
    assert (caught.value.kind, caught.value.reason) == (Kind.BLOCKED, "why")
    assert caught.value.retry_after == 9.0


def test_only_the_beginning_of_a_large_one_counts() -> None:
    filler = "# " + "x" * 97 + "\n"
    text = "User-agent: *\n" + filler * 5000 + "Disallow: /\n"
    assert _says(text).check(URL) == 0.0


def test_one_made_to_keep_us_busy_is_not_read() -> None:
    agents = "".join(f"User-agent: a{n}\n" for n in range(9000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(9000))
    start = time.monotonic()
    with pytest.raises(FetchError) as caught:
        _says(agents + rules).check(URL)
    assert caught.value.kind is Kind.UNREADABLE
    stars = "User-agent: *\n" + "Disallow: /" + "*a" * 200_000 + "\n"
    assert _says(stars).check("https://news.qq.com/" + "a" * 1900) == 0.0
    assert time.monotonic() - start < 5


def test_many_groups_that_share_many_rules_are_too_much() -> None:
    agents = "".join(f"user-agent:{n}\n" for n in range(36))
    with pytest.raises(FetchError, match="36 groups in 27036 lines are too many"):
        robots.parse((agents + "allow:/index.html\n" * 27_000).encode())
    assert robots.parse((agents + "allow:/index.html\n" * 5_000).encode()).can_fetch(URL, AGENT)


@given(
    st.binary(max_size=300)
    | st.lists(
        st.tuples(
            st.sampled_from(
                ["User-agent", "Disallow", "Allow", "Crawl-delay", "Request-rate", "Sitemap", "x"]
            ),
            st.sampled_from([": ", ":", " ", ""]),
            st.text(max_size=30) | st.sampled_from(["*", "/", "scraper", "/*$", "%zz", "1/5 a"]),
        ).map("".join)
    ).map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass"))
)
def test_any_robots_txt_is_answered(body: bytes) -> None:
    rules = Robots(AGENT, lambda url: _fetched(url, body))
    kind, delay = Kind.REFUSED, 0.0
    try:
        delay = rules.check(URL)
    except FetchError as error:
        kind = error.kind
    assert kind is Kind.REFUSED
    assert delay >= 0.0


def test_a_byte_order_mark_is_no_rule() -> None:
    rules = robots.parse(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n")
    assert not rules.can_fetch(URL, AGENT)
