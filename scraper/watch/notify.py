"""Notice → the channels people read; the window to apprise, which speaks to them.

An address of a channel is a secret, or holds one. It is never said: a channel is called by where
its address stands and by its scheme, and a fault by words of our own.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.pool import ThreadPool
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.config import Notify
from scraper.errors import ConfigError
from scraper.models import Delivery, Level
from scraper.watch import letters, robots
from scraper.watch.notices import Notice
from scraper.watch.told import Sort

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase, NotifyFormat

_HOSTED = frozenset({"form", "forms", "json", "jsons", "mailto", "mailtos", "xml", "xmls"})
"""Schemes whose host is a host; of the others it may be a token, or a secret topic."""
_ROOM = {"ntfy": 3600, "ntfys": 3600}
"""Bytes that a service really shows, where apprise lets more pass: ntfy makes a file of them."""
_HOST = re.compile(r"[a-z0-9.:-]+", re.IGNORECASE)
_MAILS = frozenset({"mailto", "mailtos"})
"""Who reads a page as it is; other services know a part of HTML, each another."""
_PORTS = range(1, 1 << 16)
_CARELESS = (AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What apprise's readers of addresses let out, for they take much for granted."""
_NEVER = logging.CRITICAL + 10
_LOUD = ("apprise", "markdown", "requests", "urllib3")
_ANSWERED = re.compile(r"\b(?:error|errcode|code)=(-?\d{1,6})\b|Socket Exception: \((\d{3}), b")
_FAULTS = (
    (re.compile(r"timed out"), "no answer in time"),
    (re.compile(r"CERTIFICATE_VERIFY_FAILED"), "its certificate is not trusted"),
    (re.compile(r"SSL"), "no TLS connection"),
    (re.compile(r"Failed to resolve|\[Errno -\d\]"), "its name is not known"),
    (re.compile(r"refused"), "connection refused"),
    (re.compile(r"BadStatusLine"), "its answer is not HTTP"),
    (re.compile(r"not JSON|errcode="), "its answer is not understood"),
    (re.compile(r"aborted|closed|reset|IncompleteRead"), "it hung up"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One address, understood; `name` is fit to be shown."""

    name: str
    plugin: NotifyBase = field(repr=False)


def channels(settings: Notify, env: Mapping[str, str]) -> tuple[Channel, ...]:
    """The channels of the configuration and of the environment; ConfigError names wrong ones."""
    given = [(f"notify.urls.{place}", url) for place, url in enumerate(settings.urls)]
    more = env.get(settings.env, "").split() if settings.env else []
    given += [(f"{settings.env}.{place}", url) for place, url in enumerate(more)]
    if not given:
        return ()
    with warnings.catch_warnings():  # of the libraries of channels that nobody asked for
        warnings.simplefilter("ignore")
        asset = _asset(given[0][0])
        found = [_channel(key, url, asset, settings.timeout) for key, url in given]
    if faults := [one for one in found if isinstance(one, str)]:
        raise ConfigError(*faults)
    return tuple(one for one in found if not isinstance(one, str))


def heartbeat(settings: Notify, env: Mapping[str, str]) -> str:
    """The address to call after each good run, "" for none; ConfigError where it is no address."""
    key, url = "notify.heartbeat", settings.heartbeat.strip()
    if not url and settings.heartbeat_env:
        key, url = settings.heartbeat_env, env.get(settings.heartbeat_env, "").strip()
    if url and not _web(url):
        raise ConfigError(f"{key}: not a web address; write it as https://HOST/PATH")
    return url


def send(notice: Notice, channels: Sequence[Channel], timeout: float) -> tuple[Delivery, ...]:
    """What became of `notice` in each channel, after at most `timeout` seconds; never raises.

    A channel that is late is left to itself, in a thread that ends with the process: its notice
    may still arrive.
    """
    if not channels:
        return ()
    faults: dict[int, str] = {}

    def deliver(place: int) -> None:
        faults[place] = _deliver(notice, channels[place].plugin)

    with ThreadPool(len(channels)) as pool:
        work = pool.map_async(deliver, range(len(channels)), chunksize=1)
        work.wait(timeout)
    silent = f"no answer in {timeout:g} s (notify.timeout)"
    missing = "its library failed; please report it" if work.ready() else silent
    return tuple(
        Delivery(notice=notice.title, channel=one.name, fault=faults.get(place, missing))
        for place, one in enumerate(channels)
    )


def _asset(key: str) -> AppriseAsset:
    """How apprise shall behave: silent, in our threads, under our name, led nowhere else."""
    try:
        from apprise import AppriseAsset  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        remedy = "pip install 'scraper[notify]'"
        raise ConfigError(f"{key}: needs one more package; {remedy}") from error
    _hush()
    return AppriseAsset(
        app_id="scraper",
        app_desc="scraper",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        service_timeout=0,
        http_redirects=False,  # requests would go there without the notice, and call it sent
    )


def _hush() -> None:
    """Let the libraries log nothing: it would hold addresses, and nobody's log goes to stderr."""
    logging.getLogger().addHandler(logging.NullHandler())
    for name in _LOUD:
        logging.getLogger(name).setLevel(_NEVER)


def _diary() -> logging.Logger:
    """A log that nobody else can listen to: in it a channel says what is wrong with it."""
    logger = logging.Logger("channel", logging.DEBUG)
    logger.addHandler(logging.NullHandler())
    return logger


def _channel(key: str, url: str, asset: AppriseAsset, timeout: float) -> Channel | str:
    """The channel, or one line that says which address is wrong without saying it."""
    from apprise import Apprise, OverflowMode  # noqa: PLC0415

    try:
        plugin = Apprise.instantiate(url, asset=asset)
    except _CARELESS:
        plugin = None
    if plugin is None:
        return f"{key}: not an address that apprise can use; see https://appriseit.com/services/"
    if isinstance(plugin.port, int) and plugin.port not in _PORTS:
        return f"{key}: its port is none of 1 to 65535; mend the address"
    cls = type(plugin)
    if plugin.overflow_mode is cls.overflow_mode:
        plugin.overflow_mode = OverflowMode.TRUNCATE
    if plugin.socket_read_timeout == cls.socket_read_timeout:
        plugin.socket_read_timeout = timeout
    if plugin.socket_connect_timeout == cls.socket_connect_timeout:
        plugin.socket_connect_timeout = timeout
    plugin.logger = _diary()
    return Channel(name=f"{key} {_masked(plugin)}", plugin=plugin)


def _masked(plugin: NotifyBase) -> str:
    scheme, host = plugin.schema, str(plugin.host or "")
    if scheme not in _HOSTED or not _HOST.fullmatch(host):
        return f"{scheme}://…"
    return f"{scheme}://…@{host}" if scheme.startswith("mailto") else f"{scheme}://{host}"


def _deliver(notice: Notice, plugin: NotifyBase) -> str:
    """Why the notice did not arrive; "" where it did."""
    room = _ROOM.get(plugin.schema, plugin.body_maxlen)
    if plugin.title_maxlen <= 0:  # the title stands in the body
        room -= len(notice.title.encode()) + 20
    if plugin.schema in robots.SCHEMES:
        return _understand(robots.send(plugin, notice.title, letters.text(notice, room)))
    return _understand(_spoken(notice, plugin, room))


def _spoken(notice: Notice, plugin: NotifyBase, room: int) -> list[str]:
    """What the channel, or the way to it, had against the notice; nothing where it arrived."""
    from apprise import Apprise  # noqa: PLC0415

    herald = Apprise(asset=plugin.asset)
    herald.add(plugin)
    body, form = _body(notice, plugin, room)
    result = herald.notify(
        title=notice.title,
        body=body,
        body_format=form,
        notify_type=_color(notice),
        log_level=logging.DEBUG,
    )
    tries = [attempt for one in result for attempt in one.attempts]
    if any(tries):  # not what `result` says, which takes an optional channel's failure for none
        return []
    said = [entry for one in tries for entry in one]
    return [
        one.message for one in said if one.level != "DEBUG" or one.message.startswith("Socket")
    ] or [""]


def _body(notice: Notice, plugin: NotifyBase, room: int) -> tuple[str, NotifyFormat]:
    """What a channel is given, and in which form: as plain text where it takes that.

    A mail is a page where there is one, and no other form was asked for.
    """
    from apprise import NotifyFormat  # noqa: PLC0415

    mail = plugin.schema in _MAILS and 0 < len(notice.page) <= plugin.body_maxlen
    if mail and plugin.resolve_format(NotifyFormat.HTML) is NotifyFormat.HTML:
        return notice.page, NotifyFormat.HTML
    if plugin.resolve_format(NotifyFormat.TEXT) is NotifyFormat.MARKDOWN:
        return letters.markdown(notice, room), NotifyFormat.MARKDOWN
    return letters.text(notice, room), NotifyFormat.TEXT


def _color(notice: Notice) -> str:
    if notice.sort is Sort.RECOVERY:
        return "success"
    return {Level.ALARM: "failure", Level.WATCH: "warning"}.get(notice.level, "info")


def _understand(faults: Iterable[str]) -> str:
    """Faults in our own words, "" for none: what libraries and services say holds addresses."""
    told = list(faults)
    for text in told:
        if found := _ANSWERED.search(text):
            return f"answered {found[1] or found[2]}"
    for pattern, words in _FAULTS:
        if any(pattern.search(text) for text in told):
            return words
    return "not delivered" if told else ""


def _web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
