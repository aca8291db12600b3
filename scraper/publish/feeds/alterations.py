"""Alteration + the texts before and after it → an item of the feed of changes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from scraper.archive.diff import Part, Place, Turn
from scraper.archive.values import Alteration
from scraper.models import Article
from scraper.publish import altered
from scraper.publish.altered import Altered, Field
from scraper.publish.feeds import clean, items
from scraper.publish.feeds.values import Item
from scraper.publish.feeds.words import Words


def of(one: Alteration, old: Article, new: Article, words: Words) -> Item:
    """The item of an alteration: who altered what, and under that the alteration itself.

    Its id is the article's with the moment: the number of a revision is another after a merge of
    archives.
    """
    url, at = clean.address(one.source_url), clean.time(one.changed_at)
    return Item(
        id=f"{url}#changed-{one.changed_at:%Y%m%dT%H%M%S.%f}",
        url=url,
        title=clean.line(title(one, words), 2 * items.TITLE),
        html=html(one, old, new, words),
        published=at,
        updated=at,
        author=clean.line(one.author or "", items.NAME),
        summary=_did(one, words),
        lang=items.language(new.lang),
        tags=items.tags(words.kinds.get(kind, kind) for kind in one.kinds),
        permalink=False,
    )


def title(one: Alteration, words: Words) -> str:
    """Who altered what; of a headline the old one and the new."""
    who = clean.line(one.author or words.somebody, items.NAME)
    old, new = (clean.line(text, items.TITLE) for text in (one.old_title, one.new_title))
    if one.old_title != one.new_title:
        return words.headline.format(who, old, new)
    return words.altered.format(who, _did(one, words), new)


def _did(one: Alteration, words: Words) -> str:
    """What was done: the kinds of change, or, without any, the fields."""
    kinds = [words.kinds.get(kind, kind) for kind in one.kinds]
    fields = [words.fields.get(name, name) for name in one.fields]
    return clean.line(words.comma.join(kinds or fields), items.SUMMARY)


def html(one: Alteration, old: Article, new: Article, words: Words) -> str:
    """The alteration as XHTML: what went in `del`, what came in `ins`."""
    found = altered.between(old, new, lambda text: clean.line(text, items.TITLE))
    told = [_field(field, words) for field in found.fields]
    fields = f"<ul>\n{''.join(told)}</ul>\n" if told else ""
    return fields + "".join(_body(found, words)) + items.link(one.source_url, words)


def _field(field: Field, words: Words) -> str:
    said = escape(words.fields.get(field.name, field.name) + words.colon)
    others = _marked("ins", words.others.format(field.new)) if field.others else ""
    return f"<li>{said}{others or _places(field.places)}</li>\n"


def _body(found: Altered, words: Words) -> Iterator[str]:
    """A paragraph for each that was altered, and one for each run of the others."""
    for same, run in altered.runs(found.parts):
        if same:
            yield f"<p>{escape(words.same.format(len(run)))}</p>\n"
        else:
            yield from (f"<p>{_part(part, words)}</p>\n" for part in run)
    if found.alike:
        yield f"<p>{escape(words.alike)}</p>\n"


def _part(part: Part, words: Words) -> str:
    match part.turn:
        case Turn.MOVED:
            return escape(words.moved + part.new)
        case Turn.ALTERED:
            return _places(part.places)
        case _:
            return _places([Place(old=part.old, new=part.new)])


def _places(places: list[Place]) -> str:
    return "".join(
        escape(one.new) if one.same else _marked("del", one.old) + _marked("ins", one.new)
        for one in places
    )


def _marked(tag: str, words: str) -> str:
    return f"<{tag}>{escape(words)}</{tag}>" if words else ""
