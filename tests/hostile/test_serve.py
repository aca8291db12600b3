"""Every payload in every field of an archive, read in a real browser: nothing runs, nothing breaks.

The list is PAYLOADS, and WORSE of what only hurts where it is shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from scraper import urls
from scraper.archive import store
from scraper.dates import BEIJING
from scraper.models import Article, Fetched, Image, Kind, Link, Mention, Video

from ..browser import opened
from ..serve.sites import site
from .payloads import EVIL, PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

AT = datetime(2026, 11, 20, 8, 0, tzinfo=BEIJING)
WORSE = {
    "long word": "e" * 100_000 + "vil",
    "long title": "恶意" * 2_500_000,
    "towers": "e" + "\u0351\u0346\u0363" * 400 + "vil" + "\u0337\u0316" * 400,
    "wide table": "|" + " evil |" * 200 + "\n|" + " --- |" * 200 + "\n|" + " evil |" * 200,
    "deep quote": "> " * 500 + "evil",
    "deep list": "\n".join("  " * depth + "- evil" for depth in range(60)),
    "long line of code": "    " + "evil" * 5_000,
    "svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>evil()</script></svg>",
    "svg image": "![evil](data:image/svg+xml,%3Csvg%20onload=evil()%3E)",
    "data link": "[evil](data:text/html,<script>evil()</script>)",
    "javascript, spelt": "[evil](java\tscript:evil()) [evil](JaVaScRiPt&#58;evil())",
    "javascript, encoded": "[evil](%6aavascript:evil()) [evil](\x01javascript:evil())",
    "style": "<style>*{display:none}</style><p style='position:fixed;inset:0'>evil</p>",
    "form": f"<form action={EVIL}><input name=q></form><object data={EVIL}></object>",
    "template": "<template><script>evil()</script></template><math><mtext><script>evil()</script>",
    "jinja": "{{ 7 * 7 }} {% for x in y %} {{ ''.__class__ }}",
    "bidi": "\u202e\u2066\u2067evil\u2069" * 50,
    "hebrew": "רע evil שלום",
    "emoji": "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 40,
    "caption": '![evil](https://inews.gtimg.com/a/0)\n\n*evil" onload="evil()*',
}
TEXTS = {**PAYLOADS, **WORSE}
WIDTHS = (360, 1280)

WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "evil", "open"]) {
  window[name] = (...values) => { window.ran.push([name, ...values].join(" ")); };
}
"""
"""What a payload calls; it is there before the page."""

LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8").partition("\n")[2]
QUIET = {
    "ran": [],
    "scripts": 0,
    "strange": 0,
    "handlers": 0,
    "styles": 0,
    "links": [],
    "elsewhere": 0,
    "wide": 0,
    "covered": False,
}


def evil(number: int, text: str) -> Article:
    """An article with a text wherever one can stand."""
    key = f"20261120A{number:05}00"
    short = text[:3000] or "evil"
    return Article(
        id=key,
        url=urls.of(key),
        title=text,
        body=f"{text[:200_000]}\n\n![{short}](<{short}>)\n\n{short}",
        published=AT + timedelta(minutes=number),
        author=short,
        summary=short,
        thumbnail=f"{EVIL}{short}",
        images=(Image(url=f"{EVIL}{number}.png", caption=short), Image(url=short)),
        videos=(Video(vid="evil", url=short, title=short, thumbnail=short),),
        tags=(short, "evil"),
        category=short,
        lang='zh" onload="evil()',
        extractor=short,
        abstract=short,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each text in an article of its own, which had another text before; copies and faults too."""
    path = tmp_path_factory.mktemp("hostile") / "archive.db"
    with store.open(path) as made:
        run = made.start("crawl", AT)
        made.source("evil<script>evil()</script>", "hot", run)
        for number, text in enumerate(TEXTS.values()):
            article = evil(number, text)
            fetched = Fetched(
                asked=article.url, url=article.url, status=200, headers=(), body=b"<p>", at=AT
            )
            snapshot = made.keep(fetched, run)
            source = text[:200] if text.isprintable() else "evil"
            about = {"snapshot": snapshot, "source": source, "reason": text[:500]}
            made.put(replace(article, title=f"前 {text[:50]}"), at=AT, **about)
            later = AT + timedelta(hours=1)
            mentions = [Mention(entity="DeepSeek", kind="company", count=1)]
            made.put(article, at=later, mentions=mentions, **about)
            link = Link(address=urls.read(article.url), source=source)
            made.discovered([link], AT)
            kind = Kind.SUSPECT if number % 2 else Kind.SAME
            made.visited(
                article.url, kind, at=later, reason=text[:500], snapshot=snapshot, run=run,
                due_at=None,
            )  # fmt: skip
        made.finish(run, AT, {"new": len(TEXTS)}, "evil<script>evil()</script>")
    return path


@pytest.fixture(scope="module")
def base(archive: Path) -> Iterator[str]:
    with site(archive) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened() as one:
        yield one


def pages(*, typed: bool) -> dict[str, str]:
    """Every address at which a payload can be seen, or is `typed`, and what it is of."""
    found = {
        "/": "today",
        "/?day=2026-11-20": "day",
        "/?topic=DeepSeek": "topic",
        "/changes": "changes",
        "/search?q=evil": "search",
        "/trends": "trends",
        "/health": "health",
        "/sql?q=" + quote("SELECT title, body, author FROM articles LIMIT 100"): "sql",
    }
    for number, name in enumerate(TEXTS):
        key = f"/a/20261120A{number:05}00"
        found |= {key: f"article: {name}", f"{key}/diff": f"diff: {name}"}
    for name, text in TEXTS.items() if typed else ():
        value = quote(text[:900].encode("utf-8", "replace"))
        found |= {f"/search?q={value}": f"typed: {name}", f"/?media={value}": f"media: {name}"}
    return found


def looked(page: Page, base: str, path: str) -> dict[str, object]:
    """What is wrong with a page once it is shown."""
    page.goto(f"{base}{path}", wait_until="load")
    found: dict[str, object] = page.evaluate(LOOK)
    return {name: value for name, value in found.items() if value != QUIET[name]}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_of_an_archive_runs_or_breaks_a_page(browser: Browser, base: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN")
    context.add_init_script(WATCH)
    page = context.new_page()
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    wrong = {}
    for path, name in pages(typed=width > 1000).items():
        if found := looked(page, base, path):
            wrong[name] = found
    context.close()
    assert wrong == {}
    assert dialogs == []
    assert [url for url in asked if not url.startswith(f"{base}/")] == []


def test_json_and_documents_of_an_archive_are_no_pages(base: str):
    import httpx

    with httpx.Client(base_url=base) as client:
        for path in ("/index.json", "/a/20261120A0002500.json", "/a/20261120A0002500.md"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert answer.headers["content-type"].partition(";")[0] != "text/html"
            assert answer.headers["x-content-type-options"] == "nosniff"
