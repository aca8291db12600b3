"""Where it listens, and whom that lets in."""

from __future__ import annotations

import socket

import pytest

from scraper.config import Serve
from scraper.errors import ConfigError
from scraper.serve import run


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"])
def test_this_machine_alone_is_asked_for_nothing(host: str) -> None:
    run.allowed(Serve(host=host))


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "2001:db8::1", "news.example", "127.0.0.1.nip.example"]
)
def test_others_need_a_password_or_a_proxy(host: str) -> None:
    with pytest.raises(ConfigError, match="can be reached from outside; set a password in SCRAPER"):
        run.allowed(Serve(host=host))
    run.allowed(Serve(host=host, password="x"))
    run.allowed(Serve(host=host, proxy=True))


@pytest.mark.parametrize("host", ["", " "])
def test_an_empty_address_is_every_address_and_so_is_refused(host: str) -> None:
    with pytest.raises(ConfigError, match="host: empty"):
        run.allowed(Serve(host=host, password="x"))


async def nobody(*_: object) -> None:
    raise AssertionError


@pytest.mark.parametrize("host", ["no-such-name.invalid", "192.0.2.1", "a\0b", "x" * 300, "[::1]"])
def test_where_it_cannot_listen_it_says_so(host: str) -> None:
    with pytest.raises(ConfigError, match="choose another") as fault:
        run.serve(nobody, Serve(host=host, port=0), print)
    assert "\n" not in str(fault.value)
    assert "\0" not in str(fault.value)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ConfigError, match=f"{port}: Address already in use; choose another"):
            run.serve(nobody, Serve(port=port), print)
