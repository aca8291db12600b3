"""The app as it is asked: what is sent, once or kept, and what hostile addresses come to."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.archive import store
from scraper.serve import today
from scraper.serve.app import PAGES

from .. import stock
from .asking import ask, opened, reply, say
from .sites import site

if TYPE_CHECKING:
    from pathlib import Path

SECOND = 1.0


def keys(path: Path) -> list[str]:
    with store.open(path, readonly=True) as archive:
        return [entry.article.id for entry in archive.entries()]


def test_a_page_says_the_same_as_html_and_as_json(shown: str, stocked: Path) -> None:
    (key, *_) = keys(stocked)
    page, facts = ask(shown, f"/a/{key}"), ask(shown, f"/a/{key}.json")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert facts.headers["content-type"] == "application/json; charset=utf-8"
    title = json.loads(facts.text)["article"]["title"]
    assert title in page.text


def test_the_head_is_the_same_without_a_body(shown: str) -> None:
    whole, head = ask(shown), ask(shown, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    same = ("content-length", "content-type", "etag", "content-security-policy")
    assert [head.headers[name] for name in same] == [whole.headers[name] for name in same]


@pytest.mark.parametrize("said", ["{}", "W/{}", '"other", {}', "{}, W/{}"])
def test_what_a_browser_has_is_not_sent_again(shown: str, said: str) -> None:
    etag = ask(shown).headers["etag"]
    answer = ask(shown, if_none_match=said.replace("{}", etag))
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)


@pytest.mark.parametrize("said", ['"other"', "", "x", '"'])
def test_what_it_has_not_is(shown: str, said: str) -> None:
    assert ask(shown, if_none_match=said).status == 200


def test_each_language_has_an_answer_of_its_own(shown: str) -> None:
    zh, en = (ask(shown, accept_language=one) for one in ("zh-CN,zh;q=0.9", "en-GB"))
    assert 'lang="zh-CN"' in zh.text[:100]
    assert 'lang="en"' in en.text[:100]
    assert zh.headers["etag"] != en.headers["etag"]
    assert "Accept-Language" in zh.headers["vary"]


@pytest.mark.parametrize(
    "path",
    [
        "/a/nothing",
        "/a/20250212A0999900",
        "/a/%00",
        "/a/a%00b",
        "/a/%ff%fe",
        "/a/%",
        "/a/%zz",
        "/a/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/a/../../etc/passwd",
        "/a/20250212A0000100/more",
        "/a/https%3A%2F%2Fnew.qq.com%2Frain%2Fa%2F1",
        "/a/" + "x" * 20_000,
        "/a/" + "%F0%9F%90%89" * 2000,
        "/a/'%20OR%201=1--",
        "/nothing",
        "//evil.example/",
        "/static/x/site.css",
        "/static/../app.py",
        "/image/x.png",
        f"/image/{'0' * 64}.html",
        "/a/nothing/image/0",
        "/a/%00/image/%00",
    ],
)
def test_what_is_not_there_is_said_so(shown: str, path: str) -> None:
    answer = ask(shown, path)
    assert answer.status == 404
    assert b"Traceback" not in answer.body


def test_in_the_form_that_was_asked_for(shown: str) -> None:
    for path in ("/a/nothing.json", "/nothing.json"):
        answer = ask(shown, path)
        assert answer.status == 404
        assert json.loads(answer.text)["status"] == 404
    assert "<h1>" in ask(shown, "/a/nothing").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("day=2026-13-01", 400),
        ("day=0000-00-00", 400),
        ("day=9999-12-31", 400),
        ("day=0001-01-01", 400),
        ("day=" + "9" * 900, 400),
        ("media=" + "x" * 1001, 400),
        ("&".join(["media=x"] * 21), 400),
        ("topic=nobody", 404),
        ("topic=%00", 404),
        ("media=%00", 200),
        ("before=%00~%00", 200),
        ("before=~", 200),
        ("before=" + "~" * 500, 200),
        ("unknown=" + "x" * 30_000, 200),
        ("&" * 5000, 200),
        ("%ff=%fe&%=%", 200),
        ("day=%EF%BC%92026-11-27", 400),
    ],
)
def test_a_hostile_query_is_a_question_or_none(shown: str, query: str, status: int) -> None:
    for path in ("/", "/index.json"):
        answer = ask(shown, f"{path}?{query}")
        assert answer.status == status
        assert b"Traceback" not in answer.body


@given(path=st.binary(max_size=60), query=st.binary(max_size=60))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_bytes_are_a_fault_of_ours(shown: str, path: bytes, query: bytes) -> None:
    first = b"GET /" + path + b"?" + query + b" HTTP/1.1"
    answer = say(shown, first, "Host: localhost", "Connection: close")
    assert answer.status in (200, 307, 400, 404, 405, 421)


def test_a_very_long_address_or_header_is_refused(shown: str) -> None:
    """By the server itself, which does not read it to its end: the answer may be lost then."""
    for more in ({"path": "/?" + "x" * 200_000}, {"x": "y" * 200_000}):
        with suppress(ConnectionError):
            assert ask(shown, **more).status == 400
        assert ask(shown).status == 200


def test_an_article_is_shown_within_a_second_of_its_coming(path: Path) -> None:
    links = list(stock.answers(13))
    with site(path) as url:
        before = ask(url)
        assert ask(url).headers["etag"] == before.headers["etag"]
        with store.open(path) as archive:
            link, fetched = links[-1]
            article = stock.reading.read(link, fetched)
            archive.put(article, snapshot=None, at=stock.AT)
        end = time.monotonic() + SECOND
        while f"/a/{article.id}" not in ask(url).text:
            assert time.monotonic() < end
            time.sleep(0.02)
        assert ask(url, f"/a/{article.id}").status == 200


def test_what_was_begun_before_a_change_is_not_kept_after_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow page reads the archive, an article comes, and another reader asks for the page."""
    link, fetched = list(stock.answers(13))[-1]
    article = stock.reading.read(link, fetched)

    def slow(opened, asked, setting):  # type: ignore[no-untyped-def]
        view = today.page(opened, asked, setting)
        time.sleep(1.0)
        return view

    monkeypatch.setitem(PAGES, "/slow", slow)  # type: ignore[arg-type]
    with site(path) as url, ThreadPoolExecutor(2) as many:
        first = many.submit(ask, url, "/slow")
        time.sleep(0.3)
        with store.open(path) as archive:
            archive.put(article, snapshot=None, at=stock.AT)
        time.sleep(0.3)
        second = many.submit(ask, url, "/slow")
        assert article.id not in first.result().text
        assert article.id in second.result().text
        assert article.id in ask(url, "/slow").text


