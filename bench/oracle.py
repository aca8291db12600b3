"""How our Markdown differs from markdownify 0.14.1: only by rules, each written here a second time.

Run from the root of the repository: ``python bench/oracle.py [--needed] [--diff N]``. Every rule of
docs/decisions.md stands below as a small change of the BeautifulSoup tree that markdownify then
converts; none of it uses the code it judges. ``--needed`` counts, rule by rule, the bodies that
would differ without it; ``--diff`` prints the first differences that no rule explains.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Comment, NavigableString, PageElement, Tag
from markdownify import MarkdownConverter, markdownify

from scraper.extract import flow, markdown, tree

ROOT = Path(__file__).resolve().parents[1]
BODIES = ROOT / "../shared/qq/bodies/bodies.jsonl.gz"

Run = list[PageElement]
Rule = Callable[[BeautifulSoup], None]

MARKS = ("strong", "em", "del")
INLINE = frozenset([*MARKS, *"a code img br".split()])
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CELLS = ("td", "th")
SECTIONS = frozenset("[document] div section article main figure center blockquote".split())
BLOCKS = frozenset(
    [*SECTIONS, *HEADINGS, *CELLS, *"p ul ol li listing table thead tbody tr hr figcaption".split()]
)
CAPTIONS = frozenset(
    "image_desc qqnews_image_desc img-desc content-pic-desc ql-img-description imageDes "
    "J_ndimg_tips pgc-img-caption cm_pic_caption caption pictext".split()
)
JUNK = (
    "style,script,svg,iframe,video,[hidden],.ac-ask-ai,.article-top-content,.image-carousel,"
    ".code-snippet__line-index,.qqnews_search_icon,.videoPlayerWrap,.mbArticleShareBtn"
)
BLANK = " \n\t\u3000"
SLASH = "\ue000"  # becomes a backslash that markdownify does not see
SPACES = "[\xa0\u2000-\u200a\u202f\u205f]"
NOTHING = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]"
    "|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
PAIRS = dict(zip("（「『“‘《〈【〔［([{", "）」』”’》〉】〕］)]}", strict=True))
MARKUP = re.compile(
    r"`|\\(?![0-9A-Za-z\u4e00-\u9fff])|!(?=\[)|<(?=[a-zA-Z/!?])|&(?=#?[0-9A-Za-z_]+;)|\](?=\()"
)
OPENING = re.compile(
    r"[0-9]{1,9}(?=[.)](?:\s|$))"
    r"|(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|>|[-=]+ *$|[-:|][-:| ]+$|\[[^\]]+\]:)"
)


# The rules, in the order in which they are applied.


def junk(soup: BeautifulSoup) -> None:
    """What a reader of the page does not see is dropped."""
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in soup.select(JUNK):
        tag.decompose()
    for tag in soup.select("[style]"):
        if not tag.decomposed and re.search(r"display\s*:\s*none", str(tag["style"])):
            tag.decompose()


def characters(soup: BeautifulSoup) -> None:
    """Spaces of layout become spaces; characters without a shape go."""
    for text in soup.find_all(string=True):
        shaped = re.sub("[\x85\u2028\u2029]", "\n", re.sub(NOTHING, "", text))
        _set(text, re.sub(SPACES, " ", shaped))


def listings(soup: BeautifulSoup) -> None:
    """A code block keeps its line breaks and its language, and is written as it stands."""
    for pre in soup.find_all("pre"):
        lined = len(pre.find_all("code")) > 1
        for tag in pre.find_all(["br", "p", "div", "li", *(["code"] if lined else [])]):
            tag.insert_before("\n")
        lines = [line.rstrip() for line in pre.get_text().split("\n")]
        code = "\n".join(lines).strip("\n")
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        block = f"{fence}{pre.get('data-lang', '')}\n{code}\n{fence}"
        pre.replace_with(soup.new_tag("listing", string=block))


def classes(soup: BeautifulSoup) -> None:
    """``div.qnt-p`` is a paragraph, ``span.qnt-strong`` bold, ``div.qnt-h2`` a heading."""
    for tag in soup.select('[class*="qnt-"]'):
        for name in tag["class"]:
            if found := re.fullmatch(r"qnt-(p|strong|em|h[1-6]|blockquote|ul|ol|li)", name):
                tag.name = found[1]


def captions(soup: BeautifulSoup) -> None:
    """What describes an image just before it is in italics, a paragraph of its own."""
    for tag in soup.find_all(True):
        named = tag.name == "figcaption" or not CAPTIONS.isdisjoint(tag.get("class") or ())
        words = tag.get_text().strip(BLANK)
        if named and tag.parent and words and not tag.find("img"):
            if isinstance(next((one for one in tag.previous_elements if _seen(one)), None), Tag):
                tag.name, tag.attrs = "p", {}
                tag.clear()
                tag.append(soup.new_tag("em", string=words))
        elif tag.name == "figcaption":
            tag.name = "div"
    for tag in soup.find_all("p"):
        tag.name = "div" if tag.find("p") else "p"


def spans(soup: BeautifulSoup) -> None:
    """Elements without meaning do not divide the text they hold."""
    same = {"b": "strong", "i": "em", "s": "del"}
    for tag in soup.find_all(True):
        tag.name = same.get(tag.name, tag.name)
        if tag.name not in INLINE and tag.name not in BLOCKS:
            tag.unwrap()
    soup.smooth()


def addresses(soup: BeautifulSoup) -> None:
    """Links are absolute, images https; keyword links, and links to nowhere, are plain text."""
    base = str(soup["base"])
    for tag in soup.find_all("img"):
        source = str(tag.get("data-src") or tag.get("src") or "").strip()
        source = re.sub(r"^(?:http:)?//(?=[\w.-]+\.(?:gtimg|qpic)\.)", "https://", source)
        tag.attrs = {"src": _safe(source, base), "alt": str(tag.get("alt") or "").strip()}
        if not tag["src"]:
            tag.decompose()
    for tag in soup.find_all("a"):
        href = str(tag.get("href") or "")
        keyword = "a-tips-Article-QQ" in (tag.get("class") or ()) or "qqcom.keyword" in href
        tag.attrs = {"href": "" if keyword or href[:1] == "#" else _safe(href, base)}
        if not tag["href"]:
            tag.unwrap()
    soup.smooth()


def hoisted(soup: BeautifulSoup) -> None:
    """Headings, emphasis and links around blocks are put inside each of them."""
    for tag in reversed(soup.find_all([*HEADINGS, *MARKS, "a"])):
        if tag.find(list(BLOCKS)):
            for inner in tag.find_all("p") if tag.name in HEADINGS else ():
                inner.name = "div"
            for run in _runs(tag):
                _wrap(soup, run, tag.name)
            tag.unwrap()


def headings(soup: BeautifulSoup) -> None:
    """A heading is one line of text; without any it is a picture, or nothing."""
    for tag in soup.find_all(HEADINGS):
        for line in tag.find_all("br"):
            line.replace_with(" ")
        if not tag.get_text().strip(BLANK):
            tag.name = "p"
            if not tag.find("img"):
                tag.decompose()


def tables(soup: BeautifulSoup) -> None:
    """The first row is the header, spans are squared, a table that only arranges is dissolved."""
    for table in reversed(soup.find_all("table")):
        rows = [row.find_all(CELLS) for row in table.find_all("tr")]
        if not table.get_text().strip(BLANK) and not table.find("img"):
            table.decompose()
        elif len(rows) < 2 or max(map(len, rows)) < 2 or table.find(["ul", "ol", "hr", "table"]):
            for tag in [*table.find_all(["tbody", "thead", "tr", *CELLS]), table]:
                tag.name = "div"
        else:
            _square(soup, table, rows)


def sections(soup: BeautifulSoup) -> None:
    """Inline content directly in a section is a paragraph; line breaks at its edges only divide."""
    for run in _runs(soup):
        parent = run[0].parent
        if parent and parent.name in SECTIONS and any(_solid(node) for node in run):
            _wrap(soup, run, "p")["class"] = "flow"
    for tag in soup.find_all(SECTIONS - {"[document]", "blockquote"}):
        tag.unwrap()


def joined(soup: BeautifulSoup) -> None:
    """Emphasis in the same emphasis is written once; emphasis that goes on at once is one."""
    for tag in soup.find_all(MARKS):
        before = tag.previous_sibling
        if tag.find_parent(tag.name):
            tag.unwrap()
        elif isinstance(before, Tag) and before.name == tag.name:
            before.extend(list(tag.contents))
            tag.decompose()
    soup.smooth()


def divided(soup: BeautifulSoup) -> None:
    """Emphasis does not go across two line breaks: they make a new paragraph."""
    for tag in soup.find_all(MARKS):
        parts: list[Run] = [[]]
        for place, node in enumerate(tag.contents):
            following = next(filter(_solid, tag.contents[place + 1 :]), None)
            parts[-1].append(node)
            if _is(node, "br") and _is(following, "br"):
                parts.append([])
        if len(parts) > 1:
            for part in parts:
                _wrap(soup, part, tag.name)
            tag.unwrap()


def edges(soup: BeautifulSoup) -> None:
    """Emphasis begins and ends at what can be emphasised: not at blanks, line breaks, images."""
    for tag in reversed(soup.find_all(MARKS)):
        for end, put in ((0, tag.insert_before), (-1, tag.insert_after)):
            while tag.contents and (outside := _outside(tag.contents[end], end)):
                put(outside)
        if not tag.contents:
            tag.decompose()
    soup.smooth()


def _outside(node: PageElement, end: int) -> PageElement | None:
    """What of `node` at this end of its emphasis does not belong in it, taken out of it."""
    if isinstance(node, Tag):
        return node.extract() if node.name in ("br", "img") else None
    text = str(node)
    core = text.lstrip(BLANK) if end == 0 else text.rstrip(BLANK)
    if not core:
        return node.extract()
    _set(node, core)
    blank = text[: len(text) - len(core)] if end == 0 else text[len(core) :]
    return NavigableString(blank) if blank else None


def blanks(soup: BeautifulSoup) -> None:
    """White space is single, and gone at the edges of lines."""
    for run in _runs(soup):
        before, last = "\n", None
        for node in [*_leaves(run), None]:
            if (node is None or _is(node, "br")) and last is not None:
                _set(last, str(last).rstrip(BLANK))
            if node is None or isinstance(node, Tag):
                before, last = "\n" if _is(node, "br") else "x", None
                continue
            text = re.sub(r"[\t \r\n]*[\r\n][\t \r\n]*", "\n", str(node))
            text = re.sub(r"[\t ]+", " ", text)
            text = text.lstrip({"\n": BLANK, " ": " \n"}.get(before, ""))
            written, before = _set(node, text), text[-1:] or before
            last = written if text else last
    for tag in soup.select("p.flow"):
        _strip(tag)


def _strip(tag: Tag) -> None:
    for end in (0, -1):
        while tag.contents and (_is(tag.contents[end], "br") or not _solid(tag.contents[end])):
            tag.contents[end].extract()
    if not tag.contents:
        tag.decompose()


def opening(soup: BeautifulSoup) -> None:
    """Emphasis that CommonMark would not open begins after its punctuation."""
    for tag in soup.find_all(MARKS):
        while (text := tag.get_text()) and _stuck(text[0], _before(tag)):
            closer = PAIRS.get(text[0], "")
            if len(text) > 2 and closer and text.find(closer) == len(text) - 1:
                last = tag.find_all(string=True)[-1]
                _set(last, str(last)[:-1])
                tag.insert_after(closer)
            first = tag.find_all(string=True)[0]
            tag.insert_before(str(first)[0])
            _set(first, str(first)[1:])
        if not text:
            tag.unwrap()
    soup.smooth()


def _stuck(inner: str, outer: str) -> bool:
    return (
        unicodedata.category(inner)[0] in "PS"
        and bool(outer.strip(BLANK))
        and not unicodedata.category(outer).startswith("P")
    )


def _before(tag: Tag) -> str:
    """The character on the line before `tag`; empty where the line begins."""
    while tag.previous_sibling is None and tag.parent and tag.parent.name in INLINE:
        tag = tag.parent
    before = tag.previous_sibling
    if isinstance(before, Tag) and before.name in {"br", "img", *BLOCKS}:
        return ""
    return before.get_text()[-1:] if before else ""


def escapes(soup: BeautifulSoup) -> None:
    """Text that Markdown, or HTML in it, would take for markup gets a backslash."""
    for run in _runs(soup):
        leaves = [node for node in _leaves(run) if not node.find_parent("code")]
        tildes = sum(node.get_text().count("~") for node in leaves) > 1
        parent = run[0].parent
        fresh = begins = parent is not None and parent.name not in {*CELLS, *HEADINGS[2:]}
        for node in leaves:
            if not isinstance(node, Tag):
                emphasised = node.find_parent(MARKS) and node.previous_sibling is None
                lines = str(node).split("\n")
                for place, line in enumerate(lines):
                    start = begins and (place > 0 or (fresh and not emphasised))
                    lines[place] = _escaped(line, start, "|~" if tildes else "")
                _set(node, "\n".join(lines))
            fresh = begins and _is(node, "br")
    for text in soup.find_all(string=True):
        if text.find_parent(CELLS):
            _set(text, str(text).replace("|", SLASH + "|"))


def _escaped(line: str, start: bool, further: str) -> str:
    found = OPENING.match(line) if start else None
    cut = found.end() if found else 0
    rest = re.sub(MARKUP.pattern + further, SLASH + r"\g<0>", line[cut:])
    return line[:cut] + (SLASH if found else "") + rest


RULES: tuple[Rule, ...] = (
    junk,
    characters,
    listings,
    classes,
    captions,
    spans,
    addresses,
    hoisted,
    headings,
    tables,
    sections,
    joined,
    divided,
    edges,
    blanks,
    opening,
    escapes,
)


# What the rules share.


def _runs(root: Tag) -> list[Run]:
    """The runs of consecutive inline nodes, each directly in one block."""
    found: list[Run] = []
    for block in [root, *root.find_all(list(BLOCKS - {"listing"}))]:
        run: Run = []
        for node in block.contents:
            if isinstance(node, Tag) and (node.name not in INLINE or node.find(list(BLOCKS))):
                found.append(run)
                run = []
            else:
                run.append(node)
        found.append(run)
    return [run for run in found if run]


def _leaves(run: Run) -> list[PageElement]:
    """The texts, line breaks and images of a run, in order."""
    nodes = (one for node in run for one in [node, *getattr(node, "descendants", ())])
    return [one for one in nodes if not isinstance(one, Tag) or one.name in ("br", "img")]


def _wrap(soup: BeautifulSoup, run: Sequence[PageElement], name: str) -> Tag:
    around = soup.new_tag(name)
    run[0].insert_before(around)
    around.extend(run)
    return around


def _set(node: PageElement, text: str) -> NavigableString:
    new = NavigableString(text)
    node.replace_with(new)
    return new


def _is(node: PageElement | None, name: str) -> bool:
    return isinstance(node, Tag) and node.name == name


def _solid(node: PageElement) -> bool:
    return isinstance(node, Tag) or bool(str(node).strip(BLANK))


def _seen(node: PageElement) -> bool:
    return node.name == "img" if isinstance(node, Tag) else _solid(node)


def _safe(source: str, base: str) -> str:
    whole = urljoin(base, source.strip()) if source.strip() else ""
    whole = re.sub(r"[\s()<>\"\\]", lambda found: f"%{ord(found[0]):02X}", whole)
    return whole if whole.startswith(("http://", "https://")) else ""


def _square(soup: BeautifulSoup, table: Tag, rows: Sequence[Sequence[Tag]]) -> None:
    """Write the table anew, each cell at the column where it is seen."""
    grid: dict[tuple[int, int], Tag] = {}
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            grid[at, column] = cell
            wide, high = int(str(cell.get("colspan", 1))), int(str(cell.get("rowspan", 1)))
            taken |= {(at + down, column + right) for down in range(high) for right in range(wide)}
    table.clear()
    for at in range(len(rows)):
        row = soup.new_tag("tr")
        for column in range(1 + max(column for _, column in taken)):
            cell = grid.get((at, column)) or soup.new_tag("td")
            cell.name, cell.attrs = CELLS[at == 0], {}
            for tag in cell.find_all(["p", "div", "section", "br"]):
                tag.insert_after(" ")
                tag.unwrap()
            row.append(cell)
        table.append(row)


class Converter(MarkdownConverter):
    """markdownify, which writes a code block as it is given."""

    def convert_listing(self, el: Tag, _text: str, _convert_as_inline: bool) -> str:
        return f"\n{el.get_text()}\n"


# What is compared.


def plain(html: str) -> str:
    """What markdownify gives."""
    return markdownify(html).strip()


def ruled(html: str, base: str, rules: Sequence[Rule] = RULES) -> str:
    """What markdownify gives under the rules."""
    soup = BeautifulSoup(html, "html.parser")
    soup["base"] = base
    for rule in rules:
        rule(soup)
    converter = Converter(keep_inline_images_in=[*HEADINGS, *CELLS])
    return converter.convert_soup(soup).strip().replace(SLASH, "\\")


def ours(html: str, base: str) -> str:
    """What the scraper gives."""
    return markdown.write(flow.read(tree.fragment(html), base))


def bodies(path: Path = BODIES) -> Iterator[tuple[str, str]]:
    """The bodies that hold something, each with the address of its page."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["description"] != '<div id="article-content"></div>':
                yield row["description"], row["link"]


def verdict(html: str, base: str, rules: Sequence[Rule] = RULES) -> str:
    """``identical``, ``after rules`` or ``different``."""
    made = ours(html, base)
    if made == plain(html):
        return "identical"
    return "after rules" if made == ruled(html, base, rules) else "different"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--needed", action="store_true", help="count the bodies that need each rule"
    )
    parser.add_argument("--diff", type=int, default=0, metavar="N", help="show N differences")
    args = parser.parse_args()
    known = list(bodies())
    verdicts = [verdict(html, base) for html, base in known]
    print(*(f"{name}: {count}" for name, count in Counter(verdicts).items()), sep="\n")
    different = [pair for pair, said in zip(known, verdicts, strict=True) if said == "different"]
    for html, base in different[: args.diff]:
        sides = ruled(html, base).split("\n"), ours(html, base).split("\n")
        print(*difflib.unified_diff(*sides, "ruled", base, lineterm="", n=1), sep="\n")
    for rule in RULES if args.needed else ():
        rest = [one for one in RULES if one is not rule]
        needing = sum(verdict(html, base, rest) == "different" for html, base in known)
        print(f"{rule.__name__}: {needing - len(different)}")


if __name__ == "__main__":
    main()
