"""Body tree → Markdown, in the dialect of markdownify 0.14.1 with its default options.

The deliberate differences from that dialect are made in `tidy` (on the tree) and listed in
docs/decisions.md; this file writes what `tidy` gives it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from scraper.extract.tree import Element

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset("p blockquote ol ul li table thead tbody tfoot tr td th".split())
_BREAKS = re.compile(r"[\t \r\n]*[\r\n][\t \r\n]*")
_BLANKS = re.compile(r"[\t ]+")
_SPACE = re.compile(r"[\t \r\n]+")
_LINE_START = re.compile(r"^", re.MULTILINE)


@dataclass(slots=True)
class _Frame:
    """One open element: where the walk is in it, and the Markdown made of it so far."""

    element: Element
    parent: Element | None
    index: int  # among the parent's children
    inline: bool  # inside a heading or a table cell: no blocks
    pre: bool = False
    code: bool = False
    item: bool = False  # inside a list item
    lists: int = 0  # how many ul are open
    next: int = 0
    parts: list[str] = field(default_factory=list)


def write(root: Element) -> str:
    """The Markdown of the children of `root`, without blank lines around it."""
    top = _Frame(root, None, 0, inline=False)
    stack = [top]
    while stack:
        frame = stack[-1]
        if frame.next < len(frame.element.children):
            child = frame.element.children[frame.next]
            frame.next += 1
            if isinstance(child, str):
                frame.parts.append(_text(child, frame))
            else:
                stack.append(_open(child, frame))
        else:
            stack.pop()
            if stack:
                _join(stack[-1].parts, _close(frame))
    return "".join(top.parts).strip()


def _open(element: Element, frame: _Frame) -> _Frame:
    above = frame.element.tag
    return _Frame(
        element,
        frame.element,
        frame.next - 1,
        inline=frame.inline
        or (frame.parent is not None and (above in _HEADINGS or above in ("td", "th"))),
        pre=frame.pre or element.tag == "pre",
        code=frame.code or element.tag in ("pre", "code", "kbd", "samp"),
        item=frame.item or element.tag == "li",
        lists=frame.lists + (element.tag == "ul"),
    )


def _join(parts: list[str], piece: str) -> None:
    """Append a closed element: of the blank lines where two pieces meet, the more stand."""
    ahead = len(piece) - len(piece.lstrip("\n"))
    behind = 0
    while parts:
        last = parts[-1].rstrip("\n")
        behind += len(parts[-1]) - len(last)
        if last:
            parts[-1] = last
            break
        parts.pop()
    parts.append("\n" * max(ahead, behind) + piece[ahead:])


def _text(piece: str, frame: _Frame) -> str:
    siblings, here = frame.element.children, frame.next - 1
    inside = frame.element.tag in _BLOCKS
    first, last = here == 0, here == len(siblings) - 1
    after = not first and _parts_text(siblings[here - 1])
    before = not last and _parts_text(siblings[here + 1])
    if not piece.strip() and ((inside and (first or last)) or after or before):
        return ""
    if not frame.pre:
        piece = _BLANKS.sub(" ", _BREAKS.sub("\n", piece))
    if not frame.code:
        piece = piece.replace("*", r"\*").replace("_", r"\_")
    if after or (inside and first):
        piece = piece.lstrip()
    if before or (inside and last):
        piece = piece.rstrip()
    return piece


def _parts_text(sibling: Element | str) -> bool:
    """Whether the white space beside `sibling` is layout, not text."""
    return isinstance(sibling, Element) and (sibling.tag in _BLOCKS or sibling.tag == "pre")


def _close(frame: _Frame) -> str:
    made = "".join(frame.parts)
    writer = _WRITERS.get(frame.element.tag)
    return writer(frame, made) if writer else made


def _chomp(made: str) -> tuple[str, str, str]:
    ahead = " " if made[:1] == " " else ""
    behind = " " if made[-1:] == " " else ""
    return ahead, made.strip(), behind


def _marked(sign: str) -> Callable[[_Frame, str], str]:
    def mark(frame: _Frame, made: str) -> str:
        if frame.code and frame.element.tag != "code":
            return made
        ahead, inner, behind = _chomp(made)
        return f"{ahead}{sign}{inner}{sign}{behind}" if inner else ""

    return mark


def _link(frame: _Frame, made: str) -> str:
    ahead, inner, behind = _chomp(made)
    href, title = frame.element.attrs.get("href"), frame.element.attrs.get("title")
    if not inner or not href:
        return inner
    if inner.replace(r"\_", "_") == href and not title:
        return f"<{href}>"
    quoted = ' "{}"'.format(title.replace('"', r"\"")) if title else ""
    return f"{ahead}[{inner}]({href}{quoted}){behind}"


def _quote(frame: _Frame, made: str) -> str:
    if frame.inline:
        return f" {made.strip()} "
    return "\n" + _LINE_START.sub("> ", made.strip()) + "\n\n" if made else ""


def _break(frame: _Frame, made: str) -> str:
    return "" if frame.inline else "  \n"


def _code(frame: _Frame, made: str) -> str:
    if frame.pre:
        return made
    ahead, inner, behind = _chomp(made)
    return f"{ahead}`{inner}`{behind}" if inner else ""


def _heading(frame: _Frame, made: str) -> str:
    if frame.inline:
        return made
    level, made = int(frame.element.tag[1]), made.strip()
    if level <= 2:
        return f"\n\n{made}\n{'=-'[level - 1] * len(made)}\n\n" if made else ""
    return f"\n{'#' * level} {_SPACE.sub(' ', made)}\n\n"


def _image(frame: _Frame, made: str) -> str:
    attrs = frame.element.attrs
    alt, title = attrs.get("alt", ""), attrs.get("title", "")
    if frame.inline:
        return alt
    quoted = ' "{}"'.format(title.replace('"', r"\"")) if title else ""
    return f"![{alt}]({attrs.get('src', '')}{quoted})"


def _list(frame: _Frame, made: str) -> str:
    if frame.item:
        return "\n" + made.rstrip()
    assert frame.parent is not None
    following = frame.parent.children[frame.index + 1 : frame.index + 2]
    tight = not following or (
        isinstance(following[0], Element) and following[0].tag in ("ul", "ol")
    )
    return "\n\n" + made + ("" if tight else "\n")


def _item(frame: _Frame, made: str) -> str:
    parent = frame.parent
    if parent is not None and parent.tag == "ol":
        start = parent.attrs.get("start", "")
        bullet = f"{(int(start) if start.isnumeric() else 1) + frame.index}. "
    else:
        bullet = "*+-"[(frame.lists - 1) % 3] + " "
    made = made.strip()
    if made:
        made = bullet + _LINE_START.sub(" " * len(bullet), made)[len(bullet) :]
    return f"{made}\n"


def _paragraph(frame: _Frame, made: str) -> str:
    if frame.inline:
        return f" {made.strip()} "
    return f"\n\n{made}\n\n" if made else ""


def _pre(frame: _Frame, made: str) -> str:
    return f"\n```\n{made}\n```\n" if made else ""


_WRITERS: dict[str, Callable[[_Frame, str], str]] = {
    **dict.fromkeys(("b", "strong"), _marked("**")),
    **dict.fromkeys(("em", "i"), _marked("*")),
    **dict.fromkeys(("del", "s"), _marked("~~")),
    **dict.fromkeys(("code", "kbd", "samp"), _code),
    **dict.fromkeys(_HEADINGS, _heading),
    **dict.fromkeys(("ul", "ol"), _list),
    **dict.fromkeys(("script", "style"), lambda frame, made: ""),
    "a": _link,
    "blockquote": _quote,
    "br": _break,
    "figcaption": lambda frame, made: f"\n\n{made}\n\n",
    "hr": lambda frame, made: "\n\n---\n\n",
    "img": _image,
    "li": _item,
    "p": _paragraph,
    "pre": _pre,
}
