"""Whole files without names and a data sheet → a folder that is a release, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import file_digest, sha256
from pathlib import Path

from scraper import disk
from scraper.errors import DocumentError
from scraper.publish import files
from scraper.publish.dataset.shards import Shard

SHEET, SUMS = "README.md", "SHA256SUMS"
MARK = "<!-- made by `scraper publish dataset` -->"
"""By this line a data sheet of ours is known from what another program, or a person, wrote."""

_NAME = re.compile(r"articles-\d{5}-of-\d{5}\.(?:parquet|jsonl|csv)")
_SUM = re.compile(r"[0-9a-f]{64}  (\S+)")


def ready(folder: Path) -> None:
    """Make `folder`, or find it empty or a release; DocumentError where it holds something else.

    Hidden files are other people's, and stay: a release may lie in a repository.
    """
    try:
        found = [one for one in folder.iterdir() if not one.name.startswith(".")]
        alien = next((one for one in sorted(found) if not _ours(one)), None)
    except FileNotFoundError:
        alien = None
    except OSError as error:
        reason = f"cannot be read ({error.strerror or error}); choose another folder"
        raise DocumentError(f"{folder}: {reason}") from error
    if alien:
        raise DocumentError(f"{alien}: of no release, and would stand in one; choose a new folder")
    files.ready(folder)


def names(shards: Iterable[Shard], form: str) -> dict[str, Shard]:
    """The files by their names: ``articles-00000-of-00003.parquet``."""
    known = list(shards)
    return {
        f"articles-{number:05}-of-{len(known):05}.{form}": shard
        for number, shard in enumerate(known)
    }


def settle(folder: Path, shards: Mapping[str, Shard], sheet: bytes) -> int:
    """How many files were written; one that says the same already is not touched.

    The sums come last: where a killed run left some files new and some old, they tell it. Faults
    are OSError.
    """
    count = sum(_named(shard, folder / name) for name, shard in shards.items())
    for old in sorted(folder.iterdir()):
        if _NAME.fullmatch(old.name) and old.name not in shards:
            old.unlink()
    count += disk.renew(folder / SHEET, sheet)
    sums = {name: shard.sha256 for name, shard in shards.items()}
    sums[SHEET] = sha256(sheet).hexdigest()
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    return count + disk.renew(folder / SUMS, lines.encode())


def _named(shard: Shard, path: Path) -> bool:
    """Whether a file was given its name: not where the one that has it says the same."""
    if path.is_file() and path.stat().st_size == shard.size:
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() == shard.sha256:
                return False
    disk.settle(shard.file, path)
    return True


def _ours(path: Path) -> bool:
    """Whether a file is of a release."""
    if not path.is_file():
        return False
    if path.name == SHEET:
        return MARK.encode() in path.read_bytes()
    if path.name == SUMS:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return all(_release(line) for line in lines)
    return bool(_NAME.fullmatch(path.name))


def _release(line: str) -> bool:
    """Whether a line of sums is of a file of a release."""
    found = _SUM.fullmatch(line)
    return bool(found and (found[1] == SHEET or _NAME.fullmatch(found[1])))
