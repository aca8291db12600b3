"""Real bodies, a seed → articles of which is known which tell the same story.

The true repeats among the bodies are written down in ``tests/archive/stories-labels.tsv``, pair by
pair; to them come honest edits of some bodies, which tell the story of what they were made of, and
traps, which look like others and tell their own. Run as a file it looks for the repeats again, by
comparing every body with every other: ``python bench/labelled.py`` prints the pairs that no label
covers.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from scraper import text, urls
from scraper.dates import BEIJING
from scraper.extract import flow, markdown, tree
from scraper.models import Article

ROOT = Path(__file__).resolve().parents[1]
BODIES = ROOT / "../shared/qq/bodies/bodies.jsonl.gz"
LABELS = ROOT / "tests/archive/stories-labels.tsv"
FIRST = datetime(2025, 2, 1, tzinfo=BEIJING)

EACH = 30
"""Articles of each kind of edit, and of each kind of trap."""
RANGE = range(400, 5000)
"""Letters of a body that is edited."""
SURE, MAYBE = 0.8, 0.5
"""Measures of a pair above which it is the same, or must be looked at by a person."""


class Sample(NamedTuple):
    key: str
    """Where it comes from: the id in its link, or what it was made of."""
    kind: str
    title: str
    body: str
    author: str


class Labelled(NamedTuple):
    samples: list[Sample]
    stories: list[int]
    """The story of each, by a number."""
    doubtful: frozenset[frozenset[int]]
    """Pairs of stories of which a person cannot say whether they are one."""


class Score(NamedTuple):
    """Of the pairs in one story: how many are right, found, and there to be found."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def labelled(bodies: Path = BODIES, labels: Path = LABELS, seed: int = 1) -> Labelled:
    """The real bodies with their repeats, the edits and the traps, in the order they came."""
    chance = random.Random(f"labelled {seed}")
    samples = real(bodies)
    stories, doubtful = _truth(samples, labels)
    known = [_letters(one.body) for one in samples]
    fit = [at for at, said in enumerate(known) if len(said) in RANGE and _parts(samples[at]) > 4]
    for kind, edit in EDITS.items():
        for at in chance.sample(fit, EACH):
            others = [samples[one] for one in chance.sample(fit, 6) if stories[one] != stories[at]]
            sample, head = edit(samples[at], others, chance)
            samples.append(sample._replace(kind=kind))
            whose = at if head is samples[at] else samples.index(head) if head else None
            stories.append(max(stories) + 1 if whose is None else stories[whose])
    return Labelled(samples, stories, doubtful)


def real(bodies: Path = BODIES) -> list[Sample]:
    """The bodies that hold something, as the scraper writes them, the earliest first."""
    seen: Counter[str] = Counter()
    samples = []
    with gzip.open(bodies, "rt", encoding="utf-8") as lines:
        for row in sorted(map(json.loads, lines), key=lambda row: str(row["pub_date"])):
            body = markdown.write(flow.read(tree.fragment(row["description"]), row["link"]))
            if body:
                name = row["link"].rstrip("/").rsplit("/", 1)[-1]
                seen[name] += 1
                key = name if seen[name] == 1 else f"{name}#{seen[name]}"
                samples.append(Sample(key, "real", row["title"], body, row["author"]))
    return samples


def articles(samples: Sequence[Sample]) -> Iterator[tuple[Article, datetime]]:
    """Each as an article of its own, with the time at which it is first seen."""
    for number, sample in enumerate(samples):
        key = f"20250101A{number:05}00"
        at = FIRST + timedelta(minutes=number)
        known = {"id": key, "url": urls.of(key), "title": sample.title, "body": sample.body}
        yield Article(**known, author=sample.author, published=at), at  # type: ignore[arg-type]


def score(found: Sequence[object], known: Labelled) -> Score:
    """How well stories, one for each sample, agree with those that are known, pair by pair."""
    right = {pair for pair in _pairs(known.stories) if not _doubted(pair, known)}
    said = {pair for pair in _pairs(found) if not _doubted(pair, known)}
    return Score(len(right & said), len(said), len(right))


def kinds(found: Sequence[object], known: Labelled) -> dict[str, tuple[int, int]]:
    """For each kind of sample: how many joined exactly the story they tell, and of how many."""
    first: dict[int, object] = {}
    for story, said in zip(known.stories, found, strict=True):
        first.setdefault(story, said)
    counts: dict[str, tuple[int, int]] = {}
    for sample, story, said in zip(known.samples, known.stories, found, strict=True):
        right, all_ = counts.get(sample.kind, (0, 0))
        counts[sample.kind] = right + (said == first[story]), all_ + 1
    return counts


