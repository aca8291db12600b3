"""Every payload in the head of an answer, in a robots.txt, and in an answer that is an error."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from scraper.models import Kind

from ..cli.trial import Site, Trial
from . import streams, wire
from .conftest import folder
from .payloads import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..cli.trial import Done

TEXTS = list(PAYLOADS.values())
HTML = b"<!DOCTYPE html><html><head><title>t</title></head><body>x</body></html>"
SORT = "Content-Type: text/html"
HEADS = {
    "location": lambda text: wire.answer(b"", "302 Found", f"Location: {text}"),
    "path": lambda text: wire.answer(b"", "302 Found", f"Location: /a/20161014/{text}"),
    "type": lambda text: wire.answer(HTML, "200 OK", f"Content-Type: {text}"),
    "after": lambda text: wire.answer(HTML, "503 Busy", SORT, f"Retry-After: {text}"),
    "coding": lambda text: wire.answer(HTML, "200 OK", SORT, f"Content-Encoding: {text}"),
    "phrase": lambda text: wire.answer(HTML, f"200 {text}", SORT, f"X-{text}: {text}"),
}
"""One answer for each header that is read, and one for what is not."""


@dataclass
class Told:
    """A run, what it was asked for, and the hosts it asked."""

    trial: Trial
    done: Done
    asked: list[str]
    hosts: set[str]


@pytest.fixture(scope="module")
def heads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """An import of every head of every payload, each payload at a host of its own."""
    hosts: set[str] = set()

    def reply(host: str, path: str, _: bytes) -> bytes:
        hosts.add(host)
        number = host.removeprefix("pay").removesuffix(".qq.com")
        if path == "/robots.txt" or not number.isdecimal():
            return wire.answer(b"", "404 Not Found")
        return list(HEADS.values())[int(path[-6:-4])](TEXTS[int(number)])

    asked = [
        f"http://pay{number}.qq.com/a/20161014/{number:04}{head:02}.htm"
        for number in range(len(TEXTS))
        for head in range(len(HEADS))
    ]
    with wire.serving(reply) as url:
        site = Site.imitation()
        site.url = url
        trial = folder(site, tmp_path_factory)
        trial.configure(attempts=1)
        yield Told(trial, trial.run("import", "--json", *asked, timeout=300), asked, hosts)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A crawl of a source for each payload and error; the query is the payload as well."""
    texts = [text for name, text in PAYLOADS.items() if name != "half"]  # it is no TOML
    forms = (
        lambda text: text.encode(),
        lambda text: json.dumps({"ret": 7, "msg": text}).encode(),
        lambda text: json.dumps({"code": text}).encode(),
        lambda text: json.dumps({"secList": {text: text}, text: text}).encode(),
    )
    words = [(text, form) for text in texts for form in forms]

    def reply(_: str, path: str, body: bytes) -> bytes:
        if path == "/robots.txt":
            return wire.answer(b"", "404 Not Found")
        number = int(parse_qs(body.decode())["query"][0].rpartition(" ")[2])
        text, form = words[number]
        return wire.answer(form(text), "200 OK", "Content-Type: application/json")

    config = "\n".join(
        f'[[source]]\nname = "s{n}"\nkind = "search"\nquery = {streams.toml(f"{text} {n}")}'
        for n, (text, _) in enumerate(words)
    )
    with wire.serving(reply) as url:
        site = Site.imitation()
        site.url = url
        trial = folder(site, tmp_path_factory)
        trial.configure(config, attempts=1)
        yield Told(trial, trial.run("crawl", "--json", timeout=300), [t for t, _ in words], set())


def test_every_head_is_an_outcome_with_a_reason_of_one_line(heads: Told) -> None:
    streams.plain(heads.done.out + heads.done.err)
    assert len(heads.done.objects) == len(heads.asked)
    for one in heads.done.objects:
        assert one["kind"] != Kind.NEW
        assert "please report it" not in one["reason"]
        assert one["reason"].isprintable()
        assert len(one["reason"]) < 1000


def test_no_head_leads_to_a_host_that_is_not_the_sites(heads: Told) -> None:
    assert all(host.endswith(".qq.com") for host in heads.hosts), heads.hosts


def test_what_is_remembered_of_heads_is_shown_as_text(heads: Told) -> None:
    heads.trial.counts()
    for words in (
        ("status",),
        ("quarantine",),
        ("list", "--failed"),
        ("list", "--failed", "--json"),
        ("status", "--json"),
        ("quarantine", "--json"),
        ("doctor",),
    ):
        done = heads.trial.call(*words)
        streams.plain(done.out + done.err)
        for line in done.lines if "--json" in words else ():
            json.loads(line)


def test_every_error_of_a_list_is_an_outcome_of_one_line(lists: Told) -> None:
    streams.plain(lists.done.out + lists.done.err)
    assert len(lists.done.objects) == len(lists.asked)
    kinds = {one["kind"] for one in lists.done.objects}
    assert kinds <= {"unreadable", "busy", "wrong-type", "blocked"}, kinds
    assert all(one["reason"].isprintable() for one in lists.done.objects)
    lists.trial.counts()


def test_every_robots_txt_is_read_or_its_host_is_not(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whatever it says: the run goes on, no header or delay of it does harm."""
    seen: list[str] = []

    def reply(host: str, path: str, _: bytes) -> bytes:
        seen.append(host)
        text = TEXTS[int(host.removeprefix("pay").removesuffix(".qq.com"))]
        rules = "\n".join(
            f"{name}: {text}"
            for name in "User-agent Allow Crawl-delay Request-rate Visit-time Sitemap Host".split()
        )
        if path == "/robots.txt":
            body = f"{text}\nUser-agent: *\nDisallow: /evil\n{rules}\n{text}: {text}"
            return wire.answer(
                body.encode("utf-8", "replace"), "200 OK", "Content-Type: text/plain"
            )
        return wire.answer(HTML, "200 OK", SORT)

    asked = [
        f"http://pay{number}.qq.com/a/20161014/{number:06}.htm" for number in range(len(TEXTS))
    ]
    with wire.serving(reply) as url:
        site = Site.imitation()
        site.url = url
        trial = folder(site, tmp_path_factory)
        trial.configure(attempts=1)
        done = trial.run("import", "--json", *asked, timeout=120)
    streams.plain(done.out + done.err)
    assert {one["kind"] for one in done.objects} <= {"unreadable", "refused", "not-article"}
    assert len(done.objects) == len(asked)
    assert len(set(seen)) == len(asked)
