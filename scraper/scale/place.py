"""A path, a pattern, or an address of storage → files, and folders to write to.

Local files need nothing more; ``s3://``, ``https://`` and what else fsspec knows need the extra
``scale``. Every fault of storage becomes a PlaceError that names the place.
"""

from __future__ import annotations

import glob
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

from scraper import disk
from scraper.errors import ConfigError, PlaceError

_BLOCK = 8_000_000
"""Bytes asked for at once: a request takes a while whatever it brings."""
_BUFFER = 1 << 17
_MARKS = ("ETag", "etag", "VersionId", "LastModified", "mtime", "checksum")
"""What storage calls the state of a file, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to read: `size` in bytes, None where only its end tells; `mark` changes with it."""

    url: str
    size: int | None
    mark: str = ""


def remote(word: str) -> bool:
    """Whether a word is an address of storage, and no path."""
    return "://" in word


def sources(words: Iterable[str]) -> list[Source]:
    """The files that paths, patterns and addresses name, in order, each once.

    ConfigError names all that name nothing.
    """
    found: dict[str, Source] = {}
    missing = []
    for word in words:
        known = _remote(word) if remote(word) else _local(word)
        missing += [] if known else [f"{word}: there is nothing; check the path"]
        found |= {one.url: one for one in known if one.url not in found}
    if missing:
        raise ConfigError(*missing)
    return list(found.values())


def _local(word: str) -> list[Source]:
    names = [word] if os.path.lexists(word) else sorted(glob.glob(word, recursive=True))
    return [_file(Path(name)) for name in names if Path(name).is_dir() or Path(name).is_file()]


def _file(path: Path) -> Source:
    """A file; of a folder, which holds parts, the name alone."""
    with faults(str(path)):
        about = path.stat()
    size = 0 if path.is_dir() else about.st_size
    return Source(url=os.path.abspath(path), size=size, mark=str(about.st_mtime_ns))


def _remote(word: str) -> list[Source]:
    with faults(word):
        files, path = _files(word)
        try:
            return [_known(files, path)]
        except FileNotFoundError as error:
            if cause := _other(error):
                raise cause from error
        wild = any(sign in path for sign in "*[") and not word.startswith("http")
        return [_known(files, name) for name in sorted(files.glob(path))] if wild else []


def _other(error: FileNotFoundError) -> BaseException | None:
    """What a server said, where fsspec says only that a file is not there; None where it is so."""
    cause = error.__cause__
    offline = isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError)
    return cause if offline or getattr(cause, "status", 404) not in (404, 410) else None


def _known(files: Any, name: str) -> Source:
    about = files.info(name)
    mark = next((str(about[key]) for key in _MARKS if about.get(key)), "")
    return Source(url=files.unstrip_protocol(name), size=about.get("size"), mark=mark)


@contextmanager
def opened(url: str) -> Iterator[IO[bytes]]:
    """The bytes of a file, from any place in it where its size is known."""
    with faults(url):
        if remote(url):
            files, path = _files(url)
            with files.open(path, "rb", block_size=_BLOCK, cache_type="readahead") as file:
                yield io.BufferedReader(_Steady(file), _BUFFER)
        else:
            with Path(url).open("rb") as plain:
                yield plain