def wrong(found: Sequence[object], known: Labelled) -> Iterator[tuple[str, Sample, Sample]]:
    """The pairs that are joined and should not be, and those that should be and are not."""
    right, said = set(_pairs(known.stories)), set(_pairs(found))
    for pair in sorted(right ^ said):
        if not _doubted(pair, known):
            one, other = (known.samples[at] for at in pair)
            yield ("false" if pair in said else "missed"), one, other


def _pairs(stories: Sequence[object]) -> Iterator[tuple[int, int]]:
    groups = defaultdict(list)
    for at, story in enumerate(stories):
        groups[story].append(at)
    for group in groups.values():
        yield from combinations(group, 2)


def _doubted(pair: tuple[int, int], known: Labelled) -> bool:
    return frozenset(known.stories[at] for at in pair) in known.doubtful


def _truth(samples: list[Sample], labels: Path) -> tuple[list[int], frozenset[frozenset[int]]]:
    """The stories that the labels make of the samples: who is the same as whom, to the end."""
    place = {sample.key: at for at, sample in enumerate(samples)}
    stories = list(range(len(samples)))
    pairs = [(place[row["one"]], place[row["other"]], row["label"]) for row in rows(labels)]
    for one, other, label in pairs:
        if label == "same":
            old, new = stories[one], stories[other]
            stories = [new if story == old else story for story in stories]
    doubts = [(one, other) for one, other, label in pairs if label == "doubt"]
    return stories, frozenset(frozenset((stories[one], stories[other])) for one, other in doubts)


def rows(labels: Path = LABELS) -> list[dict[str, str]]:
    with labels.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


# The edits: a sample and others → another sample, and whose story it tells; None: its own.

Edit = Callable[[Sample, list[Sample], random.Random], tuple[Sample, Sample | None]]

LEAD = (
    "点击上方蓝字关注我们，第一时间获取最有价值的行业资讯与深度分析。",
    "编者按：以下内容转自合作媒体，标题为编者所加，文章有少量改动。",
    "据媒体今日报道，相关消息引起了业内的广泛讨论，以下为全文。",
)
FOOT = (
    "风险提示：本文所载信息仅供参考，不构成任何投资建议，据此操作，风险自担。市场有风险，投资需"
    "谨慎。未经授权，任何机构和个人不得以任何形式转载、摘编或者以其他方式使用本文的全部或部分内容。",
    "本文来自合作伙伴的投稿，文中观点仅代表作者本人，不代表本平台立场。如有侵权，请联系我们删除。"
    "更多精彩内容，欢迎下载客户端，或者在各大应用商店搜索我们的名字，与百万读者一起读懂新闻。",
)


def retitled(one: Sample, others: list[Sample], _: random.Random) -> tuple[Sample, Sample]:
    """The same under another headline, by another account."""
    return _made(one, one.body, others[0]), one


def relaid(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, Sample]:
    """The same in another layout: bold, headings, pictures, wide figures, blanks."""
    wide = str.maketrans("0123456789%", "０１２３４５６７８９％")
    parts = [part.translate(wide) for part in one.body.split("\n\n")]
    dressed = [f"**{part}**" if chance.random() < 0.2 else part for part in parts]
    body = "\n\n".join([*dressed, "![图片](https://a.cn/641)", "## 延伸"])
    return _made(one, body, others[0]), one


def dropped(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, Sample]:
    """Without some paragraphs: a tenth to three tenths of the text."""
    parts = one.body.split("\n\n")
    left = list(range(len(parts)))
    room = 0.3 * len(one.body)
    for at in chance.sample(left, len(left)):
        if len(parts[at]) <= room and room > 0.2 * len(one.body):
            left.remove(at)
            room -= len(parts[at])
    return _made(one, "\n\n".join(parts[at] for at in left), others[0]), one


def added(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, Sample]:
    """With sentences of other articles between the paragraphs: a quarter as much again."""
    parts = one.body.split("\n\n")
    sentences = [said for other in others for said in _sentences(other)]
    room = len(one.body) // 4
    for said in chance.sample(sentences, len(sentences)):
        if len(said) <= room:
            parts.insert(chance.randrange(len(parts) + 1), said)
            room -= len(said)
    return _made(one, "\n\n".join(parts), others[0]), one


def reworded(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, Sample]:
    """With one word in ten replaced by another: two Chinese characters each."""
    pool = re.findall("[\u4e00-\u9fff]{2}", others[0].body) or ["其他"]
    body = re.sub(
        "[\u4e00-\u9fff]{2}",
        lambda word: chance.choice(pool) if chance.random() < 0.1 else word[0],
        one.body,
    )
    return _made(one, body, others[0]), one


