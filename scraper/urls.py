"""Address → the one article it names: every form of one article is one source URL.

The forms, seen between 2003 and 2026, are listed in docs/site.md. Query and fragment are tracking.
"""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from scraper.errors import UrlError
from scraper.models import Address, Kind, Url

SOURCE = "https://new.qq.com/rain/a/"
"""The form kept in the archive and in documents; the site has answered it since 2019."""

OTHERS = ("https://view.inews.qq.com/a/", "https://news.qq.com/rain/a/")
"""Further forms, which the site answers by other servers."""

_ARTICLE_ID = r"[0-9]{8}[A-Z][0-9A-Z]{5}(?:[0-9]{2})?"  # date, kind letter, serial, version
_CMS_ID = r"(?!TIP|WXN)[A-Z]{3}[0-9]{14,20}"  # desk, date, number, version; TIP: a notice in lists
_ID = rf"(?:{_ARTICLE_ID}|{_CMS_ID})"
_KEY = re.compile(_ID)
_PATHS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"/rain/a/(?P<id>{_ID})",
        rf"/omn/(?:[0-9A-Z]+/)?(?P<id>{_ID})(?:\.html?)?",
        rf"/cmsn/[0-9A-Z]+/(?P<id>{_ID})(?:\.html?)?",
        rf"/(?:a|k|w|wxn|s)/(?P<id>{_ID})(?:\.html?)?",
        rf"/cmsid/(?:{_ID}/)?(?P<id>{_ID})",
        rf"/[a-z0-9_]+/[0-9]{{14}}/(?P<id>{_CMS_ID})",
        r"/c/(?P<channel>[a-z0-9_.]+)/(?P<number>[0-9]{14})(?:\.html?)?",
    )
)
_CLASSIC = re.compile(r"/a/([0-9]{8})/([0-9]{6})(?:_[0-9a-z]+)?\.html?", re.IGNORECASE)
_OPAQUE = (
    ("page.om.qq.com", re.compile(r"/page/[\w-]+")),
    ("view.inews.qq.com", re.compile(r"/(?:w|wxn)/WXN[\w-]+", re.IGNORECASE)),
    ("new.qq.com", re.compile(r"/cmsn/[0-9]{8}/[0-9]{14}(?:\.html?)?")),
)
_SITE = re.compile(
    r"(?:\A|\.)(?P<site>[a-z0-9]{1,30})\.(?:(?:com|net|org|gov|edu|ac|co)\.)?[a-z]{2,18}\Z"
)
_ELSEWHERE = re.compile(r"[a-z0-9]{1,30}-(?:[0-9A-Za-z_]{1,40}-)?[0-9a-f]{8}")
_WORD = re.compile(r"[0-9A-Za-z_]{1,40}")
_SCHEME = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_SIZED = re.compile(r"^(inews\.gtimg\.com/[^?#]*[^/?#])/(?P<size>0|[0-9]{2,4})(?:[?#].*)?$")
_CUT = re.compile(r"_[0-9]{6,8}[a-z]?$")
_BARE = re.compile(r"\.html?$", re.IGNORECASE)
_HOSTS = frozenset(
    {"new.qq.com", "news.qq.com", "view.inews.qq.com", "xw.qq.com", "kuaibao.qq.com"}
)
# The desk letters the classic pages' own script gave their city and special sites.
_DESKS = {
    **{city: city.upper() + "C" for city in ("cd", "fj", "cq", "hb", "gd", "zj", "ln", "js")},
    "henan": "HNC",
    "xian": "XAC",
    "hn": "HNN",
    "2016": "BCP",
}


def canonical(text: str) -> Url:
    """The source URL of the article that `text` names; UrlError where it names none."""
    return read(text).url


def read(text: str) -> Address:
    """What `text` (any form of an article's address, or its bare id) names.

    Raises UrlError where it is not a URL, not of qq.com, or not the address of an article.
    """
    text = text.strip()
    if _KEY.fullmatch(text.upper()):
        return _named(text)
    host, path, scheme = _split(text)
    form = f"https://{host}{path}"
    if found := _old(host, path, scheme) or _new(host, path):
        return found
    for known, pattern in _OPAQUE:
        if host == known and pattern.fullmatch(path):
            return _unsure(form, form)
    raise _no(text, "not the address of an article; give an article's link or id")


def foreign(text: str) -> Address:
    """What an address of another site names, which is kept as it is: its id begins with the site.

    Such an article comes from a document and is never visited. UrlError where `text` is no address
    of the web, or one of qq.com.
    """
    text = text.strip()
    parts = _parts(text)
    host = (parts.hostname or "").rstrip(".")
    named = _SITE.search(host)
    if named is None or named["site"] == "qq":
        raise _no(text, "not the address of an article on another site; give its whole link")
    url = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))
    last = _BARE.sub("", parts.path.rstrip("/").rpartition("/")[2])
    word = last if _WORD.fullmatch(last) else ""
    key = "-".join(filter(None, (named["site"], word, sha256(url.encode()).hexdigest()[:8])))
    return Address(url=Url(url), id=key, fetch_url=url)


def named(text: str) -> Address:
    """What `text` names, here or on another site, also by the id that its document gave it.

    UrlError, as of `read`, where it is none of that.
    """
    try:
        return read(text)
    except UrlError as error:
        if _ELSEWHERE.fullmatch(text.strip()):
            return Address(url=Url(text.strip()), id=text.strip(), fetch_url="", certain=False)
        try:
            return foreign(text)
        except UrlError:
            raise error from None


def names(text: str) -> tuple[str, ...]:
    """Under which names an archive may know what `text` names; UrlError as of `named`."""
    address = named(text)
    return (address.url, address.form) if address.form else (address.url,)


