"""What a list says of an item → is it AI-industry news, and why.

The questions in their order: an excluded word rejects; a source taken whole passes; an included
word passes; a category passes; then the words are weighed. One strong word in the title is
enough, or two weak ones. In the summary and the category a strong word is worth a weak one, and
a weak one nothing. A word counts once, however often and in whatever spelling it occurs. Words are
those of words.toml and the names of entities.toml. Reports of a trading day mention AI in passing:
with a word of the stock market in the title, only the title is weighed, and a title that is a
round-up of the day needs a second strong word.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from scraper import text as texts
from scraper.discover import dictionary
from scraper.discover.entities import Grade as Standing
from scraper.discover.lexicon import Lexicon, build, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scraper.config import Source, Topics
    from scraper.discover.entities import Dictionary
    from scraper.models import Hint

ENOUGH = 2
"""The points that make an item news of the industry."""
SPREAD = 2
"""So many points more, where the title is a round-up."""
LEAD = 200
"""So many characters of a summary are weighed: further on, articles mention everything."""
LONGEST = 1000
"""So many characters of any one text are read at all, of a title and a category fewer."""
_TITLE, _CATEGORY = 500, 201  # as long as sources let them be
NAMED = 3
"""So many words a reason names."""


class Grade(StrEnum):
    """What a word says about the text it stands in."""

    STRONG = "strong"
    WEAK = "weak"
    ROUNDUP = "roundup"  # this title names the themes of the day
    MARKET = "market"  # this title is about the stock market
    ORDINARY = "ordinary"  # only hides a word inside it


TITLE = {Grade.STRONG: 2, Grade.WEAK: 1}
"""The points of a word in the title."""
BESIDE = {Grade.STRONG: 1}
"""The points of a word that is only in the summary or the category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an item is wanted; `reason` is one line, stored with the article."""

    wanted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One spelling of a thing; the words of one `key` count once."""

    name: str
    key: str
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The topic rule of one source, compiled."""

    whole: bool
    exclude: Lexicon[Word]
    include: Lexicon[Word]
    categories: Mapping[str, str]
    words: Lexicon[Word]


@lru_cache(maxsize=64)  # 145 µs to compile; a page that is judged alone asks for its own each time
def rule(topics: Topics, source: Source, known: Dictionary | None = None) -> Rule:
    """The rule of `source`: the built-in words and the entities that are `known`, the user's own
    words of `topics`, and the source's own. Without `known` the entities are the built-in ones.

    A user's word replaces a built-in one of the same spelling. A source taken whole
    (``filter = false``) is asked only about the exclusions the user wrote.
    """
    builtin = _data()
    excluded = builtin["exclude"]["words"] if source.filter else ()
    categories = (*builtin["categories"]["words"], *source.categories)
    return Rule(
        whole=not source.filter,
        exclude=_plain((*excluded, *topics.exclude, *source.exclude)),
        include=_plain(source.include),
        categories={folded: _line(name) for name in categories if (folded := fold(name))},
        words=_weighed(topics.strong, topics.weak, known or dictionary.builtin()),
    )


def judge(rule: Rule, hint: Hint) -> Verdict:
    """Whether the item is wanted by the rule, and the reason, e.g. ``strong: DeepSeek (title)``,
    ``weak: 机器人, 智驾``, ``include: 具身``, ``category: 人工智能``, ``excluded: 彩票``,
    ``whole source``, ``off topic``; never fails.
    """
    title, category = fold(hint.title or "", _TITLE), fold(hint.category or "", _CATEGORY)
    summary = fold(hint.summary or "", 2 * LEAD)[:LEAD]  # some of it may be blank or invisible
    text = f"{title}\n{summary}"
    if word := next(found(rule.exclude, text), None):
        return Verdict(wanted=False, reason=f"excluded: {word.name}")
    if rule.whole:
        return Verdict(wanted=True, reason="whole source")
    if word := next(found(rule.include, text), None):
        return Verdict(wanted=True, reason=f"include: {word.name}")
    if named := [rule.categories[part] for part in _parts(category) if part in rule.categories]:
        return Verdict(wanted=True, reason=f"category: {named[0]}")
    return _weigh(rule.words, title, {"summary": summary, "category": category})


def fold(text: str, longest: int = LONGEST) -> str:
    """The text as it is compared: half width, no case, simplified, nothing invisible, one line.

    It is cut before and after: one character can mean six others.
    """
    folded = texts.fold(_SENTENCES.sub(" ", text[:longest]))[:longest]
    seen = (char for char in folded if unicodedata.category(char) not in ("Cf", "Cs"))
    return _BLANKS.sub(" ", "".join(seen)).strip()


_SENTENCES = re.compile("[\ufdfa\ufdfb]")  # Arabic blessings, of 18 and 8 letters each
_BLANKS = re.compile(r"\s+")
_PARTS = re.compile(r"[\s/|>,;、·]+")


def _weigh(words: Lexicon[Word], title: str, beside: Mapping[str, str]) -> Verdict:
    """The verdict by points; a thing counts where it is worth most, the title first."""
    said = sorted(found(words, title), key=lambda word: -TITLE.get(word.grade, 0))
    grades = {word.grade for word in said}
    market = grades & {Grade.MARKET, Grade.ROUNDUP}
    counted: dict[str, tuple[int, str]] = {}
    for word in said:
        if word.grade in TITLE:
            counted.setdefault(word.key, (TITLE[word.grade], word.name))
    for place, text in () if market else beside.items():
        for word in found(words, text):
            if word.grade in BESIDE:
                counted.setdefault(word.key, (BESIDE[word.grade], f"{word.name} ({place})"))
    return _verdict(list(counted.values()), ENOUGH + SPREAD * (Grade.ROUNDUP in grades))


def _verdict(counted: list[tuple[int, str]], need: int) -> Verdict:
    strong = [name for points, name in counted if points == TITLE[Grade.STRONG]]
    names = ", ".join((strong or [name for _, name in counted])[:NAMED])
    if sum(points for points, _ in counted) < need:
        return Verdict(wanted=False, reason=f"off topic: only {names}" if names else "off topic")
    return Verdict(wanted=True, reason=f"strong: {names} (title)" if strong else f"weak: {names}")


def _parts(category: str) -> list[str]:
    """A category as a whole and its parts: 科技/人工智能 is also 人工智能."""
    return [category, *_PARTS.split(category)]


def _line(text: str) -> str:
    return _BLANKS.sub(" ", text[:LONGEST]).strip()


def _plain(names: Iterable[str]) -> Lexicon[Word]:
    """A lexicon of words that are only looked for, not weighed."""
    return _lexicon(Word(name=_line(one), key=one, grade=Grade.ORDINARY) for one in names)


@cache
def _weighed(strong: tuple[str, ...], weak: tuple[str, ...], known: Dictionary) -> Lexicon[Word]:
    """The built-in words and the entities with a user's own words, whose grade wins."""
    own = [
        Word(name=_line(one), key=fold(one), grade=grade)
        for grade, ones in ((Grade.WEAK, weak), (Grade.STRONG, strong))
        for one in ones
    ]
    return _lexicon((*_builtin(), *_entities(known), *own))


