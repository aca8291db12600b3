"""Sitemaps: an index, its maps, packed and damaged ones."""

from __future__ import annotations

import gzip
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.config import Source
from scraper.dates import BEIJING
from scraper.discover import sources
from scraper.errors import DiscoverError
from scraper.models import Fetched, Kind, Listing

NOW = datetime(2026, 8, 11, 9, 0, tzinfo=BEIJING)
SITEMAP = Source(name="map", kind="sitemap", pages=3)


def read(source: Source, body: bytes) -> Listing:
    asked = sources.first(source)
    answer = Fetched(asked=asked.url, url=asked.url, status=200, headers=(), body=body, at=NOW)
    return sources.read(source, asked, answer, NOW)


def ids(listing: Listing) -> list[str]:
    return [link.address.id for link in listing.links]


INDEX = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://news.qq.com/sitemap/old.xml</loc><lastmod>2026-08-01</lastmod></sitemap>
<sitemap><lastmod>2026-08-10T08:00:00+08:00</lastmod>
  <loc><![CDATA[https://news.qq.com/sitemap/new.xml?a=1&b=2]]></loc></sitemap>
<sitemap><loc>https://news.qq.com/sitemap/mid.xml.gz</loc><lastmod>2026-08-05</lastmod></sitemap>
<sitemap><loc>https://news.qq.com/sitemap/older.xml</loc><lastmod>2025-08-05</lastmod></sitemap>
<sitemap><loc>https://news.qq.com.evil.example/a.xml</loc></sitemap>
<sitemap><loc>file:///etc/passwd</loc></sitemap>
<!-- <sitemap><loc>https://news.qq.com/sitemap/hidden.xml</loc></sitemap> -->
</sitemapindex>"""
MAP = """<urlset>
<url><loc> https://news.qq.com/rain/a/20260810A01AAA00?a=1&amp;b=2 </loc>
  <lastmod>2026-08-10T12:00:00+08:00</lastmod><image:loc>https://x.gtimg.com/a</image:loc></url>
<url><loc>https://news.qq.com/rain/a/20260810A01AAA00</loc></url>
<url><loc>https://news.qq.com/rain/a/20260810V01AAA00</loc></url>
<url><loc>https://news.qq.com/ch/tech</loc></url><url></url>
<url><news:title>北斗3 &amp; 芯片</news:title><loc>https://news.qq.com/rain/a/20260810A02BBB00</loc>
</url></urlset>"""


class TestSitemap:
    def test_an_index_leads_to_its_newest_maps(self):
        listing = read(SITEMAP, INDEX.encode())
        names = [one.url.rpartition("/")[2] for one in listing.more]
        assert names == ["new.xml?a=1&b=2", "mid.xml.gz", "old.xml"]
        assert listing.skipped == (("not a map of this site", 2),)
        assert listing.links == ()

    def test_maps_without_dates_go_by_number(self):
        at = "https://news.qq.com/sitemap/"
        maps = "".join(f"<sitemap><loc>{at}s_{n}.xml</loc></sitemap>" for n in (2, 10, 9, 1))
        own = "<sitemap><loc>https://news.qq.com/sitemap/index.xml</loc></sitemap>"
        more = read(SITEMAP, f"<sitemapindex>{own}{maps}</sitemapindex>".encode()).more
        assert [one.url for one in more] == [f"{at}s_{n}.xml" for n in (10, 9, 2)]

    @pytest.mark.parametrize("pack", [lambda body: body, gzip.compress])
    def test_a_map_gives_links(self, pack: Any):
        listing = read(SITEMAP, pack(b"\xef\xbb\xbf" + MAP.encode()))
        assert ids(listing) == ["20260810A01AAA00", "20260810A02BBB00"]
        assert listing.links[0].hint.published == datetime(2026, 8, 10, 12, tzinfo=BEIJING)
        assert listing.links[1].hint.title == "北斗3 & 芯片"
        reasons = {"duplicate": 1, "no address": 1, "not an article": 1, "video": 1}
        assert dict(listing.skipped) == reasons
        assert listing.more == ()

    def test_a_packed_map_has_a_bound(self):
        with pytest.raises(DiscoverError, match="bytes once unpacked") as caught:
            read(SITEMAP, gzip.compress(b" " * 50_000_001, 1))
        assert caught.value.kind is Kind.TOO_LARGE

    @pytest.mark.parametrize("cut", [2, 5, 12, -4])
    def test_a_damaged_packed_map(self, cut: int):
        with pytest.raises(DiscoverError, match="damaged gzip") as caught:
            read(SITEMAP, gzip.compress(MAP.encode())[:cut])
        assert caught.value.kind is Kind.UNREADABLE

    @pytest.mark.timeout(20)
    @pytest.mark.parametrize(
        "part", ["<url>", "<loc", "<loc><![CDATA[", "<!--", "<url ", "<loc>" + " " * 50, "&#1"]
    )
    def test_time_goes_with_the_bytes(self, part: str):
        read(SITEMAP, f"<urlset>{part * (1_000_000 // len(part))}".encode())

    @given(st.text(alphabet=st.sampled_from("<>/!-[]&;#urlsetiocdmap A0:. \x00\ud800")))
    def test_never_fails_on_any_tags(self, words: str):
        for root in ("urlset", "sitemapindex"):
            found = read(SITEMAP, f"<{root}>{words}".encode("utf-8", "surrogatepass"))
            assert isinstance(found, Listing)
