"""What is typed: understood, or refused in one line; never an error of SQL."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import text
from scraper.archive import query
from scraper.archive.query import Query, Word
from scraper.errors import QueryError

HOSTILE = (
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "NEAR(a b, 2)",
        "*",
        "**",
        "-",
        "--",
        "^a",
        "col:",
        "terms:a",
        "(",
        ")",
    ),
    *(
        "a)",
        "(a OR b",
        '"',
        '""',
        '"a',
        'a"',
        '"a" "',
        "'",
        "';--",
        "a;b",
        "a+b",
        "{a b}:c",
        "\0",
        "a\0b",
    ),
    *(
        "\ud800",
        "a\ud800",
        "\udc00\ud800芯",
        "芯" * 999,
        "a " * 500,
        "芯 " * 500,
        "a OR " * 199 + "b",
    ),
    *(
        "-a " * 300 + "b",
        "😀",
        "！！",
        "a😀",
        "\u202e",
        "%s%n",
        "\\",
        "[",
        "a*b*c",
        "_",
        "_a_",
        "é" * 90,
    ),
)
TYPED = st.text() | st.lists(st.sampled_from([*HOSTILE, "芯片", "AI", "OR", "-"])).map(" ".join)


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE VIRTUAL TABLE text_index"
        " USING fts5 (terms, content = '', detail = none, tokenize = ascii)"
    )
    db.execute("INSERT INTO text_index (rowid, terms) VALUES (1, 'a ai 芯片')")
    yield db
    db.close()


def words(typed: str) -> list[list[tuple[str, bool]]]:
    asked = query.read(typed)
    return [[(word.needle, word.prefix) for word in group] for group in asked.groups]


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("芯片", [[("芯片", False)]]),
        ("  芯片\u3000算力\n", [[("芯片", False)], [("算力", False)]]),
        ("DeepSeek-R1 ＧＰＴ－４ｏ", [[("deepseek-r1", False)], [("gpt-4o", False)]]),
        ("deep*", [[("deep", True)]]),
        ("deep＊", [[("deep", True)]]),
        ('"deep  seek"', [[("deep seek", False)]]),
        ('"deep seek"*', [[("deep seek", True)]]),
        ("“深度求索”", [[("深度求索", False)]]),
        ("晶片 OR 芯片 算力", [[("晶片", False), ("芯片", False)], [("算力", False)]]),
        ("a OR b OR c", [[("a", False), ("b", False), ("c", False)]]),
        ("算力 or 芯片", [[("算力", False)], [("or", False)], [("芯片", False)]]),
        ('"OR" "*"', [[("or", False)]]),
        ("AND NEAR(a", [[("and", False)], [("near(a", False)]]),
        ("資訊", [[("资讯", False)]]),
        ('a""b', [[("a", False)], [("b", False)]]),
        ("*a", [[("*a", False)]]),
    ],
)
def test_what_is_meant(typed: str, groups: list[list[tuple[str, bool]]]) -> None:
    assert words(typed) == groups


def test_what_must_not_be_found() -> None:
    asked = query.read('芯片 -算力 -"a b" －ａｉ* - --c')
    assert asked.without == (
        Word(needle="算力"),
        Word(needle="a b"),
        Word(needle="ai", prefix=True),
        Word(needle="-c"),
    )
    assert asked.others == ((Word(needle="-"),),)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "nothing to look for"),
        (" \u3000\n", "nothing to look for"),
        ('""', "nothing to look for"),
        ("\u200b", "nothing to look for"),
        ("-芯片", "only what must not be found"),
        ("OR", "OR stands between"),
        ("a OR", "nothing after OR"),
        ("a OR OR b", "OR stands between"),
        ("a OR -b", "-b after OR"),
        ('a "b', "a quotation mark too few"),
        ("！！ 😀", "no letter and no digit in !! 😀"),
        ("a" * 1001, "1001 characters"),
        ("芯" * 1_000_000, "1000000 characters"),
    ],
)
def test_what_cannot_be_looked_for(typed: str, said: str) -> None:
    with pytest.raises(QueryError, match=f"^QUERY: .*{re.escape(said)}") as caught:
        query.read(typed)
    assert "\n" not in str(caught.value)


def sound(typed: str, index: sqlite3.Connection) -> None:
    """FTS5 understands every expression of a query; else one line says what is wrong."""
    said = ""
    try:
        asked = query.read(typed)
    except QueryError as error:
        said = str(error)
    if said:
        assert re.fullmatch("QUERY: .{1,100}", said)
        return
    for match in (asked.all, asked.some, asked.match):
        index.execute("SELECT rowid FROM text_index WHERE text_index MATCH ?", [match]).fetchall()
    folded = text.fold(typed)
    asked.admits(folded)
    assert asked.level(folded) in (1, 2, 3)


@pytest.mark.parametrize("typed", HOSTILE, ids=ascii)
def test_hostile_queries(typed: str, index: sqlite3.Connection) -> None:
    sound(typed, index)
    sound(f"芯片 {typed}"[:1000], index)
    sound(f"{typed[:900]} OR 芯片 -{typed[:90]}", index)


@given(TYPED)
def test_any_text(typed: str) -> None:
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE VIRTUAL TABLE text_index USING fts5 (terms, tokenize = ascii)")
        sound(typed, db)
    db.close()


@pytest.mark.parametrize(
    ("needle", "prefix", "folded", "found"),
    [
        ("seek", False, "deepseek", False),
        ("seek", True, "deepseek", False),
        ("deep", False, "deepseek", False),
        ("deep", True, "deepseek", True),
        ("deepseek", False, "用deepseek的", True),
        ("4o", False, "gpt4o", False),
        ("4o", False, "gpt-4o", True),
        ("4", False, "4o", False),
        ("ai大模型", False, "openai大模型", False),
        ("ai大模型", False, "ai大模型x", True),
        ("a b", False, "a\nb", False),
        ("seek", False, "deepseek seek", True),
        ("30b", False, "30b、7b", True),
        ("a_b", False, "a_b_c", True),
        ("型", False, "大模型", True),
    ],
)
def test_words_of_scripts_with_blanks_are_whole(
    needle: str, prefix: bool, folded: str, found: bool
) -> None:
    assert Word(needle=needle, prefix=prefix).found(folded) == found


@given(st.text("ab1 芯片型。-_é😀", min_size=1), st.text("ab1 芯片型。-_é😀"), st.booleans())
def test_what_a_text_has_its_terms_have(piece: str, around: str, prefix: bool) -> None:
    """No text is lost for want of a term, and where a word says it is exact, none is too many."""
    word = Word(needle=text.fold(piece).strip() or "a", prefix=prefix)
    for folded in (around, piece + around, around + piece, around + piece + around):
        terms = set(text.terms(folded))
        known = all(
            any(term.startswith(one[1:-2]) for term in terms)
            if one[-1] == "*"
            else one[1:-1] in terms
            for one in word.terms
        )
        assert known or not word.found(folded)
        if word.exact:
            assert known == word.found(folded)


def test_levels_of_a_title() -> None:
    asked = query.read("芯片 算力 OR 融资 ！")
    assert [asked.level(title) for title in ("芯片融资", "芯片", "融资", "模型")] == [3, 2, 2, 1]


def test_a_query_is_a_value() -> None:
    assert query.read("芯片 ai") == query.read("  芯片 ＡＩ ")
    assert isinstance(hash(query.read("芯片")), int)
    assert query.read("芯片") != Query(groups=())
