"""The same by Ray: on a cluster that is joined, or on this machine; the one window to Ray."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self, TypeVar

from scraper.crew import TRIES
from scraper.errors import ConfigError, ScraperError, unforeseen
from scraper.scale.engine import Lost

Item = TypeVar("Item")
Done = TypeVar("Done")

_STORE = 200_000_000
"""Bytes of shared memory: results here are a few kilobytes, Ray would take a third of all."""
_PATIENCE = 5.0  # seconds
_LOOK = 0.2  # seconds between two looks at whether the work is to end


class Cluster:
    """Ray at an `address` (``auto``: the cluster of this machine), "" for one of our own.

    Our own has so many workers, `jobs`; a cluster as many as it has processors. `breathe` is called
    while they work.
    """

    def __init__(self, address: str, jobs: int, breathe: Callable[[], None] = lambda: None) -> None:
        self._address, self._jobs, self._breathe = address, jobs, breathe
        self._ray = _ray()

    def __enter__(self) -> Self:
        _reach(self._address)
        own = {
            "num_cpus": self._jobs,
            "include_dashboard": False,
            "object_store_memory": _STORE,
        }
        try:
            self._ray.init(
                self._address or "local",
                log_to_driver=False,
                logging_level="ERROR",
                **({} if self._address else own),
            )
        except (ConnectionError, ValueError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:200]
            place = f"--address {self._address}" if self._address else "--engine ray"
            raise ConfigError(f"{place}: {reason}; start a cluster with `ray start`") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._ray.shutdown()

    def map(
        self, function: Callable[[Item], Done], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Done | Lost]]:
        """Each item with what was made of it, as they are done."""
        ray = self._ray
        remote = ray.remote(max_retries=TRIES - 1)(function)
        most = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
        rest, going = iter(items), {}
        while True:
            for item in rest:
                going[remote.remote(item)] = item
                if len(going) >= most:
                    break
            if not going:
                return
            ready, _ = ray.wait([*going], timeout=_LOOK)
            self._breathe()
            for one in ready:
                yield going.pop(one), _result(ray, one)


def _reach(address: str) -> None:
    """ConfigError where nobody listens at host:port: Ray would try for two minutes."""
    host, _, port = address.rpartition(":")
    if not (host and port.isdigit()) or "://" in address:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise ConfigError(f"--address {address}: {error}; start a cluster there") from error


def _result(ray: Any, one: Any) -> Any:
    """What was made of an item; Lost where its worker died each time, our own error as it is."""
    try:
        return ray.get(one)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, ScraperError):
            raise error.cause from error
        return Lost(reason=unforeseen(error.cause))
    except ray.exceptions.RayError as error:
        return Lost(reason=f"its worker died, twice ({type(error).__name__})")


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers
    try:
        import ray  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        remedy = "pip install 'scraper[scale]', or work with --engine processes"
        raise ConfigError(f"--engine ray: needs one more package; {remedy}") from error
    return ray
