"""The words of a digest, in the languages of those who read it."""

from __future__ import annotations

from dataclasses import dataclass

Form = tuple[str, str]
"""How one is counted, and how more are; ``{n}`` is the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language; what stands in braces is filled in by `str.format`."""

    lang: str
    title: str
    span: str
    comma: str
    articles: Form
    stories: Form
    media: Form
    others: Form
    heads: Form
    lost: Form
    group: str
    other: str
    altered: str
    became: str
    gone: str
    more: str
    nothing: str


_EN = Words(
    lang="en",
    title="AI news digest",
    span="{since} – {until}, Beijing time",
    comma=", ",
    articles=("1 article", "{n} articles"),
    stories=("1 story", "{n} stories"),
    media=("1 account", "{n} accounts"),
    others=("told by 1 other", "told by {n} others"),
    heads=("1 headline changed", "{n} headlines changed"),
    lost=("1 removed", "{n} removed"),
    group="{name} ({n})",
    other="Other",
    altered="Headlines changed since",
    became="{old} → {new}",
    gone="Removed by the site",
    more="… and {n} more",
    nothing="Nothing new.",
)
_ZH = Words(
    lang="zh-CN",
    title="AI 新闻摘要",
    span="北京时间 {since} 至 {until}",
    comma="，",
    articles=("1 篇文章", "{n} 篇文章"),
    stories=("1 则报道", "{n} 则报道"),
    media=("1 个账号", "{n} 个账号"),
    others=("另有 1 篇转载", "另有 {n} 篇转载"),
    heads=("1 个标题有改动", "{n} 个标题有改动"),
    lost=("1 篇被删除", "{n} 篇被删除"),
    group="{name}（{n}）",
    other="其他",
    altered="标题有改动",
    became="{old} → {new}",
    gone="原站已删除",
    more="…… 另有 {n} 条",
    nothing="没有新文章。",
)


def of(lang: str) -> Words:
    """The words of a language; English where there are none."""
    return _ZH if lang == "zh" else _EN


def count(form: Form, n: int) -> str:
    """So many, in words."""
    return form[0] if n == 1 else form[1].format(n=n)
