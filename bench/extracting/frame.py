"""A page of the imitation → one of the size of a real one: what stands around an article.

The styles, scripts, links and boxes are of our own making, and of the kinds that saved pages have:
of a page of 2024 that is 63 KB, half is scripts and a sixth styles; of one of 2016 that is 320 KB,
four fifths are both. No two pages have the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

NAMES = "首页 要闻 财经 科技 数码 游戏 汽车 教育 科普 健康 文化 历史 军事 国际 房产 家居".split()


@cache
def styles() -> str:
    """A long style sheet, a rule a line."""
    rule = ".q{0}-{1} .i{2}{{margin:{1}px 0;color:#{0:06x};background-position:-{2}px -{1}px}}\n"
    return "".join(rule.format(n * 7919 % 9973, n % 61, n % 97) for n in range(6000))


@cache
def scripts() -> str:
    """A long script, a statement a line: settings as the site writes them, and functions."""
    setting = (
        'c[{0}]={{"_auto_id":"{0}","channel_name_en":"n{1}","name_cn":"{2}","link":"https://new.qq'
        '.com/ch/n{1}","modules":"{{\\"moduleList\\":[{{\\"id\\":\\"m{0}\\",\\"isSticky\\":1}}]}}"}};\n'
    )
    function = (
        '!function(e,t){{var n=e.r{0}||(e.r{0}=[]);n.push(["set",t,{1}]);for(var i=0;i<n.length;'
        'i++)n[i]>{1}&&n[i].call(e,"{2}")}}(window,document);\n'
    )
    return "".join(
        (setting if n % 2 else function).format(n, n % 89, NAMES[n % len(NAMES)])
        for n in range(4000)
    )


def around(page: str, chance: random.Random, said: Callable[[], str], size: int) -> str:
    """The page with links and boxes, and so much style and script that it has about `size` bytes.

    `said` gives the titles of other articles; a page that is large already gets the boxes alone.
    """
    dressed = page.replace('<div id="topAd">', f'{_bar(chance)}<div id="topAd">', 1)
    dressed = dressed.replace("</body>", f"{_rest(chance, said)}</body>", 1)
    missing = max(0, size - len(dressed.encode()))
    style, script = _cut(styles(), missing * 2 // 5, chance), _cut(scripts(), missing // 5, chance)
    head = f"<style>\n{style}</style>\n<script>\n{script}</script>\n</head>"
    end = f"<script>\n{_cut(scripts(), missing * 2 // 5, chance)}</script>\n</body>"
    return dressed.replace("</head>", head, 1).replace("</body>", end, 1)


def _cut(text: str, length: int, chance: random.Random) -> str:
    """Whole lines of about `length` bytes from anywhere in it."""
    start = chance.randrange(max(1, len(text) - length))
    return text[text.find("\n", start) + 1 : text.find("\n", start + length) + 1]


def _bar(chance: random.Random) -> str:
    """The line of channels."""
    item = (
        '<li class="nav-item " dt-imp-once="true" dt-eid="em_item_nav" dt-params="dt_element_path='
        '[&quot;em_item_nav&quot;]&amp;nav_item_name={0}"><a class=" " href="/ch/n{1}" target='
        '"_blank" rel="noreferrer"><span>{0}</span></a></li>'
    )
    rows = "".join(item.format(name, chance.randrange(10**6)) for name in NAMES)
    return f'<div class="mini-nav"><ul class="mini-default-nav">{rows}</ul></div>'


def _rest(chance: random.Random, said: Callable[[], str]) -> str:
    """What stands below: other articles, the site's own links, its copyright."""
    item = (
        '<li><a href="/rain/a/{0}" target="_blank">'
        '<img src="//inews.gtimg.com/om_ls/{0}/0" alt="">{1}</a></li>'
    )
    rows = "".join(
        item.format(f"20260810A{chance.randrange(10**5):05}00", said()) for _ in range(12)
    )
    links = " | ".join(f'<a href="http://www.tencent.com/{name}">{name}</a>' for name in NAMES[:8])
    return (
        f'<div class="hot-list"><h2>热点榜</h2><ul>{rows}</ul></div>'
        f'<div class="tcopyright"><div>{links}</div><div>版权所有</div></div>'
    )
