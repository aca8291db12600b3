"""What a release is, counted → its data sheet, after "Datasheets for Datasets" (Gebru et al.)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from string import Template

from scraper.archive import schema
from scraper.dates import BEIJING
from scraper.errors import line
from scraper.publish.dataset import card
from scraper.publish.dataset.columns import COLUMNS
from scraper.publish.dataset.folder import MARK
from scraper.publish.dataset.tally import Tally

MEDIA = 20
"""The accounts that are listed, those with the most articles."""
MONTHS = 24
"""The months that are listed, the latest with an article."""

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|#~!&])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the crawler is set: whether it asks robots.txt, but for which sources, and its pause."""

    robots: bool
    but: tuple[str, ...]
    interval: float


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a release is, beside its rows: `files` have rows, bytes and SHA-256.

    `arrow` is the version of pyarrow, where it wrote them.
    """

    form: str
    as_of: datetime
    since: datetime | None
    heads: bool
    digest: str
    manners: Manners
    arrow: str
    files: Mapping[str, tuple[int, int, str]]
    visits: Mapping[str, int]
    doubted: Mapping[str, int]


def text(about: About, tally: Tally) -> str:
    """The data sheet: Markdown with front matter; only facts of the archive, no clock."""
    written = files(__package__).joinpath("sheet.txt").read_text(encoding="utf-8")
    day = about.as_of.astimezone(BEIJING).date()
    name = f"Chinese AI-industry news on Tencent News, as of {day}"
    said = _said(about, tally) | {"name": name, "front": card.front(about.form, tally.rows, name)}
    return Template(written).substitute(said)


def _said(about: About, tally: Tally) -> dict[str, str]:
    """Every word of the sheet that is not always the same."""
    return {
        "mark": MARK,
        "as_of": about.as_of.isoformat(),
        "year": f"{about.as_of.astimezone(BEIJING).year}",
        "form": about.form,
        "command": _command(about),
        "chosen": _chosen(about),
        "version": version("scraper"),
        "schema": str(schema.VERSION),
        "digest": about.digest,
        "fingerprint": _fingerprint(about),
        "written": _WRITTEN[about.form] + (f" ({about.arrow})." if about.arrow else ""),
        "files": _table(_files(about), "file", "rows", "bytes", "SHA-256"),
        "columns": _table(_columns(about, tally), "column", "type", "filled", "what"),
        "robots": _robots(about.manners),
        "interval": f"{about.manners.interval:g}",
        **_figures(about, tally),
    }


def _figures(about: About, tally: Tally) -> dict[str, str]:
    known, rows, of = tally.known, tally.rows, tally.of
    months = Counter({key: of["month"][key] for key in sorted(of["month"])[-MONTHS:] if key})
    return {
        "rows": f"{rows:,}",
        "years": _table(_by_name(of["year"]), "published", "articles"),
        "months": _table(_by_name(months), "month", "articles"),
        "media": _table(_by_count(of["author"], MEDIA), "media", "articles"),
        "media_count": f"{len(of['author'].keys() - {''}):,}",
        "sources": _table(_by_count(of["source"]), "list", "articles"),
        "extractors": _table(_by_count(of["extractor"]), "extractor", "articles"),
        "langs": _table(_by_count(of["lang"]), "language", "articles"),
        "published": _span(tally, "published"),
        "first_seen": _span(tally, "first_seen"),
        "fetched": _span(tally, "fetched_at"),
        "characters": f"{tally.characters:,}",
        "lengths": _table(_lengths(tally), "share of the articles", "characters at most"),
        "copies": _part(known["is_copy"], rows),
        "stories": f"{tally.stories:,}",
        "twins": _part(tally.twins, rows),
        "changed": _part(known["changed_at"], rows),
        "gone": _part(known["gone_at"], rows),
        "paid": _part(known["paid"], rows),
        "paged": _part(known["raw_sha256"], rows),
        "doubted": _table(_by_name(Counter(about.doubted)), "kind", "pages"),
        "visits": _table(_by_name(Counter(about.visits)), "what a visit came to", "visits"),
    }


_WRITTEN = {
    "parquet": "Parquet 2.6, zstd level 3, rows in groups. The bytes depend on the release of"
    " pyarrow too, which compresses them and writes its version into every file",
    "jsonl": "JSON Lines in UTF-8: one object a line, its keys in the order of the columns. Split"
    " lines at line feeds only: a text may hold other signs that end a line somewhere.",
    "csv": "CSV after RFC 4180, in UTF-8 without a byte order mark; texts are always in quotes, an"
    " unknown value is empty. **Do not open it in a spreadsheet by a double click:** a text that"
    " begins with `=`, `+`, `-` or `@` is kept exactly, and a spreadsheet may take it for a"
    " formula; import it as text in UTF-8.",
}


def _command(about: About) -> str:
    since = f" --since '{about.since.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}'" if about.since else ""
    heads = " --heads" if about.heads else ""
    return (
        f"scraper publish dataset DIR --format {about.form} --as-of {about.as_of.isoformat()}"
        f"{since}{heads}"
    )


def _chosen(about: About) -> str:
    since = f" that was published since {about.since.isoformat()}" if about.since else ""
    heads = ", without copies of what another article told first" if about.heads else ""
    return f"Every article{since}{heads}"


def _robots(manners: Manners) -> str:
    if not manners.robots:
        return "it does not ask robots.txt (`fetch.robots = false`)"
    names = ", ".join(f"`{_inert(name)}`" for name in manners.but)
    but = f", but for the lists {names} (`robots = false`)" if names else ""
    return f"it obeys robots.txt (`fetch.robots = true`){but}"


def _fingerprint(about: About) -> str:
    """One hash for all the data: of the lines that `sha256sum articles-*` writes."""
    lines = "".join(f"{one[2]}  {name}\n" for name, one in sorted(about.files.items()))
    return sha256(lines.encode()).hexdigest()


def _files(about: About) -> Iterator[tuple[str, ...]]:
    for name, (rows, size, digest) in sorted(about.files.items()):
        yield f"`{name}`", f"{rows:,}", f"{size:,}", f"`{digest}`"


def _columns(about: About, tally: Tally) -> Iterator[tuple[str, ...]]:
    for column in COLUMNS:
        filled = "–" if column.kind == "flag" else f"{tally.known[column.name]:,}"
        yield f"`{column.name}`", card.type_of(column, about.form), filled, column.says


def _lengths(tally: Tally) -> Iterator[tuple[str, ...]]:
    for share in (0.05, 0.25, 0.5, 0.75, 0.95, 1.0):
        yield f"{share:.0%}", f"{tally.length(share):,}"


def _span(tally: Tally, name: str) -> str:
    return " to ".join(tally.spans[name]) if name in tally.spans else "unknown"


def _part(count: int, rows: int) -> str:
    return f"{count:,} ({count / rows:.1%})" if rows else "0"


def _by_name(counts: Counter[str]) -> Iterator[tuple[str, ...]]:
    for name, count in sorted(counts.items()):
        yield _inert(name) or "unknown", f"{count:,}"


def _by_count(counts: Counter[str], most: int | None = None) -> Iterator[tuple[str, ...]]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    for name, count in ordered[:most]:
        yield _inert(name) or "unknown", f"{count:,}"


def _inert(name: str) -> str:
    """A name of others' on one line, without what Markdown would act upon."""
    return _SIGNS.sub(r"\\\1", line(name))


def _table(rows: Iterable[tuple[str, ...]], *heads: str) -> str:
    found = list(rows)
    if not found:
        return "None."
    lines = [heads, tuple("---" for _ in heads), *found]
    return "\n".join(f"| {' | '.join(one)} |" for one in lines)
