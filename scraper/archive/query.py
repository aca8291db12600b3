"""What a person types → Query: what must stand in a text, and what must not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from scraper import text
from scraper.errors import QueryError

LONGEST = 1000
"""Characters of a query; what is longer is pasted by mistake, or meant to hurt."""

_QUOTES = '"“”＂'
_TYPED = re.compile(
    rf"(?P<minus>[-－]?)[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}](?P<star>[*＊]?)"
    rf"|(?P<word>[^\s{_QUOTES}]+)|(?P<quote>[{_QUOTES}])"
)

Span = tuple[int, int]
"""From where to where: the first place, and the place after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A folded text to be found as it stands; of `prefix` the last word may go on.

    Where it begins or ends with a letter of a script that has blanks between words, a word of the
    text begins or ends there too: `seek` is not in `deepseek`.
    """

    needle: str
    prefix: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        """What of it the index knows, in FTS5's words: every text that has it has all of them."""
        return tuple(dict.fromkeys(self._terms()))

    @property
    def exact(self) -> bool:
        """Whether every text that has its terms has it, so that no text need be read."""
        run = _run().fullmatch(self.needle)
        if run is None:
            return False
        return len(self.needle) < text.LONGEST if run["word"] else len(self.needle) <= 2

    def spans(self, folded: str) -> Iterator[Span]:
        """Where it stands in a folded text, one after another."""
        at = folded.find(self.needle)
        while at >= 0:
            end = at + len(self.needle)
            whole = self._whole(folded, at, end)
            if whole:
                yield at, end
            at = folded.find(self.needle, end if whole else at + 1)

    def found(self, folded: str) -> bool:
        """Whether it stands in a folded text."""
        return next(self.spans(folded), None) is not None

    def _terms(self) -> Iterator[str]:
        """As `text.terms`, but for the end: what follows it in a text is not known."""
        for found in _run().finditer(self.needle):
            run = found[0]
            after = self.needle[found.end() : found.end() + 1]
            if found["word"]:
                yield _quoted(run[: text.LONGEST], begins=self.prefix and not after)
                continue
            joint = _letter(self.needle[: found.start()][-1:])
            yield from (_quoted(a + b) for a, b in pairwise(run))
            if joint:
                yield _quoted(run[0] + joint)
            if after:
                yield _quoted(run[-1] + _letter(after))
            elif len(run) == 1 and not joint:
                yield _quoted(run, begins=True)

    def _whole(self, folded: str, start: int, end: int) -> bool:
        """Whether no word of the text is cut at these places."""
        return not (_within(folded, start) or (not self.prefix and _within(folded, end)))


Group = tuple[Word, ...]
"""Words of which one is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One word of each group must be found, and none of `without`.

    `groups` are those the index knows, `others` have a word without a letter or digit.
    """

    groups: tuple[Group, ...]
    others: tuple[Group, ...] = ()
    without: Group = ()

    @property
    def all(self) -> str:
        """FTS5's expression for texts that can have a word of every group."""
        return " AND ".join(dict.fromkeys(map(_one, self.groups)))

    @property
    def some(self) -> str:
        """The same for texts that can have a word of any group."""
        return " OR ".join(dict.fromkeys(map(_one, self.groups)))

    @property
    def match(self) -> str:
        """The same as `all`, but for texts that surely have what they must not."""
        out = tuple(word for word in self.without if word.exact)
        return f"({self.all}) NOT {_one(out)}" if out else self.all

    @property
    def exact(self) -> bool:
        """Whether all that the index finds is right, so that no text need be read."""
        return not self.others and all(word.exact for word in (*self.words, *self.without))

    @property
    def words(self) -> Group:
        """All the words that may be found."""
        return tuple(word for group in (*self.groups, *self.others) for word in group)

    def admits(self, folded: str) -> bool:
        """Whether a folded text has what it must, and nothing that it must not."""
        wanted = all(_any(group, folded) for group in (*self.groups, *self.others))
        return wanted and not _any(self.without, folded)

    def level(self, title: str) -> int:
        """How much of what the index knows a folded title has: 3 all, 2 some, 1 nothing."""
        found = [_any(group, title) for group in self.groups]
        return 3 if all(found) else 2 if any(found) else 1


