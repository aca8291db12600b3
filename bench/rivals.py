"""The labelled set → the stories found in it: by the archive, by rensa, by the textbook's SimHash.

Each takes the samples in the order in which they came, and lets one join the story of the best
match among those before it. All look at the same pieces of the same letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

import labelled

from scraper.archive import similar, store

Found = list[object]
"""The story of each sample."""


def archive(known: labelled.Labelled, folder: Path) -> Found:
    """What this program does."""
    with store.open(folder / "labelled.db") as opened:
        with opened.together():
            for article, at in labelled.articles(known.samples):
                opened.put(article, snapshot=None, at=at)
        found = {entry.article.id: entry.story for entry in opened.entries()}
    return [found[article.id] for article, _ in labelled.articles(known.samples)]


def rensa(known: labelled.Labelled, _: Path) -> Found:
    """A kept library: MinHash of 125 hashes, LSH in 25 bands of 5."""
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415 - in the extra `bench` only

    index = RMinHashLSH(threshold=0.5, num_perm=125, num_bands=25)
    hashed: list[RMinHash] = []
    found: Found = []
    for at, sample in enumerate(known.samples):
        one = RMinHash(num_perm=125, seed=1)
        one.update(sorted(_pieces(sample)))
        likest = [(one.jaccard(hashed[other]), -other) for other in index.query(one)]
        found.append(found[-max(likest)[1]] if likest else at)
        index.insert(at, one)
        hashed.append(one)
    return found


def simhash(known: labelled.Labelled, _: Path) -> Found:
    """The textbook: 64 bits, of which 3 may differ; compared with every other."""
    hashed: list[int] = []
    found: Found = []
    for at, sample in enumerate(known.samples):
        one = _bits(_pieces(sample))
        nearest = (
            min(((one ^ other).bit_count(), place) for place, other in enumerate(hashed))
            if hashed
            else (64, 0)
        )
        found.append(found[nearest[1]] if nearest[0] <= 3 else at)
        hashed.append(one)
    return found


RIVALS: dict[str, Callable[[labelled.Labelled, Path], Found]] = {
    "this program": archive,
    "rensa, 25 bands of 5": rensa,
    "SimHash, distance 3": simhash,
}


def _pieces(sample: labelled.Sample) -> set[str]:
    said = similar.letters(sample.body)
    return {said[at : at + similar.SIZE] for at in range(max(1, len(said) - similar.SIZE + 1))}


def _bits(pieces: Iterable[str]) -> int:
    """Each bit as most hashes have it: they are counted in 64 lanes of 16 bits of one number."""
    count = total = 0
    for piece in pieces:
        digest = blake2b(piece.encode(), digest_size=8).digest()
        total += int.from_bytes(b"".join(map(_lanes, digest)), "big")
        count += 1
    lanes = total.to_bytes(128, "big")
    most = (2 * int.from_bytes(lanes[at : at + 2], "big") > count for at in range(0, 128, 2))
    return sum(bit << at for at, bit in enumerate(most))


@cache
def _lanes(byte: int) -> bytes:
    return b"".join((byte >> bit & 1).to_bytes(2, "big") for bit in range(8))
