"""A history as a file: what is read of it, and what is said of a wrong one."""

from __future__ import annotations

from datetime import date

import pytest

from scraper.errors import DocumentError
from scraper.watch import history
from scraper.watch.replay import replay

HEAD = "day\tarticles\thollow\tmedian_chars"
ROW = "2024-04-24\t68\t56\t812.5"


def read(*lines: str, end: str = "\n") -> list[date]:
    return [day.day for day in history.read(end.join(lines).encode(), "days.tsv")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("rest", [[], [""], ["", " ", "\t"]])
def test_lines_without_anything_may_end_it(end: str, rest: list[str]) -> None:
    assert read(HEAD, ROW, *rest, end=end) == [date(2024, 4, 24)]


def test_other_columns_are_passed_over() -> None:
    assert read(f"note\t{HEAD}\tnote", f"a\t{ROW}\t") == [date(2024, 4, 24)]


def test_the_first_day_of_all_is_a_day() -> None:
    data = f"{HEAD}\n0001-01-01\t3\t1\t9\n0001-01-02\t3\t1\t9".encode()
    days = history.read(data, "days.tsv")
    assert min(dict(replay(days))) == date.min


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([f"{HEAD}\tday", f"{ROW}\tx"], "line 1: column day twice; give each once"),
        ([f"hollow\t{HEAD}", f"1\t{ROW}"], "line 1: column hollow twice; give each once"),
        ([HEAD, "2024-04-24\t68\t56\t"], "line 2: median_chars (empty) is no number; write digits"),
        ([HEAD, "2024-04-24\t68\t56"], "line 2: 3 columns; give as many as the first line has"),
        ([HEAD, ROW, ROW], "line 3: 2024-04-24 twice; give each day once, in order"),
        ([HEAD, "0001-01-01\t1\t0\t9", "0001-01-01\t1\t0\t9"], "line 3: 0001-01-01 twice; give "),
        ([HEAD, ROW, "2024-04-23\t1\t1\t9"], "line 3: 2024-04-23 after 2024-04-24; give each"),
        ([HEAD, "", ROW], "line 2: 1 columns; give as many as the first line has"),
    ],
)
def test_a_fault_names_its_line(lines: list[str], said: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(*lines)
    assert str(caught.value).startswith(f"days.tsv: {said}")
