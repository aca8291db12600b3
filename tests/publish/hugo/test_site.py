"""The archive as a site: built by real Hugos without a warning, every page there, dates right."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.archive.values import Entry
from scraper.config import Hugo
from scraper.dates import BEIJING
from scraper.extract import document
from scraper.publish.hugo import adapter
from scraper.publish.hugo import layout as layouts

from ..conftest import edit, tree
from .conftest import HUGOS, build

if TYPE_CHECKING:
    from pathlib import Path

    from ...cli.trial import Trial

LAYOUTS = ("flat", "monthly", "bundles", "adapter")
KEY = "20261122A04DUP00"


def published(crawled: Trial, site: Path, *words: str) -> str:
    done = crawled.run("publish", "hugo", site, *words)
    assert (done.code, done.err) == (0, "")
    return done.out


PAIRS = [(layout, which) for layout in LAYOUTS for which in HUGOS]
PAIRS.remove(("adapter", "debian"))  # which is older than content adapters


@pytest.mark.parametrize(("layout", "which"), PAIRS)
def test_every_article_is_a_page(crawled: Trial, site: Path, layout: str, which: str) -> None:
    published(crawled, site, "--layout", layout)
    built = build(which, site)
    for key, title, published_at, body in crawled.rows(
        "SELECT id, title, published, body FROM articles"
    ):
        page = LexborHTMLParser(built.page(key))
        heading, time = page.css_first("h1"), page.css_first("article time")
        assert heading is not None
        assert heading.text() == title
        assert len(page.css("h1")) == 1
        assert time is not None
        assert time.attributes["datetime"] == published_at
        assert time.text() == published_at[:16].replace("T", " ")  # Beijing's, as published
        content = page.css_first(".text")
        assert content is not None
        assert len(content.css("img")) == body.count("![")


def test_layouts_make_the_same_pages(crawled: Trial, site: Path) -> None:
    pages = []
    for layout in LAYOUTS:
        published(crawled, site, "--layout", layout)
        page = LexborHTMLParser(build("newest", site).page(KEY)).css_first("article")
        assert page is not None
        pages.append(re.sub(r"/(?:page/)?post/(?:2026/\d\d/)?", "/post/", page.html or ""))
    assert pages[0] == pages[1] == pages[2] == pages[3]


WISH = """
[hugo.front]
drop = ["pager", "sidebar", "widgets", "toc", "authorbox"]
[hugo.front.add]
pager = false
sidebar = "none"
toc = true
authorbox = true
"""


def test_the_fields_of_the_theme_are_obeyed(crawled: Trial, site: Path) -> None:
    config = crawled.folder / "config-theme.toml"
    config.write_text(WISH, encoding="utf-8")
    published(crawled, site)
    before = LexborHTMLParser(build("newest", site).page(KEY))
    published(crawled, site, "--config", str(config))
    after = LexborHTMLParser(build("newest", site).page(KEY))
    for name, first, second in (
        ("nav.pager", 1, 0),
        ("aside", 1, 0),
        ("aside input", 1, 0),
        ("nav.toc", 0, 1),
        (".authorbox", 0, 1),
        ("article time", 1, 1),
    ):
        assert (len(before.css(name)), len(after.css(name))) == (first, second), name


@pytest.mark.parametrize("layout", LAYOUTS)
def test_twice_differs_in_nothing(crawled: Trial, site: Path, layout: str) -> None:
    published(crawled, site, "--layout", layout)
    before = tree(site)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x.example", "-C", str(site)]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    said = published(crawled, site, "--layout", layout)
    assert "files: 0 written" in said
    assert {name: one for name, one in tree(site).items() if not name.startswith(".git/")} == before
    done = subprocess.run([*git, "status", "--porcelain"], check=True, capture_output=True)
    assert done.stdout == b""


def test_an_edited_document_survives_and_is_named(crawled: Trial, site: Path) -> None:
    published(crawled, site)
    path = site / "content" / "post" / f"{KEY}.zh-cn.md"
    edit(path, "\n我的评论。\n")
    said = published(crawled, site, "--since", "2026-11-22")
    assert said.splitlines()[0] == f"{path}: edited, so left as it is; --force overwrites it"
    assert said.splitlines()[1].endswith(", 1 edited")
    assert path.read_text("utf-8").endswith("我的评论。\n")
    assert len([*path.parent.iterdir()]) == 5  # of the day
    published(crawled, site, "--force")
    assert not path.read_text("utf-8").endswith("我的评论。\n")


def test_another_layout_takes_the_place_of_the_first(crawled: Trial, site: Path) -> None:
    for layout in (*LAYOUTS, "flat"):
        published(crawled, site, "--layout", layout)
    fresh = site.parent / "fresh"
    published(crawled, fresh)
    assert {name: data for name, (_, data) in tree(site / "content" / "post").items()} == {
        name: data for name, (_, data) in tree(fresh / "content" / "post").items()
    }


def test_the_profile_of_the_seed_is_the_export(crawled: Trial, tmp_path: Path) -> None:
    published(crawled, tmp_path / "site", "--profile", "seed")
    assert crawled.run("export", tmp_path / "export").code == 0
    there = {name: data for name, (_, data) in tree(tmp_path / "site/content/post").items()}
    assert there == {name: data for name, (_, data) in tree(tmp_path / "export").items()}


def test_an_adapter_holds_no_documents_of_the_seed(crawled: Trial, site: Path) -> None:
    done = crawled.run("publish", "hugo", site, "--profile", "seed", "--layout", "adapter")
    assert done.code == 2
    assert "hugo.layout: 'adapter' holds no documents" in done.err


def test_copies_are_told_with_their_head(crawled: Trial, site: Path) -> None:
    published(crawled, site, "--heads")
    assert not (site / "content/post" / "20261122A01KX700.zh-cn.md").exists()
    page = LexborHTMLParser(build("newest", site).page(KEY))
    assert len(page.css(".copies li")) == 1


def test_what_the_site_changed_has_a_lastmod(crawled: Trial, tmp_path: Path) -> None:
    copy = tmp_path / "work"
    shutil.copytree(crawled.folder, copy)
    trial = type(crawled)(copy, crawled.site)
    with trial.database() as db:
        db.execute(
            "INSERT INTO revisions (article_id, number, title, body, extractor, changed, stored_at,"
            " replaced_at, cause, kinds) SELECT id, 1, title, body, extractor, '{}', first_seen,"
            " '2026-11-23T08:00:00+08:00', 'site', '[]' FROM articles WHERE id = ?",
            [KEY],
        )
        db.execute("UPDATE articles SET revision = 2 WHERE id = ?", [KEY])
    published(trial, tmp_path / "site")
    texts = [one.read_text("utf-8") for one in (tmp_path / "site/content/post").iterdir()]
    assert sum("\nlastmod: " in text for text in texts) == 1
    assert sum('\nlastmod: "2026-11-23T08:00:00+08:00"' in text for text in texts) == 1


def test_the_json_of_an_adapter_is_one_page_a_line(crawled: Trial, site: Path) -> None:
    published(crawled, site, "--layout", "adapter")
    pages = json.loads((site / "assets/scraper/post.json").read_text("utf-8"))
    assert len(pages) == len(crawled.ids())
    assert {"kind", "path", "title", "dates", "params", "content"} <= pages[0].keys()
    assert adapter.SINCE == (0, 126)


def test_a_new_site_is_never_made_over_another(crawled: Trial, site: Path) -> None:
    before = tree(site)
    done = crawled.run("init", "--hugo", site)
    assert done.code != 0
    assert "is there already; choose another folder" in done.err
    assert tree(site) == before


def test_a_wrong_wish_is_named_before_anything_is_written(crawled: Trial, site: Path) -> None:
    config = crawled.folder / "config-wrong.toml"
    config.write_text('[hugo.front]\ndrop = ["wigets"]\n', encoding="utf-8")
    before = tree(site)
    done = crawled.run("publish", "hugo", site, "--config", config)
    assert done.code == 2
    assert "hugo.front.drop.0: 'wigets' is no key" in done.err
    assert tree(site) == before


def test_no_name_of_a_file_is_longer_than_disks_allow() -> None:
    article = document.article(
        document.read(
            '---\ntitle: "题"\nlang:\n  - "../../xx-YY"\n---\n\n正文\n\n'
            f"[x](https://www.{'sub.' * 20}example.org/{'a' * 1500}.html)\n"
        )
    )
    seen = datetime(2026, 11, 22, tzinfo=BEIJING)
    entry = Entry(article=article, first_seen=seen, last_seen=seen)
    for one in LAYOUTS:
        wish = Hugo(layout=one)  # type: ignore[arg-type]
        path = layouts.document(wish, entry, document.suffix(article.lang))
        assert ".." not in path
        assert all(len(part.encode()) < 200 for part in path.split("/"))


def test_a_new_site_is_made_whole_or_not_at_all(crawled: Trial, tmp_path: Path) -> None:
    (tmp_path / "site" / "static").mkdir(parents=True)
    (tmp_path / "site" / "static" / "js").write_text("in the way", encoding="utf-8")
    done = crawled.run("init", "--hugo", tmp_path / "site")
    assert done.code == 2
    assert "cannot be written" in done.err
    assert [*tree(tmp_path / "site")] == ["static/js"]
