"""Rows ↔ Parquet: every field comes back, the same rows are the same bytes, damage has a line."""

from __future__ import annotations

import json
import random
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.archive import cells, rows, store
from scraper.dates import BEIJING
from scraper.errors import ConfigError, PlaceError
from scraper.models import Article, Fetched, Image, Kind, Link, Video
from scraper.scale import parts, place
from scraper.visit import Met

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

pyarrow = pytest.importorskip("pyarrow.parquet")

AT = datetime(2025, 2, 12, 20, 0, tzinfo=BEIJING)
ANY = st.text(st.characters(), max_size=20)
"""Also halves of a pair, which have no UTF-8."""
MAYBE = st.none() | ANY
INTS = st.none() | st.integers(-(2**80), 2**80)
TIMES = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 30), timezones=st.timezones())
ARTICLES = st.builds(
    Article,
    id=ANY,
    url=ANY,
    title=ANY,
    body=ANY,
    published=st.none() | TIMES,
    author=MAYBE,
    summary=MAYBE,
    thumbnail=MAYBE,
    abstract=MAYBE,
    category=MAYBE,
    lang=ANY,
    paid=st.booleans(),
    extractor=ANY,
    tags=st.lists(ANY, max_size=3).map(tuple),
    images=st.lists(st.builds(Image, url=ANY, caption=MAYBE, width=INTS, height=INTS), max_size=3)
    .map(tuple),
    videos=st.lists(st.builds(Video, vid=ANY, url=ANY, title=MAYBE, duration=INTS), max_size=3)
    .map(tuple),
)  # fmt: skip
ANSWERS = st.builds(
    Fetched,
    asked=ANY,
    url=ANY,
    status=st.integers(0, 999),
    headers=st.lists(st.tuples(ANY, ANY), max_size=3).map(tuple),
    body=st.binary(max_size=50),
    at=TIMES,
)
MET = Met(link=Link(address=None), kind=Kind.NEW, reason="\ud800", era="qq/1", missing="\udfff")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> place.Folder:
    return place.folder(str(tmp_path_factory.mktemp("parts")))