def wrapped(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, Sample]:
    """With a lead-in before it, and below it what an account writes below everything."""
    body = "\n\n".join([chance.choice(LEAD), one.body, chance.choice(FOOT)])
    return _made(one, body, others[0]), one


def cut(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, Sample]:
    """Only its beginning: six to eight tenths of the text."""
    whole = one.body[: int(len(one.body) * chance.uniform(0.6, 0.8))]
    return _made(one, f"{whole}……", others[0]), one


def merged(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, Sample]:
    """Two articles in one, either first: it tells the story of the longer."""
    other = others[0]
    both = chance.sample([one, other], 2)
    whose = max(one, other, key=lambda sample: len(_letters(sample.body)))
    return _made(one, "\n\n".join(sample.body for sample in both), others[-1]), whose


def following(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, None]:
    """A trap: the report of the next day, in the same words with other names and figures."""
    names = [
        word for word, _ in Counter(re.findall("[\u4e00-\u9fff]{2}", one.body)).most_common(40)
    ]
    pool = re.findall("[\u4e00-\u9fff]{2}", others[0].body) or ["其他"]
    other = {name: chance.choice(pool) for name in names}
    body = re.sub("[\u4e00-\u9fff]{2}", lambda word: other.get(word[0], word[0]), one.body)
    body = re.sub(r"\d", lambda _: str(chance.randrange(10)), body)
    return _made(one, body, others[0]), None


def digest(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, None]:
    """A trap: a round-up of the day, with the beginnings of several articles, or all of a brief."""
    briefs = [f"{at}. {sample.body[:250]}" for at, sample in enumerate((one, *others), start=1)]
    return _made(one, "\n\n".join([chance.choice(LEAD), *briefs]), others[-1]), None


def quoting(one: Sample, others: list[Sample], chance: random.Random) -> tuple[Sample, None]:
    """A trap: an article made of passages of several, none of which is the most of it."""
    size = min(len(sample.body) for sample in (one, *others[:2])) // 2
    passages = [sample.body[-size:] for sample in (one, *others[:2])]
    return _made(one, "\n\n".join([*passages, chance.choice(FOOT)]), others[-1]), None


TRAPS: tuple[Edit, ...] = (following, digest, quoting)
EDITS = {
    edit.__name__: edit
    for edit in (retitled, relaid, dropped, added, reworded, wrapped, cut, merged, *TRAPS)
}


def _made(one: Sample, body: str, other: Sample) -> Sample:
    return Sample(f"of {one.key}", "", other.title, body, other.author)


def _sentences(sample: Sample) -> list[str]:
    return [said for said in re.findall("[^。！？\n]+[。！？]", sample.body) if len(said) > 10]


def _parts(sample: Sample) -> int:
    return sample.body.count("\n\n") + 1


def _letters(body: str) -> str:
    return text.letters(text.plain(body))


# The search for the true repeats: slow, exact, and of another kind than what it judges.


def repeats(samples: Sequence[Sample]) -> Iterator[tuple[float, int, int]]:
    """Every pair of which a person would think that it may be one story, with its measure.

    That is the larger of two: the characters in common in their order (difflib), and of the four
    characters in a row how many are in both (Dice).
    """
    known = [_letters(one.body) for one in samples]
    grams = [frozenset(said[at : at + 4] for at in range(len(said) - 3)) for said in known]
    for one, other in combinations(range(len(samples)), 2):
        most = len(grams[one]) + len(grams[other])
        if 2 * min(len(grams[one]), len(grams[other])) < 0.3 * most:
            continue
        dice = 2 * len(grams[one] & grams[other]) / most if most else 0.0
        if dice > 0.3:
            matcher = SequenceMatcher(None, known[one], known[other], autojunk=False)
            measure = max(dice, matcher.ratio())
            if measure >= MAYBE:
                yield measure, one, other


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--bodies", type=Path, default=BODIES)
    parser.add_argument("--all", action="store_true", help="the pairs that have a label too")
    options = parser.parse_args()
    samples = real(options.bodies)
    known = {frozenset((row["one"], row["other"])): row["label"] for row in rows()}
    for measure, one, other in sorted(repeats(samples), reverse=True):
        pair = frozenset((samples[one].key, samples[other].key))
        if options.all or pair not in known:
            label = known.get(pair, "same?" if measure >= SURE else "?")
            print(f"{samples[one].key}\t{samples[other].key}\t{measure:.3f}\t{label}", end="\t")
            print(samples[one].title[:24], samples[other].title[:24], sep=" | ")


if __name__ == "__main__":
    main()
