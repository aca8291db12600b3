"""What a reader does, done in a real browser; and axe-core, which finds nothing serious."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .. import season
from ..browser import opened
from ..tools import missing
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PAGES = ("/", "/changes", "/search?q=模型", "/trends", "/health", "/sql")
"""Those that need nothing to be known of the archive."""
SCHEMES = ("light", "dark")
WIDTHS = (360, 768, 1280, 2560)
KB = 1000


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("season") / "archive.db"
    season.fill(path)
    with site(path) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened() as one:
        yield one


class Tab:
    """A page in a context of its own that heeds what is said and asked."""

    def __init__(self, browser: Browser, base: str, **chosen: object) -> None:
        given = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 900}} | chosen
        self.context = browser.new_context(**given)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.base = base
        self.said: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", lambda one: self.said.append(one.text))
        self.page.on("pageerror", lambda one: self.said.append(str(one)))
        self.page.on("request", lambda one: self._asked(one.url))

    def _asked(self, url: str) -> None:
        if not url.startswith(f"{self.base}/"):
            self.elsewhere.append(url)

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.base}{path}")
        return self.page

    def focused(self) -> str:
        """Where the focus is: the address of the story's page."""
        found: str = self.page.evaluate("document.activeElement.getAttribute('href') || ''")
        return found

    def __enter__(self) -> Tab:
        return self

    def __exit__(self, *fault: object) -> None:
        self.context.close()
        if fault[0] is None:
            assert self.elsewhere == []
            assert self.said == []


@pytest.fixture
def tab(browser: Browser, base: str) -> Iterator[Tab]:
    with Tab(browser, base) as one:
        yield one


def test_a_reader_walks_the_stories_by_keyboard(tab):
    page = tab.go("/")
    stories = page.locator("[data-story] .open")
    addresses = [one.get_attribute("href") for one in stories.all()]
    page.keyboard.press("j")
    assert tab.focused() == addresses[0]
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert tab.focused() == addresses[2]
    page.keyboard.press("k")
    assert tab.focused() == addresses[1]
    page.keyboard.press("o")
    page.wait_for_url(f"**{addresses[1]}")
    page.keyboard.press("u")
    page.wait_for_url(f"{tab.base}/")


def test_the_list_goes_on_where_it_ends(tab):
    page = tab.go("/")
    before = page.locator("[data-story]").count()
    for _ in range(before + 1):
        page.keyboard.press("j")
        page.wait_for_timeout(5)
    page.wait_for_function(f"document.querySelectorAll('[data-story]').length > {before}")
    ids = [one.get_attribute("href") for one in page.locator("[data-story] .open").all()]
    assert len(ids) == len(set(ids))
    days = page.locator(".day > h2").all_inner_texts()
    assert len(days) == len(set(days))


def test_the_list_goes_on_by_link_without_javascript(browser, base):
    with Tab(browser, base, java_script_enabled=False) as tab:
        page = tab.go("/")
        first = page.locator("[data-story] .open").first.get_attribute("href")
        page.locator("a[data-next]").click()
        assert page.locator("[data-story] .open").first.get_attribute("href") != first
        page.locator(".days a", has_text="最新").click()
        assert page.locator("[data-story] .open").first.get_attribute("href") == first


def test_a_day_is_chosen_and_the_ones_beside_it(tab):
    page = tab.go("/?day=2026-11-20")
    assert "2026年11月20日" in page.locator("h1").inner_text()
    assert {one.split()[0] for one in page.locator(".day > h2").all_inner_texts()} == {
        "2026年11月20日"
    }
    page.locator("a[rel=prev]").click()
    assert page.url.endswith("day=2026-11-19")
    page.locator("a[rel=next]").click()
    assert page.url.endswith("day=2026-11-20")


def test_copies_are_folded_under_the_head(tab):
    page = tab.go("/")
    copies = page.locator("details.copies").first
    assert not copies.locator("ul").is_visible()
    copies.locator("summary").click()
    copies.locator("a").first.click()
    trust = page.locator(".trust").inner_text()
    assert "转载自" in trust


def test_an_article_says_how_far_to_trust_it(tab):
    page = tab.go("/")
    page.locator("[data-story]", has=page.locator(".tag.edited")).locator(".open").first.click()
    trust = page.locator(".trust").inner_text()
    for word in ("首次收录", "最近核对", "修改次数", "转载", "网页快照", "qq-origin/1", "提到"):
        assert word in trust
    assert len(page.locator(".hash").inner_text()) == 64
    page.locator(".trust a[href$='/diff']").click()
    assert page.url.endswith("/diff")


