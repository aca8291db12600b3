"""Request → Fetched, politely: guard, robots.txt, pace, attempts and redirects in their order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from scraper.config import Images
from scraper.errors import ConfigError, FetchError
from scraper.fetch import guard, moods, pace
from scraper.fetch.breaker import Breaker
from scraper.fetch.pace import Pace
from scraper.fetch.robots import LARGEST, Robots
from scraper.fetch.wire import Wire
from scraper.models import Fetched, Kind, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    import httpx

    from scraper.config import Fetch
    from scraper.fetch.limits import Reach
    from scraper.fetch.moods import Mood
    from scraper.fetch.wire import Exchange
    from scraper.models import Host


@dataclass(frozen=True, slots=True, kw_only=True)
class _Want:
    """What sort of answer is right, and how much of it; with `proof` it shows its host to be well.

    A robots.txt does not: firewalls let it pass.
    """

    accept: str
    fits: Callable[[Fetched], Mood | None]
    limit: int
    admit: Callable[[str], str]
    """The guard that lets an address pass, or raises FetchError."""
    rule: str = "fetch.max_bytes"
    prefix: bool = False
    proof: bool = True


class Client:
    """Visits the site: one request after the other, each host at its pace. Not for two threads.

    `transport` stands in for the network (and for fetch.proxy), `reach` for the resolver and the
    connections under it. Clock, sleep and chance (0 to 1) are given. Raises ConfigError where
    user_agent, proxy or gateway cannot be used.
    """

    def __init__(  # noqa: PLR0913 - time, sleep, chance and transport are arguments
        self,
        settings: Fetch,
        images: Images | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        reach: Reach | None = None,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        chance: Callable[[], float],
    ) -> None:
        agent = settings.user_agent
        if not (agent.strip() and agent.isascii() and agent.isprintable()):
            raise ConfigError("fetch.user_agent: not a header; use printable ASCII letters")
        self._settings = settings
        self._images = images or Images()
        self._chance = chance
        self._wire = Wire(settings, given=transport, reach=reach, now=now, monotonic=monotonic)
        self._pace = Pace(
            settings.interval, settings.jitter, monotonic=monotonic, sleep=sleep, chance=chance
        )
        self._breaker = Breaker(now)
        self._robots = Robots(agent, self._rules)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._wire.close()

    def learn(self, hosts: Iterable[Host]) -> None:
        """Obey what earlier runs know of hosts that failed."""
        self._breaker.learn(hosts)

    def news(self) -> list[Host]:
        """The hosts that failed, or answer again, since this was last asked."""
        return self._breaker.news()

    def page(self, url: str) -> Fetched:
        """The page at `url`, after redirects; FetchError where it did not come or is not HTML."""
        accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
        want = self._want(accept, moods.page)
        return self._visit(Request(url=url), want, robots=True)

    def ask(self, request: Request, *, robots: bool = True) -> Fetched:
        """The answer to `request`: JSON, XML (gzipped too) or text; FetchError for anything else.

        With `robots` false, robots.txt is not asked (the `robots` of a source).
        """
        accept = "application/json,application/xml;q=0.9,text/*;q=0.8,*/*;q=0.5"
        return self._visit(request, self._want(accept, moods.listing), robots=robots)

    def image(self, url: str, referer: str) -> Fetched:
        """The answer to `url`, asked for as a browser asks for an image of the page `referer`.

        From hosts of images only, and within their limits; what its bytes are is for others to say.
        FetchError where it did not come.
        """
        want = _Want(
            accept="image/avif,image/webp,image/png,image/jpeg,image/gif,*/*;q=0.1",
            fits=moods.anything,
            limit=self._images.max_bytes,
            admit=lambda target: guard.image(target, self._images.hosts),
            rule="images.max_bytes",
        )
        return self._visit(Request(url=url, headers=(("Referer", referer),)), want, robots=True)

    def _want(self, accept: str, fits: Callable[[Fetched], Mood | None]) -> _Want:
        return _Want(
            accept=accept, fits=fits, limit=self._settings.max_bytes, admit=self._page_admitted
        )

    def _page_admitted(self, url: str) -> str:
        return guard.check(url, self._settings.hosts)

    def _any_admitted(self, url: str) -> str:
        try:
            return guard.image(url, self._images.hosts)
        except FetchError:
            return self._page_admitted(url)

    def _rules(self, url: str) -> Fetched:
        """A robots.txt, or of one too large its first bytes; FetchError where it did not come."""
        limit = min(LARGEST, self._settings.max_bytes)
        accept = "text/plain,*/*;q=0.5"
        want = _Want(
            accept=accept,
            fits=moods.anything,
            limit=limit,
            admit=self._any_admitted,
            prefix=True,
            proof=False,
        )
        try:
            return self._visit(Request(url=url), want, robots=False)
        except FetchError as error:
            if error.kind is Kind.TOO_LARGE and error.answer:
                return error.answer
            raise

    def _visit(self, request: Request, want: _Want, *, robots: bool) -> Fetched:
        robots = robots and self._settings.robots
        trail = [self._admit(request.url, want, robots=robots)]
        while True:
            answer = self._persist(replace(request, url=trail[-1]), request.url, want)
            if not (target := moods.redirected(answer)):
                return answer
            if reason := self._astray(request, trail):
                reason = f"redirected to {target[:200]!a}: {reason}"
                raise FetchError(request.url, Kind.REDIRECTS, reason, answer=answer)
            trail.append(self._follow(target, answer, want, robots=robots))
            if trail[-1] in trail[:-1]:
                reason = f"redirected in a loop, by {trail[-1]}"
                raise FetchError(request.url, Kind.REDIRECTS, reason, answer=answer)

    def _astray(self, request: Request, trail: list[str]) -> str:
        """Why no further redirect is followed, or ""."""
        if request.method.upper() not in ("GET", "HEAD"):
            return f"a {request.method} request follows none"
        if len(trail) > self._settings.max_redirects:
            return f"more than {self._settings.max_redirects} in a row (fetch.max_redirects)"
        return ""

    def _admit(self, url: str, want: _Want, *, robots: bool) -> str:
        """The address in its plain form, once guard and robots.txt let it pass."""
        target = want.admit(url)
        if robots:
            self._pace.slow(guard.host(target), self._robots.check(target))
        return target

    def _follow(self, target: str, answer: Fetched, want: _Want, *, robots: bool) -> str:
        try:
            return self._admit(target, want, robots=robots)
        except FetchError as error:
            reason = f"redirected to {error.url}: {error.reason}"
            raise FetchError(
                answer.asked, error.kind, reason, answer=answer, retry_after=error.retry_after
            ) from error

    def _persist(self, request: Request, asked: str, want: _Want) -> Fetched:
        """The answer, after as many attempts as its faults deserve."""
        host = guard.host(request.url)
        request = _accepting(request, want.accept)
        attempt = 0
        while True:
            attempt += 1
            self._rested(host, asked)
            self._pace.wait(host)
            exchange = self._wire.send(
                request, asked, want.limit, prefix=want.prefix, rule=want.rule
            )
            answer = exchange.answer
            mood = moods.judge(answer, exchange.fault, want.fits) if answer else exchange.fault
            if mood:
                self._rest(host, attempt, mood, exchange, asked)
            elif answer:
                if want.proof:
                    self._breaker.answered(host)
                return answer

    def _rested(self, host: str, asked: str) -> None:
        """FetchError where `host` is left alone; a pause short enough is waited for."""
        if reason := self._pace.left(host):
            reason = f"{host} is left alone for the rest of this run: {reason}"
            raise FetchError(asked, Kind.BLOCKED, reason)
        seconds, reason = self._breaker.left(host)
        if seconds > self._settings.max_backoff:
            raise FetchError(asked, Kind.BLOCKED, f"{host} is left alone {reason}")
        if seconds:
            self._pace.later(host, seconds)

    def _rest(self, host: str, attempt: int, mood: Mood, exchange: Exchange, asked: str) -> None:
        """Put off the next attempt; FetchError where there is none."""
        answer, ceiling = exchange.answer, self._settings.max_backoff
        wish = pace.wished(moods.header(answer, "retry-after"), answer.at) if answer else None
        pause = pace.backoff(attempt, wish, ceiling, self._chance())
        if mood.again and pause is not None and attempt < self._settings.attempts:
            self._pace.later(host, pause)
            return
        reason = f"{mood.reason} ({attempt} attempts)" if attempt > 1 else mood.reason
        self._breaker.failed(host, mood, wish)
        if mood.again and pause is None:
            reason = f"{reason}; it asks for {wish:g} s, more than fetch.max_backoff"
            self._pace.leave(host, reason)
        elif mood.leave:
            self._pace.leave(host, reason)
        elif mood.again and wish:
            self._pace.later(host, wish)
        error = FetchError(asked, mood.kind, reason, answer=answer, retry_after=wish)
        raise error from exchange.cause


def _accepting(request: Request, accept: str) -> Request:
    if any(name.lower() == "accept" for name, _ in request.headers):
        return request
    return replace(request, headers=(("Accept", accept), *request.headers))