class _Steady(io.RawIOBase):
    """A file of storage that never ends before its end; OSError where storage says so."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        size: int | None = getattr(file, "size", None)
        if size is None:
            raise OSError("its server gives no ranges of it, or does not say how large it is")
        self._file, self._size = file, size

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where in the file it stands."""
        return int(self._file.tell())

    def seek(self, to: int, whence: int = 0) -> int:
        """Go to a place in the file."""
        return int(self._file.seek(to, whence))

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill some of `buffer`; 0 at the end."""
        try:
            data = self._file.read(len(buffer))
        except ValueError as error:  # what fsspec raises where a server gives no ranges
            raise OSError(str(error)) from error
        if not data and self.tell() < self._size:
            raise OSError(f"it ended after {self.tell()} of {self._size} bytes")
        buffer[: len(data)] = data
        return len(data)


class Folder:
    """A folder of this machine that parts are written to; made where it is not there."""

    def __init__(self, url: str) -> None:
        self.url = url

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        path = Path(self.url, name)
        with faults(str(path)):
            return path.read_bytes() if path.is_file() else None

    def names(self, inner: str) -> list[str]:
        """The names of the whole files in a folder inside, in order."""
        path = Path(self.url, inner)
        with faults(str(path)):
            found = path.iterdir() if path.is_dir() else ()
            return sorted(one.name for one in found if not one.name.startswith(disk.PREFIX))

    def write(self, name: str, data: bytes) -> None:
        """Put a whole file under a name."""
        path = Path(self.url, name)
        with faults(str(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            disk.sweep(path.parent)
            disk.write(path, data)

    def drop(self, name: str) -> None:
        """Remove a file; it may be gone already."""
        path = Path(self.url, name)
        with faults(str(path)):
            path.unlink(missing_ok=True)

    @contextmanager
    def part(self, inner: str) -> Iterator[IO[bytes]]:
        """A file in a folder inside that has no name yet; see `settle`."""
        path = Path(self.url, inner)
        with faults(str(path)):
            path.mkdir(parents=True, exist_ok=True)
            disk.sweep(path)
            with disk.part(path) as file:
                yield file

    def settle(self, file: IO[bytes], name: str) -> None:
        """Give a whole part its name; what has it already is the same."""
        path = Path(self.url, name)
        with faults(str(path)):
            disk.settle(file, path)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        with faults(self.url):
            shutil.rmtree(self.url, ignore_errors=True)


class Storage(Folder):
    """The same in storage, where a file appears whole or not at all."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        with faults(f"{self.url}/{name}"):
            files, path = _files(f"{self.url}/{name}")
            return cast("bytes", files.cat_file(path)) if files.exists(path) else None

    def names(self, inner: str) -> list[str]:
        """The names of the files in a folder inside, in order."""
        with faults(f"{self.url}/{inner}"):
            files, path = _files(f"{self.url}/{inner}")
            files.invalidate_cache()
            found = files.ls(path, detail=False) if files.exists(path) else []
            return sorted(name.rstrip("/").rpartition("/")[2] for name in found)

    def write(self, name: str, data: bytes) -> None:
        """Put a whole file under a name."""
        with faults(f"{self.url}/{name}"):
            files, path = _files(f"{self.url}/{name}")
            files.pipe_file(path, data)

    def drop(self, name: str) -> None:
        """Remove a file; it may be gone already."""
        with faults(f"{self.url}/{name}"):
            files, path = _files(f"{self.url}/{name}")
            if files.exists(path):
                files.rm_file(path)

    @contextmanager
    def part(self, inner: str) -> Iterator[IO[bytes]]:
        """A file of this machine until it is whole; `inner` is where it will be."""
        del inner
        scratch = tempfile.gettempdir()
        disk.sweep(Path(scratch))
        with faults(scratch), disk.part(Path(scratch)) as file:
            yield file

    def settle(self, file: IO[bytes], name: str) -> None:
        """Send a whole part to its place."""
        file.flush()
        with faults(f"{self.url}/{name}"):
            files, path = _files(f"{self.url}/{name}")
            files.put_file(file.name, path)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        with faults(self.url):
            files, path = _files(self.url)
            if files.exists(path):
                files.rm(path, recursive=True)


def folder(url: str) -> Folder:
    """The folder of a path or an address."""
    return Storage(url.rstrip("/")) if remote(url) else Folder(os.path.abspath(url))


@contextmanager
def faults(place: str) -> Iterator[None]:
    """What storage raises → a PlaceError that names the place."""
    try:
        yield
    except _faults() as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
        raise PlaceError(
            f"{place}: {reason or type(error).__name__}; check it, and your rights"
        ) from error


def _files(url: str) -> tuple[Any, str]:
    """What fsspec opens an address with, and the path in it."""
    try:
        import fsspec  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise ConfigError(f"{url}: needs more packages; pip install 'scraper[scale]'") from error
    try:
        files, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise ConfigError(f"{url}: {error}; install what it names, or give a path") from error
    return files, path


@cache
def _faults() -> tuple[type[BaseException], ...]:
    """What the libraries that fsspec calls raise besides OSError, as far as they are there."""
    found: list[type[BaseException]] = [OSError]
    try:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        found += [BotoCoreError, ClientError]
    except ImportError:
        pass
    try:
        from aiohttp import ClientError as Web  # noqa: PLC0415

        found.append(Web)
    except ImportError:
        pass
    return tuple(found)
