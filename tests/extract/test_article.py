"""Pages to articles, or to errors that name the kind of page and what was missing."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import urls
from scraper.dates import BEIJING
from scraper.errors import ExtractError
from scraper.extract import article, document, page
from scraper.models import Article, Hint, Kind, Page

from .given import ID, URL, body, data_page, fetched, origin_page, read, rendered_page

MOMENT = datetime(2026, 8, 10, 19, 43, 37, tzinfo=BEIJING)


def refusal(text: bytes | str, url: str = URL) -> tuple[Kind, str]:
    with pytest.raises(ExtractError) as caught:
        read(text, url)
    assert "\n" not in str(caught.value)
    return caught.value.kind, caught.value.reason


def test_an_article() -> None:
    found = read(origin_page("<p>一</p>", tags="AI", catalog1="tech"))
    assert found == Article(
        id=ID,
        url=urls.of(ID),
        title="题",
        body="一",
        published=MOMENT,
        author="某号",
        summary="一",
        tags=("AI",),
        category="tech",
        extractor="qq-origin/1",
    )


def test_what_the_page_does_not_say_the_hint_may() -> None:
    hint = Hint(
        title="提示", published=MOMENT, author="号", thumbnail="https://a.cn/b", category="c"
    )
    bare = data_page({"originContent": {"text": "<p>一</p>"}}).replace("题_腾讯新闻", "")
    found = read(bare, hint=hint)
    assert (found.title, found.published, found.author) == ("提示", MOMENT, "号")
    assert (found.thumbnail, found.category) == ("https://a.cn/b", "c")
    full = read(origin_page("<p>一</p>"), hint=hint)
    assert (full.title, full.author) == ("题", "某号")


@pytest.mark.parametrize("year", ["0001", "0999", "1994", "2100", "9999"])
def test_a_year_in_which_nothing_was_published_is_none(year: str) -> None:
    """Such a date stops the build of the whole site, or stays above all others for ever."""
    page = origin_page("<p>一</p>", pubtime=f"{year}-01-01 00:00:00")
    assert read(page).published is None
    assert read(page, hint=Hint(published=MOMENT)).published == MOMENT
    strange = MOMENT.replace(year=int(year))
    assert read(page, hint=Hint(published=strange)).published is None


def test_a_time_in_unix_seconds() -> None:
    seconds = int(MOMENT.timestamp())
    assert read(origin_page("<p>一</p>", pubtime=seconds)).published == MOMENT
    assert read(origin_page("<p>一</p>", pubtime=0)).published is None


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        ({"is_deleted": 1}, Kind.GONE, "is_deleted"),
        ({"is_deleted": "1"}, Kind.GONE, "is_deleted"),
        ({"payment_info": {"need_pay": 1}}, Kind.PAID, "behind a payment; 1 characters are free"),
        (
            {
                "article_is_pay": 1,
                "payment_info": {"is_free_to_read": 1},
                "originContent": {"text": ""},
            },
            Kind.PAID,
            "no text is free",
        ),
        ({"article_type": "4", "originContent": {"text": ""}}, Kind.VIDEO, "a video"),
        ({"article_type": "56", "title": "一二"}, Kind.VIDEO, "a video"),
        (
            {
                "originContent": {"text": "<!--VIDEO_0-->"},
                "originAttribute": {"VIDEO_0": {"vid": "v12345"}},
            },
            Kind.VIDEO,
            "a video",
        ),
        ({"originContent": {"text": ""}}, Kind.HOLLOW, "window.DATA.originContent.text"),
        ({"originContent": {"text": "<p> \u200b<br></p>"}}, Kind.HOLLOW, "originContent.text"),
        ({"originContent": None}, Kind.HOLLOW, "#article-content"),
        ({"title": ""}, Kind.UNREADABLE, "no title"),
        ({"article_id": "20260810A0BO9900"}, Kind.UNREADABLE, "not of 20260810A0BO7100"),
    ],
)
def test_what_is_no_article(data: dict[str, Any], kind: Kind, reason: str) -> None:
    found, said = refusal(origin_page("<p>一</p>", **data).replace("题_腾讯新闻", ""))
    assert found is kind
    assert reason in said


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        (rendered_page(""), Kind.HOLLOW, "#article-content"),
        ("<html><p>改版</p></html>", Kind.UNREADABLE, "the site may have changed"),
        ('<script>window.DATA = {"a": "', Kind.UNREADABLE, "cut off"),
        (rendered_page("<div>" * 6000), Kind.UNREADABLE, "nested"),
        (b"", Kind.UNREADABLE, "empty"),
        (b"\x89PNG\x00\x00", Kind.UNREADABLE, "binary"),
    ],
)
def test_pages_that_cannot_be_read(text: bytes | str, kind: Kind, reason: str) -> None:
    found, said = refusal(text)
    assert found is kind
    assert reason in said


def test_a_video_with_a_text_of_its_own_is_an_article() -> None:
    assert read(origin_page("<p>现场还有更多细节。</p>", article_type="4")).body


def test_images_alone_are_an_article() -> None:
    found = read(origin_page('<p><img src="https://inews.gtimg.com/om_bt/K/641"></p>'))
    assert (found.summary, len(found.images)) == ("", 1)


def test_a_rendered_body_saves_a_page_whose_data_is_cut_off() -> None:
    text = rendered_page("<p>一</p>") + '<script>window.DATA = {"a": "'
    assert read(text).extractor == "qq-rendered/1"


@pytest.mark.parametrize(
    ("ids", "url", "key"),
    [
        ({"article_id": ID}, URL, ID),
        ({"article_id": ID[:14]}, URL, ID),
        ({"article_id": ID[:14] + "03"}, URL, ID),
        ({}, URL, ID),
        ({"article_id": "???", "cms_id": ID}, URL, ID),
        ({"cms_id": "TEC2019021300930100", "article_id": ID}, URL, "TEC2019021300930100"),
        ({"article_id": ID}, "https://page.om.qq.com/page/OAbc", ID),
    ],
)
def test_the_identity_of_a_page(ids: dict[str, str], url: str, key: str) -> None:
    data = {"title": "题", "originContent": {"text": "<p>一</p>"}, **ids}
    found = read(data_page(data), url)
    assert (found.id, found.url) == (key, urls.of(key))


def test_an_opaque_address_needs_an_id_on_the_page() -> None:
    data = {"title": "题", "originContent": {"text": "<p>一</p>"}}
    kind, reason = refusal(data_page(data), "https://page.om.qq.com/page/OAbc")
    assert (kind, reason) == (Kind.NOT_ARTICLE, "the page names no article id")
    assert refusal("<p>一</p>", "https://page.om.qq.com/page/OAbc")[0] is Kind.NOT_ARTICLE


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("短", "短"),
        ("字" * 79, "字" * 79),
        ("字" * 80, "字" * 50 + "..."),
        ("", ""),
        ("字" * 48 + "👩\u200d💻" + "字" * 40, "字" * 48 + "👩..."),  # not half a sign
    ],
)
def test_the_summary_is_the_seeds(text: str, wanted: str) -> None:
    assert article.summary(text) == wanted


@pytest.mark.parametrize(
    ("data", "head", "wanted"),
    [
        (
            {"shareImg": "https://inews.gtimg.com/a_870492/0"},
            "",
            "https://inews.gtimg.com/a_870492/0",
        ),
        ({"img": "//puui.qpic.cn/a/0"}, "", "https://puui.qpic.cn/a/0"),
        (
            {},
            '<meta property="og:image" content="http://inews.gtimg.com/b/0">',
            "https://inews.gtimg.com/b/0",
        ),
        ({"img": "https://mat1.gtimg.com/logo.png"}, "", None),
        ({"img": "https://evil.example/a.gtimg.com/"}, "", None),
        ({"img": ["x"]}, "", None),
    ],
)
def test_the_thumbnail_is_a_picture_of_the_article(
    data: dict[str, Any], head: str, wanted: str | None
) -> None:
    text = origin_page("<p>一</p>", **data).replace("</head>", f"{head}</head>")
    assert read(text).thumbnail == wanted


def test_tags_are_those_of_the_data_or_the_head_but_not_the_title() -> None:
    head = '<meta name="keywords" content="题,芯片,AI"></head>'
    assert read(origin_page("<p>一</p>").replace("</head>", head)).tags == ("芯片", "AI")
    assert read(origin_page("<p>一</p>", tags="甲").replace("</head>", head)).tags == ("甲",)


# The seed, made again from pages.


def seed(shared: Path) -> tuple[str, document.Document]:
    text = (shared / "seed-20250212A08YTH00.md").read_text(encoding="utf-8")
    return text, document.read(text)


def _paragraphs(markdown: str) -> list[str]:
    """The seed's body as HTML: its form is paragraphs, images and bold."""
    made = []
    for part in markdown.split("\n\n"):
        if part.startswith("!["):
            alt, _, source = part[2:-1].partition("](")
            made.append(f'<p><img alt="{alt}" src="{source}"/></p>')
        else:
            pieces = part.replace("&", "&amp;").replace("<", "&lt;").split("**")
            tagged = (f"<strong>{one}</strong>" if at % 2 else one for at, one in enumerate(pieces))
            made.append(f"<p>{''.join(tagged)}</p>")
    return made


