"""Every payload through a real build of Hugo's: it comes to its end, and shows them as text."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import urls
from scraper.extract import document

from ..fuzz import promises
from .payloads import PAYLOADS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from .conftest import Harvest

SETTINGS = """
baseURL = "https://news.example/"
defaultContentLanguage = "zh-cn"
timeZone = "Asia/Shanghai"
hasCJKLanguage = true
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
[markup.goldmark.extensions.typographer]
disable = true
[markup.highlight]
codeFences = false
"""
SINGLE = """<html><head><title>{{ .Title }}</title></head><body>
<h1>{{ .Title }}</h1><h2>{{ .RenderString .Title }}</h2><aside>{{ .Summary }}</aside>
<img class="thumbnail" src="{{ .Params.thumbnail }}"><article>{{ .Content }}</article>
</body></html>"""
RENDERED = "<h2>{{ .RenderString .Title }}</h2>"
"""A title is plain text: where HTML passes, a theme must not take it for Markdown."""
LIST = "{{ range .Pages }}<li>{{ .Title }} {{ .Summary }}</li>{{ end }}"
OURS = {"id", "class", "data-lang"}
"""What Hugo itself writes on headings and code."""


NAMES = pytest.mark.parametrize("name", PAYLOADS)


UNSAFE = "[markup.goldmark.renderer]\nunsafe = true\n"
"""A site that lets HTML in its texts pass: in ours there is none."""


@pytest.fixture(scope="module", params=["documents", "flat", "bundles", "adapter"])
def built(
    request: pytest.FixtureRequest, harvest: Harvest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of a site of all documents, or of all articles as published for one."""
    beside = str(Path(sys.executable).parent)  # where the workshop installs it
    hugo = shutil.which("hugo", path=beside) or shutil.which("hugo")
    if hugo is None:
        pytest.skip("hugo is not there: `make .venv/.dev` installs it")
    root = tmp_path_factory.mktemp("hugo")
    (root / "layouts" / "_default").mkdir(parents=True)
    (root / "hugo.toml").write_text(SETTINGS + (UNSAFE if request.param != "documents" else ""))
    single = SINGLE if request.param == "documents" else SINGLE.replace(RENDERED, "")
    (root / "layouts" / "_default" / "single.html").write_text(single)
    (root / "layouts" / "_default" / "list.html").write_text(LIST)
    if request.param == "documents":
        shutil.copytree(harvest.trial.folder / "documents", root / "content" / "post")
    else:
        published = harvest.trial.run("publish", "hugo", root, "--layout", request.param)
        assert published.code == 0, published.err
    words = [hugo, "--logLevel", "error", "--destination", "public"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return root / "public" / "post"


@NAMES
def test_a_payload_is_text_on_the_page(name: str, harvest: Harvest, built: Path) -> None:
    for address in harvest.of(name):
        key, text = _document(harvest, address)
        page = LexborHTMLParser((built / key.lower() / "index.html").read_text(encoding="utf-8"))
        assert _shown(_text(page.css_first("h1"))) == _shown(document.read(text).title)
        content = page.css_first("article")
        assert _shown(_text(content)) == _read(document.read(text))


@NAMES
def test_a_page_has_no_element_of_a_payload(name: str, harvest: Harvest, built: Path) -> None:
    for address in harvest.of(name):
        key, _ = _document(harvest, address)
        page = LexborHTMLParser((built / key.lower() / "index.html").read_text(encoding="utf-8"))
        for node in page.css("article *"):
            attributes = {one: text or "" for one, text in node.attributes.items()}
            assert node.tag in promises.ELEMENTS | {"del"}, node.html
            assert set(attributes) <= promises.ATTRIBUTES.get(node.tag or "", set()) | OURS
            for one in ("href", "src"):
                assert attributes.get(one, "https://").startswith(("https://", "http://"))


def _document(harvest: Harvest, address: str) -> tuple[str, str]:
    key = urls.canonical(address).rpartition("/")[2]
    path = harvest.trial.folder / "documents" / f"{key}.zh-cn.md"
    return key, path.read_text(encoding="utf-8")


def _read(made: document.Document) -> str:
    """What a reader of CommonMark sees of the body, and the link after it."""
    return _shown(_text(LexborHTMLParser(promises.READERS[0].render(made.body)).body)) + made.site


def _shown(text: str) -> str:
    """Without blanks, and without the signs of emphasis that the seed's form leaves open."""
    return re.sub(r"[\s\u200b*~]+", "", text)


def _text(node: LexborNode | None) -> str:
    return node.text(deep=True) if node is not None else ""
