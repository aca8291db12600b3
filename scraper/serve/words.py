"""The words that every page has, in Chinese and in English."""

from __future__ import annotations

from scraper.serve.view import Words

COMMON: Words = {
    "name": ("AI 新闻档案", "AI news archive"),
    "skip": ("跳到正文", "Skip to the content"),
    "pages": ("页面", "Pages"),
    "today": ("今日", "Today"),
    "page_changes": ("修改", "Changes"),
    "search": ("搜索", "Search"),
    "trends": ("趋势", "Trends"),
    "health": ("健康", "Health"),
    "sql": ("SQL", "SQL"),
    "find": ("搜索全文", "Search the archive"),
    "feed": ("Atom 订阅", "Atom feed"),
    "feed_changes": ("修改订阅", "Feed of changes"),
    "json": ("JSON", "JSON"),
    "shortcuts": ("快捷键", "Keyboard"),
    "key_next": ("下一篇", "next"),
    "key_previous": ("上一篇", "previous"),
    "key_open": ("打开", "open"),
    "key_original": ("看原文", "the original"),
    "key_search": ("搜索", "search"),
    "key_back": ("返回列表", "back to the list"),
    "key_help": ("显示快捷键", "show these keys"),
    "scheme": ("明暗", "Light or dark"),
    "fresh": ("以上是您上次来访后收录的", "Above: kept since you were last here"),
    "close": ("关闭", "Close"),
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "readonly": (
        "只读。页面不加载其他网站的任何内容。",
        "Read-only. Nothing on these pages comes from another site.",
    ),
    "company": ("公司", "company"),
    "model": ("模型", "model"),
    "person": ("人物", "person"),
    "chip": ("芯片", "chip"),
    "institution": ("机构", "institution"),
    "unknown": ("未知", "unknown"),
    "wrong": ("打不开这一页", "This page cannot be shown"),
    "home": ("回到今日", "Back to today"),
}
