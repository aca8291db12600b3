"""Paths, patterns and addresses → files; every fault of storage is one line that names it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.errors import ConfigError, PlaceError
from scraper.scale import place

if TYPE_CHECKING:
    from .server import Shop


def urls(*words: str | Path) -> list[str]:
    return [one.url for one in place.sources(map(str, words))]


class TestLocal:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        for name in ("a.warc", "b.warc", "c[1].warc", "inner/d.warc", "名.warc"):
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(name)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def test_paths_and_patterns_each_once(self, folder: Path) -> None:
        assert urls("b.warc", "a.warc", "[ab].warc", folder / "b.warc", "./a.warc") == [
            f"{folder}/b.warc",
            f"{folder}/a.warc",
        ]
        assert len(urls("**/*.warc")) == 5
        assert urls("inner/*") == [f"{folder}/inner/d.warc"]

    def test_a_name_with_brackets_is_itself_first(self, folder: Path) -> None:
        assert urls("c[1].warc") == [f"{folder}/c[1].warc"]
        (folder / "c1.warc").touch()
        assert urls("c[1].warc") == [f"{folder}/c[1].warc"]
        (folder / "c[1].warc").unlink()
        assert urls("c[1].warc") == [f"{folder}/c1.warc"]

    def test_all_that_is_not_there_is_told_at_once(self, folder: Path) -> None:
        os.symlink("nowhere", folder / "dead")
        os.mkfifo(folder / "pipe")
        words = ["none", "*.zip", "", "a\0b", "dead", "pipe", "x[", "a.warc/b"]
        with pytest.raises(ConfigError) as caught:
            urls(*words, "a.warc")
        lines = str(caught.value).splitlines()
        assert len(lines) == len(words)
        assert all(one.endswith(": there is nothing; check the path") for one in lines)

    def test_what_changed_has_another_mark(self, folder: Path) -> None:
        (before,) = place.sources(["a.warc"])
        os.utime("a.warc", ns=(1, 1))
        (after,) = place.sources(["a.warc"])
        assert (before.size, before.mark != after.mark) == (after.size, True)

    def test_faults_are_lines(self, folder: Path) -> None:
        for name in ("none", ".", "a.warc/b"):
            with (
                pytest.raises(PlaceError, match=r"^.*: .*; check it, and your rights$"),
                place.opened(name) as file,
            ):
                file.read()


class TestWeb:
    DATA = bytes(range(256)) * 100_000

    def read(self, shop: Shop, data: bytes = DATA, at: int = 20_000_000) -> bytes:
        shop.files["/a.warc.gz"] = data
        with place.opened(f"{shop.url}/a.warc.gz") as file:
            file.seek(at)
            return file.read(1000)

    def test_it_is_read_from_any_place(self, shop: Shop) -> None:
        assert self.read(shop) == self.DATA[20_000_000:20_001_000]
        asked = [one for one in shop.seen if "bytes=" in one]
        assert len(asked) == 1
        assert "bytes=20000000-" in asked[0]

    def test_size_and_mark(self, shop: Shop) -> None:
        shop.files["/a"] = b"one"
        (one,) = place.sources([f"{shop.url}/a", f"{shop.url}/a"])
        assert (one.url, one.size) == (f"{shop.url}/a", 3)
        shop.files["/a"] = b"two"
        (two,) = place.sources([f"{shop.url}/a"])
        assert one.mark != two.mark

    def test_the_end(self, shop: Shop) -> None:
        assert self.read(shop, b"abc", 1) == b"bc"
        assert self.read(shop, b"abc", 3) == b""

    def test_what_is_not_there_is_told_at_once(self, shop: Shop) -> None:
        with pytest.raises(ConfigError) as caught:
            place.sources([f"{shop.url}/none", f"{shop.url}/neither[1]*"])
        assert len(str(caught.value).splitlines()) == 2

    @pytest.mark.parametrize("status", [403, 500, 503])
    def test_a_server_that_refuses_is_told_as_such(self, shop: Shop, status: int) -> None:
        shop.status = status
        with pytest.raises(PlaceError, match=rf"^{shop.url}/a: .*{status}") as caught:
            place.sources([f"{shop.url}/a"])
        assert "\n" not in str(caught.value)

    def test_no_server(self, shop: Shop) -> None:
        with pytest.raises(PlaceError, match=r"^http://127\.0\.0\.1:1/a: .*onnect"):
            place.sources(["http://127.0.0.1:1/a"])

    @pytest.mark.parametrize("status", [404, 500])
    def test_a_server_that_changes_its_mind(self, shop: Shop, status: int) -> None:
        shop.files["/a"] = self.DATA
        with place.opened(f"{shop.url}/a") as file:
            file.read(10)
            shop.status = status
            file.seek(20_000_000)
            with pytest.raises(PlaceError, match=f"^{shop.url}/a: "), place.faults(f"{shop.url}/a"):
                file.read(10)

    def test_a_connection_that_breaks(self, shop: Shop) -> None:
        shop.cut = 1000
        with pytest.raises(PlaceError, match=f"^{shop.url}/a.warc.gz: "):
            self.read(shop)

    def test_an_answer_that_is_shorter_than_asked_for_is_no_end(self, shop: Shop) -> None:
        shop.short = 1000
        shop.files["/a"] = self.DATA[:20_000]
        with place.opened(f"{shop.url}/a") as file:
            assert file.read() == self.DATA[:20_000]

    def test_a_file_that_shrinks_has_no_other_end(self, shop: Shop) -> None:
        """It would be taken for the end of the file, and nobody would know."""
        shop.files["/a"] = self.DATA
        with place.opened(f"{shop.url}/a") as file:
            file.read(10)
            shop.files["/a"] = self.DATA[:15_000_000]
            file.seek(20_000_000)
            with pytest.raises(OSError, match="it ended after 20000000 of 25600000 bytes"):
                file.read(10)

    def test_without_ranges_a_large_file_is_an_error(self, shop: Shop) -> None:
        shop.ranges = False
        with pytest.raises(PlaceError, match="gives no ranges"):
            self.read(shop)

    def test_without_a_size_it_is_an_error(self, shop: Shop) -> None:
        shop.ranges = shop.sized = False
        with pytest.raises(PlaceError, match="or does not say how large it is"):
            self.read(shop)


class TestBucket:
    def test_keys_and_patterns(self, bucket: Shop) -> None:
        for name in ("a.warc.gz", "b.warc.gz", "c[1].warc.gz", "in/d.warc.gz", "x.txt"):
            bucket.files[f"/crawl/{name}"] = name.encode()
        assert urls("s3://crawl/a.warc.gz", "s3://crawl/*.warc.gz") == [
            "s3://crawl/a.warc.gz",
            "s3://crawl/b.warc.gz",
            "s3://crawl/c[1].warc.gz",
        ]
        assert urls("s3://crawl/c[1].warc.gz") == ["s3://crawl/c[1].warc.gz"]
        assert len(urls("s3://crawl/**/*.warc.gz")) >= 1
        with pytest.raises(ConfigError) as caught:
            urls("s3://crawl/none", "s3://crawl/*.zip", "s3://nowhere/a")
        assert len(str(caught.value).splitlines()) == 3

    def test_more_keys_than_a_listing_holds(self, bucket: Shop) -> None:
        bucket.most = 3
        for number in range(10):
            bucket.files[f"/crawl/{number}.warc.gz"] = b"x"
        assert len(urls("s3://crawl/*.warc.gz")) == 10

    def test_it_is_read_from_any_place(self, bucket: Shop) -> None:
        bucket.files["/crawl/a"] = data = bytes(range(256)) * 100_000
        (source,) = place.sources(["s3://crawl/a"])
        assert source.size == len(data)
        with place.opened(source.url) as file:
            file.seek(20_000_000)
            assert file.read(100) == data[20_000_000:20_000_100]

    @pytest.mark.parametrize("status", [403, 500])
    def test_faults_are_lines(self, bucket: Shop, status: int) -> None:
        bucket.files["/crawl/a"] = b"x"
        bucket.status = status
        with pytest.raises(PlaceError, match=r"^s3://crawl/a: ") as caught:
            place.sources(["s3://crawl/a"])
        assert "\n" not in str(caught.value)
        with pytest.raises(PlaceError, match=r"^s3://crawl/parts"):
            place.folder("s3://crawl/parts").write("tasks/a.json", b"x")

    def test_a_folder(self, bucket: Shop) -> None:
        bucket.files["/crawl/other"] = b"stays"
        hold(place.folder("s3://crawl/parts/"))
        assert bucket.files == {"/crawl/other": b"stays"}


@pytest.fixture
def memory():
    import fsspec

    files = fsspec.filesystem("memory")
    files.store.clear()
    yield "memory://crawl/parts"
    files.store.clear()


def hold(folder: place.Folder) -> None:
    """All that is asked of a folder, whatever it is."""
    assert (folder.names("tasks"), folder.read("tasks/a.json")) == ([], None)
    folder.write("tasks/b.json", b"2")
    folder.write("tasks/a.json", b"0")
    folder.write("tasks/a.json", b"1")
    assert folder.names("tasks") == ["a.json", "b.json"]
    assert folder.read("tasks/a.json") == b"1"
    folder.drop("tasks/b.json")
    folder.drop("tasks/b.json")
    assert folder.names("tasks") == ["a.json"]
    with folder.part("answers") as file:
        file.write(b"part")
        assert folder.names("answers") == []
        folder.settle(file, "answers/x.parquet")
    with folder.part("answers") as file:
        file.write(b"never")
    assert folder.names("answers") == ["x.parquet"]
    with place.opened(f"{folder.url}/answers/x.parquet") as opened:
        assert opened.read() == b"part"
    folder.remove()
    folder.remove()
    assert (folder.names("answers"), folder.names("tasks")) == ([], [])


class TestFolder:
    def test_of_this_machine(self, tmp_path: Path) -> None:
        hold(place.folder(str(tmp_path / "new" / "parts")))
        assert list((tmp_path / "new").iterdir()) == []

    def test_of_storage(self, memory: str) -> None:
        hold(place.folder(memory))

    def test_the_half_of_a_file_has_no_name(self, tmp_path: Path) -> None:
        (tmp_path / "tasks").mkdir()
        half = tmp_path / "tasks" / ".scraper-abc.part"
        half.write_bytes(b"{")
        folder = place.folder(str(tmp_path))
        assert folder.names("tasks") == []
        folder.write("tasks/a.json", b"1")
        assert not half.exists()  # who left it is dead

    def test_where_nothing_can_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        folder = place.folder(str(tmp_path / "file"))
        with pytest.raises(PlaceError, match="file"):
            folder.write("tasks/a.json", b"1")
        with pytest.raises(PlaceError, match="file"), folder.part("answers"):
            pass

    def test_where_storage_has_no_room_on_this_machine(
        self, memory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
        with pytest.raises(PlaceError, match="none"), place.folder(memory).part("answers"):
            pass


class TestAddresses:
    def test_what_nobody_knows_names_itself(self) -> None:
        with pytest.raises(ConfigError, match=r"^nothing://x: .*nothing"):
            place.sources(["nothing://x"])

    def test_without_fsspec_the_error_names_the_extra(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
        with pytest.raises(ConfigError, match=r"^s3://a/b: .*scraper\[scale\]"):
            place.sources(["s3://a/b"])
        with pytest.raises(ConfigError, match=r"scraper\[scale\]"):
            place.folder("s3://a/b").write("x", b"")
