"""Issue → the pages that a reader turns: title, days, chapters."""

from __future__ import annotations

from datetime import date
from html import escape
from importlib.resources import files

from scraper.dates import BEIJING
from scraper.models import Article
from scraper.publish.epub import marks
from scraper.publish.epub.issue import Chapter, Day, Issue, Section
from scraper.publish.stories import Piece

LANG = "zh-CN"
TITLE = "AI 新闻"
COVER, NAV, STYLE = "cover.xhtml", "nav.xhtml", "style.css"
_WEEK = "一二三四五六日"
_NAMES = 6
"""Of whom an issue is about, so many stand on its cover."""
_OTHER = "其他"


def style() -> str:
    """The style of all pages."""
    return files(__package__).joinpath(STYLE).read_text(encoding="utf-8")


def page(title: str, content: str, *, lang: str = LANG, kind: str = "") -> str:
    """A whole XHTML page of `content`; `title` and `content` are XHTML already."""
    about = f' epub:type="{kind}"' if kind else ""
    return marks.sound(
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{lang}" xml:lang="{lang}">\n<head>\n<title>{title}</title>\n'
        f'<link rel="stylesheet" type="text/css" href="{STYLE}"/>\n</head>\n'
        f"<body{about}>\n{content}\n</body>\n</html>\n"
    )


def title(issue: Issue) -> str:
    """What a reader's library calls the issue."""
    return f"{TITLE} {_span(issue)}"


def _span(issue: Issue) -> str:
    return f"{issue.last}" if issue.first == issue.last else f"{issue.first} 至 {issue.last}"


def day(of: date) -> str:
    """A day as its heading says it."""
    return f"{of.month}月{of.day}日 星期{_WEEK[of.weekday()]}"


def cover(issue: Issue) -> str:
    """The first page, in letters: it is as dark or as light as its reader."""
    count = sum(1 for _ in issue.chapters)
    names = " · ".join(marks.line(one, 40) for one in issue.names[:_NAMES])
    about = f'<p class="names">{names}</p>\n' if names else ""
    return page(
        escape(title(issue)),
        f'<section class="cover">\n<h1>{TITLE}</h1>\n<p class="span">{_span(issue)}</p>\n{about}'
        f'<p class="count">{count} 则报道，{issue.media} 个账号</p>\n</section>',
        kind="frontmatter",
    )


def head(piece: Piece) -> str:
    """The title of a story in XHTML, its id where it has no letter: a link must have words."""
    return marks.line(piece.title) or marks.line(piece.id)


def listing(of: Day) -> str:
    """The page of a day: its stories under whom they are about."""
    sections = "\n".join(map(_section, of.sections))
    title = day(of.day)
    return page(title, f'<section class="day">\n<h1>{title}</h1>\n{sections}\n</section>')


def _section(of: Section) -> str:
    rows = "\n".join(
        f'<li><a href="{one.name}">{head(one.piece)}</a>'
        f' <span class="about">{_who(one.piece)}</span></li>'
        for one in of.chapters
    )
    return f"<h2>{marks.line(of.head, 40) or _OTHER}</h2>\n<ul>\n{rows}\n</ul>"


def _who(piece: Piece) -> str:
    return marks.line(" ".join(filter(None, (piece.author, f"{piece.at:%H:%M}"))), 80)


def chapter(of: Chapter, article: Article, text: str) -> str:
    """The page of a story, its `text` in XHTML: when, by whom, who else told it, where it was."""
    piece = of.piece
    title = head(piece)
    about = [marks.line(piece.author, 80), f"{piece.at:%Y-%m-%d %H:%M}"]
    more = "".join(f'<p class="about">{one}</p>\n' for one in _more(piece))
    url = marks.web(article.url)
    source = (
        f'<p class="source"><a href="{escape(url)}">原文：{marks.line(url)}</a></p>' if url else ""
    )
    return page(
        title,
        f'<article>\n<header>\n<h1>{title}</h1>\n<p class="about">'
        f"{' · '.join(filter(None, about))}</p>\n{more}</header>\n{text}{source}\n</article>",
        lang=marks.language(article.lang),
        kind="bodymatter",
    )


def _more(piece: Piece) -> list[str]:
    """What else is to be known of a story."""
    said = []
    if piece.others:
        names = "、".join(dict.fromkeys(filter(None, piece.others)))
        said.append(
            f"另有 {len(piece.others)} 篇转载{f'：{marks.line(names, 200)}' if names else ''}"
        )
    if piece.gone_at:
        said.append(f"原站已删除（{piece.gone_at.astimezone(BEIJING):%Y-%m-%d} 发现）")
    return said
