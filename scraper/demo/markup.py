"""Light markup → blocks: how the demo's articles are written down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from scraper.demo import keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines of one paragraph, broken by `<br>`."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; `level` 2 or 3."""

    text: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list."""

    lines: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quotation, a paragraph a line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A block of code, without markup."""

    lines: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose first row is its head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image; `width` and `height` in pixels, `caption` empty where it has none."""

    name: str
    caption: str
    width: int
    height: int
    moving: bool = False

    def url(self, size: str = "641") -> str:
        """Its address in one of the sizes ``641``, ``1000`` and ``0`` (the original)."""
        return f"https://inews.gtimg.com/om_bt/{self.key}/{size}"

    def former(self, size: str) -> str:
        """Its address as before 2023, without a scheme."""
        return f"//inews.gtimg.com/newsapp_bt/0/{self.number}/{size}"

    @property
    def key(self) -> str:
        """What names it in its address."""
        return keys.image(self.name)

    @property
    def number(self) -> str:
        """What named it before 2023."""
        return keys.number(self.name, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A video; `seconds` long."""

    vid: str
    title: str
    seconds: int


Block: TypeAlias = Paragraph | Heading | Items | Quote | Code | Table | Picture | Clip

_PICTURE = re.compile(r"!\[(.*)\]\(([\w-]+) (\d+)x(\d+)( gif)?\)")
_CLIP = re.compile(r"@\[(.*)\]\((\w+) (\d+)\)")
_HEADING = re.compile(r"(#{2,3}) (.+)")
_MARK = re.compile(r"\*\*(.+?)\*\*|\[\[(.+?)\]\]|\{\{(.+?)\}\}|`(.+?)`")
_KINDS = ("strong", "link", "card", "code")


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a text; blank lines part them."""
    return tuple(_block(part.split("\n")) for part in re.split(r"\n{2,}", text.strip("\n")))


def spans(line: str) -> Iterator[tuple[str, str]]:
    """The words of a line and how they are marked: ``""``, strong, link, card or code."""
    end = 0
    for found in _MARK.finditer(line):
        if found.start() > end:
            yield "", line[end : found.start()]
        place = next(place for place in range(4) if found[place + 1])
        yield _KINDS[place], found[place + 1]
        end = found.end()
    if end < len(line):
        yield "", line[end:]


def plain(line: str) -> str:
    """A line without its marks."""
    return "".join(
        plain(words) if kind not in ("", "code") else words for kind, words in spans(line)
    )


def visible(block: Block) -> tuple[str, ...]:
    """What a reader sees of a block, in pieces: lines, items, cells, the caption of an image."""
    match block:
        case Paragraph(lines=lines) | Items(lines=lines) | Quote(lines=lines):
            return tuple(map(plain, lines))
        case Heading(text=text):
            return (plain(text),)
        case Code(lines=lines):
            return lines
        case Table(rows=rows):
            return tuple(plain(cell) for row in rows for cell in row)
        case Picture(caption=caption):
            return (caption,) if caption else ()
        case Clip():
            return ()


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if found := _PICTURE.fullmatch(first):
        return _picture(found)
    if found := _CLIP.fullmatch(first):
        return Clip(title=found[1], vid=found[2], seconds=int(found[3]))
    if found := _HEADING.fullmatch(first):
        return Heading(text=found[2], level=len(found[1]))
    if first.startswith("```"):
        return Code(lines=tuple(lines[1:-1]), language=first[3:])
    return _lines(lines)


def _picture(found: re.Match[str]) -> Picture:
    return Picture(
        caption=found[1],
        name=found[2],
        width=int(found[3]),
        height=int(found[4]),
        moving=bool(found[5]),
    )


def _lines(lines: list[str]) -> Block:
    """A block known by how all its lines begin."""
    for form, build in _FORMS:
        if all(form.match(line) for line in lines):
            return build(tuple(form.sub("", line, count=1) for line in lines))
    return Paragraph(lines=tuple(lines))


def _table(lines: tuple[str, ...]) -> Table:
    return Table(
        rows=tuple(tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines)
    )


_FORMS: tuple[tuple[re.Pattern[str], Callable[[tuple[str, ...]], Block]], ...] = (
    (re.compile(r"- "), lambda lines: Items(lines=lines, ordered=False)),
    (re.compile(r"\d+\. "), lambda lines: Items(lines=lines, ordered=True)),
    (re.compile(r"> "), lambda lines: Quote(lines=lines)),
    (re.compile(r"\| "), _table),
)
