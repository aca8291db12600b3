"""A number, a seed → that many made-up articles of Chinese AI news, one after another.

Words follow Zipf's law: a few are in nearly every text, most in hardly any. Some are real (芯片,
DeepSeek-R1), the rest are made of the 3,755 commonest characters; whole sentences say nothing. The
same seed gives the same articles, however many; memory stays flat. Run as a file it prints what
such texts look like: ``python bench/corpus.py [--articles 1000] [--seed 1]``.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from scraper import urls
from scraper.dates import BEIJING
from scraper.models import Article

FIRST = datetime(2015, 1, 1, tzinfo=BEIJING)
PER_DAY = 260
"""Articles; a million of them are about ten years."""
WORDS = 40_000
"""Words of the vocabulary."""
MEAN = 400
"""Words of a body; some are five times as long, some a fifth."""
THEME = 60
"""Words that an article says again and again: half of its words are of these."""
LATE = 0.03
"""The share of articles that come to the archive long after they were published."""

COMMON = (
    "的 了 和 在 是 将 与 对 为 中 这 也 上 有 "
    "我们 公司 表示 可以 通过 进行 已经 一个 目前 没有 成为"
).split()
TOPIC = (
    "模型 芯片 算力 融资 大模型 人工智能 数据 训练 推理 英伟达 智谱 月之暗面 阿里云 百度 腾讯 "
    "字节跳动 科大讯飞 商汤 深度求索 华为 昇腾 寒武纪 机器人 自动驾驶 智能体 开源 参数 多模态 "
    "具身智能 上市 估值 投资 团队 发布 应用 企业"
).split()
LATIN = (
    "AI DeepSeek GPT-4o DeepSeek-R1 OpenAI Qwen3 Llama H100 GPU 30B Agent Kimi Claude token API "
    "NVIDIA Gemini MoE RAG CUDA 671B Transformer V3 2024 2025"
).split()
AUTHORS = tuple(
    f"{place}{kind}" for place in "东南西北中" for kind in ("方智能", "岸科技", "山财经", "城晚报")
)
STOPS = "，，，，，。。。、；：？！"


class Vocabulary(NamedTuple):
    words: list[str]
    weights: list[float]
    """Running sums, as `random.choices` wants them."""


def vocabulary(seed: int) -> Vocabulary:
    """Words, the commonest first, with their weights by Zipf's law."""
    chance = random.Random(f"words {seed}")
    characters = bytes(
        byte
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF if high < 0xD7 else 0xFA)
        for byte in (high, low)
    ).decode("gb2312")
    signs = chance.sample(characters, len(characters))
    often = list(accumulate(1 / (rank + 15) for rank in range(len(signs))))
    made = (
        "".join(chance.choices(signs, cum_weights=often, k=chance.choice((1, *[2] * 6, 3, 3, 4))))
        for _ in range(WORDS)
    )
    known = [*TOPIC, *LATIN]
    chance.shuffle(known)
    rest = list(dict.fromkeys(made))
    words = [*COMMON, *known[:20], *rest[:40], *known[20:], *rest[40:]]
    words = list(dict.fromkeys(words))
    return Vocabulary(words, list(accumulate(1 / (rank + 5) for rank in range(len(words)))))


def articles(count: int, seed: int = 1, mean: int = MEAN) -> Iterator[Article]:
    """So many articles in the order in which an archive would meet them; `mean` is words a body."""
    chance = random.Random(f"articles {seed}")
    words = vocabulary(seed)
    for number in range(count):
        yield _article(number, words, chance, mean)


def _article(number: int, words: Vocabulary, chance: random.Random, mean: int) -> Article:
    at = FIRST + timedelta(days=number / PER_DAY, seconds=chance.randrange(7200))
    if chance.random() < LATE:
        at -= timedelta(days=chance.randrange(1, 1000))
    key = f"{FIRST + timedelta(days=number // PER_DAY):%Y%m%d}A{number % 100_000:05}00"
    return Article(
        id=key,
        url=urls.of(key),
        title=title(words, chance),
        body=body(words, chance, mean),
        published=at.replace(microsecond=0),
        author=chance.choice(AUTHORS),
        extractor="corpus/1",
    )


def title(words: Vocabulary, chance: random.Random) -> str:
    """A headline of 6 to 12 words."""
    said = chance.choices(words.words, cum_weights=words.weights, k=chance.randrange(6, 13))
    return "".join([*said[:4], "，", *said[4:]])


def body(words: Vocabulary, chance: random.Random, mean: int = MEAN) -> str:
    """Paragraphs of Markdown; now and then a heading, a bold word or an image."""
    count = int(mean * min(5.0, max(0.2, chance.lognormvariate(0, 0.5))))
    theme = chance.choices(words.words, cum_weights=words.weights, k=THEME)
    said = chance.choices(theme, k=count // 2)
    said += chance.choices(words.words, cum_weights=words.weights, k=count - len(said))
    chance.shuffle(said)
    blocks: list[str] = []
    at = 0
    while at < count:
        end = at + chance.randrange(30, 90)
        blocks.append(_paragraph(said[at:end], chance))
        at = end
    return "\n\n".join(blocks)


def _paragraph(said: list[str], chance: random.Random) -> str:
    parts: list[str] = []
    at = 0
    while at < len(said):
        end = at + chance.randrange(4, 13)
        parts += [*said[at:end], chance.choice(STOPS)]
        at = end
    text = "".join(parts[:-1]) + "。"
    dress = chance.random()
    if dress < 0.06:
        return f"## {said[0]}{said[-1]}\n\n{text}"
    if dress < 0.12:
        return f"**{said[0]}**{text}"
    if dress < 0.2:
        return f"![图片](https://inews.gtimg.com/om_bt/{chance.randrange(10**9)}/641)\n\n{text}"
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    made = list(articles(options.articles, options.seed))
    print(
        f"{len(made)} articles of {sum(len(one.body) for one in made) / len(made):.0f} characters"
    )
    for word in ("模型", "芯片", "算力", "融资", "DeepSeek", "月之暗面"):
        bodies = sum(word in one.body for one in made) / len(made)
        titles = sum(word in one.title for one in made) / len(made)
        print(f"{word:<9} in {bodies:6.1%} of the bodies, in {titles:6.2%} of the titles")
    print(made[0].title)


if __name__ == "__main__":
    main()
