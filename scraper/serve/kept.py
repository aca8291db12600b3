"""Answers kept in memory: the latest, as long as the archive is as it was."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from scraper.serve.stores import Version

ROOM = 64 << 20
"""Bytes of all answers together."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent: `etag` is of the body; until `good`, seconds of a clock, it stays as it is.

    One that is `late` stays no longer, whatever the version.
    """

    status: int
    type: str
    body: bytes
    etag: str
    good: float = 0.0
    late: bool = False


class Kept(Generic[Key]):
    """The answers that were asked for last; not for two threads."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._size = 0
        self._version: Version | None = None
        self._held: OrderedDict[Key, tuple[Version, Answer, int]] = OrderedDict()

    def get(self, key: Key, version: Version, now: float) -> Answer | None:
        """The answer to a key, where it is of this version of the archive, or still good."""
        if version != self._version:
            self._version = version
            self._clear(version, now)
        found = self._held.get(key)
        if found is None or ((found[1].late or found[0] != version) and found[1].good < now):
            return None
        self._held.move_to_end(key)
        return found[1]

    def _clear(self, version: Version, now: float) -> None:
        """Let go of what nobody will be told any more: a version never comes again."""
        former = [(key, one[1]) for key, one in self._held.items() if one[0] != version]
        for key in [key for key, answer in former if answer.good < now]:
            self._size -= self._held.pop(key)[2]

    def put(self, key: Key, version: Version, answer: Answer) -> None:
        """Keep an answer; the longest unused ones make room for it."""
        if old := self._held.pop(key, None):
            self._size -= old[2]
        size = len(answer.body) + len(repr(key))  # an address may be longer than its answer
        self._held[key] = version, answer, size
        self._size += size
        while self._size > self._room:
            _, (_, _, gone) = self._held.popitem(last=False)
            self._size -= gone
