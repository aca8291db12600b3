"""Sources → a folder of parts: what is done is not done again, and only what is right counts."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.errors import PlaceError
from scraper.scale import conduct, parts, place, ranges, work
from scraper.scale.conduct import Wish
from scraper.scale.engine import Processes
from scraper.scale.place import Folder
from scraper.scale.ranges import Sort, Task

from .given import LIMIT, Here, fetched, held, numbered, pieces, run, tree, whole, wrote
from .given import pages as imitated
from .test_merge import trial

if TYPE_CHECKING:
    from .server import Shop


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return wrote(tmp_path / "a.warc.gz", imitated(8))


def test_what_is_done_is_not_done_again(file: Path, tmp_path: Path) -> None:
    tasks = pieces(file, 4_000)
    first, second = Here(), Here()
    run(tmp_path / "parts", tasks, first)
    before = tree(tmp_path / "parts")
    events = list(conduct.run(tasks, place.folder(str(tmp_path / "parts")), second))
    assert (first.seen, second.seen) == (tasks, [])
    assert [task for task, _ in events] == tasks
    assert tree(tmp_path / "parts") == before


def test_stopped_in_the_middle_it_goes_on(file: Path, tmp_path: Path) -> None:
    tasks = pieces(file, 3_000)
    run(tmp_path / "right", tasks)
    folder = place.folder(str(tmp_path / "parts"))
    for _ in range(2):
        stopped = conduct.run(tasks, folder, Here())
        for _ in range(3):
            next(stopped)
        stopped.close()
    rest = Here()
    run(folder, tasks, rest)
    assert rest.seen == tasks[3:]
    assert tree(tmp_path / "parts") == tree(tmp_path / "right")


def test_the_order_of_the_work_does_not_matter(file: Path, tmp_path: Path) -> None:
    tasks = pieces(file, 3_000)
    run(tmp_path / "a", tasks)
    run(tmp_path / "b", tasks[::-1])
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_another_edition_takes_the_place(file: Path, tmp_path: Path) -> None:
    tasks = pieces(file, 4_000)
    run(tmp_path / "parts", tasks)
    later = [replace(one, edition="later") for one in tasks]
    lost = Here(lambda task: task == later[1])
    assert len(run(tmp_path / "parts", later, lost)) == 2 * len(tasks) - 1  # not all is done yet
    assert {one.task.edition for one in run(tmp_path / "parts", later)} == {"later"}
    assert held(tmp_path / "parts") == fetched(whole(file))


def test_another_state_of_a_file_takes_the_place(file: Path, tmp_path: Path) -> None:
    other = wrote(tmp_path / "b.warc.gz", imitated(3))
    run(tmp_path / "parts", pieces(file, 4_000) + pieces(other, 0))
    wrote(file, imitated(5))
    os.utime(file, ns=(1, 1))
    run(tmp_path / "parts", pieces(file, 5_000))
    right = [*fetched(whole(file)), *fetched(whole(other))]
    assert held(tmp_path / "parts") == right


def test_a_task_that_another_run_removes_meanwhile_is_no_fault(file: Path, tmp_path: Path) -> None:
    class Late(Folder):
        def names(self, inner: str) -> list[str]:
            return ["0.json", *super().names(inner)]

    run(tmp_path / "parts", pieces(file, 0))
    assert len(conduct.held(Late(str(tmp_path / "parts")))) == 1


def test_what_names_parts_goes_before_them(file: Path, tmp_path: Path) -> None:
    class Killed(Folder):
        def remove(self) -> None:
            raise KeyboardInterrupt

    run(tmp_path / "parts", pieces(file, 4_000))
    with pytest.raises(KeyboardInterrupt):
        conduct.remove(Killed(str(tmp_path / "parts")))
    again = Here()
    run(tmp_path / "parts", pieces(file, 4_000), again)
    assert len(again.seen) == len(pieces(file, 4_000))
    assert held(tmp_path / "parts") == fetched(whole(file))
    conduct.remove(place.folder(str(tmp_path / "parts")))
    assert not (tmp_path / "parts").exists()


def test_names_that_are_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.warc.gz")
    file = wrote(Path(name), imitated(2))
    (done,) = run(tmp_path / "parts", pieces(file, 0))
    assert done.task.source == name
    again = Here()
    run(tmp_path / "parts", pieces(file, 0), again)
    assert again.seen == []


def test_what_is_written_comes_back(file: Path, tmp_path: Path) -> None:
    for done in run(tmp_path / "parts", pieces(file, 4_000)):
        assert work.load(done.dump()) == done
        assert work.load(done.dump()).dump() == done.dump()


def test_a_source_that_is_gone_names_itself(file: Path, tmp_path: Path) -> None:
    tasks = pieces(file, 4_000)
    file.unlink()
    with pytest.raises(PlaceError, match=r"a\.warc\.gz: No such file"):
        run(tmp_path / "parts", tasks)
    assert tree(tmp_path / "parts") == {}


def test_the_pieces_of_an_archive() -> None:
    source = place.Source(url="a.db", size=9, mark="1")
    for last, right in ((0, []), (1, [(1, 2)]), (5_000, [(1, 5_001)])):
        made = ranges.archive(source, last, limit=1, edition="e")
        assert [(one.start, one.end) for one in made] == right
    made = list(ranges.archive(source, 12_345, limit=1, edition="e"))
    assert [made[0].start, *(one.end for one in made)] == [1, 5_001, 10_001, 12_346]


def test_the_key_of_a_task_knows_all_of_it() -> None:
    one = Task(sort=Sort.WARC, source="a", mark="1", start=0, end=None, limit=5, edition="e")
    others = [
        {"sort": Sort.PARTS},
        {"source": "b"},
        {"mark": "2"},
        {"start": 1},
        {"end": 9},
        {"limit": 6},
        {"edition": "f"},
    ]
    assert len({one.key, *(replace(one, **other).key for other in others)}) == 8


class TestStorage:
    """From S3 into S3, as on a cluster: nothing of it is on a disk that all share."""

    def tasks(self, *words: str) -> list[Task]:
        wish = Wish(sorts=frozenset({Sort.WARC}), limit=LIMIT, piece=1)
        return conduct.tasks(place.sources(words), wish)

    @pytest.fixture
    def data(self) -> bytes:
        return b"".join(numbered(n, 40_000) for n in range(40))

    def test_in_and_out(self, bucket: Shop, data: bytes, tmp_path: Path) -> None:
        bucket.files["/crawl/a.warc.gz"] = data
        (tmp_path / "a.warc.gz").write_bytes(data)
        there = place.folder("s3://crawl/parts")
        tasks = self.tasks("s3://crawl/*.gz")
        assert len(tasks) == 2
        run(there, tasks)
        right = run(tmp_path / "parts", self.tasks(str(tmp_path / "a.warc.gz")))
        assert [one.parts for one in conduct.held(there)] == [one.parts for one in right]
        assert held(there) == held(tmp_path / "parts")
        names = {name.removeprefix("/crawl/parts/") for name in bucket.files}
        assert {one for one in tree(tmp_path / "parts") if "tasks" not in one} <= names
        again = Here()
        run(there, tasks, again)
        assert again.seen == []
        conduct.remove(there)
        assert {*bucket.files} == {"/crawl/a.warc.gz"}

    def test_a_changed_object_is_read_anew(self, bucket: Shop, data: bytes) -> None:
        bucket.files["/crawl/a.warc.gz"] = data
        there = place.folder("s3://crawl/parts")
        run(there, self.tasks("s3://crawl/a.warc.gz"))
        bucket.files["/crawl/a.warc.gz"] = numbered(7)
        from s3fs import S3FileSystem

        S3FileSystem.clear_instance_cache()  # as another command would
        done = run(there, self.tasks("s3://crawl/a.warc.gz"))
        assert [one.rows[parts.ANSWERS] for one in done] == [1]

    def test_by_processes_and_into_the_archive(self, bucket: Shop, tmp_path: Path) -> None:
        file = wrote(tmp_path / "a.warc.gz", imitated(5))
        bucket.files["/crawl/a.warc.gz"] = file.read_bytes()
        run(place.folder("s3://crawl/parts"), self.tasks("s3://crawl/a.warc.gz"), Processes(jobs=1))
        one = trial(tmp_path / "one")
        done = one.call("scale", "merge", "s3://crawl/parts")
        assert (done.code, done.lines) == (
            0,
            ["s3://crawl/a.warc.gz: 5 answers; passed over: 1 warcinfo record", "5 new"],
        )

    def test_over_the_web(self, shop: Shop, data: bytes, tmp_path: Path) -> None:
        shop.files["/a.warc.gz"] = data
        run(tmp_path / "parts", self.tasks(f"{shop.url}/a.warc.gz"))
        assert len(held(tmp_path / "parts")) == 40

    def test_all_that_cannot_be_read_is_told_at_once(self, shop: Shop, tmp_path: Path) -> None:
        shop.files["/a"] = b"x" * 100
        shop.ranges = False
        with pytest.raises(conduct.ConfigError) as caught:
            self.tasks(f"{shop.url}/a", str(tmp_path))
        assert len(str(caught.value).splitlines()) == 2
