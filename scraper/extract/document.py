"""Article ↔ the Markdown document with front matter, byte for byte in the seed's form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scraper import dates, urls
from scraper.dates import BEIJING
from scraper.errors import DocumentError, UrlError
from scraper.extract import clean, emphasis, front
from scraper.extract.front import Value
from scraper.models import Address, Article, Kind

SITE = "qq"
EXTRACTOR = "document/1"
"""What reads articles from documents; the number is raised with every change of what it reads."""

THEME: tuple[tuple[str, Value], ...] = (
    ("comments", False),
    ("authorbox", False),
    ("pager", True),
    ("toc", False),
    ("mathjax", False),
    ("sidebar", "right"),
    ("widgets", ("search", "recent", "taglist")),
)
"""What the seed says to its theme, the same in every document."""
_STRINGS = ("title", "date", "summary", "menu", "thumbnail", "lead")
_KEY = "translationKey"
_LISTS = ("categories", "lang", "translations", "tags")
_HUGO = re.compile(
    r"(?<=\{)(?=\{(?:[<%]|__hugo_ctx))|(?<=<!-)(?=-more-->)|(?<=HAHA)(?=HUGOSHORTCODE)"
    r"|(?<=_h)(?=deferred/|\\?_pp\\?_l1)"
)
"""Where words of an article are signs that Hugo acts upon, in code too: its shortcodes, the end of
a summary, and marks of its own that stop the whole build where it finds them.
"""
_HUGOS = ("{{", "<!-", "HAHA", "_h")
"""What each of them begins with."""
_LANG = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,4}")
_LINK = re.compile(r"\n\n\[(?P<site>[^\]\n]*)\]\((?P<url>[^)\n]*)\)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a document says: front matter, body, and the link it ends with."""

    title: str
    date: str
    """As published, Beijing time: ``YYYY-MM-DD HH:MM:SS``; empty if unknown."""
    summary: str
    body: str
    url: str
    site: str = SITE
    categories: tuple[str, ...] = (SITE,)
    lang: tuple[str, ...] = ("zh-CN",)
    translations: tuple[str, ...] = ("zh-CN",)
    tags: tuple[str, ...] = (SITE,)
    menu: str = ""
    thumbnail: str = ""
    lead: str = ""
    key: str = ""
    """What the documents of one article in several languages share; written only where it is."""
    params: Mapping[str, Value] = field(default_factory=dict)
    """What else is to be known, for the templates of a site; written only where there is any."""


def of(
    article: Article,
    *,
    commonmark: bool = False,
    params: Mapping[str, Value] | None = None,
    lead: str = "",
    langs: Sequence[str] = (),
) -> Document:
    """The document of an article; `commonmark` mends emphasis that the seed's form leaves open.

    `langs` are the languages that it is there in, its own first, where there are several.
    """
    moment, site = article.published, urls.site(article.id)
    return Document(
        title=inert(clean.line(article.title)),
        date=_written(moment) if moment else "",
        summary=inert(clean.line(article.summary)),
        body=inert(emphasis.mend(article.body) if commonmark else article.body),
        url=article.url,
        site=site,
        categories=(site,),
        lang=(article.lang,),
        translations=tuple(langs) or (article.lang,),
        tags=(site,),
        thumbnail=article.thumbnail or "",
        lead=inert(clean.line(lead)),
        key=article.id if len(langs) > 1 else "",
        params={key: settled(value) for key, value in (params or {}).items()},
    )


def settled(value: Value) -> Value:
    """The same value with every text in it on one line, and inert."""
    match value:
        case bool():
            return value
        case str():
            return inert(clean.line(value))
        case tuple():
            return tuple(map(settled, value))
        case _:
            return {key: settled(one) for key, one in value.items()}


def article(document: Document) -> Article:
    """The article of a document; DocumentError where it has no title or text, or no web address.

    It has what a document carries: no author, no images but those in the body, no tags.
    """
    if translated(document):
        raise DocumentError("a translation; its article is in another document")
    try:
        address = _address(document.url)
    except UrlError as error:
        raise DocumentError(f"the link at its end: {error.reason}") from error
    wrong = [name for name in ("title", "body") if not getattr(document, name).strip()]
    if wrong:
        raise DocumentError(f"a document without {' and '.join(wrong)}")
    return Article(
        id=address.id,
        url=address.url,
        title=document.title,
        body=document.body,
        published=dates.absolute(document.date),
        summary=document.summary,
        thumbnail=document.thumbnail or None,
        lang=document.lang[0] if document.lang else "zh-CN",
        extractor=EXTRACTOR,
    )


