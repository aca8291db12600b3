"""Blocks → Markdown, in the dialect of markdownify 0.14.1 with its default options.

Setext headings underlined as long as their text, ``* `` bullets, two spaces for a line break, ``*``
and ``_`` escaped. The deliberate differences are listed in docs/decisions.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from scraper.extract import inline
from scraper.extract.blocks import Block, Run

_LINE_START = re.compile(r"^", re.MULTILINE)
_HASHES = re.compile(r"(?:(?<=\s)|^)(?=#+$)")  # Markdown drops them at the end of a heading
_LISTS = ("ul", "ol")
_ITALIC = frozenset({"em"})


def write(body: Block) -> str:
    """The Markdown of `body`, without blank lines around it."""
    return _blocks(body, 0).strip()


def _blocks(holder: Block, lists: int) -> str:
    """The blocks of `holder` one after another; `lists` says how many ``ul`` are open.

    Of the newlines where two blocks meet, the longer run stands.
    """
    out: list[str] = []
    behind = 0
    for place, block in enumerate(holder.blocks):
        piece = _block(block, holder, place, lists)
        core = piece.strip("\n")
        ahead = piece.find(core) if core else len(piece)
        behind = max(behind, ahead)
        if core:
            out += "\n" * behind, core
            behind = len(piece) - len(core) - ahead
    return "".join(out) + "\n" * behind


def _block(block: Block, holder: Block, place: int, lists: int) -> str:
    if writer := _LEAVES.get(block.tag):
        return writer(block)
    match block.tag:
        case "ul" | "ol":
            return _list(block, holder, place, lists + (block.tag == "ul"))
        case "li":
            return _item(block, holder, place, lists)
        case "blockquote":
            made = _blocks(block, lists).strip()
            return "\n" + _LINE_START.sub("> ", made) + "\n\n" if made else ""
        case "table":
            return "\n\n" + "".join(_row(row, not at) for at, row in enumerate(block.blocks)) + "\n"
        case _:
            return _blocks(block, lists)


def _paragraph(block: Block) -> str:
    made = inline.write(block.runs)
    return f"\n\n{made}\n\n" if made else ""


def _flow(block: Block) -> str:
    """Inline content that stands in a section without a paragraph: line breaks only divide it."""
    made = inline.write(block.runs).strip()
    return f"\n\n{made}\n\n" if made else ""


def _heading(block: Block) -> str:
    level = int(block.tag[1])
    text = "".join(run.text for run in block.runs if run.kind != "image").strip()
    underlined = level == 1 or (level == 2 and not _tabular(text))
    guard = "{" if text.endswith("}") else ""  # Hugo takes words in braces there for attributes
    made = inline.write(block.runs, breaks=" ", begins=underlined, guard=guard)
    made = made.replace("\n", " ").strip()
    if not text:
        return f"\n\n{made}\n\n" if made else ""  # a picture, or nothing, is no heading
    if underlined:
        return f"\n\n{made}\n{'=-'[level - 1] * len(made)}\n\n"
    return f"\n{'#' * level} " + _HASHES.sub(r"\\", made) + "\n\n"


def _tabular(text: str) -> bool:
    """Whether `text` above a line of hyphens would be read as a table of one column."""
    return "|" in (text[:1], text[-1:]) or r"\|" in text


def _caption(block: Block) -> str:
    runs = [Run(kind=run.kind, text=run.text, marks=_ITALIC, href=run.href) for run in block.runs]
    made = inline.write(runs, breaks=" ").strip()
    return f"\n\n{made}\n\n" if made else ""


def _code(block: Block) -> str:
    code = block.runs[0].text
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
    return f"\n{fence}{block.attrs.get('language', '')}\n{code}\n{fence}\n"


_LEAVES: dict[str, Callable[[Block], str]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    "p": _paragraph,
    "flow": _flow,
    "text": lambda block: inline.write(block.runs),
    "caption": _caption,
    "pre": _code,
    "hr": lambda _: "\n\n---\n\n",
}


def _list(block: Block, holder: Block, place: int, lists: int) -> str:
    made = _blocks(block, lists)
    if not made.strip():
        return ""
    following = holder.blocks[place + 1 : place + 2]
    goes_on = bool(following) and following[0].tag not in _LISTS
    if holder.tag == "li":
        ahead = "\n" if block.tag == "ul" or made.startswith("1. ") else "\n\n"
        return ahead + made.strip("\n") + ("\n\n" if goes_on else "")
    return "\n\n" + made + ("\n" if goes_on else "")


def _item(block: Block, holder: Block, place: int, lists: int) -> str:
    bullet = "*+-"[(lists - 1) % 3] + " "
    if holder.tag == "ol":
        start = holder.attrs.get("start", "")
        bullet = f"{(int(start) if start.isdecimal() and len(start) < 9 else 1) + place}. "
    made = _blocks(block, lists).strip()
    if not made:
        return "\n"
    return bullet + _LINE_START.sub(" " * len(bullet), made)[len(bullet) :] + "\n"


def _row(row: Block, first: bool) -> str:
    cells = [_cell(cell) for cell in row.blocks]
    made = "| " + " | ".join(cells) + " |\n"
    return made + "| " + " | ".join(["---"] * len(cells)) + " |\n" if first else made


def _cell(cell: Block) -> str:
    pieces = (inline.write(leaf.runs, breaks=" ", begins=False).strip() for leaf in cell.blocks)
    made = " ".join(piece for piece in pieces if piece)
    return made.replace("\n", " ").replace("|", r"\|")
