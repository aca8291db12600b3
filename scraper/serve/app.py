"""The archive → an ASGI app: the addresses, and what answers them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scraper.archive.store import Store
from scraper.config import Settings
from scraper.errors import ArchiveError, QueryError, ScraperError, unforeseen
from scraper.extract import document
from scraper.fetch.client import Client
from scraper.serve import (
    answer,
    article,
    changes,
    diff,
    feed,
    frame,
    health,
    opensearch,
    picture,
    search,
    sql,
    today,
    trends,
)
from scraper.serve.asked import Asked, RefusalError, language
from scraper.serve.gate import App, Gate
from scraper.serve.kept import Answer, Kept
from scraper.serve.ready import Ready, Waiting
from scraper.serve.stores import Stores, Version
from scraper.serve.view import View, Written

THREADS = 4
"""Answers made at once: SQLite reads beside Python, so one is never waited for by all."""

Page = Callable[[Store, Asked, Settings], View | Written]
Key = tuple[str, str, str]
"""Path, query, and the language of a page, or the base of what names whole addresses."""

PAGES: Mapping[str, Page] = {
    "/": today.page,
    "/a/{id}/diff": diff.page,
    "/a/{id}": article.page,
    "/search": search.page,
    "/sql": sql.page,
    "/changes": changes.page,
}
"""Each is there as JSON too, and as CSV where it has tables: ``/changes.json``, ``/index.json``."""

FEEDS: Mapping[str, Page] = {
    "/feed.{form}": feed.articles,
    "/changes.{form}": feed.changes,
}
"""What names whole addresses."""

_IMAGE = {
    "cache-control": "private, max-age=604800, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
}


@dataclass(slots=True, kw_only=True)
class Site:
    """One archive being read: `now` is the time, `tell` hears a line of each fault of ours."""

    setting: Settings
    stores: Stores
    now: Callable[[], datetime]
    tell: Callable[[str], None]
    kept: Kept[Key] = field(default_factory=Kept)
    proxy: picture.Proxy | None = None
    _making: dict[tuple[Key, Version], asyncio.Task[Answer]] = field(default_factory=dict)
    _threads: anyio.CapacityLimiter | None = None

    async def answered(self, request: Request, page: Page, form: str) -> Response:
        """The answer to a request: one that is kept, or made once however many wait for it."""
        lang = language(request.headers.get("accept-language", ""))
        base = self._base(request) if form == "feed" else ""
        key = (request.url.path, request.url.query, lang if form == "html" else base)
        moment = time.monotonic()
        version = self.stores.version(moment)
        making = (key, version)  # what was begun before the archive was written to is of before
        known = self.kept.get(key, version, moment)
        if known is None:
            asked = Asked(
                now=self.now(),
                lang=lang,
                form=form,
                base=base,
                path=request.path_params,
                query=_values(request),
            )
            if making not in self._making:
                made = self._made(page, asked, form, key)
                self._making[making] = asyncio.create_task(made)
                self._making[making].add_done_callback(lambda _: self._making.pop(making))
            known = await asyncio.shield(self._making[making])
            if known.status == 200:
                self.kept.put(key, version, known)
        return _response(request, known)

    async def run(self, work: Callable[..., Any], *values: Any) -> Any:
        """What work comes to that is done in a thread, beside few others."""
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(THREADS)
        return await anyio.to_thread.run_sync(work, *values, limiter=self._threads)

    def _base(self, request: Request) -> str:
        """Where this archive is served, by the name that the gate let through."""
        said = request.headers.get("x-forwarded-proto", "") if self.setting.serve.proxy else ""
        scheme = "https" if said.partition(",")[0].strip().lower() == "https" else "http"
        return f"{scheme}://{request.headers['host']}"

    async def _made(self, page: Page, asked: Asked, form: str, key: Key) -> Answer:
        if isinstance(page, Waiting) and (coming := page.ready.coming()):
            await asyncio.gather(asyncio.wrap_future(coming), return_exceptions=True)
        made: Answer = await self.run(self._make, page, asked, form, key)
        return made

    def _make(self, page: Page, asked: Asked, form: str, key: Key) -> Answer:
        place = key[:2]
        now = time.monotonic()
        try:
            made = page(self.stores.here(), asked, self.setting)
            return answer.of(made, form, asked, place, now)
        except RefusalError as error:
            view = answer.fault(error.status, str(error))
        except QueryError as error:
            view = answer.fault(400, str(error))
        except ArchiveError as error:
            self.tell(str(error))
            view = answer.fault(503, str(error))
        return answer.of(view, "html" if form == "html" else "json", asked, place, now)

    async def kept_image(self, request: Request) -> Response:
        """The image of a hash that is kept."""
        sha256, kind = request.path_params["sha256"], request.path_params["type"]
        data = await self.run(lambda: self.stores.here().gallery.read(sha256))
        if data is None or kind not in picture.TYPES:
            return Response("no such image\n", 404, media_type="text/plain")
        return Response(data, headers=_IMAGE | {"content-type": picture.TYPES[kind]})

    async def image(self, request: Request) -> Response:
        """An image of an article, which is not kept: from where it is."""
        path = request.path_params
        found = await self.run(lambda: picture.wanted(self.stores.here(), path["id"], path["mark"]))
        if found is None or self.proxy is None:
            return Response("no such image\n", 404, media_type="text/plain")
        came = await self.proxy.get(*found)
        if came is None:
            return Response("too many images at once\n", 503, media_type="text/plain")
        if not came.data:
            return Response(f"{came.reason}\n", 404, media_type="text/plain")
        return Response(came.data, headers=_IMAGE | {"content-type": came.type})

    async def document(self, request: Request) -> Response:
        """An article as the document that `export` writes."""
        found = await self.run(lambda: self.stores.here().article(request.path_params["id"]))
        if found is None:
            return Response("no such article\n", 404, media_type="text/plain")
        return Response(document.write(document.of(found)), media_type="text/markdown")

    async def described(self, request: Request) -> Response:
        """How a browser searches here, under the name that the gate let it ask by."""
        lang = language(request.headers.get("accept-language", ""))
        text = opensearch.description(self._base(request), lang)
        return Response(text, media_type=opensearch.TYPE, headers={"vary": "Accept-Language"})

    def failed(self, request: Request, error: Exception) -> Response:
        """What is said where this program is at fault: one line there, one line here."""
        text = str(error) if isinstance(error, ScraperError) else unforeseen(error)
        self.tell(f"{request.url.path}: {text}")
        return Response(f"{text}\n", 500, media_type="text/plain")

    def unread(self, _: Request, error: Exception) -> Response:
        """What is said where the archive cannot be read."""
        self.tell(str(error))
        return Response(f"{error}\n", 503, media_type="text/plain")

    def missing(self, request: Request, _: Exception) -> Response:
        """What is said of an address that is none."""
        asked = Asked(now=self.now(), lang=language(request.headers.get("accept-language", "")))
        view = answer.fault(404, "no such page")
        form = "json" if request.url.path.endswith(".json") else "html"
        return _response(request, answer.of(view, form, asked, (request.url.path, ""), 0.0))


def app(
    setting: Settings,
    *,
    now: Callable[[], datetime],
    tell: Callable[[str], None],
    client: Client | None = None,
) -> App:
    """The app that shows the archive of the settings; ArchiveError where it cannot be read.

    `client` asks for images that are not kept; without one they are not shown.
    """
    stores = Stores(setting.archive.path)
    if client is None:
        setting = replace(setting, serve=replace(setting.serve, images=False))
        proxy = None
    else:
        proxy = picture.Proxy(client=client, images=setting.images, monotonic=time.monotonic)
    site = Site(setting=setting, stores=stores, now=now, tell=tell, proxy=proxy)
    others = [
        Route("/static/{mark}/{name}", _static),
        Route("/image/{sha256}.{type}", site.kept_image),
        Route("/a/{id}/image/{mark}", site.image),
        Route("/a/{id}.md", site.document),
        Route("/opensearch.xml", site.described),
    ]
    pages = {**PAGES, **_slow(stores, setting, now)}
    routes = [route for path, page in pages.items() for route in _routes(site, path, page)]
    feeds = [Route(path, _endpoint(site, page, "feed")) for path, page in FEEDS.items()]
    inner = Starlette(
        routes=[*others, *routes, *feeds],
        exception_handlers={
            404: site.missing,
            ArchiveError: site.unread,
            Exception: site.failed,
        },
    )
    names = {one.lower().removesuffix(".") for one in (*setting.serve.names, setting.serve.host)}
    return Gate(app=inner, names=names, password=setting.serve.password)


def _slow(stores: Stores, setting: Settings, now: Callable[[], datetime]) -> dict[str, Page]:
    """The pages of what is slow to make; the tally is begun at once."""
    counts = Ready(stores, lambda one, at: one.tallies.count(at), now=now, apart=180)
    verdict = Ready(
        stores,
        lambda one, at: health.judge(one, at, setting),
        now=now,
        apart=5,
        lasts=60,
        oldest=60,
    )
    counts.begin()
    return {
        "/trends": Waiting(ready=counts, page=trends.page),
        "/health": Waiting(ready=verdict, page=health.page),
    }


def _routes(site: Site, path: str, page: Page) -> list[Route]:
    """The routes of a page: as HTML under its path, in the other forms with an ending."""
    name = path.rstrip("/") or "/index"
    paths = {"json": f"{name}.json", "csv": f"{name}.csv", "html": path}
    return [Route(place, _endpoint(site, page, form)) for form, place in paths.items()]


def _endpoint(site: Site, page: Page, form: str) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        return await site.answered(request, page, form)

    return endpoint


def _values(request: Request) -> dict[str, tuple[str, ...]]:
    query = request.query_params
    return {name: tuple(query.getlist(name)) for name in query}


def _response(request: Request, known: Answer) -> Response:
    """What is sent: nothing but the head where the browser has it already."""
    headers = {"etag": known.etag, "cache-control": "private, no-cache", "vary": "Accept-Language"}
    there = request.headers.get("if-none-match", "")  # a proxy that compresses writes W/ before it
    if known.status == 200 and known.etag in there.replace("W/", "").split(", "):
        return Response(status_code=304, headers=headers)
    return Response(known.body, known.status, {**headers, "content-type": known.type})


async def _static(request: Request) -> Response:
    found = frame.statics().get(request.path_params["name"])
    if found is None or found.mark != request.path_params["mark"]:
        return Response("no such file\n", 404, media_type="text/plain")
    headers = {"content-type": found.type, "cache-control": "public, max-age=31536000, immutable"}
    return Response(found.body, headers=headers)
