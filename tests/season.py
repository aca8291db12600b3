"""A number of days → an archive of so many days of made-up news, with all that a reader can meet.

Copies, headlines that changed, articles that are gone, images that are kept, pages in quarantine,
runs with verdicts, a list that failed, a week in which pages came hollow: what the pages of `serve`
show, in words that read like news. The same number gives the same archive.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from scraper import match, pixels, urls
from scraper.archive import store
from scraper.dates import BEIJING
from scraper.demo import picture
from scraper.discover.dictionary import builtin
from scraper.models import (
    Article,
    Asked,
    Fetched,
    Hint,
    Image,
    Kind,
    Level,
    Link,
    Reason,
    Sight,
    Verdict,
    Video,
)

if TYPE_CHECKING:
    from pathlib import Path

END = datetime(2026, 11, 26, 21, 0, tzinfo=BEIJING)
MEDIA = "智见前沿 模型日课 芯潮笔记 机器人现场 算力观察站 科技速读 产业晚报 云上周刊".split()
SOURCES = ("ai", "tech", "hot")
MAKERS = (
    "DeepSeek 智谱 月之暗面 阿里云 腾讯 百度 字节跳动 科大讯飞 商汤科技 华为 MiniMax 英伟达".split()
)
MODELS = "通义千问 Kimi 豆包 混元 文心一言 GLM 盘古大模型 Gemini Claude GPT-5".split()
CHIPS = "昇腾 寒武纪 H100 摩尔线程 海光信息".split()
TITLES = (
    "{maker}发布新一代推理模型，{share}%的算力开销被省下",
    "{model}开放百万字上下文，企业客户先行试用",
    "{maker}与{other}达成合作，共建{place}智算中心",
    "对话{maker}工程师：长上下文为什么这样难",
    "{chip}适配{model}，国产算力再进一步",
    "{maker}完成{money}亿元融资，将用于扩建训练集群",
    "{place}出台人工智能新规，{share}家企业进入首批名单",
    "记者实测{model}写代码：快了，也更会认错",
    "人形机器人进厂{share}天：{place}的一条产线变了什么",
    "{maker}开源多模态模型，支持{share}种语言",
)
SAID = (
    "{at}，{maker}在{place}公布了新的进展。现场展示的任务包括长文写作、代码修复和表格推理，"
    "其中一项测试的用时从{share}秒降到了{less}秒。",
    "“真正难的不是把模型做大，而是让它在该停的地方停下来。”团队负责人说，{model}的新版本把一半的"
    "训练时间用在了校验上。",
    "供应链人士表示，{chip}的交付周期已经缩短到{less}周，{place}的两座机房将在年内投入使用。",
    "不过，也有研究者提醒，公开榜单上的分数与日常使用之间仍有距离：“换一种问法，答案就不一样。”",
    "按照计划，{maker}将在下个季度开放接口，价格比目前低{share}%。{other}的同类服务也在跟进。",
)
SIGNS = "".join(
    bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD0) for low in range(0xA1, 0xFE)
)
"""Characters of a text that says nothing."""
EDITS = (
    ("百万字", "两百万字"),
    ("发布", "正式发布"),
    ("更会认错", "还不会认错"),
    ("再进一步", "已在两座机房落地"),
    ("亿元融资", "亿元新融资"),
    ("首批", "第一批试点"),
    ("为什么这样难", "究竟难在哪里"),
    ("一条产线", "三条产线"),
    ("多模态", "全模态"),
    ("达成合作", "达成战略合作"),
)
"""What the site writes instead, later."""
PLACES = "上海 北京 杭州 深圳 合肥 成都 武汉 苏州".split()


class Rest(NamedTuple):
    """What an article is made with."""

    chance: random.Random
    number: int
    at: datetime


def fill(path: Path, days: int = 90, kept: int = 120) -> None:
    """The archive at `path`; of the newest articles so many have images that are kept."""
    chance = random.Random(days)
    with store.open(path) as archive:
        number = 0
        for day in range(days, -1, -1):
            number = _day(archive, chance, number, END - timedelta(days=day))
        for _ in match.anew(archive, builtin()):
            pass
        for want in archive.gallery.due(END, kept):
            key = want.image.rsplit("/", 1)[-1]
            data = picture.png(key, 640, 360)
            archive.gallery.keep(want.image, pixels.read(data, 10**7), data, END)


def _day(archive: store.Store, chance: random.Random, number: int, end: datetime) -> int:
    """A day's run, of articles that came before its `end`; how many there are after it."""
    run = archive.start("crawl", end)
    hollow = END - timedelta(days=24) <= end < END - timedelta(days=19)
    count = chance.randrange(4, 10) + (3 if end.weekday() < 5 else 0)
    kinds: dict[str, int] = {}
    for place in range(count):
        at = end - timedelta(minutes=30 + 75 * place + chance.randrange(60))
        article = _article(Rest(chance, number, at))
        kind = _visit(archive, run, article, end, hollow=hollow and chance.random() < 0.5)
        kinds[kind] = kinds.get(kind, 0) + 1
        number += 1
        if kind is Kind.NEW:
            number += _after(archive, run, article, chance, number)
    for source in SOURCES:
        fault = "blocked by a firewall" if source == "hot" and hollow else ""
        asked = Asked(at=end, source=source, new=0 if fault else count, known=12, fault=fault)
        archive.watch.survey(asked, "blocked" if fault else "", run)
    archive.watch.judge(run, end, _verdict(end, hollow=hollow))
    archive.finish(run, end + timedelta(minutes=4), kinds)
    return number