def _seed_data(seed: document.Document) -> dict[str, Any]:
    return {
        "article_id": "20250212A08YTH00",
        "article_type": "0",
        "title": seed.title,
        "pubtime": seed.date,
        "shareImg": seed.thumbnail,
    }


def test_the_seed_from_data_with_images(shared: Path) -> None:
    text, wanted = seed(shared)
    html = "".join(_paragraphs(wanted.body))
    assert _document(data_page({**_seed_data(wanted), "originContent": {"text": html}})) == text


def test_the_seed_from_data_with_placeholders(shared: Path) -> None:
    text, wanted = seed(shared)
    media: dict[str, object] = {}
    parts = []
    for part in _paragraphs(wanted.body):
        if "<img" in part:
            name = f"IMG_{len(media)}"
            media[name] = {"url": part.split('src="')[1].split('"')[0], "desc": ""}
            part = f"<P><!--{name}--></P>"  # noqa: PLW2901
        parts.append(part)
    data = {**_seed_data(wanted), "originContent": {"text": "".join(parts)}}
    assert len(media) == 6
    assert _document(data_page({**data, "originAttribute": media})) == text


def test_the_seed_as_rendered(shared: Path) -> None:
    text, wanted = seed(shared)
    html = "".join(_paragraphs(wanted.body)).replace("src=", 'class="qnt-img-img" data-src=')
    inner = f'<div id="article-content"><div class="rich_media_content">{html}</div></div>'
    assert _document(data_page(_seed_data(wanted), inner)) == text


