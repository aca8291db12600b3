"""Language → the few words that stand in a feed beside those of its articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of one language; what a mapping does not hold is called by its own name."""

    title: str
    """Of feeds that nobody named."""
    colon: str
    comma: str
    everything: str
    changes: str
    naming: str
    """About whom a feed is, with a place for the name."""
    category: str
    query: str
    original: str
    gone: str
    """With a place for the day."""
    headline: str
    """What somebody did to a headline, with places for who, the old and the new one."""
    altered: str
    """The same of anything else: who, what, the title."""
    somebody: str
    same: str
    """How many paragraphs are the same."""
    alike: str
    moved: str
    others: str
    """Of as many images or videos as before."""
    sorts: Mapping[str, str]
    kinds: Mapping[str, str]
    fields: Mapping[str, str]


ENGLISH = Words(
    title="AI industry news",
    colon=": ",
    comma=", ",
    everything="Chinese AI-industry news, whole articles",
    changes="Changed after publication",
    naming="Articles that name {}",
    category="Articles of the category {}",
    query="Articles that have {}",
    original="The original",
    gone="removed by the site, seen on {}",
    headline="{} changed a headline: {} → {}",
    altered="{} changed ({}): {}",
    somebody="Somebody",
    same="… {} paragraphs the same",
    alike="The words are the same; images, links or emphasis differ",
    moved="Moved here: ",
    others="{} as before, but others",
    sorts={
        "company": "companies",
        "model": "models",
        "person": "people",
        "chip": "chips",
        "institution": "institutions",
    },
    kinds={},
    fields={"title": "headline"},
)

CHINESE = Words(
    title="AI产业新闻",
    colon="：",
    comma="、",
    everything="中文AI产业新闻，全文",
    changes="发布后的改动",
    naming="提到{}的文章",
    category="分类为{}的文章",
    query="含有{}的文章",
    original="原文",
    gone="网站已删除，发现于{}",
    headline="{}改了标题：{} → {}",
    altered="{}作了改动（{}）：{}",
    somebody="有人",
    same="……{}段未变",
    alike="文字未变；图片、链接或强调有改动",
    moved="移到此处：",
    others="仍是{}个，但换了",
    sorts={
        "company": "公司",
        "model": "模型",
        "person": "人物",
        "chip": "芯片",
        "institution": "机构",
    },
    kinds={
        "headline": "标题",
        "number": "数字",
        "correction": "更正",
        "appended": "追加",
        "inserted": "插入",
        "removed": "删除",
        "moved": "移动",
        "rewording": "改写",
        "another": "换了全文",
        "layout": "版式",
    },
    fields={
        "title": "标题",
        "published": "发布时间",
        "author": "作者",
        "summary": "摘要",
        "abstract": "提要",
        "thumbnail": "缩略图",
        "images": "图片",
        "videos": "视频",
        "tags": "标签",
        "category": "分类",
        "lang": "语言",
        "paid": "付费",
    },
)


def of(language: str) -> Words:
    """The words of a language tag: Chinese of ``zh``, ``zh-CN`` …, else English."""
    return CHINESE if language.lower().partition("-")[0] == "zh" else ENGLISH
