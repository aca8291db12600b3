"""How soon the judge sees that a crawler died, and how often it cries for nothing.

Run from the root of the repository: ``python bench/replay.py``. First the life of a real crawler
(`../shared/qq/qqnews-days.tsv`, where it is there) day by day, then made histories of many volumes
and shapes, healthy and broken. Beside the judge stand two naive rules, in the same run: three
deviations from the mean of the last 28 days, and fixed limits.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean, pstdev

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scraper.models import Level  # noqa: E402
from scraper.watch import history, replay  # noqa: E402
from scraper.watch.replay import Day  # noqa: E402
from tests.watch import histories  # noqa: E402

HISTORY = ROOT / "../shared/qq/qqnews-days.tsv"
BREAKS = (
    ("pages changed", (date(2024, 4, 24),)),
    ("yield fell", (date(2024, 11, 22), date(2024, 11, 23))),
    ("nothing came", (date(2024, 12, 18),)),
)
WINDOW = 28
SEEDS, TRIES = 3, 8

Alarms = set[date]
Rule = Callable[[list[Day]], Alarms]


def judge(days: list[Day]) -> Alarms:
    """Ours."""
    return {day for day, verdict in replay.replay(days) if verdict.level is Level.ALARM}


def deviations(days: list[Day]) -> Alarms:
    """Whole articles below the mean of the last 28 days less three deviations."""
    found, past = set(), []
    for day in filled(days):
        whole = day.articles - day.hollow
        last = past[-WINDOW:]
        if len(last) == WINDOW and whole < fmean(last) - 3 * pstdev(last):
            found.add(day.day)
        past.append(float(whole))
    return found


def limits(days: list[Day]) -> Alarms:
    """More than half hollow, or below 30 articles."""
    return {day.day for day in filled(days) if day.articles < 30 or day.hollow * 2 > day.articles}


RULES: dict[str, Rule] = {"judge": judge, "3 deviations": deviations, "fixed limits": limits}


def filled(days: list[Day]) -> Iterable[Day]:
    """Every day of the calendar, to the one after the last."""
    known = {day.day: day for day in days}
    at = days[0].day
    while at <= days[-1].day + timedelta(1):
        yield known.get(at) or Day(day=at)
        at += timedelta(1)


def real() -> None:
    """The alarm on each break's day, and the false ones before the first."""
    if not HISTORY.exists():
        print(f"{HISTORY}: not there; the real history is left out", file=sys.stderr)
        return
    days = list(history.read(HISTORY.read_bytes(), str(HISTORY)))
    first = BREAKS[0][1][0]
    healthy = sum(day.day < first for day in filled(days))
    print(f"\n{len(days)} real days, three breaks, {healthy} healthy days before the first")
    print(f"{'':<16}{''.join(f'{name:<16}' for name, _ in BREAKS)}{'false alarms':<16}seconds")
    for name, rule in RULES.items():
        start = time.perf_counter()
        alarms = rule(days)
        seconds = time.perf_counter() - start
        cells = ["alarm" if alarms & set(on) else "-" for _, on in BREAKS]
        false = sum(day < first for day in alarms)
        share = f"{false} ({false / healthy:.1%})"
        print(f"{name:<16}{''.join(f'{one:<16}' for one in cells)}{share:<16}{seconds:.2f}")


def healthy() -> None:
    """The share of healthy days that are an alarm."""
    print(f"\nhealthy histories: alarms of all days{'':<6}{''.join(f'{one:<16}' for one in RULES)}")
    for name, worlds in histories.HEALTHY.items():
        made = [list(histories.history(one, seed)) for one in worlds for seed in range(SEEDS)]
        total = sum(len(days) for days in made)
        cells = []
        for rule in RULES.values():
            last = [(rule(days), days[-1].day) for days in made]
            false = sum(day <= end for alarms, end in last for day in alarms)
            cells.append(f"{false / total:<16.2%}")
        print(f"  {name:<41}{''.join(cells)}".rstrip())


def broken() -> None:
    """The days from a break to the first alarm, or watch, that names it: median and worst."""
    print("\nbroken histories: days until it is said     median          worst           never")
    for name, case in histories.BROKEN.items():
        found = sorted(
            histories.delay(case, world, seed) for world in case.worlds for seed in range(TRIES)
        )
        seen = [one for one in found if one != histories.NEVER]
        middle = found[len(found) // 2]
        worst = str(seen[-1]) if seen else "-"
        never = f"{len(found) - len(seen)} of {len(found)}, within {case.within}"
        print(f"  {name:<41} {middle:<16}{worst:<16}{never}")


def main() -> int:
    """Print all three."""
    real()
    healthy()
    broken()
    return 0


if __name__ == "__main__":
    sys.exit(main())
