"""A request → the answer to it: one that is kept, or a page that is made in a thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from scraper.archive.store import Store
from scraper.config import Settings
from scraper.errors import ArchiveError, QueryError, ScraperError, unforeseen
from scraper.serve import answer
from scraper.serve.asked import Asked, RefusalError, language
from scraper.serve.kept import Answer, Kept
from scraper.serve.ready import Waiting
from scraper.serve.stores import Stores, Version
from scraper.serve.view import View, Written

THREADS = 4
"""Answers made at once: SQLite reads beside Python, so one is never waited for by all."""

Page = Callable[[Store, Asked, Settings], View | Written]
Key = tuple[str, str, str]
"""Path, query, and the language of a page, or the base of what names whole addresses."""


@dataclass(slots=True, kw_only=True)
class Site:
    """One archive being read: `now` is the time, `tell` hears a line of each fault of ours."""

    setting: Settings
    stores: Stores
    now: Callable[[], datetime]
    tell: Callable[[str], None]
    kept: Kept[Key] = field(default_factory=Kept)
    _making: dict[tuple[Key, Version], asyncio.Task[Answer]] = field(default_factory=dict)
    _threads: anyio.CapacityLimiter | None = None

    async def answered(self, request: Request, page: Page, form: str) -> Response:
        """The answer to a request: one that is kept, or made once however many wait for it."""
        lang = language(request.headers.get("accept-language", ""))
        base = self.base(request) if form == "feed" else ""
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

    def base(self, request: Request) -> str:
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
