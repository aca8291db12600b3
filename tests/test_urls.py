"""One article, one address: every form the site ever gave it, and nothing else."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import urls
from scraper.discover import sources
from scraper.errors import UrlError
from scraper.fetch import guard
from scraper.models import Kind, Link, Outcome

ID14, ID16 = "20250212A08YTH", "20250212A08YTH00"
CMS = "TWF2021042600346900"

FORMS = [
    (f"https://new.qq.com/rain/a/{ID16}", ID16),
    (f"https://news.qq.com/rain/a/{ID14}", ID16),
    (f"https://new.qq.com/rain/a/{CMS}", CMS),
    (f"https://new.qq.com/omn/20250212/{ID14}.html", ID16),
    (f"https://new.qq.com/omn/20250212/{ID16}.html", ID16),
    (f"https://new.qq.com/omn/20250212/{ID16}", ID16),
    (f"https://new.qq.com/omn/{ID16}", ID16),
    ("https://new.qq.com/omn/TWF20200/TWF2020041300303000.html", "TWF2020041300303000"),
    (f"https://view.inews.qq.com/a/{ID16}", ID16),
    (f"https://view.inews.qq.com/k/{ID16}", ID16),
    (f"https://view.inews.qq.com/w/{ID16}", ID16),
    (f"https://view.inews.qq.com/wxn/{ID16}", ID16),
    (f"https://xw.qq.com/cmsid/{ID16}", ID16),
    (f"https://xw.qq.com/cmsid/{ID14}/{ID16}", ID16),
    (f"https://xw.qq.com/cmsid/{CMS}", CMS),
    ("https://xw.qq.com/c/tech/20190213009301", "TEC2019021300930100"),
    (f"http://kuaibao.qq.com/s/{ID16}", ID16),
    ("http://finance.qq.com/a/20141009/035607.htm", "FIN2014100903560700"),
    ("http://tech.qq.com/a/20161014/008123.htm", "TEC2016101400812300"),
    ("https://tech.qq.com/a/20161014/008123_all.htm", "TEC2016101400812300"),
    ("http://cd.qq.com/a/20161014/008123.htm", "CDC2016101400812300"),
    ("http://bj.house.qq.com/a/20161014/008123.htm", "HOU2016101400812300"),
    (ID16, ID16),
    (ID14, ID16),
    (ID14.lower(), ID16),
    (CMS, CMS),
]
DIRT = [
    lambda url: url + "?suid=8QIf3n5c7IYc&media_id=1&from=qqnews#comment",
    lambda url: url + "?#",
    lambda url: url + "/",
    lambda url: f"  {url}\n",
    lambda url: url.replace(".qq.com", ".QQ.com."),
    lambda url: url.replace("https://", "HTTP://", 1),
    lambda url: url.replace("https://", "//", 1),
    lambda url: url.replace("https://", "", 1),
    lambda url: url.replace("qq.com/", "qq.com//", 1),
    lambda url: url.replace("qq.com/", "qq.com:443/", 1),
    lambda url: url.replace("A08", "%4108"),
]
NONE = [
    "",
    " ",
    "nonsense",
    "https://new.qq.com/",
    "https://new.qq.com/rain/a/",
    "https://new.qq.com/rain/a/20250212A08YTH0",
    f"https://new.qq.com/rain/a/{ID16}/comments",
    "https://new.qq.com/omn/author/8QIf3n5c7IYcuDvY4ws=",
    "https://new.qq.com/zt/template/?id=TWF2021042600346900",
    "https://new.qq.com/omn/rose/",
    "https://news.qq.com/ch/tech",
    "https://v.qq.com/x/page/a0123456789.html",
    "http://qq.com/a/20161014/008123.htm",
    "https://new.qq.com/rain/a/TIP2023062717382000",
    "TIP2023062717382000",
    f"https://news.qq.com.evil.example/rain/a/{ID16}",
    f"https://newqq.com/rain/a/{ID16}",
    f"https://evil.example/?u=https://new.qq.com/rain/a/{ID16}",
    f"https://me@new.qq.com/rain/a/{ID16}",
    f"https://new.qq.com@evil.example/rain/a/{ID16}",
    f"https://new.qq.com:8443/rain/a/{ID16}",
    f"https://new.qq.com:x/rain/a/{ID16}",
    f"ftp://new.qq.com/rain/a/{ID16}",
    "javascript:alert(1)",
    "data:text/html,x",
    f"https://new.qq.com\\@evil.example/rain/a/{ID16}",
    f"https://new.qq.com/rain/a/{ID16}\x00",
    f"https://[new.qq.com/rain/a/{ID16}",
    "https://new.qq.com/rain/a/" + "x" * 3000,
    "\ud800",
]


@pytest.mark.parametrize(("form", "key"), FORMS)
def test_every_form_names_its_article(form: str, key: str) -> None:
    found = urls.read(form)
    assert (found.id, found.url, found.certain) == (key, f"{urls.SOURCE}{key}", True)
    assert urls.canonical(form) == urls.of(key)
    assert guard.check(found.fetch_url)


@pytest.mark.parametrize("dirt", DIRT)
@pytest.mark.parametrize("form", [FORMS[0][0], FORMS[4][0], FORMS[11][0]])
def test_dirt_changes_nothing(dirt: object, form: str) -> None:
    assert callable(dirt)
    found = urls.read(dirt(form))
    assert (found.url, found.form) == (urls.read(form).url, urls.read(form).form)


@pytest.mark.parametrize(
    "form",
    [
        "https://page.om.qq.com/page/OQmO9kgnSbpzy_pdVDTvkZzA0",
        "https://view.inews.qq.com/w/WXN20230201001234567",
        "https://new.qq.com/cmsn/20190213/20190213009301.html",
    ],
)
def test_a_form_that_only_its_page_explains(form: str) -> None:
    found = urls.read(f"{form}?from=x#y")
    assert (found.id, found.certain) == ("", False)
    assert found.fetch_url == found.form == form
    assert found.url == form.removesuffix(".html")
    assert urls.read(found.url).url == found.url


@pytest.mark.parametrize(
    "form",
    [
        "http://x.qq.com/a/20161014/008123.htm",
        "http://sh.qq.com/a/20161014/008123.htm",
        "http://2018.qq.com/a/20161014/008123.htm",
        "http://a-b.qq.com/a/20161014/008123.htm",
        "http://tip.qq.com/a/20161014/008123.htm",
        "https://xw.qq.com/c/x/20161014008123",
    ],
)
def test_a_desk_whose_letters_are_not_known(form: str) -> None:
    """Its page names the article's id: none is made up."""
    found = urls.read(form)
    assert (found.id, found.certain) == ("", False)
    assert urls.read(found.url) == urls.read(found.url)
    assert urls.canonical(found.url) == found.url


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_article(text: str) -> None:
    with pytest.raises(UrlError) as caught:
        urls.read(text)
    assert caught.value.kind is Kind.NOT_ARTICLE
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


