"""Runs → inline Markdown that reads back as the same text."""

from __future__ import annotations

import re
from functools import partial
from itertools import groupby

from scraper.extract import emphasis
from scraper.extract.blocks import Run
from scraper.extract.emphasis import BLANK, BREAK, PICTURE, SOLID, Line, Range

_SPACES = re.compile(r"[\t \r\n]+")
_ENDS = re.compile(f"([\n{BREAK}])")
# What Markdown, or HTML in it, would take for markup in plain text.
_MARKUP = re.compile(
    r"[*_`]|\\(?![0-9A-Za-z\u4e00-\u9fff])|!(?=\[)|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|\](?=\()"
    r"|(?<=\{)\{(?=[<%])",  # the last: a shortcode of Hugo's
    re.ASCII,
)
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
    line = Line()
    for href, group in groupby(runs, key=lambda run: run.href if run.kind != "image" else ""):
        if href:
            _add_link(line, href, list(group))
        else:
            for run in group:
                _add(line, run)
    _trim_end(line)
    emphasis.settle(line)
    paired = line.text.count("~") > 1 or any(one.kind == "del" for one in line.ranges)
    escape = partial(_escape, guard=guard + "~" * paired, begins=begins)
    return emphasis.write(line, breaks, escape)


def _add(line: Line, run: Run) -> None:
    match run.kind:
        case "text":
            _put(line, _spaced(run.text, line.text[-1:] or BREAK), run.marks)
        case "break":
            _trim_end(line)
            _put(line, BREAK, run.marks)
        case "image":
            words = _IN_PICTURES.sub(r"\\\g<0>", run.text)
            line.atoms.append(f"![{words}]({run.href})")
            _put(line, PICTURE, run.marks)
        case "code":
            line.atoms.append(_code(run.text))
            _put(line, SOLID, run.marks)


def _spaced(piece: str, before: str) -> str:
    """`piece` with single spaces, and none where a line begins or after one that stands."""
    piece = _SPACES.sub(lambda found: "\n" if "\n" in found[0] else " ", piece.replace("\r", "\n"))
    if before == BREAK:
        return piece.lstrip(BLANK)
    return piece.lstrip(" \n") if before in " \n" else piece


def _add_link(line: Line, href: str, runs: list[Run]) -> None:
    shared = frozenset.intersection(*(run.marks for run in runs))
    plain = "".join(run.text for run in runs).strip()
    inside = [Run(kind=one.kind, text=one.text, marks=one.marks - shared) for one in runs]
    label = write(inside, breaks=" ", begins=False, guard="[]").replace("\n", " ")
    if label.strip():
        if line.text[-1:] == "!":  # it would make an image of the link
            line.text = line.text[:-1] + SOLID
            line.atoms.append("\\!")
        line.atoms.append(f"<{href}>" if plain == href else f"[{label.strip()}]({href})")
        _put(line, SOLID, shared)


def _put(line: Line, piece: str, marks: frozenset[str]) -> None:
    """Append `piece`; emphasis goes on where it just ended, or begins."""
    start, end = len(line.text), len(line.text) + len(piece)
    line.text += piece
    for kind in marks if piece else ():
        last = next((one for one in reversed(line.ranges) if one.kind == kind), None)
        if last and last.end == start:
            last.end = end
        else:
            line.ranges.append(Range(kind, start, end))


def _trim_end(line: Line) -> None:
    line.text = line.text.rstrip(BLANK)
    for one in line.ranges:
        one.end = min(one.end, len(line.text))


def _code(text: str) -> str:
    text = _SPACES.sub(" ", text).strip()
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escape(piece: str, fresh: bool, *, guard: str, begins: bool) -> str:
    """`piece` with a backslash before what would be read as markup, and before those of `guard`.

    `fresh` says that it begins a line.
    """
    markup = (
        _MARKUP if not guard else re.compile(f"{_MARKUP.pattern}|[{re.escape(guard)}]", re.ASCII)
    )
    parts = _ENDS.split(piece)
    for place, part in enumerate(parts):
        line = begins and place % 2 == 0 and (place > 0 or fresh)
        found = _OPENING.match(part) if line else None
        guarded = f"{found[1] or ''}\\" if found else ""
        parts[place] = guarded + markup.sub(r"\\\g<0>", part[found.end() :] if found else part)
    return "".join(parts)
