"""Which articles stand in which feed, under which ids and times, in files of which names."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper import config, urls
from scraper.config import Settings
from scraper.errors import ConfigError, DocumentError, QueryError
from scraper.models import SORTS, Image, Picture
from scraper.publish.feeds import files, places, wishes, words
from scraper.publish.feeds.editor import Editor
from scraper.publish.feeds.wishes import Order

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.archive.store import Store

    from .conftest import Made, Put

PIXEL = b"any bytes"
NAMED = (("DeepSeek", "company"), ("昇腾", "chip"))


def titles(found: list[files.Feed]) -> dict[str, list[str]]:
    return {feed.place: [one.title for one in feed.items] for feed in found}


def test_of_kinds_categories_entities_and_queries(put: Put, made: Made, archive: Store) -> None:
    row = {"name": "DeepSeek", "kind": "company", "company": None, "aliases": ["深度求索"]}
    archive.topics.learn([row], "x")
    put(1, title="甲 芯片", named=NAMED[:1], category="Tech")
    put(2, title="乙", named=NAMED[1:], category="finance", body="别的正文")
    put(3, title="丙 芯片", named=NAMED, category=None, body="又一篇正文，完全不同。")
    order = Order(
        kinds=("company", "chip", "person"),
        categories=("tech",),
        entities=("深度求索", "deepseek"),
        queries=("芯片 -丙",),
    )
    found = made(order, title="我的", url="https://example.org/feeds")
    assert titles(found) == {
        "kind/company": ["甲 芯片", "丙 芯片"],
        "kind/chip": ["乙", "丙 芯片"],
        "kind/person": [],
        "category/tech": ["甲 芯片"],
        "entity/deepseek": ["甲 芯片", "丙 芯片"],
        f"search/{places.safe('芯片 -丙')}": ["甲 芯片"],
    }
    assert [one.title for one in found][::4] == ["我的：公司", "我的：DeepSeek"]
    assert found[4].about == "提到DeepSeek的文章"
    assert found[4].items[0].tags == ("DeepSeek",)
    assert found[4].author == "我的"
    assert titles(made(Order(everything=True), limit=2)) == {"all": ["甲 芯片", "乙"]}


def test_since_and_heads(put: Put, made: Made) -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E80)))
    put(1, title="首发 芯片", body=text, published=NOW)
    put(2, title="转载 芯片", body=text, published=NOW, at=NOW + timedelta(hours=1))
    put(3, title="旧闻 芯片", body="另一篇", published=NOW - timedelta(days=9))
    both = Order(everything=True, queries=("芯片",), heads=True, since=NOW - timedelta(days=1))
    assert titles(made(both)) == {"all": ["首发 芯片"], "search/芯片": ["首发 芯片"]}
    with_copies = Order(everything=True, queries=("芯片",))
    assert [len(one.items) for one in made(with_copies)] == [3, 3]


def test_an_id_stays_and_the_time_moves_only_with_the_site(put: Put, made: Made) -> None:
    put(1, published=None)
    (before, none) = made()
    assert none.items == ()
    assert before.items[0].published == before.items[0].updated == before.updated == NOW
    put(1, published=None, at=NOW + timedelta(hours=5))
    assert made()[0] == before
    put(1, published=None, title="改了", at=NOW + timedelta(hours=6))
    (after, changes) = made()
    assert after.items[0].id == before.items[0].id == after.items[0].url
    assert after.items[0].published == NOW
    assert after.updated == changes.updated == NOW + timedelta(hours=6)
    assert changes.items[0].title == "某号改了标题：大模型1 → 改了"


def test_what_the_site_removed_is_said(put: Put, made: Made, archive: Store) -> None:
    article = put(1)
    archive.gone(article.url, NOW)
    assert " (网站已删除，发现于2026-11-22)</p>" in made()[0].items[0].html


@pytest.mark.parametrize(
    ("order", "words_of_it"),
    [
        (Order(entities=("谁也不是",)), "entity '谁也不是': no such company, .*`scraper topics`"),
        (Order(queries=("芯片 OR",)), "query '芯片 OR': .*nothing after OR"),
        (Order(queries=('"',)), "quot"),
        (Order(categories=(" ",)), "category: an empty name"),
    ],
)
def test_what_there_is_not(order: Order, words_of_it: str, made: Made) -> None:
    with pytest.raises(QueryError, match=words_of_it):
        made(order)


def test_names_of_files_are_safe_and_differ() -> None:
    assert places.safe("DeepSeek") == "deepseek"
    assert places.safe("GPT-4.5") == "gpt-4.5"
    assert places.safe("月之暗面") == "月之暗面"
    names = ["a b", "a-b", "a/b", "a\\b", "../a", "a\0b", "", ".", "..", "con", "CON.x", "é" * 99]
    names += ["é" * 98, "\ud800", "a:b", "😀", "😀😀", "x" * 300, "Ａ b", " a b", "com1"]
    made = [places.safe(name) for name in names]
    assert len({one.casefold() for one in made}) == len(names)
    for one in made:
        assert 0 < len(one.encode()) < 200
        assert one.strip(" ._-") == one
        assert not set(one) & set('/\\:*?"<>|\0 ')
        assert one.partition(".")[0] not in ("con", "com1")


@pytest.fixture
def kept(put: Put, archive: Store) -> Picture:
    """An article with two images, of which the archive keeps one."""
    digest = hashlib.sha256(PIXEL).hexdigest()
    picture = Picture(sha256=digest, type="png", width=8, height=9, size=len(PIXEL))
    there, not_there = (f"https://inews.gtimg.com/om_bt/{name}/641" for name in "AB")
    images = (Image(url=there), Image(url=not_there, width=5, height=5))
    put(1, body=f"![图片]({there})\n\n![图片]({not_there})", images=images, thumbnail=there)
    archive.gallery.keep(urls.image(there), picture, PIXEL, NOW)
    return picture


def test_kept_images_are_served_beside_the_feeds(
    tmp_path: Path, archive: Store, kept: Picture
) -> None:
    base = "https://example.org/新闻"
    mirror = files.Mirror(folder=tmp_path / "out", base=base, read=archive.gallery.read)
    editor = Editor(
        store=archive,
        setting=config.Feed(url=base),
        words=words.CHINESE,
        limit=5,
        bring=mirror.bring,
    )
    (wish,) = wishes.of(Order(everything=True), archive, words.CHINESE)
    (item,) = editor.feed(wish).items
    place = f"https://example.org/%E6%96%B0%E9%97%BB/images/{kept.name}"
    assert f'<img src="{place}" alt="图片" width="8" height="9" />' in item.html
    assert 'src="https://inews.gtimg.com/om_bt/B/641" alt="图片" width="5"' in item.html
    assert item.image == place
    path = tmp_path / "out/images" / kept.name
    assert path.read_bytes() == PIXEL
    at = path.stat().st_mtime_ns
    assert mirror.bring(kept)
    assert files.Mirror(folder=tmp_path / "out", base=base, read=lambda _: None).bring(kept)
    assert path.stat().st_mtime_ns == at
    path.unlink()
    assert files.Mirror(folder=tmp_path / "out", base=base, read=lambda _: None).bring(kept) == ""


def test_without_an_address_images_are_the_sites(made: Made, kept: Picture) -> None:
    assert 'src="https://inews.gtimg.com/om_bt/A/641"' in made()[0].items[0].html


def test_a_file_that_says_the_same_is_not_touched(tmp_path: Path, put: Put, made: Made) -> None:
    put(1)
    (feed, changes) = made()
    assert len(files.write(tmp_path, feed, files.FORMS)) == 3
    was = {path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.iterdir()}
    assert files.write(tmp_path, made()[0], files.FORMS) == []
    assert was == {
        path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.iterdir()
    }
    assert [one.name for one in files.write(tmp_path, changes, ["rss"])] == ["changes.rss"]


def test_a_folder_that_is_none(tmp_path: Path, made: Made) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DocumentError, match="file"):
        files.write(tmp_path / "file", made()[0], files.FORMS)
    (tmp_path / "all.rss").mkdir()
    with pytest.raises(DocumentError, match=r"all\.rss: cannot be written"):
        files.write(tmp_path, made()[0], files.FORMS)


@pytest.mark.parametrize(
    "text",
    [
        'url = "example.org"',
        'url = "javascript:alert(1)"',
        'url = "https://user@example.org/"',
        'url = "https://example.org/?a"',
        'url = "https://example.org/\\"x"',
        'site = ""',
        'language = "Chinese, I think"',
        "limit = 0",
        'kinds = ["robot"]',
        'entities = "DeepSeek"',
        "nothing = 1",
    ],
)
def test_a_wrong_setting_is_named(text: str) -> None:
    with pytest.raises(ConfigError, match=rf"feed\.{text.partition(' ')[0]}"):
        config.parse(f"[feed]\n{text}", "config.toml")


def test_the_words_are_those_of_the_program() -> None:
    from scraper.archive.changes import Change

    assert config.parse('[feed]\nurl = "https://例子.中国/新闻"', "x").feed.url
    assert Settings().feed.limit == 50
    assert set(words.CHINESE.sorts) == set(words.ENGLISH.sorts) == set(SORTS)
    assert set(words.CHINESE.kinds) == set(map(str, Change))
    assert words.of("zh-Hant") is words.CHINESE
    assert words.of("en-GB") is words.ENGLISH
