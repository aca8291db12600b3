"""Zstandard: Python's own from 3.14 on, and the same of older ones by its backport."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression.zstd import (
        CompressionParameter,
        DecompressionParameter,
        ZstdCompressor,
        ZstdDecompressor,
        ZstdDict,
        ZstdError,
        compress,
        open,  # noqa: A004 - it is named so there
        train_dict,
    )
else:
    from backports.zstd import (
        CompressionParameter,
        DecompressionParameter,
        ZstdCompressor,
        ZstdDecompressor,
        ZstdDict,
        ZstdError,
        compress,
        open,  # noqa: A004
        train_dict,
    )

__all__ = [
    "MAGIC",
    "CompressionParameter",
    "DecompressionParameter",
    "ZstdCompressor",
    "ZstdDecompressor",
    "ZstdDict",
    "ZstdError",
    "compress",
    "open",
    "train_dict",
]

MAGIC = b"\x28\xb5\x2f\xfd"
"""What every file of it begins with."""
