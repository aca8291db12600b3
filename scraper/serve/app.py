"""The archive → an ASGI app: the addresses, and what answers them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scraper.config import Settings
from scraper.errors import ArchiveError
from scraper.fetch.client import Client
from scraper.serve import (
    article,
    beside,
    changes,
    diff,
    feed,
    health,
    picture,
    search,
    sql,
    today,
    trends,
)
from scraper.serve.beside import Beside
from scraper.serve.gate import App, Gate
from scraper.serve.ready import Ready, Waiting
from scraper.serve.site import Page, Site
from scraper.serve.stores import Stores

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
    site = Site(setting=setting, stores=stores, now=now, tell=tell)
    more = Beside(site=site, proxy=proxy)
    others = [
        Route("/static/{mark}/{name}", beside.static),
        Route("/image/{sha256}.{type}", more.kept_image),
        Route("/a/{id}/image/{mark}", more.image),
        Route("/a/{id}.md", more.document),
        Route("/opensearch.xml", more.described),
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
