"""Processes that work, die, hang and are told to end."""

from __future__ import annotations

import multiprocessing
import time
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.crew import DEPTH, Crew, Lost, cores
from scraper.errors import ArchiveError, ScraperError

from .deeds import Deed, Doer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Make = "Callable[..., Crew[Deed, int]]"


@pytest.fixture
def crew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Crew]]:
    """A crew of two; no process is left of it."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1]))

    def make(start: str = "", **options: object) -> Crew[Deed, int]:
        known = {"jobs": 2, "seconds": 20.0, **options}
        return Crew(Doer(str(tmp_path), start), **known)

    yield make
    assert multiprocessing.active_children() == []


def test_all_is_done_in_order(crew: Make) -> None:
    deeds = [("square", n) for n in range(300)]
    with crew() as made:
        assert list(made.map(deeds)) == [(deed, deed[1] ** 2) for deed in deeds]


def test_nothing_to_do_starts_no_process(crew: Make) -> None:
    with crew() as made:
        assert list(made.map([])) == []
        assert multiprocessing.active_children() == []


def test_little_to_do_starts_one(crew: Make) -> None:
    with crew(jobs=8) as made:
        assert len({pid for _, pid in made.map([("pid", n) for n in range(DEPTH)])}) == 1


def test_much_to_do_starts_as_many_as_allowed(crew: Make) -> None:
    with crew(jobs=2) as made:
        found = {pid for _, pid in made.map([("pid", n) for n in range(200)])}
        assert len(found) <= 2 == len(multiprocessing.active_children())


def test_few_are_on_their_way_at_once(crew: Make) -> None:
    """A source without an end is no trouble, and what nobody takes is not made."""
    taken = []
    source = (taken.append(n) or ("square", n) for n in count())
    with crew(jobs=1) as made:
        found = list(islice(made.map(source), 100))
    assert found[-1] == (("square", 99), 99**2)
    assert len(taken) <= 100 + 2 * DEPTH


def test_large_answers_are_whole(crew: Make) -> None:
    deeds = [("large", 3_000_000)] * 8
    with crew() as made:
        assert [size for _, size in made.map(deeds)] == [3_000_000] * 8


def test_a_crew_works_again(crew: Make) -> None:
    with crew(jobs=1) as made:
        first = [pid for _, pid in made.map([("pid", 1)])]
        assert first == [pid for _, pid in made.map([("pid", 2)])]


@pytest.mark.parametrize(("word", "how"), [("die", "SIGKILL"), ("crash", "SIGABRT")])
def test_who_dies_each_time_is_lost_alone(crew: Make, word: str, how: str) -> None:
    deeds = [("square", n) for n in range(60)]
    deeds[17] = deeds[40] = (word, 0)
    with crew() as made:
        found = list(made.map(deeds))
    assert [deed for deed, _ in found] == deeds
    for deed, done in found:
        lost = Lost(reason=f"its reader died ({how}), twice")
        assert done == (lost if deed[0] == word else deed[1] ** 2)


def test_who_dies_once_is_done_the_second_time(crew: Make) -> None:
    deeds = [("die once" if n % 20 == 7 else "square", n) for n in range(60)]
    with crew() as made:
        assert [done for _, done in made.map(deeds)] == [n * n for n in range(60)]


@pytest.mark.parametrize("word", ["sleep", "spin"])
def test_who_takes_for_ever_is_lost_alone(crew: Make, word: str) -> None:
    deeds = [("square", 1), (word, 2), ("square", 3)]
    with crew(seconds=0.5) as made:
        found = [done for _, done in made.map(deeds)]
    assert found == [1, Lost(reason="its reader took longer than 0.5 s, twice"), 9]


def test_the_end_is_at_once_also_of_who_hangs(crew: Make) -> None:
    asked = time.monotonic() + 1.5

    def breathe() -> None:
        if time.monotonic() > asked:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), crew(breathe=breathe) as made:
        list(made.map([("sleep", n) for n in range(40)]))
    assert time.monotonic() < asked + 5


def test_who_stops_asking_leaves_nobody_at_work(crew: Make) -> None:
    with crew() as made:
        assert next(made.map([("square", n) for n in range(1000)])) == (("square", 0), 0)


@pytest.mark.parametrize("word", ["die", "crash"])
def test_processes_that_cannot_start_are_an_error(crew: Make, word: str) -> None:
    with crew(start=word) as made, pytest.raises(ScraperError, match=r"did not start.*--jobs 1"):
        list(made.map([("square", 1)]))


@pytest.mark.parametrize("options", [{"start": "refuse"}, {}])
def test_an_error_of_ours_comes_home(crew: Make, options: dict[str, str]) -> None:
    with crew(**options) as made, pytest.raises(ArchiveError, match="not today; try tomorrow"):
        list(made.map([("refuse", 1)]))


def test_there_is_a_processor() -> None:
    assert cores() >= 1
