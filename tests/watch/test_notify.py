"""Channels: which there are, what they are called, and what becomes of a notice in each."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper.config import Notify
from scraper.dates import BEIJING
from scraper.errors import ConfigError
from scraper.models import Delivery, Level, Reason, Verdict
from scraper.watch import notices, notify
from scraper.watch.notify import Channel

from . import servers

SECRET = "s3cr3tt0ken"
AT = datetime(2026, 11, 24, 10, 7, tzinfo=BEIJING)
SERVICES = {
    "feishu": f"feishu://{SECRET}",
    "feishu signed": f"feishu://{SECRET}?secret={SECRET}",
    "lark": f"lark://{SECRET}",
    "dingtalk": f"dingtalk://{SECRET}",
    "dingtalk signed": f"dingtalk://{SECRET}@{SECRET}/13800000000",
    "wecom robot": f"wecombot://{SECRET}",
    "wecom robot, its own address": (
        f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}"
    ),
    "telegram": f"tgram://123456789:{SECRET}abcdefghijklmnopqrstuvwxyz/{SECRET}",
    "ntfy": f"ntfy://{SECRET}",
    "ntfy of one's own": f"ntfys://u:{SECRET}@ntfy.example.org/{SECRET}",
    "mail": f"mailtos://user:{SECRET}@example.org?to=a@example.org",
    "discord": f"discord://123456789/{SECRET}",
    "slack": f"slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#{SECRET}",
    "bark": f"bark://bark.example.org/{SECRET}",
    "server sauce": f"schan://{SECRET}",
    "push plus": f"pushplus://{SECRET}abcdefghijklmnopqrstu",
    "gotify": f"gotifys://gotify.example.org/{SECRET}{SECRET}",
    "a webhook": f"jsons://u:{SECRET}@hook.example.org/{SECRET}?x={SECRET}&+Token={SECRET}",
}


def opened(*urls: str, env: str = "", **values: Any) -> tuple[Channel, ...]:
    return notify.channels(Notify(urls=urls, **values), {"SCRAPER_NOTIFY_URLS": env})


def trouble(text: str = "era qq-origin/1: hollow") -> notices.Notice:
    reason = Reason(level=Level.ALARM, name="hollow", text=text, look="scraper quarantine")
    found = notices.change(None, [Verdict(reasons=(reason,))], AT, Notify())
    assert found
    return found


@pytest.fixture
def listen() -> Iterator[Callable[..., servers.Listener]]:
    """Starts servers, and ends them."""
    started: list[servers.Listener] = []

    def start(serve: servers.Serve, **options: Any) -> servers.Listener:
        started.append(servers.Listener(serve, **options))
        return started[-1]

    yield start
    for one in started:
        one.close()


class TestChannels:
    """Addresses → channels."""

    def test_none_is_none_and_loads_nothing(self) -> None:
        code = (
            "import sys; from scraper.config import Notify; from scraper.watch import notify;"
            "assert notify.channels(Notify(), {}) == ();"
            "assert notify.send(None, (), 1) == ();"
            "sys.exit('apprise' in sys.modules)"
        )
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

    @pytest.mark.parametrize("url", SERVICES.values(), ids=SERVICES)
    def test_a_service_is_understood_and_its_secret_never_shown(self, url: str) -> None:
        (one,) = opened(url)
        assert SECRET.lower() not in f"{one} {one!r} {one.name}".lower()
        assert re.fullmatch(r"notify\.urls\.0 [a-z]+://[a-z.@…]+", one.name)

    def test_channels_are_called_by_place_and_scheme(self) -> None:
        given = [SERVICES[name] for name in ("telegram", "mail", "a webhook", "ntfy of one's own")]
        more = f"\n {SERVICES['feishu']}\t{SERVICES['wecom robot, its own address']} \n"
        assert [one.name for one in opened(*given, env=more)] == [
            "notify.urls.0 tgram://…",
            "notify.urls.1 mailtos://…@example.org",
            "notify.urls.2 jsons://hook.example.org",
            "notify.urls.3 ntfys://…",
            "SCRAPER_NOTIFY_URLS.0 feishu://…",
            "SCRAPER_NOTIFY_URLS.1 wecombot://…",
        ]

    def test_the_environment_is_asked_by_the_name_of_the_configuration(self) -> None:
        env = {"MINE": SERVICES["ntfy"], "SCRAPER_NOTIFY_URLS": "nonsense"}
        assert [one.name for one in notify.channels(Notify(env="MINE"), env)] == ["MINE.0 ntfy://…"]
        assert notify.channels(Notify(env=""), {"": SERVICES["ntfy"], **env}) == ()

    @pytest.mark.parametrize(
        "url",
        [
            SECRET,
            f"nonsense://{SECRET}",
            f"://{SECRET}",
            f"tgram://{SECRET}",
            f"json://[{SECRET}/",
            f"https://example.org/{SECRET}",
            f"mailto://{SECRET}",
            f"slack://{SECRET}",
            "",
            " ",
        ],
    )
    def test_a_wrong_address_is_named_by_its_place_alone(
        self, url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(1)
        with pytest.raises(ConfigError) as caught:
            opened(SERVICES["ntfy"], url)
        assert str(caught.value) == (
            "notify.urls.1: not an address that apprise can use;"
            " see https://appriseit.com/services/"
        )
        assert SECRET not in caplog.text
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize("port", [99999, 65536, 0, -1])
    def test_a_port_that_cannot_be(self, port: int) -> None:
        with pytest.raises(ConfigError) as caught:
            opened(f"json://u:{SECRET}@127.0.0.1:{port}/{SECRET}")
        said = "notify.urls.0: its port is none of 1 to 65535; mend the address"
        assert str(caught.value) == said

    def test_all_wrong_ones_are_named_together(self) -> None:
        with pytest.raises(ConfigError) as caught:
            opened("a", SERVICES["ntfy"], "b", env=f"{SERVICES['feishu']} c")
        assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [
            "notify.urls.0",
            "notify.urls.2",
            "SCRAPER_NOTIFY_URLS.1",
        ]

    @settings(max_examples=150)
    @example("TGRAM://0:")
    @given(
        st.text()
        | st.builds(
            "{}://{}".format,
            st.sampled_from(
                ["json", "xml", "mailto", "tgram", "feishu", "ntfy", "slack", "dingtalk"]
            ),
            st.text() | st.text("abc/:@?&=#%[]1"),
        )
    )
    def test_any_address_is_a_channel_or_a_wrong_one(self, url: str) -> None:
        try:
            (said,) = (one.name for one in opened(url))
        except ConfigError as error:
            said = str(error)
        assert said.startswith("notify.urls.0")
        assert said.isprintable()

    def test_the_missing_package_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "apprise", None)
        with pytest.raises(ConfigError) as caught:
            opened(SERVICES["ntfy"])
        said = "notify.urls.0: needs one more package; pip install 'scraper[notify]'"
        assert str(caught.value) == said


class TestHeartbeat:
    """Where to call after a good run."""

    def test_the_file_comes_first_then_the_environment(self) -> None:
        env = {"SCRAPER_HEARTBEAT_URL": " https://hc.example.org/b \n", "MINE": "http://10.0.0.1/c"}
        assert notify.heartbeat(Notify(), {}) == ""
        assert notify.heartbeat(Notify(), env) == "https://hc.example.org/b"
        assert notify.heartbeat(Notify(heartbeat_env="MINE"), env) == "http://10.0.0.1/c"
        assert notify.heartbeat(Notify(heartbeat_env=""), env) == ""
        given = Notify(heartbeat="https://hc.example.org/a")
        assert notify.heartbeat(given, env) == "https://hc.example.org/a"

    @pytest.mark.parametrize("url", [SECRET, f"ftp://{SECRET}", f"https:///{SECRET}", "http://["])
    def test_what_is_no_address_is_said_without_it(self, url: str) -> None:
        env = {"SCRAPER_HEARTBEAT_URL": url}
        for setting in (Notify(heartbeat=url), Notify()):
            with pytest.raises(ConfigError) as caught:
                notify.heartbeat(setting, env)
            assert "not a web address" in str(caught.value)
            assert SECRET not in str(caught.value)


def test_secrets_stand_in_no_repr() -> None:
    given = Notify(urls=(SERVICES["mail"],), heartbeat=f"https://hc.example.org/{SECRET}")
    assert SECRET not in repr(given)


class TestSend:
    """A notice in a channel, with a real server at its end."""

    @pytest.mark.parametrize(
        ("serve", "fault"),
        [
            (servers.answer(), ""),
            (servers.status(500), "answered 500"),
            (servers.status(403, body=f"no {SECRET}".encode()), "answered 403"),
            (servers.status(302, f"Location: http://127.0.0.1:1/{SECRET}"), "answered 302"),
            (servers.silent, "no answer in time"),
            (servers.hang_up, "it hung up"),
            (servers.reset, "it hung up"),
            (servers.cut, "it hung up"),
            (servers.garbage, "its answer is not HTTP"),
        ],
        ids=["200", "500", "403", "302", "silent", "closed", "reset", "cut", "garbage"],
    )
    @pytest.mark.parametrize("scheme", ["json", "xml", "form", "ntfy"])
    def test_its_end_is_an_outcome(
        self, scheme: str, serve: servers.Serve, fault: str, listen: Any
    ) -> None:
        listener = listen(serve)
        limit = "?rto=0.4" if serve is servers.silent else ""
        given = opened(f"{scheme}://u:{SECRET}@127.0.0.1:{listener.port}/{SECRET}{limit}")
        (found,) = notify.send(trouble(), given, 30)
        shown = (
            "notify.urls.0 ntfy://…" if scheme == "ntfy" else f"notify.urls.0 {scheme}://127.0.0.1"
        )
        assert found == Delivery(notice=trouble().title, channel=shown, fault=fault)
        assert SECRET not in repr(found)

    def test_no_redirect_is_followed(self, listen: Any) -> None:
        """requests would ask the new place by GET, without the notice, and call it sent."""
        there = listen(servers.answer())
        here = listen(servers.status(302, f"Location: http://127.0.0.1:{there.port}/"))
        (found,) = notify.send(trouble(), opened(f"json://127.0.0.1:{here.port}/"), 30)
        assert found.fault == "answered 302"
        assert not there.connected

    def test_nobody_there(self) -> None:
        (found,) = notify.send(trouble(), opened(f"json://127.0.0.1:{servers.unused_port()}/"), 30)
        assert found.fault == "connection refused"

    def test_a_name_that_is_none(self) -> None:
        (found,) = notify.send(trouble(), opened(f"json://nowhere.invalid/{SECRET}"), 20)
        assert found.fault == "its name is not known"

    def test_wrong_tls(self, listen: Any, tmp_path: Path) -> None:
        plain = listen(servers.answer())
        nobody = listen(servers.answer(), tls=servers.certified(tmp_path))
        urls = [f"jsons://127.0.0.1:{one.port}/{SECRET}" for one in (plain, nobody)]
        found = notify.send(trouble(), opened(*urls), 30)
        assert [one.fault for one in found] == [
            "no TLS connection",
            "its certificate is not trusted",
        ]
        assert not nobody.posts

    def test_a_channel_that_drips_is_left_when_its_time_is_over(self, listen: Any) -> None:
        start = time.monotonic()
        given = opened(f"json://127.0.0.1:{listen(servers.drip).port}/", timeout=1.0)
        (found,) = notify.send(trouble(), given, 1.0)
        assert found.fault == "no answer in 1 s (notify.timeout)"
        assert servers.took(start) < 20

    def test_slow_channels_do_not_wait_for_one_another(self, listen: Any) -> None:
        slow = [listen(servers.drip) for _ in range(5)]
        good = listen(servers.answer())
        start = time.monotonic()
        given = opened(*(f"json://127.0.0.1:{one.port}/" for one in [*slow, good]))
        found = notify.send(trouble(), given, 3.0)
        assert [not one.fault for one in found] == [False] * 5 + [True]
        assert servers.took(start) < 20

    def test_the_process_ends_though_a_channel_does_not(self, listen: Any) -> None:
        port = listen(servers.drip).port
        code = (
            "from scraper.config import Notify; from scraper.watch import notices, notify;"
            f"given = notify.channels(Notify(urls=('json://127.0.0.1:{port}/',)), {{}});"
            "print(notify.send(notices.trial(Notify()), given, 0.5)[0].fault)"
        )
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
        )
        assert done.stdout == "no answer in 0.5 s (notify.timeout)\n"
        assert done.stderr == ""
        assert servers.took(start) < 25

    def test_a_channel_that_may_fail_is_not_said_to_have_worked(self, listen: Any) -> None:
        """apprise counts an optional channel as sent, whatever becomes of it."""
        port = listen(servers.status(500)).port
        (found,) = notify.send(trouble(), opened(f"json://127.0.0.1:{port}/?optional=yes"), 30)
        assert found.fault == "answered 500"

    @pytest.mark.parametrize(
        ("answer", "fault"),
        [
            (b'{"errcode":0,"errmsg":"ok"}', ""),
            (b'{"errcode":310000,"errmsg":"keywords not in content"}', "answered 310000"),
            (b'{"errmsg":"?"}', "its answer is not understood"),
            (b"[]", "its answer is not understood"),
            (b"<html>", "its answer is not understood"),
        ],
    )
    @pytest.mark.parametrize("service", ["dingtalk", "dingtalk signed", "wecom robot"])
    def test_a_robot_is_read_whole(
        self, service: str, answer: bytes, fault: str, listen: Any
    ) -> None:
        """Robots answer 200 to what they refuse."""
        listener = listen(servers.json(answer))
        (channel,) = opened(SERVICES[service])
        there: Any = channel.plugin
        there.notify_url = f"http://127.0.0.1:{listener.port}/send?access_token={{token}}"
        there.api_url = f"http://127.0.0.1:{listener.port}/send?key={there.url_id()}"
        (found,) = notify.send(trouble(), (channel,), 30)
        assert found.fault == fault
        (post,) = listener.posts
        assert ("&sign=" in post.path) == (service == "dingtalk signed")
        assert b"scraper quarantine" in post.body

    @pytest.mark.parametrize("serve", [servers.status(500), servers.hang_up, servers.silent])
    def test_a_robot_that_fails_is_an_outcome(self, serve: servers.Serve, listen: Any) -> None:
        (channel,) = opened(f"dingtalk://{SECRET}?rto=0.4")
        there: Any = channel.plugin
        there.notify_url = f"http://127.0.0.1:{listen(serve).port}/send?access_token={{token}}"
        (found,) = notify.send(trouble(), (channel,), 30)
        assert found.fault in ("answered 500", "it hung up", "no answer in time")


class TestMail:
    """A post office on this machine."""

    @staticmethod
    def url(port: int) -> str:
        return (
            f"mailto://user:{SECRET}@127.0.0.1:{port}?smtp=127.0.0.1&mode=insecure"
            "&to=reader@example.org&from=scraper@example.org"
        )

    def test_a_notice_is_a_letter(self, listen: Any) -> None:
        office = listen(servers.post_office())
        (found,) = notify.send(trouble("时代 qq-origin 坏了"), opened(self.url(office.port)), 30)
        assert (found.channel, found.fault) == ("notify.urls.0 mailto://…@127.0.0.1", "")
        ((sender, receivers, mail),) = office.mails
        assert "<scraper@example.org>" in sender
        assert [one for one in receivers if "<reader@example.org>" in one] == receivers
        assert mail["Subject"] == "scraper: ALARM: 时代 qq-origin 坏了"
        assert "- ALARM: 时代 qq-origin 坏了\n  $ scraper quarantine" in written(mail)

    def test_a_refused_password_is_an_outcome(self, listen: Any) -> None:
        office = listen(servers.post_office(refuse=f"535 no {SECRET}".encode()))
        (found,) = notify.send(trouble(), opened(self.url(office.port)), 30)
        assert found.fault == "answered 535"
        assert not office.mails

    def test_an_office_that_says_nothing(self, listen: Any) -> None:
        given = opened(self.url(listen(servers.silent).port) + "&cto=0.4")
        (found,) = notify.send(trouble(), given, 30)
        assert found.fault == "no answer in time"

    def test_an_office_that_hangs_up(self, listen: Any) -> None:
        given = opened(self.url(listen(servers.hang_up).port) + "&cto=0.4")
        (found,) = notify.send(trouble(), given, 30)
        assert found.fault in ("it hung up", "no answer in time")


def written(mail: Any) -> str:
    """What a reader of the letter sees."""
    body = mail.get_body(("plain", "html"))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_no_fault_says_a_secret_anywhere(
    listen: Any,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    """Not on the terminal, not to whoever listens to every log of the process."""
    caplog.set_level(1)
    logging.getLogger("urllib3").setLevel(1)
    kinds = [
        servers.status(500, body=SECRET.encode()),
        servers.status(302, f"Location: http://127.0.0.1:1/{SECRET}"),
        servers.answer(b"HTTP/1.1 200 OK\r\n" + f"bad header {SECRET}\r\n\r\n".encode()),
        servers.silent,
        servers.hang_up,
        servers.cut,
        servers.garbage,
    ]
    ports = [listen(serve).port for serve in kinds]
    hooks = [
        f"{scheme}://u:{SECRET}@127.0.0.1:{port}/{SECRET}?rto=0.3&cto=0.3&x={SECRET}&+H={SECRET}"
        for port in [*ports, servers.unused_port()]
        for scheme in ("json", "xml", "form", "ntfy", "jsons", "gotify", "bark")
    ]
    office = listen(servers.post_office(refuse=f"535 no {SECRET}".encode()))
    given = opened(*hooks, TestMail.url(office.port), f"json://nowhere.invalid/{SECRET}")
    found = notify.send(trouble(), given, 60)
    assert len(found) == len(hooks) + 2
    shown = "".join(map(repr, (*found, *given, trouble())))
    captured = capfd.readouterr()
    for text in (shown, caplog.text, captured.out, captured.err):
        assert SECRET not in text
        assert quote(SECRET) not in text
