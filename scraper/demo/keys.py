"""A name → the opaque keys the site would give it, always the same."""

from __future__ import annotations

import base64
import hashlib


def image(name: str) -> str:
    """The key of an image: 46 characters, as on the image host."""
    digest = hashlib.sha256(name.encode()).digest()
    return f"O{base64.urlsafe_b64encode(digest).decode().rstrip('=')}AA"


def number(name: str, digits: int) -> str:
    """A number of so many digits."""
    value = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    return str(10 ** (digits - 1) + value % (9 * 10 ** (digits - 1)))


def letters(name: str, length: int) -> str:
    """A mark of so many hexadecimal letters."""
    return hashlib.sha256(name.encode()).hexdigest()[:length]
