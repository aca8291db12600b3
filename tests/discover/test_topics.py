from __future__ import annotations

import runpy
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.config import Source, Topics
from scraper.discover import topics
from scraper.discover.dictionary import builtin, merged
from scraper.discover.entities import key
from scraper.discover.lexicon import found
from scraper.models import Hint

BENCH = Path(__file__).parents[2] / "bench/topics.py"
TECH = Source(name="tech", kind="channel", channel="news_news_tech")
RULE = topics.rule(Topics(), TECH)
TEXT = st.text() | st.text(
    alphabet="aAiI大模型 智能体GPT-4o豆包红·+／Ａ\u200b\ud800\0", max_size=40
)


def judged(title: str | None = None, **hint: str) -> topics.Verdict:
    return topics.judge(RULE, Hint(title=title, **hint))


def ruled(title: str, own: Topics | None = None, **source: object) -> topics.Verdict:
    asked = Source(name="own", kind="hot", **source)  # type: ignore[arg-type]
    return topics.judge(topics.rule(own or Topics(), asked), Hint(title=title))


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("国产AI大模型加速落地", "AI, 大模型"),
        ("“AI+”行动方案公布", "AI"),
        ("ＡＩ 正在改变工厂", "AI"),
        ("OpenAI发布新产品", "OpenAI"),
        ("实测GPT-4o的看图能力", "GPT-4o"),
        ("实测GPT 4o的看图能力", "GPT-4o"),
        ("GPT5上线首日", "GPT"),
        ("Qwen3.5-Max登顶", "Qwen"),
        ("HuggingFace下载榜更新", "Hugging Face"),
        ("deepseek融资传闻", "DeepSeek"),
        ("深度求索回应", "深度求索"),
        ("Nvidia ships Blackwell", "NVIDIA, Blackwell"),
        ("月之暗面完成新一轮融资", "月之暗面"),
        ("寒武纪半年报出炉", "寒武纪"),
        ("山姆奥特曼访华", "山姆·奥特曼"),
        ("萝卜快跑进入新城市", "萝卜快跑"),
    ],
)
def test_one_strong_word_in_the_title_is_enough(title: str, word: str) -> None:
    assert judged(title) == topics.Verdict(wanted=True, reason=f"strong: {word} (title)")


@pytest.mark.parametrize(
    "title",
    [
        "Airbus获得新订单",
        "Maine的AIrport扩建",
        "H2000型客车下线",
        "黏豆包的做法",
        "学校履行沟通义务",
        "工位可灵活组合",
        "寒武纪大爆发时期的新化石",
        "数字人民币试点扩围",
        "机关深度学习贯彻会议精神",
        "比特币算力创新高",
        "今年金价还会涨吗",
        "",
    ],
)
def test_the_letters_of_a_word_are_not_the_word(title: str) -> None:
    assert not judged(title).wanted


@pytest.mark.parametrize(
    "name", ["知乎", "贝壳", "麒麟", "深圳", "地平线", "盘古", "机器人", "Meta"]
)
def test_one_weak_word_is_not_enough(name: str) -> None:
    assert judged(f"{name}又有新消息").reason == f"off topic: only {name}"


def test_two_weak_words_are_enough() -> None:
    assert judged("机器人装上智驾系统").reason == "weak: 机器人, 智驾"
    assert judged("深圳机器人工厂投产").wanted


def test_a_word_counts_once_however_often_and_however_spelt() -> None:
    assert judged("机器人，机器人，还是Robots").reason == "off topic: only 机器人"
    assert judged("光模块和CPO").reason == "off topic: only 光模块"


def test_firms_of_the_wide_industry_count_once_between_them() -> None:
    assert not judged("微软、谷歌与苹果谈判芯片订单").wanted
    assert judged("谷歌自研TPU").reason == "weak: 谷歌, TPU"


def test_a_strong_word_in_the_summary_is_worth_a_weak_one() -> None:
    assert judged("机器人进厂", summary="它由DeepSeek驱动").reason == (
        "weak: 机器人, DeepSeek (summary)"
    )
    assert not judged("新品发布", summary="它由DeepSeek驱动").wanted
    assert judged("新品发布", summary="DeepSeek与OpenAI同场").wanted
    assert not judged("新品发布", summary="机器人与智驾同场").wanted


def test_only_the_lead_of_a_summary_is_weighed() -> None:
    late = "。" * topics.LEAD + "DeepSeek与OpenAI同场"
    assert not judged("新品发布", summary=late).wanted


