"""Servers, and storage of S3 that is on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .server import Shop

KEYS = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_MAX_ATTEMPTS": "1",
}


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A server of files."""
    with server.files() as made:
        yield made


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """An imitation of S3, which s3:// names in this process and in those it starts."""
    pytest.importorskip("s3fs", reason="s3fs is not there: pip install 'scraper[scale]'")
    with server.bucket() as made:
        for name, value in (KEYS | {"AWS_ENDPOINT_URL": made.url}).items():
            monkeypatch.setenv(name, value)
        from s3fs import S3FileSystem

        S3FileSystem.clear_instance_cache()
        yield made
        S3FileSystem.clear_instance_cache()