def image(text: str) -> str:
    """What an image is known by in whatever size: ``inews.gtimg.com/om_bt/KEY``.

    On the site's own hosts the last part of the path says the size (``/641``, ``/1000``, ``/0``);
    of other addresses only the scheme is left out. Never fails.
    """
    bare = _SCHEME.sub("", text.strip())
    return _SIZED.sub(r"\1", bare)


def sized(text: str, size: str) -> str:
    """The address of an image in another size: ``641``, ``1000``, or ``0`` as it was uploaded.

    As it is where it names ``0`` itself: then it moves, or is cut to a size of its own
    (``KEY_640360/0``), and has no other. So is an address of another host. Never fails.
    """
    text = text.strip()
    scheme = _SCHEME.match(text)
    found = _SIZED.match(_SCHEME.sub("", text))
    if found is None or found["size"] == "0" or _CUT.search(found[1]):
        return f"https:{text}" if text.startswith("//") else text
    return f"{scheme[0] if scheme and ':' in scheme[0] else 'https://'}{found[1]}/{size}"


def site(key: str) -> str:
    """The site whose article has this id: ``qq``, or what the id of another one begins with."""
    name, sign, _ = key.partition("-")
    return name if sign else "qq"


def clean(text: str) -> str:
    """The address without tracking: scheme https, host in lower case, no query, no fragment."""
    host, path, _ = _split(text.strip())
    return f"https://{host}{path}"


def same(one: str, other: str) -> bool:
    """Whether two ids are of one article: they differ only in version, or in the desk's letters."""
    return one[:14] == other[:14] if one[:1].isdigit() else one[3:17] == other[3:17]


def of(key: str) -> Url:
    """The source URL of an article id (14, 16 or 19 characters), which must be well formed."""
    return _named(key).url


def others(key: str, asked: str) -> list[str]:
    """Addresses of an article on other hosts than that of `asked`: for a second opinion."""
    return [
        f"{form}{key}" for form in OTHERS if urlsplit(form).hostname != urlsplit(asked).hostname
    ]


def classic(site: str, number: str) -> str:
    """The CMS id of a classic page: ``finance`` and 14 digits → ``FIN2019092300084300``."""
    return f"{_desk(site)}{number}00"


def _old(host: str, path: str, scheme: str) -> Address | None:
    """What a classic page's address names: its id follows from the desk, where that is known."""
    found = _CLASSIC.fullmatch(path)
    if found is None or host == "qq.com":
        return None
    key = classic(host.removesuffix(".qq.com"), found[1] + found[2])
    there, form = f"{scheme}://{host}{path}", f"https://{host}{path}"
    return _named(key, there, form) if _KEY.fullmatch(key) else _unsure(form, there)


def _new(host: str, path: str) -> Address | None:
    """What an address of one of the site's own hosts names."""
    form = f"https://{host}{path}"
    for found in (pattern.fullmatch(path) for pattern in _PATHS if host in _HOSTS):
        if found:
            parts = found.groupdict()
            key = parts.get("id") or classic(parts["channel"], parts["number"])
            return _named(key, form=form) if _KEY.fullmatch(key.upper()) else _unsure(form, form)
    return None


def _unsure(form: str, fetch_url: str) -> Address:
    """An address whose page must say which article it is."""
    url = form if _CLASSIC.fullmatch(urlsplit(form).path) else _BARE.sub("", form)
    return Address(url=Url(url), id="", fetch_url=fetch_url, certain=False, form=form)


def _named(key: str, fetch_url: str = "", form: str = "") -> Address:
    key = key.upper()
    key = f"{key}00" if len(key) == 14 else key
    url = Url(SOURCE + key)
    return Address(url=url, id=key, fetch_url=fetch_url or url, form="" if form == url else form)


def _desk(site: str) -> str:
    """The three letters of a desk: ``finance`` → ``FIN``, ``bj.house`` → ``HOU``."""
    last = site.rpartition(".")[2].rpartition("_")[2]
    if last in ("house", "auto"):
        return last[:3].upper()
    return _DESKS.get(site, site.replace(".", "").replace("_", "")[:3].upper())


def _split(text: str) -> tuple[str, str, str]:
    """Host, path and scheme of a qq.com address; UrlError for anything else."""
    parts = _parts(text)
    host = (parts.hostname or "").rstrip(".")
    if not re.fullmatch(r"(?:[a-z0-9_-]+\.)*qq\.com", host):
        raise _no(text, "not an address of qq.com; give an article's link or id")
    path = re.sub(r"/{2,}", "/", unquote(parts.path)).rstrip("/")
    return host, path, parts.scheme.lower()


def _parts(text: str) -> SplitResult:
    """The parts of an address of the web; UrlError for anything else."""
    whole = f"https:{text}" if text.startswith("//") else text
    whole = whole if "://" in whole else f"https://{whole}"
    if not text or len(text) > 2000 or re.search(r"[\x00-\x20\x7f\\]", text):
        raise _no(text, "not a URL; give one link, without blanks")
    try:
        parts = urlsplit(whole)
        port = parts.port
    except ValueError as error:
        raise _no(text, f"not a URL ({error}); check its spelling") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise _no(text, "not a web address; it must begin with https://")
    if parts.username is not None or parts.password is not None or port not in (None, 80, 443):
        raise _no(text, "an address with a user name or a port; remove it")
    return parts


def _no(text: str, reason: str) -> UrlError:
    """The error for `text`, which may hold anything: shown short, on one line."""
    shown = "".join(char if char.isprintable() else "?" for char in text[:200])
    return UrlError(shown, Kind.NOT_ARTICLE, reason)