def read(typed: str) -> Query:
    """The query of what was typed; QueryError where it asks for nothing, or cannot be understood.

    Words stand with blanks between; all must be found. ``"a phrase"``, ``prefix*``, ``-without``,
    and ``this OR that``. Everything else is taken for what it is.
    """
    if len(typed) > LONGEST:
        raise QueryError(f"QUERY: {len(typed)} characters; at most {LONGEST} can be looked for")
    groups: list[Group] = []
    without: list[Word] = []
    joined = False
    for minus, word in _typed(typed):
        if word is None:  # OR
            if joined or not groups:
                raise QueryError('QUERY: OR stands between two words; "OR" in quotes is a word')
            joined = True
        elif minus and joined:
            raise QueryError(f"QUERY: -{word.needle} after OR; leave words out beside it")
        elif minus:
            without.append(word)
        else:
            groups[-1:] = [(*groups[-1], word)] if joined else [*groups[-1:], (word,)]
            joined = False
    if joined:
        raise QueryError('QUERY: nothing after OR; "OR" in quotes is a word')
    return _query(groups, tuple(without))


def _typed(typed: str) -> Iterator[tuple[bool, Word | None]]:
    """Each word with whether it must not be found; None for an OR."""
    for found in _TYPED.finditer(typed):
        if found["quote"]:
            raise QueryError("QUERY: a quotation mark too few or too many; quotes go in pairs")
        if found["word"] == "OR":
            yield False, None
            continue
        minus, word, star = found["minus"], found["phrase"], found["star"]
        if word is None:
            minus, word, star = _bare(found["word"])
        if needle := text.fold(word.replace("\n", " ")).strip():
            yield bool(minus), Word(needle=needle, prefix=bool(star))


def _bare(word: str) -> tuple[str, str, str]:
    """The minus, the word and the star of a word without quotes."""
    minus = word[:1] if word[:1] in ("-", "－") and len(word) > 1 else ""
    star = word[-1:] if word[-1:] in ("*", "＊") and len(word) > 1 else ""
    return minus, word[len(minus) : len(word) - len(star)], star


def _query(groups: list[Group], without: Group) -> Query:
    """The query of these words; QueryError where nothing in it can be looked up."""
    known = tuple(group for group in groups if all(word.terms for word in group))
    others = tuple(group for group in groups if group not in known)
    if known:
        return Query(groups=known, others=others, without=without)
    if others:
        said = " ".join(word.needle for group in others for word in group)
        raise QueryError(f"QUERY: no letter and no digit in {said:.40}; add a word beside it")
    if without:
        raise QueryError("QUERY: only what must not be found; add a word that must")
    raise QueryError("QUERY: nothing to look for; type a word, e.g. 芯片")


def _one(group: Group) -> str:
    """The expression for one of some words."""
    return f"({' OR '.join(_all(word) for word in group)})"


def _all(word: Word) -> str:
    return f"({' AND '.join(word.terms)})"


def _any(words: Group, folded: str) -> bool:
    return any(word.found(folded) for word in words)


def _letter(sign: str) -> str:
    """The same sign where it is of a word, else nothing."""
    return sign if _word().match(sign) else ""


def _quoted(term: str, *, begins: bool = False) -> str:
    """A term in FTS5's words; it has only letters and digits."""
    return f'"{term}"*' if begins else f'"{term}"'


def _within(folded: str, at: int) -> bool:
    """Whether a place is between two letters of one word."""
    word = _word()
    return bool(at > 0 and word.match(folded[at - 1]) and word.match(folded, at))


@cache
def _run() -> re.Pattern[str]:
    """A word, or Chinese in a row; made when first asked for, as `text` does it."""
    return re.compile(f"(?P<word>{text.WORD}+)|[{text.HAN}]+")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(text.WORD)
