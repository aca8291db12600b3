"""Answers made to fill the memory or to last for ever end within 10 seconds and 300 MB.

Each is sent over a real socket, to a client in a process of its own whose memory the kernel limits.
The bombs are in bombs.py.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.models import Kind

from .. import yard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..yard import Yard

FILE = Path(__file__).with_name("bombs.py")
LOADED = yard.load(str(FILE))
SAID = re.compile("|".join(f"{kind}: " for kind in Kind) + "|page of ")


@pytest.fixture(scope="module")
def opened() -> Iterator[Yard]:
    with yard.opened(FILE) as made:
        yield made


@contextlib.contextmanager
def sending(send: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that answers whatever it is asked by `send`, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, send), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def _serve(listener: socket.socket, send: Callable[[socket.socket], None]) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65536)
                send(connection)


@pytest.mark.parametrize("name", LOADED.SENT)
def test_it_ends_as_an_outcome_with_a_name(name: str, opened: Yard) -> None:
    make, _ = LOADED.SENT[name]
    with sending(make()) as address:
        done = opened.check(name, LOADED.BOMBS[name], f"{address}|/rain/a/20261122A01KX700")
    assert SAID.match(done.said), done.said


@pytest.mark.parametrize("name", LOADED.RULES)
def test_a_robots_txt_is_read_or_called_unreadable(name: str, opened: Yard) -> None:
    name = f"robots.txt: {name}"
    opened.check(name, LOADED.BOMBS[name])
