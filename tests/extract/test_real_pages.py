"""Whole real pages of four eras, against what others took from them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.dates import BEIJING
from scraper.extract import emphasis
from scraper.models import Article

from .given import read, shown, squeezed

GNE = ("gne-finance-20190923-000843", "http://finance.qq.com/a/20190923/000843.htm")
GOOTWORMS = (
    "gootworms-TWF2021042600346900",
    "https://new.qq.com/omn/TWF20210/TWF2021042600346900.html",
)
MAGICHTML = ("magichtml-20240513A00GCM00", "https://new.qq.com/rain/a/20240513A00GCM00")
READABILITY = ("readability-tech-20161014-006270", "http://tech.qq.com/a/20161014/006270.htm")
PAGES = (GNE, GOOTWORMS, MAGICHTML, READABILITY)


def article(shared: Path, page: tuple[str, str]) -> Article:
    return read((shared / "pages" / f"{page[0]}.html").read_bytes(), page[1])


def text(found: Article) -> str:
    """What a reader of the body sees, without white space."""
    return shown(emphasis.mend(found.body))


def score(found: str, wanted: str) -> float:
    """F1 by the characters in common, in order."""
    blocks = SequenceMatcher(None, found, wanted, autojunk=False).get_matching_blocks()
    return 2 * sum(block.size for block in blocks) / (len(found) + len(wanted))


@pytest.mark.parametrize(
    ("page", "facts", "published", "title"),
    [
        (
            GNE,
            ("FIN2019092300084300", "棱镜", "qq-classic/1"),
            (2019, 9, 23, 7, 48),
            r"^棱镜\|.*不等$",
        ),
        (
            GOOTWORMS,
            ("TWF2021042600346900", "央视新闻客户端", "qq-omn/1"),
            (2021, 4, 26, 10, 36, 29),
            r"^跟随.*辉煌$",
        ),
        (
            MAGICHTML,
            ("20240513A00GCM00", "经济日报", "qq-origin/1"),
            (2024, 5, 13, 6, 16, 25),
            r"^经济日报评论员：.*”$",
        ),
        (
            READABILITY,
            ("TEC2016101400627000", "TNW中文站", "qq-classic/1"),
            (2016, 10, 14, 7, 17),
            r"^DeepMind新电脑.*新台阶$",
        ),
    ],
    ids=[name for name, _ in PAGES],
)
def test_the_facts_of_the_page(
    shared: Path,
    page: tuple[str, str],
    facts: tuple[str, str, str],
    published: tuple[int, ...],
    title: str,
) -> None:
    found = article(shared, page)
    assert (found.id, found.author, found.extractor) == facts
    assert found.published == datetime(*published, tzinfo=BEIJING)  # type: ignore[arg-type,misc]
    assert re.search(title, found.title)


@pytest.mark.parametrize(
    ("page", "selector", "junk"),
    [
        (GNE, "#Cnt-Main-Article-QQ", ".rv-root-v2,.mbArticleShareBtn,#backqqcom"),
        (GOOTWORMS, "div.content-article", ".LeftTool,#Status,.videoPlayerWrap"),
        (MAGICHTML, "#ArticleContent", ".ac-ask-ai"),
        (READABILITY, "#Cnt-Main-Article-QQ", ".rv-root-v2,.mbArticleShareBtn,#backqqcom"),
    ],
    ids=[name for name, _ in PAGES],
)
def test_the_whole_text_of_the_element_and_nothing_else(
    shared: Path, page: tuple[str, str], selector: str, junk: str
) -> None:
    raw = (shared / "pages" / f"{page[0]}.html").read_bytes()
    node = LexborHTMLParser(raw.decode()).css_first(selector)
    assert node is not None
    for one in node.css(f"script,style,{junk}"):
        one.decompose()
    found = text(article(shared, page))
    for video in article(shared, page).videos:  # their links are ours
        found = found.replace(squeezed(f"视频：{video.title}"), "", 1)
    assert found == squeezed(node.text(deep=True))


def test_magichtml_took_the_same_text(shared: Path) -> None:
    file = shared / "pages" / f"{MAGICHTML[0]}.expected.json"
    wanted = squeezed(json.loads(file.read_text(encoding="utf-8"))["content"])
    assert score(text(article(shared, MAGICHTML)), wanted) >= 0.99


def test_readability_took_the_same_text_but_for_two_share_buttons(shared: Path) -> None:
    file = shared / "pages" / f"{READABILITY[0]}.expected.html"
    node = LexborHTMLParser(file.read_text(encoding="utf-8")).css_first("#Cnt-Main-Article-QQ")
    assert node is not None
    wanted = squeezed(node.text(deep=True))
    found = text(article(shared, READABILITY))
    button = "转播到腾讯微博"  # the reference keeps it
    assert button in wanted
    assert button not in found
    print(f"F1 {score(found, wanted):.4f}, without the buttons "
          f"{score(found, wanted.replace(button, '')):.4f}")  # fmt: skip
    assert score(found, wanted) >= 0.98
    assert score(found, wanted.replace(button, "")) >= 0.99


def test_pictures_of_the_classic_pages_are_kept(shared: Path) -> None:
    (picture,) = article(shared, READABILITY).images
    assert picture.url.endswith("/139214868.jpg")
    (quoted,) = article(shared, GNE).images
    assert quoted.caption is not None
    assert quoted.caption.startswith("（")


def test_videos_and_pictures_of_the_omn_page(shared: Path) -> None:
    found = article(shared, GOOTWORMS)
    assert [video.vid for video in found.videos] == ["b32420bvx0n"]
    assert len(found.images) >= 5
    assert all(
        re.fullmatch(r"https://inews\.gtimg\.com/newsapp_bt/0/\d+/1000", image.url)
        for image in found.images
    )


def excerpt(shared: Path, **described: str) -> Article:
    """The page of the excerpt; `described` gives placeholders the attributes of others."""
    folder = shared / "api"
    head = (folder / "head-20260810A0BO7100.excerpt.html").read_text(encoding="utf-8")
    data = json.loads(
        (folder / "windowDATA-20260810A0BO7100.excerpt.json").read_text(encoding="utf-8")
    )
    for name, other in described.items():
        data["originAttribute"][name] = data["originAttribute"][other]
    page = f"{head}<body><script>window.DATA = {json.dumps(data)};</script></body></html>"
    return read(page, "https://news.qq.com/rain/a/20260810A0BO7100")


def test_the_facts_of_a_page_of_2026(shared: Path) -> None:
    found = excerpt(shared)
    assert found.title.startswith("Meta开源30B")
    assert found.published == datetime(2026, 8, 10, 19, 43, 37, tzinfo=BEIJING)
    assert (found.author, found.category, found.extractor) == ("AGIHunt", "tech", "qq-origin/1")
    assert "开源" in found.tags
    assert found.thumbnail is not None
    assert "--weui" not in found.body
    assert "<!--" not in found.body


def test_the_images_of_a_page_of_2026(shared: Path) -> None:
    """The excerpt is cut: it describes the second of two images, not the first."""
    assert [image.url[-2:] for image in excerpt(shared).images] == ["/0"]  # it moves
    still, moving = excerpt(shared, IMG_0="IMG_3").images
    assert (still.url[-4:], still.caption) == ("/641", "Muse Glimmer")
    assert (moving.url[-2:], moving.caption) == ("/0", None)
    assert "\n\n*Muse Glimmer*\n\n" in excerpt(shared, IMG_0="IMG_3").body


def test_bodies_have_the_words_and_images_of_their_element(
    bodies: list[tuple[str, str]], written: list[str]
) -> None:
    """No image of a real body is lost, and none is made up."""
    for (html, base), made in zip(bodies[::5], written[::5], strict=True):
        parsed = LexborHTMLParser(html)
        for node in parsed.css(".image-carousel,[style*='display:none'],.ac-ask-ai"):
            node.decompose()
        wanted = [node.attributes.get("data-src") or node.attributes.get("src")
                  for node in parsed.css("img")]  # fmt: skip
        found = re.findall(r"!\[[^\]]*\]\(([^)]*)\)", made)
        assert found == [one for one in wanted if one and one.startswith("http")], base
