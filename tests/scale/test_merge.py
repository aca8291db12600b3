"""Parts → the archive: what it holds then is what reading the file itself makes of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from scraper import urls
from scraper.archive import store
from scraper.models import Hint, Link
from scraper.scale import conduct, merge, parts, place, work

from ..cli.trial import Trial
from . import given
from .given import Here, address, numbered, packed, pages, pieces, record, run
from .test_pieces import nested

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = ("runs", "_sqlite_migrations", "sqlite_sequence")
"""What differs between two archives of the same content; so do the segments of an index."""


def trial(folder: Path) -> Trial:
    folder.mkdir()
    made = Trial(folder, SimpleNamespace(url="http://127.0.0.1:9"))  # type: ignore[arg-type]
    made.configure()
    return made


def dump(one: Trial) -> list[str]:
    """All that an archive holds, but for when it was told."""
    with one.database() as db:
        lines = list(db.iterdump())
    own = re.compile(rf'INSERT INTO "(?:{"|".join(OURS)}|\w+_index_\w+)"')
    return [line for line in lines if not own.match(line)]


ODD = [
    record(b"", address(1), "302 Found", head="Location: https://www.qq.com/babygohome\r\n"),
    record(b"", address(2), "301 Moved", head=f"Location: {address(3)}\r\n"),
    record(b"<html>waf", address(4), "501 No"),
    record(b'{"ret": -1}', address(5), "503 Busy"),
    record(b"gone", address(6), "404 Not Found"),
    record(b"<html><body>nothing", address(7)),
    record(b"%PDF", address(8), head="Content-Type: application/pdf\r\n"),
    record(b"<html>", "https://example.com/"),
    record(b"<html>", address(9), more="WARC-Truncated: length\r\n"),
    record(b"<html>", address(10), "99999999999999999999 OK"),
    record(b"<html>", address(11), "fine"),
    record(b"{}", "https://new.qq.com/rain/a/20250212A0001200", "200 OK", head="\r\n"),
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WARC with articles, and with one of everything else."""
    path = given.wrote(tmp_path_factory.mktemp("warc") / "a.warc.gz", pages(12))
    with path.open("ab") as added:
        for one in ODD:
            added.write(packed(one))
        added.write(numbered(40) + numbered(40))
    return path


