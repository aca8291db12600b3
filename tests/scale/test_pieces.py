"""Pieces of a WARC → the same answers as of the whole file, each once, whatever is in it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.models import Fetched, Kind
from scraper.scale import answers, conduct, place
from scraper.scale.answers import DAMAGED, END, NOWHERE
from scraper.scale.conduct import Wish
from scraper.scale.ranges import Sort
from scraper.warc import unpack

from .given import (
    LIMIT,
    Here,
    address,
    fetched,
    held,
    numbered,
    packed,
    pieces,
    read,
    record,
    run,
    whole,
    wrote,
)
from .given import pages as imitated

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.warc.read import Passed

STEPS = [1, 7, 100, 333, 1000, 5_000, 100_000]


def all_of(file: Path, step: int) -> list[Fetched | Passed]:
    """What all pieces give, one after another; they fit together."""
    found, due = [], None
    for task in pieces(file, step):
        got, seam = read(task)
        found += got
        if seam.first != NOWHERE:
            assert due in (None, seam.first, DAMAGED)
            due = seam.following
    return found


@pytest.mark.parametrize("step", STEPS)
def test_any_size_of_pieces_gives_the_same(step: int, tmp_path: Path) -> None:
    file = wrote(tmp_path / "a.warc.gz", imitated(4))
    step = max(step, 100)
    assert all_of(file, step) == whole(file)
    assert len(fetched(whole(file))) == 4


MEMBERS = st.lists(
    st.one_of(
        st.integers(0, 40).map(lambda n: numbered(n, 50)),
        st.integers(0, 40).map(lambda n: numbered(n, 3_000, 0)),
        st.lists(st.integers(0, 40), min_size=2, max_size=5).map(
            lambda found: packed(b"".join(record(b"<html>%d" % n, address(n)) for n in found))
        ),
        st.just(packed(b"")),
        st.just(bytes(50)),
        st.just(packed(record(b"x", "https://example.com/"))),
        st.just(packed(b"\r\n\r\n")),
        st.just(packed(record(b"", address(1), more="WARC-Truncated: length\r\n"))),
    ),
    max_size=5,
)


@settings(max_examples=15)
@given(MEMBERS, st.sampled_from([97, 400, 2_000]))
def test_of_any_file(tmp_path_factory: pytest.TempPathFactory, found, step: int) -> None:
    folder = tmp_path_factory.mktemp("any")
    file = folder / "a.warc.gz"
    file.write_bytes(numbered(99) + b"".join(found))
    run(folder / "parts", pieces(file, step))
    assert held(folder / "parts") == fetched(whole(file))


def test_a_record_larger_than_several_pieces(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(numbered(1) + numbered(2, 400_000, 0) + numbered(3))
    seams = [read(task)[1] for task in pieces(file, 50_000)]
    assert [seam.first for seam in seams].count(NOWHERE) > 5
    assert all_of(file, 50_000) == whole(file)
    assert len(whole(file)) == 3
    (tmp_path / "b.warc.gz").write_bytes(numbered(1) + numbered(2, 400_000, 0))
    assert all_of(tmp_path / "b.warc.gz", 50_000) == whole(tmp_path / "b.warc.gz")
    assert read(pieces(tmp_path / "b.warc.gz", 50_000)[-1])[1].first == END


@pytest.mark.parametrize("damage", ["cut out", "overwritten", "digest"])
def test_a_damaged_member_in_the_middle(damage: str, tmp_path: Path) -> None:
    good = [numbered(n, 2_000) for n in range(30)]
    bad = numbered(77, 2_000)
    half = len(bad) // 2
    bad = {
        "cut out": bad[:half],
        "overwritten": bad[:half] + random.Random(1).randbytes(60) + bad[half + 60 :],
        "digest": bad[:-8] + b"12345678",
    }[damage]
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"".join(good[:15]) + bad + b"".join(good[15:]))
    found = all_of(file, 5_000)
    faults = [one for one in found if not isinstance(one, Fetched)]
    assert len(faults) == 1
    assert faults[0].reason.startswith("damaged after ")
    before, after = fetched(found)[:15], fetched(found)[15:]
    assert [one.url for one in before] == [address(n) for n in range(15)]
    assert after
    assert [one.url for one in after] == [address(n) for n in range(30)][-len(after) :]
    assert len(after) > 10
    for done in run(tmp_path / "parts", pieces(file, 5_000)):
        assert done.task.end is None or done.task.end % 5_000 == 0  # not read again as one


def nested(*inner: bytes) -> bytes:
    """A record whose page is a whole compressed WARC, which gzip leaves as it is."""
    return packed(record(b"".join(inner), address(50)), 0)


@pytest.mark.parametrize("step", [200, 1_000, 3_000, 20_000])
def test_a_warc_in_a_page_is_no_part_of_the_file(step: int, tmp_path: Path) -> None:
    forged = [numbered(n, 500) for n in range(60, 80)]
    file = tmp_path / "a.warc.gz"
    file.write_bytes(numbered(1) + numbered(2) + nested(*forged) + numbered(3))
    engine = Here()
    done = run(tmp_path / "parts", pieces(file, step), engine)
    assert [one.url for one in held(tmp_path / "parts")] == [address(n) for n in (1, 2, 50, 3)]
    if step < 20_000:
        assert [(one.task.start, one.task.end) for one in done] == [(0, None)]
        again = Here()
        run(tmp_path / "parts", pieces(file, step), again)
        assert again.seen == []  # also what was read as one is not read again


def test_where_the_whole_is_lost_the_pieces_do_not_count(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(numbered(1) + nested(*(numbered(n) for n in range(60, 90))) + numbered(3))
    other = tmp_path / "b.warc.gz"
    other.write_bytes(numbered(7))
    tasks = pieces(file, 2_000) + pieces(other, 0)
    done = run(
        tmp_path / "parts",
        tasks,
        Here(lambda task: task.source == str(file) and (task.start, task.end) == (0, None)),
    )
    assert [one.task.source for one in done] == [str(other)]


def test_a_lost_piece_leaves_the_others(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"".join(numbered(n) for n in range(40)))
    tasks = pieces(file, 3_000)
    run(tmp_path / "parts", tasks, Here(lambda task: task == tasks[2]))
    found = [one.url for one in held(tmp_path / "parts")]
    assert 0 < len(found) < 40
    run(tmp_path / "parts", tasks)
    assert held(tmp_path / "parts") == fetched(whole(file))


def test_a_record_that_says_it_is_longer_than_it_is(tmp_path: Path) -> None:
    """It swallows what follows, as it does where the file is read as one."""
    long = packed(record(b"<html>", address(5)).replace(b"Length: ", b"Length: 9"))
    file = tmp_path / "a.warc.gz"
    file.write_bytes(numbered(1) + long + b"".join(numbered(n) for n in range(10, 40)))
    run(tmp_path / "parts", pieces(file, 1_000))
    assert held(tmp_path / "parts") == fetched(whole(file))


def test_a_file_that_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"".join(numbered(n) for n in range(20))[:-200])
    assert fetched(all_of(file, 3_000)) == fetched(whole(file))
    *_, last = all_of(file, 3_000)
    assert last.kind is Kind.TRUNCATED


def test_a_bomb_in_a_late_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_FLOOD", 1_000_000)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\n"
    bomb = packed(head + bytes(30_000_000))
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"".join(numbered(n, 5_000) for n in range(60)) + bomb + numbered(61))
    found = all_of(file, 50_000)
    assert len(fetched(found)) >= 60
    (fault,) = [one for one in found if not isinstance(one, Fetched) and one.kind]
    assert "300 times its size" in fault.reason


class TestSorts:
    """What is split, and what is not."""

    def wish(self, *sorts: Sort) -> Wish:
        return Wish(sorts=frozenset(sorts or (Sort.WARC,)), limit=LIMIT, piece=1)

    def tasks(self, *files: Path) -> list:
        return conduct.tasks(place.sources(map(str, files)), self.wish())

    @pytest.fixture
    def members(self) -> list[bytes]:
        return [numbered(n, 30_000, 1) for n in range(80)]

    def test_only_members_are_split(self, members: list[bytes], tmp_path: Path) -> None:
        import gzip

        plain = b"".join(map(gzip.decompress, members))
        for name, data, count in (
            ("a.warc.gz", b"".join(members), 3),
            ("a.warc", plain, 1),
            ("one.warc.gz", packed(plain, 1), 1),
            ("a.warc.zst", unpack.zstd.compress(plain), 1),
        ):
            (tmp_path / name).write_bytes(data)
            found = self.tasks(tmp_path / name)
            assert len(found) == count, name
            run(tmp_path / "parts", found)
            assert len(held(tmp_path / "parts")) == 80
            for one in (tmp_path / "parts" / "tasks").iterdir():
                one.unlink()

    def test_members_of_many_records_are_split_between_members(self, tmp_path: Path) -> None:
        many = [
            packed(b"".join(record(b"<html>%d" % n * 4000, address(n)) for n in range(k, k + 9)), 0)
            for k in range(0, 150, 9)
        ]
        (tmp_path / "a.warc.gz").write_bytes(b"".join(many))
        found = self.tasks(tmp_path / "a.warc.gz")
        assert len(found) > 3
        run(tmp_path / "parts", found)
        assert held(tmp_path / "parts") == fetched(whole(tmp_path / "a.warc.gz"))

    def test_blocks_not_at_the_bounds_of_records_are_read_as_one(self, tmp_path: Path) -> None:
        data = b"".join(record(b"<html>%d" % n * 4000, address(n)) for n in range(120))
        blocks = [packed(data[at : at + 60_000], 0) for at in range(0, len(data), 60_000)]
        (tmp_path / "a.warc.gz").write_bytes(b"".join(blocks))
        run(tmp_path / "parts", self.tasks(tmp_path / "a.warc.gz"))
        assert held(tmp_path / "parts") == fetched(whole(tmp_path / "a.warc.gz"))
        assert len(held(tmp_path / "parts")) == 120

    def test_all_that_is_wrong_is_told_at_once(self, tmp_path: Path) -> None:
        names = {
            "empty.warc.gz": b"",
            "page.html": b"<html>",
            "cut.gz": b"\x1f\x8b\x08\x00",
            "odd.gz": packed(b"hello"),
            "zeros": bytes(500),
        }
        for name, data in names.items():
            (tmp_path / name).write_bytes(data)
        (tmp_path / "folder").mkdir()
        (tmp_path / "good.warc").write_bytes(record(b"<html>"))
        sources = place.sources([str(one) for one in sorted(tmp_path.iterdir())])
        with pytest.raises(conduct.ConfigError) as caught:
            conduct.tasks(sources, self.wish())
        lines = str(caught.value).splitlines()
        assert len(lines) == len(names) + 1
        for name in (*names, "folder"):
            assert len([one for one in lines if f"/{name}: " in one]) == 1
        with pytest.raises(conduct.ConfigError, match="not archive or parts or warc"):
            conduct.tasks(
                place.sources([str(tmp_path / "page.html")]),
                self.wish(Sort.ARCHIVE, Sort.PARTS, Sort.WARC),
            )


def test_an_endless_file_of_zeros_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(numbered(1) + bytes(2_000_000) + numbered(2))
    assert all_of(file, 300_000) == whole(file)


def test_the_seams_of_a_piece_with_nothing_in_it(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(numbered(1))
    task = pieces(file, 10)[5]
    assert read(task) == ([], answers.Seam(first=NOWHERE, following=NOWHERE))