def _builtin() -> Iterator[Word]:
    for kind, group in _data().items():
        for grade in (Grade.STRONG, Grade.WEAK):
            for entry in group.get(grade, ()):
                key = kind if group.get("together") else entry
                for name in entry.split("|"):
                    yield Word(name=name, key=key, grade=grade)
    for grade in (Grade.ROUNDUP, Grade.MARKET, Grade.ORDINARY):
        for name in _data()[grade]["words"]:
            yield Word(name=name, key=grade, grade=grade)


def _entities(known: Dictionary) -> Iterator[Word]:
    """The words of the entities that say something of a topic; a name wins over a phrase."""
    graded = [one for one in known.entities.values() if one.grade is not Standing.NONE]
    for entity in graded:
        for phrase in entity.unless:
            yield Word(name=phrase, key=Grade.ORDINARY, grade=Grade.ORDINARY)
    for entity in graded:
        broad = entity.grade is Standing.BROAD
        key = Standing.BROAD if broad else entity.family or entity.name
        for name in reversed(entity.spellings):  # of two that are alike the first is quoted
            strong = entity.grade is Standing.STRONG and name not in entity.loose
            yield Word(name=name, key=key, grade=Grade.STRONG if strong else Grade.WEAK)


def _lexicon(words: Iterable[Word]) -> Lexicon[Word]:
    """The words under their folded spellings; a later word replaces an earlier one."""
    return build((fold(word.name), word) for word in words)


@cache
def _data() -> dict[str, Any]:
    """The built-in words, as written in words.toml."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