def test_a_page_that_many_ask_for_at_once_is_made_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(opened, asked, setting):  # type: ignore[no-untyped-def]
        made.append(asked.lang)
        time.sleep(0.3)
        return today.page(opened, asked, setting)

    monkeypatch.setitem(PAGES, "/counted", counted)  # type: ignore[arg-type]
    with site(path) as url, ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: ask(url, "/counted"), range(20)))
    assert {one.status for one in answers} == {200}
    assert made == ["zh"]


def test_a_fault_of_ours_is_a_line_and_nothing_more(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(opened, asked, setting):  # type: ignore[no-untyped-def]
        raise RuntimeError("over\nthere")

    monkeypatch.setitem(PAGES, "/broken", broken)  # type: ignore[arg-type]
    told: list[str] = []
    with site(path, told=told) as url:
        answer = ask(url, "/broken")
        assert answer.status == 500
        assert "Traceback" not in answer.text
        assert ask(url).status == 200
    assert len(told) == 1
    assert "\n" not in told[0]


def test_who_reads_slowly_or_says_nothing_keeps_nobody_waiting(shown: str) -> None:
    with ExitStack() as many:
        for number in range(60):
            line = many.enter_context(opened(shown))
            if number % 3:
                line.sendall(b"GET / HTTP/1.1\r\nHost: loc"[: 10 * (number % 3)])
            else:
                line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")  # and never reads
        start = time.monotonic()
        assert ask(shown).status == 200
        assert time.monotonic() - start < 5


def test_three_hundred_at_once_are_all_answered(shown: str) -> None:
    question = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with ExitStack() as many:
        lines = [many.enter_context(opened(shown)) for _ in range(300)]
        for line in lines:
            line.sendall(question)
        said = [reply(b"".join(iter(lambda one=line: one.recv(1 << 16), b""))) for line in lines]
    assert {one.status for one in said} == {200}
    assert len({one.body for one in said}) == 1


def test_the_page_of_a_day_is_that_day(shown: str, stocked: Path) -> None:
    with store.open(stocked, readonly=True) as archive:
        days = {entry.article.published.date() for entry in archive.entries()}  # type: ignore[union-attr]
    day = max(days)
    facts = json.loads(ask(shown, f"/index.json?day={day}").text)
    assert [one["day"] for one in facts["days"]] == [day.isoformat()]
    assert json.loads(ask(shown, f"/index.json?day={day + timedelta(days=9)}").text)["days"] == []
