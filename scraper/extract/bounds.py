"""HTML → what makes it too much for the parser, or "": counted before anything is parsed.

The parser is quick but for what grows with a square, or copies itself: attributes of one element,
different names, formatting that is left open and made anew in every paragraph, options of a list,
and nesting. Nothing here guesses how the parser will read the page, for a page made to be misread
would then pass: what looks like a tag counts as one, wherever it stands. The figures of real pages
are the largest of 1,120 seen.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

TAGS = 50_000
"""So many tags are read at most (about 3 s); the largest real page seen has 12,000."""
DEPTH = 5_000
"""The deepest nesting that is parsed: the parser's time grows with its square (25 ms here)."""

_SMALL = 4_000  # characters; nothing in less takes time
_WORK = 100_000_000  # tags × depth: each tag may look through all that are open (2 s)
_ATTRIBUTES = 1_000  # of one tag (4 ms); 55 seen
_NAMES = 10_000  # different names of elements and attributes (40 ms); 900 seen
_COPIES = 1_000_000  # elements of formatting left open that the parser may have to add; 53,000 seen
_OPTIONS = 5_000  # (0.2 s); none seen
_ROOTS = 50  # each adds its attributes to the first; a text that quotes pages may name several

_START = re.compile(r"</?[a-zA-Z]")
# One attribute as the HTML standard reads it, and the tag around: what follows its start is read so
# whatever stands there, unless the start is none.
_ONE = (
    r"([^\t\n\f\r />][^\t\n\f\r />=]*+)"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"
    r"(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+|(?=>)))?+"
)
_TAG = re.compile(rf"</?([a-zA-Z][^\t\n\f\r />]*+)((?:[\t\n\f\r /]++|{_ONE})*+)>")
_ATTRIBUTE = re.compile(_ONE)
_NESTED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FORMATTING = frozenset("b big code em font i s small strike strong tt u".split())
_ROOT = frozenset({"html", "body"})
# The same tags at a glance: to the first bracket, which ends all whose quotes are closed before it.
_PIECE = re.compile(r"</?[a-zA-Z][^>]*+>")
_SEAL = "\"'"  # behind each tag: a quote left open would end in it, and nothing goes on so
_SOUND = re.compile(
    r"(?:</?[a-zA-Z][^\t\n\f\r /\"'>]*+(?=[\t\n\f\r />])(?:[^\"'=<>]*+(?<![\t\n\f\r /\"'=])="
    r"(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r \"'=<>]++(?=[\t\n\f\r >])))*+[^\"'=<>]*+>\"')*+"
)
_HEAVY = re.compile(
    rf"</?(?=[{''.join(sorted({one[0] for one in _FORMATTING | _ROOT}))}]|[A-Z])"
    rf"(?i:({'|'.join(sorted(_FORMATTING | _ROOT))}))(?=[\t\n\f\r />])[^>]*+>"
)
_APART = "<\t\n\f\r /\"'"  # one of these stands before each name
_FLAT = frozenset(
    "p li td th tr dt dd option br img hr input meta link source wbr area base col embed param "
    "track html head body script style path rect circle polygon line use".split()
)


def fault(html: str) -> str:
    """Why `html` is not parsed, in a few words; "" where it may be."""
    if len(html) < _SMALL:
        return ""
    if (many := html.count("<")) > TAGS:
        return f"{many} tags"
    if many > DEPTH:
        deep = depth(html)
        if deep > DEPTH or deep * many > _WORK:
            return f"elements nested {deep} deep"
    return "" if _modest(html, many) else _crowded(html, many)


def depth(html: str) -> int:
    """About how deep the elements of `html` are nested; void and implied tags aside."""
    deepest = level = 0
    opened: Counter[str] = Counter()
    for closing, name in _NESTED.findall(html):
        tag = name.lower()
        if tag in _FLAT:
            continue
        if not closing:
            opened[tag] += 1
            level += 1
            deepest = max(deepest, level)
        elif opened[tag]:  # any other closes nothing
            opened[tag] -= 1
            level -= 1
    return deepest


def _modest(html: str, many: int) -> bool:
    """Whether a glance at the different tags shows that of nothing there is too much.

    Where it does, `_crowded` would find the same, in five times the time (0.8 ms for 60 KB).
    """
    if many > _OPTIONS or "<" in html[html.rfind(">") + 1 :]:  # without an end all would be read
        return False
    counted = Counter(_PIECE.findall(html))
    tags = _SEAL.join((*counted, ""))
    if tags.count("<") > len(counted):
        return False
    long = [one for one in counted if len(one) > 2 * _ATTRIBUTES]
    if _more(tags, _NAMES) or any(_more(one, _ATTRIBUTES) for one in long):
        return False
    if not _SOUND.fullmatch(tags):
        return False
    heavy = [(found[1].lower(), found[0]) for found in _HEAVY.finditer(tags)]
    roots = sum(counted[tag] for name, tag in heavy if name in _ROOT)
    return roots <= _ROOTS and 3 * len(heavy) * many <= _COPIES


def _more(tags: str, most: int) -> bool:
    """Whether there may be more than so many names in `tags`: each takes two signs or more."""
    return len(tags) > 2 * most and sum(map(tags.count, _APART)) > most


def _crowded(html: str, many: int) -> str:
    """What there is too much of in the tags themselves."""
    tags = _tags(html)
    if tags is None:
        return "tags within tags"
    counted = Counter(name for name, _ in tags)
    names = set(counted)
    for _, attributes in set(tags):
        listed = list(islice(_ATTRIBUTE.finditer(attributes), _ATTRIBUTES + 1))
        if len(listed) > _ATTRIBUTES:
            return f"more than {_ATTRIBUTES} attributes in one tag"
        names.update(one[1] for one in listed)
    open_at_once = 3 * len({tag for tag in tags if tag[0] in _FORMATTING})  # of each kind three
    faults = (
        (len(names) > _NAMES, f"{len(names)} different names in tags"),
        (open_at_once * many > _COPIES, f"{open_at_once // 3} kinds of formatting in {many} tags"),
        (counted["option"] > _OPTIONS, f"{counted['option']} options"),
        (sum(counted[root] for root in _ROOT) > _ROOTS, "several pages in one"),
    )
    return next((said for wrong, said in faults if wrong), "")


def _tags(html: str) -> list[tuple[str, str]] | None:
    """Name and attributes of all that might be a tag, also where one is inside another's text.

    None where they overlap so much that reading them would take long.
    """
    tags: list[tuple[str, str]] = []
    work = 0
    for start in _START.finditer(html):
        found = _TAG.match(html, start.start())
        work += (found.end() if found else len(html)) - start.start()
        if work > 8 * len(html):
            return None
        if found:
            tags.append((found[1].lower(), found[2]))
    return tags
