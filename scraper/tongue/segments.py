"""Leaves of a body ↔ lines for a translator: words, and marks in the place of all else (pure).

Bold is ``<b>…</b>``, italics ``<i>…</i>``, struck ``<s>…</s>``, the third link ``<a3>…</a3>``; an
image, code, an address or a line break is ``<x4/>``. None of these holds anything that a translator
could alter: what each stands for stays here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from scraper.extract import clean
from scraper.extract.blocks import Block, Run, leaves

_TAGS = {"strong": "b", "em": "i", "del": "s"}
_NAMES = {tag: mark for mark, tag in _TAGS.items()}
MARK = re.compile(r"<(?:(?P<end>/?)(?P<tag>[bis]|a(?P<link>\d{1,4}))|x(?P<atom>\d{1,4}) ?/)>")
_ADDRESS = re.compile(r"https?://[^\s<>\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_STOPS = re.compile(r"(?<=[。！？!?；;])(?![”’」』）)\d])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A leaf's line. `atoms` are what its marks stand for, by number; `links` the addresses."""

    text: str
    atoms: tuple[Run, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The line without its marks."""
        return MARK.sub(" ", self.text)

    @property
    def spoken(self) -> bool:
        """Whether there is a word in it to translate."""
        return any(map(str.isalpha, self.words))


def of(block: Block) -> list[tuple[Block, Segment]]:
    """The leaves below a block that have words, each with its line."""
    found = ((leaf, line(leaf.runs)) for leaf in leaves(block) if leaf.tag != "pre")
    return [(leaf, segment) for leaf, segment in found if segment.spoken]


@dataclass(slots=True)
class _Draft:
    pieces: list[str] = field(default_factory=list)
    atoms: list[Run] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def atom(self, run: Run) -> str:
        self.atoms.append(run)
        return f"<x{len(self.atoms)}/>"

    def words(self, run: Run) -> str:
        """Words, with an atom for each address in them and for what looks like a mark."""

        def kept(found: re.Match[str]) -> str:
            return self.atom(Run(kind="text", text=found[0]))

        text = MARK.sub(kept, run.text.replace("\n", " ")) if "<" in run.text else run.text
        return _ADDRESS.sub(kept, text.replace("\n", " "))


def line(runs: Sequence[Run]) -> Segment:
    """The line of a leaf's runs."""
    draft, marks, href = _Draft(), list[str](), ""
    for run in (*runs, Run(kind="text")):
        link = run.href if run.kind != "image" else ""
        wanted = [one for one in _TAGS if one in run.marks]
        if link != href or marks != wanted:
            draft.pieces += [f"</{_TAGS[one]}>" for one in reversed(marks)]
            if link != href:
                draft.pieces += _turned(draft, href, link)
            draft.pieces += [f"<{_TAGS[one]}>" for one in wanted]
            marks, href = wanted, link
        draft.pieces.append(draft.words(run) if run.kind == "text" else draft.atom(run))
    text = clean.line("".join(draft.pieces))
    return Segment(text=text, atoms=tuple(draft.atoms), links=tuple(draft.links))


def _turned(draft: _Draft, href: str, link: str) -> Iterator[str]:
    """The end of one link and the beginning of another."""
    if href:
        yield f"</a{len(draft.links)}>"
    if link:
        draft.links.append(link)
        yield f"<a{len(draft.links)}>"


def fault(segment: Segment, text: str) -> str:
    """What is wrong with the marks of a translated line, "" where nothing is.

    Emphasis may go, or stand otherwise; nothing else may.
    """
    atoms, wanted = _atoms(text), _atoms(segment.text)
    if sorted(atoms) != sorted(wanted):
        return "each <xN/> of the text must stand in it exactly once"
    held = dict(enumerate(segment.atoms, start=1))
    pictures = [one for one in atoms if one in held and held[one].kind == "image"]
    if pictures != sorted(pictures):
        return "images must stay in their order"
    links = _links(text)
    paired = all(
        not first[0] and second == ("/", first[1])
        for first, second in zip(links[::2], links[1::2], strict=False)
    )
    if sorted(links) != sorted(_links(segment.text)) or not paired:
        return "each <aN>…</aN> of the text must stand in it exactly once"
    return ""


def _atoms(text: str) -> list[int]:
    return [int(found["atom"]) for found in MARK.finditer(text) if found["atom"]]


def _links(text: str) -> list[tuple[str, str]]:
    """Where links begin (``""``) and end (``"/"``), with their numbers."""
    return [(found["end"], found["link"]) for found in MARK.finditer(text) if found["link"]]


def said(segment: Segment, text: str) -> str:
    """The words of a translated line that is not Markdown: a title."""
    return clean.line("".join(run.text for run in runs(segment, text)))


def runs(segment: Segment, text: str) -> list[Run]:
    """The runs of a translated line without a `fault`; emphasis that has no end is none."""
    found: list[Run] = []
    marks: set[str] = set()
    here, href = 0, ""
    closed = {name: len(re.findall(f"</{name}>", text)) for name in _NAMES}
    for one in MARK.finditer(text):
        found.append(
            Run(kind="text", text=text[here : one.start()], marks=frozenset(marks), href=href)
        )
        here = one.end()
        if one["atom"]:
            atom = segment.atoms[int(one["atom"]) - 1]
            target = atom.href if atom.kind == "image" else href
            found.append(replace(atom, marks=frozenset(marks), href=target))
        elif one["link"]:
            href = "" if one["end"] else segment.links[int(one["link"]) - 1]
        elif one["end"]:
            marks.discard(_NAMES[one["tag"]])
        elif closed[one["tag"]]:
            closed[one["tag"]] -= 1
            marks.add(_NAMES[one["tag"]])
    found.append(Run(kind="text", text=text[here:], marks=frozenset(), href=""))
    return [run for run in found if run.text or run.kind != "text"]


def parts(segment: Segment, most: int) -> list[Segment]:
    """The line in parts of about `most` characters at most, cut between sentences where no mark is
    open; one sentence is never cut.
    """
    found = [""]
    for sentence in _STOPS.split(segment.text):
        if found[-1] and len(found[-1]) + len(sentence) > most and not _open(found[-1]):
            found.append("")
        found[-1] += sentence
    return [replace(segment, text=one.strip()) for one in found if one.strip()]


def _open(text: str) -> bool:
    """Whether a mark has begun there that has not ended."""
    ends = [found["end"] for found in MARK.finditer(text) if not found["atom"]]
    return 2 * ends.count("/") != len(ends)
