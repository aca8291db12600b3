"""Whom each article is most like → the head of the story it tells: the end of the chain.

Each article that joined another asks it for its head; one that does not know its own yet names
whom it joined, and that one is asked next. So a chain is half as long after each round.
"""

from __future__ import annotations

from collections.abc import Iterator

from scraper.scale import tables
from scraper.scale.dedup import captures, near, task
from scraper.scale.dedup.task import Task
from scraper.scale.tables import Schema

STATE: Schema = {"number": "count", "up": "count", "alike": "share", "story": "text"}
ASKS: Schema = {"up": "count", "number": "count"}
ANSWERS: Schema = {"number": "count", "up": "count", "story": "text"}
TOLD: Schema = {
    "id": "text",
    "source_url": "text",
    "first_seen": "text",
    "story_id": "text",
    "alike": "share",
    "is_copy": "flag",
}


def asked(given: Task) -> int:
    """Let those of a range that do not know their head ask on; how many they are."""
    state = list(_state(given))
    given.spill(f"state-{given.round}", tables.table(STATE, state), [given.number] * len(state))
    asks = [(up, number) for number, up, _, story in state if story is None]
    table = tables.table(ASKS, asks)
    given.spill(f"asks-{given.round}", table, [task.home(up) for up, _ in asks])
    return len(asks)


def _state(given: Task) -> Iterator[tuple[int, int, float, str | None]]:
    """What is known of the range by now."""
    if given.round == 0:
        for number, up, alike in given.rows("edges", near.EDGES):
            yield number, up, alike, None
        return
    last = given.round - 1
    known = {number: one for number, *one in given.rows(f"answers-{last}", ANSWERS)}
    for number, up, alike, story in given.rows(f"state-{last}", STATE):
        higher, told = known.get(number, (up, story))
        yield number, higher, alike, told


def answered(given: Task) -> None:
    """Answer who asks an article of a range: it is the head, or names it, or whom it joined."""
    state = given.rows(f"state-{given.round}", STATE)
    joined = {number: (up, story) for number, up, _, story in state}
    ids = {number: key for number, key, *_ in given.rows("roll", captures.ROLL)}
    answers = [
        (number, *joined.get(up, (up, ids[up])))
        for up, number in given.rows(f"asks-{given.round}", ASKS)
    ]
    homes = [task.home(number) for number, *_ in answers]
    given.spill(f"answers-{given.round}", tables.table(ANSWERS, answers), homes)


def told(given: Task) -> None:
    """Leave all articles of a range with the story they tell, in order."""
    state = given.rows(f"state-{given.round}", STATE)
    joined = {number: (alike, story) for number, _, alike, story in state}
    found = []
    for number, key, source_url, first_seen, *_ in sorted(given.rows("roll", captures.ROLL)):
        alike, story = joined.get(number, (None, key))
        found.append((key, source_url, first_seen, story, alike, number in joined))
    given.spill("told", tables.table(TOLD, found), [given.number] * len(found))
