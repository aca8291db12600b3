"""Two texts of one article, and what was changed between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from scraper.archive.diff import Part, Place, Turn
from scraper.archive.store import Store
from scraper.archive.values import Entry
from scraper.config import Settings
from scraper.errors import ScraperError
from scraper.publish import altered, texts
from scraper.publish.altered import Field
from scraper.publish.feeds.words import CHINESE, ENGLISH
from scraper.publish.texts import Text
from scraper.serve import changes, listed
from scraper.serve.asked import Asked, RefusalError
from scraper.serve.frame import line
from scraper.serve.view import View, Words

ROOM = 200_000
"""Characters that a page shows: four of the longest articles."""
PIECE = 20_000
"""Characters of words in a row; of longer ones the rest is left out."""
EACH = 20
"""Characters that each piece costs beside its own."""
HEAD = 2000
"""Characters of a title or of another field; what is longer is none."""

WORDS: Words = {
    **changes.KINDS,
    "original": ("原文", "Original"),
    "heading": ("修改对比", "What was changed"),
    "only": (
        "这篇文章只有一个版本，收录后未见修改。",
        "There is one text of this article only: no change was seen since it was kept.",
    ),
    "same_text": ("两个版本没有不同。", "These two texts do not differ."),
    "texts": ("所有版本", "All texts"),
    "first": ("首次收录", "first kept"),
    "from": ("旧版本", "Earlier text"),
    "to": ("新版本", "Later text"),
    "show": ("对比", "Compare"),
    "back": ("回到文章", "Back to the article"),
    "earlier": ("前一次修改", "Change before"),
    "later": ("后一次修改", "Change after"),
    "key": ("图例", "Key"),
    "went": ("删去的文字", "what went"),
    "came": ("新增的文字", "what came"),
    "fields": ("其他字段", "Other fields"),
    "body": ("正文", "Text"),
    "same": ("段未变", "paragraphs the same"),
    "altered": ("有改动的段落", "Altered paragraph"),
    "removed": ("删去的段落", "Removed paragraph"),
    "added": ("新增的段落", "Added paragraph"),
    "moved": ("移到此处的段落", "Paragraph moved here"),
    "others": (CHINESE.others, ENGLISH.others),
    "alike": (
        "文字未变；图片、链接或强调有改动。",
        "The words are the same; images, links or emphasis differ.",
    ),
    "cut": (
        "太长，这里没有全部显示。完整的对比：",
        "Too long to be shown whole. All of it:",
    ),
}


def page(store: Store, asked: Asked, setting: Settings) -> View:  # noqa: ARG001 - it is a Page
    """Two texts of an article, without a word the last two; RefusalError where there is none."""
    key = asked.path["id"]
    entry = store.entry(key)
    if entry is None:
        raise RefusalError(404, f"{key[:80]}: no such article here")
    known = texts.of(store, entry)
    new = _asked(asked, "to", known, known[-1].number)
    old = _asked(asked, "from", known, max(known[0].number, new.number - 1))
    article, found = entry.article, told(old, new)
    return View(
        template="diff.html",
        facts={
            "id": article.id,
            "page": listed.page(article.id),
            "source_url": article.url,
            "title": line(article.title),
            "author": article.author,
            "published": article.published,
            "from": old.number,
            "to": new.number,
            "texts": _texts(entry, known),
            **found,
        },
        more={
            "one": len(known) == 1,
            "equal": not found["alike"] and not found["fields"] and _same(found["runs"]),
            "here_from": old.number,
            "language": article.lang,
            **_beside(entry, known, old, new),
        },
        words=WORDS,
    )


def told(old: Text, new: Text) -> dict[str, Any]:
    """What differs: the ``fields``, the title first; the ``runs`` of paragraphs, equal or not.

    `cut` says whether that is too much to be told whole.
    """
    found = altered.between(old.article, new.article, lambda title: line(title, HEAD))
    room = _Room(cut=any(len(one.article.title) > HEAD for one in (old, new)))
    fields = [_field(one, room) for one in found.fields]
    runs = []
    for same, run in altered.runs(found.parts):
        if shown := _run(run, room):
            runs.append({"same" if same else "changed": shown})
    return {"fields": fields, "runs": runs, "alike": found.alike, "cut": room.cut}


def _same(runs: list[dict[str, Any]]) -> bool:
    return all("same" in run for run in runs)


def _asked(asked: Asked, name: str, known: list[Text], default: int) -> Text:
    number = asked.number(name, default, 10**9)
    try:
        return texts.pick(known, asked.path["id"][:80], number)
    except ScraperError as error:
        raise RefusalError(404, str(error)) from error


def _texts(entry: Entry, known: list[Text]) -> list[dict[str, Any]]:
    """All texts; each but the first with where it is compared with the one before."""
    before = [None, *(old.number for old, _ in pairwise(known))]
    return [
        {
            "number": one.number,
            "at": one.at,
            "title": line(one.article.title),
            "kinds": list(one.kinds),
            "cause": one.cause,
            "diff": changes.compared(entry.article.id, old, one.number) if old else None,
        }
        for old, one in zip(before, known, strict=True)
    ]


def _beside(entry: Entry, known: list[Text], old: Text, new: Text) -> dict[str, str | None]:
    """Where the changes before and after the one that is shown are."""
    steps = [(a.number, b.number) for a, b in pairwise(known)]
    earlier = [step for step in steps if step[1] <= old.number]
    later = [step for step in steps if step[0] >= new.number]
    key = entry.article.id
    return {
        "earlier": changes.compared(key, *earlier[-1]) if earlier else None,
        "later": changes.compared(key, *later[0]) if later else None,
    }


@dataclass(slots=True)
class _Room:
    """What is left of a page, and whether something did not find room."""

    left: int = ROOM
    cut: bool = False

    def take(self, words: str) -> str:
        """As much of some words as there is room for."""
        most = max(0, min(PIECE, self.left))
        self.left -= len(words[:most]) + EACH
        if len(words) <= most:
            return words
        self.cut = True
        return f"{words[:most]}…"

    def full(self) -> bool:
        """Whether nothing more finds room; then something was left out."""
        self.cut = self.cut or self.left <= 0
        return self.left <= 0


def _field(field: Field, room: _Room) -> dict[str, Any]:
    short = replace(field, old=line(field.old, HEAD), new=line(field.new, HEAD))
    places = _places(short.places, room)
    return {"name": field.name, "places": places, "others": field.others}


def _run(run: list[Part], room: _Room) -> list[Any]:
    """The paragraphs of a run, as many as find room."""
    found: list[Any] = []
    for part in run:
        if room.full():
            break
        found.append(_part(part, room))
    return found


def _part(part: Part, room: _Room) -> Any:
    """A paragraph: that of both texts as it is, any other with what became of it."""
    if part.turn is Turn.SAME:
        return room.take(part.new)
    whole = part.turn is Turn.MOVED
    found = [Place(old=part.new, new=part.new)] if whole else part.places
    return {"turn": part.turn, "places": _places(found, room)}


def _places(found: list[Place], room: _Room) -> list[dict[str, str]]:
    some = []
    for one in found:
        if room.full():
            break
        new = room.take(one.new)
        some.append(Place(old=new if one.same else room.take(one.old), new=new))
    return changes.places(some)
