from __future__ import annotations

import socket
import time
from typing import Any

import httpcore
import pytest

from scraper.fetch import limits
from scraper.fetch.limits import Backend, Deadline


def _connected(deadline: Deadline, site: Any) -> Any:
    return Backend(deadline).connect_tcp("127.0.0.1", int(site.address.rpartition(":")[2]), 1.0)


def _drain(stream: Any) -> None:
    while stream.read(100, 1.0):
        pass


def test_the_deadline_caps_every_step(world: Any) -> None:
    clock = world.clock
    deadline = Deadline(10.0, clock.monotonic)
    assert deadline.cap(3.0, httpcore.ReadTimeout) == 3.0
    assert deadline.cap(None, httpcore.ReadTimeout) == 10.0
    clock.at += 8
    assert deadline.cap(3.0, httpcore.ReadTimeout) == 2.0
    clock.at += 2
    for fault in (httpcore.ReadTimeout, httpcore.ConnectTimeout, httpcore.WriteTimeout):
        with pytest.raises(fault):
            deadline.cap(3.0, fault)
    deadline.start()
    assert deadline.left() == 10.0


def test_no_time_at_all_is_a_timeout(world: Any) -> None:
    with pytest.raises(httpcore.ReadTimeout):
        Deadline(10.0, world.clock.monotonic).cap(0.0, httpcore.ReadTimeout)


def test_reading_counts_and_ends_in_time(site: Any) -> None:
    site.on("/", site.drip(b"", b"x" * 100, 0.05))
    deadline = Deadline(0.3, time.monotonic)
    stream = _connected(deadline, site)
    stream.write(b"GET / HTTP/1.1\r\n\r\n", 1.0)
    start = time.monotonic()
    with pytest.raises(httpcore.ReadTimeout):
        _drain(stream)
    assert 0.1 < time.monotonic() - start < 1.0
    assert 1 <= deadline.received <= 8
    assert not deadline.ended
    stream.close()


def test_the_end_is_seen(site: Any) -> None:
    site.on("/", site.raw(b"abc"))
    deadline = Deadline(2.0, time.monotonic)
    stream = _connected(deadline, site)
    stream.write(b"GET / HTTP/1.1\r\n\r\n", 1.0)
    assert stream.read(100, 1.0) == b"abc"
    assert stream.read(100, 1.0) == b""
    assert (deadline.received, deadline.ended) == (3, True)
    assert stream.get_extra_info("socket")
    stream.close()


def test_the_next_address_is_tried(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_resolve", lambda host, port: ["127.0.0.2", "127.0.0.1"])
    deadline = Deadline(2.0, time.monotonic)
    port = int(site.address.rpartition(":")[2])
    Backend(deadline).connect_tcp("new.qq.com", port, 1.0).close()
    monkeypatch.setattr(limits, "_resolve", lambda host, port: ["127.0.0.1", "127.0.0.2"])
    Backend(deadline).connect_tcp("new.qq.com", port, 1.0).close()


def test_a_silent_address_gets_only_its_share(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.3", 0), backlog=0) as full:
        port = full.getsockname()[1]
        monkeypatch.setattr(limits, "_resolve", lambda host, port: ["127.0.0.3"] * 4)
        fillers = [socket.socket() for _ in range(4)]
        for one in fillers:  # the queue is full: further connections get no answer
            one.setblocking(False)
            one.connect_ex(("127.0.0.3", port))
        start = time.monotonic()
        with pytest.raises(httpcore.ConnectTimeout):
            Backend(Deadline(5.0, time.monotonic)).connect_tcp("new.qq.com", port, 0.4)
        assert 0.3 < time.monotonic() - start < 1.5
        for one in fillers:
            one.close()


@pytest.mark.parametrize("host", ["a" * 70 + ".invalid", "..", "\ud800", ""])
def test_an_odd_name_is_no_connection(host: str) -> None:
    with pytest.raises(httpcore.ConnectError):
        Backend(Deadline(1.0, time.monotonic)).connect_tcp(host, 1, 1.0)


def test_no_unix_socket() -> None:
    with pytest.raises(httpcore.ConnectError):
        Backend(Deadline(1.0, time.monotonic)).connect_unix_socket("x")
