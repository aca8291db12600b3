"""A page or list, and how often it was asked for → what is wrong with its answer this time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from scraper.demo import answers
from scraper.demo.answers import Answer
from scraper.demo.moods import Visit, said, sent
from scraper.demo.weather.dice import thrown

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Generic[Given]):
    """An unhappy answer: how likely it is, and how many asks in a row it lasts."""

    name: str
    weight: int
    lasts: tuple[int, int]
    answer: Callable[[Given], Answer]


def of(
    name: tuple[object, ...], count: int, odds: float, kinds: tuple[Turn[Given], ...]
) -> Turn[Given] | None:
    """What is wrong with the answer after `count` others; None where nothing is."""
    dice, place, turn = thrown("turns", *name), 0, None
    while place <= count:
        bad = dice.random() < odds
        turn = dice.choices(kinds, [one.weight for one in kinds])[0] if bad else None
        place += dice.randint(*turn.lasts) if turn else 1
    return turn


def _silent(_: object) -> Answer:
    return Answer(silent=True)


PAGES: tuple[Turn[Visit], ...] = (
    Turn(name="busy", weight=4, lasts=(1, 5), answer=said.busy),
    Turn(name="busy in words", weight=3, lasts=(1, 5), answer=said.busier),
    Turn(name="503 for 2 s", weight=4, lasts=(1, 4), answer=said.unavailable),
    Turn(name="429 for 30 s", weight=3, lasts=(1, 3), answer=said.limited),
    Turn(name="567", weight=4, lasts=(1, 3), answer=said.rate),
    Turn(name="500", weight=3, lasts=(1, 5), answer=said.broken),
    Turn(name="400", weight=1, lasts=(1, 2), answer=said.refused),
    Turn(name="hollow", weight=6, lasts=(1, 2), answer=said.hollow),
    Turn(name="hollow text", weight=3, lasts=(1, 2), answer=said.hollow_text),
    Turn(name="redirect loop", weight=2, lasts=(2, 4), answer=said.loop),
    Turn(name="led astray", weight=1, lasts=(1, 1), answer=said.away),
    Turn(name="led inside", weight=1, lasts=(1, 1), answer=said.inside),
    Turn(name="slow", weight=1, lasts=(1, 3), answer=sent.slow),
    Turn(name="drip", weight=1, lasts=(1, 3), answer=sent.drips),
    Turn(name="cut short", weight=4, lasts=(1, 4), answer=sent.cut_sized),
    Turn(name="cut chunk", weight=3, lasts=(1, 4), answer=sent.cut_chunked),
    Turn(name="cut gzip", weight=3, lasts=(1, 4), answer=sent.cut_packed),
    Turn(name="half a page", weight=3, lasts=(1, 2), answer=sent.half),
    Turn(name="garbled gzip", weight=2, lasts=(1, 4), answer=sent.garbled),
    Turn(name="noise", weight=2, lasts=(1, 2), answer=sent.noise),
    Turn(name="an image", weight=2, lasts=(1, 2), answer=sent.binary),
    Turn(name="a PDF", weight=2, lasts=(1, 1), answer=sent.document),
    Turn(name="empty", weight=3, lasts=(1, 2), answer=sent.empty),
    Turn(name="endless", weight=1, lasts=(1, 1), answer=sent.endless),
    Turn(name="50 MB", weight=1, lasts=(1, 1), answer=sent.declared),
    Turn(name="bomb", weight=1, lasts=(1, 1), answer=sent.bomb),
    Turn(name="deep", weight=1, lasts=(1, 1), answer=sent.deep),
    Turn(name="closed", weight=4, lasts=(1, 4), answer=_silent),
)
"""Everything of `moods` that heals; what does not is a fate."""


def _bytes(whole: Answer) -> bytes:
    return b"".join(whole.parts)


def _torn(whole: Answer) -> Answer:
    """A whole answer that holds the first half of a list."""
    data = _bytes(whole)
    return answers.page(data[: len(data) // 2], type="application/json; charset=utf-8")


def _cut(whole: Answer) -> Answer:
    data = _bytes(whole)
    return replace(whole, parts=(data[: len(data) // 2],), cut=True)


def _slow(_: Answer) -> Answer:
    return Answer(parts=(b"{}",), wait=5.0)


def _page(_: object) -> Answer:
    return answers.page(said.home_page())


def _bare(_: object) -> Answer:
    return answers.listing({"code": 0, "ret": 0, "data": [], "idlist": [], "newslist": []})


def _shifted(_: object) -> Answer:
    """The same under other keys, as after a redesign."""
    return answers.listing({"code": 0, "ret": 0, "result": {"items": []}})


def _void(_: object) -> Answer:
    return answers.page(b"", type="application/json; charset=utf-8")


LISTS: tuple[Turn[Answer], ...] = (
    Turn(name="busy", weight=4, lasts=(1, 5), answer=said.busy),
    Turn(name="busy in words", weight=3, lasts=(1, 5), answer=said.busier),
    Turn(name="503 for 2 s", weight=3, lasts=(1, 4), answer=said.unavailable),
    Turn(name="567", weight=1, lasts=(1, 3), answer=said.rate),
    Turn(name="500", weight=3, lasts=(1, 5), answer=said.broken),
    Turn(name="half the JSON", weight=4, lasts=(1, 2), answer=_torn),
    Turn(name="cut", weight=3, lasts=(1, 4), answer=_cut),
    Turn(name="slow", weight=1, lasts=(1, 2), answer=_slow),
    Turn(name="HTML", weight=4, lasts=(1, 2), answer=_page),
    Turn(name="bare", weight=4, lasts=(1, 2), answer=_bare),
    Turn(name="another shape", weight=2, lasts=(1, 1), answer=_shifted),
    Turn(name="empty", weight=3, lasts=(1, 2), answer=_void),
    Turn(name="closed", weight=3, lasts=(1, 4), answer=_silent),
)
