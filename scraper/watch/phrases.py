"""The words of a notice, in the languages of those who read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scraper.models import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language; what stands in braces is filled in by `str.format`."""

    levels: Mapping[Level, str]
    began: str
    reminder: str
    calm: str
    well: str
    others: str
    new: str
    standing: str
    watched: str
    ended: str
    digest: str
    one: str
    more: str
    place: str
    trial: str
    trial_body: str


_EN = Phrases(
    levels={Level.OK: "ok", Level.WATCH: "watch", Level.ALARM: "ALARM"},
    began="scraper: {level}: {first}{others}",
    reminder="scraper: {level} still: {first}{others}",
    calm="scraper: no alarm any more",
    well="scraper: all is well again",
    others=" (and {count} more)",
    new="New:",
    standing="Still so:",
    watched="Still out of the ordinary:",
    ended="Over, told at {at}:",
    digest="scraper: {count} new articles",
    one="scraper: 1 new article",
    more="… and {count} more",
    place="Archive: {place}",
    trial="scraper: a trial notice",
    trial_body="Nothing is wrong. Whoever reads this is told when something is.",
)
_ZH = Phrases(
    levels={Level.OK: "正常", Level.WATCH: "留意", Level.ALARM: "报警"},
    began="scraper {level}：{first}{others}",
    reminder="scraper 仍在{level}：{first}{others}",
    calm="scraper：已无报警",
    well="scraper：一切恢复正常",
    others="（另有 {count} 项）",
    new="新出现：",
    standing="仍未解决：",
    watched="仍不寻常：",
    ended="已结束（上次通知于 {at}）：",
    digest="scraper：{count} 篇新文章",
    one="scraper：1 篇新文章",
    more="…… 另有 {count} 项",
    place="档案库：{place}",
    trial="scraper：测试通知",
    trial_body="一切正常。收到这条消息的人，会在出问题时得到通知。",
)


def of(lang: str) -> Phrases:
    """The words of a language; English where there are none."""
    return _ZH if lang == "zh" else _EN
