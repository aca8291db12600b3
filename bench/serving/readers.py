"""Addresses → how long each answer took: many readers at once, in a process that costs little.

    python readers.py < asked.json > found.json

Asked are ``port``, ``readers`` (how many), ``seconds``, ``pause`` (seconds between two questions of
a reader, 0: none) and ``paths``, a list of ``[name, path]`` that all take from in turn. Found are,
by name, the answers as ``[milliseconds, bytes, status]``. An HTTP client of a library would take
longer than the server does.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from serving.server import pinned

LANGUAGES = ("zh-CN,zh;q=0.9,en;q=0.5", "en-GB,en;q=0.9")
Found = dict[str, list[list[float]]]
Ask = tuple[str, str]
"""Name and path."""


def load(port: int, paths: Sequence[Ask], cores: set[int] | None = None, **more: float) -> Found:
    """The answers to readers in a process of their own, by name; `more` as this file asks for."""
    asked = {"port": port, "paths": paths, "readers": 1, "seconds": 1e9, "pause": 0.0, **more}
    process = pinned([sys.executable, __file__], cores, stdin=-1, stdout=-1)
    said, _ = process.communicate(json.dumps(asked).encode())
    found: Found = json.loads(said)
    return found


async def read(asked: dict[str, Any]) -> Found:
    """The answers, by name, until the time or the addresses are over."""
    found: Found = {}
    rest = iter(asked["paths"])
    end = time.monotonic() + asked["seconds"]
    count = asked["readers"]
    several = (_reader(asked, number, rest, end, found) for number in range(count))
    await asyncio.gather(*several)
    return found


async def _reader(
    asked: dict[str, Any], number: int, rest: Iterator[Ask], end: float, found: Found
) -> None:
    head = f"Host: 127.0.0.1\r\nAccept-Language: {LANGUAGES[number % 10 == 9]}\r\n\r\n"
    await asyncio.sleep(asked["pause"] * number / asked["readers"])
    reader, writer = await asyncio.open_connection("127.0.0.1", asked["port"], limit=1 << 20)
    for name, path in rest:
        start = time.perf_counter()
        if writer.is_closing():
            reader, writer = await asyncio.open_connection("127.0.0.1", asked["port"])
        writer.write(f"GET {path} HTTP/1.1\r\n{head}".encode())
        status, size = await _answer(reader, writer)
        took = (time.perf_counter() - start) * 1e3
        found.setdefault(name, []).append([round(took, 3), size, status])
        if time.monotonic() >= end:
            break
        await asyncio.sleep(asked["pause"])
    writer.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, int]:
    """Status and size of the next answer; 0 where the connection broke."""
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(lines[9:12])
        if b"connection: close" in lines:
            writer.close()
        _, there, rest = lines.partition(b"content-length: ")
        if there:
            size = int(rest.partition(b"\r\n")[0])
            await reader.readexactly(size)
            return status, size
        return status, await _pieces(reader) if b"chunked" in lines else 0
    except (asyncio.IncompleteReadError, OSError):
        writer.close()
        return 0, 0


async def _pieces(reader: asyncio.StreamReader) -> int:
    """The size of an answer that comes in pieces."""
    total = 0
    while size := int((await reader.readline()).strip() or b"0", 16):
        await reader.readexactly(size + 2)
        total += size
    await reader.readline()
    return total


if __name__ == "__main__":
    json.dump(asyncio.run(read(json.load(sys.stdin))), sys.stdout)
