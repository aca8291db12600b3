"""Spellings in a text: as whole words where Latin, with joints that may be missing, the longest."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover.lexicon import build, found

LATIN = "0-9a-zß-öø-ӿ"
WORD = st.text(alphabet="ab9大 -·", max_size=5).map(lambda word: word.strip(" -·"))
WORDS = st.lists(WORD, max_size=6)
TEXT = st.text(alphabet="ab9v.大 -·・\n", max_size=30)


def words(spellings: list[str], text: str) -> list[str]:
    return list(found(build((one, one) for one in spellings), text))


def slow(spellings: list[str], text: str) -> list[str]:
    """The same by one expression for all, the longest first."""
    joint = re.compile(r"(?<=\w)[ \-·•・](?=\w)")
    last = {joint.sub("", one): one for one in spellings if one}
    forms = []
    for one in sorted(filter(None, spellings), key=len, reverse=True):
        body = "[ \\-·•・]?".join(re.escape(part) for part in joint.split(one))
        start = f"(?<![{LATIN}])" if re.match(f"[{LATIN}]", one) else ""
        version = "" if one[-1].isdigit() else r"(?:v?\d+(?:\.\d+)*[a-z]?)?"
        end = f"(?={version}(?![{LATIN}]))" if re.search(f"[{LATIN}]$", one) else ""
        forms.append((re.compile(start + body + end), one))
    place, said = 0, []
    while place < len(text):
        hits = [(hit.end(), one) for form, one in forms if (hit := form.match(text, place))]
        if not hits:
            place += 1
            continue
        place, one = max(hits, key=lambda hit: hit[0])
        said.append(last[joint.sub("", one)])
    return said


@pytest.mark.parametrize(
    ("spelling", "text", "there"),
    [
        ("ai", "ai大模型", True),
        ("ai", "airbus", False),
        ("ai", "openai", False),
        ("qwen", "qwen3", True),
        ("qwen", "qwen2.5", True),
        ("gpt", "gpt4o", True),
        ("gpt", "gptx", False),
        ("h20", "h200", False),
        ("h20", "ah20", False),
        ("hugging face", "huggingface", True),
        ("hugging face", "hugging-face", True),
        ("hugging face", "hugging·face", True),
        ("hugging face", "hugging  face", False),
        ("huggingface", "hugging face", False),
        ("山姆·奥特曼", "山姆奥特曼", True),
        ("c++", "用c++写", True),
        (".net", "学.net的人", True),
        ("大模型", "语言大模型", True),
    ],
)
def test_where_a_spelling_stands(spelling: str, text: str, there: bool) -> None:
    assert words([spelling], text) == ([spelling] if there else [])


def test_the_longest_wins_and_hides_what_it_covers() -> None:
    assert words(["b", "ab c", "c d"], "x ab c d") == ["ab c"]
    assert words(["大模", "大模型", "型号"], "大模型号") == ["大模型"]


def test_where_the_longest_is_no_word_the_next_one_is() -> None:
    assert words(["gpt", "gpt 4"], "gpt-4o发布") == ["gpt"]
    assert words(["claude", "claude opus"], "claude opusculum") == ["claude"]


def test_the_later_of_two_that_are_alike_replaces_the_earlier() -> None:
    lexicon = build([("open ai", 1), ("openai", 2)])
    assert list(found(lexicon, "open ai openai")) == [2, 2]


def test_nothing_finds_nothing() -> None:
    assert words([], "ab") == []
    assert words([""], "ab") == []
    assert words(["ab"], "") == []


def test_half_a_character_is_no_word() -> None:
    assert words(["ab"], "\ud800ab\udfff") == ["ab"]
    assert words(["\ud800"], "x") == []


def test_a_spelling_of_very_many_joints() -> None:
    long = " ".join("abcdefghijklmnopqrstuvwxyz")
    assert words([long], long) == [long]
    assert words([long], long.replace(" ", "-")) == [long]
    assert words([long], long.replace(" ", "")) == [long]


@given(spellings=WORDS, text=TEXT)
def test_it_equals_a_slow_search(spellings: list[str], text: str) -> None:
    assert words(spellings, text) == slow(spellings, text)


@given(spellings=st.lists(st.text()), text=st.text())
def test_any_text_does(spellings: list[str], text: str) -> None:
    assert set(words(spellings, text)) <= set(spellings)
