"""Address → the same address, safe to visit; anything else is refused.

First the address is judged as it is written (`check`), and once its host's name is resolved so is
every address of it (`public`): a name may lead anywhere, and elsewhere the next time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from scraper.errors import FetchError
from scraper.fetch import addresses
from scraper.models import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from urllib.parse import SplitResult

HOSTS = frozenset(
    {
        "new.qq.com",
        "news.qq.com",
        "view.inews.qq.com",
        "xw.qq.com",
        "kuaibao.qq.com",
        "page.om.qq.com",
        "i.news.qq.com",
        "r.inews.qq.com",
    }
)
"""The site's article pages and its lists; `fetch.hosts` adds to them."""

PORTS = frozenset({80, 443})
"""What is connected to, but for a proxy or gateway."""

_MOST = 8  # addresses of one name that are tried
_LONGEST = 2000  # characters; the longest address seen is below 400
_STRAY = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
_DESK = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)?\.qq\.com")
_CLASSIC = re.compile(r"/a/[0-9]{8}/[0-9]{6}(?:_[0-9a-z]+)?\.html?|/robots\.txt", re.IGNORECASE)
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))


def check(url: str, hosts: Collection[str] = ()) -> str:
    """The address in its plain form: host in lower case, no fragment, ASCII only.

    Raises FetchError of kind REFUSED where it is not http or https, carries a user name or a
    port of its own, or its host is no name, or neither of the site nor in `hosts` (`fetch.hosts`).
    """
    return _checked(url, lambda host, path: _listed(host, path, hosts), "fetch.hosts adds hosts")


def image(url: str, hosts: Collection[str]) -> str:
    """The same of an image: its host is one of `hosts` (`images.hosts`), ``*.gtimg.com`` being all
    hosts below that name. No page is asked for there, and no image elsewhere.
    """
    return _checked(url, lambda host, _: _below(host, hosts), "images.hosts adds hosts of images")


def _below(host: str, hosts: Collection[str]) -> bool:
    return any(host.endswith(one[1:]) if one[:2] == "*." else host == one for one in hosts)


def _checked(url: str, listed: Callable[[str, str], bool], remedy: str) -> str:
    """The address in its plain form, where its host and path are `listed`."""
    parts, host, port = _split(url)
    if parts.scheme not in ("http", "https"):
        raise _refused(url, "not a web address; it must begin with https:// or http://")
    if "@" in parts.netloc:
        raise _refused(url, "an address with a user name; remove it")
    if port is not None and port not in PORTS:
        raise _refused(url, f"an address with the port {port}; only 80 and 443 are visited")
    if addresses.numeric(host):
        raise _refused(url, f"host {host!a} is an address; only names are visited")
    if not listed(host, parts.path):
        raise _refused(url, f"host {host!a} is not visited; {remedy}")
    return _plain(parts, host, port)


def public(host: str, port: int, found: Iterable[str]) -> list[str]:
    """Those of the addresses `found` for `host` that may be connected to, in order.

    Raises FetchError of kind REFUSED, naming host and addresses, where there is none.
    """
    if port not in PORTS:
        raise _refused(host, f"the port {port} of {host}; only 80 and 443 are connected to")
    reasons = {one: addresses.refused(one) for one in found}
    if admitted := [one for one, reason in reasons.items() if not reason]:
        return admitted[:_MOST]
    said = "; ".join(f"{one[:60]}, {reason}" for one, reason in [*reasons.items()][:3])
    remedy = "only public addresses are connected to; fetch.gateway reaches others"
    raise _refused(host, f"{host} is at {said}: {remedy}")


def join(base: str, location: str) -> str:
    """The address that `location` means on the page `base`; not yet checked.

    Never fails: what cannot be joined comes back as it is, for `check` to refuse.
    """
    try:
        return urljoin(base, location.strip(" \t\r\n"))
    except ValueError:
        return location


def host(url: str) -> str:
    """The host of an address that `check` has passed."""
    return urlsplit(url).hostname or ""


def origin(url: str) -> str:
    """Scheme, host and port of an address that `check` has passed: ``https://new.qq.com``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _split(url: str) -> tuple[SplitResult, str, int | None]:
    if len(url) > _LONGEST:
        raise _refused(url, f"longer than {_LONGEST} characters; check the link")
    if _STRAY.search(url):
        raise _refused(url, "not a URL; check for blanks, backslashes and stray signs")
    try:
        parts = urlsplit(url)
        if not parts.netloc.isascii():  # before lower(), which turns a Kelvin sign into a k
            raise _refused(url, "a host in other letters than ASCII; write it in its xn-- form")
        return parts, parts.hostname or "", parts.port
    except ValueError as error:
        raise _refused(url, f"not a URL: {error}") from error


def _listed(host: str, path: str, hosts: Collection[str]) -> bool:
    if host in HOSTS or host in {one.strip().lower() for one in hosts if one.strip()}:
        return True
    return bool(_DESK.fullmatch(host) and _CLASSIC.fullmatch(path))


def _plain(parts: SplitResult, host: str, port: int | None) -> str:
    usual = {"http": 80, "https": 443}[parts.scheme]
    netloc = host if port in (None, usual) else f"{host}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    return quote(f"{parts.scheme}://{netloc}{parts.path or '/'}{query}", safe=_VISIBLE)


def _refused(url: str, reason: str) -> FetchError:
    shown = url[:200] if url[:200].isprintable() else ascii(url[:200])
    return FetchError(shown, Kind.REFUSED, reason)