def translated(document: Document) -> bool:
    """Whether this program made it of an article in another language."""
    return bool(document.key) and document.lang != document.translations[:1]


def same(article: Article, document: Document) -> bool:
    """Whether a document says what is stored of its article, in either form of emphasis."""
    forms = (of(article), of(article, commonmark=True))
    return any(_words(form) == _words(document) for form in forms)


def _words(document: Document) -> tuple[str, ...]:
    return document.title, document.date, document.summary, document.body, document.thumbnail


def _address(url: str) -> Address:
    """What the link at a document's end names; of another site its address as it is."""
    try:
        address = urls.read(url)
    except UrlError:
        return urls.foreign(url)
    if not address.certain:
        raise UrlError(url, Kind.NOT_ARTICLE, "only the page can tell its article; import the link")
    return address


def _written(moment: datetime) -> str:
    """Beijing time; the year in four digits, which ``strftime`` does not promise."""
    return moment.astimezone(BEIJING).replace(tzinfo=None).isoformat(" ", "seconds")


def inert(text: str) -> str:
    """`text` with a zero-width space in what Hugo would act upon: it reads the same, and is text.

    No backslash would do: Hugo looks for these signs in code too, and for some in what it wrote.
    """
    if any(sign in text for sign in _HUGOS):  # to look takes a hundredth of the time
        return _HUGO.sub("\u200b", text)
    return text


def name(article: Article) -> str:
    """The file name: Hugo wants the language code in lower case."""
    return f"{article.id}.{suffix(article.lang)}.md"


def suffix(lang: str) -> str:
    """A language as a file name says it; what is no language is taken for the site's own."""
    low = lang.lower()
    return low if _LANG.fullmatch(low) else "zh-cn"


def write(document: Document) -> str:
    """The text of the document; encode it as UTF-8."""
    content = f"{document.body}\n\n[{document.site}]({document.url})"
    return front.write(_metadata(document), content)


def read(text: str) -> Document:
    """The document written in `text`; DocumentError names what keeps it from being one."""
    metadata, content = front.read(text)
    link = _LINK.search(f"\n\n{content}")
    if not metadata or link is None:
        raise DocumentError("no document: it lacks front matter, or a link at its end")
    wrong = [key for key in (*_STRINGS, _KEY) if not isinstance(metadata.get(key, ""), str)]
    wrong += [key for key in _LISTS if not _strings(metadata.get(key, []))]
    wrong += [] if _params(metadata) is not None else ["params"]
    if wrong:
        raise DocumentError(f"front matter: {', '.join(wrong)}: of the wrong type; quote the text")
    body = f"\n\n{content}"[: link.start()].removeprefix("\n\n")
    return Document(
        body=body,
        url=link["url"],
        site=link["site"],
        **_values(metadata),
    )


def _values(metadata: dict[str, Any]) -> dict[str, Any]:
    strings = {key: metadata.get(key, "") for key in _STRINGS}
    lists = {key: tuple(metadata.get(key, ())) for key in _LISTS}
    key = metadata.get(_KEY, "")
    return {**strings, **lists, "key": key, "params": _params(metadata)}


def _params(metadata: dict[str, Any]) -> Mapping[str, Value] | None:
    """What `params` holds; None where it is no mapping, or one that could not be written again."""
    try:
        found = front.plain(metadata.get("params") or {})
    except TypeError:
        return None
    return found if isinstance(found, dict) else None


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _metadata(document: Document) -> dict[str, Value]:
    """The front matter in the seed's order of keys."""
    return {
        "title": document.title,
        "date": document.date,
        "summary": document.summary,
        "categories": document.categories,
        "lang": document.lang,
        "translations": document.translations,
        "tags": document.tags,
        "menu": document.menu,
        "thumbnail": document.thumbnail,
        "lead": document.lead,
        **dict(THEME),
        **({_KEY: document.key} if document.key else {}),
        **({"params": document.params} if document.params else {}),
    }
