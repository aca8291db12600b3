"""What is news to people: one notice per change of state, not one per run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scraper.dates import BEIJING
from scraper.models import Level, Reason, Verdict
from scraper.watch import told
from scraper.watch.told import CALM, News, Sort, Told

START = datetime(2026, 11, 24, 10, 7, tzinfo=BEIJING)


def verdict(*names: str) -> Verdict:
    """A verdict of alarms, those with a question mark being only worth a look."""
    return Verdict(
        reasons=tuple(
            Reason(
                level=Level.WATCH if name.endswith("?") else Level.ALARM,
                name=name.rstrip("?"),
                text=f"{name} broke",
            )
            for name in names
        )
    )


@dataclass
class Watcher:
    """Somebody who is told after each hourly run, and the archive that remembers it."""

    floor: Level = Level.ALARM
    remind: int = 7
    told: Told | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    at: datetime = START
    lost: bool = False
    calm: int = CALM

    def run(self, *names: str, hours: float = 1) -> News | None:
        self.at += timedelta(hours=hours)
        self.verdicts.append(verdict(*names))
        last = self.verdicts[-self.calm - 1 :]
        news = told.news(self.told, last, self.at, floor=self.floor, remind=self.remind)
        if news and not self.lost:
            self.told = news.told
        return news

    def sorts(self, *runs: str) -> str:
        """The sorts of what is told, a letter a run; each run's alarms are its letters."""
        letters = {Sort.ALARM: "T", Sort.REMINDER: "R", Sort.RECOVERY: "W"}
        found = (self.run(*run.replace(".", "")) for run in runs)
        return "".join(letters[one.sort] if one else "." for one in found)


def test_nothing_is_told_while_all_is_well() -> None:
    assert Watcher().sorts(*"." * 50) == "." * 50


def test_a_break_is_told_once_and_its_end_once() -> None:
    assert Watcher().sorts(*"...aaaaaaa....") == "...T.......W.."


def test_an_alarm_of_the_first_run_is_told() -> None:
    assert Watcher().sorts(*"aa..") == "T..W"


def test_another_alarm_that_joins_is_told_and_only_it_is_new() -> None:
    watcher = Watcher()
    assert watcher.sorts("a", "a", "ab", "ab", "ab", "b", "b", "b") == "T.T....."
    news = watcher.run("b", "c")
    assert news
    assert news.names == {"c"}
    assert news.told.alarms == {"b", "c"}


def test_flapping_is_told_once() -> None:
    assert Watcher().sorts(*"a.a.a.a.a.a.a.") == "T............."
    assert Watcher().sorts("a", "ab", "a", "ab", "a", "ab", "a") == "TT....."


def test_all_well_is_only_said_after_it_was_so_for_a_while() -> None:
    assert CALM == 2
    watcher = Watcher()
    assert watcher.sorts(*"a.") == "T."
    news = watcher.run()
    assert news
    assert (news.sort, news.names, news.told.level) == (Sort.RECOVERY, {"a"}, Level.OK)


def test_a_quiet_night_is_no_recovery() -> None:
    watcher = Watcher(calm=24)
    assert watcher.sorts(*"..aaa", *"." * 8, *"aaa") == "..T" + "." * 13
    assert watcher.sorts(*"." * 25) == "." * 23 + "W."


def test_what_an_answer_ends_is_over_soon() -> None:
    watcher = Watcher(calm=24)
    for name in ("web", "list:ai", "runs"):
        assert watcher.run(name)
        assert watcher.run() is None
        news = watcher.run()
        assert news
        assert news.sort is Sort.RECOVERY


def test_what_comes_back_after_all_was_well_is_news() -> None:
    assert Watcher().sorts(*"a..a") == "T.WT"


def test_what_was_over_beside_a_standing_alarm_is_news_when_it_comes_back() -> None:
    assert Watcher().sorts("ab", "b", "ab", "b", "b", "ab") == "T....T"


def test_a_watch_is_not_told_and_ends_an_alarm() -> None:
    watcher = Watcher()
    assert watcher.run("a?") is None
    assert watcher.run("a")
    assert watcher.run("a?") is None
    news = watcher.run("a?")
    assert news
    assert news.sort is Sort.RECOVERY


