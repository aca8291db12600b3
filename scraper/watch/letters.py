"""Notice → its body, as plain text or as Markdown, no longer than a channel takes."""

from __future__ import annotations

from collections.abc import Callable

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

    Room is counted in bytes of UTF-8: some channels do, and whoever counts characters takes more.
    """
    blocks: list[str] = []
    more, room = notice.more, longest - _RESERVE
    for part in notice.parts:
        rows = [head(part.head)]
        room -= _size(rows[0]) + 2
        for one in part.items:
            row = item(one)
            room -= _size(row) + 1
            if room >= 0:
                rows.append(row)
            else:
                more += 1
        if len(rows) > 1 or not part.items:
            blocks.append("\n".join(rows))
    rest = [notice.phrases.more.format(count=more)] if more else []
    return "\n\n".join([*blocks, *rest])


def _size(row: str) -> int:
    return len(row.encode())


def _row(item: Item) -> str:
    lines = [f"- {item.text}", item.url, f"$ {item.look}" if item.look else ""]
    return "\n  ".join(filter(None, lines))


def _heading(head: str) -> str:
    return f"**{head}**\n"


def _entry(item: Item) -> str:
    url = f"<{item.url}>" if item.url else ""
    look = f"`{item.look}`" if item.look else ""
    return "  \n  ".join(filter(None, [f"- {item.text}", url, look]))
