"""How alike texts are, and what their sketches have in common."""

from __future__ import annotations

import random
import subprocess
import sys
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive import similar

HAN = [chr(0x4E00 + at) for at in range(3000)]


def said(seed: object, count: int = 600) -> str:
    """So many characters that no other seed gives in this order."""
    return "".join(random.Random(f"{seed}").choices(HAN, k=count))


def estimate(one: str, other: str) -> float:
    """The share of common pieces, as the sketches of two texts have it."""
    first, second = set(similar.sketch(one)), set(similar.sketch(other))
    least = sorted(first | second)[: similar.DEPTH]
    return sum(each in first and each in second for each in least) / len(least)


def test_layout_width_case_and_script_do_not_count() -> None:
    plain = "大模型降价了，GPT-4o 每百万 2.50 元。"
    dressed = "## 大模型\n\n**降價了**，ＧＰＴ－４ｏ\u200b 每百万　2.50元。![图片](https://a.cn/0)"
    assert similar.letters(plain) == similar.letters(dressed) == "大模型降价了gpt4o每百万250元"


def test_a_copy_is_wholly_alike() -> None:
    assert similar.alike(said(1), said(1)) == 1.0


def test_other_texts_are_not_alike_at_all() -> None:
    assert similar.alike(said(1), said(2)) == 0.0
    assert not set(similar.sketch(said(1))) & set(similar.sketch(said(2)))


def test_an_added_half_is_a_third_of_both() -> None:
    assert similar.alike(said(1), said(1) + said(2, 300)) == pytest.approx(1200 / 1500)


def test_of_two_articles_in_one_it_copies_the_longer() -> None:
    both = said(1, 500) + said(2, 400)
    assert similar.alike(both, said(1, 500)) >= similar.ALIKE > similar.alike(both, said(2, 400))


def test_one_in_a_round_up_is_no_copy_of_it() -> None:
    assert similar.alike(said(1, 200), "".join(said(at, 200) for at in range(6))) == 0.0


def test_order_of_paragraphs_does_not_count() -> None:
    one, other = said(1), said(2)
    assert similar.alike(one + other, other + one) == 1.0


@pytest.mark.parametrize("every", [10, 20])
def test_a_letter_changed_here_and_there_leaves_it_alike(every: int) -> None:
    other = "".join("改" if at % every == 5 else one for at, one in enumerate(said(1)))
    assert similar.alike(said(1), other) > 0.85


def test_what_is_too_short_is_like_nothing() -> None:
    short = said(1, similar.LEAST - 1)
    assert similar.alike(short, short) == 0.0
    assert similar.sketch(short) == []
    assert similar.alike("", "") == 0.0
    assert similar.sketch("") == []


def report(*figures: int) -> str:
    return "".join(f"{said(at, 40)}{figure}点" for at, figure in enumerate(figures))


def test_the_same_words_with_other_figures_are_no_copy() -> None:
    today, tomorrow = range(3000, 3010), range(4000, 4010)
    assert similar.alike(report(*today), report(*tomorrow)) == 0.0
    assert similar.alike(report(*today), report(*today)) == 1.0
    mended = report(3000, 9999, *range(3002, 3010))
    assert similar.alike(report(*today), mended) > 0.9


def test_few_figures_say_nothing() -> None:
    assert similar.alike(report(11, 22, 33), report(44, 55, 66)) > similar.ALIKE


def test_a_sketch_is_the_same_in_every_process() -> None:
    code = "from scraper.archive import similar; print(similar.sketch('大模型与芯片' * 20))"
    command = [sys.executable, "-c", code]
    answers = {
        subprocess.run(
            command, check=True, capture_output=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert answers == {f"{similar.sketch('大模型与芯片' * 20)}\n".encode()}
    assert similar.sketch("大模型与芯片" * 20) == [
        290318255,
        1222541505,
        1741008365,
        2093033802,
        3192580134,
        4130620034,
    ]


def plainly(letters: str) -> list[int]:
    """A sketch made piece by piece."""
    if len(letters) < similar.LEAST:
        return []
    pieces = {letters[at : at + similar.SIZE] for at in range(len(letters) - similar.SIZE + 1)}
    hashes = {
        crc32(one.encode("utf-32-le", "surrogatepass")) * 0x9E3779B1 % 2**32 for one in pieces
    }
    return sorted(hashes)[: similar.DEPTH]


@pytest.mark.parametrize("count", [50, 63, 64, 65, 100, 3000, 100_000])
@pytest.mark.parametrize("signs", ["大模", "abc𠀀\ud800", HAN, [*map(chr, range(0x110000))]])
def test_a_sketch_is_what_it_is_piece_by_piece(count: int, signs: list[str]) -> None:
    letters = "".join(random.Random(count).choices(signs, k=count))
    again = (letters[:60] * count)[:count]
    assert similar.sketch(letters) == plainly(letters)
    assert similar.sketch(again) == plainly(again)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_sketches_share_what_texts_share(share: float) -> None:
    """Their share of pieces, on the average of many pairs: the hashes favour none."""
    kept = int(600 * share)
    pairs = [(said(at), said(at, kept) + said(f"other {at}", 600 - kept)) for at in range(60)]
    wanted = share / (2 - share)
    assert sum(estimate(*pair) for pair in pairs) / 60 == pytest.approx(wanted, abs=0.03)


TEXTS = st.text(st.sampled_from("大模型芯片融资a1２é𠀀\ud800"), max_size=200)


@given(TEXTS, TEXTS)
def test_alike_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    share = similar.alike(one, other)
    assert 0.0 <= share <= 1.0
    assert share == similar.alike(other, one)


@given(TEXTS)
def test_a_text_is_like_itself_where_it_is_long_enough(one: str) -> None:
    assert similar.alike(one, one) == (1.0 if len(one) >= similar.LEAST else 0.0)


@given(TEXTS)
def test_a_sketch_is_few_small_numbers_in_order(one: str) -> None:
    hashes = similar.sketch(one)
    assert hashes == plainly(one)
    assert hashes == sorted(set(hashes))
    assert len(hashes) <= similar.DEPTH
    assert all(0 <= each < 1 << 32 for each in hashes)
