"""Two texts of one meaning → the figures of the first that the second does not have (pure).

Each figure of a text must stand in its translation, as it is or in another unit: 3.5亿 is 350
million, and 12,000 is 1.2万. Whole numbers up to twelve may be words (three, August), hours of the
afternoon may be 3 p.m., 95年 is 1995, and 8.5折 is 15% off. How often one stands is not compared: a
language may say it once where another says it twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

_UNITS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_SCALES = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "mio": 6,
    "m": 6,
    "billion": 9,
    "bn": 9,
    "b": 9,
    "trillion": 12,
    "tn": 12,
    "t": 12,
    "tausend": 3,
    "millionen": 6,
    "milliarden": 9,
    "mrd": 9,
    "milliarde": 9,
    "billionen": 12,
    "mille": 3,
    "millions": 6,
    "milliard": 9,
    "milliards": 9,
    "billions": 9,
    "thousands": 3,
    "mil": 3,
    "millones": 6,
    "crore": 7,
    "lakh": 5,
    "trillions": 12,
    "тыс": 3,
    "млн": 6,
    "млрд": 9,
    "миллионов": 6,
    "миллиардов": 9,
    "천": 3,
    "만": 4,
    "억": 8,
    "萬": 4,
    "億": 8,
    "조": 12,
}
_SMALL = 12
_NUMBER = r"\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ONE = re.compile(
    rf"(?P<digits>{_NUMBER})"
    r"(?P<range>\s*(?:[-~～—–至到]|to|bis|and|à)\s*[^\w\s]?(?=\d))?"
    r"[余多几来]?\s?-?(?P<unit>(?:[十万亿]|百(?!分)|千(?![瓦克米赫卡焦伏安帕字兆])){1,3}|[^\W\d_]{1,12})?"
)
_HOURS = re.compile(r"[时点:：]")


def lost(source: str, target: str) -> list[str]:
    """The figures of `source`, as they stand there, that `target` has in no form."""
    had = {value for _, _, values in _figures(target) for value in values}
    return [
        written
        for written, after, values in _figures(source, exact=True)
        if not _free(values, written) and had.isdisjoint(values | _otherwise(values, after))
    ]


def _figures(text: str, *, exact: bool = False) -> Iterator[tuple[str, str, set[Decimal]]]:
    """Each figure, what follows it, and what it may be worth: as it is, and in its unit.

    With `exact` only in its unit, where that is a Chinese one: 3.5亿 is not 3.5 billion.
    """
    text = unicodedata.normalize("NFKC", text)
    found = list(_ONE.finditer(text))
    units = [_power(one["unit"]) for one in found]
    for place in range(len(found) - 2, -1, -1):
        if found[place]["range"]:
            units[place] = units[place] or units[place + 1]  # 3-5亿
    for one, power in zip(found, units, strict=True):
        value = Decimal(re.sub(r"[^\d.]", "", one["digits"])[:40])
        after = text[one.end("digits") : one.end("digits") + 3]
        values = {value, value * 10**power}
        if exact and power and (one["unit"] or " ")[0] in _UNITS:
            values.discard(value)
        yield one["digits"] + (one["unit"] or "" if power else ""), after, set(map(_plain, values))


def _plain(value: Decimal) -> Decimal:
    return value.normalize()


def _power(unit: str | None) -> int:
    """How many zeros a unit stands for; none where it is another word."""
    if not unit:
        return 0
    if all(sign in _UNITS for sign in unit):
        return sum(_UNITS[sign] for sign in unit)
    return _SCALES.get(unit.lower(), 0)


def _free(values: set[Decimal], written: str) -> bool:
    """Whether it may be a word: three, a third, August."""
    return len(values) == 1 and "." not in written and max(values) <= _SMALL


def _otherwise(values: set[Decimal], after: str) -> set[Decimal]:
    """What else it may be worth by the word after it: a year, an hour, a rebate."""
    value, found = min(values), set[Decimal]()
    if after[:1] in ("年", "后") or after[:2] == "年代":
        found |= {value + 1900, value + 2000}
    if _HOURS.match(after) and 12 < value <= 24:
        found.add(value - 12)
    if after[:1] == "折":
        rebate = 100 - value if value > 10 else 100 - value * 10
        found |= {rebate, value * 10, value}
    if after[:1] == "成":
        found.add(value * 10)
    return set(map(_plain, found))
