"""Notice → its body, as plain text or as Markdown, no longer than a channel takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scraper.watch.notices import Item, Notice

_RESERVE = 60  # bytes of "… and 123 more"


def text(notice: Notice, longest: int) -> str:
    """The body for people who see every character."""
    return _fitted(notice, longest, str, _row)


def markdown(notice: Notice, longest: int) -> str:
    """The body for channels that only know Markdown."""
    return _fitted(notice, longest, _heading, _entry)


def _fitted(
    notice: Notice, longest: int, head: Callable[[str], str], item: Callable[[Item], str]
) -> str:
    """As many whole items as there is room for, the first ones; and how many are left out.

    Notes are written only where there is room for everything. Room is counted in bytes of UTF-8:
    some channels do, and whoever counts characters takes more.
    """
    blocks, left = _blocks(notice, longest, head, item)
    if left:
        blocks, left = _blocks(notice, longest, head, lambda one: item(replace(one, note="")))
    more = notice.more + left
    rest = [notice.phrases.more.format(count=more)] if more else []
    return "\n\n".join([*blocks, *rest])


def _blocks(
    notice: Notice, longest: int, head: Callable[[str], str], item: Callable[[Item], str]
) -> tuple[list[str], int]:
    """The parts of a notice as far as there is room, and how many items are left out."""
    blocks: list[str] = []
    left, room = 0, longest - _RESERVE
    for part in notice.parts:
        rows = [head(part.head)]
        room -= _size(rows[0]) + 2
        for one in part.items:
            row = item(one)
            room -= _size(row) + 1
            if room >= 0:
                rows.append(row)
            else:
                left += 1
        if len(rows) > 1 or not part.items:
            blocks.append("\n".join(rows))
    return blocks, left


def _size(row: str) -> int:
    return len(row.encode())


def _row(item: Item) -> str:
    lines = [f"- {item.text}", item.note, item.url, f"$ {item.look}" if item.look else ""]
    return "\n  ".join(filter(None, lines))


def _heading(head: str) -> str:
    return f"**{head}**\n"


def _entry(item: Item) -> str:
    url = f"<{item.url}>" if item.url else ""
    look = f"`{item.look}`" if item.look else ""
    return "  \n  ".join(filter(None, [f"- {item.text}", item.note, url, look]))
