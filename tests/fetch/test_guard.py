from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import FetchError
from scraper.fetch import guard
from scraper.models import Kind


@pytest.mark.parametrize(
    "url",
    [
        "https://new.qq.com/rain/a/20250212A08YTH00",
        "https://news.qq.com/rain/a/20250212A08YTH00",
        "https://view.inews.qq.com/a/20250212A08YTH00",
        "https://xw.qq.com/cmsid/20200101A00ABC00",
        "http://kuaibao.qq.com/s/20200101A00ABC00",
        "https://page.om.qq.com/page/OxYz",
        "https://i.news.qq.com/web_feed/getPCList",
        "https://r.inews.qq.com/gw/event/hot_ranking_list?page_size=50",
        "http://tech.qq.com/a/20160101/000001.htm",
        "http://bj.house.qq.com/a/20160101/000001_2.htm",
        "https://tech.qq.com/robots.txt",
    ],
)
def test_addresses_of_the_site_pass_as_they_are(url: str) -> None:
    assert guard.check(url) == url


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://NEWS.QQ.COM/Rain/A", "https://news.qq.com/Rain/A"),
        ("https://news.qq.com", "https://news.qq.com/"),
        ("https://news.qq.com?a=1", "https://news.qq.com/?a=1"),
        ("https://news.qq.com:443/x#top", "https://news.qq.com/x"),
        ("https://news.qq.com:/x", "https://news.qq.com/x"),
        ("https://news.qq.com:80/x", "https://news.qq.com:80/x"),
        ("https://news.qq.com/新?q=闻", "https://news.qq.com/%E6%96%B0?q=%E9%97%BB"),
        ("https://news.qq.com/a%2Fb?c=%20", "https://news.qq.com/a%2Fb?c=%20"),
    ],
)
def test_the_plain_form(url: str, plain: str) -> None:
    assert guard.check(url) == plain
    assert guard.check(plain) == plain


@pytest.mark.parametrize(
    "url",
    [
        "https://news.qq.com.evil.example/x",
        "https://newsXqq.com/x",
        "https://newsxqq.com/a/20160101/000001.htm",
        "https://evil.example/news.qq.com",
        "https://news.qq.com./x",
        "https://news.qq.com%2eevil.example/x",
        "https://%6eews.qq.com/x",
        "https://user@news.qq.com/x",
        "https://user:word@news.qq.com/x",
        "https://@news.qq.com/x",
        "https://news.qq.com@evil.example/x",
        "https://news.qq.com:443@evil.example/x",
        "https://evil.example\\@news.qq.com/x",
        "https:\\\\news.qq.com/x",
        "https://news.qq.com\\.evil.example/x",
        "https://news.qq.com:8080/x",
        "https://news.qq.com:0/x",
        "https://news.qq.com:99999/x",
        "https://news.qq.com:a/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://127.0.0.1/x",
        "http://[::1]/x",
        "http://[::1/x",
        "https://ｎews.qq.com/x",
        "https://new\u017f.qq.com/x",
        "https://\u212auaibao.qq.com/x",
        "https://news。qq。com/x",
        "https://xn--ews-h6a.qq.com/x",
        "https://www.qq.com/babygohome/",
        "https://tech.qq.com/",
        "https://tech.qq.com/a/20160101/1.htm",
        "https://tech.qq.com/b/a/20160101/000001.htm",
        "https://a.b.c.qq.com/a/20160101/000001.htm",
        "https://qq.com/a/20160101/000001.htm",
        "https://.qq.com/a/20160101/000001.htm",
        "ftp://news.qq.com/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//news.qq.com/x",
        "news.qq.com/x",
        "",
        " https://news.qq.com/x",
        "https://news.qq.com/x\n",
        "https://news.qq.com/\ud800",
        "https://news.qq.com/\0",
        "https://news.qq.com/" + "a" * 2000,
    ],
)
def test_every_other_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        guard.check(url)
    assert caught.value.kind is Kind.REFUSED
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1000


def test_hosts_of_the_settings_are_added() -> None:
    assert guard.check("https://Example.COM/x", ("example.com ", "")) == "https://example.com/x"
    with pytest.raises(FetchError, match=r"fetch\.hosts"):
        guard.check("https://a.example.com/x", ("example.com",))
    with pytest.raises(FetchError, match="host ''"):
        guard.check("https:///x", ("",))


@given(st.text())
def test_it_never_fails_otherwise(text: str) -> None:
    for url in (text, f"https://{text}", f"https://news.qq.com{text}", f"https://{text}.qq.com/x"):
        try:
            plain = guard.check(url)
        except FetchError as error:
            plain, kind, said = "", error.kind, str(error)
        else:
            kind, said = Kind.REFUSED, ""
            assert guard.check(plain) == plain
            assert guard.host(plain) in guard.HOSTS or plain.endswith("robots.txt")
        assert kind is Kind.REFUSED
        assert said.isprintable()
        assert plain.isascii()


@given(st.text(), st.text())
def test_joining_never_fails(base: str, location: str) -> None:
    assert isinstance(guard.join(f"https://news.qq.com/{base}", location), str)
    assert isinstance(guard.join("https://news.qq.com/", f"//[{location}"), str)


def test_the_origin_names_the_port_where_it_is_unusual() -> None:
    assert guard.origin("https://news.qq.com/x/y?z") == "https://news.qq.com"
    assert guard.origin("http://news.qq.com:443/x") == "http://news.qq.com:443"
