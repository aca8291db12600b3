"""Translations on a site: each a page of its own, and each says where the other is."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.archive import store
from scraper.config import Hugo
from scraper.dates import BEIJING
from scraper.publish.hugo import look

from ...cli.trial import Trial
from .conftest import HUGOS, build

if TYPE_CHECKING:
    from pathlib import Path

KEY = "20261122A04DUP00"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=BEIJING)


@pytest.fixture
def translated(pictured: Trial, tmp_path: Path) -> Trial:
    """The archive with a translation of one article, and a lead of another."""
    shutil.copytree(pictured.folder, tmp_path / "work")
    made = Trial(tmp_path / "work", pictured.site)
    with store.open(made.archive) as opened:
        one, other = opened.article(KEY), opened.article("20261122A01KX700")
        assert one
        assert other
        body = one.body.replace("引擎采用MIT协议发布", "The engine is <b>MIT</b>")
        words = {"title": "An engine is opened", "summary": "In short", "body": body}
        opened.translations.keep(one, "en", model="parrot", at=NOW, tokens=1, **words)
        opened.translations.keep(other, None, summary="一句话", model="parrot", at=NOW, tokens=1)
    return made


@pytest.mark.parametrize(
    ("layout", "which"),
    [(one, which) for one in ("flat", "bundles") for which in HUGOS] + [("adapter", "newest")],
)
def test_a_translation_is_a_page_of_its_own(
    translated: Trial, site: Path, layout: str, which: str
) -> None:
    done = translated.run("publish", "hugo", site, "--layout", layout)
    assert (done.code, done.err) == (0, "")
    assert "22 articles" in done.out
    built = build(which, site)
    (page,) = (built.public / "en").rglob(f"{KEY.lower()}/index.html")
    english = LexborHTMLParser(page.read_text("utf-8"))
    (own,) = (one for one in built.public.rglob(f"{KEY.lower()}/index.html") if one != page)
    chinese = LexborHTMLParser(own.read_text("utf-8"))
    assert _text(english, "h1") == "An engine is opened"
    assert "MIT" in _text(english, ".text")
    assert "<b>" in _text(english, ".text")
    assert (_lang(english), _lang(chinese)) == ("en", "zh-CN")
    assert _other(english, "zh-cn") == f"/{own.parent.relative_to(built.public)}/"
    assert _other(chinese, "en") == f"/{page.parent.relative_to(built.public)}/"
    assert _text(english, ".terms").split()[0] == "Companies"
    for image in english.css(".text img"):
        source = image.attributes["src"] or ""
        base = built.public if source.startswith("/") else page.parent
        assert (base / source.lstrip("/")).is_file(), source


def test_a_made_lead_stands_where_the_site_gave_none(translated: Trial, site: Path) -> None:
    assert translated.run("publish", "hugo", site).code == 0
    text = (site / "content/post/20261122A01KX700.zh-cn.md").read_text("utf-8")
    assert '\nlead: "一句话"\n' in text
    assert '\ndescription: "一句话"\n' in text
    assert "translationKey" not in text


def test_who_made_a_translation_and_of_which_text_is_said(translated: Trial, site: Path) -> None:
    assert translated.run("publish", "hugo", site).code == 0
    path = site / f"content/post/{KEY}.en.md"
    assert '  translator: "parrot"\n' in path.read_text("utf-8")
    assert "stale" not in path.read_text("utf-8")
    with translated.database() as db:
        db.execute("UPDATE articles SET title = title || '！' WHERE id = ?", [KEY])
    assert translated.run("publish", "hugo", site).code == 0
    assert "  stale: true\n" in path.read_text("utf-8")


def test_the_seeds_profile_has_the_translations_of_the_export(
    translated: Trial, site: Path, tmp_path: Path
) -> None:
    assert translated.run("publish", "hugo", site, "--profile", "seed").code == 0
    assert translated.run("export", tmp_path / "out").code == 0
    assert (site / f"content/post/{KEY}.en.md").read_bytes() == (
        tmp_path / "out" / f"{KEY}.en.md"
    ).read_bytes()


def test_a_language_that_a_site_does_not_have_is_named(site: Path) -> None:
    found = {one.name: one for one in look.look(site, Hugo(), None, ("zh-cn", "en", "ja"))}
    assert found["language"].text == "the site has en, zh-cn: for it .ja.md is a part of the name"
    assert "[languages.ja]" in found["language"].remedy


def _text(page: LexborHTMLParser, name: str) -> str:
    found = page.css_first(name)
    assert found is not None, name
    return found.text(deep=True)


def _lang(page: LexborHTMLParser) -> str | None:
    found = page.css_first("html")
    return found.attributes["lang"] if found else None


def _other(page: LexborHTMLParser, lang: str) -> str | None:
    found = page.css_first(f'a[hreflang="{lang}"]')
    return found.attributes["href"] if found else None
