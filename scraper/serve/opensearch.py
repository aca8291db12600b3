"""The address of the archive → how a browser searches it, by OpenSearch 1.1."""

from __future__ import annotations

from html import escape

from scraper.serve.asked import Lang
from scraper.serve.frame import static
from scraper.serve.view import said
from scraper.serve.words import COMMON

TYPE = "application/opensearchdescription+xml"


def description(base: str, lang: Lang) -> str:
    """The description of the archive at an address without a slash at its end."""
    words = said(COMMON, lang)
    place = escape(base)
    values = "q={searchTerms}&amp;page={startPage?}"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{escape(words["name"][:16])}</ShortName>
<Description>{escape(words["find"])}</Description>
<Language>{"en" if lang == "en" else "zh-CN"}</Language>
<InputEncoding>UTF-8</InputEncoding>
<Image type="image/svg+xml">{place}{static("icon.svg")}</Image>
<Url type="text/html" template="{place}/search?{values}"/>
<Url type="application/json" template="{place}/search.json?{values}"/>
<Url type="{TYPE}" rel="self" template="{place}/opensearch.xml"/>
</OpenSearchDescription>
"""
