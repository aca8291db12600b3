"""Stories of a folder of parts are those that an archive tells of the same articles."""

from __future__ import annotations

import json
import random
import runpy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.archive import similar, stories
from scraper.errors import ArchiveError
from scraper.scale import tables
from scraper.scale.dedup import conduct, near

from . import made
from .made import Captured

BENCH = Path(__file__).parents[2] / "bench" / "labelled.py"
HAN = [chr(0x4E00 + at) for at in range(3000)]


def said(seed: object, count: int = 300) -> str:
    """So many characters that no other seed gives in this order."""
    return "".join(random.Random(f"{seed}").choices(HAN, k=count))


def reworded(body: str, share: float, chance: random.Random) -> str:
    """With a share of its words, of two characters each, replaced."""
    words = [body[at : at + 2] for at in range(0, len(body), 2)]
    return "".join(
        "".join(chance.choices(HAN, k=2)) if chance.random() < share else word for word in words
    )


def edited(base: str, other: str, chance: random.Random) -> str:
    """A copy, or what looks like one."""
    ways: tuple[Callable[[], str], ...] = (
        lambda: base,
        lambda: f"**{base}**",
        lambda: base[: int(len(base) * chance.uniform(0.6, 0.9))],
        lambda: f"编者按。\n\n{base}\n\n{other[:60]}",
        lambda: reworded(base, 0.1, chance),
        lambda: reworded(base, 0.2, chance),
        lambda: base + other,
        lambda: base[:150] + other[:200],
        lambda: other[: similar.LEAST - 1],
        lambda: f"2024 {base[:90]} 3155 {base[90:180]} 4711 {chance.randrange(10**6)} 88",
    )
    return chance.choice(ways)()