def _document(text: str) -> str:
    return document.write(document.of(read(text, "https://new.qq.com/rain/a/20250212A08YTH00")))


# Hostile pages.

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "originContent",
                    "originAttribute",
                    "text",
                    "title",
                    "article_id",
                    "IMG_0",
                    "VIDEO_0",
                    "vid",
                    "url",
                    "videoArr",
                    "payment_info",
                    "is_deleted",
                    "pubtime",
                    "tags",
                    "desc",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=15,
)


def test_a_reference_of_five_thousand_digits_is_one_strange_character() -> None:
    endless = "&#" + "9" * 5000 + ";"
    found = read(origin_page("<p>一</p>", title=f"题{endless}", media=endless))
    assert (found.title, found.author) == ("题\ufffd", "\ufffd")


def attempt(text: bytes | str) -> Article | ExtractError:
    try:
        return read(text)
    except ExtractError as error:
        return error


@given(st.dictionaries(st.sampled_from(["originContent", "originAttribute", "title"]), JSON))
def test_any_data_is_an_article_or_an_error_of_ours(data: dict[str, Any]) -> None:
    attempt(data_page(data))
    attempt(data_page({"title": "题", "originContent": {"text": "<p>一<!--IMG_0-->"}, **data}))


@given(st.text() | st.binary())
def test_any_page_is_an_article_or_an_error_of_ours(text: bytes | str) -> None:
    attempt(text)
    if isinstance(text, str):
        for made in (attempt(origin_page(text)), attempt(rendered_page(text))):
            if isinstance(made, Article):
                assert made.title
                assert made.body == made.body.strip()


@given(st.binary(min_size=1, max_size=40), st.integers(0, 3000))
def test_a_golden_page_with_broken_bytes_is_an_article_or_an_error(noise: bytes, at: int) -> None:
    raw = (Path(__file__).parent / "golden" / "rendered-qnt" / "page.html").read_bytes()
    attempt(raw[:at] + noise + raw[at + len(noise) :])
    attempt(raw[:at])


@pytest.mark.parametrize(
    "text",
    [
        origin_page("<p>大模型降价。</p>" * 60_000),
        rendered_page("<p>大模型降价。</p>" * 60_000),
        rendered_page("<p>" + "大模型" * 1_500_000),
        origin_page("<!--IMG_0-->" * 400_000 + "<p>一"),
        "<script>window.DATA = " + "[" * 5_000_000,
        "window.DATA = {" * 300_000,
        "window.DATA.videoArr.push({" * 100_000 + "<div class=content-article>一",
        "ARTICLE_INFO = {" * 300_000 + "<div id=ArticleCnt>一",
        "<meta " + "a=b " * 1_000_000,
        "<" * 5_000_000,
    ],
    ids=lambda text: text[:26],
)
def test_five_megabytes_take_bounded_time(text: str) -> None:
    start = time.perf_counter()
    attempt(text)
    assert time.perf_counter() - start < 6


def test_data_nested_a_hundred_thousand_deep_is_refused() -> None:
    data = json.dumps({"title": "题"})[:-1] + ', "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    found = attempt(f"<script>window.DATA = {data};</script>")
    assert isinstance(found, ExtractError)
    assert found.kind is Kind.UNREADABLE


def test_a_page_is_read_the_same_each_time() -> None:
    answer = page.decode(fetched(origin_page("<p>一</p>")))
    assert isinstance(answer, Page)
    assert article.read(answer, urls.read(URL)) == article.read(answer, urls.read(URL))
    assert body("<p>一</p>") == "一"
