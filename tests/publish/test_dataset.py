"""A release: the same bytes for the same moment, whole or not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from scraper import disk
from scraper.archive import store
from scraper.errors import ArchiveError, DocumentError
from scraper.models import Mention
from scraper.publish.dataset import columns, release, shards
from scraper.publish.dataset.tally import Seen

from . import releases
from .reads import rows
from .releases import (
    AT,
    FORMS,
    HOUR,
    LONG,
    NASTY,
    article,
    files,
    keep,
    make,
    objects,
    order,
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return releases.filled(tmp_path_factory.mktemp("dataset") / "archive.db")


class TestBytes:
    @pytest.mark.parametrize("form", FORMS)
    def test_the_same_twice_and_unchanged_the_second_time(
        self, path: Path, tmp_path: Path, form: str
    ) -> None:
        made = make(path, tmp_path / "a", form)
        assert (made.rows, made.files, made.written) == (22, 3, 3)
        make(path, tmp_path / "b" / "c", form)
        first = files(tmp_path / "a")
        assert first == files(tmp_path / "b" / "c")
        for name in first:
            os.utime(tmp_path / "a" / name, (1, 1))
        assert make(path, tmp_path / "a", form).written == 0
        assert {one.stat().st_mtime for one in (tmp_path / "a").iterdir()} == {1}

    @pytest.mark.parametrize("form", FORMS)
    def test_of_now_are_those_as_of_the_newest_thing(
        self, path: Path, tmp_path: Path, form: str
    ) -> None:
        made = make(path, tmp_path / "a", form)
        assert made.as_of == AT + 32 * HOUR
        make(path, tmp_path / "b", form, as_of=made.as_of)
        assert files(tmp_path / "a") == files(tmp_path / "b")

    @pytest.mark.parametrize("form", FORMS)
    def test_are_those_that_the_sums_say(self, path: Path, tmp_path: Path, form: str) -> None:
        make(path, tmp_path, form)
        found = files(tmp_path)
        sums = found.pop("SHA256SUMS").decode()
        told = {line[66:]: line[:64] for line in sums.splitlines()}
        assert told == {name: sha256(data).hexdigest() for name, data in found.items()}

    @pytest.mark.parametrize("form", FORMS)
    def test_in_several_files_are_the_same_rows(
        self, path: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make(path, tmp_path / "one", form)
        monkeypatch.setattr(shards, "SHARD", 100)
        made = make(path, tmp_path / "more", form)
        names = [name for name in files(tmp_path / "more") if name.startswith("articles-")]
        count = len(names)
        assert count > 5
        assert names == [f"articles-{n:05}-of-{count:05}.{form}" for n in range(count)]
        assert made.files == count + 2
        assert rows(tmp_path / "more", form) == rows(tmp_path / "one", form)
        monkeypatch.undo()
        make(path, tmp_path / "more", form)  # what an earlier release left is gone
        assert files(tmp_path / "more") == files(tmp_path / "one")


class TestRows:
    def test_in_the_order_of_first_sight_with_their_columns(
        self, path: Path, tmp_path: Path
    ) -> None:
        make(path, tmp_path)
        found = objects(tmp_path)
        assert [one["first_seen"] for one in found] == sorted(one["first_seen"] for one in found)
        assert all(list(one) == [column.name for column in columns.COLUMNS] for one in found)
        one = next(one for one in found if one["id"] == article(5).id)
        assert one["text"].splitlines()[0] == "正文 5"
        assert (one["abstract"], one["paid"], one["is_copy"]) == ("提要", False, False)
        assert one["published"] == "2026-11-20T07:00:00+08:00"
        assert one["fetched_at"] == one["first_seen"]
        body = f"题目 5{AT + (5 * 7 % 19) * HOUR}".encode()
        assert one["raw_sha256"] == sha256(body).hexdigest()
        assert (one["snapshot_status"], one["snapshot_url"]) == (200, one["source_url"])
        counts = [(-two["count"], two["name"]) for two in one["entities"]]
        assert counts == sorted(counts)

    def test_only_heads_and_only_what_was_published_since(self, path: Path, tmp_path: Path) -> None:
        make(path, tmp_path / "a")
        assert [one["id"] for one in objects(tmp_path / "a") if one["is_copy"]] == [article(32).id]
        make(path, tmp_path / "b", heads=True, since=AT)
        found = objects(tmp_path / "b")
        assert {one["id"] for one in found} == {
            article(n).id for n in range(3, 31, 3) if n < 20
        } | {article(30).id}
        told = (tmp_path / "b" / "README.md").read_text(encoding="utf-8")
        assert "--since '2026-11-20 08:00:00' --heads" in told

    def test_stored_mentions_where_the_archive_was_matched_by_this_dictionary(
        self, path: Path, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copy.db"
        copy.write_bytes(path.read_bytes())
        with store.open(copy) as archive:
            known = [{"name": "甲", "kind": "person", "company": None, "aliases": []}]
            archive.topics.learn(known, "d")
            said = [Mention(entity="甲", kind="person", count=9)]
            archive.topics.match([(one, said) for one in archive.topics.unmatched(100)])
            archive.topics.match([])
            keep(archive, replace(article(5), body="改了"), AT + 90 * HOUR)
            archive.topics.match([])
        make(copy, tmp_path / "a", as_of=AT + 80 * HOUR)
        found = {one["id"]: one["entities"] for one in objects(tmp_path / "a")}
        ours = found.pop(article(5).id)
        assert [one["name"] for one in ours] in ([], ["GLM", "智谱"], ["智谱", "GLM"])
        assert all(one == [{"name": "甲", "kind": "person", "count": 9}] for one in found.values())


class TestSheet:
    def test_counts_and_is_no_markup_of_others(self, path: Path, tmp_path: Path) -> None:
        make(path, tmp_path)
        told = (tmp_path / "README.md").read_text(encoding="utf-8")
        assert "22 articles in Chinese" in told
        assert "1 (4.5%) of the rows are copies of what another article told first, in 1" in told
        assert r"\{\{\< x \>\}\} \| \`y\` \<script\> | 2 |" in told
        assert r"but for the lists `a\|b`" in told
        assert "as of 2026-11-21" in told
        assert str(tmp_path) not in told
        assert "$" not in told

    def test_says_how_to_make_it_again(self, path: Path, tmp_path: Path) -> None:
        made = make(path, tmp_path)
        told = (tmp_path / "README.md").read_text(encoding="utf-8")
        assert f"--format jsonl --as-of {made.as_of.isoformat()}\n" in told
        data = (tmp_path / "articles-00000-of-00001.jsonl").read_bytes()
        line = f"{sha256(data).hexdigest()}  articles-00000-of-00001.jsonl\n"
        assert f"SHA-256 {sha256(line.encode()).hexdigest()}" in told

    def test_of_nothing(self, path: Path, tmp_path: Path) -> None:
        for form in FORMS:
            assert make(path, tmp_path, form, as_of=AT - HOUR).rows == 0
            assert rows(tmp_path, form) == []
        with (
            store.open(tmp_path / "empty.db") as archive,
            pytest.raises(ArchiveError, match="empty"),
        ):
            release.write(archive, tmp_path / "x", order(), lambda *_: None)
        assert not (tmp_path / "x").exists()


class TestFolder:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("notes.txt", ""),
            ("README.md", "# mine\n"),
            ("SHA256SUMS", f"{'0' * 64}  debian.iso\n"),
            ("articles-00000-of-00001.parquet.old", ""),
        ],
    )
    def test_of_something_else_is_left_alone(
        self, path: Path, tmp_path: Path, name: str, text: str
    ) -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(DocumentError, match=f"{name}: of no release.*choose a new folder"):
            make(path, tmp_path)
        assert files(tmp_path) == {name: text.encode()}

    def test_of_another_form_is_replaced_and_hidden_files_stay(
        self, path: Path, tmp_path: Path
    ) -> None:
        (tmp_path / ".git").mkdir()
        for form in FORMS:
            make(path, tmp_path, form)
            names = {one.name for one in tmp_path.iterdir()}
            assert names == {
                ".git",
                f"articles-00000-of-00001.{form}",
                "README.md",
                "SHA256SUMS",
            }

    def test_that_cannot_be_written(self, path: Path, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        for place in (tmp_path / "file", tmp_path / "file" / "x"):
            with pytest.raises(DocumentError, match="choose another folder"):
                make(path, place)

    @pytest.mark.parametrize("form", FORMS)
    def test_a_disk_that_is_full_leaves_what_was_there(
        self, path: Path, tmp_path: Path, form: str
    ) -> None:
        """A limit on the size of files stands for it: the writer meets an OSError half way."""
        make(path, tmp_path / "a", form, as_of=AT + 20 * HOUR)
        before = files(tmp_path / "a")
        code = (
            "import resource, signal, sys; from pathlib import Path\n"
            "from scraper.archive import store; from scraper.publish.dataset import release\n"
            "from releases import order\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "with store.open(sys.argv[1], readonly=True) as archive:\n"
            "    archive.corpus.newest()\n"
            "    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
            "    place, asked = Path(sys.argv[2]), order(sys.argv[3])\n"
            "    try: release.write(archive, place, asked, lambda *_: None)\n"
            "    except Exception as error: sys.exit(f'{type(error).__name__}: {error}')\n"
        )
        done = other(code, path, tmp_path / "a", form)
        assert done.returncode == 1
        assert "DocumentError" in done.stderr
        assert "cannot be written (File too large); free space" in done.stderr
        assert files(tmp_path / "a") == before

    @pytest.mark.parametrize("form", FORMS)
    def test_killed_in_the_middle_no_half_file_has_a_name(
        self, path: Path, tmp_path: Path, form: str
    ) -> None:
        make(path, tmp_path / "a", form, as_of=AT + 20 * HOUR)
        before = files(tmp_path / "a")
        code = (
            "import os, signal, sys; from pathlib import Path\n"
            "from releases import make, named\n"
            "def die(title, body):\n"
            "    if len(body) > 9999: os.kill(os.getpid(), signal.SIGKILL)\n"
            "    return named(title, body)\n"
            "make(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], named=die)\n"
        )
        assert other(code, path, tmp_path / "a", form).returncode == -signal.SIGKILL
        left = files(tmp_path / "a")
        (part,) = left.keys() - before.keys()
        assert part.startswith(disk.PREFIX)
        assert {name: left[name] for name in before} == before
        make(path, tmp_path / "a", form)
        make(path, tmp_path / "b", form)
        assert files(tmp_path / "a") == files(tmp_path / "b")

    def test_what_the_disk_lost_is_noticed_before_it_has_a_name(
        self, path: Path, tmp_path: Path
    ) -> None:
        def spoil(title: str, body: str) -> tuple[Mention, ...]:
            if title == NASTY[1]:
                (part,) = tmp_path.glob(f"{disk.PREFIX}*")
                with part.open("r+b") as file:
                    file.write(b"#")
            return ()

        with pytest.raises(DocumentError, match="is not what was written; check the disk"):
            make(path, tmp_path, named=spoil, as_of=AT + 31 * HOUR)
        assert files(tmp_path) == {}


def other(code: str, *words: object) -> subprocess.CompletedProcess[str]:
    """What a process of its own comes to."""
    env = {**os.environ, "PYTHONPATH": str(Path(releases.__file__).parent)}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_as_of_an_earlier_time_whatever_came_since(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    for form in FORMS:
        make(copy, tmp_path / f"{form}-before", form, as_of=AT + 50 * HOUR)
    with store.open(copy) as archive:
        later = AT + 60 * HOUR
        keep(archive, article(40, body=LONG), later)
        keep(archive, article(31, body="另一件事" * 40), later)
        keep(archive, article(5, title="新题", published=AT + HOUR, abstract=None), later)
        archive.gone(article(6).url, later)
    for form in FORMS:
        make(copy, tmp_path / f"{form}-after", form, as_of=AT + 50 * HOUR)
        assert files(tmp_path / f"{form}-before") == files(tmp_path / f"{form}-after")
    assert make(copy, tmp_path / "now").rows == 23


class TestSeen:
    def test_tells_what_is_new_however_many_there_are(self) -> None:
        seen = Seen()
        numbers = [number * 0x9E3779B97F4A7C15 % 2**64 for number in range(5000)]
        assert all(map(seen.add, numbers))
        assert not any(map(seen.add, numbers))
        assert len(seen) == 5000

    def test_nothing_and_all(self) -> None:
        seen = Seen()
        assert [seen.add(one) for one in (0, 0, 2**64 - 1, 2**64 - 1)] == [True, False] * 2
