"""Article ↔ the Markdown document with front matter, byte for byte in the seed's form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from scraper import dates, urls
from scraper.dates import BEIJING
from scraper.errors import DocumentError, UrlError
from scraper.extract import clean, emphasis
from scraper.models import Address, Article, Kind

SITE = "qq"
EXTRACTOR = "document/1"
"""What reads articles from documents; the number is raised with every change of what it reads."""

_FIXED: tuple[tuple[str, object], ...] = (
    ("comments", False),
    ("authorbox", False),
    ("pager", True),
    ("toc", False),
    ("mathjax", False),
    ("sidebar", "right"),
    ("widgets", ("search", "recent", "taglist")),
)
_STRINGS = ("title", "date", "summary", "menu", "thumbnail", "lead")
_LISTS = ("categories", "lang", "translations", "tags")
_HUGO = re.compile(
    r"(?<=\{)(?=\{(?:[<%]|__hugo_ctx))|(?<=<!-)(?=-more-->)|(?<=HAHA)(?=HUGOSHORTCODE)"
    r"|(?<=_h)(?=deferred/|\\?_pp\\?_l1)"
)
"""Where words of an article are signs that Hugo acts upon, in code too: its shortcodes, the end of
a summary, and marks of its own that stop the whole build where it finds them.
"""
_FENCE = re.compile(r"^-{3,}\s*$", re.MULTILINE)
_FRONT = 100_000  # characters of front matter that are read; an article's has below 10,000
_NO_YAML = (
    yaml.YAMLError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What the YAML reader raises: its own error, and what comes of a value that is not of its tag."""
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


def of(article: Article, *, commonmark: bool = False) -> Document:
    """The document of an article; `commonmark` mends emphasis that the seed's form leaves open."""
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
        translations=(article.lang,),
        tags=(site,),
        thumbnail=article.thumbnail or "",
    )


def article(document: Document) -> Article:
    """The article of a document; DocumentError where it has no title or text, or no web address.

    It has what a document carries: no author, no images but those in the body, no tags.
    """
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
    return _HUGO.sub("\u200b", text)


def name(article: Article) -> str:
    """The file name: Hugo wants the language code in lower case."""
    return f"{article.id}.{article.lang.lower()}.md"


def write(document: Document) -> str:
    """The text of the document; encode it as UTF-8."""
    post = frontmatter.Post(f"{document.body}\n\n[{document.site}]({document.url})")
    post.metadata = _metadata(document)
    return str(frontmatter.dumps(post, handler=_Handler()))


def read(text: str) -> Document:
    """The document written in `text`; DocumentError names what keeps it from being one."""
    fences = [found.start() for found in islice(_FENCE.finditer(text), 2)]
    if len(fences) == 2 and fences[1] > _FRONT:
        raise DocumentError(f"front matter of more than {_FRONT} characters: not of this program")
    try:
        metadata, content = frontmatter.parse(text, handler=_Handler())
    except _NO_YAML as error:
        raise DocumentError(f"front matter is no YAML: {' '.join(str(error).split())}") from error
    link = _LINK.search(f"\n\n{content}")
    if not metadata or link is None:
        raise DocumentError("no document: it lacks front matter, or a link at its end")
    wrong = [key for key in _STRINGS if not isinstance(metadata.get(key, ""), str)]
    wrong += [key for key in _LISTS if not _strings(metadata.get(key, []))]
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
    return strings | {key: tuple(metadata.get(key, ())) for key in _LISTS}


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _metadata(document: Document) -> dict[str, object]:
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
        **dict(_FIXED),
    }


class _Handler(YAMLHandler):
    """YAML with every string in double quotes, each on one line, no character escaped but two."""

    def export(self, metadata: dict[str, object], **_: object) -> str:
        return "\n".join(line for key, value in metadata.items() for line in _lines(key, value))

    def load(self, fm: str, **_: object) -> Any:
        return yaml.load(fm, Loader=_Loader)  # noqa: S506 - a safe loader

    def format(self, post: Any, **_: object) -> str:
        return f"---\n{self.export(post.metadata)}\n---\n\n{post.content}\n"


class _Loader(yaml.SafeLoader):
    """Dates stay the strings they are; aliases are refused, for a few of them can mean billions."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias; write the value again")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    sign: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for sign, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _lines(key: str, value: object) -> list[str]:
    if isinstance(value, bool):
        return [f"{key}: {'true' if value else 'false'}"]
    if isinstance(value, tuple):
        return [f"{key}:", *(f"  - {_quoted(str(one))}" for one in value)]
    return [f"{key}: {_quoted(str(value))}"]


def _quoted(text: str) -> str:
    """`text` in double quotes: line breaks and tabs are spaces, as in the seed, then stripped."""
    text = re.sub("[\n\r\t\x85\u2028\u2029]", " ", text).strip()
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))
