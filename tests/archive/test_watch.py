"""What the archive remembers of its runs: hosts, lists, verdicts, notices, the quarantine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scraper.archive.values import Told
from scraper.errors import ArchiveError
from scraper.models import Asked, Host, Kind, Level, Reason, Sight, Verdict

EXTRACTORS = "qq-origin/1 qq-rendered/1"


def visit(archive, link, now, kind, **more):
    url = link.address.url
    archive.visited(url, kind, at=now, due_at=None, link=link, extractors=EXTRACTORS, **more)
    return url


class TestSights:
    def test_what_a_page_gave_is_read_back(self, archive, link, now):
        sight = Sight(
            at=now,
            source="ai",
            kind=Kind.HOLLOW,
            era="qq-origin/1",
            missing="window.DATA.originContent.text",
            chars=7,
            fields=frozenset({"author", "images"}),
        )
        visit(archive, link(1, source="ai"), now, Kind.HOLLOW, reason="empty", sight=sight)
        (found,) = archive.watch.sights(now, now)
        assert found.url == link(1).address.url
        assert (found.kind, found.source, found.reason) == (Kind.HOLLOW, "ai", "empty")
        assert (found.era, found.missing) == (sight.era, sight.missing)
        assert (found.chars, found.fields) == (7, sight.fields)

    def test_only_those_of_the_time_asked_for_in_their_order(self, archive, link, now):
        for number in (3, 1, 2):
            visit(archive, link(number), now + timedelta(hours=number), Kind.NEW)
        found = archive.watch.sights(now + timedelta(hours=1), now + timedelta(hours=2))
        assert [one.at for one in found] == [now + timedelta(hours=hour) for hour in (1, 2)]

    def test_what_the_lists_said(self, archive, now):
        asked = Asked(at=now, source="ai", new=3, known=4, off_topic=5)
        failed = Asked(at=now, source="hot", fault="not JSON")
        archive.watch.survey(asked)
        archive.watch.survey(failed, "unreadable", archive.start("crawl", now))
        assert archive.watch.surveys(now, now) == [asked, failed]
        assert archive.watch.surveys(now + timedelta(1), now + timedelta(2)) == []


class TestVerdicts:
    def test_a_verdict_is_read_back_and_said_again_replaced(self, archive, now):
        run = archive.start("crawl", now)
        reason = Reason(level=Level.ALARM, name="yield:ai", text="3 of 80", url="u", look="l")
        archive.watch.judge(run, now, Verdict())
        archive.watch.judge(run, now, Verdict(reasons=(reason,)))
        assert archive.watch.verdicts(5) == [(now, Verdict(reasons=(reason,)))]

    def test_the_last_notice_of_a_state_is_no_digest(self, archive, now):
        assert archive.watch.told() is None
        told = Told(at=now, kind="alarm", level="alarm", names=("yield:ai", "silence"))
        digest = Told(at=now + timedelta(1), kind="digest", level="ok", names=())
        archive.watch.tell(told, subject="s", deliveries=[("ntfy://…", "refused")])
        assert archive.watch.told() is None  # it did not arrive
        archive.watch.tell(told, subject="s", deliveries=[("a", "refused"), ("b", "")])
        archive.watch.tell(digest, subject="d", deliveries=[("b", "")])
        assert archive.watch.told() == told
        assert archive.watch.told("digest") == digest
        (row, _) = archive._db.rows("SELECT deliveries FROM notices WHERE kind = 'alarm'")
        assert row["deliveries"] == '[{"channel": "ntfy://…", "fault": "refused"}]'


class TestHosts:
    def test_a_host_is_remembered_until_it_answers(self, archive, now):
        host = Host(
            host="new.qq.com",
            kind=Kind.BLOCKED,
            reason="501",
            failures=2,
            failed_at=now,
            left_until=now + timedelta(hours=6),
        )
        other = Host(host="i.news.qq.com", kind=Kind.BUSY, reason="x", failures=1, failed_at=now)
        archive.watch.host(host)
        archive.watch.host(other)
        archive.watch.host(other)
        assert archive.watch.hosts() == [other, host]
        archive.watch.host(Host(**{**_fields(host), "failures": 0}))
        assert archive.watch.hosts() == [other]

    def test_a_row_that_is_damaged_is_named(self, archive):
        archive._db.execute("INSERT INTO hosts VALUES ('x', 'no such kind', '', 1, '', NULL)")
        with pytest.raises(ArchiveError, match="hosts, row 'x'"):
            archive.watch.hosts()


def _fields(host: Host) -> dict[str, object]:
    return {name: getattr(host, name) for name in Host.__dataclass_fields__}


class TestQuarantine:
    @pytest.mark.parametrize("kind", [Kind.HOLLOW, Kind.UNREADABLE, Kind.SUSPECT])
    def test_a_page_that_cannot_be_believed_is_taken_in(self, archive, link, answer, now, kind):
        snapshot = archive.keep(answer())
        one = link(1, title="题")
        url = visit(archive, one, now, kind, reason="empty", snapshot=snapshot)
        (doubt,) = archive.watch.quarantine()
        assert (doubt.url, doubt.kind, doubt.reason) == (url, kind, "empty")
        assert (doubt.snapshot, doubt.extractors) == (snapshot, EXTRACTORS)
        assert doubt.title == "题"

    def test_met_again_it_keeps_the_time_it_was_first_met_so(self, archive, link, answer, now):
        later = now + timedelta(days=3)
        for at, kind in ((now, Kind.HOLLOW), (later, Kind.UNREADABLE)):
            visit(archive, link(1), at, kind, snapshot=archive.keep(answer()))
        (doubt,) = archive.watch.quarantine()
        assert (doubt.since, doubt.last_seen, doubt.kind) == (now, later, Kind.UNREADABLE)

    @pytest.mark.parametrize("kind", [Kind.NEW, Kind.SAME, Kind.GONE, Kind.PAID, Kind.VIDEO])
    def test_it_leaves_once_it_is_understood(self, archive, link, answer, now, kind):
        visit(archive, link(1), now, Kind.HOLLOW, snapshot=archive.keep(answer()))
        visit(archive, link(1), now, kind, snapshot=archive.keep(answer()))
        assert list(archive.watch.quarantine()) == []

    @pytest.mark.parametrize("kind", [Kind.BUSY, Kind.TIMEOUT, Kind.BLOCKED, Kind.FAILED])
    def test_a_failure_to_come_says_nothing_of_it(self, archive, link, answer, now, kind):
        visit(archive, link(1), now, Kind.HOLLOW, snapshot=archive.keep(answer()))
        visit(archive, link(1), now, kind, snapshot=None)
        assert len(list(archive.watch.quarantine())) == 1

    def test_without_an_answer_there_is_nothing_to_keep(self, archive, link, now):
        visit(archive, link(1), now, Kind.UNREADABLE)
        assert list(archive.watch.quarantine()) == []

    def test_those_that_the_extractors_of_today_tried_are_passed_over(
        self, archive, link, answer, now
    ):
        url = visit(archive, link(1), now, Kind.HOLLOW, snapshot=archive.keep(answer()))
        assert list(archive.watch.quarantine(but=EXTRACTORS)) == []
        (doubt,) = archive.watch.quarantine(but="qq-next/1")
        archive.watch.tried(doubt.url, "qq-next/1")
        assert list(archive.watch.quarantine(but="qq-next/1")) == []
        assert [one.url for one in archive.watch.quarantine()] == [url]

    def test_all_of_very_many(self, archive, link, answer, now):
        snapshot = archive.keep(answer())
        with archive.together():
            for number in range(1200):
                visit(archive, link(number), now, Kind.HOLLOW, snapshot=snapshot)
        assert len({one.url for one in archive.watch.quarantine()}) == 1200


class TestFailures:
    def test_what_will_be_tried_again_and_what_was_given_up(self, archive, link, now):
        archive.discovered([link(4)], now)
        for number, kind, due in (
            (1, Kind.BUSY, now + timedelta(hours=1)),
            (2, Kind.HOLLOW, None),
            (3, Kind.NEW, None),
            (5, Kind.PAID, None),
        ):
            one = link(number)
            archive.visited(one.address.url, kind, at=now, reason="why", due_at=due, link=one)
        found = list(archive.failures())
        assert [(one.kind, one.due_at, one.tries) for one in found] == [
            (Kind.BUSY, now + timedelta(hours=1), 1),
            (Kind.HOLLOW, None, 1),
        ]
        assert {one.reason for one in found} == {"why"}
        assert list(archive.failures("no such source")) == []

    def test_the_numbers(self, archive, link, make, answer, now):
        archive.put(make(1), snapshot=None, at=now)
        archive.put(make(2), snapshot=None, at=now - timedelta(days=3))
        archive.discovered([link(4)], now)
        visit(archive, link(5), now, Kind.HOLLOW, snapshot=archive.keep(answer()))
        archive.visited(link(6).address.url, Kind.BUSY, at=now, due_at=now, link=link(6))
        found = archive.watch.figures(now)
        assert (found.articles, found.today, found.week, found.newest) == (2, 1, 2, now)
        assert (found.waiting, found.due, found.failed, found.given_up) == (1, 1, 1, 1)
        assert found.quarantined == 1
        assert found.size > 100_000


class TestUnread:
    def test_an_answer_that_came_is_found_until_it_is_read(self, archive, link, answer, now):
        number = archive.came(link(1), answer())
        assert archive.unread(link(1).address.url) == (number, answer())
        assert archive.due(now) == [link(1)]
        visit(archive, link(1), now, Kind.NEW, snapshot=number)
        assert archive.unread(link(1).address.url) is None
        assert archive.unread(link(2).address.url) is None

    def test_what_is_written_together_is_stored_together(self, archive, link, make, now):
        def half() -> None:
            with archive.together():
                archive.put(make(1), snapshot=None, at=now)
                archive.visited(link(1).address.url, Kind.NEW, at=now, due_at=None, link=link(1))
                raise RuntimeError("the power goes")

        with pytest.raises(RuntimeError):
            half()
        counts = archive.counts()
        assert (counts["articles"], counts["links"], counts["visits"]) == (0, 0, 0)

    def test_what_is_due_in_the_far_future_was_written_by_a_wrong_clock(self, archive, link, now):
        wrong = now + timedelta(days=400)
        archive.visited(link(1).address.url, Kind.BUSY, at=wrong, due_at=wrong, link=link(1))
        assert archive.due(now) == [link(1)]