def test_a_title_of_the_stock_market_speaks_for_itself() -> None:
    summary = "DeepSeek与OpenAI带动大模型概念"
    assert not judged("港股今天怎么走", summary=summary).wanted
    assert judged("港股DeepSeek概念走强", summary=summary).wanted


def test_a_round_up_needs_a_second_strong_word() -> None:
    assert not judged("收评：沪指涨1%，AI应用走强").wanted
    assert judged("收评：沪指涨1%，AI应用走强，DeepSeek概念领涨").wanted


@pytest.mark.parametrize(
    "category", ["人工智能", "tech_ai", "TECH_AI", "科技/人工智能", "科技 人工智能"]
)
def test_a_category_passes(category: str) -> None:
    assert judged("新品发布", category=category).reason.startswith("category: ")


def test_a_category_is_compared_whole() -> None:
    assert not judged("新品发布", category="科技").wanted
    assert ruled("新品发布", categories=("科技",)) == topics.Verdict(
        wanted=False, reason="off topic"
    )
    rule = topics.rule(Topics(), Source(name="own", kind="hot", categories=("科技",)))
    assert topics.judge(rule, Hint(category="科技")).reason == "category: 科技"
    assert not topics.judge(rule, Hint(category="科技金融")).wanted


def test_exclude_beats_include_beats_words() -> None:
    assert ruled("AI预测彩票", exclude=("彩票",)).reason == "excluded: 彩票"
    assert ruled("AI预测彩票", exclude=("彩票",), include=("AI",)).reason == "excluded: 彩票"
    assert ruled("AI预测彩票", include=("彩票",)).reason == "include: 彩票"
    assert ruled("AI预测彩票", Topics(exclude=("彩票",))).reason == "excluded: 彩票"


def test_exclude_and_include_read_the_summary() -> None:
    rule = topics.rule(Topics(exclude=("彩票",)), Source(name="own", kind="hot", include=("钢琴",)))
    assert topics.judge(rule, Hint(title="AI", summary="买彩票")).reason == "excluded: 彩票"
    assert topics.judge(rule, Hint(title="开张", summary="钢琴")).reason == "include: 钢琴"


def test_a_source_taken_whole_passes_all_but_what_its_user_excludes() -> None:
    assert ruled("菜价", filter=False) == topics.Verdict(wanted=True, reason="whole source")
    assert ruled("", filter=False).wanted
    assert ruled("双色球开奖", filter=False).wanted
    assert not ruled("双色球开奖").wanted
    assert ruled("菜价", filter=False, exclude=("菜价",)).reason == "excluded: 菜价"


def test_a_users_words_are_added_and_their_grade_wins() -> None:
    own = Topics(strong=("钢琴", "机器人"), weak=("长笛", "竖琴", "算力"))
    assert ruled("钢琴展", own).reason == "strong: 钢琴 (title)"
    assert ruled("长笛与竖琴", own).reason == "weak: 长笛, 竖琴"
    assert ruled("机器人展", own).wanted
    assert not ruled("算力展", own).wanted
    assert judged("算力展").wanted


def test_the_rule_knows_the_entities_it_is_given() -> None:
    written = (
        '[[company]]\nname = "海潮智能"\naliases = ["海潮"]\nloose = ["海潮"]\ngrade = "strong"'
    )
    rule = topics.rule(Topics(), TECH, merged(written, "mine.toml"))
    assert topics.judge(rule, Hint(title="海潮智能融资")).reason == "strong: 海潮智能 (title)"
    assert topics.judge(rule, Hint(title="海潮涌来")).reason == "off topic: only 海潮"
    assert judged("海潮智能融资").reason == "off topic"


def test_traditional_characters_do_not_matter() -> None:
    assert judged("輝達與訊飛").reason == "strong: 辉达, 讯飞 (title)"


def test_the_strongest_spelling_counts() -> None:
    assert judged("奥特曼，即山姆·奥特曼").reason == "strong: 山姆·奥特曼 (title)"


def test_a_users_latin_word_matches_as_a_word() -> None:
    own = Topics(strong=("Foo", "C++", ".NET"))
    assert ruled("新Foo发布", own).wanted
    assert ruled("Foo2发布", own).wanted
    assert not ruled("Foot发布", own).wanted
    assert ruled("用C++写的", own).wanted
    assert ruled("学.NET的人", own).wanted


def test_an_empty_word_matches_nothing() -> None:
    assert ruled("菜价", Topics(strong=("", " ", "\u200b"))).reason == "off topic"
    assert ruled("菜价", include=("",), exclude=("",), categories=("",)).reason == "off topic"


