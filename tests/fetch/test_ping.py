"""A sign of life: what becomes of the call, and that its address is never said."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from scraper.fetch.ping import ping

from ..watch import servers

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Site

SECRET = "0a1b-s3cr3t"


def fault(site: Site, reply: Any, timeout: float = 20.0) -> str:
    """What `ping` says of a server that replies so; without its host."""
    site.on(f"/{SECRET}", reply)
    said = ping(f"{site.address}/{SECRET}", timeout)
    assert SECRET not in said
    assert not said or said.startswith("heartbeat: 127.0.0.1: ")
    return said.removeprefix("heartbeat: 127.0.0.1: ")


@pytest.mark.parametrize("status", [200, 201, 204])
def test_an_answer_is_enough(status: int, site: Site) -> None:
    assert fault(site, site.answer(b"", status)) == ""
    (seen,) = site.seen
    assert seen.line == f"GET /{SECRET} HTTP/1.1"
    assert seen.headers["user-agent"] == "scraper"


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_any_other_status_is_said(status: int, site: Site) -> None:
    assert fault(site, site.answer(SECRET.encode(), status)) == f"answered {status}"


def test_no_redirect_is_followed(site: Site) -> None:
    site.on("/elsewhere", site.answer())
    said = fault(site, site.moved(f"{site.address}/elsewhere?{SECRET}"))
    assert said == "answered 302; it leads elsewhere, name the address that answers itself"
    assert site.paths() == [f"/{SECRET}"]


def test_nothing_of_the_body_is_waited_for(site: Site) -> None:
    start = time.monotonic()
    assert fault(site, site.endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000)) == ""
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda site: site.silent(3), "no answer in time"),
        (
            lambda site: site.drip(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 1000, 0.05),
            "no answer in 0.4 s",
        ),
        (lambda site: site.raw(b""), "its answer is not HTTP, or ended early"),
        (lambda site: site.raw(b"\x15\x03\x01\r\n\r\n"), "its answer is not HTTP, or ended early"),
        (lambda site: site.raw(b"HTTP/1.1 2"), "its answer is not HTTP, or ended early"),
    ],
    ids=["silent", "drip", "closed", "garbage", "cut"],
)
def test_a_server_that_does_not_answer_is_an_outcome(make: Any, said: str, site: Site) -> None:
    start = time.monotonic()
    found = fault(site, make(site), 0.4)
    assert found.startswith((said, "no answer in 0.4 s") if "time" in said else said)
    assert time.monotonic() - start < 20


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert ping(f"http://127.0.0.1:{port}/{SECRET}", 2) == "heartbeat: 127.0.0.1: no connection"


def test_a_name_that_is_none() -> None:
    said = ping(f"http://nowhere.invalid/{SECRET}", 20)
    assert said == "heartbeat: nowhere.invalid: no connection"


def test_wrong_tls(site: Site) -> None:
    url = f"{site.address}/{SECRET}".replace("http:", "https:")
    said = ping(url, 1)
    assert said in (
        "heartbeat: 127.0.0.1: no connection",
        "heartbeat: 127.0.0.1: no connection in time",
        "heartbeat: 127.0.0.1: no answer in 1 s (notify.timeout)",
    )


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with servers.listening(servers.answer(), servers.certified(tmp_path)) as nobody:
        said = ping(f"https://127.0.0.1:{nobody.port}/{SECRET}", 5)
    assert said == "heartbeat: 127.0.0.1: its certificate is not trusted"
    assert not nobody.posts


@pytest.mark.parametrize(
    "url",
    [
        SECRET,
        "",
        f"ftp://127.0.0.1/{SECRET}",
        f"https:///{SECRET}",
        f"http://127.0.0.1:99999999/{SECRET}",
        f"http://[{SECRET}",
        f"http://127.0.0.1:x/{SECRET}",
    ],
)
def test_what_is_no_address_is_an_outcome(url: str) -> None:
    said = ping(url, 1)
    assert said == "heartbeat: not a web address; write it as https://HOST/PATH"


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "nonsense", "http://"])
def test_a_proxy_that_fails_is_an_outcome(proxy: str) -> None:
    assert ping(f"http://127.0.0.1/{SECRET}", 2, proxy).startswith("heartbeat: 127.0.0.1: no ")


def test_a_proxy_carries_it(site: Site) -> None:
    site.on("/", site.answer())
    site.replies.default_factory = lambda: [site.answer()]
    assert ping(f"http://alive.example/{SECRET}", 2, site.address) == ""
    assert [seen.line for seen in site.seen] == [f"GET http://alive.example/{SECRET} HTTP/1.1"]


def test_nobody_who_listens_to_every_log_hears_the_address(
    site: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(1)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(1)
    assert fault(site, site.answer(b"", 500)) == "answered 500"
    assert SECRET not in caplog.text
    assert capfd.readouterr() == ("", "")


def test_the_process_ends_though_the_server_does_not(site: Site) -> None:
    site.on("/x", site.drip(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 1000, 0.05))
    code = f"from scraper.fetch.ping import ping; print(ping('{site.address}/x', 0.5))"
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == "heartbeat: 127.0.0.1: no answer in 0.5 s (notify.timeout)\n"
    assert done.stderr == ""
    assert time.monotonic() - start < 25
