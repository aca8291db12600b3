"""Every form of every feed is valid, says the same, and holds nothing that runs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper import urls
from scraper.archive.values import Alteration, Cause, Entry
from scraper.dates import BEIJING
from scraper.models import Article, Image, Mention, Url
from scraper.publish import pictures
from scraper.publish.feeds import alterations, items, jsonfeed, words, xml
from scraper.publish.feeds.values import NEVER, Feed, Item

from . import judge
from .conftest import NOW

if TYPE_CHECKING:
    from .conftest import Made, Put

KEY = "20261122A01KX700"
BASE = "https://example.org/feeds/"


def feed(*found: Item, **said: str) -> Feed:
    known = {
        "place": "all",
        "title": "题 & <b>",
        "about": "关于",
        "author": "某",
        "language": "zh-CN",
    }
    return Feed(**{**known, "site": "https://news.qq.com/ch/fx", **said}, items=found)  # type: ignore[arg-type]


def item(*, touched: datetime | None = None, **said: object) -> Item:
    known: dict[str, object] = {"id": KEY, "url": urls.of(KEY), "title": "题", "body": "文"}
    article = Article(**{**known, **said})  # type: ignore[arg-type]
    entry = Entry(article=article, first_seen=NOW, last_seen=NOW)
    named = [Mention(entity=name, kind="company", count=1) for name in ("DeepSeek", "<a>&amp;")]
    return items.of(entry, named, pictures.shown(article, {}, str), touched, words.CHINESE)


def sound(made: Feed) -> None:
    """All three forms are valid, and an independent reader finds in each what was said."""
    atom, rss, plain = xml.atom(made), xml.rss(made), jsonfeed.written(made)
    assert list(judge.atom(atom)) == []
    assert list(judge.rss(rss)) == []
    assert list(judge.jsonfeed(plain)) == []
    seen, heard, said = judge.read(atom), judge.read(rss), json.loads(plain)
    assert len(seen.entries) == len(heard.entries) == len(said["items"]) == len(made.items)
    for one, *others in zip(made.items, seen.entries, heard.entries, said["items"], strict=True):
        _alike(one, *others)


def _alike(one: Item, atom: judge.Any, rss: judge.Any, plain: judge.Any) -> None:
    assert atom.title == plain["title"] == one.title
    assert rss.title.replace("\u200b", "") == one.title.replace("\u200b", "")
    assert atom.id == rss.id == plain["id"] == one.id
    assert atom.link == rss.link == plain["url"] == one.url
    html = [atom.content[0].value, rss.content[0].value, plain["content_html"].strip()]
    assert html == [one.html.strip()] * 3
    for name, key in (("published", "date_published"), ("updated", "date_modified")):
        at = getattr(one, name)
        stamp = at.utctimetuple()[:6]
        assert atom[f"{name}_parsed"][:6] == rss[f"{name}_parsed"][:6] == stamp
        assert plain[key] == at.isoformat()
    assert [tag.term for tag in atom.get("tags", [])] == list(one.tags) == plain.get("tags", [])
    assert atom.get("author", "某") == (one.author or "某")


def test_an_ordinary_article() -> None:
    body = "第一段 **粗** 字。\n\n![图片](//inews.gtimg.com/a/641)\n\n[同站](/rain/a/X)\n\n- 一"
    images = (Image(url="https://inews.gtimg.com/om_bt/K/641", width=641, height=300),)
    one = item(
        title="AT&T <b>与</b> &lt;x&gt; 😀",
        body=f"{body}\n\n![图片]({images[0].url})",
        images=images,
        published=NOW,
        author="甲 & 乙",
        summary="a < b & c",
        thumbnail="//inews.gtimg.com/om_ls/T/0",
    )
    sound(feed(one, base=BASE))
    assert (
        'src="https://inews.gtimg.com/om_bt/K/641" alt="图片" width="641" height="300"' in one.html
    )
    assert 'href="https://new.qq.com/rain/a/X"' in one.html
    assert one.html.endswith(f'<p><a href="{urls.of(KEY)}">原文</a></p>\n')
    assert one.image == "https://inews.gtimg.com/om_ls/T/0"
    assert one.published == one.updated == NOW


def test_the_feed_says_where_it_is() -> None:
    made = feed(item(), base="https://example.org/%E9%A5%B2/", place="entity/月之暗面")
    place = "https://example.org/%E9%A5%B2/entity/%E6%9C%88%E4%B9%8B%E6%9A%97%E9%9D%A2"
    links = judge.read(xml.atom(made)).feed.links
    assert {(one.rel, one.href) for one in links} == {
        ("self", f"{place}.atom"),
        ("alternate", "https://news.qq.com/ch/fx"),
    }
    assert f'href="{place}.rss" rel="self"' in xml.rss(made).decode()
    assert json.loads(jsonfeed.written(made))["feed_url"] == f"{place}.json"
    assert made.id == f"{place}.atom"
    sound(made)


def test_without_an_address_it_names_none() -> None:
    made = feed(item())
    assert made.id.startswith("urn:uuid:")
    assert made.id != replace(made, place="changes").id
    assert b'rel="self"' not in xml.atom(made) + xml.rss(made)
    assert "feed_url" not in json.loads(jsonfeed.written(made))


def test_an_empty_feed_takes_no_time_from_the_clock() -> None:
    assert feed().updated == NEVER
    sound(feed())


def test_times_are_of_beijing() -> None:
    one = item(published=datetime.fromisoformat("2026-11-21T23:30:59.7+00:00"), touched=NOW)
    assert one.published.isoformat() == "2026-11-22T07:30:59+08:00"
    assert b"<pubDate>Sun, 22 Nov 2026 07:30:59 +0800</pubDate>" in xml.rss(feed(one))
    assert feed(one).updated == one.updated == NOW
    sound(feed(one))
    sound(feed(item(published=datetime.max.replace(tzinfo=BEIJING)), item(url=Url("https://a.b/"))))


HOSTILE = [
    "]]>",
    "a\x00b\x0bc\x1fd\x7f\ufffe\uffff",
    "&#12;&#x1;&#xd800;&#xfffe;&#13;",
    "\ud800lone",
    "<script>alert(1)</script>",
    "<![CDATA[ <!-- <?php &nope; %pe; -->",
    "[x](javascript:alert(1)) ![y](javascript:alert(1)) <javascript:alert(1)>",
    "[x](data:text/html,1) ![y](data:image/png;base64,AAAA) [z](weixin://a) [w](mailto:a@b.c)",
    '[x](https://a.b/"onclick="alert(1)) [y](https://[::1) [z](//[) ![w](https://%zz/)',
    "[x](https://a.b/\u202e\u3000 中文?a=1&b=<c>) [y](https://例子.中国/路 径)",
    '" onmouseover=alert(1) href="javascript:alert(1)" src="x"',
    '```\n</code></pre><script>alert(1)</script> href="javascript:x"\n```',
    "<iframe src=//evil.example></iframe><svg onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; &copy; &#60;img&#62;",
    "😀👨‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 \U0010ffff \u2028 \u0085",
    "\t \r\n \u3000 \u200b",
    "| a |\n| :-: |\n| <b> |\n\n<https://a.b/?x=1&y=2> ~~x~~ \\\n---",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    said = {"title": text, "body": text or "x", "author": text, "summary": text, "abstract": text}
    lang = text if text.isascii() else "zh-CN"
    one = item(**said, lang=lang, thumbnail=text, category=text, tags=(text,))
    sound(feed(one))
    before = Article(id=KEY, url=urls.of(KEY), title=text, body="文")
    after = Article(
        id=KEY, url=urls.of(KEY), title=f"{text}新", body=text, author=text, tags=(text,)
    )
    sound(feed(altered(before, after)))


def test_five_megabytes_of_title() -> None:
    long = "<b>&]]>题" * 625_000
    one = item(title=long, author=long, summary=long, body=f"{'文' * 1_000_000}\n\n末")
    assert len(one.title) == items.TITLE
    assert "末" in one.html
    sound(feed(one))


signs = st.lists(st.sampled_from("<>[]()!\"'`*_&;:#|- \n\\/aj\x0c\x1b\ud800")).map("".join)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(st.text() | signs, st.text() | signs)
def test_any_text_makes_a_valid_feed(body: str, title: str) -> None:
    sound(feed(item(title=title, body=body or "x", author=title, summary=body)))


def altered(old: Article, new: Article, lang: words.Words = words.CHINESE, **said: object) -> Item:
    known: dict[str, object] = {
        "changed_at": NOW,
        "id": new.id,
        "source_url": new.url,
        "author": new.author,
        "published": new.published,
        "revision": 1,
        "cause": Cause.SITE,
        "kinds": ("headline", "number"),
        "fields": (),
        "old_title": old.title,
        "new_title": new.title,
    }
    return alterations.of(Alteration(**{**known, **said}), old, new, lang)  # type: ignore[arg-type]


def test_who_altered_what() -> None:
    old = Article(
        id=KEY,
        url=urls.of(KEY),
        title="三行<代码>接入",
        body="首段。\n\n投入35亿元。\n\n第三段移走。\n\n末段。",
        published=NOW,
        author="某号",
        images=(Image(url="https://a.b/1"),),
    )
    body = "第三段移走。\n\n首段。\n\n投入37亿元。\n\n末段。\n\n<更正>。"
    later = NOW + timedelta(hours=1)
    images = (Image(url="https://a.b/2"),)
    new = replace(old, title="五行<代码>接入", body=body, published=later, images=images)
    one = altered(old, new)
    sound(feed(one))
    assert one.title == "某号改了标题：三行<代码>接入 → 五行<代码>接入"
    assert one.id == f"{old.url}#changed-20261122T100000.000000"
    assert one.tags == ("标题", "数字")
    assert "<li>标题：<del>三</del><ins>五</ins>行&lt;代码&gt;接入</li>" in one.html
    assert "<li>发布时间：2026-11-22 <del>10:00:00</del><ins>11:00:00</ins></li>" in one.html
    assert "<li>图片：<ins>仍是1个，但换了</ins></li>" in one.html
    assert "<p>投入<del>35</del><ins>37</ins>亿元。</p>" in one.html
    assert "<p>移到此处：第三段移走。</p>" in one.html
    assert "<p><ins>&lt;更正&gt;。</ins></p>" in one.html
    assert "……1段未变" in one.html
    cautious = judge.read(xml.atom(feed(one)), sanitize_html=True).entries[0].content[0].value
    assert cautious == one.html.strip()


def test_what_is_no_headline_in_english() -> None:
    old = Article(id=KEY, url=urls.of(KEY), title="题", body="文 **粗**", author=None)
    new = replace(old, body="文 粗")
    one = altered(old, new, words.ENGLISH, kinds=("layout",))
    assert one.title == "Somebody changed (layout): 题"
    assert "<p>The words are the same; images, links or emphasis differ</p>" in one.html
    only = altered(old, replace(old, author="乙"), words.ENGLISH, kinds=(), fields=("author",))
    assert only.title == "乙 changed (author): 题"
    sound(feed(one, replace(only, id=f"{only.id}-2"), language="en"))


def test_the_language_of_an_entry_is_said_where_it_is_another() -> None:
    made = feed(item(lang="en"), item(id="B", url=Url("https://a.b/"), lang='x" y'))
    assert xml.atom(made).count(b"xml:lang=") == 2
    sound(made)


def test_feeds_of_an_archive_are_valid(put: Put, made: Made) -> None:
    for number in range(1, 4):
        put(number, named=[("DeepSeek", "company")])
    put(2, title="改过的题", at=NOW + timedelta(hours=3))
    put(2, title="又改过的题", at=NOW + timedelta(hours=3))  # in the same moment
    found = made(url="https://example.org/feeds")
    assert [one.place for one in found] == ["all", "changes"]
    assert [len(one.items) for one in found] == [3, 2]
    for one in found:
        sound(one)