def test_a_hint_without_anything_is_off_topic() -> None:
    assert topics.judge(RULE, Hint()) == topics.Verdict(wanted=False, reason="off topic")


def test_a_huge_text_is_read_in_part() -> None:
    assert not judged("价" * 5_000_000 + "DeepSeek", summary="A" * 5_000_000).wanted


@given(title=TEXT, summary=TEXT, category=TEXT)
def test_any_text_has_a_verdict_of_one_line(title: str, summary: str, category: str) -> None:
    verdict = judged(title, summary=summary, category=category)
    assert verdict.reason.isprintable()
    assert verdict == judged(title, summary=summary, category=category)


@given(title=TEXT)
def test_full_width_equals_half_width(title: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in title)
    assert judged(wide) == judged(title)


@given(title=st.text(alphabet="aAiIgGpPtT 大模型-4", max_size=20))
def test_case_does_not_matter(title: str) -> None:
    assert judged(title.upper()).wanted == judged(title.lower()).wanted


@given(before=st.text(max_size=5), after=st.text(max_size=5))
def test_a_latin_word_ends_where_no_latin_letter_follows(before: str, after: str) -> None:
    rule = topics.rule(Topics(), Source(name="own", kind="hot", include=("Qzx",)))
    glued = topics.judge(rule, Hint(title=f"{before}AQzxB{after}"))
    alone = topics.judge(rule, Hint(title=f"{before}大Qzx模{after}"))
    assert not glued.reason.startswith("include")
    assert alone.reason == "include: Qzx"


@given(word=TEXT, title=TEXT)
def test_exclude_wins_over_everything(word: str, title: str) -> None:
    source = Source(
        name="own", kind="hot", exclude=(word,), include=(word,), categories=(word,), filter=False
    )
    verdict = topics.judge(topics.rule(Topics(), source), Hint(title=title, summary=word))
    assert verdict.wanted == (verdict.reason == "whole source")
    if not topics.fold(word):
        assert verdict.wanted


@given(word=st.text(alphabet="aé9大模 -·+.!", min_size=1, max_size=8))
def test_every_word_finds_itself(word: str) -> None:
    rule = topics.rule(Topics(), Source(name="own", kind="hot", include=(word,)))
    found = topics.judge(rule, Hint(title=word)).reason.startswith("include: ")
    assert found == bool(topics.fold(word))


def test_what_means_many_letters_is_cut_again() -> None:
    for sign in ("\ufdfa", "\u0390", "\u3316"):
        assert len(topics.fold(sign * 5000)) <= topics.LONGEST
        assert len(topics.fold(sign * 5000, 500)) <= 500


def test_the_word_list_is_clean() -> None:
    words = [word.name for word in topics._builtin()]
    names = [name for one in builtin().entities.values() for name in one.spellings]
    spelt = [*map(key, words), *{key(name) for name in names}]
    assert len(spelt) == len(set(spelt))
    assert all(spelt)
    assert all(unicodedata.is_normalized("NFKC", name) for name in (*words, *names))


def test_no_word_of_the_list_hides_a_stronger_one() -> None:
    words = [*topics._builtin(), *topics._entities(builtin())]
    hidden = {topics.Grade.WEAK, topics.Grade.MARKET, topics.Grade.ROUNDUP}
    strong = topics._lexicon(word for word in words if word.grade == topics.Grade.STRONG)
    for word in words:
        if word.grade in hidden:
            assert not list(found(strong, topics.fold(word.name))), word.name


def test_every_strong_word_passes_alone() -> None:
    for word in (*topics._builtin(), *topics._entities(builtin())):
        if word.grade == topics.Grade.STRONG:
            assert judged(word.name).wanted, word.name
        elif word.grade == topics.Grade.WEAK:
            assert not judged(word.name).wanted, word.name


@pytest.mark.parametrize(
    ("view", "precision", "recall"),
    # what the rule reached on these titles, seen once after it was tuned on others, less 0.02
    [("titles only", 0.897, 0.919), ("title+summary", 0.868, 0.943)],
)
def test_the_rule_is_not_worse_on_titles_it_was_not_tuned_on(
    shared: Path, view: str, precision: float, recall: float
) -> None:
    bench = runpy.run_path(str(BENCH), run_name="bench")
    items = bench["samples"](bench["LABELS"], shared / "bodies/bodies.jsonl.gz")
    figures = bench["score"](
        bench["judged"]([item for item in items if item.split == "final"], view)
    )
    assert figures.n == 321
    assert figures.precision >= precision
    assert figures.recall >= recall