def _article(rest: Rest) -> Article:
    chance = rest.chance
    words = {
        "maker": MAKERS[min(int(chance.expovariate(0.35)), len(MAKERS) - 1)],
        "other": chance.choice(MAKERS),
        "model": MODELS[min(int(chance.expovariate(0.4)), len(MODELS) - 1)],
        "chip": chance.choice(CHIPS),
        "place": chance.choice(PLACES),
        "share": chance.randrange(12, 60),
        "less": chance.randrange(2, 11),
        "money": chance.randrange(3, 40),
        "at": f"{rest.at.month}月{rest.at.day}日",
    }
    key = f"{rest.at:%Y%m%d}A{rest.number:05}00"
    said = [one.format(**words) for one in chance.sample(SAID, k=len(SAID))]
    shown = f"https://inews.gtimg.com/om_bt/season{rest.number}/641"
    caption = f"{words['maker']}在{words['place']}的展台（示意图）"
    body = [said[0], f"![{caption}]({shown})", f"*{caption}*", *said[1:3]]
    body += ["## 为什么是现在", *said[3:], *(_told(chance) for _ in range(3))]
    return Article(
        id=key,
        url=urls.of(key),
        title=chance.choice(TITLES).format(**words),
        body="\n\n".join(body),
        published=rest.at,
        author=MEDIA[min(int(chance.expovariate(0.4)), len(MEDIA) - 1)],
        summary=said[0],
        thumbnail=shown,
        images=(Image(url=shown, width=640, height=360, caption=caption),),
        videos=_videos(rest),
        tags=("人工智能", words["model"]),
        category="科技",
        extractor="qq-origin/1",
    )


def _told(chance: random.Random) -> str:
    """A paragraph that no other article has."""
    lines = ("".join(chance.choices(SIGNS, k=chance.randrange(9, 30))) for _ in range(9))
    return "，".join(lines) + "。"


def _videos(rest: Rest) -> tuple[Video, ...]:
    if rest.number % 9:
        return ()
    url = f"https://v.qq.com/x/page/s{rest.number:05}.html"
    return (Video(vid=f"s{rest.number:05}", url=url, title="现场画面", duration=93),)


def _visit(archive: store.Store, run: int, article: Article, at: datetime, *, hollow: bool) -> Kind:
    """What a visit came to: the article is stored, or its page is not believed."""
    source = SOURCES[int(article.id[9:14]) % 7 // 3]
    snapshot = archive.keep(_page(article, at), run)
    kind = Kind.HOLLOW if hollow else Kind.NEW
    if not hollow:
        about = {"source": source, "reason": f"{article.title[:4]} (strong)"}
        archive.put(article, snapshot=snapshot, at=at, mentions=None, **about)
    era = "qq-origin/1"
    fields = frozenset({"author", "published", "thumbnail", "summary", "images"})
    sight = Sight(
        at=at, source=source, kind=kind, era=era, fields=frozenset() if hollow else fields,
        chars=0 if hollow else len(article.body), missing="originContent" if hollow else "",
    )  # fmt: skip
    hint = Hint(title=article.title)
    link = Link(address=urls.read(article.url), source=source, hint=hint)
    archive.visited(
        article.url, kind, at=at, snapshot=snapshot, run=run, due_at=None, link=link, sight=sight,
        reason="the body is empty" if hollow else "", extractors="qq-origin/1 qq-rendered/1",
    )  # fmt: skip
    return kind


def _page(article: Article, at: datetime) -> Fetched:
    """What the site answered."""
    return Fetched(
        asked=article.url,
        url=article.url,
        status=200,
        headers=(("content-type", "text/html"),),
        body=f"<html><title>{article.title}</title></html>".encode(),
        at=at,
    )


def _after(
    archive: store.Store, run: int, article: Article, chance: random.Random, number: int
) -> int:
    """What became of an article: copied, changed, removed; how many articles came by that."""
    dice, at = chance.random(), article.published or END
    if dice < 0.12:
        later = at + timedelta(minutes=40)
        key = f"{later:%Y%m%d}A{number:05}00"
        copy = replace(
            article,
            id=key,
            url=urls.of(key),
            published=later,
            author=chance.choice([one for one in MEDIA if one != article.author]),
            body=f"（转载）\n\n{article.body}",
        )
        archive.put(copy, snapshot=None, at=at + timedelta(hours=26), source="tech", reason="copy")
        return 1
    if dice < 0.22:
        old, new = chance.choice([one for one in EDITS if one[0] in article.title] or EDITS)
        title = article.title.replace(old, new, 1)
        body = article.body.replace("秒降到了", "秒缩短到了").replace("低", "下调")
        if chance.random() < 0.5:
            body = f"{body}\n\n（更正：文中用时以官方数据为准。）"
        changed = replace(article, title=title, body=body)
        later = at + timedelta(hours=9)
        archive.put(changed, snapshot=archive.keep(_page(changed, later), run), at=later)
    elif dice < 0.25:
        archive.gone(article.url, at + timedelta(days=1))
    return 0


def _verdict(at: datetime, *, hollow: bool) -> Verdict:
    if hollow:
        text = f"half of the pages of qq-origin came hollow since {at:%Y-%m-%d}"
        return Verdict(reasons=(Reason(level=Level.ALARM, name="hollow:qq-origin", text=text),))
    if at.weekday() == 6:
        text = "tech: fewer articles than on other Sundays"
        return Verdict(reasons=(Reason(level=Level.WATCH, name="yield:tech", text=text),))
    return Verdict()
