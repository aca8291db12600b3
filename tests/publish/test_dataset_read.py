"""A release is read by pandas, DuckDB and Hugging Face's `datasets`, and all read the same."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scraper.publish.dataset import columns

from .. import tools
from . import reads, releases
from .releases import FORMS

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "DO_NOT_TRACK": "1",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release of each form."""
    folder = tmp_path_factory.mktemp("releases")
    path = releases.filled(folder / "archive.db")
    for form in FORMS:
        releases.make(path, folder / form, form)
    return folder


@pytest.fixture(scope="module")
def expected(made: Path) -> list[dict[str, Any]]:
    return reads.rows(made / "jsonl", "jsonl")


def test_the_shape_is_that_of_the_columns() -> None:
    kinds: dict[str, list[str]] = {}
    for column in columns.COLUMNS:
        kinds.setdefault(column.kind, []).append(column.name)
    assert (*kinds["texts"], *kinds["structs"]) == reads.LISTS
    assert sorted(kinds["time"]) == sorted(reads.TIMES)
    assert tuple(kinds["flag"]) == reads.FLAGS
    assert tuple(kinds["count"]) == reads.COUNTS


@pytest.mark.parametrize("form", FORMS)
def test_the_rows_are_the_same_in_each_form(
    made: Path, form: str, expected: list[dict[str, Any]]
) -> None:
    assert len(expected) == 22
    assert reads.rows(made / form, form) == expected


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", ["pandas", "duckdb", "datasets"])
def test_others_read_it(
    made: Path, tmp_path: Path, reader: str, form: str, expected: list[dict[str, Any]]
) -> None:
    """Without a warning, without the web, and with nothing said but the path."""
    words = [reads.__file__, reader, form, str(made / form), str(tmp_path / "cache")]
    done = subprocess.run(
        [tools.reader(), "-W", "error", *words],
        env={**os.environ, **OFFLINE, "HF_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert json.loads(done.stdout) == expected
