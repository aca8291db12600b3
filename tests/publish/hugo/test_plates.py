"""Images of a site: local, of their true size, made smaller where that is wished."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import pixels

from ..conftest import tree
from .conftest import HUGOS, build

if TYPE_CHECKING:
    from pathlib import Path

    from ...cli.trial import Trial


def published(trial: Trial, site: Path, *words: str) -> str:
    done = trial.run("publish", "hugo", site, *words)
    assert (done.code, done.err) == (0, "")
    return done.out


@pytest.mark.parametrize("which", HUGOS)
@pytest.mark.parametrize("layout", ["flat", "bundles"])
def test_every_image_is_local_and_as_large_as_its_bytes_say(
    pictured: Trial, site: Path, layout: str, which: str
) -> None:
    published(pictured, site, "--layout", layout)
    built = build(which, site)
    seen = 0
    for (key,) in pictured.rows("SELECT id FROM articles"):
        for image in LexborHTMLParser(built.page(key)).css(".text img"):
            said = image.attributes
            path = built.public / (said["src"] or "").lstrip("/")
            assert path.is_file(), said
            known = pixels.read(path.read_bytes(), most=1 << 30)
            assert (said["width"], said["height"]) == (str(known.width), str(known.height))
            assert said["alt"]
            seen += 1
    assert seen > 10


def test_thumbnails_are_at_the_root_and_text_images_in_their_bundle(
    pictured: Trial, site: Path
) -> None:
    published(pictured, site, "--layout", "bundles")
    text = (site / "content/post/20261122A04DUP00/index.zh-cn.md").read_text("utf-8")
    (thumbnail,) = re.findall(r'^thumbnail: "(.*)"', text, re.MULTILINE)
    assert (site / "static" / thumbnail.lstrip("/")).is_file()
    (image,) = re.findall(r"^!\[.*\]\((.*)\)", text, re.MULTILINE)
    assert (site / "content/post/20261122A04DUP00" / image).is_file()
    assert "gtimg.com" not in text


def test_a_site_below_a_path_says_so(pictured: Trial, site: Path) -> None:
    config = pictured.folder / "config-below.toml"
    config.write_text('[hugo]\nimages = "/news/images/"\n', encoding="utf-8")
    published(pictured, site, "--config", str(config))
    text = (site / "content/post/20261122A04DUP00.zh-cn.md").read_text("utf-8")
    assert text.count("/news/images/") == 3  # above, in params, in the text


@pytest.mark.parametrize("kind", ["webp", "avif"])
def test_images_are_made_smaller_once(pictured: Trial, site: Path, kind: str) -> None:
    config = pictured.folder / f"config-{kind}.toml"
    config.write_text(f'[images]\nconvert = "{kind}"\nquality = 50\n', encoding="utf-8")
    said = published(pictured, site, "--config", str(config))
    assert "files: 0 written" not in said
    files = [one for one in (site / "static/images").iterdir() if one.suffix != ".gif"]
    assert {one.stem[-3:] for one in files} == {"-50"}
    assert f".{kind}" in {one.suffix for one in files}
    for one in files:
        assert pixels.read(one.read_bytes(), most=1 << 30).type == one.suffix.lstrip(".")
    before = tree(site)
    assert "files: 0 written" in published(pictured, site, "--config", str(config))
    assert tree(site) == before
    published(pictured, site)  # as they were served, and nothing is left of the others
    assert not [one for one in (site / "static/images").iterdir() if "-50." in one.name]
