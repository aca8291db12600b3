"""Every way round the guard of addresses that was tried, by name; none of them leads anywhere.

The net outside is played by a resolver and a dialler of ours: whatever address is dialled, the site
on this machine answers, and both remember what they were asked for.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import config
from scraper.errors import FetchError
from scraper.fetch import addresses, guard, transport
from scraper.fetch.client import Client
from scraper.fetch.limits import Backend, Deadline, Reach
from scraper.models import Kind, Request

PATH = "/rain/a/20250212A08YTH00"
URL = f"http://news.qq.com{PATH}"
PUBLIC = "43.137.221.145"
ELSEWHERE = "101.32.118.25"
HTML = b"<html>whole</html>"
FETCH = Path(guard.__file__).parent


class Outside(httpcore.NetworkBackend):
    """The net: names with their addresses, one answer a lookup, and what was dialled."""

    def __init__(self, site: Any) -> None:
        self.says: dict[str, list[list[str]]] = defaultdict(lambda: [[PUBLIC]])
        self.asked: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self._port = int(site.address.rpartition(":")[2])

    @property
    def reach(self) -> Reach:
        return Reach(lookup=self._look, dial=self)

    def _look(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        waiting = self.says[host]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self.dialled.append((host, port))
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self._port, timeout)


@pytest.fixture
def outside(world: Any) -> Outside:
    world.site.on(PATH, world.site.answer(HTML))
    return Outside(world.site)


def _refused(visit: Callable[[], object]) -> FetchError:
    with pytest.raises(FetchError) as caught:
        visit()
    assert caught.value.kind is Kind.REFUSED
    assert str(caught.value).isprintable()
    return caught.value


# Addresses that are not the site's, however they are written.

STRANGERS = {
    "the site's name before another": "http://news.qq.com.evil.example/x",
    "the site's name without its dot": "http://newsxqq.com/x",
    "the site's name in the path": "http://evil.example/news.qq.com",
    "the site's name in the query": "http://evil.example/?news.qq.com",
    "the site's name in the fragment": "http://evil.example#@news.qq.com/",
    "the site's name as user": "http://news.qq.com@evil.example/x",
    "the site's name as user and password": "http://news.qq.com:80@evil.example/x",
    "a user before the site's name": "http://evil.example@news.qq.com/x",
    "a user that is a percent-encoded at": "http://evil.example%40news.qq.com/x",
    "two ats": "http://news.qq.com@evil.example@news.qq.com/x",
    "a backslash before an at": "http://evil.example\\@news.qq.com/x",
    "a backslash after the host": "http://evil.example\\.news.qq.com/x",
    "backslashes for slashes": "http:\\\\evil.example\\x",
    "a slash too few": "http:/evil.example/x",
    "a slash too many": "http:///evil.example/x",
    "no slashes": "http:evil.example/x",
    "another scheme": "gopher://news.qq.com:70/_x",
    "a file": "file:///etc/passwd",
    "a file on a host": "file://news.qq.com/etc/passwd",
    "a scheme inside a scheme": "view-source:http://news.qq.com/x",
    "a tab in the scheme": "ht\ttp://evil.example/x",
    "a tab in the host": "http://news.qq.com\t.evil.example/x",
    "a newline in the host": "http://evil.example\n.qq.com/x",
    "a carriage return and a header": "http://news.qq.com/x\r\nHost: evil.example",
    "a blank in the host": "http://evil.example .qq.com/x",
    "a NUL in the host": "http://evil.example\0.news.qq.com/x",
    "a percent-encoded NUL": "http://evil.example%00.news.qq.com/x",
    "a percent-encoded dot": "http://news.qq.com%2eevil.example/x",
    "a percent-encoded slash": "http://evil.example%2f.news.qq.com/x",
    "a percent-encoded letter": "http://%6eews.qq.com/x",
    "a full-width dot": "http://news.qq.com\uff0eevil.example/x",
    "an ideographic full stop": "http://news.qq.com\u3002evil.example/x",
    "a full-width slash": "http://evil.example\uff0f.news.qq.com/x",
    "a full-width at": "http://evil.example\uff20news.qq.com/x",
    "a Kelvin sign for a k": "http://\u212auaibao.qq.com/x",
    "a Cyrillic letter": "http://news.qq.c\u043em/x",
    "a soft hyphen": "http://evil\xad.example/x",
    "a zero-width space": "http://news.qq.com\u200b.evil.example/x",
    "a lone surrogate": "http://\ud800news.qq.com/x",
    "a trailing dot": "http://news.qq.com./x",
    "a leading dot": "http://.news.qq.com/x",
    "an empty host": "http://:80/x",
    "a port": "http://news.qq.com:8080/x",
    "a port of a mail server": "http://news.qq.com:25/x",
    "a port that is too large": "http://news.qq.com:65616/x",
    "a port of full-width digits": "http://news.qq.com:\uff18\uff10/x",
    "a negative port": "http://news.qq.com:-80/x",
    "a port in Latin letters": "http://news.qq.com:80x/x",
    "brackets around a name": "http://[news.qq.com]/x",
    "a bracket left open": "http://[::1/x",
    "this machine's name": "http://localhost/x",
    "this machine's name in full": "http://localhost.localdomain/x",
    "a name for every address": "http://127.0.0.1.nip.example/x",
    "a metadata name": "http://metadata.google.internal/computeMetadata/v1/",
    "another metadata name": "http://metadata.tencentyun.com/latest/meta-data/",
}

# Addresses of machines, in every form that a resolver takes: not visited even if fetch.hosts
# lists them, for it adds names.

NUMBERS = {
    "loopback": "127.0.0.1",
    "another loopback": "127.255.255.254",
    "unspecified": "0.0.0.0",
    "one number": "2130706433",
    "one octal number": "017700000001",
    "one hexadecimal number": "0x7f000001",
    "one upper-case hexadecimal number": "0X7F000001",
    "two numbers": "127.1",
    "three numbers": "127.0.1",
    "octal": "0177.0.0.1",
    "octal with many zeros": "0000000177.0.0.01",
    "hexadecimal": "0x7f.0x0.0x0.0x1",
    "mixed": "0x7f.1",
    "a number only": "0",
    "an overflowing number": "425.510.425.510",
    "an empty hexadecimal": "127.0.0.0x",
    "a trailing dot": "127.0.0.1.",
    "private": "10.0.0.1",
    "private as one number": "167772161",
    "metadata": "169.254.169.254",
    "metadata as one number": "2852039166",
    "metadata in octal": "0251.0376.0251.0376",
    "metadata in hexadecimal": "0xa9fea9fe",
    "Alibaba's metadata": "100.100.100.200",
    "Tencent's metadata": "169.254.0.23",
    "full-width digits": "１２７.０.０.１",
    "full-width digits and dots": "１２７。０。０。１",
    "circled digits": "①②⑦.⓪.⓪.①",
    "percent-encoded": "%31%32%37.0.0.1",
    "IPv6 loopback": "[::1]",
    "IPv6 loopback in full": "[0:0:0:0:0:0:0:1]",
    "IPv6 unspecified": "[::]",
    "IPv4-mapped": "[::ffff:127.0.0.1]",
    "IPv4-mapped in hexadecimal": "[::ffff:7f00:1]",
    "IPv4-compatible": "[::127.0.0.1]",
    "scoped": "[fe80::1%25eth0]",
    "a later version of IP": "[v1.127.0.0.1]",
    "metadata over IPv6": "[fd00:ec2::254]",
    "a public one too": PUBLIC,
    "a public one over IPv6 too": "[2402:4e00::1]",
}
WRITTEN = STRANGERS | {f"a number, {name}": f"http://{host}/x" for name, host in NUMBERS.items()}
written = pytest.mark.parametrize("url", WRITTEN.values(), ids=WRITTEN)


HERE = {"a slash too few", "a slash too many", "no slashes", "a carriage return and a header"}
"""As a Location these name another path of the same host."""


@written
def test_as_it_is_written_it_is_refused(url: str, world: Any, outside: Outside) -> None:
    """As a page, as a list, as where a page redirects to, and as where robots.txt does."""
    world.site.on(PATH, _moved(url))
    world.site.on("/robots.txt", _moved(url))
    client = world.client(reach=outside.reach, attempts=1)
    _refused(lambda: client.page(url))
    _refused(lambda: client.ask(Request(url=url)))
    assert (outside.asked, outside.dialled) == ([], [])

    with pytest.raises(FetchError) as caught:
        client.ask(Request(url=URL), robots=False)
    if caught.value.kind is not Kind.REFUSED:
        here = url in [STRANGERS[name] for name in HERE]
        assert caught.value.kind is (Kind.GONE if here else Kind.UNREADABLE)  # not even a header
    with pytest.raises(FetchError) as caught:
        client.page(URL)
    assert caught.value.kind is not Kind.WRONG_TYPE
    assert set(outside.asked) == {"news.qq.com"}
    assert {host for host, _ in outside.dialled} == {PUBLIC}
    assert {one.host for one in world.site.seen} == {"news.qq.com"}


def _moved(url: str) -> bytes:
    line = f"Location: {url}".encode("utf-8", "surrogatepass")
    return b"HTTP/1.1 302 X\r\nContent-Length: 0\r\n" + line + b"\r\n\r\n"


@pytest.mark.parametrize("host", NUMBERS.values(), ids=NUMBERS)
def test_listing_a_number_opens_nothing(host: str) -> None:
    hosts = (host, host.strip("[]"), host.replace("%25", "%").strip("[]"))
    for scheme in ("http", "https"):
        _refused(lambda scheme=scheme: guard.check(f"{scheme}://{host}/x", hosts))


# Names that lead where nobody may go, whatever they are.

INSIDE = {
    "loopback": ("127.0.0.1", "this machine's own"),
    "the end of loopback": ("127.255.255.255", "this machine's own"),
    "unspecified": ("0.0.0.0", "unspecified"),
    "this net": ("0.1.2.3", "unspecified"),
    "private, class A": ("10.255.255.254", "private"),
    "private, class B": ("172.16.0.1", "private"),
    "the end of class B": ("172.31.255.255", "private"),
    "private, class C": ("192.168.1.1", "private"),
    "a carrier's inner net": ("100.64.0.1", "carrier"),
    "the end of it": ("100.127.255.255", "carrier"),
    "link-local": ("169.254.1.1", "link-local"),
    "metadata of Amazon, Google, Azure": ("169.254.169.254", "metadata"),
    "metadata of Amazon's containers": ("169.254.170.2", "metadata"),
    "metadata of Tencent": ("169.254.0.23", "metadata"),
    "metadata of Alibaba": ("100.100.100.200", "metadata"),
    "metadata of Oracle": ("192.0.0.192", "metadata"),
    "Azure's own, in a public net": ("168.63.129.16", "metadata"),
    "protocol assignments": ("192.0.0.8", "reserved"),
    "documentation, 1": ("192.0.2.1", "documentation"),
    "documentation, 2": ("198.51.100.1", "documentation"),
    "documentation, 3": ("203.0.113.1", "documentation"),
    "benchmarks": ("198.18.0.1", "benchmarks"),
    "the end of benchmarks": ("198.19.255.255", "fetch.proxy"),
    "a relay of 6to4": ("192.88.99.1", "tunnel"),
    "multicast": ("224.0.0.1", "multicast"),
    "the end of multicast": ("239.255.255.255", "multicast"),
    "reserved": ("240.0.0.1", "reserved"),
    "broadcast": ("255.255.255.255", "broadcast"),
    "IPv6 loopback": ("::1", "this machine's own"),
    "IPv6 unspecified": ("::", "unspecified"),
    "IPv6 loopback in full": ("0000:0000:0000:0000:0000:0000:0000:0001", "this machine's own"),
    "IPv4-mapped loopback": ("::ffff:127.0.0.1", "IPv4"),
    "IPv4-mapped in hexadecimal": ("::ffff:7f00:1", "IPv4"),
    "IPv4-mapped metadata": ("::ffff:169.254.169.254", "IPv4"),
    "IPv4-mapped and public": ("::ffff:43.137.221.145", "IPv4"),
    "IPv4-compatible": ("::127.0.0.1", "IPv4"),
    "IPv4-translated": ("::ffff:0:127.0.0.1", "IPv4"),
    "NAT64 of loopback": ("64:ff9b::127.0.0.1", "127.0.0.1 in IPv6, this machine's own"),
    "NAT64 of private": ("64:ff9b::a00:1", "10.0.0.1 in IPv6, private"),
    "NAT64 of metadata": ("64:ff9b::a9fe:a9fe", "169.254.169.254 in IPv6, link-local"),
    "NAT64 of local use": ("64:ff9b:1::7f00:1", "translator"),
    "6to4 of loopback": ("2002:7f00:1::", "tunnel"),
    "6to4 of private": ("2002:a00:1::1", "tunnel"),
    "6to4 of public": ("2002:2b89:dd91::1", "tunnel"),
    "Teredo": ("2001:0:7f00:1::80ff:fffe", "tunnel"),
    "Teredo of a public server": ("2001:0:4136:e378:8000:63bf:80ff:fffe", "tunnel"),
    "ISATAP of loopback": ("fe80::5efe:127.0.0.1", "link-local"),
    "IPv6 benchmarks": ("2001:2::1", "benchmarks"),
    "ORCHID": ("2001:20::1", "reserved"),
    "IPv6 documentation": ("2001:db8::1", "documentation"),
    "newer IPv6 documentation": ("3fff::1", "documentation"),
    "IPv6 for discarding": ("100::1", "discarding"),
    "segment routing": ("5f00::1", "reserved"),
    "unique-local": ("fc00::1", "private"),
    "unique-local, chosen": ("fd12:3456:789a::1", "private"),
    "metadata of Amazon over IPv6": ("fd00:ec2::254", "metadata"),
    "metadata of Google over IPv6": ("fd20:ce::254", "metadata"),
    "IPv6 link-local": ("fe80::1", "link-local"),
    "IPv6 link-local, scoped": ("fe80::1%eth0", "one link"),
    "loopback, scoped": ("::1%lo", "one link"),
    "public, scoped": ("2402:4e00::1%2", "one link"),
    "site-local": ("fec0::1", "private"),
    "IPv6 multicast": ("ff02::1", "multicast"),
    "the unassigned half of IPv6": ("8000::1", "reserved"),
    "below unicast": ("1fff::1", "reserved"),
    "no address": ("localhost", "not an address"),
    "a short form": ("127.1", "not an address"),
    "an octal form": ("0177.0.0.1", "not an address"),
    "nothing": ("", "not an address"),
}
inside = pytest.mark.parametrize(("address", "why"), INSIDE.values(), ids=INSIDE)


@pytest.mark.parametrize(("address", "why"), INSIDE.values(), ids=INSIDE)
def test_a_name_that_leads_inside_is_refused(
    address: str, why: str, world: Any, outside: Outside
) -> None:
    """As a page, as a list, as a host of fetch.hosts, as a redirect, and for robots.txt."""
    inside = ["news.qq.com", "xw.qq.com", "i.news.qq.com", "www.example.org"]
    outside.says.update({host: [[address]] for host in inside})
    client = world.client(reach=outside.reach, hosts=("www.example.org",))
    for ask in (
        lambda: client.ask(Request(url=f"http://news.qq.com{PATH}"), robots=False),
        lambda: client.ask(Request(url=f"https://news.qq.com{PATH}"), robots=False),
    ):
        reason = _refused(ask).reason
        assert f"news.qq.com is at {address}" in reason
        assert why in reason
    feed = Request(url="http://i.news.qq.com/list", method="POST", body=b"{}")
    _refused(lambda: client.ask(feed, robots=False))
    robots = _refused(lambda: client.page("http://www.example.org/x")).reason
    assert "robots.txt could not be read: www.example.org is at" in robots
    assert outside.dialled == []

    world.site.on("/there", world.site.moved("http://xw.qq.com/x"))
    error = _refused(lambda: client.page("http://new.qq.com/there"))
    assert error.url == "http://new.qq.com/there"
    assert why in error.reason
    assert {one.host for one in world.site.seen} == {"new.qq.com"}
    assert world.clock.slept == []  # nothing is tried again


# Names that change their mind.


def test_what_was_judged_is_what_is_dialled(world: Any, outside: Outside) -> None:
    outside.says["news.qq.com"] = [[PUBLIC], ["127.0.0.1"]]
    assert world.client(reach=outside.reach, robots=False).page(URL).body == HTML
    assert outside.asked == ["news.qq.com"]
    assert outside.dialled == [(PUBLIC, 80)]


def test_a_name_that_turns_inside_later_is_refused_then(world: Any, outside: Outside) -> None:
    outside.says["news.qq.com"] = [[PUBLIC], ["169.254.169.254"]]
    world.site.on(PATH, world.site.answer(HTML, 200, "Connection: close"))
    client = world.client(reach=outside.reach, robots=False, attempts=1)
    assert client.page(URL).body == HTML
    assert "169.254.169.254" in _refused(lambda: client.page(URL)).reason
    assert outside.dialled == [(PUBLIC, 80)]


def test_a_name_that_turns_inside_between_robots_txt_and_page(world: Any, outside: Outside) -> None:
    outside.says["news.qq.com"] = [[PUBLIC], ["10.0.0.1"]]
    world.site.on("/robots.txt", world.site.answer(b"", 200, "Connection: close"))
    _refused(lambda: world.client(reach=outside.reach, attempts=1).page(URL))
    assert PATH not in world.site.paths()


def test_of_several_addresses_only_the_public_are_dialled(world: Any, outside: Outside) -> None:
    outside.says["news.qq.com"] = [["127.0.0.1", "::1", PUBLIC, "10.0.0.1", ELSEWHERE]]
    assert world.client(reach=outside.reach, robots=False).page(URL).body == HTML
    assert outside.dialled == [(PUBLIC, 80)]


def test_where_none_is_public_the_reason_names_some(world: Any, outside: Outside) -> None:
    outside.says["news.qq.com"] = [[f"10.0.0.{number}" for number in range(200)]]
    reason = _refused(lambda: world.client(reach=outside.reach, robots=False).page(URL)).reason
    assert "10.0.0.0, private; 10.0.0.1, private; 10.0.0.2, private:" in reason
    assert len(reason) < 300


def test_of_very_many_addresses_few_are_tried() -> None:
    found = [f"43.0.0.{number}" for number in range(200)]
    assert guard.public("news.qq.com", 80, found) == found[:8]


def test_public_addresses_are_dialled(world: Any, outside: Outside) -> None:
    for address in (PUBLIC, "2402:4e00::1", "64:ff9b::2b89:dd91", "192.31.196.1"):
        outside.says["news.qq.com"] = [[address]]
        assert world.client(reach=outside.reach, robots=False).page(URL).body == HTML
        assert outside.dialled.pop() == (address, 80)


@given(st.ip_addresses())
def test_nothing_is_public_to_us_alone(address: Any) -> None:
    if not addresses.refused(str(address)):
        assert address.is_global
        assert not any((address.is_multicast, address.is_loopback, address.is_link_local))


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(addresses.refused(text), str)
    assert isinstance(addresses.numeric(text), bool)


def test_this_machine_is_refused_by_its_real_name(world: Any) -> None:
    client = world.client(gateway="", robots=False, hosts=("localhost",), attempts=1)
    assert "this machine's own" in _refused(lambda: client.page("http://localhost/")).reason


# What the operator named: the gateway and the proxy, and nothing beside them.


def test_the_gateway_may_be_anywhere_and_is_all_there_is(world: Any, outside: Outside) -> None:
    outside.says["gateway.internal"] = [["10.0.0.7"]]
    client = world.client(reach=outside.reach, gateway="http://Gateway.internal:8000")
    assert client.page(URL).body == HTML
    assert client.page(f"https://xw.qq.com{PATH}").body == HTML
    assert set(outside.asked) == {"gateway.internal"}
    assert set(outside.dialled) == {("10.0.0.7", 8000)}


@pytest.mark.parametrize("way", ["proxy", "gateway"])
@pytest.mark.parametrize(
    ("named", "place"),
    [
        ("http://127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("http://LOCALHOST", ("localhost", 80)),
        ("https://localhost", ("localhost", 443)),
        ("http://[::1]:8000", ("::1", 8000)),
    ],
)
def test_only_the_very_host_and_port_that_was_named(
    way: str, named: str, place: tuple[str, int], outside: Outside
) -> None:
    settings = config.Fetch(**{way: named})
    built: Any = transport.build(settings, Deadline(5.0, lambda: 0.0), reach=outside.reach)
    while not isinstance(built, httpx.HTTPTransport):
        built = built._inner
    backend = built._pool._network_backend
    for host, port in (
        (place[0], place[1] + 1),
        ("127.0.0.2", place[1]),
        ("news.qq.com", place[1]),
        (PUBLIC, 80),
        ("news.qq.com", 443),
    ):
        with pytest.raises(httpcore.ConnectError, match="not the proxy or gateway"):
            backend.connect_tcp(host, port, 1.0)
    assert outside.dialled == []
    backend.connect_tcp(*place, 1.0).close()
    assert outside.dialled == [(PUBLIC, place[1])]
    built.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_behind_a_proxy_nothing_else_is_dialled(scheme: str, world: Any, outside: Outside) -> None:
    outside.says["proxy.internal"] = [["192.168.1.9"]]
    world.site.on("news.qq.com:443", world.site.answer(b"", 403))  # no tunnel
    client = world.client(
        reach=outside.reach, proxy="http://proxy.internal:3128", robots=False, attempts=1
    )
    try:
        assert client.page(f"{scheme}://news.qq.com{PATH}").body == HTML
    except FetchError as error:
        assert (scheme, error.kind) == ("https", Kind.UNREACHABLE)  # noqa: PT017
    assert set(outside.asked) == {"proxy.internal"}
    assert set(outside.dialled) == {("192.168.1.9", 3128)}


def test_a_proxy_of_the_environment_is_not_ours(
    world: Any, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    assert world.client(reach=outside.reach, robots=False).page(URL).body == HTML
    assert outside.dialled == [(PUBLIC, 80)]


# No second door.


def test_other_ports_are_not_dialled_even_where_nobody_asked_before(outside: Outside) -> None:
    backend = Backend(Deadline(5.0, lambda: 0.0), reach=outside.reach)
    for port in (0, 22, 25, 6379, 8080):
        _refused(lambda port=port: backend.connect_tcp("news.qq.com", port, 1.0))
    with pytest.raises(httpcore.ConnectError):
        backend.connect_unix_socket("/var/run/docker.sock", 1.0)
    assert outside.dialled == []


DOORS = {
    "create_connection",
    "urlopen",
    "HTTPTransport",
    "AsyncHTTPTransport",
    "ConnectionPool",
    "HTTPProxy",
    "SOCKSProxy",
    "SyncBackend",
    "HTTPConnection",
    "HTTPSConnection",
    "open_connection",
}
CALLS = {"httpx": {"Client", "AsyncClient", "get", "post", "head", "put", "request", "stream"}}


def _dials(file: Path) -> set[str]:
    """The names in `file` by which something is connected to."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            name = ast.unparse(node.value)
            if node.attr in DOORS | CALLS.get(name, set()) or ast.unparse(node) == "socket.socket":
                found.add(node.attr)
    return found


def test_there_is_one_place_that_connects() -> None:
    """What is built on this room, images too, has no other way to the web."""
    dials = {file.name: found for file in FETCH.glob("*.py") if (found := _dials(file))}
    assert dials == {"limits.py": {"SyncBackend"}, "transport.py": {"HTTPTransport"}}


def test_a_client_has_no_other_transport_than_the_guarded_one(world: Any) -> None:
    client: Client = world.client(gateway="")
    built: Any = client._wire._transport
    assert isinstance(built, transport.Network)
    assert isinstance(built._pool._network_backend, Backend)
