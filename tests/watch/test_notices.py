"""A notice: its subject, its lines, its languages, its bounds."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scraper.config import Notify
from scraper.dates import BEIJING
from scraper.models import Level, Reason, Verdict
from scraper.watch import letters, notices
from scraper.watch.notices import Notice
from scraper.watch.told import Sort, Told

AT = datetime(2026, 11, 24, 10, 7, tzinfo=BEIJING)
PAGE = "https://new.qq.com/rain/a/20261124A01KX700"
HOLLOW = Reason(
    level=Level.ALARM,
    name="hollow:qq-origin",
    text="era qq-origin/1: `originContent.text` missing on 56 of 68 pages since 2026-11-24 08:10",
    url=PAGE,
    look="scraper quarantine",
)
SILENT = Reason(level=Level.ALARM, name="yield:hot", text="source hot names nothing since 09:00")
FILL = Reason(level=Level.WATCH, name="fill:author", text="author on 40 % of 68 articles")
FAR = 100_000


def verdict(*reasons: Reason) -> Verdict:
    return Verdict(reasons=reasons)


def changed(told: Told | None, *verdicts: Verdict, at: datetime = AT, **settings: str) -> Notice:
    found = notices.change(
        told,
        verdicts,
        at,
        Notify(**settings),
        place="/srv/news/archive.db",  # type: ignore[arg-type]
    )
    assert found
    return found


def test_a_notice_says_what_broke_where_and_what_to_type() -> None:
    notice = changed(None, verdict(FILL, HOLLOW, SILENT))
    assert (notice.sort, notice.level) == (Sort.ALARM, Level.ALARM)
    assert notice.title == (
        "scraper: ALARM: era qq-origin/1: 'originContent.text' missing on 56 of 68 pages"
        " since 2026-11-24 08:10 (and 1 more)"
    )
    assert letters.text(notice, FAR) == (
        "New:\n"
        "- ALARM: era qq-origin/1: 'originContent.text' missing on 56 of 68 pages"
        " since 2026-11-24 08:10\n"
        f"  {PAGE}\n"
        "  $ scraper quarantine\n"
        "- ALARM: source hot names nothing since 09:00\n"
        "\n"
        "Archive: /srv/news/archive.db"
    )
    assert notice.told == Told(at=AT, alarms=frozenset(["hollow:qq-origin", "yield:hot"]))


def test_what_still_stands_is_said_beside_what_is_new() -> None:
    known = Told(at=AT, alarms=frozenset(["hollow:qq-origin"]))
    notice = changed(known, verdict(HOLLOW), verdict(HOLLOW, SILENT))
    body = letters.text(notice, FAR)
    assert notice.title.startswith("scraper: ALARM: source hot names nothing")
    assert body.index("New:") < body.index("source hot") < body.index("Still so:")
    assert body.index("Still so:") < body.index("era qq-origin/1")


def test_the_end_is_said_with_what_is_over() -> None:
    known = Told(at=AT - timedelta(hours=5), alarms=frozenset(["yield:hot", "yield:ai"]))
    notice = changed(known, verdict(), verdict())
    assert (notice.sort, notice.level) == (Sort.RECOVERY, Level.OK)
    assert notice.title == "scraper: all is well again"
    assert "Over, told at 2026-11-24 05:07:\n- yield:ai\n- yield:hot\n" in letters.text(notice, FAR)
    assert notice.told == Told(at=AT)


def test_all_is_not_well_where_something_is_still_odd() -> None:
    known = Told(at=AT, alarms=frozenset(["yield:hot"]))
    notice = changed(known, verdict(FILL), verdict(FILL))
    assert notice.title == "scraper: no alarm any more"
    assert "Still out of the ordinary:\n- watch: author on 40" in letters.text(notice, FAR)


def test_a_reminder_says_what_still_stands() -> None:
    known = Told(at=AT - timedelta(days=8), alarms=frozenset(["yield:hot"]))
    notice = changed(known, verdict(SILENT), verdict(SILENT))
    assert notice.sort is Sort.REMINDER
    assert notice.title == "scraper: ALARM still: source hot names nothing since 09:00"
    assert letters.text(notice, FAR).startswith("Still so:\n- ALARM: source hot")


def test_nothing_changed_is_no_notice() -> None:
    assert notices.change(None, [verdict(FILL)], AT, Notify()) is None
    assert notices.change(None, [verdict(FILL)], AT, Notify(level="watch"))


def test_it_is_said_in_chinese_where_asked_for() -> None:
    notice = changed(None, verdict(HOLLOW, SILENT), lang="zh")
    assert notice.title.startswith("scraper 报警：era qq-origin/1")
    assert notice.title.endswith("（另有 1 项）")
    assert "新出现：\n- 报警: era" in letters.text(notice, FAR)
    known = notice.told
    assert changed(known, verdict(), verdict(), lang="zh").title == "scraper：一切恢复正常"


def test_markdown_says_the_same_with_its_own_means() -> None:
    notice = changed(None, verdict(HOLLOW))
    html = MarkdownIt().render(letters.markdown(notice, FAR))
    assert "<strong>New:</strong>" in html
    assert f'<a href="{PAGE}">{PAGE}</a>' in html
    assert "<code>scraper quarantine</code>" in html
    assert html.count("<li>") == 1


def test_a_verdict_of_many_reasons_is_bounded() -> None:
    many = [
        Reason(level=Level.ALARM, name=f"yield:{n}", text=f"source {n} is silent")
        for n in range(1000)
    ]
    notice = changed(None, verdict(*many))
    body = letters.text(notice, FAR)
    assert body.count("is silent") == 20
    assert body.endswith("… and 980 more")
    assert "(and 999 more)" in notice.title


@given(st.text(), st.text(), st.text())
def test_no_reason_breaks_its_notice(text: str, url: str, look: str) -> None:
    reason = Reason(level=Level.ALARM, name=text, text=text, url=url, look=look)
    notice = changed(None, verdict(reason))
    assert "\n" not in notice.title
    assert notice.title.isprintable()
    assert len(letters.text(notice, FAR).splitlines()) <= 6


def test_a_trial_says_that_nothing_is_wrong() -> None:
    notice = notices.trial(Notify(), place="news.db")
    assert notice.sort is Sort.TRIAL
    assert "Nothing is wrong" in letters.text(notice, FAR)
