"""Runs → inline Markdown that reads back as the same text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import groupby, takewhile

from scraper.extract import emphasis
from scraper.extract.blocks import Run
from scraper.extract.emphasis import BLANK, BREAK, PICTURE, SIGNS, SOLID, Line, Range

_SPACES = re.compile(r"[\t \r\n]+")
_ENDS = re.compile(f"([\n{BREAK}])")
# What Markdown, or HTML in it, would take for markup in plain text.
_MARKUP = re.compile(
    r"[*_`]|\\(?![0-9A-Za-z\u4e00-\u9fff])|!(?=\[)|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|\](?=\()"
    r"|(?<=\{)\{(?=[<%])",  # the last: a shortcode of Hugo's
    re.ASCII,
)
_SIGN = re.compile(r"[\x00-\x1f*_`\\!<&\]{~]")
"""Text with one of these may not be written as it stands."""
_IN_PICTURES = re.compile(r"`|<(?=[a-zA-Z/!?])|&(?=#?\w+;)", re.ASCII)
"""The same in the text that stands for an image, of what would reach beyond it."""
_OPENING = re.compile(  # what would begin a list, heading, quote, rule, table, link definition,
    r"([0-9]{1,9})(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|>|[-=]+ *$|[-:|][-:| ]+$"
    r"|\[[^\]\n]+\]:|:\s|\[[ xX]\]\s)"  # or, for Hugo, an explanation or a box to tick
)


def write(runs: list[Run], *, breaks: str = "  \n", begins: bool = True, guard: str = "") -> str:
    """The Markdown of `runs`; a line break is written as `breaks`.

    `begins` says that a line of Markdown begins here, where a list or a heading might begin too;
    `guard` holds signs to escape besides.
    """
    if len(runs) == 2 and _blank(runs[1]):  # as most images are followed by white space
        runs = runs[:1]
    if len(runs) == 1 and not guard and (alone := _alone(runs[0], breaks)) is not None:
        return alone
    if (text := _bare(runs, guard)) is not None:
        return _opened(text) if begins else text
    draft = _Draft()
    joined = _joined(runs)
    for href, group in groupby(joined, key=lambda run: run.href if run.kind != "image" else ""):
        if href:
            _add_link(draft, href, list(group))
        else:
            for run in group:
                _add(draft, run)
    draft.trim()
    line = draft.line()
    emphasis.settle(line)
    paired = line.text.count("~") > 1 or any(one.kind == "del" for one in line.ranges)
    escape = partial(_escape, guard=guard + "~" * paired, begins=begins)
    return emphasis.write(line, breaks, escape)


def _alone(run: Run, breaks: str) -> str | None:
    """A line break, an image, or plain text all under one mark, which opens and closes there.

    None of anything else that may stand alone.
    """
    if run.kind == "image":
        return _picture(run)
    if run.kind == "break":
        return breaks
    if run.kind != "text" or len(run.marks) != 1 or run.href or _SIGN.search(run.text):
        return None
    text = run.text.strip(BLANK)
    (mark,) = run.marks
    sign = SIGNS[mark] if text else ""
    return f"{sign}{text}{sign}" if "  " not in text else None


def _blank(run: Run) -> bool:
    return run.kind == "text" and not run.href and not run.text.strip(BLANK)


def _bare(runs: list[Run], guard: str) -> str | None:
    """What most paragraphs are: text without marks, links and signs, written as it stands.

    It takes a tenth of the time of what is left to do for all others, for which this is None.
    """
    for run in runs:
        if run.kind != "text" or run.marks or run.href:
            return None
    text = "".join([run.text for run in runs])
    if _SIGN.search(text) or "  " in text or (guard and any(sign in text for sign in guard)):
        return None
    return text.strip(BLANK)


class _Draft:
    """A line as it grows: its text is in pieces, for a copy of all at each would take for ever."""

    def __init__(self) -> None:
        self.atoms: list[str] = []
        self.end = ""
        """The last sign."""
        self._pieces: list[str] = []
        self._length = 0
        self._ranges: list[Range] = []
        self._last: dict[str, Range] = {}

    def put(self, piece: str, marks: frozenset[str]) -> None:
        """Append `piece`; emphasis goes on where it just ended, or begins."""
        if not piece:
            return
        start = self._length
        self._pieces.append(piece)
        self._length += len(piece)
        self.end = piece[-1]
        for kind in marks:
            last = self._last.get(kind)
            if last and last.end == start:
                last.end = self._length
            else:
                self._last[kind] = Range(kind, start, self._length)
                self._ranges.append(self._last[kind])

    def trim(self) -> None:
        """Take the blanks off the end."""
        while self._pieces:
            piece = self._pieces.pop()
            kept = piece.rstrip(BLANK)
            self._length -= len(piece) - len(kept)
            if kept:
                self._pieces.append(kept)
                break
        self.end = self._pieces[-1][-1] if self._pieces else ""
        gone = takewhile(lambda one: one.start >= self._length, reversed(self._ranges))
        for one in (*gone, *self._last.values()):  # no other reaches so far
            one.start, one.end = min(one.start, self._length), min(one.end, self._length)

    def guard(self) -> None:
        """Put a backslash before the last sign."""
        last = self._pieces[-1]
        self.atoms.append(f"\\{last[-1]}")
        self._pieces[-1] = last[:-1] + SOLID
        self.end = SOLID

    def line(self) -> Line:
        """The line as it is now."""
        return Line("".join(self._pieces), self.atoms, self._ranges)


def _joined(runs: list[Run]) -> Iterator[Run]:
    """The runs, neighbouring code spans as one: between two there would be only their signs."""
    for (kind, href), group in groupby(runs, key=lambda run: (run.kind, run.href)):
        if kind == "code":
            spans = list(group)
            text = "".join(span.text for span in spans)
            yield Run(kind="code", text=text, marks=spans[0].marks, href=href)
        else:
            yield from group


def _add(draft: _Draft, run: Run) -> None:
    match run.kind:
        case "text":
            draft.put(_spaced(run.text, draft.end or BREAK), run.marks)
        case "break":
            draft.trim()
            draft.put(BREAK, run.marks)
        case "image":
            draft.atoms.append(_picture(run))
            draft.put(PICTURE, run.marks)
        case "code":
            draft.atoms.append(_code(run.text))
            draft.put(SOLID, run.marks)


def _picture(run: Run) -> str:
    words = _IN_PICTURES.sub(r"\\\g<0>", run.text)
    return f"![{words}]({run.href})"


def _spaced(piece: str, before: str) -> str:
    """`piece` with single spaces, and none where a line begins or after one that stands."""
    piece = _SPACES.sub(lambda found: "\n" if "\n" in found[0] else " ", piece.replace("\r", "\n"))
    if before == BREAK:
        return piece.lstrip(BLANK)
    return piece.lstrip(" \n") if before in " \n" else piece


def _add_link(draft: _Draft, href: str, runs: list[Run]) -> None:
    shared = frozenset.intersection(*(run.marks for run in runs))
    plain = "".join(run.text for run in runs).strip()
    inside = [Run(kind=one.kind, text=one.text, marks=one.marks - shared) for one in runs]
    label = write(inside, breaks=" ", begins=False, guard="[]").replace("\n", " ")
    if label.strip():
        if draft.end == "!":  # it would make an image of the link
            draft.guard()
        draft.atoms.append(f"<{href}>" if plain == href else f"[{label.strip()}]({href})")
        draft.put(SOLID, shared)


def _code(text: str) -> str:
    text = _SPACES.sub(" ", text).strip()
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _opened(text: str) -> str:
    """`text` without signs, where a line begins: what would begin a list, say, is escaped."""
    found = _OPENING.match(text)
    return f"{found[1] or ''}\\{text[found.end() :]}" if found else text


def _escape(piece: str, fresh: bool, *, guard: str, begins: bool) -> str:
    """`piece` with a backslash before what would be read as markup, and before those of `guard`.

    `fresh` says that it begins a line.
    """
    if not guard and not _SIGN.search(piece):
        return _opened(piece) if begins and fresh else piece
    markup = (
        _MARKUP if not guard else re.compile(f"{_MARKUP.pattern}|[{re.escape(guard)}]", re.ASCII)
    )
    parts = _ENDS.split(piece)
    for place, part in enumerate(parts):
        line = begins and place % 2 == 0 and (place > 0 or fresh)
        found = _OPENING.match(part) if line else None
        guarded = f"{found[1] or ''}\\" if found else ""
        rest = part[found.end() :] if found else part
        parts[place] = guarded + (
            markup.sub(_escaped, rest) if guard or _SIGN.search(rest) else rest
        )
    return "".join(parts)
