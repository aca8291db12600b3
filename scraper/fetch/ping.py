"""Address → "" once it has answered, or what went wrong: a sign of life, after each good run."""

from __future__ import annotations

from contextlib import closing
from multiprocessing.pool import ThreadPool
from urllib.parse import urlsplit

import httpx

_WORDS = (
    (httpx.ConnectTimeout, "no connection in time"),
    (httpx.TimeoutException, "no answer in time"),
    (httpx.ConnectError, "no connection"),
    (httpx.RemoteProtocolError, "its answer is not HTTP, or ended early"),
)


def ping(url: str, timeout: float, proxy: str = "") -> str:
    """Call `url` by GET; "" where it answered that all is well, else one line without the address.

    The address is the operator's: it may be private, and its path is a secret. No redirect is
    followed, nothing of the answer's body is read, and all ends after `timeout` seconds. `proxy` is
    that of the configuration.
    """
    host = _host(url)
    if not host:
        return "heartbeat: not a web address; write it as https://HOST/PATH"
    with ThreadPool(1) as pool:  # httpx limits neither the resolver nor bytes that trickle
        call = pool.apply_async(_call, (url, timeout, proxy))
        call.wait(timeout)
    late = f"no answer in {timeout:g} s (notify.timeout)"
    fault = call.get() if call.ready() and call.successful() else late
    return f"heartbeat: {host}: {fault}" if fault else ""


def _call(url: str, timeout: float, proxy: str) -> str:
    limits = {"timeout": httpx.Timeout(timeout).as_dict()}
    try:  # by a transport, for a client logs the address
        with httpx.HTTPTransport(proxy=proxy or None) as transport:
            headers = {"User-Agent": "scraper"}
            request = httpx.Request("GET", url, headers=headers, extensions=limits)
            with closing(transport.handle_request(request)) as answer:
                return _judged(answer.status_code)
    except (httpx.HTTPError, httpx.InvalidURL, ImportError, OSError, ValueError) as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return "its certificate is not trusted"
        return next((words for sort, words in _WORDS if isinstance(error, sort)), "no connection")


def _judged(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"answered {status}; it leads elsewhere, name the address that answers itself"
    return f"answered {status}"


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        fit = parts.scheme in ("http", "https") and parts.port != 0 and host.isprintable()
        return host if fit else ""
    except ValueError:
        return ""
