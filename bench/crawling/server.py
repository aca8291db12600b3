"""A process that serves the pages from memory: what is measured is who asks, not who answers.

    python server.py ARTICLES   one JSON line says the port; it ends with its standard input

One connection may be asked again and again; each answer is written from bytes that lie ready. The
address ``/asked?wait=SECONDS`` says how many pages were asked for since it was last asked, and how
many seconds lay between the first and the last; each further answer waits so long.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]

from crawling import pages  # noqa: E402
from scraper.demo import lists  # noqa: E402

MAP = 500
"""Articles of one sitemap."""
SITE = "https://news.qq.com"
_HTML, _XML, _TEXT = "text/html; charset=utf-8", "application/xml", "text/plain; charset=utf-8"
_DAY = "2025-03-01"


class Site:
    """All answers, ready; and what was asked."""

    def __init__(self, count: int) -> None:
        self.wait = 0.0
        self._asked: list[float] = []
        self._ready: dict[str, tuple[Any, ...]] = {}
        made = list(pages.made(count))
        self.sizes = sorted(page.size for page in made)
        for page in made:
            head = _head(_HTML, page.size)
            self._ready[page.path] = (head + page.head, page.common, page.tail)
        self._paths = [page.path for page in made]
        self._put("/robots.txt", _TEXT, lists.robots("news.qq.com"))

    def listen(self, port: int) -> None:
        """Make the sitemaps: for us with the site's own addresses, for others with this port's."""
        for name, base in (("sitemap", SITE), ("local", f"http://127.0.0.1:{port}")):
            parts = range(0, len(self._paths), MAP)
            rows = [f"{base}/{name}/news_{at // MAP}.xml" for at in parts]
            self._put(f"/{name}/index.xml", _XML, _map("sitemapindex", "sitemap", rows))
            for at, row in zip(parts, rows, strict=True):
                urls = [base + path for path in self._paths[at : at + MAP]]
                self._put(row.removeprefix(base), _XML, _map("urlset", "url", urls))

    def answer(self, target: str) -> tuple[Any, ...]:
        """The bytes of an answer, in pieces."""
        path, _, query = target.partition("?")
        if path == "/asked":
            return self._told(float(query.partition("=")[2] or 0))
        if path.startswith("/rain/"):
            self._asked.append(time.monotonic())
        return self._ready.get(path) or (_head(_TEXT, 9, "404 Not Found") + b"not there",)

    def _told(self, wait: float) -> tuple[bytes]:
        seconds = self._asked[-1] - self._asked[0] if self._asked else 0.0
        told = json.dumps({"pages": len(self._asked), "seconds": seconds}).encode()
        self._asked, self.wait = [], wait
        return (_head("application/json", len(told)) + told,)

    def _put(self, path: str, sort: str, text: str) -> None:
        data = text.encode()
        self._ready[path] = (_head(sort, len(data)) + data,)


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._rest = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for head in heads:
            target = head.split(b" ", 2)[1].decode("latin-1")
            answer = self._site.answer(target)
            if self._site.wait and target.startswith("/rain/"):
                loop = asyncio.get_running_loop()
                loop.call_later(self._site.wait, self._transport.writelines, answer)
            else:
                self._transport.writelines(answer)


def _head(sort: str, size: int, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {sort}\r\nContent-Length: {size}\r\n\r\n".encode()


def _map(root: str, entry: str, addresses: list[str]) -> str:
    rows = (f"<{entry}><loc>{one}</loc><lastmod>{_DAY}</lastmod></{entry}>\n" for one in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{root} xmlns="{space}">\n{"".join(rows)}</{root}>\n'


async def main(count: int) -> None:
    site = Site(count)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(site), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    site.listen(port)
    middle = site.sizes[len(site.sizes) // 2]
    told = {"port": port, "least": site.sizes[0], "median": middle, "most": site.sizes[-1]}
    print(json.dumps(told), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
