"""Name → the name of a file that every file system and web server takes, another for each."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

_LONGEST = 40
_OTHER = re.compile(r"[^\w.-]+")
_ENDS = " ._-"
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
"""What no file can be called on Windows, whatever its ending."""


def safe(name: str) -> str:
    """`name` in small letters; with a part of its SHA-256 where more than capitals had to go.

    So names that differ in a blank, a slash or beyond the 40th character have files of their own.
    """
    whole = unicodedata.normalize("NFKC", name).casefold()
    word = _OTHER.sub("-", whole)[:_LONGEST].strip(_ENDS)
    if word and word == whole and not _DEVICES.match(word):
        return word
    mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_DEVICES.sub('x-', word)}-{mark}" if word else mark