@pytest.fixture(scope="module")
def folder(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its parts."""
    made = tmp_path_factory.mktemp("made") / "parts"
    run(made, pieces(file, 3_000))
    return made


def known(one: Trial) -> None:
    """Its links were discovered before, and some say more than their page does."""
    with store.open(one.archive) as opened:
        for number, page in enumerate(pages(12)):
            said = Hint(title=f"标题 {number}", summary="摘要", thumbnail="https://x.qq.com/a.png")
            link = Link(address=urls.read(page.asked), source="ai", hint=said, reason="AI")
            if number % 2:
                opened.discovered([link], page.at)


def there(one: Trial) -> None:
    """Some of its articles are there already, one of them with another text."""
    some = list(pages(6))
    some[2] = replace(some[2], body=some[2].body.replace("。".encode(), "！".encode(), 3))
    some[3] = replace(some[3], at=some[3].at.replace(year=2025))
    given.wrote(one.folder / "before.warc", some)
    assert one.call("import-archive", "before.warc").code == 0


@pytest.mark.parametrize(
    "before", [lambda _: None, known, there, lambda one: (known(one), there(one))]
)
def test_it_is_what_the_file_itself_makes(
    before: Callable[[Trial], object], file: Path, folder: Path, tmp_path: Path
) -> None:
    ours, theirs = trial(tmp_path / "ours"), trial(tmp_path / "theirs")
    before(ours)
    before(theirs)
    right = theirs.call("import-archive", file)
    done = ours.call("scale", "merge", folder)
    assert done.code == right.code == 5
    assert dump(ours) == dump(theirs)
    assert names(ours) == names(theirs)
    assert ours.call("check").code == 0
    said(done, right)
    right, done = theirs.call("import-archive", file), ours.call("scale", "merge", folder)
    assert dump(ours) == dump(theirs)
    said(done, right)


def names(one: Trial) -> dict[str, bytes]:
    return {name: data for name, (_, data) in one.documents().items()}


def said(done: Any, right: Any) -> None:
    """Both tell the same of what was in the file."""
    assert done.lines[-1] == right.lines[-1]
    sums = [sorted(one.lines[0].partition("passed over: ")[2].split(", ")) for one in (done, right)]
    assert sums[0] == sums[1]
    assert len(done.complaints) == len(right.complaints)


def test_outcomes_as_objects(file: Path, folder: Path, tmp_path: Path) -> None:
    ours, theirs = trial(tmp_path / "ours"), trial(tmp_path / "theirs")
    done = ours.call("scale", "merge", "--json", folder)
    right = theirs.call("import-archive", "--json", file)
    plain = [{k: v for k, v in one.items() if k not in ("url", "reason")} for one in done.objects]
    others = [{k: v for k, v in one.items() if k not in ("url", "reason")} for one in right.objects]
    key = lambda one: json.dumps(one, sort_keys=True)  # noqa: E731
    ignored = {"source": ""}
    assert sorted(map(key, (one | ignored for one in plain))) == sorted(
        map(key, (one | ignored for one in others))
    )


def test_moods_are_kept_and_counted(folder: Path, tmp_path: Path) -> None:
    one = trial(tmp_path / "one")
    done = one.call("scale", "merge", folder)
    for word in ("1 redirects (kept)", "2 gone (kept)", "1 blocked (kept)", "1 busy (kept)"):
        assert word in done.out
    assert one.counts()["snapshots"] == 21


def test_large_answers_are_few_at_a_time(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = trial(tmp_path / "ours"), trial(tmp_path / "theirs")
    theirs.call("scale", "merge", folder)
    monkeypatch.setattr(merge, "_MOST", 30_000)
    ours.call("scale", "merge", folder)
    assert dump(ours) == dump(theirs)
    bodies = [SimpleNamespace(body=bytes(size)) for size in (1, 40_000, 20_000, 20_000, 5)]
    batches = merge._batches((one, None) for one in bodies)  # type: ignore[misc]
    assert [len(one) for one in batches] == [2, 2, 1]


def test_all_of_many_faults_is_counted(tmp_path: Path) -> None:
    bad = [record(b"<html>", address(n), more="WARC-Truncated: length\r\n") for n in range(50)]
    (tmp_path / "bad.warc").write_bytes(b"".join(bad) + record(b"x", address(60), "404 no"))
    run(tmp_path / "parts", pieces(tmp_path / "bad.warc", 0))
    one = trial(tmp_path / "one")
    done = one.call("scale", "merge", "../parts")
    assert done.code == 5
    assert "50 truncated" in done.lines[-1]
    assert len(done.complaints) == 50


class TestDamage:
    @pytest.fixture
    def made(self, tmp_path: Path) -> Path:
        given.wrote(tmp_path / "a.warc.gz", pages(4))
        run(tmp_path / "parts", pieces(tmp_path / "a.warc.gz", 0))
        return tmp_path / "parts"

    def merge(self, made: Path) -> str:
        one = trial(made.parent / "one")
        done = one.call("scale", "merge", made)
        assert done.code == 2
        (line,) = done.complaints
        assert line.startswith("scraper: ")
        return line

    def task(self, made: Path) -> tuple[Path, dict[str, Any]]:
        (name,) = (made / "tasks").iterdir()
        return name, json.loads(name.read_bytes())

    @pytest.mark.parametrize("sort", [parts.ANSWERS, parts.ARTICLES])
    def test_a_part_that_is_gone(self, made: Path, sort: str) -> None:
        (name,) = (made / sort).iterdir()
        name.unlink()
        assert "No such file" in self.merge(made)

    @pytest.mark.parametrize("sort", [parts.ANSWERS, parts.ARTICLES])
    def test_a_part_that_is_cut(self, made: Path, sort: str) -> None:
        (name,) = (made / sort).iterdir()
        name.write_bytes(name.read_bytes()[:-100])
        assert "damaged" in self.merge(made)

    def test_articles_that_are_too_few(self, made: Path) -> None:
        """A part of another task in the place of its own."""
        name, told = self.task(made)
        given.wrote(made.parent / "b.warc.gz", pages(2))
        other = run(made.parent / "other", pieces(made.parent / "b.warc.gz", 0))
        part = other[0].parts[parts.ARTICLES]
        (made / "articles" / str(part)).write_bytes(
            (made.parent / "other" / "articles" / str(part)).read_bytes()
        )
        told["parts"]["articles"] = part
        name.write_text(json.dumps(told))
        assert "damaged" in self.merge(made)

    @pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"task": {}}', '"x"', "null"])
    def test_a_task_that_is_damaged(self, made: Path, text: str) -> None:
        name, _ = self.task(made)
        name.write_text(text)
        assert f"{name.name}: damaged" in self.merge(made)

    def test_what_is_not_ours_is_left_alone(self, made: Path) -> None:
        for name in (
            "tasks/.DS_Store",
            "tasks/_SUCCESS",
            "answers/.x.crc",
            "tasks/.scraper-1.part",
        ):
            (made / name).write_bytes(b"\xff")
        one = trial(made.parent / "one")
        assert one.call("scale", "merge", made).code == 0

    def test_a_folder_without_parts(self, tmp_path: Path) -> None:
        (tmp_path / "parts").mkdir()
        assert "no parts; make some with `scraper import-warc --parquet`" in self.merge(
            tmp_path / "parts"
        )

    def test_pieces_that_do_not_fit_are_not_merged(self, tmp_path: Path) -> None:
        """What a run leaves that was killed before it saw that they do not."""
        forged = nested(*(numbered(n) for n in range(60, 80)))
        (tmp_path / "a.warc.gz").write_bytes(numbered(1) + forged + numbered(2))
        made = place.folder(str(tmp_path / "parts"))
        for task in pieces(tmp_path / "a.warc.gz", 1_000):
            done = work.run(work.Order(task=task, folder=made.url))
            made.write(f"{conduct.TASKS}/{task.key}.json", done.dump())
        assert "do not fit together" in self.merge(tmp_path / "parts")


def test_only_what_was_asked_for_is_merged(tmp_path: Path) -> None:
    for name, found in (("a", pages(2)), ("b", pages(5)[2:])):
        given.wrote(tmp_path / f"{name}.warc.gz", found)
    one = trial(tmp_path / "one")
    left = tmp_path / "one" / "archive.db.parts"
    run(left, pieces(tmp_path / "a.warc.gz", 0), Here())
    done = one.run("import-warc", "../b.warc.gz", "--jobs", "1")
    assert (done.code, done.lines[-1]) == (0, "3 new")
    assert not left.exists()
