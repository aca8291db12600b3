"""Charts of what an archive counts: which days, which numbers, and that they are drawn."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from scraper import urls
from scraper.archive import store
from scraper.archive.tallies import Tally
from scraper.dates import BEIJING
from scraper.models import Article, Kind, Link, Mention, Sight
from scraper.serve import charts, span, trends
from scraper.serve.asked import RefusalError

from .. import season
from ..browser import opened
from ..tools import missing
from .sites import NOW, site

DAYS = some.dates(date(1, 1, 1), date(9999, 12, 31))
TODAY = date(2026, 11, 27)


def _span(since=None, until=None, by="", extent=(date(2020, 1, 1), TODAY)):
    return span.of(since, until, by, extent=lambda *_: extent, now=TODAY)


@given(DAYS, DAYS, some.sampled_from(["", *span.STEPS]))
def test_periods_follow_one_another_without_a_gap(one, other, by):
    since, until = sorted((one, other))
    try:
        found = _span(since, until, by)
    except RefusalError:
        return
    assert len(found.bounds) == len(found.names) + 1 <= span.MOST + 1
    assert list(found.bounds) == sorted(set(found.bounds))
    assert found.bounds[0] <= since.toordinal()
    assert found.bounds[-1] == until.toordinal() + 1
    for name, day in zip(found.names, found.bounds, strict=False):
        first = date.fromordinal(day)
        assert f"{first}".startswith(name)
        assert found.by != "week" or first.weekday() == 0
        assert found.by != "month" or first.day == 1


@pytest.mark.parametrize(
    ("days", "by"), [(1, "day"), (120, "day"), (121, "week"), (830, "week"), (2000, "month")]
)
def test_the_finest_step_is_taken_that_is_fine_enough(days, by):
    assert _span(TODAY - timedelta(days=days - 1)).by == by


def test_the_usual_span_is_of_the_last_days_of_the_archive():
    with_gap = {(date.min, TODAY): (date(2001, 5, 5), date(2019, 3, 1))}
    found = span.of(
        None,
        None,
        "",
        extent=lambda *days: with_gap.get(days, (date(2019, 2, 20), date(2019, 3, 1))),
        now=TODAY,
    )
    assert (found.since, found.until, found.by) == (date(2019, 2, 20), date(2019, 3, 1), "day")
    assert span.begins(found)["all"] == date(2001, 5, 5)


def test_an_empty_archive_has_a_span_too():
    found = _span(extent=None)
    assert found.until == TODAY


@pytest.mark.parametrize(
    ("since", "until", "by", "said"),
    [
        (TODAY, date(2026, 1, 1), "", "after"),
        (None, None, "hour", "day, week, month"),
        (date(2000, 1, 1), None, "day", "400"),
    ],
)
def test_what_is_no_span_is_refused(since, until, by, said):
    with pytest.raises(RefusalError, match=said):
        _span(since, until, by)


# a small archive whose numbers are known


def _article(number: int, **given: object) -> Article:
    key = f"20261120A{number:05}00"
    at = datetime(2026, 11, 20, 9, tzinfo=BEIJING) + timedelta(days=number % 3)
    known = {
        "id": key,
        "url": urls.of(key),
        "title": f"标题 {number}",
        "body": "正文",
        "published": at,
        "author": "晚报",
        "extractor": "qq-origin/1",
    }
    return Article(**{**known, **given})  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path):
    """Six articles, two a day: three name 甲公司, one was changed; and one page that is hollow."""
    with store.open(path := tmp_path / "archive.db") as archive:
        names = [
            {"name": one, "kind": "company", "company": None, "aliases": ["Jia"] if at == 0 else []}
            for at, one in enumerate(("甲公司", "乙公司", "丙公司"))
        ]
        archive.topics.learn(names, "digest")
        for number in range(6):
            _store(archive, number)
        changed = _article(0, title="另一个标题")
        archive.put(changed, snapshot=None, at=NOW, source="ai")
        _visit(archive, "20261120A0009900", Kind.HOLLOW, "ai", NOW - timedelta(days=1))
        _visit(archive, "20261120A0009800", Kind.TIMEOUT, "tech", NOW - timedelta(days=1))
    return path


def _store(archive: store.Store, number: int) -> None:
    one = _article(number, author=None if number == 5 else "晚报")
    named = [Mention(entity="甲公司", kind="company", count=1)] if number % 2 else []
    source = "ai" if number < 4 else "tech"
    at = NOW - timedelta(days=2)
    archive.put(one, snapshot=None, at=at, source=source, mentions=named)
    _visit(archive, one.id, Kind.NEW, source, at)


def _visit(archive: store.Store, key: str, kind: Kind, source: str, at: datetime) -> None:
    link = Link(address=urls.read(key), source=source)
    era = "" if kind is Kind.TIMEOUT else "qq-origin/1"
    sight = Sight(at=at, source=source, kind=kind, era=era, chars=100 if kind is Kind.NEW else 0)
    archive.visited(link.address.url, kind, at=at, due_at=None, link=link, sight=sight)


def _told(path: Path, **wish: object) -> dict[str, object]:
    with store.open(path, readonly=True) as archive:
        return trends.facts(archive, trends.Wish(**wish), NOW)  # type: ignore[arg-type]


def _lines(facts, name: str) -> dict[str | None, list[float | None]]:
    return {one["name"]: list(one["values"]) for one in facts["charts"][name]["series"]}


def test_the_numbers_are_those_of_the_archive(path):
    facts = _told(path)
    assert facts["periods"] == tuple(f"2026-11-{day}" for day in range(20, 27))
    assert _lines(facts, "articles") == {
        "ai": [2, 1, 1, 0, 0, 0, 0],
        "tech": [0, 1, 1, 0, 0, 0, 0],
    }
    assert _lines(facts, "entities") == {"甲公司": [1, 1, 1, 0, 0, 0, 0]}
    assert _lines(facts, "media") == {
        "晚报": [100.0, 100.0, 50.0, None, None, None, None],
        "": [0.0, 0.0, 50.0, None, None, None, None],
    }
    assert _lines(facts, "changes")["headline"] == [50.0, 0.0, 0.0, None, None, None, None]
    assert _lines(facts, "stored") == {
        "ai": [0, 0, 0, 0, 0, 4, 0],
        "tech": [0, 0, 0, 0, 0, 2, 0],
    }
    assert _lines(facts, "hollow") == {"qq-origin": [None] * 5 + [0.0, 100.0]}
    assert _lines(facts, "failed") == {
        "ai": [None] * 5 + [0.0, 0.0],
        "tech": [None] * 5 + [0.0, 100.0],
    }
    assert _lines(facts, "letters") == {"qq-origin": [None] * 5 + [100, None]}


def test_who_is_compared_is_chosen_by_name_or_alias(path):
    facts = _told(path, topics=("乙公司", "Jia", "甲公司"))
    assert facts["topics"] == ("乙公司", "甲公司")
    assert _lines(facts, "entities")["乙公司"] == [0] * 7


def test_weeks_and_months_come_to_the_same_sum(path):
    for by, periods in (("week", ("2026-11-16", "2026-11-23")), ("month", ("2026-11",))):
        facts = _told(path, by=by)
        assert facts["periods"] == periods
        assert sum(map(sum, _lines(facts, "articles").values())) == 6  # type: ignore[arg-type]


def test_more_than_a_chart_can_hold_is_the_rest(path):
    with store.open(path) as archive:
        for number in range(10, 30):
            one = _article(number, author=f"账号{number % 10}")
            archive.put(one, snapshot=None, at=NOW, source="ai")
    lines = _lines(_told(path), "media")
    assert len(lines) == charts.LINES + 1
    assert [*lines][-1] is None
    assert all(
        sum(day) == pytest.approx(100, abs=0.5)
        for day in zip(*lines.values(), strict=True)
        if day[0]
    )


def test_an_empty_archive_tells_of_nothing(tmp_path):
    with store.open(tmp_path / "archive.db"):
        pass
    facts = _told(tmp_path / "archive.db")
    assert all(not one["series"] for one in facts["charts"].values())
    with site(tmp_path / "archive.db") as base:
        assert httpx.get(f"{base}/trends").status_code == 200


def test_what_is_kept_in_memory_tells_the_same_as_what_is_counted_for_it(path):
    with store.open(path, readonly=True) as archive:
        whole: Tally = archive.tallies.count(NOW)
        wish = trends.Wish(since=date(2026, 11, 21), until=date(2026, 11, 22))
        chosen = trends._span(archive, wish, NOW)
        assert trends._told(archive, whole, chosen, ()).facts() == trends.facts(archive, wish, NOW)


# the pages


def test_each_chart_is_there_as_csv(path):
    with site(path) as base:
        facts = httpx.get(f"{base}/trends.json").json()
        for name, chart in facts["charts"].items():
            text = httpx.get(f"{base}/trends.csv", params={"table": name}).text
            rows = [*csv.reader(io.StringIO(text))]
            assert len(rows[0]) == 1 + len(chart["series"])
            assert [row[0] for row in rows[1:]] == facts["periods"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("since=2026-11-21&until=2026-11-22&by=day", 200),
        ("topic=甲公司&topic=乙公司", 200),
        ("topic=nobody", 404),
        ("since=yesterday", 400),
        ("by=hour", 400),
        ("since=0001-01-01", 400),
        ("until=1990-01-01", 200),
        ("since=2090-12-31&until=2090-12-31", 200),
        ("since=9999-12-31&until=9999-12-31", 400),
        ("since=2026-11-22&until=2026-11-21", 400),
    ],
)
def test_the_address_says_what_is_shown(path, query, status):
    with site(path) as base:
        for form in ("", ".json"):
            assert httpx.get(f"{base}/trends{form}?{query}").status_code == status


def test_no_more_than_can_be_told_apart_is_compared(path):
    with store.open(path) as archive:
        names = [
            {"name": f"n{number}", "kind": "company", "company": None, "aliases": []}
            for number in range(9)
        ]
        archive.topics.learn(names, "other")
    query = "&".join(f"topic=n{number}" for number in range(9))
    with site(path) as base:
        answer = httpx.get(f"{base}/trends.json?{query}")
        assert (answer.status_code, answer.json()["error"]) == (
            400,
            "topic: no more than 8 can be told apart",
        )


# in a browser

HOSTILE = "</td><script>document.title='x'</script>\u202e=1+1"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    season.fill(path := tmp_path_factory.mktemp("season") / "archive.db", kept=0)
    with store.open(path) as archive:
        one = _article(1, author=HOSTILE * 20)
        archive.put(one, snapshot=None, at=NOW, source=HOSTILE, mentions=())
    with site(path) as url:
        yield url


@pytest.fixture(scope="module")
def browser():
    with opened() as one:
        yield one


@pytest.fixture
def tab(browser, base):
    """A page, and all that was said in its console."""
    context = browser.new_context(locale="en", viewport={"width": 1280, "height": 900})
    page, said = context.new_page(), []
    page.on("console", lambda one: said.append(one.text))
    page.on("pageerror", lambda one: said.append(str(one)))
    page.goto(f"{base}/trends")
    yield page
    context.close()
    assert said == []


_DRAWN = """() => [...document.querySelectorAll('.plot canvas')].map((one) => {
  const data = one.getContext('2d').getImageData(0, 0, one.width, one.height).data;
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) seen.add(data.slice(i, i + 3).join());
  return seen.size;
})"""


def test_the_charts_are_drawn_from_the_tables(tab):
    colours = tab.evaluate(_DRAWN)
    assert len(colours) == tab.locator("[data-plot]").count() >= 11
    assert min(colours) > 10
    assert tab.locator(".plot[role=img]").count() == len(colours)
    assert "the numbers are in the table below it" in tab.locator(".plot").first.get_attribute(
        "aria-label"
    )
    assert not tab.locator("table").first.is_visible()
    tab.locator(".chart summary").first.click()
    assert tab.locator("table").first.is_visible()


def test_a_chart_is_drawn_anew_for_another_scheme_and_width(tab):
    shown = tab.locator(".plot canvas").first
    before = shown.screenshot()
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_timeout(100)
    dark = shown.screenshot()
    assert dark != before
    tab.locator("footer [data-scheme]").click()
    tab.wait_for_timeout(100)
    assert shown.screenshot() != dark
    tab.set_viewport_size({"width": 400, "height": 800})
    tab.wait_for_timeout(200)
    assert shown.bounding_box()["width"] < 400
    assert tab.evaluate("document.documentElement.scrollWidth") <= 400


def test_a_pointer_reads_the_numbers_and_a_name_is_a_switch(tab):
    chart = tab.locator(".chart").first
    last = chart.locator(".when").inner_text()
    box = chart.locator(".u-over").bounding_box()
    tab.mouse.move(box["x"] + 5, box["y"] + 40)
    tab.wait_for_timeout(100)
    first = chart.locator(".when").inner_text()
    assert first < last
    shown = [first, *chart.locator(".legend output").all_inner_texts()]
    cells = chart.locator("tbody tr").first.evaluate(
        "(row) => [...row.cells].map((cell) => cell.textContent.trim())"
    )
    assert shown == cells
    name = chart.locator(".legend button").first
    name.click()
    assert name.get_attribute("aria-pressed") == "false"


def test_who_is_compared_is_added_and_taken_away(tab):
    compared = tab.locator(".compare .chips li")
    before = compared.all_inner_texts()
    tab.locator(".compare input[name=topic]:not([type=hidden])").fill("百度")
    with tab.expect_navigation():
        tab.locator(".compare button").click()
    assert [*map(str.split, compared.all_inner_texts())][-1] == ["百度", "×"]
    assert compared.count() == len(before) + 1
    with tab.expect_navigation():
        compared.first.locator("a").click()
    assert compared.count() == len(before)


def test_without_javascript_the_tables_are_there(browser, base):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/trends")
    tables = page.locator(".chart table")
    assert tables.count() >= 11
    assert all(one.is_visible() for one in tables.all())
    context.close()


def test_a_hostile_name_is_text(tab):
    assert tab.title().startswith("Trends")
    assert tab.locator(".chart script").count() == 0


def test_the_charts_are_drawn_by_uplot_as_it_was_released():
    package = Path(sys.prefix) / "node" / "node_modules" / "uplot"
    if not package.exists():
        missing("uplot is not there: `make .venv/.node` installs it, where npm is", "debian")
    ours = files("scraper.serve").joinpath("static")
    pairs = (
        ("uplot.min.js", "dist/uPlot.iife.min.js"),
        ("uplot.css", "dist/uPlot.min.css"),
        ("uplot.LICENSE", "LICENSE"),
    )
    for name, theirs in pairs:
        assert ours.joinpath(name).read_bytes() == (package / theirs).read_bytes(), name
