"""A piece of the text around what was found: exact, whole characters, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import text
from scraper.archive import query, snippet

SIGNS = (
    "ab 　\t\xa0\n中国關於，…é\u0301\u200d\ufe0f\xad´¨👩💻🏽🇨🇳"
    "가\u11a8\u1161ｶ\uff9eか\u0345İß\u0308…①"
)
TEXTS = st.text() | st.text(SIGNS)
FILL = "一二三四五六七八九十" * 12


def joined(pieces: snippet.Marked) -> str:
    return "".join(piece for piece, _ in pieces)


def found(pieces: snippet.Marked) -> list[str]:
    return [piece for piece, hit in pieces if hit]


@given(TEXTS)
def test_each_folded_character_knows_where_it_came_from(one: str) -> None:
    folded = snippet.Folded(one)
    assert folded.text == text.fold(one)
    for at in range(len(folded.text)):
        start, end = folded.first((at, at + 1))
        sign = folded.text[at].replace("\n", " ")
        assert sign in text.fold(folded.cut(start, end))


@given(TEXTS, TEXTS)
def test_a_marked_line_is_the_line(one: str, typed: str) -> None:
    asked = query.read(f"中 OR {text.letters(typed)[:50] or 'a'}")
    line = one.replace("\n", " ")
    assert joined(snippet.mark(line, asked)) == line


@given(TEXTS)
def test_what_is_marked_is_what_was_meant(one: str) -> None:
    asked = query.read("中国 OR 关于 OR a*")
    for piece in found(snippet.mark(one, asked)):
        assert any(word.needle in text.fold(piece) for word in asked.words)


@pytest.mark.parametrize(
    ("line", "typed", "marked"),
    [
        ("國產ＡＩ晶片", "国产ai", ["國產ＡＩ"]),
        ("用DeepSeek‐R1。", "deepseek-r1", ["DeepSeek‐R1"]),
        ("DeepSeek", "seek", []),
        ("大\u200b模型", "大模型", ["大\u200b模型"]),
        ("约½型芯片", "芯片", ["芯片"]),
        ("芯片芯片 算力", "芯片 算力", ["芯片芯片", "算力"]),
        ("大模型", "大模 模型", ["大模型"]),
        ("e\u0301a", "éa", ["e\u0301a"]),
        ("芯片👩\u200d💻好", "芯片", ["芯片"]),
        ("a  b", '"a b"', ["a  b"]),
    ],
)
def test_forms_are_marked_as_they_stand(line: str, typed: str, marked: list[str]) -> None:
    assert found(snippet.mark(line, query.read(typed))) == marked


def test_the_piece_is_around_the_first_hit() -> None:
    pieces = snippet.cut(f"{FILL}大模型{FILL}大模型", query.read("大模型"))
    assert pieces[0] == pieces[-1] == (snippet.CUT, False)
    assert found(pieces) == ["大模型"]
    assert len(joined(pieces)) == snippet.LENGTH + 2
    assert joined(pieces).index("大模型") == snippet.LEAD + 1


def test_the_piece_with_more_of_the_words_is_better() -> None:
    plain = f"芯片{FILL}\n{FILL}芯片与算力{FILL}"
    assert found(snippet.cut(plain, query.read("芯片 算力"))) == ["芯片", "算力"]


def test_short_lines_stand_together() -> None:
    assert joined(snippet.cut("一\n芯片\n三", query.read("芯片"))) == "一 芯片 三"


def test_a_text_without_hits_begins_at_its_beginning() -> None:
    pieces = snippet.cut(FILL, query.read("芯片"))
    assert joined(pieces) == FILL[: snippet.LENGTH] + snippet.CUT
    assert found(pieces) == []


@given(
    st.lists(
        st.sampled_from(["👩\u200d💻", "🇨🇳", "👍🏽", "❤\ufe0f", "e\u0301", "芯片", "字"]),
        max_size=300,
    )
)
def test_no_character_is_cut_in_two(signs: list[str]) -> None:
    pieces = snippet.cut("".join(signs), query.read("芯片"))
    whole = joined(pieces).strip(snippet.CUT)
    assert whole in "".join(signs)
    for sign in ("👩", "🇨", "👍", "❤", "e"):
        assert whole.count(sign) == sum(whole.count(one) for one in set(signs) if one[0] == sign)
    assert not whole or whole[0] not in "\u200d💻🇳🏽\ufe0f\u0301"


@given(TEXTS, st.sampled_from(["中国", "关于", "a*", "中", "ß", '"a b"']))
def test_the_piece_is_of_the_text(plain: str, typed: str) -> None:
    asked = query.read(typed)
    pieces = snippet.cut(plain, asked)
    whole = joined(pieces)
    core = whole.removeprefix(snippet.CUT).removesuffix(snippet.CUT)
    assert core in plain.replace("\n", " ") or core.strip(snippet.CUT) in plain.replace("\n", " ")
    assert bool(found(pieces)) == asked.admits(text.fold(plain))
