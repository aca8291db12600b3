"""Markdown of an article → the same Markdown, fit to stand in a page of somebody's theme (pure).

The page has the title as its one heading of the first rank; HTML in a text is text, whatever the
site allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scraper.extract import document, emphasis

TOP = 2
"""The rank of the highest heading in a text; the title above it has the first."""
_LOWEST = 6

_TAG = re.compile(
    r"(?P<skip>\\[\\<`]|(?P<tick>`+)(?!`).*?(?<!`)(?P=tick)(?!`)|<[a-z][a-z0-9+.-]{1,31}:[^<>\s]*>)"
    r"|<(?=[A-Za-z/!?])",
    re.DOTALL | re.IGNORECASE,
)
_HEADED = re.compile(r"#|^[ \t>]*(?:=+|-+)[ \t]*$", re.MULTILINE)
"""Without one of these signs a text has no heading."""
_ATX = re.compile(r"#{1,6}(?=[ \t]|$)")
_BREAK = re.compile(r"(?<!\\)\\$")  # of a line that ends before the heading does
_END = re.compile(r"(?<![\\#])(#+)$")  # signs that would close the heading


def fit(body: str) -> str:
    """`body` with its emphasis closed, its headings below the title, and no HTML and no sign of
    Hugo's own in it.
    """
    return document.inert(headings(text(emphasis.mend(body))))


def text(body: str) -> str:
    """`body` with a backslash before every `<` that would begin HTML; code stays as it is."""
    if "<" not in body:
        return body
    escaped = "".join(_pieces(body))
    return escaped if not _tagged(escaped) else _PLAIN.sub(r"\\<", body)


_PLAIN = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])")


def _pieces(body: str) -> Iterator[str]:
    """Blocks of code as they are, and what is between them without HTML."""
    lines = body.splitlines(keepends=True)
    at = 0
    for token in _reader().parse(body):
        if token.type in ("fence", "code_block") and token.map and token.map[0] >= at:
            yield _TAG.sub(_escaped, "".join(lines[at : token.map[0]]))
            yield "".join(lines[token.map[0] : token.map[1]])
            at = token.map[1]
    yield _TAG.sub(_escaped, "".join(lines[at:]))


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found["skip"] else "\\<"


def _tagged(body: str) -> bool:
    """Whether a reader that knows HTML finds any."""
    return any(
        one.type in ("html_block", "html_inline")
        for token in _reader().parse(body)
        for one in (token, *(token.children or ()))
    )


def headings(body: str) -> str:
    """`body` with headings in one form, the highest of rank 2 and the others below it as before."""
    if not _HEADED.search(body):  # to read a text as Markdown costs more than all the rest
        return body
    found = [token for token in _reader().parse(body) if token.type == "heading_open"]
    if not found:
        return body
    shift = TOP - min(_rank(token) for token in found)
    lines = body.split("\n")
    for token in reversed(found):  # from the end: a heading of two lines becomes one
        _rewrite(lines, token, min(_LOWEST, _rank(token) + shift))
    return "\n".join(lines)


def _rank(token: Token) -> int:
    return int(token.tag[1])


def _rewrite(lines: list[str], token: Token, rank: int) -> None:
    """Let the lines of a heading say its rank, with what stands before them: quotes, bullets."""
    if token.map is None:
        return
    start, end = token.map
    sign = "#" * rank
    if token.markup.startswith("#"):
        lines[start] = _ATX.sub(sign, lines[start], count=1)
        return
    words = [_BEFORE.sub("", line).rstrip() for line in lines[start : end - 1]]
    lead = lines[start].rstrip().removesuffix(words[0])
    whole = [_BREAK.sub("", word).rstrip() for word in words[:-1]] + words[-1:]
    title = _END.sub(r"\\\1", " ".join(whole))
    lines[start:end] = [f"{lead}{sign} {title}"]


_BEFORE = re.compile(r"^(?:[ \t>]|[*+-][ \t]+|[0-9]{1,9}[.)][ \t]+)*")


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])
