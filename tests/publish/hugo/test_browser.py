"""The site in a real browser: a known article is found by Chinese words, and nothing is missing."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from scraper.publish.hugo import starter

from ... import browser
from ...tools import node
from .conftest import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from ...cli.trial import Trial

TITLE = "智元机器人第三万台下线，工厂里的人形机器人开始“上夜班”"


@pytest.fixture(scope="module")
def address(pictured: Trial, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a built and indexed site is served."""
    root = tmp_path_factory.mktemp("browser") / "site"
    pagefind = node("pagefind")
    starter.make(root)
    assert pictured.run("publish", "hugo", root).code == 0
    built = build("newest", root)
    words = [pagefind, "--site", str(built.public)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Indexed 22 pages" in done.stdout
    with browser.served(built.public) as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.opened() as made:
        yield made


def _here(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:"))


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A page; what it asks of any other host, and what goes wrong in it, fails the test."""
    made = chromium.new_page()
    faults: list[str] = []
    made.on("request", lambda ask: None if _here(ask.url, address) else faults.append(ask.url))
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("response", lambda got: faults.append(got.url) if got.status >= 400 else None)
    yield made
    made.close()
    assert faults == []


@pytest.mark.parametrize("query", ["人形机器人", "夜班", "智元"])
def test_chinese_words_find_a_known_article(page: Page, address: str, query: str) -> None:
    page.goto(f"{address}/search/")
    page.fill("#search input", query)
    page.wait_for_selector("#found .card")
    assert TITLE in page.locator("#found h2").all_inner_texts()
    assert page.locator("#found mark").count() > 0
    page.get_by_text(TITLE).first.click()
    page.wait_for_selector("h1")
    assert page.inner_text("h1") == TITLE


def test_the_address_is_the_state_of_the_search(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.fill("aside input", "人形机器人")
    page.press("aside input", "Enter")
    page.wait_for_selector("#found .card")
    assert "?q=" in page.url
    page.fill("#search input", "没有的词组合xyzzy")
    page.wait_for_function("document.querySelector('#said').textContent === '没有找到'")


@pytest.mark.parametrize("width", [360, 1280, 2560])
def test_no_page_is_wider_than_the_window(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", "/post/20261122a04dup00/", "/tags/", "/search/?q=模型"):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_list_has_days_in_beijing_newest_first(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    times = page.locator(".card time").all_inner_texts()
    assert times == sorted(times, reverse=True)
    days = page.locator(".day").all_inner_texts()
    assert days == sorted(set(days), reverse=True)
    assert {one[:10] for one in times} == set(days)


def test_images_are_there_from_the_site_itself(page: Page, address: str) -> None:
    for path in ("/", "/post/20261122a04dup00/"):
        page.goto(f"{address}{path}")
        images = page.locator("img")
        for at in range(images.count()):
            images.nth(at).scroll_into_view_if_needed()
        page.wait_for_function("[...document.images].every((one) => one.complete)")
        widths = images.evaluate_all("all => all.map((one) => one.naturalWidth)")
        assert widths
        assert min(widths) > 0