def test_the_images_come_from_here(tab):
    page = tab.go("/")
    page.locator("[data-story] .open").first.click()
    image = page.locator(".body img").first
    image.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.body img').naturalWidth > 0")
    assert (image.get_attribute("src") or "").startswith("/image/")
    assert image.get_attribute("width") == "640"
    assert page.locator("figcaption").first.inner_text()


def test_the_search_is_a_key_away(tab):
    page = tab.go("/")
    page.keyboard.press("/")
    page.keyboard.type("模型 开源")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=**")
    assert page.locator("[data-story]").count() > 0
    assert "模型" in page.locator("mark").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/a/**")


def test_a_letter_after_g_goes_to_a_page(tab):
    page = tab.go("/")
    for letter, path in {"c": "/changes", "s": "/search", "r": "/trends", "h": "/health"}.items():
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(f"{tab.base}{path}")
        page.locator("h1").first.wait_for()
        page.evaluate("document.activeElement.blur()")


def test_keys_are_explained_and_do_not_act_while_one_types(tab):
    page = tab.go("/")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("/")
    page.keyboard.type("jok?")
    assert page.locator(".find input").input_value() == "jok?"
    assert page.url == f"{tab.base}/"


def test_size_and_scheme_are_remembered(tab):
    page = tab.go("/")
    page.locator("[data-story] .open").first.click()
    size = "getComputedStyle(document.querySelector('.body')).fontSize"
    before = page.evaluate(size)
    page.locator("[data-size='1']").click()
    larger = page.evaluate(size)
    assert float(larger[:-2]) > float(before[:-2])
    page.locator("button[data-scheme]").click()
    page.reload()
    assert page.evaluate(size) == larger
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_what_is_new_since_the_last_visit_stands_above_a_line(tab):
    page = tab.go("/")
    seen = page.evaluate("[...document.querySelectorAll('[data-story]')].at(-1).dataset.seen")
    page.evaluate("(seen) => localStorage.setItem('seen', `${seen}||1`)", seen)
    page.reload()
    assert page.locator(".fresh").count() == 1
    above = page.evaluate("document.querySelector('.fresh').nextElementSibling.dataset.seen")
    assert above <= seen


@pytest.mark.parametrize(
    ("locale", "lang", "word"), [("zh-CN", "zh-CN", "趋势"), ("en-GB", "en", "Trends")]
)
def test_the_interface_speaks_the_readers_language(browser, base, locale, lang, word):
    with Tab(browser, base, locale=locale) as tab:
        page = tab.go("/")
        assert page.locator("html").get_attribute("lang") == lang
        assert word in page.locator("header").inner_text()


def test_the_first_page_is_light(tab):
    sizes: dict[str, int] = {}
    tab.page.on(
        "response",
        lambda one: (
            sizes.update({one.url: len(one.body())})
            if one.request.resource_type != "image"
            else None
        ),
    )
    tab.go("/")
    tab.page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) < 100 * KB, sizes


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_without_javascript(browser, base, path):
    with Tab(browser, base, java_script_enabled=False) as tab:
        page = tab.go(path)
        assert page.locator("h1").count() == 1
        assert len(page.locator("main").inner_text()) > 40


def article(base: str) -> str:
    """The address of an article that was changed, and of its changes."""
    import httpx

    days = httpx.get(f"{base}/index.json").json()["days"]
    found = (one["page"] for day in days for one in day["stories"] if one["changed_at"])
    return str(next(found))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_window(browser, base, width):
    with Tab(browser, base, viewport={"width": width, "height": 900}) as tab:
        for path in (*PAGES, page := article(base), f"{page}/diff"):
            tab.go(path)
            wide = tab.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(browser, base, scheme, width):
    axe = Path(sys.prefix) / "node/node_modules/axe-core/axe.min.js"
    if not axe.exists():
        missing("axe-core is not there: `make .venv/.node` installs it, where npm is", "debian")
    found = {}
    given = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    with Tab(browser, base, bypass_csp=True, **given) as tab:
        for path in (*PAGES, page := article(base), f"{page}/diff", "/nowhere"):
            tab.page.goto(f"{base}{path}")
            tab.page.add_script_tag(path=axe)
            results = tab.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            serious = [
                (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
                for one in results["violations"]
                if one["impact"] in ("serious", "critical", "moderate")
            ]
            if serious:
                found[path] = serious
        tab.said.clear()  # of the page that is not there
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def test_no_movement_for_those_who_want_none(browser, base):
    with Tab(browser, base, reduced_motion="reduce") as tab:
        tab.go("/")
        style = "getComputedStyle(document.documentElement).scrollBehavior"
        assert tab.page.evaluate(style) == "auto"
