"""The weather: true in structure, the same for the same seed, and it knows its own truth."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import httpx
import pytest

from scraper import urls
from scraper.config import Source, Topics
from scraper.demo import pages
from scraper.demo.answers import Answer, Ask
from scraper.demo.content import Entry
from scraper.demo.moods import Visit
from scraper.demo.server import serve
from scraper.demo.weather import Climate, Weather, spells, turns
from scraper.demo.weather.edition import Edition
from scraper.demo.weather.press import Press
from scraper.discover import plan, sources, topics
from scraper.errors import PageError
from scraper.extract import article as articles
from scraper.extract import page
from scraper.models import Article, Fetched, Hint, Kind

if TYPE_CHECKING:
    from scraper.demo.weather.story import Story

CLIMATE = Climate(seed=5)
CALM = Climate(seed=5, odds=0.0, lists=0.0, sky=0.0)
SOON = CLIMATE.start + timedelta(hours=60)
STORIES = [Press(CLIMATE).story(number) for number in range(400)]
RULE = topics.rule(Topics(), Source(name="any", kind="hot"))


class Clock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def weather(climate: Climate = CLIMATE, moment: datetime = SOON) -> Weather:
    return Weather(climate, now=Clock(moment))


def ask(path: str, host: str = "new.qq.com", **more) -> Ask:
    return Ask(host=host, path=path, **more)


def fetched(answer: Answer, url: str = "https://i.news.qq.com/") -> Fetched:
    body = b"".join(answer.parts)
    return Fetched(
        asked=url, url=url, status=answer.status, headers=answer.headers, body=body, at=SOON
    )


def read(entry: Entry, answer: Answer) -> Article:
    return articles.read(page.decode(fetched(answer, entry.url)), urls.read(entry.url), Hint())


def named(site: Weather, source: Source) -> list[str]:
    """The ids of all that a source names, page by page, as the product asks for it."""
    queue, found = [sources.first(source)], []
    for _ in range(source.pages):
        request = queue.pop(0)
        path, _, query = request.url.removeprefix("https://").partition("?")
        host, _, path = path.partition("/")
        asked = httpx.QueryParams(query)
        question = ask(
            f"/{path}", host, method=request.method, query=dict(asked), body=request.body
        )
        listing = sources.read(source, request, fetched(site.answer(question)), SOON)
        found += [link.address.id for link in listing.links]
        queue.extend(listing.more)
        if not queue:
            break
    return found


@pytest.mark.parametrize("story", STORIES[:130], ids=lambda one: str(one.number))
def test_an_article_is_read_from_its_page_as_it_was_written(story: Story) -> None:
    for entry in filter(None, (story.entry, story.second)):
        found = read(entry, pages.whole(entry))
        assert (found.id, found.title, found.author) == (entry.id, entry.title, entry.author.name)
        assert abs(found.published - entry.published) < timedelta(minutes=1)
        assert str(story.number) in found.body


def test_there_are_all_eras_and_fates_and_no_id_or_text_twice() -> None:
    assert Counter(one.entry.era for one in STORIES[:100]).keys() == {"recent", "middle", "classic"}
    assert {one.fate for one in STORIES} == {
        Kind.NEW,
        Kind.GONE,
        Kind.PAID,
        Kind.VIDEO,
        Kind.NOT_ARTICLE,
        Kind.OFF_TOPIC,
    }
    assert len({one.entry.id for one in STORIES}) == len({one.entry.body for one in STORIES}) == 400
    assert any(one.second for one in STORIES)
    assert any(one.quiet for one in STORIES)


def test_the_topic_rule_agrees_with_what_was_written() -> None:
    for story in STORIES:
        entry = story.entry
        assert topics.judge(RULE, Hint(title=entry.title)).wanted is entry.topic, entry.title


def test_the_same_seed_gives_the_same_weather_and_another_another() -> None:
    paths = [f"/rain/a/{one.entry.id}" for one in STORIES[100:160]]

    def said(seed: int) -> list[tuple[int, object]]:
        site = weather(Climate(seed=seed))
        given = [site.answer(ask(path)) for path in paths for _ in range(3)]
        return [(one.status, one.headers) for one in given]

    assert said(5) == said(5)
    assert said(5) != said(6)


def test_lists_show_a_window_that_moves_with_the_clock() -> None:
    clock = Clock(CALM.start)
    site = Weather(CALM, now=clock)
    source = Source(name="ai", kind="channel", channel="news_news_fx", pages=9)
    seen: list[set[str]] = []
    for _ in range(4):
        clock.moment += timedelta(hours=9)
        seen.append(set(named(site, source)))
    assert all(after - before for before, after in pairwise([set(), *seen]))
    assert seen[0] - seen[3]
    assert set().union(*seen) <= {one.entry.id for one in site.edition.stories()}


@pytest.mark.parametrize(
    "source",
    [
        Source(name="tech", kind="channel", channel="news_news_tech", pages=9),
        Source(name="hot", kind="hot"),
        Source(name="desk", kind="channel", channel="kv:tech"),
        Source(name="account", kind="author", author="8QIf3n5c7IYdvTfa5A0=", pages=9),
        Source(name="words", kind="search", query="大模型", pages=9),
        Source(name="map", kind="sitemap", pages=9),
    ],
    ids=lambda one: one.name,
)
def test_every_list_names_articles_that_are_out(source: Source) -> None:
    site = weather(CALM)
    found = named(site, source)
    assert found
    assert set(found) <= {one.entry.id for one in site.edition.stories()}


def test_the_typed_addresses_lead_to_the_whole_stock() -> None:
    site = weather(CALM)
    asked = [urls.read(line) for line in site.typed()]
    assert len({one.fetch_url for one in asked}) == CALM.stock
    assert len([one for one in asked if not one.certain]) > 10
    ends: Counter[str] = Counter()
    for address in asked:
        url, answer = address.fetch_url, None
        while answer is None or (answer.status in (301, 302) and "www.qq.com" not in url):
            host, _, path = url.split("://")[1].partition("/")
            answer = site.answer(ask(f"/{path}", host))
            url = dict(answer.headers).get("location", url)
        ends[host] += 1
    assert {"tech.qq.com", "finance.qq.com", "page.om.qq.com", "new.qq.com"} <= ends.keys()


def test_what_is_not_out_yet_is_not_there() -> None:
    site = weather(CALM)
    later = site.press.story(site.edition.count + 5).entry
    assert site.answer(ask(f"/rain/a/{later.id}")).status == 302
    assert later.id not in site.truth().gives.keys() | site.truth().never.keys()


def test_every_mood_is_met_and_most_pages_are_soon_whole() -> None:
    """However unhappy, nearly every page is whole before the shortest rule gives it up."""
    met: Counter[str] = Counter()
    late = 0
    for number in range(500):
        runs = [turns.of(("any", number), count, CLIMATE.odds, turns.PAGES) for count in range(10)]
        met.update(one.name for one in runs if one)
        late += all(runs[: len(plan.AGAIN[Kind.REDIRECTS]) + 1])
    assert met.keys() == {one.name for one in turns.PAGES}
    assert late < 0.06 * 500


@pytest.mark.parametrize("turn", turns.PAGES, ids=lambda one: one.name)
def test_no_unhappy_answer_holds_an_article(turn: turns.Turn) -> None:
    entry = STORIES[150].entry
    answer = turn.answer(Visit(entry=entry, today=SOON, delay=1.0))
    names = {name for name, _ in answer.headers}
    plain = "content-length" in names and "content-encoding" not in names
    if answer.status != 200 or answer.cut or answer.wait or answer.pause or not plain:
        return  # the client says what is wrong with these
    with pytest.raises(PageError):
        read(entry, answer)


def test_a_spell_lies_over_a_place_for_hours_and_ends_when_it_says() -> None:
    found = []
    for hour in range(24 * 60):
        moment = CLIMATE.start + timedelta(hours=hour)
        spell = spells.over(5, "new.qq.com", moment, CLIMATE.sky, spells.HOSTS)
        found.append(spell)
        if spell:
            assert moment < spell[1] <= moment + timedelta(hours=15)
            assert spell[0].answer(spell[1], 3600.0)
    share = sum(one is not None for one in found) / len(found)
    assert 0.02 < share < 0.25
    assert len({one[0].name for one in found if one}) >= 3


def test_fair_weather_gives_every_article_and_nothing_new() -> None:
    clock = Clock(SOON)
    site = Weather(CLIMATE, now=clock)
    site.clear()
    before = site.truth()
    clock.moment += timedelta(days=60)
    truth = site.truth()
    assert truth.gives.keys() == before.gives.keys()
    assert truth.earlier.keys() >= before.earlier.keys()
    for entry in list(truth.gives.values())[::7]:
        place = entry.url.split("://")[1]
        host, _, path = place.partition("/")
        assert read(entry, site.answer(ask(f"/{path}", host))).title == entry.title
    assert len(truth.earlier) > 2
    assert all(truth.gives[key].title != one.title for key, one in truth.earlier.items())


def test_an_article_that_only_one_list_names_counts_once_it_was_heard_of() -> None:
    clock = Clock(CALM.start)
    site = Weather(CALM, now=clock)
    source = Source(name="ai", kind="channel", channel="news_news_fx", pages=9)
    quiet: set[str] = set()
    while not quiet:
        clock.moment += timedelta(hours=1)
        quiet = {one.entry.id for one in site.edition.newest(20) if one.quiet}
    for sure, where in ((False, "perhaps"), (True, "perhaps"), (True, "gives")):
        assert quiet <= set(named(site, source))
        site.heard(sure=sure)
        assert quiet <= getattr(site.truth(), where).keys()


@pytest.mark.parametrize("kind", [Kind.GONE, Kind.PAID, Kind.VIDEO, Kind.NOT_ARTICLE])
def test_what_could_not_be_had_is_never_had(kind: Kind) -> None:
    site = weather(CALM)
    keys = [key for key, fate in site.truth().never.items() if fate is kind]
    assert keys
    for key in keys[:3]:
        answer = site.answer(ask(f"/rain/a/{key}"))
        entry = site.edition.entry(key)
        assert answer.status == 302 or isinstance(entry, Entry)
        if answer.status == 200:
            with pytest.raises(PageError) as caught:
                read(entry, answer)
            assert caught.value.kind is kind


def test_a_corrected_text_replaces_the_first_at_its_hour() -> None:
    story = next(one for one in STORIES if one.second)
    press = Press(CALM)
    before = Edition(press=press, moment=story.turns - timedelta(minutes=1)).entry(story.entry.id)
    after = Edition(press=press, moment=story.turns).entry(story.entry.id)
    assert (before, after) == (story.entry, story.second)


def test_a_silent_answer_closes_a_real_connection() -> None:
    clock = Clock(CLIMATE.start)
    site = Weather(Climate(seed=5, sky=1.0), now=clock)
    for _ in range(200):
        clock.moment += timedelta(hours=3)
        found = spells.over(5, "new.qq.com", clock.moment, 1.0, spells.HOSTS)
        if found and found[0].name == "connections closed":
            break
    with serve(site.app) as serving:
        start = time.monotonic()
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{serving.url}/rain/a/20261123A0002T00", headers={"Host": "new.qq.com"})
        assert time.monotonic() - start < 1
        site.clear()
        assert httpx.get(f"{serving.url}/robots.txt", headers={"Host": "new.qq.com"}).is_success
    assert json.dumps(site.seen)