def test_the_versions_of_an_article() -> None:
    assert urls.same(ID16, f"{ID14}01")
    assert urls.same("TEC2019021300930100", "FIN2019021300930100")
    assert not urls.same(ID16, "20250212A08YTJ00")
    assert not urls.same(ID16, CMS)


def test_what_is_left_of_an_address() -> None:
    assert urls.clean(f" HTTP://New.QQ.com:80/rain/a/{ID16}/?a=1#b ") == FORMS[0][0]
    with pytest.raises(UrlError):
        urls.clean("https://example.com/")


words = st.text(alphabet=string.printable + "中\u202e\ud800ſK\u0130ß％")
hosts = st.sampled_from(
    [*sorted(guard.HOSTS), "tech.qq.com", "x.qq.com", "bj.house.qq.com", "qq.com"]
)
paths = st.sampled_from(
    ["rain/a", "omn", "omn/20250212", "cmsn/20190213", "a", "s", "cmsid", "page", "c/tech"]
)
ids = st.from_regex(
    r"\A(?:[0-9]{8}[A-Za-z][0-9A-Za-z]{5}(?:[0-9]{2})?|[A-Za-z]{3}[0-9]{14,20}|[0-9]{14}|[0-9]{8}/[0-9]{6})\Z"
)
likely = st.builds(
    "https://{}/{}/{}{}".format,
    hosts,
    paths,
    ids,
    st.sampled_from(["", ".html", ".htm", "?a=b", "#"]),
)


@given(words | likely | st.builds("https://{}/{}".format, hosts, words))
def test_no_text_does_any_harm(text: str) -> None:
    """Only UrlError; and what is read is read the same again, by its address and by its id."""
    try:
        found = urls.read(text)
    except UrlError:
        return
    assert urls.canonical(found.url) == found.url
    assert urls.read(found.url).id == found.id
    assert urls.clean(found.url) == found.url
    if found.certain:
        assert urls.read(found.id).url == found.url
        assert urls.of(found.id) == found.url
        assert found.url.isascii()
    if found.form:
        assert urls.canonical(found.form) == found.url
        assert urls.clean(found.form) == found.form
    assert urls.canonical(found.fetch_url) == found.url
    assert found.certain == urls.read(found.url).certain == bool(found.id)


