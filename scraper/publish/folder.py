"""Files for a folder of somebody's → the folder with them; what its owner wrote there stays.

``.scraper.sha256`` in it, of the form that ``sha256sum -c`` reads, says which files are ours and
how we left them: one that differs was edited. A run that is killed leaves a journal beside it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from scraper import disk
from scraper.errors import DocumentError

LIST = ".scraper.sha256"
JOURNAL = ".scraper.journal"
_LINE = re.compile(r"(?P<hash>[0-9a-f]{64})  (?P<name>[^\n]+)")
_STEP = re.compile(r"(?!\.{1,2}(?:/|$))[^/\0\\]{1,255}(?:/(?!\.{1,2}(?:/|$))[^/\0\\]{1,255})*")


@dataclass(slots=True)
class Tally:
    """What became of the files of a run; `kept` are those that somebody edited."""

    written: int = 0
    same: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)


class Folder:
    """A folder that is being written to; use `opened`."""

    def __init__(self, root: Path, *, force: bool) -> None:
        self.root = root
        self.tally = Tally()
        self._force = force
        self._known = _listed(root)  # what it may hold, as earlier runs left or were to leave it
        self._left: dict[str, str] = {}  # name → hash, as this run leaves it
        self._taken: dict[str, str] = {}  # a name as a disk without case knows it → the name
        self._journal: IO[str] | None = None

    def put(self, name: str, data: bytes) -> None:
        """Let the file of this name hold `data`, unless somebody edited it."""
        self._place(name, hashlib.sha256(data).hexdigest(), len(data), lambda: data)

    def stays(self, name: str) -> bool:
        """Whether an earlier run, or this one, wrote the file of this name; then it stays."""
        if name in self._left:
            return True
        path = self.root / name
        if name not in self._known or not path.is_file() or not path.stat().st_size:
            return False
        self._left[self._own(name)] = min(self._known[name])
        self.tally.same += 1
        return True

    def stream(self, name: str, pieces: Iterable[bytes]) -> None:
        """The same of a file too large to be held, made of `pieces`."""
        path = self.root / self._own(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with disk.part(path.parent) as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            if self._wanted(path, name, digest.hexdigest(), file.tell()):
                self._note(digest.hexdigest(), name)
                disk.settle(file, path, durable=False)
                self._written(name, digest.hexdigest())

    def picture(self, name: str, sha256: str, size: int, read: Callable[[], bytes | None]) -> None:
        """The same of a file whose name follows from its bytes: of the same size it is the same."""
        if name in self._left:
            return
        self._place(name, sha256, size, read, named=True)

    def finish(self) -> None:
        """Remove what earlier runs wrote and this one did not, where nobody edited it."""
        for name in sorted(self._known.keys() - self._left.keys()):
            self._forget(name)
        text = "".join(f"{one}  {name}\n" for name, one in sorted(self._left.items()))
        if text.encode() != _bytes(self.root / LIST):
            self._write(self.root / LIST, text.encode())
        self.close()
        (self.root / JOURNAL).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the journal; without `finish` it stays for the next run."""
        if self._journal:
            self._journal.close()

    def sweep(self) -> None:
        """Remove what a killed run left half written."""
        for place in {(self.root / name).parent for name in (*self._known, LIST)}:
            disk.sweep(place)

    def _place(
        self,
        name: str,
        digest: str,
        size: int,
        read: Callable[[], bytes | None],
        *,
        named: bool = False,
    ) -> None:
        path = self.root / self._own(name)
        if not self._wanted(path, name, digest, size, named=named):
            return
        data = read()
        if data is not None:  # else gone from the archive since it was listed
            self._note(digest, name)
            self._write(path, data)
            self._written(name, digest)

    def _wanted(
        self, path: Path, name: str, digest: str, size: int, *, named: bool = False
    ) -> bool:
        """Whether a file is to be written: it is neither as it should be, nor edited."""
        state = self._state(path, name, digest, size, named=named)
        if state == "edited":
            self.tally.kept.append(name)
            self._keep(name)
        elif state == "same":
            self._left[name] = digest
            self.tally.same += 1
        return state == "ours"

    def _written(self, name: str, digest: str) -> None:
        self._left[name] = digest
        self.tally.written += 1

    def _own(self, name: str) -> str:
        """The name, if no other of this run is the same to a disk that knows no case."""
        other = self._taken.setdefault(name.casefold(), name)
        if other != name:
            raise DocumentError(f"{name}: a disk without case takes it for {other}; rename one")
        return name

    def _state(self, path: Path, name: str, digest: str, size: int, *, named: bool) -> str:
        """Whether a file is the ``same`` already, ``ours`` to be replaced, or ``edited``."""
        try:
            found = path.stat().st_size
        except FileNotFoundError:
            return "ours"
        except OSError as error:
            raise _fault(path, error) from error
        if named and found == size:
            return "same"
        now = _hash(path)
        if now == digest:
            return "same"
        ours = self._force or not found or now in self._known.get(name, ())
        return "ours" if ours else "edited"

    def _keep(self, name: str) -> None:
        """Remember how we left what somebody edited, should the edit be undone."""
        for one in sorted(self._known.get(name, ()))[:1]:
            self._left[name] = one

    def _forget(self, name: str) -> None:
        path = self.root / name
        if not path.is_file():
            return
        if _hash(path) not in self._known[name]:
            self.tally.kept.append(name)
            return
        path.unlink()
        self.tally.removed += 1
        for parent in [*path.relative_to(self.root).parents][:-1]:  # the last is the root itself
            with suppress(OSError):  # not empty
                (self.root / parent).rmdir()

    def _note(self, digest: str, name: str) -> None:
        """Say, before a file is written, that what it will hold is ours."""
        if self._journal is None:
            self._journal = (self.root / JOURNAL).open("a", encoding="utf-8")
        self._journal.write(f"{digest}  {name}\n")
        self._journal.flush()

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            disk.write(path, data, durable=False)
        except OSError as error:
            raise _fault(path, error) from error