@contextmanager
def part(folder: place.Folder, sort: str, found: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A part of rows."""
    with folder.part(sort) as file, parts.Part(sort, file) as made:
        for row in found:
            made.add(row)
        name = f"{sort}/{made.name()}"
        folder.settle(file, name)
    yield f"{folder.url}/{name}"
    folder.drop(name)


@settings(max_examples=30)
@given(st.lists(ARTICLES, max_size=3))
def test_each_field_of_an_article_comes_back(folder: place.Folder, given: list[Article]) -> None:
    told = {"fetched_at": cells.stamp(AT), "sha256": "0" * 64}
    found = [parts.article(one, told) for one in given]
    with part(folder, parts.ARTICLES, found) as url:
        back = list(parts.read(url))
        assert back == found
        assert [parts.found(row) for row in back] == [rows.held(one) for one in given]


@settings(max_examples=30)
@given(st.lists(ANSWERS, max_size=3))
def test_each_field_of_an_answer_comes_back(folder: place.Folder, given: list[Fetched]) -> None:
    with part(folder, parts.ANSWERS, [parts.answer(one, MET) for one in given]) as url:
        back = list(parts.answers(url))
        assert back == [
            replace(
                one,
                asked=cells.clean(one.asked),
                url=cells.clean(one.url),
                headers=tuple(cells.clean(one.headers)),
                at=cells.time(cells.stamp(one.at)),
            )
            for one in given
        ]
        for row in parts.read(url):
            assert (row["kind"], row["reason"], row["era"], row["missing"]) == (
                *("new", "\ufffd", "qq/1", "\ufffd"),
            )


def test_no_field_of_an_article_is_forgotten() -> None:
    names = {field.name for field in fields(Article)} - {"url"} | {"source_url"}
    assert names <= {*parts._TEXTS[parts.ARTICLES], *parts._NUMBERS[parts.ARTICLES]}


def test_columns_have_the_names_and_forms_of_the_archive(tmp_path: Path) -> None:
    with store.open(tmp_path / "a.db"):
        pass
    import sqlite3

    db = sqlite3.connect(tmp_path / "a.db")
    tables = {
        table: {name: sort for _, name, sort, *_ in db.execute(f"PRAGMA table_info({table})")}
        for table in ("articles", "snapshots", "contents")
    }
    db.close()
    known = {
        parts.ANSWERS: (
            tables["snapshots"] | tables["contents"],
            {"body", "kind", "reason", "era", "missing"},  # what it came to
        ),
        parts.ARTICLES: (
            tables["articles"],
            {"images", "fetched_at", "sha256"},  # of another table each
        ),
    }
    arrow = parts._arrow()
    for sort, (columns, more) in known.items():
        for field in parts._schema(arrow, sort):
            if field.name not in more:
                told = {"TEXT": "string", "INTEGER": "int64", "BLOB": "binary"}
                assert told[columns[field.name]] == str(field.type), field.name


def answers(count: int, size: int = 20) -> Iterator[dict[str, Any]]:
    for number in range(count):
        body = random.Random(number).randbytes(size)
        one = Fetched(asked=f"a{number}", url="u", status=200, headers=(), body=body, at=AT)
        yield parts.answer(one, MET)


def test_the_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in "ab":
        with part(place.folder(str(tmp_path / name)), parts.ANSWERS, answers(300)) as url:
            made.append(Path(url).read_bytes())
            assert hash_of(made[-1]) in url
    assert made[0] == made[1]


def hash_of(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def test_groups_are_small_whatever_is_large(
    folder: place.Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also heads: they are bytes that a writer holds."""
    monkeypatch.setattr(parts, "_GROUP", 10_000)
    for row in (
        {"body": b"x" * 3_000},
        {"headers": json.dumps([["a", "b" * 3_000]])},
    ):
        with part(folder, parts.ANSWERS, [one | row for one in answers(12)]) as url:
            assert pyarrow.ParquetFile(url).num_row_groups >= 3
    monkeypatch.setattr(parts, "_MOST", 5)
    with part(folder, parts.ANSWERS, answers(12)) as url:
        assert pyarrow.ParquetFile(url).num_row_groups == 3


class TestDamage:
    @pytest.fixture
    def data(self, folder: place.Folder) -> bytes:
        with part(folder, parts.ANSWERS, answers(200, 500)) as url:
            return Path(url).read_bytes()

    def read(self, folder: Path, data: bytes) -> list[Fetched]:
        file = folder / "x.parquet"
        file.write_bytes(data)
        return list(parts.answers(str(file)))

    def test_a_turned_bit_is_seen_wherever_it_is(self, data: bytes, tmp_path: Path) -> None:
        right = self.read(tmp_path, data)
        said = []
        chance = random.Random(1)
        for _ in range(150):
            at = chance.randrange(len(data))
            bad = data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
            try:
                assert self.read(tmp_path, bad) == right  # of what nobody reads, as statistics
            except PlaceError as error:
                said.append(str(error))
        assert len(said) > 130
        assert {one.partition(": ")[0] for one in said} == {f"{tmp_path}/x.parquet"}

    @pytest.mark.parametrize("size", [0, 3, 100, -1, -200])
    def test_what_is_cut(self, data: bytes, size: int, tmp_path: Path) -> None:
        with pytest.raises(PlaceError, match="no part, or damaged"):
            self.read(tmp_path, data[:size] if size else b"")

    def test_another_table_is_no_part(self, tmp_path: Path) -> None:
        import pyarrow

        for table in ({"x": [1]}, {"url": [3], "headers": ["{"], "sha256": ["a"]}):
            pyarrow.parquet.write_table(pyarrow.table(table), tmp_path / "y.parquet")
            with pytest.raises(PlaceError, match=r"y\.parquet: no part of ours, or damaged"):
                list(parts.answers(str(tmp_path / "y.parquet")))

    def test_none_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(PlaceError, match=r"none\.parquet: No such file"):
            list(parts.answers(str(tmp_path / "none.parquet")))


def test_without_pyarrow_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    calls: list[Callable[[], object]] = [parts.version, lambda: list(parts.read("x"))]
    for call in calls:
        with pytest.raises(ConfigError, match=r"Parquet.*pip install 'scraper\[scale\]'"):
            call()
