"""Two texts and what lies between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive import diff
from scraper.archive.diff import Part, Turn

LINES = st.lists(st.sampled_from(["甲", "乙", "智谱发布新模型", "智谱发布旧模型", "丙丁", "", " "]))
WORDS = st.text(alphabet="甲乙丙 ab12.。\n", max_size=60) | st.text(max_size=60)


def turns(old: str, new: str) -> list[tuple[str, str, str]]:
    return [(part.turn.value, part.old, part.new) for part in diff.parts(old, new)]


def marked(old: str, new: str) -> str:
    return "".join(
        one.new if one.same else f"[{one.old}|{one.new}]" for one in diff.places(old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("公司营收35亿元", "公司营收37亿元", "公司营收[35|37]亿元"),
        ("增长3.5%", "增长13.5%", "增长[3.5|13.5]%"),
        ("发布 GPT-4 模型", "发布 GPT-5 模型", "发布 GPT-[4|5] 模型"),
        ("接入DeepSeek的公司", "接入DeepMind的公司", "接入[DeepSeek|DeepMind]的公司"),
        ("科技公司", "科技大公司", "科技[|大]公司"),
        ("3月5日开幕", "4月6日开幕", "[3月5|4月6]日开幕"),
        ("他今天很高兴", "他今天很高兴", "他今天很高兴"),
        ("", "新", "[|新]"),
        ("旧", "", "[旧|]"),
        ("", "", ""),
    ],
)
def test_it_reads_well(old: str, new: str, said: str) -> None:
    assert marked(old, new) == said


def test_crumbs_between_alterations_are_read_with_them() -> None:
    old, new = "市场对该产品的反应十分冷淡", "外界给予了产品极高的评价啊"
    assert marked(old, new).count("[") <= 2


def test_what_becomes_of_paragraphs() -> None:
    old = "第一段说的是甲\n第二段说的是乙的事\n第三段说的是丙\n第四段说的是丁"
    new = "第一段说的是甲\n第二段说的是乙的新事\n第四段说的是丁\n完全不同的结尾"
    assert turns(old, new) == [
        ("same", "第一段说的是甲", "第一段说的是甲"),
        ("altered", "第二段说的是乙的事", "第二段说的是乙的新事"),
        ("removed", "第三段说的是丙", ""),
        ("same", "第四段说的是丁", "第四段说的是丁"),
        ("added", "", "完全不同的结尾"),
    ]


def test_a_paragraph_that_moved_is_neither_new_nor_lost() -> None:
    old = "第一段说的是甲\n第二段完全是另外一回事\n结尾在此处了"
    new = "第二段完全是另外一回事\n结尾在此处了\n第一段说的是甲"
    assert turns(old, new) == [
        ("same", "第二段完全是另外一回事", "第二段完全是另外一回事"),
        ("same", "结尾在此处了", "结尾在此处了"),
        ("moved", "第一段说的是甲", "第一段说的是甲"),
    ]


def test_each_paragraph_is_set_beside_the_one_it_became() -> None:
    old = "今天上午公司召开了发布会\n会上展示了三款芯片"
    new = "新增加的一段导语放在前面\n今天下午公司召开了发布会\n会上展示了四款芯片"
    assert [one[0] for one in turns(old, new)] == ["added", "altered", "altered"]


def test_a_very_long_paragraph_is_compared_by_sentences() -> None:
    old = "".join(f"这是第{n}句话，说的是第{n * 7}件事情。" for n in range(2000))
    (part,) = diff.parts(old, old.replace("第700件", "第701件"))
    assert part.turn is Turn.ALTERED
    altered = [place for place in part.places if not place.same]
    assert [(one.old, one.new) for one in altered] == [("700", "701")]


@given(WORDS, WORDS)
def test_the_places_are_both_texts(old: str, new: str) -> None:
    found = list(diff.places(old, new))
    assert "".join(one.old for one in found) == old
    assert "".join(one.new for one in found) == new
    assert all(one.old or one.new for one in found)
    assert all(one.same or other.same for one, other in pairwise(found))


@given(LINES, LINES)
def test_the_parts_are_both_texts(old: list[str], new: list[str]) -> None:
    found = diff.parts("\n".join(old), "\n".join(new))
    stays = [line for line in new if line.strip()]
    assert sorted(part.new for part in found if part.turn is not Turn.REMOVED) == sorted(stays)
    moved = {part.old for part in found if part.turn is Turn.MOVED}
    gone = [part.old for part in found if part.old and part.turn is not Turn.MOVED]
    assert [line for line in gone if line not in moved] == [
        line for line in old if line.strip() and line not in moved
    ]


@given(LINES)
def test_the_same_text_is_the_same(lines: list[str]) -> None:
    words = "\n".join(lines)
    assert all(part.turn is Turn.SAME for part in diff.parts(words, words))


def test_a_part_that_is_the_same_has_one_place() -> None:
    (place,) = Part(turn=Turn.SAME, old="甲乙", new="甲乙").places
    assert place.same