@contextmanager
def opened(root: Path, *, force: bool = False) -> Iterator[Folder]:
    """The folder, made where it is missing, for one run alone; DocumentError where it cannot be.

    What is not `put` until the end, and was by an earlier run, is removed where nobody edited it;
    a run that fails removes nothing.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise _fault(root, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise DocumentError(f"{root}: another run is at work there; wait for it") from error
    try:
        with closing(Folder(root, force=force)) as folder:
            if (root / JOURNAL).exists():
                folder.sweep()
            yield folder
            folder.finish()
    except OSError as error:
        raise _fault(root, error) from error
    finally:
        os.close(handle)


def ours(root: Path) -> int:
    """How many files of ours a folder has; DocumentError where its list is damaged."""
    return len(_listed(root))


def _listed(root: Path) -> dict[str, set[str]]:
    """The hashes under which each file was left by us, or was about to be."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in (root / LIST, root / JOURNAL):
        for number, line in enumerate(_lines(path), 1):
            known = _LINE.fullmatch(line)
            if known and _STEP.fullmatch(known["name"]):
                found[known["name"]].add(known["hash"])
            elif path.name == LIST:
                raise DocumentError(
                    f"{path}: line {number} is none of ours; bring the file back as it was, or"
                    " remove it: then what differs in the folder is kept as yours"
                )
    return dict(found)


def _lines(path: Path) -> list[str]:
    try:
        return (_bytes(path) or b"").decode().splitlines()
    except ValueError as error:
        raise DocumentError(f"{path}: not UTF-8; bring it back as it was, or remove it") from error


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _fault(path, error) from error


def _fault(path: Path, error: OSError) -> DocumentError:
    named = Path(error.filename) if isinstance(error.filename, str) else path
    return DocumentError(
        f"{named}: {error.strerror or error}; check it, free some space, or choose another folder"
    )
