"""Images shown from where they are kept: in a page, in Markdown, and as files."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from PIL import Image as Images

from scraper import pixels, urls
from scraper.models import Article, Image, Picture
from scraper.publish import html, pictures
from scraper.publish.pictures import Shown

KEY = "20261122A01KX700"
URL = "https://inews.gtimg.com/om_bt/K/641"
PICTURE = Picture(sha256="ab" * 32, type="jpeg", width=641, height=360, size=9)
KNOWN = {
    "https://a/y": Shown(src="p/y.jpg", width=6, height=4, alt="图 [一] | *b* `c` <d> & $x$"),
    "https://a/x(1).png": Shown(src="p/1.png"),
    "https://a/图.png": Shown(src="p/2 (2).png"),
    "https://a/q?a=1&b=2": Shown(src="p/q.png"),
}


def article(**fields: object) -> Article:
    known = {"id": KEY, "url": urls.of(KEY), "title": "t", "body": f"![图片]({URL})"}
    return Article(**{**known, **fields})  # type: ignore[arg-type]


def test_what_is_kept_is_shown_from_its_place_in_its_size() -> None:
    one = article(
        images=(Image(url=URL, width=1, height=2, caption="一\n幅"), Image(url="https://b/c"))
    )
    found = pictures.shown(one, {URL: PICTURE}, lambda picture: f"p/{picture.name}")
    assert found[URL] == Shown(src="p/abababababababababab.jpg", width=641, height=360, alt="一 幅")
    assert found["https://b/c"] == Shown(src="https://b/c")


def test_also_the_thumbnail_and_what_only_the_text_names() -> None:
    one = article(thumbnail="https://b/t")
    found = pictures.shown(one, {URL: PICTURE, "https://b/t": PICTURE}, lambda _: "p")
    assert {url: known.src for url, known in found.items()} == {"https://b/t": "p", URL: "p"}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("![a](https://a/x(1).png)", "![a](p/1.png)"),
        (r"![a](https://a/x\(1\).png)", "![a](p/1.png)"),
        ("![a](<https://a/x(1).png>)", "![a](p/1.png)"),
        ("![a](https://a/图.png)", "![a](p/2%20%282%29.png)"),
        ("![a](https://a/%E5%9B%BE.png 't')", "![a](p/2%20%282%29.png 't')"),
        ("![a](https://a/q?a=1&amp;b=2)", "![a](p/q.png)"),
        ("[![a [b] c](https://a/q?a=1&b=2)](https://a/y)", "[![a [b] c](p/q.png)](https://a/y)"),
        (r"![a \] b](https://a/x(1).png)", r"![a \] b](p/1.png)"),
        ("![a](https://a/other)", "![a](https://a/other)"),
        (r"\![a](https://a/y)", r"\![a](https://a/y)"),
        ("`![a](https://a/y)`", "`![a](https://a/y)`"),
        ("`` ` ![a](https://a/y) ``", "`` ` ![a](https://a/y) ``"),
        ("```\n![a](https://a/y)\n```", "```\n![a](https://a/y)\n```"),
        ("- x\n\n  ~~~\n  ![a](https://a/y)\n  ~~~", "- x\n\n  ~~~\n  ![a](https://a/y)\n  ~~~"),
        ("x\n\n    ![a](https://a/y)\n", "x\n\n    ![a](https://a/y)\n"),
        ("` x ![a](https://a/x(1).png)", "` x ![a](p/1.png)"),
        ("` x\n\n![a](https://a/x(1).png) `", "` x\n\n![a](p/1.png) `"),
    ],
)
def test_markdown_shows_them_from_there_and_code_stays(body: str, wanted: str) -> None:
    assert pictures.placed(body, KNOWN) == wanted


def test_the_caption_is_text_whatever_it_holds() -> None:
    placed = pictures.placed("| a |\n| --- |\n| ![图片](https://a/y) |", KNOWN)
    shown = MarkdownIt("commonmark").enable("table").render(placed)
    alt = "图 [一] | *b* `c` &lt;d&gt; &amp; $x$"
    assert f'<td><img src="p/y.jpg" alt="{alt}" /></td>' in shown


PIECES = st.lists(
    st.sampled_from(
        [
            *(f"![a]({url})" for url in KNOWN),
            *(r"\(", "(", ")", "`", "``", "\n", "\n\n", "    ", "- ", "```\n", "~~~\n", "[", "]"),
            *("!", "x", "<", ">", "\\", "> ", "| ", "&amp;", "***"),
        ]
    ),
    max_size=14,
).map("".join)


@given(PIECES)
def test_only_images_are_another(body: str) -> None:
    """Rendered, the text with its images placed is the same but for where they are shown from."""

    def sources(text: str) -> tuple[list[str], str]:
        found: list[str] = []
        made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

        def image(_: object, tokens: list, at: int, *__: object) -> str:  # type: ignore[type-arg]
            found.append(str(tokens[at].attrGet("src")))
            return "IMG"

        made.add_render_rule("image", image)
        return found, str(made.render(text))

    plain = {url: Shown(src=one.src) for url, one in KNOWN.items()}
    known = {pictures.normal(url): pictures.normal(one.src) for url, one in plain.items()}
    before, page = sources(body)
    after, placed = sources(pictures.placed(body, plain))
    wanted = [known.get(one, one) for one in before]
    assert placed == page
    assert [one.replace("%28", "(").replace("%29", ")") for one in after] == wanted


def test_a_page_finds_an_image_whatever_its_address_holds() -> None:
    shown = html.fragment("![a](https://a/图.png) ![](<https://a/x(1).png>)", KNOWN)
    assert 'src="p/2 (2).png"' in shown
    assert 'src="p/1.png"' in shown


class TestFile:
    @staticmethod
    def made(form: str, image: Images.Image) -> tuple[Picture, bytes]:
        stream = BytesIO()
        image.save(stream, form)
        return pixels.read(stream.getvalue(), 10**6), stream.getvalue()

    def test_it_is_what_is_kept(self) -> None:
        picture, data = self.made("PNG", Images.effect_noise((90, 60), 50))
        assert pictures.file(picture, data) == (picture.name, data)

    @pytest.mark.parametrize("convert", ["webp", "avif"])
    def test_or_smaller_always_the_same(self, convert: str) -> None:
        picture, data = self.made("PNG", Images.effect_noise((90, 60), 50))
        name, smaller = pictures.file(picture, data, convert, 50)
        assert name == pixels.read(smaller, 10**6).name
        assert name.endswith(f".{convert}")
        assert len(smaller) < len(data)
        assert pictures.file(picture, data, convert, 50) == (name, smaller)

    def test_what_cannot_be_made_smaller_is_what_is_kept(self) -> None:
        picture, data = self.made("GIF", Images.new("P", (4, 4)))
        assert pictures.file(picture, data, "avif") == (picture.name, data)
        assert pictures.file(picture, b"broken", "webp") == (picture.name, b"broken")
