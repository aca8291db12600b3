"""An article → its page as served since 2023: window.DATA, and the rendered article."""

from __future__ import annotations

import html
import json
from typing import Any

from scraper.demo import keys
from scraper.demo.content import Entry, brief, stamp, thumbnail
from scraper.demo.render import origin, rendered

_ICON = "https://inews.gtimg.com/news_ls/{}_200200/0"
_CHANNELS = {
    "channelConfig": {
        "channelRight": [
            {
                "_auto_id": "1",
                "channel_name_en": "news",
                "modules": '{"moduleList":[{"title":"热点榜","id":"hot_rank_list"}]}',
            }
        ]
    }
}


def page(entry: Entry) -> str:
    """The page of an article."""
    return frame(entry, script(entry, data(entry)), article(entry))


def article(entry: Entry) -> str:
    """What stands inside the article element."""
    return rendered.top(entry) + rendered.body(entry) + rendered.carousel(entry)


def data(entry: Entry) -> dict[str, Any]:
    """What window.DATA holds, its keys in the site's order."""
    values = _about(entry) | _text(entry) | _who(entry) | _pay(entry)
    return values if "tags" in values or entry.published.year >= 2026 else values | {"tags": ""}


def script(entry: Entry, values: dict[str, Any], after: str = "") -> str:
    """The statement that sets window.DATA; `after` follows it in the same script."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    if "escaped" in entry.traits:
        text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f"window.DATA = {text};{after}"


def frame(entry: Entry, script: str, inner: str) -> str:
    """The whole page around a script and what stands inside the article element."""
    name = "article-content" if entry.published.year >= 2025 else "ArticleContent"
    channels = json.dumps(_CHANNELS, ensure_ascii=False)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n\n<head>\n    {_head(entry)}\n'
        "<script>\n  try {\n    history.scrollRestoration = 'manual';\n  } catch {}\n</script>\n"
        f"<script>\n  {script}\n</script>\n"
        f"<script>\n  window.channelInfo = {channels};\n</script>\n"
        '<link href="https://mat1.gtimg.com/qqcdn/dc-article/static.css" rel="stylesheet">\n'
        f'</head>\n<body dt-pgid="pg_detail">\n  {_TOP}\n'
        f'          <div id="ArticleColumnTag"></div><h1>{html.escape(entry.title)}</h1>'
        f'<div id="ArticleAuthor">{_author(entry)}</div><div id="{name}">{inner}</div>\n'
        f"          {_BOTTOM}\n</body>\n</html>\n"
    )


def _about(entry: Entry) -> dict[str, Any]:
    short = entry.id[:14] if entry.short else entry.id
    tags = {"tags": ",".join(entry.tags)} if entry.tags else {}
    return {
        "url": f"https://view.inews.qq.com/a/{short}",
        "article_id": short,
        "atype": entry.type,
        "article_type": entry.type,
        "title": entry.title,
        "desc": brief(entry),
        "iNewsRecommendLevel": 1,
        "abstract": brief(entry),
        "catalog1": entry.category,
        "ad_channel_sign": entry.category,
        "introduction": "",
        "media": entry.author.name,
        "media_id": entry.author.number,
        "pubtime": stamp(entry),
        "comment_id": keys.number(entry.id, 16),
        **tags,
        "political": 0,
        "cmsId": entry.id,
        "cms_id": entry.id,
        "closeAllAd": 0,
        "closeAllFavorite": False,
    }


def _text(entry: Entry) -> dict[str, Any]:
    """The text and its placeholders, where the page has them."""
    if entry.origin == "none":
        return {}
    text, attributes = origin.text(entry)
    content: dict[str, Any] = {"directory": {"enable": 2}, "text": text}
    if entry.origin == "plain":
        content = {"directory": {"enable": 2, "list": None}, "text": text, "version": "v1"}
    return {"originContent": content, "originAttribute": attributes}


def _who(entry: Entry) -> dict[str, Any]:
    author = entry.author
    return {
        "selfDeclare": {"declare": "", "id": 0},
        "userAddress": author.place,
        "card": {
            "chlid": author.number,
            "chlname": author.name,
            "desc": author.about,
            "icon": _ICON.format(keys.image(author.name)),
            "msgEntry": 1,
            "update_frequency": "0",
            "vip_desc": "科技领域创作者",
            "vip_place": "left",
            "vip_type": "30011",
            "vip_type_new": "30011",
            "suid": author.suid,
            "liveInfo": {},
            "cpLevel": 1,
        },
        "interationCount": {"like": 0, "collect": 0, "share": 2},
    }


def _pay(entry: Entry) -> dict[str, Any]:
    return {
        "payment_info": {},
        "article_is_pay": False,
        "payment_column_info_v1": {
            "is_column_pay": False,
            "read_count_all": 0,
            "is_column_article_pay": False,
        },
        "tag_info_item": {},
        "contentWordsNum": len(entry.text),
        "extra_property": {"FeedbackDetailDisableInsert": 0, "zanSkinType": ""},
        "relateWelfare": {},
        "aiSwitch": True,
        "final_declarations": [],
        "wechat_atype": 0,
        "aiFirstQuestion": {"source": "algo", "text": "这件事对普通用户有什么影响？"},
        "isOversize": False,
        "videoArr": [],
    }


def _head(entry: Entry) -> str:
    title = html.escape(f"{entry.title}_腾讯新闻")
    description = html.escape(brief(entry))
    lines = [f"<title>{title}</title>"]
    if entry.published.year >= 2026:
        lines += _graph(entry, title, description)
    else:
        lines += [f'<meta name="Description" content="{description}">']
    lines += [
        '<meta name="baidu-site-verification" content="jJeIJ5X7pP" />',
        '    <meta charset="utf-8" />',
        '<meta http-equiv="X-UA-Compatible" content="IE=Edge" />',
        '<meta name="viewport" content="width=device-width, initial-scale=1" />',
        '<link rel="dns-prefetch" href="inews.gtimg.com">',
        '<link rel="shortcut icon" href="https://mat1.gtimg.com/qqcdn/qqindex2021/favicon.ico">',
    ]
    return "\n".join(lines)


def _graph(entry: Entry, title: str, description: str) -> list[str]:
    """The lines of the head that came in 2026."""
    words = html.escape(",".join(entry.tags) or "人工智能,大模型")
    return [
        f'<meta name="keywords" content="{words}">',
        f'<meta name="description" content="{description}">',
        '<meta name="author" content="腾讯网">',
        '<meta name="copyright" content="Copyright 1998 - 2026 Tencent. All Rights Reserved">',
        '<meta property="og:type" content="news" />',
        f'<meta property="og:title" content="{title}" />',
        f'<meta property="og:description" content="{description}" />',
        f'<meta property="og:url" content="https://news.qq.com/rain/a/{entry.id}" />',
        f'<meta property="og:image" content="{thumbnail(entry)}" />',
        f'<meta property="article:author" content="{html.escape(entry.author.name)}" />',
        f'<meta property="article:published_time" content="{stamp(entry)}" />',
        f'<meta property="category" content="{entry.category}" />',
    ]


def _author(entry: Entry) -> str:
    author, icon = entry.author, _ICON.format(keys.image(entry.author.name))
    link = f'<a href="https://news.qq.com/omn/author/{author.suid}" target="_blank">'
    return (
        '<div id="article-author" class="article-author"><div class="media-info">'
        f'{link}<div class="avatar" style="background-image:url({icon})"></div></a>'
        f'<div>{link}<p class="media-name">{html.escape(author.name)}</p></a>'
        f'<p class="media-meta"><span>{stamp(entry)[:16]}</span>'
        f"<span>发布于<!-- -->{author.place}</span><span>科技领域创作者</span></p>"
        "</div></div></div>"
    )


_TOP = """<div id="TopNav"><div id="topNav-wrapper"><ul class="mini-default-nav">\
<li class="nav-item "><a href="https://www.qq.com"><span>首页</span></a></li>\
<li class="nav-item "><a href="/ch/tech"><span>科技</span></a></li></ul></div></div>
  <div id="topAd"></div>
  <div class="qq_conent clearfix no-right">
    <div class="LEFT">
      <div class="content clearfix">
        <div class="LeftTool" id="LeftTool"><div class="article-interation"><div class="operation">\
<p class="item-text">评论</p></div></div></div>
        <div class="content-article">"""

_BOTTOM = """<div id="Status"><div class="article-status"><div class="statement">\
<div>免责声明：本内容来自腾讯平台创作者，不代表腾讯新闻或腾讯网的观点和立场。</div>\
<a class="report">举报</a></div></div></div>
          <div class="recommend-con" id="ArticleBottom"></div>
        </div>
      </div>
      <div id="Comment"><div class="qq_comment clearfix"><span>评论 0</span></div></div>
      <div id="Recomend"></div>
    </div>
    <div id="RIGHT" class="RIGHT"><div class="right-bar"></div></div>
  </div>
  <div id="bottomAd"></div>
  <div id="Foot" class="qq_footer"><div id="tcopyright">Copyright © 1998 - 2026 Tencent. \
All Rights Reserved</div></div>
  <div id="GoTop"></div>
  <script src="https://mat1.gtimg.com/qqcdn/qqindex2021/static/react.production.min.js"></script>"""