@given(likely)
def test_tracking_changes_nothing(text: str) -> None:
    try:
        found = urls.read(text)
    except UrlError:
        return
    if "?" not in text and "#" not in text:
        assert urls.read(f"{text}?from=x&key=%00#a?b") == found


def test_the_links_of_a_home_page(shared: Path) -> None:
    """Every article of a real page of 2019 is named; what else it links to is not."""
    with (shared / "url-forms-2019.txt").open(encoding="utf-8") as file:
        found = list(sources.lines(file, "x"))
    links = {one.address.form for one in found if isinstance(one, Link)}
    others = {one.url for one in found if isinstance(one, Outcome)}
    assert len(links) >= 15
    assert all(form.startswith("https://new.qq.com/") for form in links)
    assert all("/zt" in url or "rose.htm" in url for url in others)


class TestElsewhere:
    """Articles of other sites, which only documents bring."""

    @pytest.mark.parametrize(
        ("text", "url", "begins"),
        [
            ("https://www.infoq.cn/article/CPer5", None, "infoq-CPer5-"),
            ("HTTPS://WWW.InfoQ.cn/a/5#top", "https://www.infoq.cn/a/5", "infoq-5-"),
            ("https://x.com/a/5", None, "x-5-"),
            ("http://pingwest.com/a/302095/", "http://pingwest.com/a/302095/", "pingwest-302095-"),
            ("https://news.sina.com.cn/x/2.html?id=5", None, "sina-2-"),
            ("https://example.com/", None, "example-"),
            ("https://example.com/新闻", None, "example-"),
        ],
    )  # fmt: skip
    def test_what_names_one(self, text: str, url: str | None, begins: str) -> None:
        found = urls.foreign(text)
        assert found.url == (url or text)
        assert re.fullmatch(re.escape(begins) + "[0-9a-f]{8}", found.id)
        assert urls.site(found.id) == begins.partition("-")[0]
        assert urls.foreign(found.url) == found
        assert urls.named(found.id).url == found.id
        assert urls.names(found.url)[0] == found.url

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "https://localhost/a",
            "https://127.0.0.1/a",
            "https://new.qq.com/",
            "https://qq.com/",
            "ftp://example.com/a",
            "https://a:b@example.com/",
            "https://example.com:8080/",
            "https://exam ple.com/",
            "file:///etc/passwd",
        ],
    )
    def test_what_names_none(self, text: str) -> None:
        with pytest.raises(UrlError):
            urls.foreign(text)

    def test_addresses_that_end_alike_have_other_ids(self) -> None:
        found = {urls.foreign(f"https://{host}.com/a/5").id for host in ("a1.x", "a2.x", "a3.x")}
        assert len(found) == 3

    def test_the_site_of_an_id(self) -> None:
        assert urls.site("20250212A08YTH00") == urls.site("TEC2019021300930100") == "qq"

    def test_what_is_no_address_fails_as_it_did(self) -> None:
        for text in ("", "x y", "https://evil"):
            with pytest.raises(UrlError) as one:
                urls.read(text)
            with pytest.raises(UrlError) as other:
                urls.named(text)
            assert str(one.value) == str(other.value)


@pytest.mark.parametrize(
    ("text", "size", "wanted"),
    [
        ("https://inews.gtimg.com/om_bt/KEY/641", "1000", "https://inews.gtimg.com/om_bt/KEY/1000"),
        (
            "//inews.gtimg.com/newsapp_bt/0/123/1000",
            "641",
            "https://inews.gtimg.com/newsapp_bt/0/123/641",
        ),
        ("http://inews.gtimg.com/om_bt/KEY/641?x", "0", "http://inews.gtimg.com/om_bt/KEY/0"),
        ("https://inews.gtimg.com/om_bt/GIF/0", "641", "https://inews.gtimg.com/om_bt/GIF/0"),
        (
            "https://inews.gtimg.com/om_ls/K_640330/0",
            "641",
            "https://inews.gtimg.com/om_ls/K_640330/0",
        ),
        (
            "https://inews.gtimg.com/om_ls/K_640330/641",
            "0",
            "https://inews.gtimg.com/om_ls/K_640330/641",
        ),
        (
            "https://mmbiz.qpic.cn/a/b/640?wx_fmt=png",
            "0",
            "https://mmbiz.qpic.cn/a/b/640?wx_fmt=png",
        ),
        ("//a.qpic.cn/x", "0", "https://a.qpic.cn/x"),
        ("", "641", ""),
    ],
)
def test_an_image_in_another_size(text: str, size: str, wanted: str) -> None:
    assert urls.sized(text, size) == wanted
    assert urls.image(urls.sized(text, size)) == urls.image(text)