def test_a_watch_is_told_where_it_is_asked_for_and_again_when_it_gets_worse() -> None:
    watcher = Watcher(floor=Level.WATCH)
    news = watcher.run("a?")
    assert news
    assert (news.sort, news.told.level) == (Sort.WATCH, Level.WATCH)
    assert watcher.run("a?") is None
    worse = watcher.run("a", "b?")
    assert worse
    assert (worse.sort, worse.names) == (Sort.ALARM, {"a", "b"})
    assert watcher.run("a?", "b?") is None
    assert watcher.run("a", "b?") is None
    assert watcher.run("a?", "b?") is None
    assert watcher.run("a?", "b?") is None
    again = watcher.run("a", "b?")
    assert again
    assert again.names == {"a"}


def test_a_standing_alarm_is_told_again_after_days() -> None:
    watcher = Watcher(remind=2)
    found = [watcher.run("a", hours=12) for _ in range(10)]
    assert [one.sort.value for one in found if one] == ["alarm", "reminder", "reminder"]
    assert [place for place, one in enumerate(found) if one] == [0, 4, 8]


def test_it_is_never_told_again_for_none() -> None:
    watcher = Watcher(remind=0)
    assert [bool(watcher.run("a", hours=240)) for _ in range(9)] == [True, *[False] * 8]


def test_a_clock_that_was_ahead_does_not_silence_the_reminder() -> None:
    watcher = Watcher(at=START + timedelta(days=4000))
    assert watcher.run("a")
    watcher.at = START
    news = watcher.run("a")
    assert news
    assert news.sort is Sort.REMINDER
    assert watcher.run("a") is None


def test_what_did_not_arrive_is_told_by_the_next_run() -> None:
    watcher = Watcher(lost=True)
    assert watcher.sorts(*"aaa") == "TTT"
    watcher.lost = False
    assert watcher.sorts(*"aaa") == "T.."
    watcher.lost = True
    assert watcher.sorts(*"....") == ".WWW"
    watcher.lost = False
    assert watcher.sorts(*"..") == "W."


def test_a_lost_history_does_not_tell_it_twice() -> None:
    """The verdicts may be younger than the notice: an archive restored, a table emptied."""
    known = Told(at=START, alarms=frozenset("a"))
    for before in ([], [verdict("a")]):
        told_now = told.news(known, [*before, verdict("a")], START, floor=Level.ALARM, remind=7)
        assert told_now is None


def test_a_changed_level_of_the_configuration_ends_what_it_no_longer_covers() -> None:
    watcher = Watcher(floor=Level.WATCH)
    assert watcher.run("a?")
    watcher.floor = Level.ALARM
    news = watcher.run("a?")
    assert news
    assert news.sort is Sort.RECOVERY
    assert watcher.run("a?") is None


NAMES = st.frozensets(st.sampled_from(["yield:ai", "yield:要闻", "hollow:qq-origin", "silence"]))


@given(NAMES, NAMES)
def test_what_was_told_is_kept_as_a_list_of_texts(
    alarms: frozenset[str], watches: frozenset[str]
) -> None:
    kept = Told(at=START, alarms=alarms, watches=watches)
    assert told.known(START, list(kept.names)) == kept


RUNS = st.lists(st.sets(st.sampled_from(["a", "b", "c?", "a?"])), max_size=40)


@given(RUNS, st.sampled_from([Level.ALARM, Level.WATCH]))
def test_people_always_know_of_every_alarm(runs: list[set[str]], floor: Level) -> None:
    """And take nothing to be well that is not, nor for broken what has long been well."""
    watcher = Watcher(floor=floor, remind=0)
    for run in runs:
        watcher.run(*run)
        known = watcher.told or Told(at=START)
        alarms = {name for name in run if not name.endswith("?")}
        assert alarms <= known.alarms
        watches = {name.rstrip("?") for name in run} if floor is Level.WATCH else set()
        assert watches <= known.alarms | known.watches
        last = watcher.verdicts[-CALM:]
        standing = [
            one
            for each in last
            for one in each.reasons
            if floor is Level.WATCH or one.level is Level.ALARM
        ]
        if len(last) == CALM and not standing:
            assert known.level is Level.OK


@given(RUNS)
def test_no_run_is_told_of_twice(runs: list[set[str]]) -> None:
    """The same verdict again, however often, is no news but its own end."""
    watcher = Watcher(floor=Level.WATCH, remind=0)
    for run in runs:
        watcher.run(*run)
        if run:
            assert watcher.run(*run) is None
