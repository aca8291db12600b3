"""Issue → what the program of a reader reads: the package, and the contents in two forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from html import escape
from itertools import count

from scraper.publish.epub import marks, pages
from scraper.publish.epub.issue import Day, Issue
from scraper.publish.epub.plates import Plate

PACKAGE, NCX = "package.opf", "toc.ncx"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_XHTML = "application/xhtml+xml"

CONTAINER = f"""{_HEAD}<container version="1.0"
 xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/{PACKAGE}" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


def package(issue: Issue, images: Mapping[str, str], cover: Plate | None) -> str:
    """The package: what the book is, its files, and the order in which they are read.

    `images` are media types by the names of files.
    """
    items = [*_items(issue), *_pictures(images, cover)]
    return marks.sound(
        f'{_HEAD}<package version="3.0" unique-identifier="id" xml:lang="{pages.LANG}"'
        ' xmlns="http://www.idpf.org/2007/opf">\n'
        f"{_metadata(issue, cover)}<manifest>\n{''.join(items)}</manifest>\n"
        f'<spine toc="ncx">\n{"".join(_spine(issue))}</spine>\n</package>\n'
    )


def _metadata(issue: Issue, cover: Plate | None) -> str:
    modified = issue.modified.astimezone(UTC).replace(tzinfo=None)
    old = '<meta name="cover" content="cover-image"/>\n' if cover else ""
    return (
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">{issue.identifier}</dc:identifier>\n'
        f"<dc:title>{escape(pages.title(issue))}</dc:title>\n"
        f"<dc:language>{pages.LANG}</dc:language>\n"
        "<dc:creator>scraper</dc:creator>\n"
        f"<dc:date>{issue.last}</dc:date>\n"
        f'<meta property="dcterms:modified">{modified.isoformat(timespec="seconds")}Z</meta>\n'
        f'<meta property="belongs-to-collection" id="series">{pages.TITLE}</meta>\n'
        '<meta refines="#series" property="collection-type">series</meta>\n'
        f"{old}</metadata>\n"
    )


def _items(issue: Issue) -> Iterator[str]:
    yield _item("nav", pages.NAV, _XHTML, "nav")
    yield _item("ncx", NCX, "application/x-dtbncx+xml")
    yield _item("style", pages.STYLE, "text/css")
    yield _item("cover", pages.COVER, _XHTML)
    for name in _read(issue):
        yield _item(_key(name), name, _XHTML)


def _pictures(images: Mapping[str, str], cover: Plate | None) -> Iterator[str]:
    if cover:
        yield _item("cover-image", cover.name, cover.type, "cover-image")
    for number, (name, kind) in enumerate(images.items(), 1):
        yield _item(f"image-{number}", name, kind)


def _item(key: str, name: str, kind: str, properties: str = "") -> str:
    more = f' properties="{properties}"' if properties else ""
    return f'<item id="{key}" href="{name}" media-type="{kind}"{more}/>\n'


def _spine(issue: Issue) -> Iterator[str]:
    for key in ("cover", "nav", *map(_key, _read(issue))):
        yield f'<itemref idref="{key}"/>\n'


def _read(issue: Issue) -> Iterator[str]:
    """The names of the pages after the contents, in order."""
    for one in issue.days:
        yield one.name
        yield from (chapter.name for chapter in one.chapters)


def _key(name: str) -> str:
    return name.removesuffix(".xhtml")


def nav(issue: Issue) -> str:
    """The contents as a page, and where a book begins."""
    days = "".join(map(_listed, issue.days))
    return pages.page(
        "目录",
        f'<nav epub:type="toc" id="toc">\n<h1>目录</h1>\n<ol>\n{days}</ol>\n</nav>\n'
        '<nav epub:type="landmarks" hidden="hidden">\n<ol>\n'
        f'<li><a epub:type="cover" href="{pages.COVER}">封面</a></li>\n'
        f'<li><a epub:type="toc" href="{pages.NAV}">目录</a></li>\n'
        f'<li><a epub:type="bodymatter" href="{issue.days[0].name}">正文</a></li>\n</ol>\n</nav>',
        kind="frontmatter",
    )


def _listed(of: Day) -> str:
    rows = "".join(
        f'<li><a href="{one.name}">{pages.head(one.piece)}</a></li>\n' for one in of.chapters
    )
    return f'<li><a href="{of.name}">{pages.day(of.day)}</a>\n<ol>\n{rows}</ol>\n</li>\n'


def ncx(issue: Issue) -> str:
    """The contents for readers of EPUB 2."""
    numbers = count(1)
    days = "".join(_point(numbers, of.name, pages.day(of.day), of) for of in issue.days)
    return marks.sound(
        f'{_HEAD}<ncx version="2005-1" xml:lang="{pages.LANG}"'
        ' xmlns="http://www.daisy.org/z3986/2005/ncx/">\n<head>\n'
        f'<meta name="dtb:uid" content="{issue.identifier}"/>\n'
        '<meta name="dtb:depth" content="2"/>\n<meta name="dtb:totalPageCount" content="0"/>\n'
        '<meta name="dtb:maxPageNumber" content="0"/>\n</head>\n'
        f"<docTitle><text>{escape(pages.title(issue))}</text></docTitle>\n"
        f"<navMap>\n{days}</navMap>\n</ncx>\n"
    )


def _point(numbers: Iterator[int], name: str, label: str, of: Day | None = None) -> str:
    """A line of the contents with those below it; `label` is XML already."""
    order = next(numbers)
    below = "".join(
        _point(numbers, one.name, pages.head(one.piece)) for one in (of.chapters if of else ())
    )
    return (
        f'<navPoint id="point-{order}" playOrder="{order}">'
        f"<navLabel><text>{label}</text></navLabel>"
        f'<content src="{name}"/>\n{below}</navPoint>\n'
    )
