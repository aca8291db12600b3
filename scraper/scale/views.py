"""A folder of parts → SQL by which DuckDB reads it as if it were an archive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from string import Template

from scraper.errors import ArchiveError, ConfigError
from scraper.scale import tables

_TEXT, _NUMBER = "VARCHAR", "BIGINT"
_ANSWERS = {
    **dict.fromkeys(("asked", "url"), _TEXT),
    "status": _NUMBER,
    **dict.fromkeys(("headers", "fetched_at", "sha256"), _TEXT),
    "size": _NUMBER,
    "body": "BLOB",
    **dict.fromkeys(("kind", "reason", "era", "missing"), _TEXT),
}
_CAPTURES = {
    **dict.fromkeys(("id", "source_url", "title", "published", "author", "summary"), _TEXT),
    **dict.fromkeys(("thumbnail", "body", "videos", "tags", "category", "lang"), _TEXT),
    "paid": _NUMBER,
    **dict.fromkeys(("extractor", "abstract", "content_sha256", "images"), _TEXT),
    **dict.fromkeys(("fetched_at", "sha256"), _TEXT),
}
_TOLD = {
    **dict.fromkeys(("id", "source_url", "first_seen", "story_id"), _TEXT),
    "alike": "DOUBLE",
    "is_copy": "BOOLEAN",
}


def sql(folder: Path) -> str:
    """The text, for the parts that count now.

    ArchiveError where what names them is damaged, ConfigError where DuckDB cannot name the folder.

    Another text is needed once there are other parts, or other stories.
    """
    written = files(__package__).joinpath("views.sql").read_text(encoding="utf-8")
    return Template(written).substitute(
        answers=_source(folder, "answers", tables.named(folder, "answers"), _ANSWERS),
        captures=_source(folder, "articles", tables.named(folder, "articles"), _CAPTURES),
        told=_source(folder, "stories", _stories(folder / "stories.json"), _TOLD),
    )


def _source(folder: Path, sort: str, names: Iterable[str], columns: dict[str, str]) -> str:
    """What is read of some parts; of none, a table without rows. A path is no pattern."""
    paths = [_exact(str(folder.absolute() / sort / name)) for name in names]
    if paths:
        said = ", ".join(map(_quoted, paths))
        # else a folder named a=1 would give each row a column a
        known = "filename = true, file_row_number = true, hive_partitioning = false"
        return f"read_parquet([{said}], {known})"
    none = columns | {"filename": _TEXT, "file_row_number": _NUMBER}
    cells = ", ".join(f"NULL::{kind} AS {name}" for name, kind in none.items())
    return f"(SELECT {cells} WHERE false)"


def _exact(path: str) -> str:
    """A path that DuckDB takes for no pattern; ConfigError where it has no way to say so."""
    exact = re.sub(r"[*?\[]", r"[\g<0>]", path)
    if "\\" in path and exact != path:  # in a pattern it parts folders
        raise ConfigError(f"{path}: a backslash beside *, ? or [; give the folder another name")
    return exact


def _quoted(said: str) -> str:
    doubled = said.replace("'", "''")
    return f"'{doubled}'"


def _stories(path: Path) -> list[str]:
    """The files of stories; none where nobody has looked for copies yet."""
    if not path.exists():
        return []
    try:
        return [str(name) for name in json.loads(path.read_bytes())["stories"]]
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveError(f"{path}: names no stories; look for them again: {error}") from error
