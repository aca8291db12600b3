"""Spellings and a text → which of them stand in it: at each place the longest one.

All are looked for at once (Aho–Corasick). A blank, hyphen or dot inside a spelling may be missing
in the text, or be another of them: Hugging Face is also HuggingFace and Hugging-Face. A Latin end
is the end of a word: AI is not in Airbus, but it is in AI大模型. A version may follow a letter:
Qwen3, GPT4o, Llama4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

Value = TypeVar("Value")

_JOINT = re.compile(r"[ \-·•・](?<=\w.)(?=\w)")  # looked for by its own sign first: quicker
_MOST = 6
"""So many joints of a spelling may be missing each by itself; more only all together."""
_LATIN = "0-9a-zß-öø-ӿ"  # Latin, Greek and Cyrillic letters of a folded text, and digits
_LETTER = re.compile(f"[{_LATIN}]")
_VERSION = re.compile(rf"(?:v?\d+(?:\.\d+)*[a-z]?)?(?![{_LATIN}])")
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon(Generic[Value]):
    """Spellings ready to be found, and what each stands for."""

    automaton: AhoCorasick
    spellings: Sequence[str]
    values: Sequence[Value]


def build(words: Iterable[tuple[str, Value]]) -> Lexicon[Value]:
    """The lexicon of folded spellings with their values; of two that are alike the later one's.

    An empty spelling matches nothing.
    """
    spelt = {_whole(spelling): value for spelling, value in words if spelling}
    last = {bare(spelling): value for spelling, value in spelt.items()}
    forms = {form: last[bare(one)] for one in spelt for form in _forms(one)}
    return Lexicon(
        automaton=AhoCorasick(list(forms)), spellings=list(forms), values=list(forms.values())
    )


def found(lexicon: Lexicon[Value], text: str) -> Iterator[Value]:
    """What stands in a folded text, in order; of what overlaps the first, of that the longest."""
    text = _JOINT.sub(" ", _whole(text))
    reach = 0
    hits = lexicon.automaton.find_matches_as_indexes(text, overlapping=True)
    for number, start, end in sorted(hits, key=_longest):
        if start >= reach and _stands(lexicon.spellings[number], text, start, end):
            reach = end
            yield lexicon.values[number]


def bare(spelling: str) -> str:
    """A folded spelling without its joints: the same for all that are alike."""
    return _JOINT.sub("", spelling)


def _longest(hit: tuple[int, int, int]) -> tuple[int, int]:
    _, start, end = hit
    return start, -end


def _stands(spelling: str, text: str, start: int, end: int) -> bool:
    """Whether what is spelt at this place is a word there, not a piece of a longer one."""
    if start and _LETTER.match(spelling) and _LETTER.match(text, start - 1):
        return False
    if end == len(text) or not _LETTER.match(spelling[-1]):
        return True
    if spelling[-1].isdigit():
        return not _LETTER.match(text, end)
    return bool(_VERSION.match(text, end))


def _forms(spelling: str) -> Iterator[str]:
    """A spelling with a blank for each of its joints, or nothing."""
    parts = _JOINT.split(spelling)
    gaps = len(parts) - 1
    some = product(("", " "), repeat=gaps) if gaps <= _MOST else (("",) * gaps, (" ",) * gaps)
    for joints in some:
        yield "".join(map("".join, zip(parts, (*joints, ""), strict=True)))


def _whole(text: str) -> str:
    """The text without halves of characters, which are in no word."""
    return _LONE.sub("\ufffd", text)
