"""A user's file of companies, models, people: what it adds, and every fault of it at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover.dictionary import builtin, merged
from scraper.discover.entities import Grade, find
from scraper.errors import ConfigError


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        merged(text, "mine.toml")
    return str(caught.value).splitlines()


def named(text: str, title: str) -> set[str]:
    return {one.entity for one in find(merged(text, "mine.toml"), title, "")}


def test_an_entity_is_added() -> None:
    own = '[[company]]\nname = "海潮智能"\naliases = ["Tidal AI"]\ngrade = "strong"'
    assert named(own, "TidalAI融资") == {"海潮智能"}
    assert merged(own, "mine.toml").entities["海潮智能"].grade is Grade.STRONG


def test_an_alias_is_added_to_a_built_in_entity() -> None:
    own = '[[company]]\nname = "科大讯飞"\naliases = ["飞飞"]'
    assert named(own, "飞飞与讯飞") == {"科大讯飞"}
    old, new = builtin().entities["科大讯飞"], merged(own, "mine.toml").entities["科大讯飞"]
    assert (new.grade, new.aliases) == (old.grade, (*old.aliases, "飞飞"))


def test_what_is_said_of_a_built_in_entity_replaces_what_was() -> None:
    own = '[[person]]\nname = "黄仁勋"\ngrade = "none"\nof = "微软"\nfamily = "x"'
    found = merged(own, "mine.toml").entities["黄仁勋"]
    assert (found.grade, found.of, found.family) == (Grade.NONE, "微软", "x")


def test_a_spelling_of_a_built_in_entity_can_be_made_loose() -> None:
    own = '[[company]]\nname = "苹果"\nloose = ["苹果"]'
    assert named(own, "苹果丰收") == set()
    assert named(own, "苹果丰收，苹果公司") == {"苹果"}


def test_an_entity_is_left_out() -> None:
    assert named('[[company]]\nname = "知乎"\ndrop = true', "知乎") == set()


def test_its_name_is_free_then() -> None:
    own = '[[chip]]\nname = "Groq"\ndrop = true\n'
    assert faults(own)[0].startswith("mine.toml: chip.0.name: 'Groq' is a company")
    own = '[[company]]\nname = "Groq"\ndrop = true\n[[model]]\nname = "LPU"\n'
    assert faults(own)[0].startswith("mine.toml: model.0.name: 'LPU' is a chip")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1", "x: unknown key; remove it or check its spelling"),
        ("[[firm]]\nname = 'x'", "firm: unknown key"),
        ("[company]\nname = 'x'", "company: "),
        ("[[company]]\naliases = ['x']", "company.0.name: "),
        ("[[company]]\nname = 1", "company.0.name: "),
        ("[[company]]\nname = 'x'\nalias = ['y']", "company.0.alias: unknown key"),
        ("[[company]]\nname = 'x'\naliases = 'y'", "company.0.aliases: "),
        ("[[company]]\nname = 'x'\ngrade = 'good'", "company.0.grade: "),
        ("[[company]]\nname = ''", "company.0.name: here is an empty name"),
        ("[[company]]\nname = 'x'\naliases = ['  ']", "company.0.name: here is an empty name"),
        ("[[company]]\nname = 'x'\nunless = ['\\u200b']".replace("'", '"'), "company.0.name: here"),
        ('[[company]]\nname = "x\\ny"', "company.0.name: 'x\\ny' is not one line"),
        ("[[company]]\nname = 'x'\n[[chip]]\nname = 'x'", "chip.0.name: 'x' is written twice"),
        ("[[model]]\nname = '科大讯飞'", "model.0.name: '科大讯飞' is a company; write it under"),
        ("[[model]]\nname = 'x'\ndrop = true", "model.0.drop: there is no model 'x'"),
        ("[[model]]\nname = 'x'\nof = 'y'", "model 'x': of 'y', which is not there"),
        (
            "[[model]]\nname = 'x'\naliases = ['訊飛']",
            "'訊飛' is a spelling of company '科大讯飞' and of model 'x'",
        ),
        ("name = [", "not TOML: "),
    ],
)
def test_a_fault_is_named_by_its_place(text: str, line: str) -> None:
    (found,) = faults(text)
    assert found.startswith(f"mine.toml: {line}")


def test_all_faults_at_once() -> None:
    text = "[[company]]\nname = ''\n[[chip]]\nname = 'y'\ndrop = true\n[[person]]\nname = '智谱'"
    assert [line.split(": ")[1] for line in faults(text)] == [
        "company.0.name",
        "person.0.name",
        "chip.0.drop",
    ]
    text = "a = 1\n[[company]]\nb = 2"
    assert [line.split(": ")[1] for line in faults(text)] == ["company.0.name", "company.0.b", "a"]


def test_two_of_the_users_own_share_a_spelling() -> None:
    text = "[[company]]\nname = '甲甲'\naliases = ['Q Q']\n[[chip]]\nname = '乙乙'\nloose = ['QQ']"
    assert faults(text) == [
        "mine.toml: 'QQ' is a spelling of company '甲甲' and of chip '乙乙';"
        " leave it to one of them"
    ]


def test_who_is_left_out_leaves_nothing_of_theirs() -> None:
    lines = faults('[[company]]\nname = "面壁智能"\ndrop = true')
    assert "mine.toml: model 'MiniCPM': of '面壁智能', which is not there" in lines[0]
    assert len(lines) == 3


def test_the_digest_is_that_of_what_is_known() -> None:
    one = '[[company]]\nname = "海潮智能"'
    assert merged(one, "a").digest == merged(one + "\n# so", "b").digest != builtin().digest
    assert merged(one + '\naliases = ["x"]', "a").digest != merged(one, "a").digest


@given(st.text() | st.text(alphabet="[]{}=.,'\"#\n 0axcompanyme_\\u"))
def test_no_text_does_any_harm(text: str) -> None:
    try:
        merged(text, "mine.toml")
    except ConfigError as error:
        said = str(error)
    else:
        said = "mine.toml: "
    assert all(line.startswith("mine.toml: ") for line in said.splitlines())