def corpus(count: int, chance: random.Random) -> list[Captured]:
    """Articles of which a good part tells what others told, in no order."""
    bases = [said(f"base {at}", chance.randrange(200, 500)) for at in range(max(1, count // 6))]
    found = []
    for number in range(count):
        fresh = said(f"own {number}")
        body = edited(chance.choice(bases), chance.choice([*bases, fresh]), chance)
        body = fresh if chance.random() < 0.2 else body
        found.append(made.captured(number, body, chance.randrange(3 * count)))
    return found


def stories_of(place: Path, found: Sequence[Captured], parts: int = 3, size: int = 16) -> Any:
    folder = made.divided(place, found, parts, random.Random(parts))
    conduct.folder(folder, made.plain, size=size)
    return made.told(folder)


@pytest.mark.parametrize("seed", range(4))
def test_they_are_those_of_an_archive(tmp_path: Path, seed: int) -> None:
    found = corpus(150, random.Random(seed))
    known = made.heads(tmp_path / "archive.db", found)
    assert len(set(known.values())) < 0.8 * len(known)
    assert stories_of(tmp_path / "parts", found) == known


@pytest.mark.parametrize("seed", range(4))
def test_its_bounds_are_those_of_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Where more share a hash than are looked at, or more are alike than are tried."""
    for room in (stories, near):
        monkeypatch.setattr(room, "NEWEST", 5)
        monkeypatch.setattr(room, "TRIED", 1)
    chance = random.Random(f"bounds {seed}")
    bases = [said(at) for at in range(3)]
    bodies = [edited(chance.choice(bases), chance.choice(bases), chance) for _ in range(90)]
    found = [made.captured(number, body) for number, body in enumerate(bodies)]
    known = made.heads(tmp_path / "archive.db", found)
    assert stories_of(tmp_path / "parts", found) == known


@given(st.integers(0, 10**6), st.integers(1, 9), st.integers(3, 40))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_however_they_are_divided_the_files_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, seed: int, parts: int, size: int
) -> None:
    """And in whatever order tasks are done, or done twice."""
    chance = random.Random(seed)
    found = corpus(40, random.Random(seed % 3))
    place = tmp_path_factory.mktemp("divided")
    one = made.divided(place / "one", found, 1, chance)
    other = made.divided(place / "other", found, parts, chance)
    conduct.folder(one, made.plain)
    conduct.folder(other, made.mixed(chance), size=size)
    for name in ("stories.json", "stories"):
        assert contents(one / name) == contents(other / name)


def contents(place: Path) -> list[tuple[str, bytes]]:
    files = [place] if place.is_file() else sorted(place.iterdir())
    return [(file.name, file.read_bytes()) for file in files]


def test_the_last_capture_counts_and_the_first_says_when(tmp_path: Path) -> None:
    found = [
        made.captured(1, said(1), 5),
        made.captured(1, said(2), 50),
        made.captured(1, said(3), 20),
        made.captured(2, said(2), 6),
        made.captured(3, said(3), 1),
        made.captured(3, said(1), 90),
        made.captured(4, said(1), 91),
    ]
    known = made.heads(tmp_path / "archive.db", found)
    assert stories_of(tmp_path / "parts", found) == known
    one, two, three, four = (made.article(at, "").id for at in (1, 2, 3, 4))
    assert known == {one: one, two: one, three: three, four: three}


def test_of_captures_of_one_moment_the_answer_decides(tmp_path: Path) -> None:
    one, two = made.captured(1, said(1), 5), made.captured(1, said(2), 5)
    found = [one._replace(sha256="b"), two._replace(sha256="a"), made.captured(2, said(1), 6)]
    for parts in (1, 2, 3):
        assert set(stories_of(tmp_path / f"{parts}", found, parts).values()) == {one.article.id}


def test_a_row_says_all_of_an_article(tmp_path: Path) -> None:
    found = [made.captured(1, said(1), 5), made.captured(2, said(1) + said(2, 60), 6)]
    folder = made.divided(tmp_path / "parts", found, 1, random.Random(1))
    told = conduct.folder(folder, made.plain)
    (name,) = told.stories
    rows = list(tables.read(folder / "stories" / name, *conduct.heads.TOLD))
    (one, first), (two, second) = ((each.article, f"{each.at.isoformat()}") for each in found)
    alike = similar.alike(one.body, two.body)
    assert rows == [
        (one.id, one.url, first, one.id, None, False),
        (two.id, two.url, second, one.id, alike, True),
    ]
    known = json.loads((folder / "stories.json").read_text())
    assert known == {"stories": [name], "articles": 2, "copies": 1}
    assert told.shuffled > 0
    assert not list(folder.glob(".*"))


def test_of_nothing_there_are_no_stories(tmp_path: Path) -> None:
    assert conduct.folder(tmp_path, made.plain).articles == 0
    assert json.loads((tmp_path / "stories.json").read_text())["stories"] == []
    made.part(tmp_path, [])
    assert conduct.folder(tmp_path, made.plain).articles == 0


def test_parts_that_no_task_names_do_not_count(tmp_path: Path) -> None:
    made.part(tmp_path, [made.captured(1, said(1))])
    made.part(tmp_path, [made.captured(2, said(1))])
    next((tmp_path / "tasks").glob("*.json")).unlink()
    assert conduct.folder(tmp_path, made.plain).articles == 1


def test_many_files_are_one_after_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conduct, "FILE", 7)
    found = corpus(20, random.Random(1))
    known = made.heads(tmp_path / "archive.db", found)
    assert stories_of(tmp_path / "parts", found) == known
    assert len(json.loads((tmp_path / "parts/stories.json").read_text())["stories"]) == 3


def test_pieces_of_what_is_passed_on_come_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near, "ROWS", 50)
    monkeypatch.setattr(near, "LETTERS", 500)
    found = corpus(60, random.Random(2))
    known = made.heads(tmp_path / "archive.db", found)
    assert stories_of(tmp_path / "parts", found) == known


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pairs are written, each time some are."""
    counts: list[int] = []
    write = near._pair

    def counting(given: Any, pairs: Any, piece: int) -> None:
        counts.append(sum(map(len, pairs)))
        write(given, pairs, piece)

    monkeypatch.setattr(near, "_pair", counting)
    return counts


def test_a_text_told_very_often_makes_no_pairs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """10,000 articles say the same, one says nearly so."""
    pairs = counted(monkeypatch)
    body = said(1)
    found = [made.captured(number, body) for number in range(10_000)]
    found.append(made.captured(10_000, body + said(2, 50)))
    known = stories_of(tmp_path / "parts", found, parts=2, size=4096)
    assert set(known.values()) == {made.article(0, "").id}
    assert len(known) == 10_001
    assert sum(pairs) <= similar.DEPTH * stories.NEWEST


def test_a_hash_that_all_have_stays_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is paired with as many as an archive looks at, and joins nobody for that."""
    pairs = counted(monkeypatch)
    least = min((said(f"piece {at}", 5) for at in range(20_000)), key=_hashed)
    found = [made.captured(number, least + said(number, 200)) for number in range(1000)]
    known = stories_of(tmp_path / "parts", found)
    assert all(key == head for key, head in known.items())
    assert 50_000 < sum(pairs) <= 1000 * stories.NEWEST


def _hashed(piece: str) -> int:
    return crc32(piece.encode("utf-32-le")) * 0x9E3779B1 % 2**32


def test_a_long_chain_has_one_head(tmp_path: Path) -> None:
    """Each copies the one before, and is like no earlier one."""
    body = said("chain", 3000)
    found = [made.captured(at, body[at * 60 : at * 60 + 300]) for at in range(40)]
    known = made.heads(tmp_path / "archive.db", found)
    assert len(set(known.values())) == 1
    assert stories_of(tmp_path / "parts", found) == known


def test_a_story_without_a_head_ends_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conduct.heads, "asked", lambda _: 1)
    made.part(tmp_path, [made.captured(1, said(1))])
    with pytest.raises(ArchiveError, match="no head"):
        conduct.folder(tmp_path, made.plain)


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    name = made.part(tmp_path, [made.captured(1, said(1))])
    (tmp_path / "articles" / name).write_bytes(b"PAR1")
    with pytest.raises(ArchiveError, match=name):
        conduct.folder(tmp_path, made.plain)
    (task,) = (tmp_path / "tasks").glob("*.json")
    task.write_text("[")
    with pytest.raises(ArchiveError, match=task.name):
        conduct.folder(tmp_path, made.plain)


def test_archives_are_told_together(tmp_path: Path) -> None:
    found = corpus(80, random.Random(5))
    known = made.heads(tmp_path / "whole.db", found)
    made.filled(tmp_path / "one.db", found[:50]).close()
    made.filled(tmp_path / "two.db", found[30:]).close()
    paths = [tmp_path / "one.db", tmp_path / "two.db"]
    told = conduct.databases(paths, tmp_path / "both", made.plain, size=20)
    assert made.told(tmp_path / "both") == known
    assert (told.articles, told.copies) == (80, sum(key != head for key, head in known.items()))
    conduct.databases(paths[::-1], tmp_path / "again", made.plain)
    assert contents(tmp_path / "both/stories") == contents(tmp_path / "again/stories")


@pytest.mark.timeout(600)
def test_real_bodies_edits_and_traps_come_to_the_same(tmp_path: Path, shared: Path) -> None:
    bench = runpy.run_path(str(BENCH), run_name="labelled")
    known = bench["labelled"](shared / "bodies" / "bodies.jsonl.gz")
    found = [Captured(one, at) for one, at in bench["articles"](known.samples)]
    told = stories_of(tmp_path / "parts", found, parts=4, size=400)
    assert told == made.heads(tmp_path / "archive.db", found)
    assert bench["score"](list(told.values()), known).recall >= 0.98
