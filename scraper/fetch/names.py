"""Host name → its addresses, within a time of ours: a resolver has none, or one of minutes."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

import httpcore

if TYPE_CHECKING:
    from collections.abc import Callable

    Lookup = Callable[[str, int], list[str]]
    """Host and port → addresses, in the order to be tried; OSError or ValueError for none."""

_HANGING = 4  # lookups that outlast their time; the system ends each, by limits of its own


class Names:
    """Asks `lookup` in a thread of its own, which is left behind where it takes too long.

    Of those left behind there are never more than a few: then no further name is asked for.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._late: list[Future[list[str]]] = []

    def find(self, host: str, port: int, seconds: float) -> list[str]:
        """The addresses of `host`, each once; httpcore's errors of connecting where none came."""
        self._late = [one for one in self._late if not one.done()]
        if len(self._late) >= _HANGING:
            raise httpcore.ConnectTimeout(f"{_HANGING} lookups of names do not end")
        asked: Future[list[str]] = Future()
        threading.Thread(target=self._ask, args=(asked, host, port), daemon=True).start()
        try:
            found = asked.result(seconds)
        except TimeoutError as error:
            if not asked.done():  # else the resolver's own
                self._late.append(asked)
            raise httpcore.ConnectTimeout(f"no address of {host} came") from error
        except (OSError, ValueError) as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        if not found:
            raise httpcore.ConnectError(f"no address for {host}")
        return list(dict.fromkeys(found))

    def _ask(self, asked: Future[list[str]], host: str, port: int) -> None:
        try:
            asked.set_result(self._lookup(host, port))
        except (OSError, ValueError, MemoryError) as error:
            asked.set_exception(error)


def system(host: str, port: int) -> list[str]:
    """What the system's resolver says of `host`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]
