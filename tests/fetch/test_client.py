"""What a client does with the answers: attempts, pauses, redirects, robots.txt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from scraper import config
from scraper.errors import ConfigError, FetchError
from scraper.fetch.client import Client
from scraper.models import Kind, Request

PATH = "/rain/a/20250212A08YTH00"
URL = f"https://news.qq.com{PATH}"
OTHER = "/rain/a/20250212A08YTH01"
LIST = "/web_feed/getPCList"
FEED = Request(
    url=f"https://i.news.qq.com{LIST}",
    method="POST",
    headers=(("Content-Type", "application/json"), ("Referer", "https://news.qq.com/")),
    body=b'{"channel_id":"news_news_fx"}',
)
HTML = b"<html>whole</html>"
NOW = datetime(2026, 8, 10, tzinfo=UTC)


def _fails(client: Client, url: str = URL) -> FetchError:
    with pytest.raises(FetchError) as caught:
        client.page(url)
    assert str(caught.value).isprintable()
    return caught.value


# Lists


def test_a_list_is_asked_for(world: Any) -> None:
    world.site.on(LIST, world.site.answer(b'{"code":0}', sort="application/json"))
    fetched = world.client().ask(FEED)
    assert fetched.body == b'{"code":0}'
    seen = world.site.seen[-1]
    assert (seen.line, seen.host) == (f"POST {LIST} HTTP/1.1", "i.news.qq.com")
    assert seen.body == FEED.body
    assert seen.headers["content-length"] == str(len(FEED.body))
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["referer"] == "https://news.qq.com/"
    assert seen.headers["accept"].startswith("application/json")


def test_headers_of_a_request_take_the_place_of_ours(world: Any) -> None:
    world.site.on("/x", world.site.answer(b"{}", sort="application/json"))
    headers = (("user-agent", "Other"), ("ACCEPT", "text/x"), ("Accept-Encoding", "identity"))
    world.client().ask(Request(url="https://i.news.qq.com/x", headers=headers))
    seen = world.site.seen[-1].headers
    assert (seen["user-agent"], seen["accept"], seen["accept-encoding"]) == (
        "Other",
        "text/x",
        "identity",
    )


def test_a_page_instead_of_a_list_is_of_the_wrong_type(world: Any) -> None:
    world.site.on(LIST, world.site.answer(HTML))
    with pytest.raises(FetchError) as caught:
        world.client().ask(FEED)
    assert caught.value.kind is Kind.WRONG_TYPE
    assert caught.value.answer.body == HTML


# Attempts and pauses


@pytest.mark.parametrize("status", [500, 502, 503, 504, 567, 429])
def test_a_mood_that_passes_is_waited_for(world: Any, status: int) -> None:
    bad = world.site.answer(b"", status)
    world.site.on(PATH, bad, bad, world.site.answer(HTML))
    assert world.client().page(URL).body == HTML
    assert world.clock.slept == [2.0, 4.0]


@pytest.mark.parametrize("said", [b'{"ret":404}', '{"code":10001,"msg":"系统繁忙"}'.encode()])
def test_the_busy_answer_is_tried_again(world: Any, said: bytes) -> None:
    busy = world.site.answer(said, sort="application/json")
    world.site.on(PATH, busy, world.site.answer(HTML))
    assert world.client().page(URL).body == HTML
    world.site.on(LIST, busy, world.site.answer(b"{}", sort="application/json"))
    assert world.client().ask(FEED).body == b"{}"
    world.site.on(PATH, busy)
    assert _fails(world.client()).kind is Kind.BUSY


def test_a_cut_answer_is_tried_again(world: Any) -> None:
    cut = world.site.raw(world.site.answer(b"<html>", size=100))
    world.site.on(PATH, cut, world.site.raw(b""), world.site.answer(HTML))
    assert world.client().page(URL).body == HTML
    assert world.clock.slept == [2.0, 4.0]


def test_attempts_end(world: Any) -> None:
    world.site.on(PATH, world.site.answer(b"later", 503))
    client = world.client(attempts=4)
    error = _fails(client)
    assert (error.kind, error.answer.body) == (Kind.BUSY, b"later")
    assert "(4 attempts)" in error.reason
    assert world.site.paths() == [PATH] * 4
    assert world.clock.slept == [2.0, 4.0, 8.0]
    world.site.on(OTHER, world.site.answer(HTML))
    assert client.page(f"https://news.qq.com{OTHER}").body == HTML


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451])
def test_what_does_not_heal_is_not_tried_again(world: Any, status: int) -> None:
    world.site.on(PATH, world.site.answer(b"no", status))
    client = world.client()
    assert _fails(client).answer.status == status
    assert world.site.paths() == [PATH]
    world.site.on(PATH, world.site.answer(HTML))
    assert client.page(URL).body == HTML


@pytest.mark.parametrize("status", [567, 429])
def test_a_rate_block_that_stays_leaves_the_host_alone(world: Any, status: int) -> None:
    world.site.on(PATH, world.site.answer(b"slow down", status))
    world.site.on(OTHER, world.site.answer(HTML))
    client = world.client()
    error = _fails(client)
    assert (error.kind, error.answer.status) == (Kind.BLOCKED, status)
    assert world.clock.slept == [2.0, 4.0]
    before = len(world.site.seen)
    error = _fails(client, f"https://news.qq.com{OTHER}")
    assert (error.kind, error.answer) == (Kind.BLOCKED, None)
    assert "left alone" in error.reason
    assert str(status) in error.reason
    assert len(world.site.seen) == before
    assert client.page(f"https://new.qq.com{OTHER}").body == HTML


def test_the_firewall_leaves_the_host_alone_at_once(world: Any) -> None:
    page = b"<html><script>location.href='//waf.tencent.com/501page.html'</script></html>"
    for status in (501, 200):
        world.site.on(PATH, world.site.answer(page, status))
        client = world.client()
        assert _fails(client).kind is Kind.BLOCKED
        assert _fails(client, f"https://news.qq.com{OTHER}").kind is Kind.BLOCKED
    assert world.site.paths() == [PATH, PATH]
    assert world.clock.slept == []


def test_retry_after_in_seconds_is_obeyed(world: Any) -> None:
    later = world.site.answer(b"", 503, "Retry-After: 17")
    world.site.on(PATH, later, world.site.answer(HTML))
    assert world.client().page(URL).body == HTML
    assert world.clock.slept == [17.0]


def test_retry_after_as_a_date_is_obeyed(world: Any) -> None:
    date = format_datetime(world.clock.now() + timedelta(seconds=33), usegmt=True)
    world.site.on(
        PATH, world.site.answer(b"", 429, f"Retry-After: {date}"), world.site.answer(HTML)
    )
    assert world.client().page(URL).body == HTML
    assert world.clock.slept == [33.0]


@pytest.mark.parametrize("value", ["-9", "soon", "", "9" * 400, "1e3", "Mon, 10 Aug 1999 00:00"])
def test_a_senseless_retry_after_is_not(world: Any, value: str) -> None:
    later = world.site.answer(b"", 503, f"Retry-After: {value}")
    world.site.on(PATH, later, world.site.answer(HTML))
    assert world.client().page(URL).body == HTML
    assert world.clock.slept == [2.0]


@pytest.mark.parametrize("status", [503, 429])
def test_a_long_retry_after_ends_the_visit_of_the_host(world: Any, status: int) -> None:
    world.site.on(PATH, world.site.answer(b"", status, "Retry-After: 3600"))
    client = world.client(max_backoff=60.0)
    error = _fails(client)
    assert error.retry_after == 3600.0
    assert "fetch.max_backoff" in error.reason
    assert _fails(client, f"https://news.qq.com{OTHER}").kind is Kind.BLOCKED
    assert world.site.paths() == [PATH]
    assert world.clock.slept == []


def test_the_last_retry_after_holds_for_the_next_page(world: Any) -> None:
    world.site.on(PATH, world.site.answer(b"", 503, "Retry-After: 9"))
    world.site.on(OTHER, world.site.answer(HTML))
    client = world.client(attempts=1)
    assert _fails(client).retry_after == 9.0
    client.page(f"https://news.qq.com{OTHER}")
    assert world.clock.slept == [9.0]


def test_one_request_a_second_to_each_host(world: Any) -> None:
    world.site.on(PATH, world.site.answer(HTML))
    client = world.client(interval=1.0)
    client.page(URL)
    assert world.clock.slept == [1.0]  # after robots.txt
    client.page(f"https://new.qq.com{PATH}")
    client.page(URL)
    assert world.clock.slept == [1.0, 1.0]


def test_jitter_and_chance(world: Any) -> None:
    world.site.on(PATH, world.site.answer(HTML))
    settings = config.Fetch(interval=1.0, jitter=0.5, robots=False, gateway=world.site.address)
    clock = world.clock
    with Client(
        settings, now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep, chance=lambda: 0.5
    ) as client:
        for _ in range(3):
            client.page(URL)
    assert clock.slept == [1.25, 1.25]


# Redirects


def test_redirects_are_followed(world: Any) -> None:
    world.site.on("/a", world.site.moved("https://new.qq.com/b?c=1", 301))
    world.site.on("/b?c=1", world.site.moved("../d", 307))
    world.site.on("/d", world.site.answer(HTML))
    fetched = world.client().page("http://news.qq.com/a")
    assert (fetched.asked, fetched.url) == ("http://news.qq.com/a", "https://new.qq.com/d")
    assert [(one.host, one.path) for one in world.site.seen] == [
        ("news.qq.com", "/robots.txt"),
        ("news.qq.com", "/a"),
        ("new.qq.com", "/robots.txt"),
        ("new.qq.com", "/b?c=1"),
        ("new.qq.com", "/d"),
    ]


def test_a_deleted_article_is_gone_and_not_followed(world: Any) -> None:
    world.site.on(PATH, world.site.moved("https://www.qq.com/babygohome/?pgv_ref=404"))
    error = _fails(world.client(hosts=("www.qq.com",)))
    assert (error.kind, error.answer.status) == (Kind.GONE, 302)
    assert world.site.paths() == [PATH]


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/",
        "//evil.example/",
        "https://news.qq.com.evil.example/",
        "https://me@news.qq.com/",
        "https://news.qq.com:8080/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[",
        "http://[::1",
        "https://news.qq.com\\@evil.example",
        "https://www.qq.com/",
        "//\u2100/",
        "/a b",
        "\udcff\udcfe",
        "https://\udcff/",
        "/" + "x" * 3000,
        "http://news.qq.com:9999999999/",
    ],
)
def test_a_redirect_elsewhere_is_refused(world: Any, location: str) -> None:
    world.site.on(PATH, world.site.moved(location))
    world.site.on("/%C3%BF%C3%BE", world.site.moved("http://evil.example"))
    world.site.on("/rain/a/%C3%BF%C3%BE", world.site.moved("http://evil.example"))
    error = _fails(world.client())
    assert error.kind is Kind.REFUSED
    assert "redirected to" in error.reason
    assert (error.url, error.answer.status) == (URL, 302)


@pytest.mark.parametrize("location", ["", "  "])
def test_a_redirect_to_nowhere_has_failed(world: Any, location: str) -> None:
    world.site.on(PATH, world.site.moved(location))
    assert _fails(world.client()).kind is Kind.FAILED


def test_a_loop_is_seen(world: Any) -> None:
    world.site.on(PATH, world.site.moved("/b"))
    world.site.on("/b", world.site.moved(f"{PATH}#x"))
    error = _fails(world.client())
    assert (error.kind, error.answer.url) == (Kind.REDIRECTS, "https://news.qq.com/b")
    assert "loop" in error.reason
    assert world.site.paths() == [PATH, "/b"]


def test_too_many_redirects(world: Any) -> None:
    for number in range(9):
        world.site.on(f"/{number}", world.site.moved(f"/{number + 1}"))
    world.site.on("/3", world.site.answer(HTML))
    assert world.client(max_redirects=3).page("https://news.qq.com/0").body == HTML
    error = _fails(world.client(max_redirects=2), "https://news.qq.com/0")
    assert error.kind is Kind.REDIRECTS
    assert "fetch.max_redirects" in error.reason
    assert error.answer.url == "https://news.qq.com/2"
    assert _fails(world.client(max_redirects=0), "https://news.qq.com/0").kind is Kind.REDIRECTS


def test_a_post_follows_no_redirect(world: Any) -> None:
    world.site.on(LIST, world.site.moved("/other"))
    with pytest.raises(FetchError) as caught:
        world.client().ask(FEED)
    assert caught.value.kind is Kind.REDIRECTS
    assert world.site.paths() == [LIST]
    world.site.on(LIST, world.site.moved("https://www.qq.com/babygohome/"))
    with pytest.raises(FetchError) as caught:
        world.client().ask(FEED)
    assert caught.value.kind is Kind.GONE


# The guard


def test_an_address_elsewhere_never_meets_the_network(world: Any) -> None:
    client = world.client()
    for url in ("https://evil.example/", "https://www.qq.com/babygohome", "", "\ud800"):
        assert _fails(client, url).kind is Kind.REFUSED
    assert world.site.seen == []


def test_further_hosts(world: Any) -> None:
    world.site.on("/x", world.site.answer(HTML))
    assert world.client(hosts=("example.com",)).page("https://example.com/x").body == HTML


# robots.txt


ROBOTS = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n"


def test_robots_txt_is_obeyed_and_read_once(world: Any) -> None:
    world.site.on("/robots.txt", world.site.answer(ROBOTS, sort="text/plain"))
    world.site.on(PATH, world.site.answer(HTML))
    world.site.on("/private/a", world.site.answer(HTML))
    client = world.client()
    client.page(URL)
    error = _fails(client, "https://news.qq.com/private/a")
    assert error.kind is Kind.REFUSED
    assert "robots.txt" in error.reason
    client.page(URL)
    assert [one.path for one in world.site.seen] == ["/robots.txt", PATH, PATH]
    assert world.clock.slept == [7.0]


def test_a_crawl_delay_has_a_ceiling(world: Any) -> None:
    rules = b"User-agent: *\nCrawl-delay: 86400\n"
    world.site.on("/robots.txt", world.site.answer(rules, sort="text/plain"))
    world.site.on(PATH, world.site.answer(HTML))
    client = world.client(interval=1.0)
    client.page(URL)
    client.page(URL)
    assert world.clock.slept == [1.0, 60.0]


def test_a_redirect_asks_robots_txt_again(world: Any) -> None:
    world.site.on("/robots.txt", world.site.answer(ROBOTS, sort="text/plain"))
    world.site.on(PATH, world.site.moved("/private/a"))
    error = _fails(world.client())
    assert error.kind is Kind.REFUSED
    assert "robots.txt" in error.reason
    assert error.answer.status == 302
    assert world.site.paths() == [PATH]


def test_robots_txt_may_be_passed_over(world: Any) -> None:
    world.site.on("/robots.txt", world.site.answer(b"User-agent: *\nDisallow: /\n"))
    world.site.on(PATH, world.site.answer(HTML))
    world.site.on(LIST, world.site.answer(b"{}", sort="text/html"))
    assert world.client(robots=False).page(URL).body == HTML
    assert world.client().ask(FEED, robots=False).body == b"{}"
    assert "/robots.txt" not in [one.path for one in world.site.seen]
    with pytest.raises(FetchError):
        world.client().ask(FEED)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_robots_txt_forbids_nothing(world: Any, status: int) -> None:
    world.site.on("/robots.txt", world.site.answer(b"User-agent: *\nDisallow: /\n", status))
    world.site.on(PATH, world.site.answer(HTML))
    assert world.client().page(URL).body == HTML


def test_a_deleted_robots_txt_forbids_nothing(world: Any) -> None:
    world.site.on("/robots.txt", world.site.moved("https://www.qq.com/babygohome/"))
    world.site.on(PATH, world.site.answer(HTML))
    assert world.client().page(URL).body == HTML


@pytest.mark.parametrize(
    ("status", "kind"),
    [(500, Kind.BUSY), (503, Kind.BUSY), (429, Kind.BLOCKED), (567, Kind.BLOCKED)],
)
def test_an_unreadable_robots_txt_closes_the_host(world: Any, status: int, kind: Kind) -> None:
    world.site.on("/robots.txt", world.site.answer(b"", status))
    world.site.on(PATH, world.site.answer(HTML))
    client = world.client()
    for _ in range(2):
        error = _fails(client)
        assert error.kind is kind
        assert "robots.txt" in error.reason
        assert "fetch.robots" in error.reason
        assert error.url == URL
    assert [one.path for one in world.site.seen] == ["/robots.txt"] * 3


def test_the_firewall_before_robots_txt(world: Any) -> None:
    page = b"<html><script>location.href='//waf.tencent.com/501page.html'</script></html>"
    world.site.on("/robots.txt", world.site.answer(page, 403))
    world.site.on(PATH, world.site.answer(HTML))
    assert _fails(world.client()).kind is Kind.BLOCKED
    assert world.site.paths() == []


def test_a_healthy_robots_txt_does_not_show_its_host_to_be_well(world: Any) -> None:
    """Firewalls let it pass: the pauses grow all the same."""
    page = b"<html><script>location.href='//waf.tencent.com/501page.html'</script></html>"
    world.site.on("/robots.txt", world.site.answer(ROBOTS, sort="text/plain"))
    world.site.on(PATH, world.site.answer(page, 501))
    hours, hosts = [], []
    for _ in range(3):
        client = world.client()
        client.learn(hosts)
        assert _fails(client).kind is Kind.BLOCKED
        (host,) = hosts = client.news()
        hours.append((host.left_until - host.failed_at) / timedelta(hours=1))
        world.clock.at += hours[-1] * 3600.0
    assert hours == [6.0, 12.0, 24.0]
    world.site.on(PATH, world.site.answer(HTML))
    again = world.client()
    again.learn(hosts)
    assert again.page(URL).body == HTML
    assert [one.failures for one in again.news()] == [0]


def test_an_unreachable_robots_txt_closes_the_host(world: Any) -> None:
    world.site.on("/robots.txt", world.site.raw(b""))
    assert _fails(world.client()).kind is Kind.UNREACHABLE


def test_robots_txt_may_be_elsewhere(world: Any) -> None:
    world.site.on("/robots.txt", world.site.moved("/robots-2.txt", 301))
    world.site.on("/robots-2.txt", world.site.answer(ROBOTS, sort="text/plain"))
    assert _fails(world.client(), "https://news.qq.com/private/x").kind is Kind.REFUSED
    world.site.on("/robots.txt", world.site.moved("https://evil.example/robots.txt"))
    error = _fails(world.client())
    assert error.kind is Kind.REFUSED
    assert "robots.txt could not be read" in error.reason
    assert {one.host for one in world.site.seen} == {"news.qq.com"}


def test_of_a_large_robots_txt_the_beginning_counts(world: Any) -> None:
    rules = ROBOTS + b"# x\n" * 200_000 + b"Disallow: /\n"
    world.site.on("/robots.txt", world.site.answer(rules, sort="text/plain"))
    world.site.on(PATH, world.site.answer(HTML))
    client = world.client(max_bytes=10_000)
    assert client.page(URL).body == HTML
    assert _fails(client, "https://news.qq.com/private/a").kind is Kind.REFUSED


def test_a_classic_desk_is_asked_for_its_rules(world: Any) -> None:
    world.site.on("/a/20160101/000001.htm", world.site.answer(HTML))
    assert world.client().page("http://tech.qq.com/a/20160101/000001.htm").body == HTML
    assert {one.host for one in world.site.seen} == {"tech.qq.com"}


# Settings


@pytest.mark.parametrize("agent", ["", " ", "新闻", "a\r\nX: y", "a\0", "\ud800"])
def test_a_user_agent_that_is_no_header(world: Any, agent: str) -> None:
    with pytest.raises(ConfigError, match=r"^fetch\.user_agent: "):
        world.client(user_agent=agent)


# Other transports


@respx.mock
def test_without_a_gateway_the_real_hosts_are_asked(world: Any) -> None:
    rules = respx.get("https://news.qq.com/robots.txt").respond(404)
    page = respx.get(URL).respond(200, html="<html>whole</html>")
    feed = respx.post(FEED.url, content=FEED.body).respond(200, json={"code": 0})
    client = world.client(gateway="")
    assert client.page(URL).body == HTML
    assert client.ask(FEED, robots=False).body == b'{"code":0}'
    assert [one.call_count for one in (rules, page, feed)] == [1, 1, 1]


@respx.mock
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError, Kind.UNREACHABLE),
        (httpx.ConnectTimeout, Kind.TIMEOUT),
        (httpx.ReadTimeout, Kind.TIMEOUT),
        (httpx.ReadError, Kind.UNREACHABLE),
        (httpx.RemoteProtocolError, Kind.UNREACHABLE),
    ],
)
def test_network_faults_are_tried_again(world: Any, error: type[Exception], kind: Kind) -> None:
    route = respx.get(URL).mock(side_effect=[error, error, httpx.Response(200, html="<html>")])
    client = world.client(gateway="", robots=False)
    assert client.page(URL).body == b"<html>"
    assert world.clock.slept == [2.0, 4.0]
    route.mock(side_effect=error)
    assert _fails(client).kind is kind


@given(
    st.lists(
        st.tuples(
            st.just(200) | st.integers(100, 999),
            st.lists(
                st.tuples(
                    st.sampled_from(
                        ["location", "content-type", "content-encoding", "retry-after", "x"]
                    ),
                    st.binary(max_size=20)
                    | st.sampled_from([b"/a", b"gzip", b"text/html", b"//[", b"60", b"br"]),
                ),
                max_size=4,
            ),
            st.binary(max_size=60),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_nothing_but_answers_and_our_errors(
    answers: list[tuple[int, list[tuple[str, bytes]], bytes]],
) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        status, headers, body = answers[len(seen) % len(answers)]
        seen.append(request)
        pairs = [(name.encode(), value) for name, value in headers]
        return httpx.Response(status, headers=pairs, stream=httpx.ByteStream(body))

    seen: list[httpx.Request] = []
    with Client(
        config.Fetch(),
        transport=httpx.MockTransport(reply),
        now=lambda: NOW,
        monotonic=lambda: 0.0,
        sleep=lambda seconds: None,
        chance=lambda: 1.0,
    ) as client:
        for ask in (lambda: client.page(URL), lambda: client.ask(FEED)):
            try:
                said = ask().url
            except FetchError as error:
                said = str(error)
            assert said.isprintable()
