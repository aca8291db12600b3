"""Whom a text names: sentences with the names in them, and sentences that only look so."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover.dictionary import builtin, merged
from scraper.discover.entities import Dictionary, Entity, dictionary, find, fold, key
from scraper.models import SORTS, Mention

SENTENCES = Path(__file__).parent / "mentions.tsv"
WORLD = builtin()
TEXT = st.text() | st.text(alphabet="讯飞科大 DeepSeek-R1智谱AI苹果·\u200b\ud800\0", max_size=40)


def sentences() -> list[tuple[str, str, set[str]]]:
    with SENTENCES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [(row["sort"], row["text"], set(filter(None, row["named"].split(";")))) for row in rows]


def named(title: str, body: str = "", known: Dictionary = WORLD) -> dict[str, int]:
    return {one.entity: one.count for one in find(known, title, body)}


def small(*entities: Entity) -> Dictionary:
    return dictionary(entities, "x")


@pytest.mark.parametrize(("sort", "text", "expected"), sentences())
def test_a_sentence_names_these_and_nobody_else(sort: str, text: str, expected: set[str]) -> None:
    assert set(named(text)) == expected
    if not sort.startswith("not"):
        assert sort in {WORLD.entities[name].kind for name in expected}


def test_there_are_sentences_of_every_kind_with_and_without() -> None:
    kinds = Counter(sort for sort, _, _ in sentences())
    assert kinds.keys() == {*SORTS, *(f"not {sort}" for sort in SORTS)}
    assert kinds.total() >= 150


def test_a_mention_counts_title_and_body_together() -> None:
    assert find(WORLD, "讯飞发布新品", "科大讯飞，又名 iFLYTEK。") == (
        Mention(entity="科大讯飞", kind="company", count=3, in_title=True),
    )
    assert find(WORLD, "新品", "讯飞") == (
        Mention(entity="科大讯飞", kind="company", count=1, in_title=False),
    )


def test_the_longest_spelling_is_the_one_that_is_meant() -> None:
    assert named("科大讯飞") == {"科大讯飞": 1}
    assert named("王兴兴") == {"王兴兴": 1}


def test_a_spelling_that_begins_with_its_makers_name_names_both() -> None:
    assert named("DeepSeek-R1") == {"DeepSeek-R1": 1, "DeepSeek": 1}
    assert named("腾讯混元") == {"混元": 1, "腾讯": 1}
    assert named("Qwen") == {"通义千问": 1}


def test_a_loose_spelling_counts_where_something_makes_it_sure() -> None:
    assert named("奥特曼") == {}
    assert named("奥特曼", "萨姆·奥特曼") == {"山姆·奥特曼": 2}
    assert named("奥特曼", "ChatGPT的父亲") == {"山姆·奥特曼": 1, "ChatGPT": 1}
    assert named("地平线", "它的智驾芯片") == {"地平线": 1}


def test_two_loose_spellings_do_not_vouch_for_each_other() -> None:
    assert named("老黄与奥特曼") == {}
    assert named("星火与刘庆峰") == {}


def test_a_phrase_hides_the_name_in_it_and_no_other() -> None:
    assert named("苹果树下的苹果公司") == {"苹果": 1}
    assert named("百度百科说百度") == {"百度": 1}


def test_a_name_wins_over_a_phrase_that_hides() -> None:
    known = small(
        Entity(name="甲乙", kind="company"),
        Entity(name="乙", kind="company", unless=("甲乙",)),
    )
    assert named("甲乙", known=known) == {"甲乙": 1}


def test_what_a_user_adds_is_found_in_any_width_case_and_script() -> None:
    known = small(Entity(name="龍門Lab", kind="company"))
    assert named("龙门LAB，龍門ｌａｂ，龙门Labs", known=known) == {"龍門Lab": 2}


def test_nothing_names_nobody() -> None:
    assert find(WORLD, "", "") == ()
    assert named("科大讯飞", known=small()) == {}


@given(title=TEXT, body=TEXT)
def test_any_text_has_its_mentions(title: str, body: str) -> None:
    found = find(WORLD, title, body)
    assert found == find(WORLD, title, body)
    assert len({one.entity for one in found}) == len(found)
    assert all(one.count >= 1 and one.kind in SORTS for one in found)


@given(before=TEXT, after=TEXT)
def test_the_title_says_whether_it_names(before: str, after: str) -> None:
    for one in find(WORLD, before, after):
        if one.in_title:
            assert one.entity in named(before, after)
    assert not any(one.in_title for one in find(WORLD, "", after))


@given(name=st.text(alphabet="aé9大模 -·", min_size=1, max_size=8))
def test_every_name_finds_itself(name: str) -> None:
    known = small(Entity(name=name, kind="company"))
    assert named(name, known=known) == ({name: 1} if key(name) else {})


class TestBuiltin:
    """The dictionary as it is written."""

    def test_it_is_worth_its_name(self) -> None:
        kinds = Counter(one.kind for one in WORLD.entities.values())
        assert kinds.keys() == set(SORTS)
        assert kinds.total() >= 800

    def test_it_has_no_fault_that_a_users_file_must_not_have(self) -> None:
        assert merged("", "none.toml").digest == WORLD.digest

    def test_every_spelling_is_one_of_the_entity_alone(self) -> None:
        for entity in WORLD.entities.values():
            for spelling in entity.spellings:
                sure = spelling not in entity.loose
                vouch = "" if sure else " ".join((*entity.near, *_kin(entity)))
                assert entity.name in named(spelling, vouch), spelling

    def test_every_loose_spelling_can_be_made_sure(self) -> None:
        for entity in WORLD.entities.values():
            if entity.loose:
                assert entity.near or _kin(entity), entity.name

    def test_every_phrase_that_hides_has_something_to_hide(self) -> None:
        for entity in WORLD.entities.values():
            for phrase in entity.unless:
                assert any(fold(one) in fold(phrase) for one in entity.spellings), phrase
                found = find(WORLD, phrase, " ".join(entity.near))
                assert not any(one.in_title for one in found if one.entity == entity.name), phrase


def _kin(entity: Entity) -> list[str]:
    """Sure spellings of those that vouch for an entity."""
    names = {entity.name} | WORLD.kin.get(entity.of or entity.name, frozenset())
    kin = [WORLD.entities[name] for name in sorted(names)]
    return [spelling for one in kin for spelling in one.spellings if spelling not in one.loose]
