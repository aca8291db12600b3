"""The eras of the site: what each knows, dated, and which is asked first."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import article, markdown
from scraper.extract.facts import Facts
from scraper.extract.sites.qq import classic, omn, origin, rendered
from scraper.extract.view import View
from scraper.models import Page

from .given import URL, data_page, origin_page, read, rendered_page

IMAGE = "https://inews.gtimg.com/om_bt/KEY"


def of(text: str) -> View:
    return View(Page(url=URL, text=text, charset="utf-8"))


def facts(era: ModuleType, text: str) -> Facts:
    found: Facts | None = era.read(of(text))
    assert found is not None
    return found


@pytest.mark.parametrize("era", article.ERAS, ids=lambda era: era.NAME)
def test_an_era_is_named_dated_and_silent_on_strange_pages(era: Any) -> None:
    assert re.fullmatch(r"qq-[a-z]+", era.NAME)
    assert isinstance(era.VERSION, int)
    assert re.fullmatch(r"\d{4}-\d{2}", era.VALID_FROM)
    assert era.VALID_UNTIL is None or era.VALID_FROM < era.VALID_UNTIL
    assert era.read(of("")) is None
    assert era.read(of("<p>一</p><script>window.DATA = {}</script>")) is None


def test_names_are_each_eras_own() -> None:
    assert len({era.NAME for era in article.ERAS}) == len(article.ERAS)


def test_the_data_is_preferred_to_what_is_rendered() -> None:
    page = origin_page("<p>数据里的</p>").replace(
        "<body>", '<body><div id="article-content"><p>页面里的</p></div>'
    )
    assert read(page).body == "数据里的"


def test_where_the_data_is_empty_the_rendered_body_is_taken() -> None:
    page = origin_page("").replace(
        "<body>", '<body><div id="article-content"><p>页面里的</p></div>'
    )
    found = read(page)
    assert (found.body, found.extractor) == ("页面里的", "qq-rendered/1")


@pytest.mark.parametrize("text", [None, 3, ["<p>一</p>"], {"html": "一"}])
def test_odd_origin_content_is_passed_over(text: Any) -> None:
    assert origin.read(of(origin_page(text))) is None
    assert origin.read(of(data_page({"originContent": text}))) is None


@pytest.mark.parametrize(
    ("attributes", "source"),
    [
        ({"url": f"{IMAGE}/641", "imgurl0": f"{IMAGE}/0"}, f"{IMAGE}/641"),
        ({"imgurl1000": f"{IMAGE}/1000", "imgurl0": f"{IMAGE}/0"}, f"{IMAGE}/1000"),
        ({"imgurl0": f"{IMAGE}/0"}, f"{IMAGE}/0"),
        ({"url": f"{IMAGE}/641", "isGif": 1, "gifUrl": f"{IMAGE}/0"}, f"{IMAGE}/0"),
        ({"url": f"{IMAGE}/641", "isGif": 1, "gifUrl": ""}, f"{IMAGE}/641"),
        ({"url": f"{IMAGE}/641", "isGif": 0, "gifUrl": f"{IMAGE}/0"}, f"{IMAGE}/641"),
        ({"url": ["x"], "compressUrl": "//inews.gtimg.com/om_bt/KEY/641"}, f"{IMAGE}/641"),
    ],
)
def test_an_image_has_its_size_of_the_page(attributes: dict[str, object], source: str) -> None:
    page = origin_page("<p>一<!-- IMG_0 --></p>", originAttribute={"IMG_0": attributes})
    assert [image.url for image in read(page).images] == [source]


def test_an_image_has_its_measures_and_caption() -> None:
    attributes = {"url": f"{IMAGE}/641", "width": 1080, "height": "608", "desc": '"图" <说>'}
    (image,) = read(
        origin_page("<P><!--IMG_3--></P>", originAttribute={"IMG_3": attributes})
    ).images
    assert (image.width, image.height, image.caption) == (1080, 608, '"图" <说>')


def test_a_placeholder_stands_once_and_only_for_what_is_described() -> None:
    media = {"IMG_0": {"url": f"{IMAGE}/641"}, "IMG_2": "x", "IMG_3": {}, "VIDEO_0": {"vid": "?"}}
    text = "<p>一</p><!--IMG_0--><!--IMG_0--><!--IMG_1--><!--IMG_2--><!--IMG_3--><!--VIDEO_0-->"
    found = read(origin_page(text, originAttribute=media))
    assert (len(found.images), found.videos) == (1, ())
    assert found.body == f"一\n\n![图片]({IMAGE}/641)"


def test_a_million_placeholders_are_one_image() -> None:
    media = {"IMG_0": {"url": f"{IMAGE}/641"}}
    found = read(origin_page("<p>一</p>" + "<!--IMG_0-->" * 1_000_000, originAttribute=media))
    assert len(found.images) == 1


def test_marks_around_words_are_nothing() -> None:
    text = (
        "<P>甲<!--SECURE_LINK_BEGIN_0-->乙<!--SECURE_LINK_END_0-->丙<!--EOP_0--></P><!--AIPOS_0-->"
    )
    assert read(origin_page(text + "<!--AI_MID_AD_0--><!--PARAGRAPH_0-->")).body == "甲乙丙"


def test_a_video_is_a_link_and_a_fact() -> None:
    media = {"VIDEO_0": {"vid": "x3500abc", "title": "[发布]会", "duration": "90"}}
    found = read(origin_page("<p>一</p><!--VIDEO_0-->", originAttribute=media))
    assert found.body == "一\n\n[视频：\\[发布\\]会（1:30）](https://v.qq.com/x/page/x3500abc.html)"
    assert [video.duration for video in found.videos] == [90]


@pytest.mark.parametrize(
    "element",
    [
        '<div id="article-content">{}</div>',
        '<div id="ArticleContent">{}</div>',
        '<div class="x rich_media_content">{}</div>',
        '<div class="article-content-wrap">{}</div>',
        '<div class="comps-contentify-wrap">{}</div>',
    ],
)
def test_the_elements_of_rendered_pages(element: str) -> None:
    found = facts(
        rendered, element.format('<div class="qnt-p">一</div><div class="qnt-p">二</div>')
    )
    assert markdown.write(found.body) == "一\n\n二"


def test_a_rendered_page_without_data_is_known_by_its_head() -> None:
    head = (
        '<meta property="article:author" content="某号">'
        '<meta property="article:published_time" content="2026-08-10 19:43:37">'
        '<meta name="category" content="tech">'
    )
    found = facts(rendered, rendered_page("<p>一</p>").replace("</head>", f"{head}</head>"))
    assert (found.title, found.author, found.category) == ("题", "某号", "tech")
    assert found.published == "2026-08-10 19:43:37"


def test_an_omn_page_without_data_is_read_all_the_same() -> None:
    found = facts(omn, '<div class="LEFT"><h1>题</h1></div><div class="content-article">一</div>')
    assert (found.title, markdown.write(found.body)) == ("题", "一")


def test_the_page_of_2023_is_none_of_the_years_before() -> None:
    inner = '<div id="article-author"></div><div id="article-content"></div>'
    assert omn.read(of(f'<div class="content-article"><h1>题</h1>{inner}</div>')) is None


def test_videos_of_omn_pages() -> None:
    page = (
        '<script>window.DATA = {"title": "题", "videoArr": [{"vid": "v11111"}, 3]}\n'
        'window.DATA.videoArr.push({"vid": "v22222"})</script>'
        '<div class="content-article"><p>一</p></div>'
    )
    found = facts(omn, page)
    assert [video.vid for video in found.videos] == ["v11111", "v22222"]
    assert markdown.write(found.body).startswith("[视频：v11111](")


CLASSIC = """<script>ARTICLE_INFO = window.ARTICLE_INFO || { site: 'tech',
title: 'It\\'s \\u9898', id: '20161014006270', pubtime:'2016-10-14 07:17',
tags:['AI','AI','a\\'b'] }
</script><div class="hd"><h1>题</h1></div><div id="Cnt-Main-Article-QQ"><p>一</p></div>"""


def test_a_classic_page() -> None:
    found = facts(classic, CLASSIC)
    assert (found.ids, found.title) == (("TEC2016101400627000",), "题")
    assert (found.published, found.category) == ("2016-10-14 07:17", "tech")
    assert found.tags == ("AI", "a'b")


@pytest.mark.parametrize(
    "info",
    ["", "ARTICLE_INFO = {", "ARTICLE_INFO = {id: '2016', site: ''}", "ARTICLE_INFO = " * 10**5],
)
def test_a_classic_page_with_a_broken_script(info: str) -> None:
    found = facts(classic, f"<script>{info}</script><h1>题</h1><div id=ArticleCnt>一</div>")
    assert (found.ids, found.title, markdown.write(found.body)) == ((), "题", "一")


@pytest.mark.parametrize("place", ["info", "titBar", "hd"])
def test_the_oldest_classic_pages_name_their_time_in_passing(place: str) -> None:
    page = f'<div class="{place}">2010年03月12日09:11 某报 张三</div><div id="ArticleCnt">文</div>'
    url = "http://tech.qq.com/a/20100312/000123.htm"
    found = classic.read(View(Page(url=url, text=page, charset="gb18030")))
    assert found is not None
    assert "2010年03月12日09:11" in found.published
    assert found.category == "tech"


@given(st.text(), st.sampled_from(article.ERAS))
def test_any_text_is_a_page_or_none(text: str, era: Any) -> None:
    for page in (
        text,
        origin_page(text),
        rendered_page(text),
        f'<div class="content-article">{text}',
        f"<script>ARTICLE_INFO = {{{text}</script><div id=ArticleCnt>{text}",
    ):
        assert era.read(of(page)) is None or isinstance(era.read(of(page)), Facts)
