"""Nothing that was stored is lost or doubled, whenever and however a run ends.

Real runs of the command are ended at their steps and at any moment; after each the folder is looked
at, the command runs again, and everything is compared with what an undisturbed run makes of it.
`make kills` does the same as often as wanted.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from . import plan
from .harness import harness
from .plan import Kill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .harness import Came, Harness

pytestmark = pytest.mark.timeout(600)

KILLS = 140
SEED = 1


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    with harness(tmp_path_factory.mktemp("kills")) as ready:
        yield ready


@pytest.fixture(scope="module")
def killed(made: Harness) -> list[tuple[Kill, Came]]:
    """What came of every kill; they run side by side, so all at once."""
    wanted = plan.kills(made.known, KILLS, SEED)
    return list(zip(wanted, made.trials({"kill": str(kill)} for kill in wanted), strict=True))


@pytest.mark.parametrize("scene", plan.SHARES)
def test_a_killed_run_loses_nothing(scene: str, killed: list[tuple[Kill, Came]]) -> None:
    of_it = [(kill, came) for kill, came in killed if kill.scene == scene]
    assert len(of_it) >= 5
    losses = {str(kill): came.losses for kill, came in of_it if came.losses}
    assert losses == {}


def test_it_was_really_killed_at_many_kinds_of_steps(killed: list[tuple[Kill, Came]]) -> None:
    dead = [kill for kill, came in killed if came.run.killed]
    assert len(dead) >= 100
    assert len({kill.step[0] for kill in dead if kill.step}) >= 40
    assert sum(kill.fresh for kill in dead) >= 2
    assert sum(not kill.step for kill in dead) >= 20
    assert sum(kill.again > 0 for kill in dead) >= 10


def test_the_steps_of_a_crawl_are_all_known(made: Harness) -> None:
    """The profiler sees what leaves a trace: transactions, files, requests."""
    names = Counter(name for name, _ in made.known["crawl"].steps)
    for what in (
        *("BEGIN IMMEDIATE", "COMMIT", "INSERT snapshots", "INSERT articles", "INSERT visits"),
        *("INSERT revisions", "INSERT quarantine", "UPDATE links", "open file", "write file"),
        *("fsync", "rename", "lock", "send", "receive"),
    ):
        assert names[f"before {what}"] == names[f"after {what}"] > 0, what
    assert "before copy pages" in dict(made.known["backup"].steps)
    assert "before link" in dict(made.known["restore"].steps)
    assert "before ALTER TABLE" in dict(made.known["migrate"].steps)


@pytest.mark.parametrize("number", [2, 15], ids=["INT", "TERM"])
def test_who_is_asked_to_end_finishes_the_page_and_says_what_is_left(
    number: int, made: Harness
) -> None:
    chance = random.Random(SEED + number)
    steps = plan.spread(made.known["crawl"].steps, chance)[:8]
    asked = [{"kill": str(Kill(scene="crawl", step=step)), "signal": number} for step in steps]
    for came in made.trials(asked):
        assert came.losses == [], came.asked
        if came.run.code == 130:
            last = came.run.err.splitlines()[-1]
            assert last.startswith("scraper: interrupted; "), came.asked
            assert last.endswith("run again to go on where it stopped"), came.asked
            total, met = 7, len(came.run.outcomes)
            left = f"{total - met} page{'s' * (total - met > 1)} left"
            assert left in last or met == 0, came.asked


@pytest.mark.parametrize("scene", plan.SHARES)
def test_a_limit_on_the_size_of_files_is_one_line(scene: str, made: Harness) -> None:
    asked = [{"scene": scene, "size": size} for size in (4096, 100_000, 200_000)]
    asked += [{"scene": scene, "size": size} for size in (280_000, 400_000) if scene == "crawl"]
    full = [_named(came) for came in made.trials(asked)]
    assert full[0]
    assert scene != "crawl" or sum(full) >= 4


@pytest.mark.parametrize("scene", plan.SHARES)
def test_a_full_disk_is_one_line(scene: str, made: Harness) -> None:
    asked = [{"scene": scene, "spare": spare} for spare in (0, 60_000, 200_000)]
    asked += [{"scene": scene, "spare": spare} for spare in (280_000, 400_000) if scene == "crawl"]
    came = list(made.trials(asked))
    if came[0].run.err == "may not mount":
        pytest.skip("only the superuser of a machine may mount")
    full = [_named(one) for one in came]
    assert full[0]
    assert scene != "crawl" or sum(full) >= 3


def _named(came: Came) -> bool:
    """Whether a run met a full disk; then it said so in one line, and nothing was lost."""
    assert came.losses == [], came.asked
    if came.run.code in (0, 5):
        return False
    assert came.run.code in (2, 3), came.asked
    last = came.run.err.splitlines()[-1]
    assert last.startswith("scraper: "), came.asked
    assert "free space" in last or "free some space" in last, came.asked
    assert [one for one in came.run.err.splitlines() if one.startswith("scraper: ")] == [last]
    return True
