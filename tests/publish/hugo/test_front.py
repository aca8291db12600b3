"""What stands above a text: the keys of the profile, and what a site wishes otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from scraper import config, urls
from scraper.archive.values import Entry
from scraper.config import Front
from scraper.dates import BEIJING
from scraper.errors import ConfigError
from scraper.extract import front as text
from scraper.models import Article, Mention
from scraper.publish.hugo import front, template
from scraper.publish.hugo.front import Known
from scraper.publish.pictures import Shown

KEY = "20261122A01KX700"
SEEN = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def known(**changes: Any) -> Known:
    article = Article(
        id=KEY,
        url=urls.of(KEY),
        title="智谱发布 {{< 新模型",
        body="文",
        published=datetime(2026, 11, 22, 9, 12, 45, tzinfo=BEIJING),
        author="智见前沿",
        summary="正文开头",
    )
    entry = Entry(article=article, first_seen=SEEN, last_seen=SEEN, story=KEY)
    return replace(Known(entry=entry, content="0" * 64), **changes)


def read(keys: front.Keys) -> dict[str, Any]:
    return dict(yaml.safe_load(text.write(keys, "").split("---")[1]))


def test_the_keys_are_those_of_today() -> None:
    keys = read(front.of(known()))
    assert [*keys][:8] == [
        *("title", "date", "description", "slug", "isCJKLanguage"),
        *("categories", "tags", "thumbnail"),
    ]
    assert keys["title"] == "智谱发布 {\u200b{< 新模型"
    assert keys["date"] == "2026-11-22T09:12:45+08:00"
    assert keys["isCJKLanguage"] is True
    assert keys["widgets"] == ["search", "recent", "taglist"]
    assert not {"menu", "lastmod", "lead", "translationKey"} & keys.keys()
    assert keys["params"] == {
        "source_url": urls.of(KEY),
        "source_id": KEY,
        "media": "智见前沿",
        "author": "智见前沿",
        "first_seen": "2026-11-22T12:00:00+08:00",
        "content_sha256": "0" * 64,
        "story": KEY,
        "entities": [],
    }


def test_without_a_time_of_publication_it_is_that_of_the_first_sight() -> None:
    one = known()
    entry = replace(one.entry, article=replace(one.entry.article, published=None))
    assert front.of(replace(one, entry=entry))["date"] == "2026-11-22T12:00:00+08:00"


def test_what_is_known_besides_is_said() -> None:
    one = known(
        touched=SEEN,
        thumbnail=Shown(src="/images/x.jpg"),
        images=(Shown(src="a.png", width=640, height=360, alt="图"),),
        lead="摘要",
        langs=("zh-CN", "en"),
    )
    keys = read(front.of(replace(one, entry=replace(one.entry, gone_at=SEEN))))
    assert keys["lastmod"] == "2026-11-22T12:00:00+08:00"
    assert keys["thumbnail"] == "/images/x.jpg"
    assert keys["description"] == keys["lead"] == "摘要"
    assert keys["translationKey"] == KEY
    assert keys["params"]["gone_at"] == "2026-11-22T12:00:00+08:00"
    assert keys["params"]["images"] == [
        {"src": "a.png", "alt": "图", "width": "640", "height": "360"}
    ]


def mention(name: str, kind: str, count: int, *, in_title: bool = False) -> Mention:
    return Mention(entity=name, kind=kind, count=count, in_title=in_title)


def test_tags_are_whom_it_is_about() -> None:
    found = [
        mention("英伟达", "company", 5),
        mention("昇腾", "chip", 1),
        mention("智谱", "company", 2, in_title=True),
    ]
    assert front.tags(found) == ("智谱", "英伟达")
    assert front.topics(found) == ("公司",)
    assert front.tags(found[1:2]) == ("昇腾",)
    assert front.topics(found[1:2]) == ("芯片",)
    assert front.tags([]) == ()
    assert front.topics([]) == ("综合",)
    many = [mention(f"第{n}", "model", 2) for n in range(30)]
    assert len(front.tags(many)) == front.TAGS


def apply(**wish: Any) -> dict[str, Any]:
    one = known(thumbnail=Shown(src="/images/x.jpg"))
    made = template.checked(Front(**wish))
    return read(template.applied(front.of(one), made, front.fields(one)))


def test_keys_are_dropped_renamed_and_added() -> None:
    keys = apply(
        drop=("widgets", "params.story", "lead"),
        rename={"description": "abstract", "params.source_url": "canonicalURL"},
        add={
            "cover": "{thumbnail}",
            "params.day": "{year}/{month}/{day}",
            "draft": False,
            "authors": ("{media}", "{{x}}"),
            "title2": "《{title}》",
        },
    )
    assert "widgets" not in keys
    assert "description" not in keys
    assert keys["abstract"] == "正文开头"
    assert keys["canonicalURL"] == urls.of(KEY)
    assert keys["cover"] == "/images/x.jpg"
    assert keys["params"]["day"] == "2026/11/22"
    assert not {"story", "source_url"} & keys["params"].keys()
    assert keys["draft"] is False
    assert keys["authors"] == ["智见前沿", "{x}"]
    assert "{{<" not in keys["title2"]
    assert [*keys][-1] == "params"


def test_all_of_ours_may_be_dropped() -> None:
    assert "params" not in apply(drop=("params",))


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        ({"drop": ("wigets",)}, "drop.0: 'wigets' is no key of the profile; it has title, "),
        ({"drop": ("params.x",)}, "drop.0: 'params.x' is no key"),
        ({"rename": {"nothing": "x"}}, "rename.nothing: 'nothing' is no key"),
        ({"rename": {"slug": "a b"}}, "rename.slug: 'a b' is no name of a key"),
        ({"rename": {"slug": "title"}}, "rename.slug: 'title' is there already"),
        ({"rename": {"slug": "x", "lead": "x"}}, "rename.slug: 'x' is given to two keys"),
        ({"rename": {"lead": "x"}, "drop": ("lead",)}, "rename.lead: is dropped too"),
        ({"rename": {"lead": "yes"}}, "rename.lead: 'yes' is no name"),
        ({"add": {"title": "x"}}, "add.title: 'title' is there already; drop it"),
        ({"add": {"x.y": "x"}}, "add.x.y: 'x.y' is no name of a key"),
        ({"add": {"x": "{nobody}"}}, "add.x: {nobody} is not known; there are id, url, "),
        ({"add": {"x": "{}"}}, "add.x: {} is not known"),
        ({"add": {"x": "{id!r}"}}, "add.x: {id} is not known"),
        ({"add": {"x": "{id.real}"}}, "add.x: {id.real} is not known"),
        ({"add": {"x": "{id"}}, "add.x: '{id': "),
        ({"add": {"x": ("ok", "}")}}, "add.x: '}': "),
    ],
)
def test_what_cannot_be_wished_is_named(wish: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigError) as error:
        template.checked(Front(**wish))
    assert f"hugo.front.{fault}" in str(error.value)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as error:
        template.checked(Front(drop=("a", "b"), add={"c d": "x"}))
    assert len(str(error.value).splitlines()) == 3


def test_the_wish_is_read_from_the_configuration() -> None:
    found = config.parse(
        '[hugo.front]\ndrop = ["menu"]\n[hugo.front.rename]\nlead = "abstract"\n'
        '[hugo.front.add]\ndraft = true\n"params.x" = ["a"]\n',
        "config.toml",
    )
    assert found.hugo.front.add == {"draft": True, "params.x": ("a",)}


@pytest.mark.parametrize(
    "line",
    [
        'section = "../x"',
        'section = ""',
        'section = "/x"',
        'images = "images/"',
        'images = "/images"',
        'images = "https://x/"',
        'profile = "x"',
        "[hugo.front.add]\nx = 3.5",
    ],
)
def test_a_wrong_key_of_the_configuration_is_named(line: str) -> None:
    with pytest.raises(ConfigError, match=r"config.toml: hugo\."):
        config.parse(f"[hugo]\n{line}", "config.toml")


def test_every_field_in_braces_is_known_of_an_article() -> None:
    assert set(front.fields(known())) == set(front.FIELDS)
    assert set(front.of(known(lead="x", touched=SEEN, langs=("zh-CN", "en")))) == set(front.PROFILE)
