"""The server starts and stops at once, silently, whatever it is doing."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from scraper.demo.site import app, serve

if TYPE_CHECKING:
    from scraper.demo.asgi import Receive, Scope, Send

HOST = {"Host": "new.qq.com"}


def test_it_starts_and_stops_within_a_second() -> None:
    start = time.monotonic()
    with serve(app()) as site:
        assert httpx.get(f"{site.url}/rain/a/20261122A01KX700", headers=HOST).status_code == 200
    assert time.monotonic() - start < 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(site.url)


@pytest.mark.parametrize("name", ["SLOW", "DRIP", "FLOW"])
def test_it_stops_while_answering(name: str) -> None:
    with serve(app(delay=30)) as site, httpx.Client(base_url=site.url) as web:
        caught = []

        def read() -> None:
            try:
                with web.stream("GET", f"/rain/a/20261121A0{name}00", headers=HOST) as answer:
                    for _ in answer.iter_bytes():
                        pass
            except httpx.HTTPError as error:
                caught.append(error)

        thread = threading.Thread(target=read)
        thread.start()
        time.sleep(0.1)
        start = time.monotonic()
    assert time.monotonic() - start < 1
    thread.join(2)
    assert caught


def test_a_connection_that_waits_does_not_hold_it_up() -> None:
    with httpx.Client() as web:
        start = time.monotonic()
        with serve(app()) as site:
            web.get(f"{site.url}/robots.txt", headers=HOST)
        assert time.monotonic() - start < 1


def test_a_named_port_is_used() -> None:
    with serve(app()) as first:
        port = int(first.url.rpartition(":")[2])
        with pytest.raises(OSError, match=r"in use"), serve(app(), port=port):
            pass


def test_a_broken_app_says_nothing_and_is_a_500(capfd: pytest.CaptureFixture[str]) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("broken")

    with serve(broken) as site:
        assert httpx.get(site.url).status_code == 500
    assert capfd.readouterr() == ("", "")


def test_it_is_silent_under_every_warning() -> None:
    code = """
import gc, httpx
from scraper.demo.site import app, serve
HOST = {"Host": "new.qq.com"}
with serve(app()) as site:
    for name in ("20261121A0CUTS00", "20261121A0FLOW00", "20261122A01KX700"):
        with httpx.stream("GET", f"{site.url}/rain/a/{name}", headers=HOST) as one:
            next(one.iter_bytes())
gc.collect()
"""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
