from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

import httpcore
import pytest

from scraper.fetch.limits import Backend, Deadline, Reach


def _port(site: Any) -> int:
    return int(site.address.rpartition(":")[2])


def _backend(deadline: Deadline, port: int, *found: str) -> Backend:
    """One that may connect to `port` of new.qq.com, which is at these addresses."""
    reach = Reach(lookup=lambda host, port: list(found))
    return Backend(deadline, only=("new.qq.com", port), reach=reach)


def _connected(deadline: Deadline, site: Any) -> Any:
    port = _port(site)
    return _backend(deadline, port, "127.0.0.1").connect_tcp("new.qq.com", port, 1.0)


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


def test_the_next_address_is_tried(site: Any) -> None:
    deadline, port = Deadline(2.0, time.monotonic), _port(site)
    for found in (["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"]):
        _backend(deadline, port, *found).connect_tcp("new.qq.com", port, 1.0).close()


def test_a_silent_address_gets_only_its_share() -> None:
    found = [f"127.0.0.{number}" for number in (3, 4, 5, 6)]
    with contextlib.ExitStack() as stack:
        port = 0
        for address in found:
            full = stack.enter_context(socket.create_server((address, port), backlog=0))
            port = full.getsockname()[1]
            for _ in range(4):  # the queue is full: further connections get no answer
                filler = stack.enter_context(socket.socket())
                filler.setblocking(False)
                filler.connect_ex((address, port))
        backend = _backend(Deadline(5.0, time.monotonic), port, *found)
        start = time.monotonic()
        with pytest.raises(httpcore.ConnectTimeout):
            backend.connect_tcp("new.qq.com", port, 0.4)
        assert 0.3 < time.monotonic() - start < 1.5


@pytest.mark.parametrize("host", ["a" * 70 + ".invalid", "..", "\ud800", "", "a\0b"])
def test_an_odd_name_is_no_connection(host: str) -> None:
    with pytest.raises(httpcore.ConnectError):
        Backend(Deadline(1.0, time.monotonic)).connect_tcp(host, 80, 1.0)


def test_no_unix_socket() -> None:
    with pytest.raises(httpcore.ConnectError):
        Backend(Deadline(1.0, time.monotonic)).connect_unix_socket("x")
