"""An article → its page as served to 2019: GBK bytes that declare gb2312."""

from __future__ import annotations

import html

from scraper.demo import keys, markup
from scraper.demo.content import Entry
from scraper.demo.render import marks

_MARKS: marks.Marks = {
    "strong": marks.element("strong"),
    "link": '<!--keyword--><a class="a-tips-Article-QQ" href="http://tech.qq.com/science.htm"'
    ' target="_blank"><!--/keyword-->{}<!--keyword--></a><!--/keyword-->'.format,
}
_NAMES = {"tech": "科技", "finance": "财经"}


def page(entry: Entry) -> bytes:
    """The bytes of the page of an article."""
    text = _first(entry) if entry.old else _later(entry)
    return text.encode("gb18030")


def _later(entry: Entry) -> str:
    """The page of about 2010 to 2019."""
    title = html.escape(entry.title)
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head>
<meta content="text/html; charset=gb2312" http-equiv="Content-Type">
<meta charset="gb2312">
<title>{title}_{_NAMES[entry.site]}_腾讯网</title>
<meta name="keywords" content="{title},{html.escape(",".join(entry.tags))}">
<meta name="Description" content="{title}">
<script type="text/javascript">
            {_info(entry)}
        </script>
<!--[if !IE]>|xGv00|{keys.letters(entry.id, 32)}<![endif]-->
</head>
<body id="P-QQ">
<div class="qq_main"><div class="qq_article">
<div class="hd">
<h1>{title}</h1>
{_bar(entry)}
</div>
<div class="bd" accesskey="3" tabindex="-1">
<div id="Cnt-Main-Article-QQ" class="Cnt-Main-Article-QQ" bosszone="content">\
<div class="mbArticleSharePic">\
<div class="mbArticleShareBtn"><span>转播到腾讯微博</span></div></div>\
{"".join(_block(block) for block in entry.blocks)}{_BACK}</div>
</div>
<div class="qq_readBox"><h2 class="bq">标签</h2></div>
</div></div>
</body></html>
<!--[if !IE]>|xGv00|{keys.letters(entry.title, 32)}<![endif]-->
"""


def _first(entry: Entry) -> str:
    """The page of about 2003 to 2009."""
    title = html.escape(entry.title)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<title>{title}_{_NAMES[entry.site]}_腾讯网</title>
</head>
<body>
<div id="Article">
<div class="hd"><h1 id="ArticleTit">{title}</h1></div>
<div class="info"><span class="pubTime">{entry.published:%Y年%m月%d日%H:%M}</span>
<span class="where">{html.escape(entry.author.name)}</span></div>
<div id="ArticleCnt">{"".join(_block(block) for block in entry.blocks)}</div>
<div id="ArtPLink"><a href="http://tech.qq.com/">返回科技首页</a></div>
</div>
</body>
</html>
"""


def _info(entry: Entry) -> str:
    """The page's own script: not JSON, its keys bare and its strings in single quotes."""
    name = _NAMES[entry.site]
    tags = ",".join(f"'{tag}'" for tag in entry.tags)
    words = ",".join(f"key{place}:'{tag}'" for place, tag in enumerate(entry.tags, 1))
    rows = (
        "ARTICLE_INFO = window.ARTICLE_INFO || {",
        f"site:'{entry.site}',",
        f"site_cname:'{name}',",
        f"site_url:'http://{entry.site}.qq.com',",
        f"title:'{entry.title}',",
        f"id:'{entry.number}',",
        f"pubtime:'{_time(entry)}',",
        "type:'1',",
        f"article_url:'{entry.url}',",
        f"sosokeys:{{{words}}},",
        f"tags:[{tags}],",
        f"catalog:'{entry.site}news',",
        "topic:{name:'',cname:'',ztcatalog:''},",
        "isShowLastAD:'',",
        "tpl:{dev:'def',ver:'1.0.0.0',time:'20160512',type:'1',stype:''}",
        "}",
    )
    return "\n            ".join(rows)


def _time(entry: Entry) -> str:
    """The time as the page writes it: another form until 2016."""
    form = "%Y-%m-%d %H:%M" if entry.published.year > 2016 else "%Y年%m月%d日%H:%M"
    return entry.published.strftime(form)


def _bar(entry: Entry) -> str:
    """The line below the title; its classes changed with the form of the time."""
    name, time = html.escape(entry.author.name), _time(entry)
    if entry.published.year > 2016:
        return (
            '<div class="qq_bar clearfix" bosszone="titleDown"><div class="a_Info">'
            f'<span class="a_catalog"><a href="http://{entry.site}.qq.com/">资讯</a></span>'
            f'<span class="a_source" bosszone="jgname">{name}</span>'
            f'<span class="a_time">{time}</span></div></div>'
        )
    return (
        '<div class="titBar" bosszone="titleDown"><div class="info"><span class="infoCol">'
        f'<span class="where" bosszone="jgname">{name}</span></span>'
        f'<span class="pubTime">{time}</span></div></div>'
    )


def _block(block: markup.Block) -> str:
    match block:
        case markup.Paragraph(lines=lines):
            return f'<p class="text" style="TEXT-INDENT:2em">{marks.lines(lines, _MARKS)}</p>'
        case markup.Items(lines=lines):
            rows = "".join(f"<li>{marks.line(one, _MARKS)}</li>" for one in lines)
            return f"<ol>{rows}</ol>"
        case markup.Picture():
            return _image(block)
        case _:
            raise TypeError(f"a classic page has no {type(block).__name__} here")


def _image(block: markup.Picture) -> str:
    address = f"http:{block.former('640')}"
    return (
        f'<p align="center"><img alt="{html.escape(block.caption)}" src="{address}"></p>'
        f'<p class="text" align="center">{html.escape(block.caption)}</p>'
    )


_BACK = (
    '<a bosszone="backqqcom" href="http://www.qq.com/?pref=article" id="backqqcom">'
    '<img src="//mat1.gtimg.com/pingjs/ext2020/dc/src/img/favicon.ico" width="16" height="16">'
    "<span>返回腾讯网首页</span></a>"
)
